"""Registration by keyboard alone, beside the clock; and what is typed while the network is away."""

import pytest
from playwright.sync_api import expect

from shouwen.casework import operations, queries
from shouwen.casework.shapes import Registered
from shouwen.vocabulary import Actor

from .conftest import DESK, PHONE
from .test_accessible import faults

REGISTER = "/desk/register/postal-bank/register/"
#: What one key takes a practised typist, and one Chinese character by sound: three keys.
KEY, CHARACTER = 0.2, 0.6
MATTER = {
    "channel": "phone", "subject": "短信服务费重复扣收", "category": "work_error",
    "content": "三个月来每月扣两次。", "complainant_name": "陈俊", "telephone": "13812345627",
    "accused_unit": "yinxing", "accused_level": "outlet", "region": "local",
    "accepting_level": "first_branch",
}  # fmt: skip


class Keys:
    """A keyboard that counts what it would have taken a person."""

    def __init__(self, page):
        self.page, self.seconds = page, 0.0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.seconds += KEY

    def type(self, text):
        """Type letters and digits; characters are put in as an input method does."""
        for letter in text:
            if letter.isascii():
                self.page.keyboard.press(letter)
                self.seconds += KEY
            else:
                self.page.keyboard.insert_text(letter)
                self.seconds += CHARACTER

    def at(self, name):
        """Say that the keyboard is in a field now."""
        # Not by a function of the page: its policy forbids what is made of text.
        focused = f":focus[id^='f-{name}'], :focus[name^='f-{name}']"
        self.page.locator(focused).first.wait_for(state="attached")


def test_a_call_is_registered_by_keyboard_alone_in_a_minute(staff):
    desk = staff("lin.xiaoyu").open(REGISTER)
    keys = Keys(desk.page)
    keys.at("channel")
    keys.type("电话")
    keys.press("Enter")
    keys.at("category")
    keys.type("失误")
    keys.press("Enter")
    keys.at("subject")
    keys.type("短信费重复扣收")
    keys.press("Alt+2")
    keys.at("complainant_name")
    keys.type("陈俊")
    keys.press("Enter")
    keys.at("telephone")
    keys.type("13812345627")
    keys.press("Alt+3")
    keys.at("accused_unit")
    keys.type("银杏")
    keys.press("Enter")
    keys.press("Control+Enter")
    desk.page.wait_for_url("**/desk/registered/**")
    expect(desk.page.locator(".receipt__number").first).to_contain_text("TS")
    assert keys.seconds < 60


def test_what_is_typed_while_the_network_is_away_is_kept(staff):
    desk = staff("lin.xiaoyu").open(REGISTER)
    page, context = desk.page, desk.page.context
    context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    page.fill("#f-subject", "停电三小时")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#offline")).to_contain_text("断网期间不能提交")
    assert page.input_value("#f-subject") == "停电三小时"
    context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#saved-words")).to_contain_text("草稿已保存")
    (draft,) = queries.drafts_of(Actor("lin.xiaoyu"))
    assert draft.form["subject"] == "停电三小时"
    # What a window kept that was closed too early comes back; nothing stays once it is saved.
    assert page.evaluate("Object.keys(sessionStorage).filter(k => k.startsWith('register:'))") == []


def test_a_caller_comes_up_while_his_number_is_typed(staff, bank, clock):
    given = operations.register(
        "postal-bank", "register", MATTER, actor=Actor("lin.xiaoyu"), now=clock.now,
        command_id="earlier",
    )  # fmt: skip
    assert isinstance(given, Registered)
    clock.on()
    desk = staff("lin.xiaoyu").open(REGISTER)
    desk.page.locator("#f-telephone").press_sequentially("13812345627")
    beside = desk.page.locator("#beside")
    expect(beside).to_contain_text(given.number)
    desk.fill(content="又扣了一次。")
    beside.get_by_role("button", name="补充材料").click()
    desk.page.wait_for_url(f"**/desk/case/{given.number}/")
    expect(desk.page.locator("main")).to_contain_text("补充材料")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_is_too_wide(window, bank, clock, viewport, theme):
    operations.register(
        "postal-bank", "register", MATTER, actor=Actor("lin.xiaoyu"), now=clock.now,
        command_id="earlier",
    )  # fmt: skip
    mine = window(viewport, color_scheme=theme, reduced_motion="reduce").login("lin.xiaoyu")
    mine.open(REGISTER).fill(**MATTER)
    expect(mine.page.locator("#beside")).to_contain_text("登记后的时限")
    assert mine.wide() <= viewport["width"]
    # Whole: what is scrolled half under the bars above and below is no fault of a field.
    high = mine.page.evaluate("document.documentElement.scrollHeight")
    mine.page.set_viewport_size({**viewport, "height": high})
    assert faults(mine) == []
    mine.page.set_viewport_size(viewport)
    for place in ("/desk/contacts/", "/desk/bulletins/"):
        assert faults(mine.open(place)) == []
        assert mine.wide() <= viewport["width"]

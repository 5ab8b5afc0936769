"""The portal in a hand: nothing sticks out, everything can be pressed, also without script."""

import re

import pytest

from .conftest import PHONE

PLACES = ["/", "/submit/postal-bank/submit/", "/track/", "/receipt/", "/case/",
          "/case/do/supplement/", "/case/do/withdraw/", "/case/add/", "/track/lost/",
          "/help/"]  # fmt: skip
MATTER = {"subject": "取号机缺纸", "content": "等了二十分钟才有人来。", "accused_unit": "yinxing"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("large", [False, True])
def test_no_page_is_wider_than_the_screen(window, submit, large, language):
    mine = window(PHONE, has_touch=True)
    submit(mine, **MATTER)
    cookies = [{"name": "django_language", "value": language, "url": mine.server}]
    if large:
        cookies.append({"name": "type", "value": "large", "url": mine.server})
    mine.page.context.add_cookies(cookies)
    for place in PLACES:
        mine.open(place)
        assert mine.wide() == PHONE["width"], place


def test_what_is_pressed_is_large_enough(window, submit):
    mine = window(PHONE, has_touch=True)
    submit(mine, **MATTER)
    for place in PLACES:
        mine.open(place)
        small = mine.page.evaluate(
            """() => Array.from(document.querySelectorAll(
                 "main .button, main input:not([type=hidden]), main select, main .door"))
               .filter((e) => e.offsetParent && !e.closest(".trap"))
               .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
               .filter(([, box]) => box.height < 20)
               .map(([html]) => html)"""
        )
        assert small == [], place
        tall = mine.page.locator("main .button--tall:visible")
        for n in range(tall.count()):
            assert tall.nth(n).bounding_box()["height"] >= 44


def test_the_anonymous_are_not_asked_for_contact(window):
    mine = window(PHONE, has_touch=True).open("/submit/")
    assert mine.page.is_visible("#f-telephone")
    mine.page.check("#f-anonymous")
    assert not mine.page.is_visible("#f-telephone")
    mine.page.uncheck("#f-anonymous")
    mine.page.check("#confidential")
    assert mine.page.locator("#f-telephone").is_visible(), "kept from the unit, not from us"
    mine.page.uncheck("#confidential")
    assert mine.page.is_visible("#f-telephone")


def test_an_error_leads_to_its_field(window):
    mine = window(PHONE, has_touch=True).open("/submit/")
    mine.fill(subject="取号机缺纸")
    mine.page.click("text=下一步：核对")
    mine.page.get_by_role("link", name="请填写：详细经过").click()
    assert mine.page.evaluate("document.activeElement.id || location.hash") in (
        "f-content", "#f-content",
    )  # fmt: skip
    assert mine.page.input_value("#f-subject") == "取号机缺纸"


def test_everything_works_without_script(window, submit):
    mine = window(PHONE, java_script_enabled=False)
    number, code = submit(mine, **MATTER)
    mine.open("/case/").page.get_by_role("button", name="退出查看").click()
    mine.open("/case/")
    assert mine.page.url.endswith("/track/")
    mine.page.fill("#number", number.lower())
    mine.page.fill("#code", f"{code[:4]} {code[4:]}")
    mine.page.click("form[data-track] button")
    assert "取号机缺纸" in mine.text()
    mine.page.get_by_role("link", name="补充材料").click()
    mine.fill(supplement="附：当时的叫号小票。")
    mine.page.click("main button:has-text('提交')")
    assert "已收到：补充材料" in mine.text()


def test_the_receipt_prints_on_one_sheet(window, submit):
    mine = window()
    number, code = submit(mine, **MATTER)
    mine.page.emulate_media(media="print")
    assert mine.page.is_visible("text=投诉回执")
    assert not mine.page.is_visible("text=查进度 >> nth=0")
    assert not mine.page.is_visible("text=打印回执")
    assert mine.page.is_visible(f"text={number}")
    assert mine.page.is_visible(f"text={code}")
    assert len(re.findall(rb"/Type /Page\b(?!s)", mine.page.pdf(format="A4"))) == 1

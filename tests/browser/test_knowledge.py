"""Knowledge while somebody works: steps with a click, remarks while typing, cards that come up."""

import pytest
from playwright.sync_api import expect

from .conftest import DESK, PHONE
from .test_accessible import over

PAGES = ["/desk/knowledge/", "/desk/knowledge/?q=退费", "/desk/knowledge/KB-04b/",
         "/desk/knowledge/KB-03/?way=1.1", "/desk/knowledge/MD-02/",
         "/desk/knowledge/wording/"]  # fmt: skip
REGISTER = "/desk/register/postal-bank/register/"


def test_a_card_is_gone_through_with_clicks_and_back(staff):
    mine = staff("lin.xiaoyu").open("/desk/knowledge/KB-03/")
    mine.page.click("#walk >> text=其他区")
    expect(mine.page.locator("#walk-ask")).to_have_text("已经过了好几天，而且来电人催问吗？")
    mine.page.click("#walk >> text=过了几天又催问")
    expect(mine.page.locator(".walk__outcome")).to_contain_text("卡表校验班预约")
    assert mine.page.url.endswith("?way=1.1")
    mine.page.locator(".walk__chosen").first.click()
    expect(mine.page.locator("#walk-ask")).to_have_text("电表在哪个区？")
    mine.page.click("#walk >> text=石景山")
    expect(mine.page.locator("#walk-ask")).to_have_text("是周一至周五的上午提出的吗？")
    mine.page.go_back()
    expect(mine.page.locator("#walk-ask")).to_have_text("电表在哪个区？")


def test_a_search_finds_while_typing(staff):
    mine = staff("lin.xiaoyu").open("/desk/knowledge/")
    mine.page.fill("#lookup-q", "刀闸")
    expect(mine.page.locator("#found .rows__row")).to_have_count(1)
    expect(mine.page.locator("#found")).to_contain_text("KB-08")


def test_remarks_come_while_typing_and_stop_nothing(staff):
    mine = staff("lin.xiaoyu").open("/desk/knowledge/wording/")
    mine.page.fill("#wording-text", "很抱歉，您必须来")
    said = mine.page.locator("#said")
    expect(said).to_contain_text("对不起")
    expect(said).to_contain_text("V-08")
    mine.page.fill("#wording-text", "对不起，请您来一趟")
    expect(said).to_contain_text("没有要提示的")


def test_cards_come_up_beside_a_registration(staff):
    mine = staff("lin.xiaoyu").open(REGISTER)
    mine.page.fill("#f-content", "柜员骂人，我很生气")
    beside = mine.page.locator("#cards")
    expect(beside).to_contain_text("让客户说完")
    with mine.page.context.expect_page() as opened:
        beside.locator("a").first.click()
    expect(opened.value.locator("h1")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_is_too_wide(window, viewport, theme):
    mine = window(viewport, color_scheme=theme, reduced_motion="reduce").login("lin.xiaoyu")
    assert over(mine, PAGES) == {}
    for place in PAGES:
        assert mine.open(place).wide() <= viewport["width"], place

"""The work list by keyboard: choose rows, do one act on all, keep a view; and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from shouwen.casework import operations
from shouwen.vocabulary import Actor

from .conftest import PHONE
from .test_accessible import OPTIONS

MATTER = {
    "channel": "phone",
    "category": "work_error",
    "content": "等了二十分钟。",
    "accused_unit": "yinxing",
    "accused_level": "outlet",
    "region": "local",
    "accepting_level": "head_office",
    "complainant_name": "乔先生",
    "telephone": "13900000002",
}


@pytest.fixture
def four(bank, clock):
    """Four complaints on the complaint post's desk."""
    return [
        operations.register(
            "postal-bank", "register", {**MATTER, "subject": f"取号机缺纸 {n}"},
            actor=Actor("lin.xiaoyu"), now=clock.now, command_id=f"four-{n}",
        ).number
        for n in range(4)
    ]  # fmt: skip


def faults(mine):
    found = Axe().run(mine.page, options=OPTIONS).response["violations"]
    return [(fault["id"], node["html"][:160]) for fault in found for node in fault["nodes"]]


def test_four_are_chosen_by_keys_and_done_at_once(four, staff, clock):
    desk = staff("zheng.kai").open("/desk/?view=all")
    page = desk.page
    page.locator("#bulk[data-floating]").wait_for(state="attached")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator(".bulk__count", has_text="已选 1 件").wait_for()
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    page.locator(".bulk__count", has_text="已选 4 件").wait_for()
    assert faults(desk) == []
    # A glance beside the list; closing it leaves the rows chosen.
    page.keyboard.press("v")
    page.locator("#drawer[open] .glance-box").wait_for()
    page.keyboard.press("Escape")
    page.locator("#drawer[open]").wait_for(state="hidden")
    assert page.locator("[data-pick]:checked").count() == 4
    page.keyboard.press("b")
    page.locator("#drawer[open] .bulk-acts__act", has_text="转（督）办").click()
    page.locator("#bulk-form [data-submit]").click()
    page.get_by_text("办成 4 件，未办 0 件").wait_for()
    page.get_by_role("link", name="回到列表").click()
    page.wait_for_url("**/desk/")
    assert desk.open("/desk/?view=all").text().count("核查处理中") >= 4


def test_a_list_is_kept_under_a_name(four, staff):
    desk = staff("zheng.kai").open("/desk/?view=all&channel=phone")
    page = desk.page
    page.locator(".list-tools a", has_text="存为视图").click()
    page.fill("#view-title", "电话来的")
    page.locator("#view-form button").click()
    page.locator(".side .nav__link", has_text="电话来的").wait_for()
    assert "channel=phone" in page.url
    page.keyboard.press("Control+k")
    page.locator("#palette[open] .palette__link", has_text="电话来的").wait_for()


def test_on_a_phone_rows_are_cards_and_can_be_chosen(four, window):
    desk = window(PHONE, reduced_motion="reduce").login("zheng.kai").open("/desk/?view=all")
    assert desk.wide() == PHONE["width"]
    desk.page.locator("[data-pick]").first.check()
    desk.page.locator(".bulk__count", has_text="已选 1 件").wait_for()
    assert faults(desk) == []
    for place in ("/supervision/", "/supervision/scores/", "/supervision/call-backs/"):
        assert desk.open(place).wide() == PHONE["width"]
        assert faults(desk) == []

"""axe-core finds nothing on the public pages, the case, supervision and the regulations."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from shouwen.casework import operations

from .conftest import DESK, PHONE

OPTIONS = {
    # Style sheets are not fetched a second time: axe looks for what one imports beside the page,
    # and writes it into the page, which our policy forbids.
    "preload": False,
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}
PUBLIC = ["/", "/submit/postal-bank/submit/", "/track/", "/receipt/", "/case/",
          "/case/do/supplement/", "/case/do/withdraw/", "/case/add/", "/track/lost/",
          "/help/"]  # fmt: skip
RULES = ["/regulations/", "/regulations/postal-bank/", "/regulations/postal-bank/drawing/",
         "/regulations/postal-bank/tables/", "/regulations/postal-bank/coverage/",
         "/regulations/postal-bank/findings/", "/regulations/postal-bank/stories/",
         "/regulations/postal-bank/stories/0/?step=3", "/regulations/days/"]  # fmt: skip
SUPERVISION = [
    f"/supervision/{room}" for room in ("", "lateness/", "disputes/", "call-backs/", "samples/")
]
MATTER = {"subject": "取号机缺纸", "content": "等了二十分钟。", "accused_unit": "yinxing"}


def faults(mine):
    found = Axe().run(mine.page, options=OPTIONS).response["violations"]
    return [
        (fault["id"], node["html"][:160]) for fault in found for node in fault["nodes"]
    ]  # fmt: skip


def over(mine, places):
    """Return the faults of every page that has any."""
    return {place: found for place in places if (found := faults(mine.open(place)))}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_public_pages(window, submit, viewport, theme):
    mine = window(viewport, color_scheme=theme, reduced_motion="reduce")
    submit(mine, **MATTER)
    assert over(mine, PUBLIC) == {}
    mine.open("/submit/").page.click("text=下一步：核对")
    mine.page.wait_for_selector('[aria-invalid="true"]')  # it asks first whether anybody is there
    assert faults(mine) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_and_large_letters(window, submit, theme):
    mine = window(PHONE, color_scheme=theme, reduced_motion="reduce")
    submit(mine, **MATTER)
    mine.page.context.add_cookies(
        [{"name": name, "value": value, "url": mine.server}
         for name, value in (("type", "large"), ("contrast", "high"))]
    )  # fmt: skip
    assert over(mine, PUBLIC) == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_case_page_and_supervision(window, submit, staff, clock, theme):
    number, _ = submit(window(), **MATTER)
    desk = staff("zheng.kai")
    desk.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    case = f"/desk/case/{number}/"
    assert over(desk, [case, f"{case}act/dispatch/"]) == {}
    forms = [f"{case}forms/", f"{case}forms/urging_slip/", f"{case}forms/slip_return/"]
    assert over(desk, forms) == {}
    assert over(desk, [f"{case}parties/"]) == {}
    looked = [f"/desk/search/?q={number}x", "/desk/search/?q=转办", "/desk/search/persons/"]
    assert over(desk, [*looked, f"{case}inquiry/interview/", f"{case}inquiry/evidence/"]) == {}
    desk.page.close()
    clock.on(minutes=12 * 24 * 60)
    operations.sweep(now=clock.now)
    later = window().login("wei.chunyan")
    later.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    assert later.open("/supervision/").page.locator(".heat__cell a").count() > 0
    of_one = [f"/supervision/call-backs/{number}/", f"/supervision/urge/{number}/"]
    assert over(later, [*SUPERVISION, "/supervision/scores/", *of_one]) == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_regulations(staff, theme):
    desk = staff("zheng.kai")
    desk.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    assert over(desk, RULES) == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_registers(staff, theme):
    desk = staff("zheng.kai")
    desk.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    books = "/desk/books/"
    assert over(desk, [books, f"{books}postal-bank/registration/"]) == {}
    assert over(desk, [f"{books}postal-bank/statistics/", f"{books}bank-outlet/statistics/"]) == {}

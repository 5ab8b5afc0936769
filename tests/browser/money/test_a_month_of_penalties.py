"""A month of penalties from the sheet to the statement, and pages anybody can read."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PHONE

OPTIONS = {
    "preload": False,  # as in test_accessible.py
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}


@pytest.fixture
def charged(bank, counter):
    number = counter.register()
    counter.share(number, "9000", {"lu": 40, "su": 30, "pan": 20})
    counter.act(number, "punish", punished="lu", sanction="demerit")
    counter.act(number, "pay", paid="800")
    counter.act(number, "order", todo="更换包装")
    return number


def test_from_the_sheet_to_the_statement(charged, staff, tmp_path):
    sheet = tmp_path / "三月.csv"
    sheet.write_text("工号,绩效奖金\nlu,5000\nsu,0\npan,4000\nnobody,1\n", "utf-8")
    keeper = staff("jiang")
    keeper.open("/money/months/?month=2024-03").page.set_input_files("#sheet", sheet)
    keeper.page.click("text=录入 >> visible=true >> nth=-1")
    keeper.page.wait_for_selector("text=拒收的行")
    assert "没有编号为“nobody”" in keeper.text()
    keeper.page.click("button:has-text('月结 2024-03')")
    keeper.done("2024-03 已月结")
    own = staff("lu").open("/money/?month=2024-03").text()
    # The sanction takes 30 % of the month first; the loss is under its cap of 50 %.
    assert "4,000.00" in own
    assert "2,500.00" in own
    assert "1,500.00" in own


def test_a_correction_by_two(charged, staff):
    keeper, boss = staff("jiang"), staff("shen")
    keeper.open("/money/accounts/person:lu/?month=2024-03")
    keeper.page.click("tr:has-text('损失罚扣') >> text=更正")
    keeper.page.fill("#to", "3000")
    keeper.page.fill("#reason", "基点数录错")
    keeper.page.click("button:has-text('提交')")
    keeper.done("待另一人批准")
    boss.open("/money/accounts/").page.click("button:has-text('批准') >> nth=-1")
    boss.done("已批准")
    assert "3,000.00" in staff("lu").open("/money/?month=2024-03").text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_over(charged, staff, theme):
    keeper = staff("jiang")
    keeper.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    places = [
        "/money/", "/money/accounts/", "/money/accounts/person:lu/?month=2024-03",
        f"/money/accounts/person:lu/correct/?charge={charged}/loss/lu&month=2024-03",
        "/money/months/?month=2024-03", "/money/sanctions/", "/money/register/",
        "/improvements/", f"/improvements/{charged}-1/", "/improvements/raise/",
        f"/desk/case/{charged}/",
    ]  # fmt: skip
    for viewport in (None, PHONE):
        if viewport:
            keeper.page.set_viewport_size(viewport)
        for place in places:
            found = Axe().run(keeper.open(place).page, options=OPTIONS).response["violations"]
            assert [(x["id"], n["html"][:120]) for x in found for n in x["nodes"]] == [], place
            assert keeper.wide() <= (viewport or {"width": 1280})["width"], place

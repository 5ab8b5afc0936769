"""A sheet comes in by the page in a real browser: accessible, and narrow enough for a telephone."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from shouwen import people
from shouwen.intake.by_page.working import Worker
from shouwen.people import NewPost, Office
from shouwen.vocabulary import at_office

from .conftest import DESK, LONG_AGO, PHONE
from .test_accessible import faults

SHEET = """编号,投诉日期,来源,类别,事由,投诉内容,联系电话
A-1,2025-04-21 09:30,来电,工作失误,短信费多扣,三个月多扣十八元,13812345627
A-2,2025-04-22 10:00,飞鸽,工作失误,利息算错,少了两元,13900000002
"""


@pytest.fixture
def administrator(window, bank):
    """An administrator's browser; how administrators prove who they are is tried elsewhere."""
    people.give_posts([NewPost("zheng.kai", Office.ADMINISTRATOR, None)], by="root", now=LONG_AGO)
    login = Client()
    login.force_login(User.objects.get(username="zheng.kai"))
    mine = window(DESK, reduced_motion="reduce")
    session = login.cookies["sessionid"].value
    mine.page.context.add_cookies([{"name": "sessionid", "value": session, "url": mine.server}])
    return mine


def both(mine):
    """Return what is wrong with the page at a desk and on a telephone."""
    found = faults(mine)
    mine.page.set_viewport_size(PHONE)
    wide = mine.wide()
    found += faults(mine) + ([] if wide == PHONE["width"] else [("wide", wide)])
    mine.page.set_viewport_size(DESK)
    return found


def test_a_sheet_is_matched_tried_and_carried_out(administrator):
    mine = administrator.open("/importing/")
    assert both(mine) == []
    sheet = {"name": "登记.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    mine.page.set_input_files("#file", [sheet])
    mine.page.click("text=下一步：对照各列")
    mine.page.wait_for_selector("#columns")
    assert mine.page.input_value("#fact-1") == "received_at"
    assert both(mine) == []
    mine.page.check("[name=key-0]", force=True)
    mine.page.click("text=下一步：试算")
    mine.page.wait_for_url("**/trial/")
    worker = Worker()
    while worker.work(at_office(timezone.now())):
        continue
    mine.page.get_by_role("button", name="执行：受理 1 行").wait_for()
    assert "飞鸽" in mine.text()
    assert both(mine) == []
    mine.page.get_by_role("button", name="执行：受理 1 行").click()
    mine.page.get_by_text("执行中").wait_for()
    while worker.work(at_office(timezone.now())):
        continue
    mine.page.get_by_role("button", name="撤销这次导入").wait_for()

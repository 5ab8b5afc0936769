"""What lies beside a registration, and what else a call can come to than a case."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shouwen import intake, people
from shouwen.casework import operations, queries, rebuilding
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.people import NewPost
from shouwen.vocabulary import Actor

REGISTER = "/desk/register/postal-bank/register/"
CLERK = Actor("lin_xiao")
FRAGMENT = {"HX-Request": "true"}


def posted(**typed):
    return {f"f-{name}": value for name, value in typed.items()}


def beside(browser, **typed):
    answer = browser.post(REGISTER, {**posted(**typed), "intent": "beside"}, headers=FRAGMENT)
    return answer.content.decode()


@pytest.fixture
def overseer(bank, clock):
    """鲁敏 also oversees complaints in the whole bank, and so may publish bulletins."""
    people.give_posts(
        [NewPost("tian_yu", "union_leader", None)], by="root", now=clock.now.replace(year=2011)
    )
    return Actor("tian_yu")


def test_a_caller_is_found_by_his_number_and_not_before_it_is_whole(desk, number):
    browser = desk("lin_xiao")
    assert number not in beside(browser, telephone="138123")
    assert number not in beside(browser, telephone="13812345628")
    text = beside(browser, telephone="+86 138 1234 5627")
    assert number in text
    assert "同一来电人" in text
    assert "13812345627" not in text


def test_what_a_person_may_not_see_is_not_beside_his_form_either(desk, number):
    assert number not in beside(desk("wu_yong"), telephone="13812345627")


def test_a_likeness_is_told_with_its_reasons_and_an_unlike_matter_is_not(desk, number):
    text = beside(
        desk("lin_xiao"), subject="短信服务费被重复扣收了两次", accused_unit="renmin",
        telephone="13900001111",
    )  # fmt: skip
    assert number in text
    assert "同一单位" in text
    assert re.search(r"所述内容 \d+% 相近", text)
    assert number not in beside(
        desk("lin_xiao"), subject="网点提前半小时关门", accused_unit="renmin"
    )


def test_an_order_number_named_twice_is_a_reason(desk, clock, matter):
    given = operations.register(
        "postal-bank", "register", {**matter, "subject": "汇款 HK20250425118 没有到账"},
        actor=CLERK, now=clock.now, command_id="order",
    )  # fmt: skip
    text = beside(desk("lin_xiao"), subject="请查 hk20250425118")
    assert given.number in text
    assert "都提到 HK20250425118" in text


def test_what_was_compared_stays_said_and_survives_a_rebuild(desk, number, matter, clock):
    browser = desk("lin_xiao")
    for n, kind in enumerate(("same", "different")):
        form = posted(**matter) | {f"same-{number}": kind, "token": f"t{n}"}
        text = browser.post(REGISTER, form, follow=True).content.decode()
        assert "没有与" not in text
    rows = queries.work_list(CLERK, view="all", now=clock.now).rows
    same, different = sorted(row.number for row in rows if row.number != number)
    assert number in browser.get(f"/desk/case/{same}/").content.decode()
    assert queries.told_apart(different) == (number,)
    rebuilding.rebuild()
    assert queries.told_apart(number) == (different,)
    assert_tables_follow_the_ledger()


def test_a_repeated_call_is_kept_with_its_case_and_no_second_one(desk, number, clock):
    browser = desk("lin_xiao")
    form = posted(channel="phone", content="又扣了一次，请快一点。") | {
        "intent": f"again {number} supplement",
        "token": "abc",
    }
    answer = browser.post(REGISTER, form, follow=True)
    assert answer.redirect_chain[-1][0] == f"/desk/case/{number}/"
    assert "补充材料" in answer.content.decode()
    assert len(queries.work_list(CLERK, view="all", now=clock.now).rows) == 1
    (contact,) = queries.contact_list(CLERK, clock.now)
    assert contact.number == number
    # What was said is a particular: it stands in no list.
    assert "快一点" not in browser.get("/desk/contacts/").content.decode()


def test_nothing_said_is_nothing_to_keep(desk, number):
    answer = desk("lin_xiao").post(REGISTER, {"intent": f"again {number}"})
    assert answer.status_code == 422
    assert "请先写下这次来件说了什么" in answer.content.decode()


def test_no_complaint_is_kept_as_what_it_was(desk, clock, bank):
    browser = desk("lin_xiao")
    form = posted(channel="phone", subject="问营业时间") | {"intent": "contact consultation"}
    text = browser.post(REGISTER, form, follow=True).content.decode()
    assert "已记为咨询" in text
    assert "问营业时间" in text
    assert browser.post(REGISTER, {"intent": "contact praise"}).status_code == 422
    assert queries.work_list(CLERK, view="all", now=clock.now).rows == ()


def test_due_dates_are_told_before_anything_is_saved(desk, matter, clock):
    text = beside(desk("lin_xiao"), **{**matter, "complainant_name": ""})
    assert "登记后的时限" in text
    assert "4 月 29 日" in text or "4月29日" in text
    assert queries.work_list(CLERK, view="all", now=clock.now).rows == ()
    lacking = beside(desk("lin_xiao"), subject="短信费")
    assert "项必填" in lacking


def test_a_panel_that_has_not_changed_is_not_sent_again(desk, number):
    browser = desk("lin_xiao")
    text = beside(browser, telephone="13812345627")
    mark = re.search(r'name="beside_shown" value="(\w+)"', text)[1]
    again = browser.post(
        REGISTER,
        {**posted(telephone="13812345627"), "intent": "beside", "beside_shown": mark},
        headers=FRAGMENT,
    )
    assert again.status_code == 204


def test_a_bulletin_is_told_attached_and_answered_for_all(desk, overseer, matter, clock):
    assert "公告由统管" in desk("lin_xiao").get("/desk/bulletins/").content.decode()
    browser = desk("tian_yu")
    made = browser.post(
        "/desk/bulletins/",
        {"title": "短信平台故障", "say": "短信平台故障，正在抢修，费用会退。", "token": "b",
         "about": "postal-bank:work_error", "unit": "", "since": "", "until": ""},
        follow=True,
    )  # fmt: skip
    assert "短信平台故障" in made.content.decode()
    (row,) = queries.bulletins(clock.now)
    text = beside(desk("lin_xiao"), **matter)
    assert "正在抢修" in text
    assert "类别相同" in text
    assert "正在抢修" not in beside(desk("lin_xiao"), **{**matter, "category": "service_quality"})
    desk("lin_xiao").post(REGISTER, posted(**matter) | {"bulletin": row.id, "token": "c"})
    page = browser.get(f"/desk/bulletins/{row.id}/").content.decode()
    assert "归入的件（1）" in page
    # Not at a stage where the regulation knows an answer: said so, and nothing is done.
    answered = browser.post(
        f"/desk/bulletins/{row.id}/", {"answer": "已恢复，费用已退。", "token": "d"}
    ).content.decode()
    assert "已答复 0 件" in answered
    assert "逐件办理" in answered
    browser.post(f"/desk/bulletins/{row.id}/", {"intent": "end", "token": "e"})
    assert queries.bulletins(clock.now) == ()
    rebuilding.rebuild()
    assert queries.bulletin_row(row.id, clock.now).cases == 1
    assert queries.bulletin_row(row.id, clock.now).answer == "已恢复，费用已退。"


def test_a_bulletin_lacking_something_says_so_at_its_field(desk, overseer):
    answer = desk("tian_yu").post(
        "/desk/bulletins/",
        {"title": "停电", "say": "", "since": "2025-04-25T12:00", "until": "2025-04-25T11:00"},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "请写明对来电人怎么说" in text
    assert 'value="停电"' in text


def test_only_who_oversees_publishes(desk, bank, clock):
    answer = desk("lin_xiao").post("/desk/bulletins/", {"title": "停电", "say": "停电了"})
    assert answer.status_code == 302
    assert queries.bulletins(clock.now) == ()


def test_two_windows_do_not_overwrite_each_other(desk, clock):
    browser = desk("lin_xiao")
    first = {**posted(subject="第一稿"), "intent": "save"}
    browser.post(REGISTER, first)
    (draft,) = queries.drafts_of(CLERK)
    seen = {"draft": draft.id, "draft_at": draft.updated_at.isoformat()}
    clock.now = clock.now.replace(minute=1)
    browser.post(REGISTER, {**posted(subject="甲窗口"), "intent": "save", **seen})
    clock.now = clock.now.replace(minute=2)
    browser.post(REGISTER, {**posted(subject="乙窗口"), "intent": "save", **seen})
    assert {each.form["subject"] for each in queries.drafts_of(CLERK)} == {"甲窗口", "乙窗口"}


def test_a_letter_comes_in_with_its_scans_or_not_at_all(desk, matter, clock):
    browser = desk("lin_xiao")
    form = posted(**{**matter, "channel": "letter"})
    bad = SimpleUploadedFile("来信.exe", b"MZ" + b"\0" * 200)
    answer = browser.post(REGISTER, form | {"files": [bad], "token": "f1"})
    assert answer.status_code == 422
    assert "没有登记，其他内容都还在" in answer.content.decode()
    assert matter["subject"] in answer.content.decode()
    assert queries.work_list(CLERK, view="all", now=clock.now).rows == ()
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    scans = [SimpleUploadedFile("来信第一页.png", out.getvalue())]
    browser.post(REGISTER, form | {"files": scans, "token": "f2"})
    (row,) = queries.work_list(CLERK, view="all", now=clock.now).rows
    (file,) = intake.files_of(CLERK, row.number, clock.now, names=True)
    assert "来信第一页" in file.name

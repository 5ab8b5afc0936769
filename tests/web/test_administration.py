"""The pages for whoever looks after the system: they open to nobody else and do what they say."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from click.testing import CliRunner
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from shouwen import logins, people
from shouwen.administration import health, upkeep
from shouwen.administration.models import ChoreMark
from shouwen.casework import days as casework_days
from shouwen.casework.models import CalendarYear
from shouwen.cli.work import rebuild
from shouwen.logins import factors
from shouwen.people import Office, looking
from shouwen.vocabulary import OFFICE_ZONE
from shouwen.web.permissions import PAGES, Audience


@pytest.fixture
def admin(desk, bank, clock):
    """A browser of an administrator who has just proven himself."""
    return fresh(desk(_office_holders()[0]), clock)


@pytest.fixture
def second(desk, bank, clock):
    """A browser of another administrator."""
    return fresh(desk(_office_holders()[1]), clock)


def _office_holders():
    held = [post.person for post in people.posts() if post.role == Office.ADMINISTRATOR]
    for person in ("sun_fang", "lin_xiao"):
        if len(held) < 2 and person not in held:
            user = User.objects.get(username=person)
            people.give_post(person, Office.ADMINISTRATOR, by="root",
                             now=user.person.joined_at)  # fmt: skip
            held.append(person)
    return held


def fresh(browser, clock):
    session = browser.session
    session["confirmed"] = clock.now.isoformat()
    session.set_expiry(90 * 24 * 3600)  # these tests let days go by
    session.save()
    return browser


def text(answer):
    return answer.content.decode()


PLAIN = [
    name for name, audience in PAGES.items()
    if name.startswith("administration:") and audience is Audience.ADMINISTRATORS
    and name not in ("administration:unit", "administration:person", "administration:login",
                     "administration:calendar")
]  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("language", ["", "en"])
def test_every_page_opens_for_an_administrator(desk, bank, clock, name, language):
    browser = fresh(desk(_office_holders()[0], language), clock)
    assert browser.get(reverse(name)).status_code == 200


def test_nobody_else_comes_in(desk, bank, stranger):
    for name in PLAIN:
        assert desk("wu_yong").get(reverse(name)).status_code == 403, name
        assert stranger.get(reverse(name)).status_code == 302, name


def test_the_way_there_is_shown_to_administrators_only(admin, desk):
    assert 'href="/administration/"' in text(admin.get("/desk/"))
    assert 'href="/administration/"' not in text(desk("wu_yong").get("/desk/"))


# ---- units -------------------------------------------------------------------------------------


def test_a_unit_is_opened_renamed_moved_and_closed(admin, clock):
    given = {"id": "new-1", "name": "新设网点", "kind": "outlet", "parent": "renmin"}
    made = admin.post("/administration/units/", given)
    assert made.headers["Location"] == "/administration/units/new-1/"
    before = clock.now
    clock.now += timedelta(days=2)
    page = "/administration/units/new-1/"
    admin.post(
        page, {"way": "change", "name": "更名网点", "kind": "outlet", "attributes": "甲、乙"}
    )
    admin.post(page, {"way": "move", "parent": ""})
    view = looking.unit_view("new-1")
    assert (view.name, view.attributes, view.parent) == ("更名网点", ("乙", "甲"), None)
    assert "新设网点" in text(admin.get(f"/administration/units/?on={before:%Y-%m-%d}"))
    assert "新设网点" not in text(admin.get("/administration/units/"))
    clock.now += timedelta(days=1)
    admin.post(page, {"way": "close"})
    assert looking.unit_view("new-1").closed_at == clock.now
    assert "更名网点" not in text(admin.get("/administration/units/"))


def test_what_is_wrong_with_a_unit_is_said_where_it_was_typed(admin):
    taken = admin.post(
        "/administration/units/", {"id": "renmin", "name": "某网点", "kind": "outlet"}
    )
    assert taken.status_code == 422
    assert "已存在" in text(taken)
    assert 'value="某网点"' in text(taken)
    below = admin.post("/administration/units/renmin/", {"way": "move", "parent": "renmin"})
    assert below.status_code == 422


# ---- persons -----------------------------------------------------------------------------------


def test_somebody_is_entered_found_given_a_post_and_leaves(admin, clock):
    given = {"name": "新来的", "login": "xin.lai", "id": "xin.lai", "extension": "8888"}
    made = admin.post("/administration/persons/", given)
    page = made.headers["Location"]
    assert "新来的" in text(admin.get("/administration/persons/?q=8888"))
    again = admin.post("/administration/persons/", given)
    assert again.status_code == 422
    tomorrow = f"{clock.now + timedelta(days=1):%Y-%m-%d}"
    admin.post(page, {"way": "post", "role": "handler", "unit": "renmin", "since": tomorrow})
    assert "将任" in text(admin.get(page))
    assert admin.post(page, {"way": "deputy", "deputy": "没有这个人"}).status_code == 422
    admin.post(page, {"way": "deputy", "deputy": "孙芳"})
    assert "由 孙芳 代理" in text(admin.get(page))
    entry = people.posts(person="xin.lai")[0].entry
    admin.post(page, {"way": "end_post", "entry": entry})
    admin.post(page, {"way": "leave"})
    assert looking.person_view("xin.lai").left_at == clock.now
    assert "新来的" not in text(admin.get("/administration/persons/?q=8888"))
    assert "新来的" in text(admin.get("/administration/persons/?q=8888&left=1"))
    log = text(admin.get("/administration/changes/?of=xin.lai"))
    assert "离岗" in log


def test_a_login_is_given_linked_closed_and_its_factor_reset(admin, clock):
    page = "/administration/persons/wu_yong/login/"
    wu = User.objects.get(username="wu_yong")
    made = text(admin.post(page, {"way": "link"}))
    link = re.search(r"http://testserver(/login/link/[^<]+/)", made).group(1)
    long = {"password": "seven-quiet-otters", "again": "seven-quiet-otters"}
    assert Client().post(link, long).status_code == 302
    factors.new_codes(wu)
    factors.remove_all(wu)
    seed = factors.new_seed()
    code = format_hotp_value(hotp_value(seed, int(clock.now.timestamp()) // 30))
    factors.confirm_app(wu, seed, code, now=clock.now)
    assert "重置双重验证" in text(admin.get("/administration/persons/wu_yong/"))
    admin.post(page, {"way": "factors"})
    assert not factors.factors_of(wu).any
    assert "reset" in [line.what for line in logins.recent(wu)]
    admin.post(page, {"way": "close"})
    shut = {"username": "wu_yong", "password": "seven-quiet-otters"}
    assert Client().post("/login/", shut).status_code == 422
    admin.post(page, {"way": "reopen"})
    assert Client().post("/login/", shut).status_code == 302
    taken = admin.post(page, {"way": "give", "login": "sun_fang"})
    assert taken.status_code == 422


def test_giving_links_asks_for_a_fresh_proof(desk, bank, clock):
    stale = desk(_office_holders()[0])
    answer = stale.post("/administration/persons/wu_yong/login/", {"way": "link"})
    assert answer.headers["Location"].startswith("/me/confirm/")


def test_posts_tell_what_a_role_may_do_and_which_seats_are_empty(admin, clock):
    page = text(admin.get("/administration/posts/?role=handler"))
    assert "这个角色可以做什么" in page
    for post in people.posts(at=clock.now):
        if post.role != Office.ADMINISTRATOR:
            people.end_post(post.entry, by="root", now=clock.now)
    clock.now += timedelta(minutes=1)
    assert "没有任何人担任" in text(admin.get("/administration/posts/"))


def test_demands_are_set_and_released(admin):
    assert "系统管理员" in text(admin.get("/administration/logins/"))
    admin.post("/administration/logins/", {"way": "demand", "role": "handler"})
    assert "handler" in logins.all_demands()
    admin.post("/administration/logins/", {"way": "release", "role": "handler"})
    admin.post("/administration/logins/", {"way": "demand", "role": "no-such-role"})
    assert logins.all_demands() == {Office.ADMINISTRATOR}


# ---- sheets ------------------------------------------------------------------------------------

UNITS = [["机构编号", "机构名称", "类别", "上级编号", "特征", "撤销"],
         ["x2", "新二网点", "outlet", "x1", "", ""],
         ["x1", "新一支行", "branch", "renmin", "", ""]]  # fmt: skip
PERSONS = [["人员编号", "姓名", "登录名", "分机", "离岗"],
           ["p.one", "甲一", "p.one", "9001", ""], ["sun_fang", "孙芳芳", "", "", ""],
           ["wu_yong", "", "", "", "是"]]  # fmt: skip
POSTS = [["人员编号", "角色", "机构编号", "自", "至", "终止"],
         ["p.one", "handler", "x2", "2025-05-01", "2025-12-31", ""]]  # fmt: skip


def book(*sheets):
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as made:
        for rows in sheets:
            sheet = made.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return SimpleUploadedFile("人员.xlsx", out.getvalue())


def test_a_sheet_is_previewed_taken_in_and_taken_back(admin, clock):
    version = people.version()
    shown = admin.post("/administration/import/", {"file": book(POSTS, UNITS, PERSONS)})
    page = text(shown)
    assert [shown.context["plan"].count(state) for state in
            ("wrong", "added", "changed", "ended")] == [0, 4, 1, 1]  # fmt: skip
    assert people.version() == version  # nothing is written
    number = re.search(r'name="number" value="(\d+)"', page).group(1)
    admin.post("/administration/import/", {"way": "carry_out", "number": number})
    assert looking.unit_view("x2").parent == "x1"
    assert looking.person_view("sun_fang").name == "孙芳芳"
    assert looking.person_view("wu_yong").left_at == clock.now
    assert people.posts(person="p.one")[0].unit == "x2"
    admin.post("/administration/import/", {"way": "carry_out", "number": number})
    assert len(people.posts(person="p.one")) == 1  # twice is once
    clock.now += timedelta(minutes=5)
    admin.post("/administration/import/", {"way": "undo", "number": number})
    assert looking.unit_view("x1").closed_at
    assert looking.person_view("sun_fang").name == "孙芳"
    assert looking.person_view("p.one").left_at
    assert looking.person_view("wu_yong").left_at  # who has left has left, and the page said so


def test_a_sheet_cannot_be_taken_back_once_something_else_changed(admin, clock):
    shown = admin.post("/administration/import/", {"file": book(UNITS)})
    number = shown.context["plan"].number
    admin.post("/administration/import/", {"way": "carry_out", "number": number})
    people.change_person("sun_fang", extension="1", by="root", now=clock.now)
    assert "不能整批撤回" in text(admin.get("/administration/import/"))
    refused = admin.post("/administration/import/", {"way": "undo", "number": number})
    assert refused.status_code == 422


def test_a_preview_that_is_out_of_date_is_not_taken_in(admin, clock):
    number = admin.post("/administration/import/", {"file": book(UNITS)}).context["plan"].number
    people.change_person("sun_fang", extension="1", by="root", now=clock.now)
    late = admin.post("/administration/import/", {"way": "carry_out", "number": number})
    assert "请重新上传" in text(late)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([UNITS[0], ["x9", "某", "outlet", "nowhere", "", ""]], "上级机构“nowhere”不存在"),
        ([UNITS[0], ["", "某", "outlet", "", "", ""]], "请写编号"),
        ([UNITS[0], UNITS[2], UNITS[2]], "前面已有同样的一行"),
        ([PERSONS[0], ["new.one", "某", "sun_fang", "", ""]], "登录名“sun_fang”已是"),
        ([PERSONS[0], ["nobody", "", "", "", "是"]], "没有这个人"),
        ([POSTS[0], ["sun_fang", "emperor", "renmin", "", "", ""]], "没有角色“emperor”"),
        ([POSTS[0], ["sun_fang", "handler", "renmin", "soon", "", ""]], "“soon”不是日期"),
        ([POSTS[0], ["ghost", "handler", "renmin", "", "", ""]], "没有人员“ghost”"),
        ([POSTS[0], ["sun_fang", "handler", "", "2025-06-01", "2025-05-01", ""]], "结束不晚于"),
    ],
)
def test_every_wrong_line_says_what_is_wrong(admin, rows, told):
    shown = admin.post("/administration/import/", {"file": book(rows)})
    assert told in text(shown)
    assert shown.context["plan"].number == 0


def test_a_csv_and_a_broken_file(admin):
    csv = "人员编号,姓名,登录名,分机,离岗\np.two,乙二,p.two,,\n".encode()
    shown = admin.post("/administration/import/", {"file": SimpleUploadedFile("a.csv", csv)})
    assert shown.context["plan"].count("added") == 1
    broken = SimpleUploadedFile("a.xlsx", b"%PDF-1.7 no sheet")
    assert admin.post("/administration/import/", {"file": broken}).status_code == 422
    assert admin.post("/administration/import/").status_code == 422


def test_the_template_can_be_filled_in(admin):
    content = admin.get("/administration/import/template/").content
    found = CalamineWorkbook.from_filelike(BytesIO(content))
    assert found.sheet_names[:3] == ["机构", "人员", "任职"]
    assert found.get_sheet_by_name("机构").to_python()[0] == UNITS[0]
    shown = admin.post("/administration/import/", {"file": SimpleUploadedFile("t.xlsx", content)})
    assert shown.context["plan"].lines == ()  # examples are passed over


# ---- calendars ---------------------------------------------------------------------------------

NOTICE = """国务院办公厅关于2027年部分节假日安排的通知 国办发明电〔2026〕9号
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月5日（周一）放假，与周末连休。
"""


@pytest.fixture
def own_days(bank):
    yield
    CalendarYear.objects.all().delete()
    casework_days.follow_newest()


def test_a_year_goes_in_by_two_persons_and_dates_follow(admin, second, clock, number, own_days):
    read = admin.post("/administration/calendars/new/", {"year": "2027", "text": NOTICE})
    assert "读出来了" in text(read)
    made = admin.post(
        "/administration/calendars/new/", {"year": "2027", "text": NOTICE, "way": "propose"}
    )
    page = made.headers["Location"]
    assert "待核准" in text(admin.get(page))
    assert admin.post(page, {"way": "approve"}).status_code == 422  # not by who proposed it
    assert second.post(page, {"way": "publish"}).status_code == 422  # not yet
    assert second.post(page, {"way": "approve"}).status_code == 303
    assert casework_days.known_until().year == 2026
    assert second.post(page, {"way": "publish"}).status_code == 303
    assert casework_days.known_until().year == 2027
    assert not casework_days.to_recompute()
    assert "2027" in text(admin.get("/administration/calendars/?year=2027"))
    due = admin.get("/regulations/days/?start=2027-02-04T10:00&amount=1&unit=working_day")
    assert "2027-02-12" in text(due) or "2027 年 2 月 12 日" in text(due)
    assert second.post(page, {"way": "publish"}).status_code == 422  # once


def test_a_proposal_is_turned_down_with_a_reason(admin, second, own_days):
    given = {"year": "2027", "text": NOTICE, "way": "propose"}
    page = admin.post("/administration/calendars/new/", given).headers["Location"]
    assert second.post(page, {"way": "turn_down", "reason": " "}).status_code == 422
    second.post(page, {"way": "turn_down", "reason": "春节少了一天"})
    shown = text(admin.get(page))
    assert "春节少了一天" in shown
    assert "核准</button>" not in shown


def test_a_notice_that_contradicts_itself_is_not_proposed(admin, own_days):
    wrong = NOTICE.replace("（周五）至3日", "（周六）至3日").replace("共7天", "共8天")
    given = {"year": "2027", "text": wrong, "way": "propose"}
    shown = admin.post("/administration/calendars/new/", given)
    assert shown.status_code == 422
    assert "2027-01-01 是周五" in text(shown)
    assert "读出 7 天" in text(shown)
    assert "国办发明电" in text(shown)  # what was pasted is still there


# ---- health ------------------------------------------------------------------------------------


def test_a_load_balancer_is_told_one_word(stranger):
    answer = stranger.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_health_says_what_to_do_and_chores_make_it_well(admin, clock):
    assert "没有巡检就没有到期提醒" in text(admin.get("/administration/health/"))
    health.chores(clock.now)
    page = text(admin.get("/administration/health/"))
    assert "没有巡检就没有到期提醒" not in page
    clock.now += timedelta(hours=25)
    health.chores(clock.now)
    assert len(health.anchors()) == 2
    assert all(agrees for _at, _taken, agrees in health.anchors())
    file = admin.get("/administration/health/anchor/").json()
    assert file["digest"] == health.anchors()[0][1]["digest"]
    health.chores(clock.now + timedelta(minutes=1))
    assert len(health.anchors()) == 2  # once a day


def test_health_asks_for_a_rebuild_after_an_update_until_it_is_done(admin):
    told = "运行一次 ./shouwen work rebuild"
    upkeep.note_rebuilt(datetime.now(OFFICE_ZONE))  # as in a database made by this program
    assert told not in text(admin.get("/administration/health/"))
    ChoreMark.objects.filter(chore="rebuild").delete()  # as in a database made before
    assert told in text(admin.get("/administration/health/"))
    done = CliRunner().invoke(rebuild)
    assert done.exit_code == 0, done.output
    assert told not in text(admin.get("/administration/health/"))

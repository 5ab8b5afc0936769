"""Deny by default: what each person may know of, in lists and by number alike."""

import pytest

from shouwen import people
from shouwen.casework import operations, queries
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.lists import NoSuchView
from shouwen.casework.paging import BadCursor
from shouwen.vocabulary import Actor

from .conftest import LONG_AGO
from .window import AN, BO, CHU, DENG, DUE, FRIDAY, FU, GU, MONDAY, WARNED, WU, act, register, reply

pytestmark = pytest.mark.usefixtures("office")

EVERYBODY = (AN, BO, CHU, DENG, FU, GU, WU)


def who_sees(number, at=MONDAY):
    """Return who sees a case by its number, which must be who sees it in the list of all."""
    by_number, in_list = set(), set()
    for actor in EVERYBODY:
        try:
            queries.case_view(actor, number, at)
            by_number.add(actor.person)
        except CaseNotFound:
            pass
        page = queries.work_list(actor, view="all", now=at)
        in_list |= {actor.person for row in page.rows if row.number == number}
    assert by_number == in_list
    return by_number


def test_a_case_is_seen_where_it_lies_and_above():
    assert who_sees(register().number) == {"an", "bo", "fu", "wu"}


def test_it_is_also_seen_where_it_was_taken_in():
    assert who_sees(register(DENG).number) == {"an", "bo", "deng", "fu", "gu", "wu"}


def test_whoever_has_a_task_sees_it_and_keeps_seeing_it():
    number = register().number
    act(number, "ask", form={"windows": ["e1"]})
    everybody_near = {"an", "bo", "deng", "fu", "gu", "wu"}  # the head stands in for the clerks
    assert who_sees(number) == everybody_near
    assert [row.number for row in queries.work_list(DENG, now=MONDAY).rows] == [number]
    assert queries.work_list(GU, now=MONDAY).rows == ()
    act(number, "state", DENG, form={"statement": "无"})
    assert who_sees(number) == everybody_near
    assert queries.work_list(DENG, now=MONDAY).rows == ()


def test_the_person_complained_about_never_sees_it():
    number = register(accused="bo").number
    assert who_sees(number) == {"an", "fu", "wu"}
    with pytest.raises(CaseNotFound):
        reply(number, BO)
    assert all(row.number != number for row in queries.work_list(BO, view="mine", now=MONDAY).rows)
    accused_head = register(accused="fu").number
    assert who_sees(accused_head) == {"an", "bo", "wu"}


def test_a_circle_closes_a_case_to_all_but_its_readers_and_who_took_it_in():
    number = register(BO, kind="report").number
    assert who_sees(number) == {"bo", "wu"}
    act(number, "amend", BO, form={"kind": "service"})
    assert who_sees(number) == {"an", "bo", "fu", "wu"}


def test_who_is_told_sees_it():
    people.give_post("gu", "head", "west", by="root", now=LONG_AGO)
    number = register().number
    assert "gu" in who_sees(number)


def test_a_role_standing_above_has_only_its_own_on_the_desk():
    people.give_post("bo", "head", "w1", by="root", now=LONG_AGO)
    people.end_post(_entry("bo", "clerk"), by="root", now=MONDAY)
    number = register().number
    assert queries.work_list(BO, view="mine", now=MONDAY).rows == ()
    assert [row.number for row in queries.work_list(BO, view="unit", now=MONDAY).rows] == [number]
    assert "reply" in {o.act for o in queries.case_view(BO, number, MONDAY).options if o.allowed}


def _entry(person, role):
    return next(post.entry for post in people.posts(person=person) if post.role == role)


def test_strangers_and_externals_see_nothing():
    number = register().number
    people.create_person("路人", id="lu", by="root", now=LONG_AGO)
    people.give_post("lu", "citizen", by="root", now=LONG_AGO)
    with pytest.raises(CaseNotFound):
        queries.case_view(Actor("lu"), number, MONDAY)
    with pytest.raises(CaseNotFound):
        queries.case_view(AN, "CK20249999", MONDAY)
    assert queries.work_list(Actor("lu"), view="all", now=MONDAY).rows == ()


def test_a_deputy_sees_what_the_principal_sees():
    number = register().number
    people.name_deputy("an", "deng", by="root", now=LONG_AGO)
    assert "deng" in who_sees(number)
    assert [row.number for row in queries.work_list(DENG, now=MONDAY).rows] == [number]


def test_lists_follow_what_is_due_first():
    late, soon, calm = (
        register(now=when).number
        for when in (MONDAY, MONDAY.replace(day=21), MONDAY.replace(day=23))
    )
    closed = register().number
    reply(closed)
    assert operations.sweep(now=FRIDAY).cases == 2

    def numbers(view, actor=AN, **more):
        rows = queries.work_list(actor, view=view, now=FRIDAY, **more).rows
        return [row.number for row in rows]

    assert numbers("mine") == [late, soon, calm]
    assert numbers("unit") == [late, soon, calm]
    assert numbers("late") == [late]
    assert numbers("soon") == [soon]
    assert numbers("closed") == [closed]
    assert set(numbers("all")) == {late, soon, calm, closed}
    assert numbers("mine", FU) == []  # the clerks' desk, not the head's
    rows = queries.work_list(AN, now=FRIDAY).rows
    assert [row.urgency for row in rows] == ["late", "soon", "calm"]
    assert [row.left for row in rows] == ["超期 15 小时", "剩 9 小时", "剩 4 天"]
    assert rows[0].flags == ("曾超期", "已上报")
    assert (rows[0].complainant, rows[0].unit, rows[0].channel) == ("陈**", "西一窗口", "来访")
    english = queries.work_list(AN, now=FRIDAY, language="en").rows[0]
    assert (english.stage_title, english.left) == ("In hand", "15 hours late")
    assert [(badge.view, badge.text) for badge in queries.badges(AN, FRIDAY)] == [
        ("mine", "3"), ("unit", "3"), ("soon", "1"), ("late", "1"),
        ("approval", "0"), ("call_back", "0"), ("notices", "2"),
    ]  # fmt: skip


def test_filters_and_pages():
    numbers = [register(now=MONDAY.replace(minute=n)).number for n in range(5)]
    phone = register(DENG, channel="phone", window="e1", now=MONDAY.replace(minute=30)).number

    def found(**filters):
        rows = queries.work_list(WU, view="all", filters=filters, now=MONDAY).rows
        return [row.number for row in rows]

    assert found(channel="phone") == [phone]
    assert found(unit="west") == numbers
    assert found(stage="received", category="service", channel="") == [*numbers, phone]
    assert found(unit="nowhere") == found(stage="x") == []
    pages, cursor = [], None
    while True:
        page = queries.work_list(WU, view="all", cursor=cursor, limit=2, now=MONDAY)
        pages.append([row.number for row in page.rows])
        cursor = page.next_cursor
        if cursor is None:
            break
    assert pages == [numbers[:2], numbers[2:4], [numbers[4], phone]]
    with pytest.raises(BadCursor):
        queries.work_list(WU, view="all", cursor="nonsense", now=MONDAY)
    with pytest.raises(NoSuchView):
        queries.work_list(WU, view="nonsense", now=MONDAY)


def test_text_is_found_by_two_characters_and_more():
    first = register(subject="手续费 100% 多收").number
    second = register(subject="ＡＴＭ 吞卡😀急").number
    hidden = register(DENG, subject="手续费", window="e1").number

    def found(text, actor=AN, **more):
        rows = queries.work_list(actor, view="all", filters={"text": text}, now=MONDAY, **more).rows
        return [row.number for row in rows]

    assert found("续费") == [first]
    assert found("续费", WU) == [hidden, first]
    assert found("atm") == found("卡😀") == [second]
    assert found("0%") == [first]
    assert found("_") == found("等了两个小时") == []
    assert found(second[-4:]) == [second]
    assert found("费") == [first]
    page = queries.work_list(WU, view="all", filters={"text": "续费"}, limit=1, now=MONDAY)
    again = queries.work_list(
        WU, view="all", filters={"text": "续费"}, limit=1, cursor=page.next_cursor, now=MONDAY
    )
    assert [row.number for row in (*page.rows, *again.rows)] == [hidden, first]


def test_notices_reach_who_they_are_for_and_are_read():
    number = register().number
    operations.sweep(now=DUE.replace(hour=19))
    (warned,) = queries.notices_of(BO, FRIDAY)
    assert (warned.text, warned.at, warned.read_at) == ("明日到期", WARNED, None)
    (told,) = queries.notices_of(FU, FRIDAY, "en")
    assert (told.kind, told.number, told.article) == ("escalate", number, "Art. 2")
    assert queries.notices_of(GU, FRIDAY) == ()
    assert operations.mark_notice_read(warned.id, actor=BO, now=FRIDAY)
    assert not operations.mark_notice_read(warned.id, actor=BO, now=FRIDAY)
    assert not operations.mark_notice_read(warned.id, actor=GU, now=FRIDAY)
    operations.rebuild()
    assert queries.notices_of(BO, FRIDAY)[0].read_at == FRIDAY
    assert queries.notices_of(BO, FRIDAY, unread=True) == ()

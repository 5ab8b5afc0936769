"""Improvements: who sees, reports and checks them, and whether complaints came again."""

from datetime import date

import pytest

from shouwen import people
from shouwen.accountability import operations, queries
from shouwen.accountability.errors import NotYours, NotYoursToDo
from shouwen.people import NewPerson, NewPost
from shouwen.vocabulary import Actor, moment

NOW = moment("2024-03-05 09:00")
LATER = moment("2024-06-06 09:00")
LU, SU, PAN, HE, JIANG = (Actor(name) for name in ("lu", "su", "pan", "he", "jiang"))


@pytest.fixture
def raised(house, counter):
    number = counter.register()
    counter.act(number, "order", todo="更换包装")
    return f"{number}-1"


def ids(page):
    return [row.id for row in page.rows]


def test_the_unit_and_those_above_see_it(raised):
    for actor in (LU, SU, JIANG):
        assert ids(queries.improvement_list(actor, NOW)) == [raised]
    assert ids(queries.improvement_list(PAN, NOW)) == []
    with pytest.raises(NotYours):
        queries.improvement_view(PAN, raised, NOW)
    view = queries.improvement_view(LU, raised, NOW)
    assert (view.may_report, view.may_check, view.may_keep) == (True, False, False)
    assert (view.line.due_on, view.line.state_words) == (date(2024, 3, 31), "待报告")
    assert queries.improvement_view(SU, raised, NOW).may_keep


def test_whoever_works_at_the_top_sees_it(raised):
    now = moment("2024-03-04 18:00")
    people.create_people([NewPerson("ding", "丁八")], by="root", now=now)
    people.give_posts([NewPost("ding", "clerk", "company")], by="root", now=now)
    assert ids(queries.improvement_list(Actor("ding"), NOW)) == [raised]
    assert queries.improvement_view(Actor("ding"), raised, NOW).may_keep is False


def test_views_of_the_list(raised):
    assert ids(queries.improvement_list(LU, NOW, view="overdue")) == []
    late = moment("2024-04-01 09:00")
    assert ids(queries.improvement_list(LU, late, view="overdue")) == [raised]
    assert ids(queries.improvement_list(LU, NOW, view="mine")) == []
    assert ids(queries.improvement_list(LU, NOW, view="ended")) == []
    assert ids(queries.improvement_list(LU, NOW, view="all")) == [raised]


def test_the_effect_is_checked_against_what_came_again(raised, counter):
    operations.name_owner(SU, raised, "lu", now=NOW, command_id="n")
    assert ids(queries.improvement_list(LU, NOW, view="mine")) == [raised]
    operations.serve_order(SU, raised, "整改1号", now=NOW, command_id="o")
    operations.report(LU, raised, "已换", now=NOW, command_id="r")
    counter.register("2024-03-04 09:30")  # before the report: does not count
    for at in ("2024-04-01 09:30", "2024-05-01 09:30"):
        counter.register(at)
    view = queries.improvement_view(SU, raised, LATER)
    assert (view.repeats_now, view.may_check, view.line.overdue) == (2, True, True)
    with pytest.raises(NotYoursToDo):
        operations.check(
            LU, raised, effective=True, note="", due_on=None, now=LATER, command_id="c0"
        )
    operations.check(
        SU, raised, effective=False, note="仍有投诉", due_on=date(2024, 7, 1), now=LATER,
        command_id="c",
    )  # fmt: skip
    view = queries.improvement_view(SU, raised, LATER, "en")
    assert (view.line.state_words, view.line.rounds, view.line.repeats) == ("Report due", 2, 2)
    assert "not effective; 2 complaints" in view.entries[-1].words


def test_who_reports_as_a_keeper_leaves_the_check_to_another(raised):
    operations.report(SU, raised, "已换", now=NOW, command_id="r")
    assert not queries.improvement_view(SU, raised, LATER).may_check
    operations.check(JIANG, raised, effective=True, note="", due_on=None, now=LATER, command_id="c")
    assert ids(queries.improvement_list(SU, LATER, view="ended")) == [raised]


def test_keepers_of_another_place_do_not_touch_it(raised):
    with pytest.raises(NotYours):
        operations.postpone(HE, raised, date(2024, 5, 1), "忙", now=NOW, command_id="p")
    with pytest.raises(NotYoursToDo):
        operations.withdraw(LU, raised, "不用了", now=NOW, command_id="w")
    operations.postpone(SU, raised, date(2024, 5, 1), "缺货", now=NOW, command_id="p2")
    assert queries.improvement_view(LU, raised, NOW).line.due_on == date(2024, 5, 1)
    operations.withdraw(SU, raised, "误下达", now=NOW, command_id="w2")
    assert queries.improvement_view(LU, raised, NOW).line.state == "withdrawn"


def test_an_analysis_raises_one_by_hand(house):
    wanted = {
        "title": "", "what": "统一致歉用语", "unit": "west_shop", "owner": None,
        "due_on": date(2024, 4, 1), "check_after": "1 month", "order": False,
        "source": "三月分析", "now": NOW,
    }  # fmt: skip
    with pytest.raises(NotYoursToDo):
        operations.raise_improvement(LU, command_id="h0", **wanted)
    with pytest.raises(NotYoursToDo):
        operations.raise_improvement(SU, command_id="h1", **{**wanted, "unit": "nowhere"})
    id_ = operations.raise_improvement(SU, command_id="h2", **wanted)
    view = queries.improvement_view(PAN, id_, NOW)
    assert (view.line.title, view.line.source, view.may_report) == ("整改", "三月分析", True)

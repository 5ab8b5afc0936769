"""The organisation as it was on another day, and who is named for it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.engine import Accepted, Command, NoticeDue, decide
from shouwen.regulations import Procedure
from shouwen.vocabulary import (
    Actor,
    Deputy,
    Directory,
    Person,
    Post,
    Spell,
    Tenures,
    Unit,
    moment,
)
from shouwen.vocabulary.tenures import days

START = moment("2024-01-01 00:00")
instants = st.integers(0, 400).map(lambda hours: START + timedelta(hours=hours))
bounds = st.tuples(st.none() | instants, st.none() | instants)
_UNITS, _PEOPLE = ("a", "b", "c"), ("x", "y", "z")


def spells(things: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(
        st.builds(lambda what, span: Spell(what, *span), things, bounds), max_size=6
    ).map(tuple)


tenures = st.builds(
    Tenures,
    st.tuples(*(
        st.builds(lambda span, u=u: Spell(Unit(u, u, "shop", "a"), *span), bounds)
        for u in _UNITS[1:]
    )),
    st.just(tuple(Spell(Person(who, who)) for who in _PEOPLE)),
    spells(st.builds(
        Post, st.sampled_from(_PEOPLE), st.sampled_from(["head", "clerk"]),
        st.sampled_from([*_UNITS, None]),
    )),
    spells(st.just(Deputy("x", "y"))),
)  # fmt: skip


@given(tenures, instants, instants)
def test_a_directory_of_today_is_the_directory(past: Tenures, now, other) -> None:
    directory = past.standing_at(now)
    assert directory.on(now) is directory
    assert directory.on(now.date()) is directory
    assert directory.on(other) == past.standing_at(min(now, other))
    for spell in past.posts:
        held = spell.what in directory.on(other).posts
        twins = [each for each in past.posts if each.what == spell.what]
        assert held is any(each.covers(min(now, other)) for each in twins)


def test_a_directory_without_a_past_is_what_it_is() -> None:
    plain = Directory.of(posts=[Post("x", "head", "a")])
    assert plain.on(date(2000, 1, 1)) is plain
    assert plain == Directory.of(posts=[Post("x", "head", "a")], past=Tenures(), at=START)


def test_first_and_last_day_are_both_included() -> None:
    spell = Spell(Post("x", "head", "a"), *days(date(2024, 3, 1), date(2024, 3, 31)))
    told = {text: spell.covers(moment(text)) for text in (
        "2024-02-29 23:59:59", "2024-03-01 00:00", "2024-03-31 23:59:59", "2024-04-01 00:00",
    )}  # fmt: skip
    assert list(told.values()) == [False, True, True, False]


@pytest.fixture
def looked_back(counter: Procedure, shop: Directory):
    def look(**form: object):
        case = None
        for at, act, who, values in (
            ("2026-09-21 09:00", "register", "wang", {"content": "排队", "shop": "shop_1"}),
            ("2026-09-21 09:10", "dispatch", "wang", {"shop": "shop_1", "shops": ["shop_1"]}),
            ("2026-09-21 09:20", "look_back", "zhao", form),
        ):
            outcome = decide(counter, case, Command(act, Actor(who), values), shop, moment(at))
            assert isinstance(outcome, Accepted), outcome
            case = outcome.case
        return outcome

    return look


def test_who_headed_the_shop_that_day_is_named_and_told(looked_back) -> None:
    done = looked_back(happened_on="2025-06-30", seen_at="2025-07-01 00:00")
    assert done.case.facts["head_then"] == "sun", "his last day"
    assert done.case.facts["head_now"] == "zhao"
    told = [event.to.persons for event in done.events if isinstance(event, NoticeDue)]
    assert told == [("sun",)]


def test_the_tree_is_that_of_the_day(looked_back) -> None:
    moved = looked_back(happened_on="2024-04-01").case.facts
    assert moved["leader_then"] == "wang"
    before = looked_back(happened_on="2024-03-31").case.facts
    assert before["leader_then"] == "li", "the shop still lay in the west"


def test_where_several_held_it_one_fact_names_nobody_and_a_list_names_all(looked_back) -> None:
    facts = looked_back(happened_on="2024-08-01", seen_at="2024-12-31 23:59").case.facts
    assert "leader_then" not in facts
    assert facts["managers_then"] == ["wang", "sun"]


def test_where_nobody_held_it_or_the_day_is_unknown_nobody_is_named(looked_back) -> None:
    facts = looked_back(happened_on="2023-12-31").case.facts
    assert "head_then" not in facts
    assert facts["leader_then"] == "li"
    nothing = looked_back().case.facts
    assert nothing.keys().isdisjoint({"head_then", "leader_then", "managers_then"})
    assert nothing["head_now"] == "zhao"


def test_who_was_named_before_is_not_left_standing(counter: Procedure, shop: Directory) -> None:
    case = None
    for at, act, who, form in (
        ("2026-09-21 09:00", "register", "wang", {"content": "排队", "shop": "shop_1"}),
        ("2026-09-21 09:10", "dispatch", "wang", {"shop": "shop_1", "shops": ["shop_1"]}),
        ("2026-09-21 09:20", "look_back", "zhao", {"happened_on": "2025-06-30"}),
        ("2026-09-21 09:30", "look_back", "zhao", {"happened_on": "2023-06-30"}),
    ):
        outcome = decide(counter, case, Command(act, Actor(who), form), shop, moment(at))
        assert isinstance(outcome, Accepted), outcome
        case = outcome.case
    assert "head_then" not in case.facts


def test_the_regulation_says_that_it_looks_back(counter: Procedure) -> None:
    assert counter.looks_back

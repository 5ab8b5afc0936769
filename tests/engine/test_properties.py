"""What must hold of every walk through a regulation, whatever the order of things."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwen.engine import (
    Accepted,
    ApprovalGiven,
    ApprovalLapsed,
    Case,
    CaseScope,
    Command,
    RecordEntered,
    RecordStruck,
    body_of,
    decide,
    event_from,
    evolve,
    options,
    replay,
    type_of,
)
from shouwen.engine.stored import SHAPE
from shouwen.regulations import Procedure
from shouwen.regulations.expressions import UNKNOWN
from shouwen.vocabulary import Actor, Directory, moment

START = moment("2026-09-21 09:00")
ACTORS = [
    Actor("wang"), Actor("zhao"), Actor("qian"), Actor("li"),
    Actor("complainant", "顾客", frozenset({"customer"})),
]  # fmt: skip
FORMS: dict[str, object] = {
    "content": "排队", "kind": "complex", "shop": "shop_1", "shops": ["shop_1", "shop_2"],
    "finding": "属实", "amount": "1500.50", "told": True, "reply": "致歉", "free": False,
    "promised_at": "2026-09-30 10:00", "share": "60.5", "words": "ref_1",
    "happened_on": "2024-08-01", "seen_at": "2025-03-01 10:00",
}  # fmt: skip
moves = st.lists(
    st.tuples(
        st.sampled_from(
            ["register", "classify", "dispatch", "report", "offer", "approve", "promise", "defer",
             "answer", "withdraw", "confirm", "complain_again", "blame", "unblame", "look_back",
             None]
        ),
        st.sampled_from(ACTORS),
        st.sampled_from([None, "shop_1", "shop_2"]),
        st.integers(0, 60 * 30),
        st.booleans(),
    ),
    max_size=40,
)  # fmt: skip
_BEGUN = [
    ("register", ACTORS[0], None, 0, True), ("dispatch", ACTORS[0], None, 0, True),
]  # fmt: skip
_LOOKED_INTO = [
    *_BEGUN, ("report", ACTORS[1], "shop_1", 0, True), ("report", ACTORS[2], "shop_2", 0, True),
]  # fmt: skip


def _walks(begun: list, pairs: list) -> st.SearchStrategy:
    """Walks that begin like this and go on with acts by these people."""
    return st.lists(
        st.tuples(
            st.sampled_from(pairs), st.sampled_from([None, "shop_1", "shop_2"]),
            st.integers(0, 60 * 3), st.booleans(),
        ),
        min_size=2, max_size=30,
    ).map(lambda steps: [*begun, *((*who, item, *rest) for who, item, *rest in steps)])  # fmt: skip


_BLAMING = [("blame", ACTORS[1]), ("blame", ACTORS[1]), ("unblame", ACTORS[1]), (None, ACTORS[0]),
             ("look_back", ACTORS[1])]  # fmt: skip
_AGREEING = [("offer", ACTORS[1]), ("approve", ACTORS[3]), ("approve", ACTORS[3])]
#: Walks through a case being looked into, and through one whose compensation is agreed on.
inquiries = _walks(_BEGUN, [*_BLAMING, ("report", ACTORS[1])])
agreements = _walks(_LOOKED_INTO, [*_BLAMING, *_AGREEING])
quiet = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def walk(
    procedure: Procedure, directory: Directory, steps: list
) -> tuple[list, Case | None, datetime]:
    now, case, events = START, None, []
    for act, actor, task, minutes, free in steps:
        now += timedelta(minutes=minutes)
        ready = procedure.acts.get(act or "")
        fields = ready.fields if ready is not None else ()
        form = {name: FORMS[name] for name in fields if name in FORMS}
        if "free" in form:
            form["free"] = free
        if act == "offer":
            form["amount"] = "1500.50" if free else "20"
        if "liable" in fields:
            form["liable"] = "wang" if free else "qian"
            form = form if minutes % 3 else {"liable": form["liable"]}
        if act is None and case is None:
            continue
        outcome = decide(procedure, case, Command(act, actor, form, task), directory, now)
        if isinstance(outcome, Accepted):
            events += outcome.events
            case = outcome.case
    return events, case, now


@given(moves | inquiries | agreements)
@quiet
def test_replay_equals_the_case_after_every_walk(
    counter: Procedure, shop: Directory, steps: list
) -> None:
    events, case, _ = walk(counter, shop, steps)
    if case is None:
        return
    assert replay(events) == case
    step_by_step = Case()
    for event in events:
        step_by_step = evolve(step_by_step, event)
    assert step_by_step == case


@given(inquiries)
@quiet
def test_a_record_is_what_was_entered_and_not_struck(
    counter: Procedure, shop: Directory, steps: list
) -> None:
    events, case, _ = walk(counter, shop, steps)
    assert case is not None
    assert replay(events) == case
    kept: dict[object, dict[str, object]] = {}
    numbers: set[int] = set()
    for event in events:
        if isinstance(event, RecordEntered) and event.record == "blame":
            assert event.replaces is (event.values["liable"] in kept)
            assert event.replaces or event.number not in numbers, "no number is given twice"
            numbers.add(event.number)
            kept[event.values["liable"]] = dict(event.values)
        elif isinstance(event, RecordStruck):
            assert kept.pop(event.values["liable"]) == event.values
    entries = case.entries("blame")
    assert {entry.values["liable"]: dict(entry.values) for entry in entries} == kept
    scope = CaseScope(counter, case, START)
    assert scope.call("entries", ("blame",)) == len(kept)
    assert scope.call("total", ("blame", "share")) == sum(each["share"] for each in kept.values())
    # Between commands the form is always ready for the next entry.
    assert "liable" not in case.facts
    assert case.facts["share"] == 10


@given(agreements)
@quiet
def test_an_approval_holds_while_its_basis_stands(
    counter: Procedure, shop: Directory, steps: list
) -> None:
    events, case, now = walk(counter, shop, steps)
    assert case is not None
    scope = CaseScope(counter, case, now)
    for name, state in case.approvals.items():
        basis = {
            each: value
            for each in counter.pack.approvals[name].rests_on
            if (value := scope.look(each)) is not UNKNOWN
        }
        holds = state.lapsed_at is None
        assert not holds or state.basis == basis
        assert scope.approved(name) is holds
    given_or_lapsed = [each for each in events if isinstance(each, ApprovalGiven | ApprovalLapsed)]
    for before, after in pairwise(given_or_lapsed):
        assert not (isinstance(before, ApprovalLapsed) and isinstance(after, ApprovalLapsed))


@given(moves | inquiries | agreements)
@quiet
def test_stored_events_come_back_the_same(counter: Procedure, shop: Directory, steps: list) -> None:
    import json

    events, _, _ = walk(counter, shop, steps)
    for event in events:
        body = json.loads(json.dumps(body_of(event), ensure_ascii=False))
        assert event_from(type_of(event), SHAPE, body, event.at) == event


@given(moves, st.lists(st.integers(1, 60 * 24 * 12), min_size=1, max_size=8))
@quiet
def test_splitting_a_tick_changes_nothing(
    counter: Procedure, shop: Directory, steps: list, cuts: list[int]
) -> None:
    _, case, now = walk(counter, shop, steps)
    if case is None:
        return
    until = now + timedelta(minutes=sum(cuts))
    at_once = decide(counter, case, Command(), shop, until)
    assert isinstance(at_once, Accepted)
    split = case
    for minutes in cuts:
        now += timedelta(minutes=minutes)
        part = decide(counter, split, Command(), shop, now)
        assert isinstance(part, Accepted)
        split = part.case
    assert split == at_once.case


@given(moves)
@quiet
def test_an_open_case_always_has_a_clock_and_a_way_on(
    counter: Procedure, shop: Directory, steps: list
) -> None:
    _, case, now = walk(counter, shop, steps)
    if case is None or case.ended:
        return
    assert any(clock.state == "running" for clock in case.clocks.values())
    everybody = [option for actor in ACTORS for option in options(counter, case, actor, shop, now)]
    assert any(option.allowed for option in everybody)


@given(moves)
@quiet
def test_what_options_refuse_decide_refuses_too(
    counter: Procedure, shop: Directory, steps: list
) -> None:
    _, case, now = walk(counter, shop, steps)
    if case is None:
        return
    for actor in ACTORS[:3]:
        offered = options(counter, case, actor, shop, now)
        half = {option.act for option in offered[::2]}
        assert options(counter, case, actor, shop, now, only=half) == tuple(
            option for option in offered if option.act in half
        )
        for option in offered:
            if option.allowed:
                continue
            form = {name: FORMS[name] for name in (*option.form, *option.also) if name in FORMS}
            outcome = decide(
                counter, case, Command(option.act, actor, form, option.task), shop, now
            )
            assert not isinstance(outcome, Accepted)

"""What must hold of every walk through a regulation, whatever the order of things."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwen.engine import (
    Accepted,
    Case,
    Command,
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
from shouwen.vocabulary import Actor, Directory, moment

START = moment("2026-09-21 09:00")
ACTORS = [
    Actor("wang"), Actor("zhao"), Actor("qian"), Actor("li"),
    Actor("complainant", "顾客", frozenset({"customer"})),
]  # fmt: skip
FORMS: dict[str, object] = {
    "content": "排队", "kind": "complex", "shop": "shop_1", "shops": ["shop_1", "shop_2"],
    "finding": "属实", "amount": "1500.50", "told": True, "reply": "致歉", "free": False,
    "promised_at": "2026-09-30 10:00",
}  # fmt: skip
moves = st.lists(
    st.tuples(
        st.sampled_from(
            ["register", "classify", "dispatch", "report", "offer", "approve", "promise", "defer",
             "answer", "withdraw", "confirm", "complain_again", None]
        ),
        st.sampled_from(ACTORS),
        st.sampled_from([None, "shop_1", "shop_2"]),
        st.integers(0, 60 * 30),
        st.booleans(),
    ),
    max_size=40,
)  # fmt: skip
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
        if act is None and case is None:
            continue
        outcome = decide(procedure, case, Command(act, actor, form, task), directory, now)
        if isinstance(outcome, Accepted):
            events += outcome.events
            case = outcome.case
    return events, case, now


@given(moves)
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


@given(moves)
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
        for option in options(counter, case, actor, shop, now):
            if option.allowed:
                continue
            form = {name: FORMS[name] for name in (*option.form, *option.also) if name in FORMS}
            outcome = decide(
                counter, case, Command(option.act, actor, form, option.task), shop, now
            )
            assert not isinstance(outcome, Accepted)

"""What a complainant is promised, by which rule, and every delay with its reason and new date."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from shouwen.casework.matter import Told
from shouwen.casework.shapes import DelayView, PromiseView, RuleWords
from shouwen.casework.wording import Wording
from shouwen.engine import ActDone, Case, ClockSet, FactsRecorded, explain_due
from shouwen.regulations import Procedure
from shouwen.vocabulary import at_office

#: What moves a date the complainant was told.
_MOVED: Final = ("extended", "recomputed", "resumed", "calendar")
_ORDER: Final = {"running": 0, "paused": 1, "waiting": 2, "stopped": 3}


def promises_of(case: Case, wording: Wording, now: datetime) -> tuple[PromiseView, ...]:
    """Return the limits shown to the complainant: those that run first, by date; then those met."""
    procedure = wording.procedure
    public = sorted(
        (
            (_ORDER[state.state], state.due_at is None, state.due_at or now, name)
            for name, state in case.clocks.items()
            if procedure.pack.clocks[name].public
        ),
    )
    return tuple(_promise(case, wording, name, now) for *_, name in public)


def _promise(case: Case, wording: Wording, name: str, now: datetime) -> PromiseView:
    procedure, state = wording.procedure, case.clocks[name]
    clock = procedure.pack.clocks[name]
    return PromiseView(
        title=wording.say(clock.title),
        state=state.state,
        due_at=None if state.due_at is None else at_office(state.due_at),
        provisional=state.provisional,
        late=state.late(now),
        limit=wording.term(state.amount, state.unit),
        since=at_office(state.since),
        first_due_at=None if state.first_due_at is None else at_office(state.first_due_at),
        extended=state.extended,
        rules=_rules(procedure, clock.cite, wording),
        explanation=explain_due(procedure, case, name, english=wording.english),
    )


def delays_of(told: Iterable[Told], wording: Wording) -> tuple[DelayView, ...]:
    """Return every later date the complainant was given, newest first, with its reason."""
    return tuple(_delays(list(told), wording))[::-1]


def _delays(told: list[Told], wording: Wording) -> Iterator[DelayView]:
    procedure = wording.procedure
    dates: dict[str, datetime] = {}
    for place, each in enumerate(told):
        event = each.event
        if not isinstance(event, ClockSet):
            continue
        clock = procedure.pack.clocks.get(event.clock)
        before, after = dates.get(event.clock), event.state.due_at
        if after is not None:
            dates[event.clock] = after
        if clock is None or not clock.public or event.why not in _MOVED:
            continue
        if before is None or after is None or after <= before:
            continue
        yield DelayView(
            at=at_office(event.at),
            title=wording.say(clock.title),
            before=at_office(before),
            after=at_office(after),
            why=event.why,
            reasons=tuple(_reasons(told[:place], wording)),
            rules=_rules(procedure, event.cite, wording),
        )


def _reasons(told: list[Told], wording: Wording) -> Iterator[str]:
    """Yield what the act that moved a date gave for it, as far as the complainant may read it."""
    facts = wording.procedure.pack.facts
    act = next((n for n in range(len(told) - 1, -1, -1) if isinstance(told[n].event, ActDone)), 0)
    said = told[act - 1].event if act else None
    if not isinstance(said, FactsRecorded):
        return
    for name, value in wording.ordered(said.values):
        fact = facts.get(name)
        if fact is not None and fact.public and fact.type == "text":
            yield wording.fact(name, value).value


def _rules(procedure: Procedure, cite: Iterable[str], wording: Wording) -> tuple[RuleWords, ...]:
    known = procedure.pack.articles
    return tuple(
        RuleWords(procedure.pack.number(id_, wording.language), wording.say(known[id_].gist))
        for id_ in dict.fromkeys(cite)
        if id_ in known
    )

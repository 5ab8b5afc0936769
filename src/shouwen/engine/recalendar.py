"""A newly published calendar year: open clocks follow by an explicit command, never silently."""

from dataclasses import replace
from datetime import datetime

from shouwen.engine.case import Case, absorb
from shouwen.engine.events import ClockSet, Event
from shouwen.engine.outcome import Accepted
from shouwen.engine.scope import CaseScope
from shouwen.engine.timing import set_clock
from shouwen.regulations.compiled import Procedure
from shouwen.vocabulary import at_office


def recalendar(procedure: Procedure, case: Case, now: datetime) -> Accepted:
    """Return the case with every running clock recomputed on the calendars `procedure` carries.

    Only clocks whose date, or its being provisional, or a point still ahead changes get an event;
    it holds the new date and the case's history the old one. A paused clock keeps its date until it
    resumes, and is counted by the new calendar then.
    """
    now = at_office(now)
    after = case.copy()
    events: list[Event] = []
    for name, clock in case.clocks.items():
        ready = procedure.clocks.get(name)
        if ready is None or clock.state != "running" or clock.unit in (None, "until"):
            continue
        if clock.calendar == ready.calendar.version:
            continue
        state = set_clock(
            ready,
            CaseScope(procedure, after, now),
            started_at=clock.started_at,
            since=clock.since,
            now=now,
            before=clock,
            added=clock.added,
            extended=clock.extended,
            again=clock.again,
        )
        if state == replace(clock, calendar=state.calendar):
            continue
        event = ClockSet(now, tuple(ready.clock.cite), name, "calendar", state)
        absorb(after, event)
        events.append(event)
    return Accepted(tuple(events), after)

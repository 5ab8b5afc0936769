"""Clocks as arithmetic: when a limit ends, which points lie ahead, and what a pause moves."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from shouwen.calendars import Ends
from shouwen.engine.clockstate import ClockState, PointAhead
from shouwen.engine.scope import CaseScope
from shouwen.regulations.compiled import ReadyClock, ReadyPoint
from shouwen.regulations.expressions import UNKNOWN
from shouwen.vocabulary import Term, TermUnit, at_office

_HOURS = frozenset({TermUnit.HOUR, TermUnit.WORKING_HOUR})
_INSTANT = timedelta(microseconds=1)


def ends_of(ready: ReadyClock, unit: TermUnit) -> Ends:
    """Return how the clock's last day ends: hours at the instant, days at close unless said."""
    if unit in _HOURS:
        return Ends.INSTANT
    return ready.clock.ends or Ends.CLOSE_OF_DAY


def limit_of(ready: ReadyClock, scope: CaseScope) -> tuple[Term | None, int | None]:
    """Return the limit that holds now and the table row it comes from; None while unknown."""
    if ready.limit_from is not None:
        table, output = ready.limit_from
        row = scope.look(table)
        if row is not UNKNOWN:
            amount = row.values[output]  # type: ignore[attr-defined]
            unit = TermUnit(ready.clock.unit or "working_day")
            return Term(int(amount), unit), row.number  # type: ignore[attr-defined]
    return ready.limit, None


def since_of(ready: ReadyClock, scope: CaseScope, event_at: datetime) -> datetime:
    """Return the instant counting begins at: an earlier receipt, or the event itself."""
    if ready.clock.since is None:
        return event_at
    value = scope.look(ready.clock.since)
    return min(value, event_at) if isinstance(value, datetime) else event_at


def set_clock(
    ready: ReadyClock,
    scope: CaseScope,
    *,
    started_at: datetime,
    since: datetime,
    now: datetime,
    before: ClockState | None = None,
    added: int = 0,
    extended: int = 0,
) -> ClockState:
    """Return the clock as it stands when (re)computed at `now`.

    With `before`, pauses and the first date are kept and only points still ahead remain: a
    warning whose new instant has passed does not fire, one that moves into the future does again.
    """
    if ready.clock.until is not None:
        return _until(ready, scope, started_at, now, before, extended)
    limit, row = limit_of(ready, scope)
    if limit is None:
        return ClockState(
            "waiting",
            started_at,
            since,
            None,
            None,
            None,
            None,
            False,
            None,
            extended,
            added,
            None,
            ready.calendar.version,
        )
    whole = Term(limit.amount + added, limit.unit)
    ends = ends_of(ready, whole.unit)
    due = ready.calendar.due(
        since,
        whole,
        ends=ends,
        roll=ready.clock.roll,
        count_event_day=ready.clock.count_event_day,
    )
    due_at, due_on = due.at, due.day
    pauses = before.pauses if before is not None else ()
    for paused_from, resumed_at in pauses:
        due_at = ready.calendar.shift(
            due_at,
            paused_from=paused_from,
            resumed_at=resumed_at,
            unit=whole.unit,
            ends=ends,
            roll=ready.clock.roll,
        )
        due_on = _day_of(due_at, ends)
    points = points_of(ready, scope, since, due_at, whole.unit)
    floor = started_at
    ahead = tuple(
        point if point.at >= floor else replace(point, at=floor)
        for point in points
        if before is None or point.at > now
    )
    return ClockState(
        "running",
        started_at,
        since,
        whole.amount,
        str(whole.unit),
        due_at,
        due_on.isoformat(),
        due.provisional or due_on > ready.calendar.known_until,
        before.first_due_at if before is not None and before.first_due_at else due_at,
        extended,
        added,
        row,
        ready.calendar.version,
        ahead,
        pauses,
    )


def _until(
    ready: ReadyClock,
    scope: CaseScope,
    started_at: datetime,
    now: datetime,
    before: ClockState | None,
    extended: int,
) -> ClockState:
    promised = scope.look(ready.clock.until or "")
    version = ready.calendar.version
    if not isinstance(promised, datetime):
        return ClockState(
            "waiting",
            started_at,
            started_at,
            None,
            None,
            None,
            None,
            False,
            None,
            extended,
            0,
            None,
            version,
        )
    ahead = tuple(
        point if point.at >= started_at else replace(point, at=started_at)
        for point in points_of(ready, scope, started_at, promised, TermUnit.HOUR)
        if before is None or point.at > now
    )
    first = before.first_due_at if before is not None and before.first_due_at else promised
    return ClockState(
        "running",
        started_at,
        started_at,
        None,
        "until",
        promised,
        at_office(promised).date().isoformat(),
        False,
        first,
        extended,
        0,
        None,
        version,
        ahead,
        before.pauses if before is not None else (),
    )


def points_of(
    ready: ReadyClock, scope: CaseScope, since: datetime, due_at: datetime, unit: TermUnit
) -> list[PointAhead]:
    """Return every point of a clock that runs from `since` to `due_at`, in order of its instant."""
    ahead: list[PointAhead] = []
    for index, point in enumerate(ready.points):
        at = _first(ready, point, scope, since, due_at, unit)
        if at is None:
            continue
        for turn in range(point.times):
            if turn and point.every is not None:
                at = _plus(ready, at, point.every)
            ahead.append(PointAhead(at, index, turn))
    ahead.sort(key=lambda each: (each.at, each.index, each.turn))
    return ahead


def _first(
    ready: ReadyClock,
    point: ReadyPoint,
    scope: CaseScope,
    since: datetime,
    due_at: datetime,
    unit: TermUnit,
) -> datetime | None:
    calendar = ready.calendar
    if point.percent is not None:
        return calendar.percent_point(since, due_at, point.percent)
    if point.from_due is not None:
        if point.before_due:
            return calendar.before(due_at, point.from_due)
        return _plus(ready, due_at, point.from_due)
    if point.from_start is not None:
        return _plus(ready, since, point.from_start)
    if point.output is not None:
        row = scope.look(point.output[0])
        if row is UNKNOWN:
            return None
        amount = int(row.values[point.output[1]])  # type: ignore[attr-defined]
        term = Term(amount, TermUnit(ready.clock.unit or "working_day"))
        return _plus(ready, since, term)
    return due_at


def _plus(ready: ReadyClock, start: datetime, term: Term) -> datetime:
    if term.unit in _HOURS:
        return ready.calendar.due(start, term, ends=Ends.INSTANT).at
    # A due instant at 24:00 belongs to the day it ends, not to the next one.
    anchor = start - _INSTANT if _is_midnight(start) else start
    return ready.calendar.due(anchor, term, ends=ends_of(ready, term.unit)).at


def resumed(ready: ReadyClock, clock: ClockState, now: datetime) -> ClockState:
    """Return a paused clock running again: its date and its points move by what was paused."""
    assert clock.paused_at is not None  # noqa: S101 - only paused clocks are resumed
    if clock.due_at is None or clock.unit in (None, "until"):
        return replace(clock, state="running", paused_at=None)
    unit = TermUnit(str(clock.unit))
    ends = ends_of(ready, unit)
    paused_at = clock.paused_at

    def moved(at: datetime) -> datetime:
        return ready.calendar.shift(
            at,
            paused_from=paused_at,
            resumed_at=now,
            unit=unit,
            ends=ends,
            roll=ready.clock.roll,
        )

    due_at = moved(clock.due_at)
    due_on = _day_of(due_at, ends)
    return replace(
        clock,
        state="running",
        due_at=due_at,
        due_on=due_on.isoformat(),
        provisional=clock.provisional or due_on > ready.calendar.known_until,
        points=tuple(replace(point, at=moved(point.at)) for point in clock.points),
        pauses=(*clock.pauses, (paused_at, now)),
        paused_at=None,
    )


def _is_midnight(when: datetime) -> bool:
    local = at_office(when)
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


def _day_of(due_at: datetime, ends: Ends) -> date:
    local = at_office(due_at)
    return (local - _INSTANT).date() if ends is Ends.MIDNIGHT else local.date()

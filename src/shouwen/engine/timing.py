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
    again: bool = False,
    by_facts: bool = False,
) -> ClockState:
    """Return the clock as it stands when (re)computed at `now`.

    With `before`, pauses and the first date are kept. A point already reached comes again only
    where it now lies ahead; one not yet reached comes at once where its new instant has passed:
    a limit found to be shorter than thought does not take its consequences with it.

    A limit a migration kept stays what it was, until other facts ask for another (`by_facts`).
    """
    pauses = before.pauses if before is not None else ()
    kept = before.kept if before is not None and not by_facts else None
    fresh = ClockState(
        "waiting",
        started_at,
        since,
        None,
        None,
        None,
        None,
        False,
        before.first_due_at if before is not None else None,
        extended,
        added,
        None,
        ready.calendar.version,
        before.points if before is not None else (),
        pauses,
        again=again,
        kept=kept,
    )
    if ready.clock.until is not None:
        return _until(ready, scope, fresh, now, before)
    limit, row = limit_of(ready, scope)
    if kept is not None and before is not None and before.amount is not None:
        limit, row = Term(before.amount - before.added, TermUnit(str(before.unit))), None
    if limit is None:
        return fresh
    whole = Term(limit.amount + added, limit.unit)
    ends = ends_of(ready, whole.unit)
    due = ready.calendar.due(
        since,
        whole,
        ends=ends,
        roll=ready.clock.roll,
        count_event_day=ready.clock.count_event_day,
    )

    def moved(at: datetime) -> datetime:
        for paused_from, resumed_at in pauses:
            at = ready.calendar.shift(
                at,
                paused_from=paused_from,
                resumed_at=resumed_at,
                unit=whole.unit,
                ends=ends,
                roll=ready.clock.roll,
            )
        return at

    due_at = moved(due.at)
    due_on = _day_of(due_at, ends) if pauses else due.day
    points = points_of(ready, scope, since, due.at, whole.unit)
    return replace(
        fresh,
        state="running",
        amount=whole.amount,
        unit=str(whole.unit),
        due_at=due_at,
        due_on=due_on.isoformat(),
        provisional=due.provisional or due_on > ready.calendar.known_until,
        first_due_at=fresh.first_due_at or due_at,
        row=row,
        points=_ahead([replace(point, at=moved(point.at)) for point in points], fresh, now, before),
    )


def _until(
    ready: ReadyClock,
    scope: CaseScope,
    fresh: ClockState,
    now: datetime,
    before: ClockState | None,
) -> ClockState:
    """Return a clock that runs until a promised moment, which no pause moves."""
    promised = scope.look(ready.clock.until or "")
    if not isinstance(promised, datetime):
        return replace(fresh, since=fresh.started_at, added=0)
    points = points_of(ready, scope, fresh.started_at, promised, TermUnit.HOUR)
    return replace(
        fresh,
        state="running",
        since=fresh.started_at,
        unit="until",
        due_at=promised,
        due_on=at_office(promised).date().isoformat(),
        first_due_at=fresh.first_due_at or promised,
        added=0,
        points=_ahead(points, fresh, now, before),
    )


def _ahead(
    points: list[PointAhead], fresh: ClockState, now: datetime, before: ClockState | None
) -> tuple[PointAhead, ...]:
    """Return the points still to come, none of them before the clock began."""
    waits = (
        None
        # A clock that never had a date has reached none of its points.
        if before is None or before.first_due_at is None
        else {(point.index, point.turn) for point in before.points}
    )
    ahead = [
        point if point.at >= fresh.started_at else replace(point, at=fresh.started_at)
        for point in points
        if waits is None or point.at > now or (point.index, point.turn) in waits
    ]
    ahead.sort(key=lambda each: (each.at, each.index, each.turn))
    return tuple(ahead)


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


def resumed(ready: ReadyClock, scope: CaseScope, clock: ClockState, now: datetime) -> ClockState:
    """Return a paused clock running again: its date and its points move by what was paused.

    It is counted anew, by the facts and the calendar of now: they may have changed meanwhile.
    """
    assert clock.paused_at is not None  # noqa: S101 - only paused clocks are resumed
    pauses = clock.pauses
    if clock.unit != "until":
        pauses = (*pauses, (clock.paused_at, now))
    return set_clock(
        ready,
        scope,
        started_at=clock.started_at,
        since=clock.since,
        now=now,
        before=replace(clock, paused_at=None, pauses=pauses),
        added=clock.added,
        extended=clock.extended,
        again=clock.again,
    )


def _is_midnight(when: datetime) -> bool:
    local = at_office(when)
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


def _day_of(due_at: datetime, ends: Ends) -> date:
    # The end of a day, also where its hours run to 24:00, belongs to the day that ends.
    local = at_office(due_at)
    return local.date() if ends is Ends.INSTANT else (local - _INSTANT).date()

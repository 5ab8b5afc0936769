"""Years of days off the organisation publishes: recorded, and followed by every process.

What is published lies in the ledger under ``calendar/<id>``; a table repeats it. Whoever is about
to decide learns the number of the newest publication in a query he asks anyway, and calls
:func:`follow`: only when the number is new are the years read and the regulations opened anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, Max

from shouwen import ledger
from shouwen.calendars import DaySet
from shouwen.casework import editions
from shouwen.casework.matter import matter_of, stream_of
from shouwen.casework.models import CalendarYear, Case
from shouwen.engine import ClockSet, recalendar
from shouwen.packs import calendar_shelf, shelf
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, at_office

PREFIX: Final = "calendar/"
PUBLISHED: Final = "calendar.year_published"
#: In a query: the number of the newest publication, 0 before the first.
NEWEST: Final = "(SELECT coalesce(max(id), 0) FROM casework_calendar_year)"
#: Cases looked at for a rehearsal; beyond, the figures are those of so many.
_LOOKED_AT: Final = 2_000
_SAMPLE: Final = 20
_followed = 0


@dataclass(frozen=True, slots=True)
class MovedClock:
    """How one limit of an open case would move. Moments are in the office zone."""

    number: str
    clock: str
    before: datetime
    after: datetime
    was_provisional: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What publishing would do to open cases; `complete` unless there are more than were looked at.

    `moved` counts limits whose date changes, `settled` those that only cease to be provisional.
    """

    cases: int
    moved: int
    settled: int
    sample: tuple[MovedClock, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Published:
    """A published year; `recomputed_at` is None while open limits have not followed yet."""

    calendar: str
    year: int
    version: str
    at: datetime
    by: str
    recomputed_at: datetime | None


def follow(newest: int) -> None:
    """Bring this process's calendars up to a publication; does nothing when they are."""
    global _followed
    if newest == _followed:
        return
    years: dict[str, dict[str, Any]] = {}
    versions: dict[str, str] = {}
    for row in CalendarYear.objects.order_by("id"):
        years.setdefault(row.calendar, {})[str(row.year)] = row.days
        versions[row.calendar] = row.version
    for calendar in calendar_shelf.shelf_ids():
        calendar_shelf.put_years(calendar, versions.get(calendar, ""), years.get(calendar, {}))
    shelf.forget_opened()
    _followed = newest


def follow_newest() -> None:
    """Bring this process's calendars up to date, in one small query."""
    follow(CalendarYear.objects.aggregate(newest=Max("id"))["newest"] or 0)


def with_year(calendar: str, year: int, days: Mapping[str, Any]) -> DaySet:
    """Return a calendar as it would be once a year is published.

    :raises UnknownCalendar: if there is no such calendar
    :raises BrokenCalendarFile: with everything wrong with the year
    """
    return calendar_shelf.days_with(
        calendar, _version(calendar, year), _years(calendar, year, days)
    )


def rehearse_year(calendar: str, year: int, days: Mapping[str, Any], *, now: datetime) -> Rehearsal:
    """Return how the limits of open cases would move if a year were published. Writes nothing.

    :raises BrokenCalendarFile: as :func:`with_year` does
    """
    others = {calendar: with_year(calendar, year, days)}
    numbers = list(
        Case.objects.filter(ended=False)
        .order_by("number")
        .values_list("number", flat=True)[: _LOOKED_AT + 1]
    )
    procedures: dict[str, Procedure | None] = {}
    found: list[MovedClock] = []
    streams = ledger.read_many(stream_of(number) for number in numbers[:_LOOKED_AT])
    for number in numbers[:_LOOKED_AT]:
        case = matter_of(number, streams[stream_of(number)]).case
        if case.digest not in procedures:
            editions.procedure_of(case.digest)
            procedures[case.digest] = shelf.on_other_days(case.digest, others)
        procedure = procedures[case.digest]
        if procedure is None:
            continue
        for event in recalendar(procedure, case, now).events:
            before = case.clocks[event.clock] if isinstance(event, ClockSet) else None
            if before is None or before.due_at is None or event.state.due_at is None:
                continue
            found.append(
                MovedClock(
                    number, procedure.pack.say(procedure.pack.clocks[event.clock].title),
                    at_office(before.due_at), at_office(event.state.due_at),
                    before.provisional, event.state.provisional,
                )
            )  # fmt: skip
    moved = [each for each in found if each.before != each.after]
    return Rehearsal(
        min(len(numbers), _LOOKED_AT), len(moved), len(found) - len(moved),
        tuple((moved or found)[:_SAMPLE]), len(numbers) <= _LOOKED_AT,
    )  # fmt: skip


def publish_year(
    calendar: str,
    year: int,
    days: Mapping[str, Any],
    *,
    proposed_by: str,
    actor: Actor,
    now: datetime,
    command_id: str,
) -> str:
    """Publish a year's days off from now on; return the calendar's version that holds them.

    Dates already told do not move by themselves: :func:`~.operations.recalendar_open` recomputes
    them, and :func:`mark_recomputed` says that it has. A repeated command id does nothing anew.

    :raises BrokenCalendarFile: with everything wrong with the year
    """
    version = _version(calendar, year)
    calendar_shelf.days_with(calendar, version, _years(calendar, year, days))
    stream = f"{PREFIX}{calendar}"
    try:
        with transaction.atomic():
            stored = ledger.read(stream)
            body = {
                "year": year, "version": version, "days": dict(days), "proposed_by": proposed_by,
            }  # fmt: skip
            ledger.append_behind(
                stored, stream, PUBLISHED, body,
                actor=actor.person, command_id=command_id, now=now,
            )  # fmt: skip
            put(calendar, body, at=now, by=actor.person)
    except ledger.CommandRepeated:
        follow_newest()
        return calendar_shelf.open_days(calendar).version
    follow_newest()
    return version


def put(calendar: str, body: Mapping[str, Any], *, at: datetime, by: str) -> None:
    """Write the row a publication stands for."""
    CalendarYear.objects.create(
        calendar=calendar, year=body["year"], version=body["version"], days=body["days"],
        published_at=at, published_by=by,
    )  # fmt: skip


def put_all() -> None:
    """Write every row anew from the ledger; open limits count as recomputed."""
    CalendarYear.objects.all().delete()
    for event in ledger.walk(PREFIX):
        put(event.stream.removeprefix(PREFIX), event.body, at=event.happened_at, by=event.actor)
    CalendarYear.objects.update(recomputed_at=F("published_at"))


def published() -> tuple[Published, ...]:
    """Return what was published, newest first."""
    return tuple(
        Published(
            row.calendar, row.year, row.version, at_office(row.published_at), row.published_by,
            at_office(row.recomputed_at) if row.recomputed_at else None,
        )
        for row in CalendarYear.objects.order_by("-id")
    )  # fmt: skip


def to_recompute() -> bool:
    """Say whether open limits still have to follow a publication."""
    return CalendarYear.objects.filter(recomputed_at=None).exists()


def mark_recomputed(now: datetime) -> None:
    """Say that open limits have followed every publication so far."""
    CalendarYear.objects.filter(recomputed_at=None, published_at__lte=now).update(recomputed_at=now)


def known_until(calendar: str = "cn-mainland") -> date:
    """Return the last day whose arrangement is published."""
    return calendar_shelf.open_days(calendar).known_until


def _version(calendar: str, year: int) -> str:
    before = calendar_shelf.open_days(calendar)
    named, _, number = before.version.partition(".")
    newest = max(year, before.known_until.year)
    again = int(number) + 1 if named == str(newest) and number.isdigit() else 1
    return f"{newest}.{again}"


def _years(calendar: str, year: int, days: Mapping[str, Any]) -> dict[str, Any]:
    rows = CalendarYear.objects.filter(calendar=calendar).order_by("id")
    return {**{str(row.year): row.days for row in rows}, str(year): dict(days)}


def newest_number() -> int:
    """Return the number of the newest publication, in one small query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NEWEST}")
        return int(cursor.fetchone()[0])

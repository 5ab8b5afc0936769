"""Periodic duties: who owes what for which period, and by when. Due also when there is nothing."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shouwen.calendars import Ends, Roll, WorkCalendar
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.model import Duty
from shouwen.vocabulary import OFFICE_ZONE, Directory, Term

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DutyDue:
    """One duty of one unit for one period (first and last day, both included)."""

    duty: str
    unit: str | None
    first: date
    last: date
    due_at: datetime
    provisional: bool
    cite: tuple[str, ...]

    @property
    def due_on(self) -> date:
        """The day it is due; 24:00 belongs to the day it ends."""
        return (self.due_at - timedelta(microseconds=1)).date()

    @property
    def key(self) -> str:
        """The same duty, unit and period always have the same key."""
        return f"{self.duty}/{self.unit or '-'}/{self.first.isoformat()}"


def duties_due(
    procedure: Procedure, directory: Directory, first: date, last: date
) -> list[DutyDue]:
    """Return the duties whose period begins on a day from `first` to `last`, both included."""
    found: list[DutyDue] = []
    for name, duty in procedure.pack.duties.items():
        work = procedure.calendars[duty.calendar]
        for begin, end in _periods(duty, work, first, last):
            due_at, provisional = _due(duty, work, begin, end)
            found += [
                DutyDue(name, unit, begin, end, due_at, provisional, tuple(duty.cite))
                for unit in owing_units(duty, directory)
            ]
    return found


def owing_units(duty: Duty, directory: Directory) -> list[str | None]:
    """Return the units that owe a duty; the organisation as a whole is None."""
    if not duty.units:
        return [None]
    return [
        unit.id
        for unit in directory.units.values()
        if unit.kind in duty.units
        and (duty.attribute is None or duty.attribute in unit.attributes)
        and (duty.lacking is None or duty.lacking not in unit.attributes)
    ]


def _periods(
    duty: Duty, work: WorkCalendar, first: date, last: date
) -> Iterator[tuple[date, date]]:
    day = first
    while day <= last:
        end = _period_end(duty.every, work, day)
        if end is not None:
            yield day, end
        day += _DAY


def _period_end(every: str, work: WorkCalendar, day: date) -> date | None:
    """Return the last day of the period that begins on `day`, or None where none begins."""
    match every:
        case "day":
            return day
        case "business_day":
            return day if work.is_working_day(day) else None
        case "week" if day.weekday() == calendar.MONDAY:
            return day + 6 * _DAY
        case "half_month" if day.day == 1:
            return day.replace(day=15)
        case "half_month" if day.day == 16:
            return _month_end(day)
        case "month" if day.day == 1:
            return _month_end(day)
        case "quarter" if day.day == 1 and day.month % 3 == 1:
            return _month_end(day.replace(month=day.month + 2))
        case "half_year" if day.day == 1 and day.month in (1, 7):
            return _month_end(day.replace(month=day.month + 5))
        case "year" if day.day == 1 and day.month == 1:
            return date(day.year, 12, 31)
        case _:
            return None


def _due(duty: Duty, work: WorkCalendar, begin: date, end: date) -> tuple[datetime, bool]:
    if duty.due == "close":
        last = begin
    elif duty.due == "last day":
        last = end
    elif duty.due.startswith("day "):
        after = end + _DAY
        last = after.replace(day=min(int(duty.due[4:]), _month_end(after).day))
    else:
        noon = datetime(end.year, end.month, end.day, 12, tzinfo=OFFICE_ZONE)
        due = work.due(noon, Term.parse(duty.due), ends=Ends.CLOSE_OF_DAY, roll=duty.roll)
        return due.at, due.provisional
    if duty.roll is not Roll.NONE:
        step = _DAY if duty.roll is Roll.NEXT else -_DAY
        while not work.is_working_day(last):
            last += step
    noon = datetime(last.year, last.month, last.day, 0, tzinfo=OFFICE_ZONE)
    due = work.due(noon, Term.parse("0 days"), ends=Ends.CLOSE_OF_DAY)
    return due.at, due.provisional or last > work.known_until


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])

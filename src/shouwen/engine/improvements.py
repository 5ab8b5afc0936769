"""An improvement (整改) is a fold of its own events: raised, reported, checked, perhaps again."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from shouwen.vocabulary import Term, TermUnit, at_office

State = Literal["open", "reported", "effective", "withdrawn"]


@dataclass(frozen=True, slots=True)
class ImprovementOpened:
    """Something must become better: by whom, until which day (included), checked how long after.

    `source` is the number of the case it arises from, or says which analysis; `kind` the
    regulation's name for it, empty where somebody opened it by hand. `category` is the kind of
    complaint whose repetition the check will count, `order` whether a rectification order is
    served and answered by a report.
    """

    at: datetime
    title: str
    what: str
    unit: str
    owner: str | None
    due_on: date
    check_after: str | None
    order: bool
    source: str
    kind: str = ""
    category: str = ""
    articles: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class OrderServed:
    """The rectification order (整改意见书) of this number was handed to the unit."""

    at: datetime
    number: str
    person: str


@dataclass(frozen=True, slots=True)
class OwnerNamed:
    """Somebody answers for it from now on."""

    at: datetime
    owner: str
    person: str


@dataclass(frozen=True, slots=True)
class DuePostponed:
    """It is due on another day, for a reason."""

    at: datetime
    due_on: date
    reason: str
    person: str


@dataclass(frozen=True, slots=True)
class ReportGiven:
    """The unit says what it did."""

    at: datetime
    text: str
    person: str


@dataclass(frozen=True, slots=True)
class EffectChecked:
    """Somebody looked whether it helped: `repeats` complaints of the kind came since the report.

    Where it did not, the item is open again until `due_on`.
    """

    at: datetime
    effective: bool
    repeats: int
    note: str
    person: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ImprovementWithdrawn:
    """It need not be done after all, for a reason."""

    at: datetime
    reason: str
    person: str


ImprovementEvent = (
    ImprovementOpened
    | OrderServed
    | OwnerNamed
    | DuePostponed
    | ReportGiven
    | EffectChecked
    | ImprovementWithdrawn
)
IMPROVEMENT_EVENTS: tuple[type, ...] = (
    ImprovementOpened,
    OrderServed,
    OwnerNamed,
    DuePostponed,
    ReportGiven,
    EffectChecked,
    ImprovementWithdrawn,
)


@dataclass(frozen=True, slots=True)
class Improvement:
    """Where an improvement stands. `check_on` is the day its effect is to be checked, if any."""

    opened: ImprovementOpened
    state: State = "open"
    owner: str | None = None
    due_on: date = field(default=date.max)
    check_on: date | None = None
    order_number: str | None = None
    reported_at: datetime | None = None
    rounds: int = 1
    late: bool = False
    repeats: int | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing remains to be done."""
        return self.state in ("effective", "withdrawn")

    def overdue(self, today: date) -> bool:
        """Say whether the report, or the check of its effect, should have come before today."""
        if self.state == "open":
            return self.due_on < today
        return self.state == "reported" and self.check_on is not None and self.check_on < today


class NotNow(ValueError):
    """The improvement does not stand where this could happen to it."""


def improvement_of(events: Iterable[ImprovementEvent]) -> Improvement:
    """Return the improvement these events describe.

    :raises NotNow: if they do not begin with its opening
    """
    found: Improvement | None = None
    for event in events:
        found = _after(found, event)
    if found is None:
        raise NotNow("no events")
    return found


def check_day(since: datetime, span: str) -> date:
    """Return the day so many days, weeks or months after a moment, on the office's calendar.

    A month ends on the corresponding day, or on its last day where there is none.

    >>> check_day(datetime.fromisoformat("2026-01-31T09:00:00+08:00"), "1 month")
    datetime.date(2026, 2, 28)
    """
    term, day = Term.parse(span), at_office(since).date()
    if term.unit is TermUnit.MONTH:
        months = day.month - 1 + term.amount
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return day + timedelta(days=term.amount * (7 if term.unit is TermUnit.WEEK else 1))


def _after(before: Improvement | None, event: ImprovementEvent) -> Improvement:
    if isinstance(event, ImprovementOpened):
        return Improvement(event, owner=event.owner, due_on=event.due_on)
    if before is None:
        raise NotNow("an improvement begins with its opening")
    match event:
        case OrderServed():
            return replace(before, order_number=event.number)
        case OwnerNamed():
            return replace(before, owner=event.owner)
        case DuePostponed():
            return replace(before, due_on=event.due_on)
        case ReportGiven():
            after = before.opened.check_after
            return replace(
                before,
                state="reported",
                reported_at=event.at,
                late=before.late or at_office(event.at).date() > before.due_on,
                check_on=None if after is None else check_day(event.at, after),
            )
        case EffectChecked(effective=True):
            return replace(before, state="effective", repeats=event.repeats)
        case EffectChecked():
            return replace(
                before,
                state="open",
                repeats=event.repeats,
                due_on=event.due_on or before.due_on,
                check_on=None,
                rounds=before.rounds + 1,
            )
        case ImprovementWithdrawn():
            return replace(before, state="withdrawn")

"""The functions expressions may call: a closed list.

Some are arithmetic and answer by themselves; the others depend on the case or its calendars and
are asked of the scope (see ``Scope.call``).
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from shouwen.regulations.expressions.types import (
    ANY,
    BOOL,
    DATE,
    DURATION,
    INT,
    MONEY,
    TEXT,
    TIME,
    Type,
    list_of,
)
from shouwen.vocabulary import at_office, fen


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language.

    :param takes: for each argument, the types it may have
    :param gives: the type of the result
    :param does: what computes it, or None: then the scope is asked
    :param refers: what its first argument, a literal text, names: a task, a clock, an act, a
        record, an approval
    :param widens: the result is an amount as soon as one argument is
    :param example: how it is written
    """

    takes: tuple[tuple[Type, ...], ...]
    gives: Type
    does: Callable[..., Any] | None = None
    refers: str | None = None
    widens: bool = False
    example: str = ""


def _day(when: date) -> date:
    return at_office(when).date() if isinstance(when, datetime) else when


def days_between(start: date, end: date) -> int:
    """Return the civil days from the day of `start` to the day of `end`; negative backwards.

    >>> days_between(date(2026, 2, 27), date(2026, 3, 1))
    2
    """
    return (_day(end) - _day(start)).days


def months_between(start: date, end: date) -> int:
    """Return the whole months from the day of `start` to the day of `end`; negative backwards.

    A month ends on the corresponding day, or on the month's last day where there is none.

    >>> months_between(date(2026, 1, 31), date(2026, 2, 28))
    1
    """
    first, last = _day(start), _day(end)
    if last < first:
        return -months_between(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    corresponding = min(first.day, monthrange(last.year, last.month)[1])
    return months - (last.day < corresponding)


def day_of(when: datetime) -> date:
    """Return the day of a moment, on the office's clock."""
    return at_office(when).date()


def _hours(amount: int) -> timedelta:
    return timedelta(hours=amount)


def _days(amount: int) -> timedelta:
    return timedelta(days=amount)


def _contains(text: str, part: str) -> bool:
    return part in text


LIST = list_of(ANY)
_WHEN = (TIME, DATE)
_NUMBER = (MONEY,)
_NUMBERS = (_NUMBER, _NUMBER)

LIBRARY: Mapping[str, Function] = MappingProxyType(
    {
        # asked of the case
        "pending": Function(((TEXT,),), INT, refers="task", example="pending('inquire')"),
        "late": Function(((TEXT,),), BOOL, refers="clock", example="late('answer')"),
        "running": Function(((TEXT,),), BOOL, refers="clock", example="running('answer')"),
        "due": Function(((TEXT,),), TIME, refers="clock", example="due('answer')"),
        "times": Function(((TEXT,),), INT, refers="act", example="times('urge')"),
        "approved": Function(
            ((TEXT,),), BOOL, refers="approval", example="approved('compensation')"
        ),
        "entries": Function(((TEXT,),), INT, refers="record", example="entries('interview')"),
        "total": Function(
            ((TEXT,), (TEXT,)), INT, refers="record", example="total('liability', 'share')"
        ),
        "column": Function(
            ((TEXT,), (TEXT,)), LIST, refers="record", example="column('liability', 'person')"
        ),
        # asked of its calendars
        "working_days": Function(((TIME,), (TIME,)), INT, example="working_days(received_at, now)"),
        # arithmetic
        "min": Function(_NUMBERS, INT, min, widens=True, example="min(amount, 1000)"),
        "max": Function(_NUMBERS, INT, max, widens=True, example="max(amount, 0)"),
        "round_fen": Function((_NUMBER,), MONEY, fen, example="round_fen(amount / 3)"),
        "days_between": Function(
            (_WHEN, _WHEN), INT, days_between, example="days_between(received_at, now)"
        ),
        "months_between": Function(
            (_WHEN, _WHEN), INT, months_between, example="months_between(received_at, now)"
        ),
        "day_of": Function(((TIME,),), DATE, day_of, example="day_of(now)"),
        "hours": Function(((INT,),), DURATION, _hours, example="hours(2)"),
        "days": Function(((INT,),), DURATION, _days, example="days(3)"),
        "size": Function(((TEXT, LIST),), INT, len, example="size(units)"),
    }
)

#: Functions written after a dot; what stands before the dot is the first argument.
METHODS: Mapping[str, Function] = MappingProxyType(
    {
        "size": LIBRARY["size"],
        "contains": Function(
            ((TEXT,), (TEXT,)), BOOL, _contains, example="content.contains('误操作')"
        ),
        "startsWith": Function(
            ((TEXT,), (TEXT,)), BOOL, str.startswith, example="number.startsWith('TS')"
        ),
        "endsWith": Function(
            ((TEXT,), (TEXT,)), BOOL, str.endswith, example="number.endsWith('1')"
        ),
    }
)

"""The periods a register is kept by, as people name them: 2026-07, 2026-07-a, 2026-Q3, 2026-H1."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from shouwen.vocabulary import OFFICE_ZONE, ShouwenError

_WRITTEN: Final = {
    "half_month": (r"(\d{4})-(\d\d)-([ab])", "2026-07-a 或 2026-07-b"),
    "month": (r"(\d{4})-(\d\d)", "2026-07"),
    "quarter": (r"(\d{4})-Q([1-4])", "2026-Q3"),
    "half_year": (r"(\d{4})-H([12])", "2026-H1"),
    "year": (r"(\d{4})", "2026"),
}
_MIDDLE: Final = 15


class NoSuchPeriod(ShouwenError):
    """A period is written as none of the register's kind is."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included; `name` is how it is asked for."""

    name: str
    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """The first moment of it, on the office's clock."""
        return datetime.combine(self.first, time(), OFFICE_ZONE)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), OFFICE_ZONE)

    def words(self, *, english: bool = False) -> str:
        """Return the period as a table's head names it."""
        if english:
            return f"{self.first.isoformat()} to {self.last.isoformat()}"
        year, month = self.first.year, self.first.month
        match kind_of(self):
            case "half_month":
                return f"{year}年{month}月{'上' if self.first.day == 1 else '下'}半月"
            case "month":
                return f"{year}年{month}月"
            case "quarter":
                return f"{year}年第{'一二三四'[month // 3]}季度"
            case "half_year":
                return f"{year}年{'上' if month == 1 else '下'}半年"
            case _:
                return f"{year}年"


def period_named(kind: str, name: str) -> Period:
    """Return the period of this kind and name.

    :raises NoSuchPeriod: if it is written otherwise, or there is no such month
    """
    form, example = _WRITTEN[kind]
    found = re.fullmatch(form, name.strip())
    months = (1, 12) if found is None else _months(kind, found)
    if found is None or not 1 <= months[0] <= 12 or not 1 <= int(found[1]) <= 9998:
        raise NoSuchPeriod(
            f"“{name}”不是本表的期间", f"请写 {example}", f"'{name}' is no period of this register"
        )
    year = int(found[1])
    first = date(year, months[0], 1)
    last = date(year, months[1], monthrange(year, months[1])[1])
    if kind == "half_month":
        if found[3] == "a":
            last = first.replace(day=_MIDDLE)
        else:
            first = first.replace(day=_MIDDLE + 1)
    return Period(name.strip(), first, last)


def period_of(kind: str, day: date) -> Period:
    """Return the period of this kind a day lies in."""
    year, month = day.year, day.month
    match kind:
        case "half_month":
            name = f"{year}-{month:02}-{'a' if day.day <= _MIDDLE else 'b'}"
        case "month":
            name = f"{year}-{month:02}"
        case "quarter":
            name = f"{year}-Q{(month + 2) // 3}"
        case "half_year":
            name = f"{year}-H{1 if month <= 6 else 2}"
        case _:
            name = f"{year}"
    return period_named(kind, name)


def kind_of(period: Period) -> str:
    """Return what kind of period it is."""
    return next(kind for kind, (form, _) in _WRITTEN.items() if re.fullmatch(form, period.name))


def _months(kind: str, found: re.Match[str]) -> tuple[int, int]:
    """Return the first and the last month of a period."""
    match kind:
        case "half_month" | "month":
            return int(found[2]), int(found[2])
        case "quarter":
            return int(found[2]) * 3 - 2, int(found[2]) * 3
        case "half_year":
            return int(found[2]) * 6 - 5, int(found[2]) * 6
        case _:
            return 1, 12

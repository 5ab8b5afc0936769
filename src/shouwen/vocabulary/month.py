"""A calendar month, on the office's clock."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shouwen.vocabulary.errors import ShouwenError
from shouwen.vocabulary.zone import OFFICE_ZONE, at_office

_SHAPE = re.compile(r"([1-9]\d{3})-(0[1-9]|1[0-2])")


class NotAMonth(ShouwenError):
    """A text that should be a month is none."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month; months are ordered as they follow one another.

    >>> str(Month.parse("2026-12").next)
    '2027-01'
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read ``"2026-07"``.

        :raises NotAMonth: if the text is anything else
        """
        found = _SHAPE.fullmatch(text.strip())
        if found is None:
            raise NotAMonth(
                f"“{text}”不是月份",
                "请写 2026-07 这样的四位年份和两位月份",
                f"'{text}' is no month; write year and month, such as 2026-07",
            )
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, when: date) -> "Month":
        """Return the month of a day, or of a moment on the office's clock."""
        day = at_office(when) if isinstance(when, datetime) else when
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def next(self) -> "Month":
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> "Month":
        """The month before."""
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    @property
    def first_day(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last day."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def end(self) -> datetime:
        """The last moment: a second before the next month begins."""
        after = self.last_day + timedelta(days=1)
        midnight = datetime(after.year, after.month, after.day, tzinfo=OFFICE_ZONE)
        return midnight - timedelta(seconds=1)

"""One office zone, and aware moments only.

The mainland has kept +08:00 without summer time since 1992, so a fixed offset is exact for every
day the calendars know, and needs no time zone file: the law stays pure.
"""

import re
from datetime import datetime, timedelta, timezone

from shouwen.vocabulary.errors import ShouwenError

_END_OF_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}[T ])24:00(?::00)?([+-]\d{2}:?\d{2}|Z)?")

OFFICE_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")


class NaiveMoment(ShouwenError):
    """A moment was given without a time zone."""


def at_office(when: datetime) -> datetime:
    """Return the same instant on the office's clock (+08:00).

    :raises NaiveMoment: if `when` carries no zone
    """
    if when.tzinfo is OFFICE_ZONE:
        return when
    if when.tzinfo is None:
        raise NaiveMoment(
            f"时刻 {when.isoformat()} 没有时区，无法判断是哪一刻",
            "请写明时区，例如 2026-09-28T17:20+08:00",
            f"{when.isoformat()} has no time zone; write one, such as +08:00",
        )
    return when.astimezone(OFFICE_ZONE)


def iso(when: datetime) -> str:
    """Return `when` as ISO 8601 in the office zone, to the second."""
    return at_office(when).isoformat(timespec="seconds")


def moment(text: str) -> datetime:
    """Read an ISO moment; a text without a zone is read on the office's clock.

    ``24:00`` is the end of its day, the same instant as 00:00 of the next.

    :raises ValueError: if the text is not an ISO date-time, or lies beyond the years Python knows
    """
    written = text.strip()
    ending = _END_OF_DAY.fullmatch(written)
    when = datetime.fromisoformat(ending[1] + "00:00" + (ending[2] or "") if ending else written)
    try:
        if ending:
            when += timedelta(days=1)
        return when.replace(tzinfo=OFFICE_ZONE) if when.tzinfo is None else at_office(when)
    except OverflowError:
        raise ValueError(f"{written} lies outside the years 1 to 9999") from None

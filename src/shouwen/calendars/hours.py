"""The hours of a day that count: for every weekday, for worked weekends, for single days."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from shouwen.vocabulary import ShouwenError

#: Counted stretches of one civil day, ascending: from and (excluded) to, in seconds of the day.
Segments = tuple[tuple[int, int], ...]
#: What hours may be written as: ``"09:00-12:00,14:00-18:00"``, or a list of such stretches.
HoursText = str | Sequence[str]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_SECONDS = 86_400
_STRETCH = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~～至]\s*(\d{1,2}):(\d{2})")
_BETWEEN = re.compile(r"[,，、;；]")


class BadHours(ShouwenError):
    """A text that should say which hours count does not."""


def read_segments(text: HoursText) -> Segments:
    """Read ``"09:00-12:00,14:00-18:00"`` or a list of such stretches; nothing written counts none.

    >>> read_segments("09:00-12:00,14:00-24:00")
    ((32400, 43200), (50400, 86400))

    :raises BadHours: if a stretch cannot be read, runs backwards, or begins before the last ended
    """
    parts = [text] if isinstance(text, str) else list(text)
    stretches = _BETWEEN.split(",".join(map(str, parts)).replace("：", ":"))
    segments = [_stretch(stretch.strip()) for stretch in stretches if stretch.strip()]
    for (_, before), (after, _) in pairwise(segments):
        if after < before:
            raise BadHours(
                f"时段“{', '.join(map(str, parts))}”重叠或先后颠倒",
                "请按先后次序写，前一段结束后再开始下一段",
                f"the stretches of '{', '.join(map(str, parts))}' overlap or are out of order",
            )
    return tuple(segments)


def _stretch(text: str) -> tuple[int, int]:
    found = _STRETCH.fullmatch(text)
    if found is None:
        raise BadHours(
            f"“{text}”不是时段",
            "请写成 09:00-12:00,14:00-18:00；全天写 00:00-24:00",
            f"'{text}' is no stretch of hours; write 09:00-12:00,14:00-18:00, or 00:00-24:00",
        )
    first, first_minute, last, last_minute = map(int, found.groups())
    begin, end = first * 3600 + first_minute * 60, last * 3600 + last_minute * 60
    if first_minute > 59 or last_minute > 59 or end > DAY_SECONDS or begin >= end:
        raise BadHours(
            f"时段“{text}”不在一天之内，或结束不晚于开始",
            "一天从 00:00 到 24:00；跨夜的班次请拆成两段，例如 00:00-06:00,22:00-24:00",
            f"'{text}' does not run forward within one day; "
            "write a night shift as 00:00-06:00,22:00-24:00",
        )
    return begin, end


@dataclass(frozen=True, slots=True)
class HoursSpec:
    """Named hours: which seconds of a day count, once the day itself counts.

    `week` holds Monday to Sunday; `makeup` the hours of a weekend day that is worked in exchange,
    where its weekday has none of its own; `own` single days (half days) with hours of their own.
    """

    week: tuple[Segments, ...]
    makeup: Segments
    own: Mapping[date, Segments]

    @classmethod
    def of(cls, written: "HoursSpec | HoursText | Mapping[str, HoursText]") -> "HoursSpec":
        """Return hours from text, from a list, or from a mapping by weekday and day.

        Keys of a mapping: ``mon`` … ``sun``, ranges such as ``mon-fri``, ``makeup`` for worked
        weekends, and ISO dates for half days. A weekday not named has no hours.

        :raises BadHours: if anything cannot be read, or no hour of the week counts
        """
        if isinstance(written, HoursSpec):
            return written
        if not isinstance(written, Mapping):
            segments = read_segments(written)
            if not segments:
                raise _no_hours()
            return cls((segments,) * 7, segments, {})
        week: list[Segments] = [()] * 7
        makeup: Segments | None = None
        own: dict[date, Segments] = {}
        for key, text in written.items():
            segments = read_segments(text)
            name = str(key).strip().lower()
            if name == "makeup":
                makeup = segments
            elif (weekdays := _weekdays(name)) is not None:
                for weekday in weekdays:
                    week[weekday] = segments
            else:
                own[_day(name)] = segments
        regular = next((segments for segments in week if segments), None)
        if regular is None:
            raise _no_hours()
        return cls(tuple(week), regular if makeup is None else makeup, own)

    def worked(self, weekday: int, *, exchanged: bool) -> Segments:
        """Return the hours of a day that counts; `exchanged` says it is a worked weekend day."""
        return self.week[weekday] or (self.makeup if exchanged else ())

    def closing(self, weekday: int) -> int:
        """Return the second of the day business ends, also on a weekday without hours."""
        return (self.week[weekday] or self.makeup)[-1][1]


def _weekdays(name: str) -> range | None:
    first, dash, last = name.partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        return None
    begin = WEEKDAYS.index(first)
    return range(begin, (WEEKDAYS.index(last) if dash else begin) + 1)


def _day(name: str) -> date:
    try:
        return date.fromisoformat(name)
    except ValueError:
        raise BadHours(
            f"“{name}”既不是星期，也不是日期",
            "请写 mon…sun、mon-fri、makeup，或 2026-02-14 这样的日期",
            f"'{name}' is neither a weekday (mon … sun, mon-fri), nor makeup, nor an ISO date",
        ) from None


def _no_hours() -> BadHours:
    return BadHours(
        "没有任何计入的时段",
        "请至少写一段，例如 09:00-12:00,14:00-18:00",
        "no hour counts at all; write at least one stretch, such as 09:00-18:00",
    )

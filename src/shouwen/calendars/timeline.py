"""Days and hours laid out as cumulative tables: any sum of counted time is one look-up.

For every civil day i of the horizon: ``segments[i]`` are its counted stretches, ``seconds[i]`` the
counted seconds before it, ``rank[i]`` the counted days before it; ``counted[k]`` is the k-th
counted day. Adding and subtracting are then index arithmetic and one bisection, at any distance.
"""

from array import array
from bisect import bisect_left
from datetime import date, datetime, timedelta
from itertools import accumulate

from shouwen.calendars.days import DaySet
from shouwen.calendars.hours import HoursSpec, Segments
from shouwen.vocabulary import OFFICE_ZONE, ShouwenError

#: Before 1992 the mainland kept summer time, and a fixed +08:00 would be wrong by an hour.
FIRST_DAY = date(1992, 1, 1)
LAST_DAY = date(2060, 12, 31)

_FIRST = FIRST_DAY.toordinal()
_SIZE = LAST_DAY.toordinal() - _FIRST + 1
_ORIGIN = datetime(FIRST_DAY.year, 1, 1, tzinfo=OFFICE_ZONE)


class OutsideCalendar(ShouwenError):
    """A day lies outside the years a calendar can count, or counting leads there."""


def outside(what: str, english: str = "") -> OutsideCalendar:
    """Return the error for a day, instant or sum beyond the horizon, in words of both languages."""
    return OutsideCalendar(
        f"{what}超出日历范围（{FIRST_DAY} 至 {LAST_DAY}）",
        "请检查日期和期限；1992 年以前实行过夏令时，不予计算",
        f"{english or what}: outside the calendar, which counts from {FIRST_DAY} to {LAST_DAY}",
    )


class Timeline:
    """The tables of one calendar. Days are indexes from `FIRST_DAY`, positions counted seconds."""

    __slots__ = ("counted", "rank", "seconds", "segments")

    def __init__(self, days: DaySet | None, hours: HoursSpec) -> None:
        weekend = frozenset[int]() if days is None else days.weekend
        opening = FIRST_DAY.weekday()
        week = [
            () if weekday in weekend else hours.week[weekday]
            for weekday in (*range(opening, 7), *range(opening))
        ]
        segments: list[Segments] = (week * (_SIZE // 7 + 1))[:_SIZE]
        if days is not None:
            for day in days.off:
                self._set(segments, day, ())
            for day in days.work:
                exchanged = day.weekday() in weekend
                self._set(segments, day, hours.worked(day.weekday(), exchanged=exchanged))
            for day, own in days.own_hours.items():
                self._set(segments, day, own)
        for day, own in hours.own.items():
            self._set(segments, day, own)
        length = {each: sum(end - begin for begin, end in each) for each in set(segments)}
        self.segments = segments
        self.seconds = array("q", accumulate(map(length.__getitem__, segments), initial=0))
        self.rank = array("l", accumulate(map(bool, segments), initial=0))
        self.counted = array("l", (index for index, each in enumerate(segments) if each))

    @staticmethod
    def _set(segments: list[Segments], day: date, value: Segments) -> None:
        index = day.toordinal() - _FIRST
        if 0 <= index < _SIZE:
            segments[index] = value

    @staticmethod
    def index(day: date) -> int:
        """Return the index of `day`.

        :raises OutsideCalendar: if the day is not within the horizon
        """
        index = day.toordinal() - _FIRST
        if not 0 <= index < _SIZE:
            raise outside(str(day)[:10])
        return index

    @staticmethod
    def day(index: int) -> date:
        """Return the civil day of an index."""
        return date.fromordinal(_FIRST + index)

    @staticmethod
    def at(index: int, second: int) -> datetime:
        """Return the instant `second` seconds into a day; 86400 is 00:00 of the next."""
        return _ORIGIN + timedelta(index, second)

    def position(self, index: int, second: int) -> int:
        """Return the counted seconds before a second of a day."""
        total = self.seconds[index]
        for begin, end in self.segments[index]:
            if second >= end:
                total += end - begin
            else:
                return total + second - begin if second > begin else total
        return total

    def instant(self, position: int) -> datetime:
        """Return the earliest instant with that many counted seconds before it.

        :raises OutsideCalendar: if the calendar has not so many, or the number is negative
        """
        if not 0 <= position <= self.seconds[_SIZE]:
            raise outside(f"第 {position} 计时秒", f"counted second {position}")
        if position == 0:
            return _ORIGIN
        index = bisect_left(self.seconds, position) - 1
        left = position - self.seconds[index]
        for begin, end in self.segments[index]:
            if left <= end - begin:
                return self.at(index, begin + left)
            left -= end - begin
        raise AssertionError("the tables disagree")  # pragma: no cover

    def next_counted(self, index: int, second: int) -> datetime:
        """Return the instant itself if time counts up to or from it, else the next that counts.

        :raises OutsideCalendar: if nothing counts any more
        """
        for begin, end in self.segments[index]:
            if second <= end:
                return self.at(index, max(second, begin))
        after = self.nth_counted(self.rank[index + 1])
        return self.at(after, self.segments[after][0][0])

    def nth_counted(self, rank: int) -> int:
        """Return the index of the counted day with `rank` counted days before it.

        :raises OutsideCalendar: if there is none
        """
        if not 0 <= rank < len(self.counted):
            raise outside("所数的工作日", "the working days counted")
        return self.counted[rank]

    def same_or_rolled(self, index: int, *, forward: bool) -> int:
        """Return a day itself if it counts, else the nearest counted day in that direction."""
        if self.segments[index]:
            return index
        return self.nth_counted(self.rank[index] if forward else self.rank[index] - 1)

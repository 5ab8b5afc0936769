"""Days times hours: when a term ends, how much of it has passed, and why.

The rules are those of the Civil Code: the day of the event is not counted (art. 201), months end on
the corresponding day or the month's last (202), a last day off moves only when asked, and the last
day ends when business ends or at 24:00 (203). ``docs/reference/calendars.md`` tells every choice.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property

from shouwen.calendars.days import DaySet
from shouwen.calendars.due import DayList, Due, Ends, Roll
from shouwen.calendars.hours import DAY_SECONDS, HoursSpec, HoursText
from shouwen.calendars.timeline import FIRST_DAY, LAST_DAY, Timeline, outside
from shouwen.calendars.wording import sentence
from shouwen.vocabulary import Term, TermUnit, at_office
from shouwen.vocabulary.term import NotATerm

_ONE_SECOND = timedelta(seconds=1)
_HOURS = frozenset({TermUnit.HOUR, TermUnit.WORKING_HOUR})
#: The longest span, in civil days, whose days are listed one by one.
LISTED_DAYS = 400


class WorkCalendar:
    """Which seconds count: a set of days (None: every day) and named hours.

    Every instant taken must carry a zone; every instant returned is in the office zone. Fractions
    of a second at the start of working hours are rounded up, so a term is never short.

    `version` names the data a date was counted with; `known_until` is the last published day.
    """

    def __init__(
        self,
        name: str,
        days: DaySet | None,
        hours: HoursSpec | HoursText | Mapping[str, HoursText],
    ) -> None:
        self.name = name
        self.days = days
        self.hours = HoursSpec.of(hours)
        self.version = "every_day" if days is None else f"{days.id}@{days.version}"
        self.known_from = FIRST_DAY if days is None else days.known_from
        self.known_until = LAST_DAY if days is None else days.known_until
        self._known_index = (self.known_from - FIRST_DAY).days
        self._closes: dict[int, tuple[date, datetime]] = {}

    def __repr__(self) -> str:
        return f"WorkCalendar({self.name!r}, {self.version})"

    @cached_property
    def timeline(self) -> Timeline:
        """The cumulative tables, laid out at the first question."""
        return Timeline(self.days, self.hours)

    # -- counting forward ----------------------------------------------------------------------

    def due(
        self,
        start: datetime,
        term: Term,
        *,
        ends: Ends = Ends.CLOSE_OF_DAY,
        roll: Roll = Roll.NONE,
        count_event_day: bool = False,
    ) -> Due:
        """Return when a term that begins with the event at `start` ends; never before `start`.

        Hours end at the earliest instant with so many (counted) hours behind it; `ends`, `roll`
        and `count_event_day` concern terms in days, weeks and months only.

        :raises NaiveMoment: if `start` carries no zone
        :raises OutsideCalendar: if the start or the end lies outside the horizon
        :raises NotATerm: if the amount is negative
        """
        local = _local(start)
        line = self.timeline
        index = line.index(local)
        amount, unit = term.amount, term.unit
        if amount < 0:
            raise _negative(term)
        if unit in _HOURS:
            at = self._hours_after(local, index, amount, unit)
            day = at.date()
            return Due(at, day, self._provisional(index, day), term, Ends.INSTANT, day, False)
        last = self._last_day(local, index, amount, unit, count_event_day)
        end = last
        if roll is not Roll.NONE:
            end = line.same_or_rolled(last, forward=roll is Roll.NEXT)
            if end < index:
                end = last  # there is nothing to move back to: the term would end before it began
        day, at = self._closes.get(end) or self._close(end)
        if ends is not Ends.CLOSE_OF_DAY:
            at = self._end_of(end, local, ends)
        if end == index and at < local:
            at = local
        return Due(
            at,
            day,
            self._provisional(index, day),
            term,
            ends,
            day if end == last else line.day(last),
            count_event_day,
        )

    def _hours_after(self, local: datetime, index: int, amount: int, unit: TermUnit) -> datetime:
        if unit is TermUnit.HOUR:
            at = local + timedelta(hours=amount)
            self.timeline.index(at)
            return at
        line = self.timeline
        if local.microsecond:
            local = _whole(local)
            index = line.index(local)
        second = _second(local)
        if amount == 0:
            return line.next_counted(index, second)
        return line.instant(line.position(index, second) + amount * 3600)

    def _last_day(
        self, local: datetime, index: int, amount: int, unit: TermUnit, count_event_day: bool
    ) -> int:
        """Return the last day before rolling. Zero units end on the day of the event itself."""
        line = self.timeline
        if amount == 0:
            return index
        if unit is TermUnit.WORKING_DAY:
            before = line.rank[index if count_event_day else index + 1]
            return line.nth_counted(before + amount - 1)
        counted = 1 if count_event_day else 0
        if unit is TermUnit.MONTH:
            months = local.year * 12 + local.month - 1 + amount
            year, month = months // 12, months % 12 + 1
            if year > LAST_DAY.year:
                raise outside(str(Term(amount, unit)))
            length = monthrange(year, month)[1]
            # Without a corresponding day the month's last ends the term, event day counted or not.
            if local.day > length:
                return line.index(date(year, month, length))
            return line.index(date(year, month, local.day)) - counted
        last = index + amount * (7 if unit is TermUnit.WEEK else 1) - counted
        if last >= len(line.segments):
            raise outside(str(Term(amount, unit)))
        return last

    def _end_of(self, index: int, local: datetime, ends: Ends) -> datetime:
        if ends is Ends.CLOSE_OF_DAY:
            return self.timeline.at(index, self._closing(index))
        if ends is Ends.MIDNIGHT:
            return self.timeline.at(index, DAY_SECONDS)
        return self.timeline.at(index, _second(local)).replace(microsecond=local.microsecond)

    def _close(self, index: int) -> tuple[date, datetime]:
        """Return a day and when its business ends, and remember both: dates cluster."""
        found = self.timeline.day(index), self.timeline.at(index, self._closing(index))
        self._closes[index] = found
        return found

    def _closing(self, index: int) -> int:
        segments = self.timeline.segments[index]
        if segments:
            return segments[-1][1]
        return self.hours.closing(self.timeline.day(index).weekday())

    def _provisional(self, begin: int, day: date) -> bool:
        return self.days is not None and (day > self.known_until or begin < self._known_index)

    # -- looking back --------------------------------------------------------------------------

    def elapsed(self, start: datetime, end: datetime, unit: TermUnit) -> int:
        """Return how much of `unit` lies between two instants; negative when `end` is earlier.

        Hours are returned in whole *seconds*, counted ones for working hours. Everything else is
        returned in days after the day of the start: working days for that unit, civil days for
        days, weeks and months. A day counts as soon as some of it has passed, so 00:00 still
        belongs to the day before, and ``elapsed(s, due(s, n).at)`` is n for every way to end.
        """
        if end < start:
            return -self.elapsed(end, start, unit)
        first, last = _local(start), _local(end)
        line = self.timeline
        if unit is TermUnit.HOUR:
            line.index(first)
            line.index(last)
            return (last - first) // _ONE_SECOND
        if unit is TermUnit.WORKING_HOUR:
            return max(0, self._position(last) - self._position(_whole(first)))
        begin = line.index(first)
        until = max(begin, line.index(_ending(last)))
        if unit is TermUnit.WORKING_DAY:
            return line.rank[until + 1] - line.rank[begin + 1]
        return until - begin

    def is_working_day(self, day: date) -> bool:
        """Say whether any time of `day` counts."""
        return bool(self.timeline.segments[self.timeline.index(day)])

    def position(self, when: datetime) -> int:
        """Return the counted whole seconds before `when`, from the beginning of the horizon."""
        return self._position(_local(when))

    def _position(self, local: datetime) -> int:
        return self.timeline.position(self.timeline.index(local), _second(local))

    def instant(self, position: int) -> datetime:
        """Return the earliest instant with so many counted seconds before it."""
        return self.timeline.instant(position)

    def before(self, due_at: datetime, term: Term) -> datetime:
        """Return the instant a term ahead of `due_at`: where a warning belongs.

        Hours go back by counted (or natural) time to the earliest instant. Days go back to that
        many (working) days before, at the same end of the day: close to close, 24:00 to 24:00,
        and otherwise the same clock time. Months go back to the corresponding day or the last.
        """
        local = _local(due_at)
        line = self.timeline
        if term.amount < 0:
            raise _negative(term)
        if term.unit is TermUnit.HOUR:
            at = local - timedelta(hours=term.amount)
            line.index(at)
            return at
        if term.unit is TermUnit.WORKING_HOUR:
            return line.instant(self._position(local) - term.amount * 3600)
        ending = _ending(local)
        index = line.index(ending)
        if term.unit is TermUnit.WORKING_DAY:
            to = line.nth_counted(line.rank[index] - term.amount) if term.amount else index
        elif term.unit is TermUnit.MONTH:
            months = ending.year * 12 + ending.month - 1 - term.amount
            year, month = months // 12, months % 12 + 1
            if year < FIRST_DAY.year:
                raise outside(f"{term} ← {local:%Y-%m-%d}")
            to = line.index(date(year, month, min(ending.day, monthrange(year, month)[1])))
        else:
            to = index - term.amount * (7 if term.unit is TermUnit.WEEK else 1)
            if to < 0:
                raise outside(f"{term} ← {local:%Y-%m-%d}")
        return self._same_end(local, index, to)

    # -- pauses and shares ---------------------------------------------------------------------

    def shift(
        self,
        due_at: datetime,
        *,
        paused_from: datetime,
        resumed_at: datetime,
        unit: TermUnit,
        ends: Ends = Ends.CLOSE_OF_DAY,
        roll: Roll = Roll.NONE,
    ) -> datetime:
        """Return where a due instant moves when its clock stood still for a while.

        Hours move by the (counted) time of the pause. Day units move by the days after the day of
        the pause up to and including the day of resuming: the day of the pause is treated like
        the day of an event. The end of the day is kept: close to close, 24:00 to 24:00, otherwise
        the clock time. A date that had already passed when the pause began does not move.
        """
        local, paused_from, resumed_at = _local(due_at), _local(paused_from), _local(resumed_at)
        if local <= paused_from or resumed_at <= paused_from:
            return local
        line = self.timeline
        if unit is TermUnit.HOUR:
            at = local + (resumed_at - paused_from)
            line.index(at)
            return at
        lost = self.elapsed(paused_from, resumed_at, unit)
        if lost == 0:
            return local
        if unit is TermUnit.WORKING_HOUR:
            return line.instant(self._position(local) + lost)
        index = line.index(local if ends is Ends.INSTANT else _ending(local))
        if unit is TermUnit.WORKING_DAY:
            to = line.nth_counted(line.rank[index + 1] + lost - 1)
        else:
            to = line.index(line.day(index) + timedelta(days=lost))
            if roll is not Roll.NONE:
                to = line.same_or_rolled(to, forward=roll is Roll.NEXT)
        if ends is Ends.INSTANT:
            return self._end_of(to, local, ends)
        return self._same_end(local, index, to)

    def _same_end(self, local: datetime, index: int, to: int) -> datetime:
        """Return the end of day `to` that `local` is of day `index`."""
        second = _second(local)
        if local == self.timeline.at(index, self._closing(index)):
            return self.timeline.at(to, self._closing(to))
        if second == 0 and local.date() != self.timeline.day(index):
            return self.timeline.at(to, DAY_SECONDS)
        return self.timeline.at(to, second).replace(microsecond=local.microsecond)

    def percent_point(self, start: datetime, due_at: datetime, percent: int) -> datetime:
        """Return the instant by which `percent` of the counted seconds to `due_at` have passed.

        Between two instants with no counted time, the share is one of natural time.
        """
        first, last = _local(start), _local(due_at)
        if percent == 100 or last <= first:
            return last
        begin = self._position(first)
        whole = self._position(last) - begin
        if whole <= 0:
            seconds = (last - first) // _ONE_SECOND
            return first + timedelta(seconds=-(-seconds * percent // 100))
        return max(first, self.timeline.instant(begin - (-whole * percent // 100)))

    # -- telling why ---------------------------------------------------------------------------

    def days_of(self, start: datetime, due: Due) -> DayList:
        """Return the days a term counted and those it passed over.

        Working days: counted are the days that made up the amount, skipped the days off among
        them. Days, weeks and months: every civil day counts; skipped are days a roll moved over.
        Working hours: counted are the days on which time ran, skipped the days off from the start
        on. The day of the event is in neither list unless it was counted. Spans of more than 400
        days are not listed: `complete` is False and only the last day is returned.
        """
        line = self.timeline
        begin, end = line.index(_local(start)), line.index(due.day)
        last = line.index(due.last)
        if max(end, last) - begin > LISTED_DAYS:
            return DayList((due.day,), (), complete=False)
        unit = due.term.unit
        segments = line.segments
        if unit is TermUnit.HOUR:
            return DayList(_dates(range(begin, end + 1)), ())
        if unit is TermUnit.WORKING_HOUR:
            return self._days_of_hours(start, due, begin, end)
        first = begin if due.count_event_day or due.term.amount == 0 else begin + 1
        if unit is TermUnit.WORKING_DAY and due.term.amount:
            span = range(first, end + 1)
            return DayList(
                _dates(index for index in span if segments[index]),
                _dates(index for index in span if not segments[index]),
            )
        if end > last:
            return DayList(_dates(range(first, last + 1)), _dates(range(last + 1, end)))
        return DayList(_dates(range(first, end + 1)), _dates(range(end + 1, last + 1)))

    def _days_of_hours(self, start: datetime, due: Due, begin: int, end: int) -> DayList:
        line = self.timeline
        first, last = self._position(_local(start)), self._position(due.at)
        counted, skipped = [], []
        for index in range(begin, end + 1):
            if not line.segments[index]:
                skipped.append(index)
            elif line.seconds[index] < last and line.seconds[index + 1] > first:
                counted.append(index)
        return DayList(_dates(counted), _dates(skipped))

    def explain(self, start: datetime, term: Term, due: Due, *, english: bool = False) -> str:
        """Return one sentence that says why `term` from `start` ends at `due`."""
        return sentence(self, _local(start), term, due, self.days_of(start, due), english=english)


def _local(when: datetime) -> datetime:
    try:
        return at_office(when)
    except OverflowError:  # a zone's offset led beyond the years Python knows
        raise outside(str(when)) from None


def _second(local: datetime) -> int:
    return local.hour * 3600 + local.minute * 60 + local.second


def _whole(local: datetime) -> datetime:
    return local.replace(microsecond=0) + _ONE_SECOND if local.microsecond else local


def _ending(local: datetime) -> datetime:
    """Return an instant of the day `local` lies in or ends: 00:00 is 24:00 of the day before."""
    if _second(local) == 0 and local.microsecond == 0:
        return local - _ONE_SECOND
    return local


def _dates(indexes: Iterable[int]) -> tuple[date, ...]:
    return tuple(map(Timeline.day, indexes))


def _negative(term: Term) -> NotATerm:
    return NotATerm(
        f"期限 {term} 小于零",
        "期限应为零或正数；提前提醒请用 before",
        f"{term} is less than nothing; a term is zero or more",
    )

"""Laws that hold for every start and every term: composition, inversion, a day-by-day oracle."""

from datetime import datetime, timedelta
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shouwen.calendars import DaySet, Ends, Roll, WorkCalendar
from shouwen.packs.calendar_shelf import open_calendar, open_days
from shouwen.vocabulary import OFFICE_ZONE, Term, TermUnit

OUTLET = WorkCalendar(
    "outlet",
    DaySet.layered(
        open_days(),
        DaySet.from_mapping(
            {"id": "r", "version": "1", "over": "cn-mainland",
             "years": {2026: {"festivals": {"fair": {"off": "04-20..04-22"}},
                              "hours": {"02-13": "09:00-12:00"}}}}
        ),
    ),
    {"mon-thu": "08:30-11:45,13:15-17:30", "fri": "09:00-12:00", "makeup": "10:00-12:00"},
)  # fmt: skip
CALENDARS = [open_calendar(), open_calendar("hotline"), OUTLET, open_calendar("00:00-24:00")]

calendars = st.sampled_from(CALENDARS)
# One second past midnight or later: a term that ends at 00:00 sharp *at the instant* ends where the
# day before does, and cannot be told from it.
starts = (
    st.integers(1, 13 * 366 * 86_400)
    .filter(lambda seconds: seconds % 86_400 > 0)
    .map(lambda seconds: datetime(2014, 6, 1, tzinfo=OFFICE_ZONE) + timedelta(seconds=seconds))
)
amounts = st.integers(0, 60)
ways = st.sampled_from(Ends)
laws = settings(max_examples=150, deadline=None)


@laws
@given(calendars, starts, amounts, amounts)
def test_working_hours_compose(calendar, start, first, second):
    hours = TermUnit.WORKING_HOUR
    halfway = calendar.due(start, Term(first, hours)).at
    whole = calendar.due(start, Term(first + second, hours)).at
    again = calendar.due(halfway, Term(second, hours)).at
    if second or not first:
        assert again == whole
    assert calendar.elapsed(start, whole, hours) == (first + second) * 3600


@laws
@given(calendars, starts, amounts, amounts, ways)
def test_working_days_compose_and_invert(calendar, start, first, second, ends):
    unit = TermUnit.WORKING_DAY
    halfway = calendar.due(start, Term(first, unit), ends=Ends.INSTANT)
    whole = calendar.due(start, Term(first + second, unit), ends=ends)
    assert calendar.due(halfway.at, Term(second, unit), ends=ends).day == whole.day
    assert calendar.elapsed(start, whole.at, unit) == first + second
    if first + second:
        assert calendar.is_working_day(whole.day)


@laws
@given(calendars, starts, amounts, amounts, ways, st.sampled_from([TermUnit.DAY, TermUnit.WEEK]))
def test_civil_days_compose_and_invert(calendar, start, first, second, ends, unit):
    halfway = calendar.due(start, Term(first, unit), ends=Ends.INSTANT)
    whole = calendar.due(start, Term(first + second, unit), ends=ends)
    assert calendar.due(halfway.at, Term(second, unit), ends=ends).day == whole.day
    length = 7 if unit is TermUnit.WEEK else 1
    assert calendar.elapsed(start, whole.at, unit) == (first + second) * length


@laws
@given(calendars, starts, starts, starts)
def test_elapsed_hours_add_up_and_change_sign(calendar, a, b, c):
    for unit in (TermUnit.WORKING_HOUR, TermUnit.HOUR):
        first, second = sorted((a, b, c))[:2]
        last = max(a, b, c)
        parts = calendar.elapsed(first, second, unit) + calendar.elapsed(second, last, unit)
        assert parts == calendar.elapsed(first, last, unit)
        assert calendar.elapsed(last, first, unit) == -calendar.elapsed(first, last, unit)


@laws
@given(calendars, starts, amounts, st.sampled_from(TermUnit), ways, st.sampled_from(Roll),
       st.booleans())  # fmt: skip
def test_a_date_is_never_before_its_event_and_grows_with_the_term(
    calendar, start, amount, unit, ends, roll, count_event_day
):
    how = {"ends": ends, "roll": roll, "count_event_day": count_event_day}
    found = calendar.due(start, Term(amount, unit), **how)
    assert found.at >= start
    assert found.at.utcoffset() == timedelta(hours=8)
    assert calendar.due(start, Term(amount + 1, unit), **how).at >= found.at
    if roll is Roll.NEXT and unit not in (TermUnit.HOUR, TermUnit.WORKING_HOUR):
        assert calendar.is_working_day(found.day)
    listed = calendar.days_of(start, found)
    assert listed.complete is False or not set(listed.counted) & set(listed.skipped)
    assert calendar.explain(start, Term(amount, unit), found)


@laws
@given(calendars, starts)
def test_position_and_instant_are_inverse_on_counted_time(calendar, start):
    position = calendar.position(start)
    earliest = calendar.instant(position)
    assert earliest <= start
    assert calendar.position(earliest) == position
    if position:
        assert calendar.position(earliest - timedelta(seconds=1)) == position - 1


@laws
@given(calendars, starts, st.integers(1, 300))
def test_working_days_agree_with_walking(calendar, start, amount):
    day = start.date()
    left = amount
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    found = calendar.due(start, Term(amount, TermUnit.WORKING_DAY))
    assert found.day == day
    assert len(calendar.days_of(start, found).counted) in (amount, 1)


@cache
def counted_minutes(calendar: WorkCalendar, first: datetime, days: int) -> list[datetime]:
    """Return every minute that counts, found without any table: by asking the days and hours."""
    found = []
    for n in range(days):
        day = (first + timedelta(days=n)).date()
        if calendar.days is None or calendar.days.worked(day):
            weekend = calendar.days is not None and day.weekday() > 4
            segments = calendar.hours.worked(day.weekday(), exchanged=weekend)
            if calendar.days is not None:
                segments = calendar.days.own_hours.get(day, segments)
            midnight = datetime.combine(day, datetime.min.time(), OFFICE_ZONE)
            for begin, end in segments:
                found += [midnight + timedelta(seconds=s) for s in range(begin, end, 60)]
    return found


@pytest.mark.parametrize("calendar", CALENDARS[:3])
def test_working_hours_agree_with_walking_minute_by_minute(calendar):
    first = datetime(2026, 2, 1, tzinfo=OFFICE_ZONE)
    minutes = counted_minutes(calendar, first, 40)
    for step in range(60):
        start = first + timedelta(minutes=step * 331)
        ahead = [minute for minute in minutes if minute >= start]
        for hours in (1, 2, 7, 31):
            expected = ahead[hours * 60 - 1] + timedelta(minutes=1)
            assert calendar.due(start, Term(hours, TermUnit.WORKING_HOUR)).at == expected


@laws
@given(calendars, starts, st.integers(1, 40), st.integers(0, 20 * 86_400), st.integers(1, 400_000),
       st.sampled_from(TermUnit), ways)  # fmt: skip
def test_a_pause_moves_a_date_by_what_was_lost(calendar, start, amount, after, length, unit, ends):
    due = calendar.due(start, Term(amount, unit), ends=ends)
    paused = start + timedelta(seconds=after)
    resumed = paused + timedelta(seconds=length)
    moved = calendar.shift(due.at, paused_from=paused, resumed_at=resumed, unit=unit, ends=ends)
    assert moved >= due.at
    if paused >= due.at:
        assert moved == due.at
        return
    lost = calendar.elapsed(paused, resumed, unit)
    whole = calendar.elapsed(start, moved, unit)
    if unit is TermUnit.MONTH:
        assert whole >= lost
    else:
        length = {TermUnit.WORKING_HOUR: 3600, TermUnit.HOUR: 3600, TermUnit.WEEK: 7}
        assert whole == amount * length.get(unit, 1) + lost


@laws
@given(calendars, starts, st.integers(0, 60), st.integers(0, 200), st.integers(0, 200))
def test_shares_of_a_term_lie_in_order_within_it(calendar, start, amount, less, more):
    assume(less <= more)
    due = calendar.due(start, Term(amount, TermUnit.WORKING_DAY))
    points = [calendar.percent_point(start, due.at, percent) for percent in (0, less, more)]
    assert points == sorted(points)
    assert points[0] >= start
    if more <= 100:
        assert points[-1] <= due.at
    assert calendar.percent_point(start, due.at, 100) == due.at


def test_shares_are_of_counted_time():
    office = open_calendar()
    start = datetime(2026, 9, 28, 9, tzinfo=OFFICE_ZONE)
    due = office.due(start, Term(3, TermUnit.WORKING_DAY)).at  # 4 × 7 counted hours
    half = office.percent_point(start, due, 50)
    assert half == datetime(2026, 9, 29, 18, tzinfo=OFFICE_ZONE)
    night = datetime(2026, 10, 3, tzinfo=OFFICE_ZONE)  # nothing counts: natural time is shared
    later = night + timedelta(hours=10)
    assert office.percent_point(night, later, 30) == night + timedelta(hours=3)
    assert office.percent_point(later, night, 30) == night


def test_pauses_by_hand():
    office = open_calendar()
    moment = datetime.fromisoformat
    due = moment("2026-09-30T18:00+08:00")

    def shift(paused, resumed, unit, ends=Ends.CLOSE_OF_DAY, at=due, **how):
        return office.shift(
            at, paused_from=moment(paused), resumed_at=moment(resumed), unit=unit, ends=ends, **how
        ).isoformat(timespec="minutes")[:16]

    days, civil = TermUnit.WORKING_DAY, TermUnit.DAY
    morning, evening = "2026-09-28T09:00+08:00", "2026-09-28T17:00+08:00"
    assert shift(morning, evening, days) == "2026-09-30T18:00"  # back the same day
    assert shift(morning, "2026-09-29T09:00+08:00", days) == "2026-10-08T18:00"
    assert shift(morning, "2026-09-29T09:00+08:00", civil) == "2026-10-01T18:00"
    assert shift(morning, "2026-09-29T09:00+08:00", civil, roll=Roll.NEXT) == "2026-10-08T18:00"
    midnight = moment("2026-10-01T00:00+08:00")
    assert (
        shift(morning, "2026-09-29T09:00+08:00", days, Ends.MIDNIGHT, midnight)
        == "2026-10-09T00:00"
    )
    clock = moment("2026-09-30T10:30+08:00")
    assert shift(morning, "2026-09-29T09:00+08:00", days, Ends.INSTANT, clock) == "2026-10-08T10:30"
    assert shift(morning, evening, TermUnit.WORKING_HOUR, at=clock) == "2026-10-08T09:30"
    assert shift(morning, evening, TermUnit.HOUR) == "2026-10-01T02:00"
    assert shift("2026-10-09T09:00+08:00", "2026-10-10T09:00+08:00", days) == "2026-09-30T18:00"

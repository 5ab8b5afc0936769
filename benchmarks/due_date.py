"""A due date: our tables against businesstimedelta and a chinesecalendar day loop, in one run.

    python benchmarks/due_date.py [--seconds 2]

The questions are the same for all; each contender answers as many as it can in its share of the
time, in short turns, so that a noisy machine is noisy for everybody. Ratios are what to read.
businesstimedelta cannot express worked weekends, so it is asked where none is near.
"""

import argparse
import itertools
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock

import businesstimedelta
import chinese_calendar
import pytz  # businesstimedelta asks for it

from shouwen.packs.calendar_shelf import open_calendar
from shouwen.vocabulary import OFFICE_ZONE, Term, TermUnit

ZONE = pytz.timezone("Asia/Shanghai")
OFFICE = open_calendar("office")
TURN = 0.02  # seconds one contender runs before the next does

THREE_DAYS = Term(3, TermUnit.WORKING_DAY)
TEN_WORKING = Term(10, TermUnit.WORKING_DAY)
TWO_HOURS = Term(2, TermUnit.WORKING_HOUR)
TEN_DAYS = timedelta(days=10)

Question = Callable[[datetime], object]


def starts() -> list[datetime]:
    """Return instants in March 2023 to 2026: ordinary weeks, no holiday, no worked weekend."""
    return [
        datetime(year, 3, day, hour, 20, tzinfo=OFFICE_ZONE)
        for year in (2023, 2024, 2025, 2026)
        for day in range(1, 15)
        for hour in (8, 11, 13, 17, 20)
    ]


def loop_of_days(start: datetime, left: int = 3) -> date:
    """Return the working day `left` working days after `start`, asking day by day."""
    day = start.date()
    while left:
        day += timedelta(days=1)
        left -= chinese_calendar.is_workday(day)
    return day


def business_rules() -> businesstimedelta.Rules:
    """Return the office's hours as businesstimedelta can say them."""
    days_off = dict.fromkeys(OFFICE.days.off, "off")
    return businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(
                start_time=clock(9), end_time=clock(18), working_days=[0, 1, 2, 3, 4], tz=ZONE
            ),
            businesstimedelta.LunchTimeRule(
                start_time=clock(12), end_time=clock(14), working_days=[0, 1, 2, 3, 4], tz=ZONE
            ),
            businesstimedelta.HolidayRule(days_off, tz=ZONE),
        ]
    )


def race(contenders: dict[str, Question], seconds: float) -> dict[str, float]:
    """Return microseconds per answer for each, taking turns until the time is used up."""
    spent = dict.fromkeys(contenders, 0.0)
    answered = dict.fromkeys(contenders, 0)
    questions: dict[str, Iterator[datetime]] = {
        name: itertools.cycle(starts()) for name in contenders
    }
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for name, ask in contenders.items():
            batch = list(itertools.islice(questions[name], 1 if answered[name] < 8 else 16))
            began = time.perf_counter()
            while True:
                for start in batch:
                    ask(start)
                answered[name] += len(batch)
                took = time.perf_counter() - began
                if took > TURN:
                    break
            spent[name] += took
    return {name: spent[name] / answered[name] * 1e6 for name in contenders}


def show(title: str, found: dict[str, float]) -> None:
    """Print one race; the first contender is ours."""
    ours = next(iter(found.values()))
    print(title)
    for name, micros in found.items():
        print(f"  {name:34} {micros:10.2f} µs   {micros / ours:8.1f} ×")


def main() -> None:
    """Check that all contenders agree, then race them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each of the four races")
    seconds = parser.parse_args().seconds

    rules = business_rules()
    two_hours = businesstimedelta.BusinessTimeDelta(rules, hours=2)
    for start in starts():
        assert OFFICE.due(start, THREE_DAYS).day == loop_of_days(start)
        assert OFFICE.due(start, TEN_WORKING).day == loop_of_days(start, 10)
        assert OFFICE.due(start, TWO_HOURS).at == start + two_hours
        theirs = rules.difference(start, start + TEN_DAYS).timedelta.total_seconds()
        assert OFFICE.elapsed(start, start + TEN_DAYS, TermUnit.WORKING_HOUR) == theirs

    show(
        "three working days from an instant",
        race(
            {
                "shouwen (with the closing time)": lambda start: OFFICE.due(start, THREE_DAYS),
                "chinesecalendar, day by day": loop_of_days,
            },
            seconds,
        ),
    )
    show(
        "ten working days from an instant",
        race(
            {
                "shouwen (with the closing time)": lambda start: OFFICE.due(start, TEN_WORKING),
                "chinesecalendar, day by day": lambda start: loop_of_days(start, 10),
            },
            seconds,
        ),
    )
    show(
        "two working hours from an instant",
        race(
            {
                "shouwen": lambda start: OFFICE.due(start, TWO_HOURS),
                "businesstimedelta": lambda start: start + two_hours,
            },
            seconds,
        ),
    )
    show(
        "working time elapsed over ten days",
        race(
            {
                "shouwen": lambda start: OFFICE.elapsed(
                    start, start + TEN_DAYS, TermUnit.WORKING_HOUR
                ),
                "businesstimedelta": lambda start: rules.difference(start, start + TEN_DAYS),
            },
            seconds,
        ),
    )


if __name__ == "__main__":
    main()

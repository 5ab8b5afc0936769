"""When terms end: facts checked by hand, one rule each."""

from datetime import date, datetime, timedelta

import pytest

from shouwen.calendars import DaySet, Due, Ends, OutsideCalendar, Roll, WorkCalendar
from shouwen.packs.calendar_shelf import open_calendar, open_days
from shouwen.vocabulary import OFFICE_ZONE, Term, TermUnit
from shouwen.vocabulary.term import NotATerm
from shouwen.vocabulary.zone import NaiveMoment

OFFICE = open_calendar()
LINE = open_calendar("hotline")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def due(start: str, term: str, calendar: WorkCalendar = OFFICE, **how) -> Due:
    return calendar.due(at(start), Term.parse(term), **how)


def when(start: str, term: str, calendar: WorkCalendar = OFFICE, **how) -> str:
    return f"{due(start, term, calendar, **how).at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "term", "how", "expected"),
    [
        # the register's examples, 2024
        ("2024-09-27 16:30", "1 working_day", {}, "2024-09-29"),
        ("2024-09-30 10:40", "3 working_days", {}, "2024-10-10"),
        ("2024-09-26 09:00", "3 working_days", {}, "2024-09-30"),
        ("2024-09-09 09:00", "7 working_days", {}, "2024-09-19"),
        ("2024-09-09 09:00", "10 working_days", {}, "2024-09-24"),
        ("2024-09-30 09:00", "2 working_days", {}, "2024-10-09"),
        ("2024-10-02 09:00", "3 days", {}, "2024-10-05"),
        ("2024-10-02 09:00", "3 days", {"roll": Roll.NEXT}, "2024-10-08"),
        ("2024-07-01 09:00", "15 days", {}, "2024-07-16"),
        ("2024-07-01 09:00", "20 days", {}, "2024-07-21"),
        ("2024-07-01 09:00", "20 days", {"roll": Roll.NEXT}, "2024-07-22"),
        ("2024-04-30 09:00", "5 working_days", {}, "2024-05-10"),
        ("2024-04-30 09:00", "10 working_days", {}, "2024-05-16"),
        ("2024-07-31 12:00", "10 days", {"roll": Roll.PREVIOUS}, "2024-08-09"),
        # the war's end, seventy years on
        ("2015-09-02 09:00", "1 working_day", {}, "2015-09-06"),
        # the extended holiday
        ("2020-01-23 09:00", "1 working_day", {}, "2020-02-03"),
        # months
        ("2026-01-31 09:00", "1 month", {}, "2026-02-28"),
        ("2024-01-31 09:00", "1 month", {}, "2024-02-29"),
        ("2024-02-29 09:00", "12 months", {}, "2025-02-28"),
        ("2026-01-15 09:00", "1 month", {}, "2026-02-15"),
        ("2026-01-15 09:00", "1 month", {"roll": Roll.NEXT}, "2026-02-24"),
        ("2026-01-15 09:00", "1 month", {"roll": Roll.PREVIOUS}, "2026-02-14"),
        ("2026-11-30 09:00", "2 weeks", {}, "2026-12-14"),
        # the event day counted
        ("2026-09-28 09:00", "3 working_days", {"count_event_day": True}, "2026-09-30"),
        ("2026-10-03 09:00", "1 working_day", {"count_event_day": True}, "2026-10-08"),
        ("2026-10-03 09:00", "1 working_day", {}, "2026-10-08"),
        ("2026-09-28 09:00", "3 days", {"count_event_day": True}, "2026-09-30"),
        ("2026-09-28 09:00", "1 week", {"count_event_day": True}, "2026-10-04"),
        ("2026-03-01 09:00", "1 month", {"count_event_day": True}, "2026-03-31"),
        ("2026-01-15 09:00", "1 month", {"count_event_day": True}, "2026-02-14"),
        ("2026-01-31 09:00", "1 month", {"count_event_day": True}, "2026-02-28"),
        # nothing to wait for
        ("2026-09-28 09:00", "0 days", {}, "2026-09-28"),
        ("2026-10-03 09:00", "0 working_days", {}, "2026-10-03"),
        ("2026-10-03 09:00", "0 working_days", {"roll": Roll.NEXT}, "2026-10-08"),
        ("2026-09-28 09:00", "0 months", {"count_event_day": True}, "2026-09-28"),
        # a date never rolls to before its event
        ("2024-10-02 09:00", "3 days", {"roll": Roll.PREVIOUS}, "2024-10-05"),
    ],
)
def test_days(start, term, how, expected):
    found = due(start, term, **how)
    assert found.day == date.fromisoformat(expected)
    assert found.at == at(f"{expected} 18:00")
    assert not found.provisional


@pytest.mark.parametrize(
    ("start", "term", "expected"),
    [
        ("2024-09-30 10:00", "1 working_hour", "2024-09-30 11:00"),
        ("2024-09-30 10:40", "2 working_hours", "2024-09-30 14:40"),
        ("2026-09-28 11:00", "1 working_hour", "2026-09-28 12:00"),  # not 14:00
        ("2026-09-28 12:30", "1 working_hour", "2026-09-28 15:00"),
        ("2026-09-28 17:20", "1 working_hour", "2026-09-29 09:20"),
        ("2026-09-30 17:00", "1 working_hour", "2026-09-30 18:00"),
        ("2026-09-30 17:00", "2 working_hours", "2026-10-08 10:00"),
        ("2026-09-30 20:00", "7 working_hours", "2026-10-08 18:00"),
        ("2026-09-19 10:00", "1 working_hour", "2026-09-20 10:00"),  # a worked Sunday
        ("2026-09-30 20:00", "0 working_hours", "2026-10-08 09:00"),
        ("2026-09-30 18:00", "0 working_hours", "2026-09-30 18:00"),
        ("2026-09-30 09:00", "0 working_hours", "2026-09-30 09:00"),
        ("2026-09-30 20:00", "36 hours", "2026-10-02 08:00"),
        ("2026-09-30 20:00", "0 hours", "2026-09-30 20:00"),
    ],
)
def test_hours(start, term, expected):
    assert when(start, term) == expected
    # neither ends, roll nor the event day concerns hours
    how = {"ends": Ends.MIDNIGHT, "roll": Roll.NEXT, "count_event_day": True}
    assert when(start, term, **how) == expected


def test_a_line_that_never_closes():
    assert when("2026-10-01 22:30", "3 working_hours", LINE) == "2026-10-02 01:30"
    assert when("2026-10-01 22:00", "2 working_hours", LINE) == "2026-10-02 00:00"
    found = due("2026-10-01 22:00", "1 working_day", LINE)
    assert (found.day, found.at) == (date(2026, 10, 2), at("2026-10-03 00:00"))
    assert not due("2040-01-01 00:00", "9 days", LINE).provisional


def test_ways_to_end():
    assert when("2026-09-28 17:20", "3 working_days", ends=Ends.INSTANT) == "2026-10-08 17:20"
    found = due("2026-09-28 17:20", "3 working_days", ends=Ends.MIDNIGHT)
    assert (found.day, found.at) == (date(2026, 10, 8), at("2026-10-09 00:00"))


def test_never_due_before_the_event():
    assert when("2026-09-28 21:00", "0 days") == "2026-09-28 21:00"
    assert when("2026-09-28 21:00", "1 day", count_event_day=True) == "2026-09-28 21:00"
    assert when("2026-09-28 21:00", "0 days", ends=Ends.MIDNIGHT) == "2026-09-29 00:00"


def test_fractions_of_a_second_never_shorten_a_term():
    start = at("2026-09-28 10:00") + timedelta(microseconds=1)
    found = OFFICE.due(start, Term(1, TermUnit.WORKING_HOUR))
    assert found.at == at("2026-09-28 11:00") + timedelta(seconds=1)
    assert OFFICE.elapsed(start, found.at, TermUnit.WORKING_HOUR) == 3600


def test_another_zone_is_the_same_instant():
    utc = datetime.fromisoformat("2026-09-28T17:30+00:00")  # half past one of the 29th here
    found = OFFICE.due(utc, Term(1, TermUnit.WORKING_DAY))
    assert found.day == date(2026, 9, 30)
    assert found.at.utcoffset() == timedelta(hours=8)


def test_beyond_the_notices_is_provisional():
    assert not due("2026-12-25 09:00", "4 working_days").provisional
    found = due("2026-12-30 09:00", "2 working_days")
    assert found.provisional
    assert found.day == date(2027, 1, 1)  # only weekends are known
    assert due("2026-12-31 17:00", "2 working_hours").provisional
    assert due("2014-12-30 09:00", "3 working_days").provisional


def test_half_days_and_own_hours():
    days = DaySet.from_mapping(
        {"id": "x", "version": "1", "years": {2026: {"hours": {"02-13": "09:00-12:00"},
         "festivals": {"f": {"work": "02-14"}}}}}
    )  # fmt: skip
    outlet = WorkCalendar(
        "outlet", days, {"mon-fri": "09:00-17:00", "makeup": "10:00-16:00", "2026-02-12": []}
    )
    assert when("2026-02-11 16:00", "2 working_hours", outlet) == "2026-02-13 10:00"
    assert when("2026-02-11 16:00", "1 working_day", outlet) == "2026-02-13 12:00"
    assert when("2026-02-11 16:00", "2 working_days", outlet) == "2026-02-14 16:00"
    assert not outlet.is_working_day(date(2026, 2, 12))
    # a rest day closes when its weekday, or a worked weekend, would
    assert when("2026-02-11 16:00", "1 day", outlet) == "2026-02-12 17:00"
    assert when("2026-02-11 16:00", "4 days", outlet) == "2026-02-15 16:00"


def test_weekday_without_hours_is_no_working_day():
    shop = WorkCalendar("shop", open_days(), {"mon-tue": "09:00-17:00", "thu-fri": "10:00-16:00"})
    assert when("2026-03-03 09:00", "1 working_day", shop) == "2026-03-05 16:00"
    # a worked Sunday keeps the hours of the week's first open day
    assert when("2026-09-18 09:00", "1 working_day", shop) == "2026-09-20 17:00"


@pytest.mark.parametrize(
    ("start", "term"),
    [
        ("1991-12-31 09:00", "1 day"),
        ("2061-01-01 09:00", "1 day"),
        ("2026-01-01 09:00", "99999 working_days"),
        ("2026-01-01 09:00", "99999 days"),
        ("2026-01-01 09:00", "99999 weeks"),
        ("2026-01-01 09:00", "99999 months"),
        ("2060-12-31 09:00", "72 hours"),
        ("2060-12-31 09:00", "72 working_hours"),
        ("2060-12-31 23:00", "0 working_hours"),
    ],
)
def test_the_horizon_says_so(start, term):
    with pytest.raises(OutsideCalendar, match="1992-01-01 至 2060-12-31"):
        due(start, term, ends=Ends.INSTANT)


def test_unusable_questions():
    with pytest.raises(NaiveMoment):
        OFFICE.due(datetime(2026, 1, 1), Term(1, TermUnit.DAY))
    with pytest.raises(NotATerm):
        OFFICE.due(at("2026-01-01 09:00"), Term(-1, TermUnit.DAY))
    with pytest.raises(OutsideCalendar):
        OFFICE.due(datetime.fromisoformat("9999-12-31T23:00-05:00"), Term(1, TermUnit.DAY))


@pytest.mark.parametrize(
    ("instant", "term", "expected"),
    [
        ("2026-10-08 18:00", "1 working_day", "2026-09-30 18:00"),
        ("2026-10-08 18:00", "2 days", "2026-10-06 18:00"),
        ("2026-10-09 00:00", "1 working_day", "2026-10-01 00:00"),  # 24:00 to 24:00
        ("2026-10-08 10:00", "2 working_hours", "2026-09-30 17:00"),
        ("2026-10-08 10:00", "2 hours", "2026-10-08 08:00"),
        ("2026-10-08 10:00", "0 working_days", "2026-10-08 10:00"),
        ("2026-03-31 18:00", "1 month", "2026-02-28 18:00"),
        ("2026-10-08 10:30", "1 week", "2026-10-01 10:30"),
    ],
)
def test_warnings_stand_before_the_date(instant, term, expected):
    assert OFFICE.before(at(instant), Term.parse(term)) == at(expected)


def test_warnings_stay_within_the_horizon():
    for term in ("400 months", "20000 days", "20000 working_days"):
        with pytest.raises(OutsideCalendar):
            OFFICE.before(at("2015-01-05 09:00"), Term.parse(term))
    with pytest.raises(NotATerm):
        OFFICE.before(at("2015-01-05 09:00"), Term(-1, TermUnit.DAY))


def test_days_counted_and_passed_over():
    found = due("2026-09-28 17:20", "3 working_days")
    listed = OFFICE.days_of(at("2026-09-28 17:20"), found)
    assert [str(day)[5:] for day in listed.counted] == ["09-29", "09-30", "10-08"]
    assert [day.day for day in listed.skipped] == [1, 2, 3, 4, 5, 6, 7]

    start = at("2026-09-30 17:00")
    listed = OFFICE.days_of(start, OFFICE.due(start, Term.parse("2 working_hours")))
    assert [str(day)[5:] for day in listed.counted] == ["09-30", "10-08"]
    assert len(listed.skipped) == 7

    start = at("2026-09-30 20:00")  # after closing: no time ran that day
    listed = OFFICE.days_of(start, OFFICE.due(start, Term.parse("1 working_hour")))
    assert [str(day)[5:] for day in listed.counted] == ["10-08"]

    start = at("2024-10-02 09:00")
    listed = OFFICE.days_of(start, OFFICE.due(start, Term.parse("3 days"), roll=Roll.NEXT))
    assert [day.day for day in listed.counted] == [3, 4, 5]
    assert [day.day for day in listed.skipped] == [6, 7]

    start = at("2024-07-31 12:00")
    listed = OFFICE.days_of(start, OFFICE.due(start, Term.parse("10 days"), roll=Roll.PREVIOUS))
    assert [day.day for day in listed.counted] == list(range(1, 10))
    assert [day.day for day in listed.skipped] == [10]

    start = at("2026-01-05 09:00")
    listed = OFFICE.days_of(start, OFFICE.due(start, Term.parse("24 months")))
    assert not listed.complete
    assert listed.counted == (date(2028, 1, 5),)


@pytest.mark.parametrize(
    ("start", "term", "how", "chinese", "english"),
    [
        ("2026-09-28 17:20", "3 working_days", {},
         ["当日不计", "第二百零一条", "9月29日至30日、10月8日", "10月1日至7日（国庆节）",
          "10月8日（周四）18:00业务时间结束时届满", "cn-mainland@2026.1"],
         ["not counted", "09-29 to 09-30, 10-08", "10-01 to 10-07", "Thu 2026-10-08 18:00"]),
        ("2026-09-18 09:00", "1 working_day", {}, ["周末调休上班的9月20日照计"],
         ["worked weekends"]),
        ("2024-10-02 09:00", "3 days", {"roll": Roll.NEXT},
         ["10月5日（国庆节）不是工作日，顺延至下一工作日（第二百零三条）", "10月8日"],
         ["the next one ends it (art. 203)"]),
        ("2024-07-31 12:00", "10 days", {"roll": Roll.PREVIOUS}, ["提前至上一工作日"],
         ["the one before ends it"]),
        ("2024-10-02 09:00", "3 days", {}, ["为休息日，期限不变"], ["stays the last day"]),
        ("2026-01-31 09:00", "1 month", {}, ["止于月末（第二百零二条）"], ["the month's last"]),
        ("2026-01-15 09:00", "1 month", {}, ["对应日（第二百零二条）"], ["corresponding day"]),
        ("2026-12-31 20:00", "2 working_hours", {},
         ["自下一办公时刻起算", "2027年放假安排尚未公布", "暂定"], ["provisional"]),
        ("2014-05-01 20:00", "2 days", {"ends": Ends.MIDNIGHT},
         ["2014年放假安排未收录", "24:00届满"], ["24:00"]),
        ("2026-03-02 20:00", "5 hours", {}, ["连续计算"], ["without a break"]),
        ("2026-03-02 20:00", "0 days", {}, ["限当日"], ["same day"]),
        ("2026-03-02 09:00", "2 weeks", {"count_event_day": True}, ["当日计入"], ["is counted"]),
        ("2026-03-02 09:00", "60 working_days", {}, ["间的60天", "周末休息"], ["60 days from"]),
    ],
)  # fmt: skip
def test_every_date_explains_itself(start, term, how, chinese, english):
    found = due(start, term, **how)
    said = OFFICE.explain(at(start), Term.parse(term), found)
    for words in chinese:
        assert words in said
    said = OFFICE.explain(at(start), Term.parse(term), found, english=True)
    for words in english:
        assert words in said

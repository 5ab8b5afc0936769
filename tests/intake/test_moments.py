"""Dates as people type them: read rightly, or refused with the reason; never guessed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.intake.moments import NotAMoment, Reading, read_moment
from shouwen.vocabulary import OFFICE_ZONE

AMERICAN = Reading(order="mdy", zone=ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("2026年10月4日", "2026-10-04T00:00:00"),
        ("2026年10月4日 15时20分33秒", "2026-10-04T15:20:33"),
        ("2026年10月4日 星期日 下午3点半", "2026-10-04T15:30:00"),
        ("二〇二六年十月二十四日", "2026-10-24T00:00:00"),
        ("民國115年10月4日", "2026-10-04T00:00:00"),
        ("2026/10/6 下午3:20", "2026-10-06T15:20:00"),
        ("2026/10/6 上午12:05", "2026-10-06T00:05:00"),
        ("2026/10/6 中午12:05", "2026-10-06T12:05:00"),
        ("2026-1-5 8:03", "2026-01-05T08:03:00"),
        ("2026.10.04 24:00", "2026-10-05T00:00:00"),
        ("２０２６－１０－０４　１５：２０", "2026-10-04T15:20:00"),
        ("20261008", "2026-10-08T00:00:00"),
        ("20261004152033", "2026-10-04T15:20:33"),
        (20261008.0, "2026-10-08T00:00:00"),
        (46303.0, "2026-10-08T00:00:00"),
        ("46303", "2026-10-08T00:00:00"),
        (46303.6388888889, "2026-10-08T15:20:00"),
        (date(2026, 10, 4), "2026-10-04T00:00:00"),
        (datetime(2026, 10, 4, 9, 30), "2026-10-04T09:30:00"),
        ("2026-10-04T15:20Z", "2026-10-04T23:20:00"),
        ("2011-10-11 13:42:22.5+02:00", "2011-10-11T19:42:22.500000"),
        ("Oct 4, 2026", "2026-10-04T00:00:00"),
        ("Sunday, October 4th 2026 3:20 pm", "2026-10-04T15:20:00"),
        ("04-Oct-2026", "2026-10-04T00:00:00"),
    ],
)
def test_what_is_clear_is_read(cell, meant):
    assert read_moment(cell) == datetime.fromisoformat(meant).replace(tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("2026-02-30", "没有 2026 年 2 月 30 日"),
        ("2026-10-04 25:10", "没有这样的时间"),
        ("9999-12-31 24:00", "没有这样的时间"),
        ("2026-10", "不是日期"),
        ("昨天", "不是日期"),
        ("26-10-4", "年份没有写全"),
        ("10.5", "没有年份"),
        ("10月5日", "没有年份"),
        ("3/4/2026", "先后"),
        ("2026-10-4 晚上12:00", "次日"),
        ("2026-10-04 15:", "时间看不懂"),
        (188006.0, "不是日期"),
        ("1600-01-01", "不像"),
    ],
)
def test_what_is_not_clear_is_refused_with_the_reason(cell, why):
    with pytest.raises(NotAMoment, match=why):
        read_moment(cell)


def test_an_empty_cell_is_no_date():
    assert read_moment("  ") is None
    assert read_moment(None) is None


def test_the_mapping_says_which_year_a_day_without_one_is_in():
    in_2026 = Reading(year=2026)
    assert read_moment("10.5", in_2026).date() == date(2026, 10, 5)
    assert read_moment("10月15日", in_2026).date() == date(2026, 10, 15)
    assert read_moment(10.5, in_2026).date() == date(2026, 10, 5)


def test_a_number_that_lost_its_last_nought_is_refused():
    with pytest.raises(NotAMoment, match="10 月 1 日，也可能是 10 月 10 日"):
        read_moment(10.1, Reading(year=2026))


def test_the_mapping_says_which_way_round_and_where():
    assert read_moment("02/17/2020 12:19:00 PM", AMERICAN) == datetime(
        2020, 2, 17, 12, 19, tzinfo=ZoneInfo("America/New_York")
    )
    assert read_moment("3/4/2026", Reading(order="dmy")).date() == date(2026, 4, 3)


def test_formats_of_the_mapping_come_first():
    odd = Reading(formats=("%d|%m|%Y",))
    assert read_moment("05|10|2026", odd).date() == date(2026, 10, 5)


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(
    lambda when: when.replace(microsecond=0)
)


@given(MOMENTS)
def test_every_usual_way_of_writing_means_the_same(when):
    twelve = when.hour % 12 or 12
    half = "上午" if when.hour < 12 else "下午"
    serial = (when - datetime(1899, 12, 30)) / timedelta(days=1)
    written = [
        when,
        when.isoformat(),
        when.isoformat() + "+08:00",
        f"{when.year}/{when.month}/{when.day} {when.hour}:{when.minute:02}:{when.second:02}",
        f"{when.year}年{when.month}月{when.day}日 {half}{twelve}:{when:%M:%S}",
        f"{when:%Y%m%d%H%M%S}",
        f"{when:%b} {when.day}, {when.year} {twelve}:{when:%M:%S} {when:%p}",
        serial,
    ]
    assert {read_moment(each) for each in written} == {when.replace(tzinfo=OFFICE_ZONE)}


def test_a_number_with_no_end_of_digits_is_refused():
    with pytest.raises(NotAMoment, match="这一天"):
        read_moment(1.4094690273682335, Reading(year=2024))


@given(st.text(max_size=40) | st.floats() | st.text("0123456789年月日/-.: 上下午TZ+", max_size=25))
def test_any_cell_is_a_moment_or_refused(cell):
    for reading in (Reading(), AMERICAN, Reading(year=2024)):
        try:
            found = read_moment(cell, reading)
        except NotAMoment:
            continue
        assert found is None or found.utcoffset() == timedelta(hours=8)

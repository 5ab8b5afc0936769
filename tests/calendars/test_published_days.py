"""The shipped days against an independent source, and the notices they name."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from shouwen.packs.calendar_shelf import (
    BrokenCalendarFile,
    UnknownCalendar,
    find_days,
    open_calendar,
    open_days,
    read_days,
    shelf_ids,
)

FIRST, LAST = date(2015, 1, 1), date(2026, 12, 31)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_every_day_of_twelve_years_agrees_with_an_independent_library():
    shipped = open_days()
    wrong = [
        day
        for day in days_between(FIRST, LAST)
        if shipped.worked(day) != chinese_calendar.is_workday(day)
    ]
    assert wrong == []


def test_every_weekday_off_and_every_weekend_worked_is_listed_and_nothing_else():
    shipped = open_days()
    for day in days_between(FIRST, LAST):
        listed = day in shipped.off or day in shipped.work
        unusual = shipped.worked(day) != (day.weekday() < 5)
        # weekend days inside a holiday are listed too, as the notices do
        assert listed or not unusual, day
        assert not (day in shipped.work and day.weekday() < 5), day


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2015, 9, 3), False),  # seventy years after the war
        (date(2015, 9, 4), False),
        (date(2015, 9, 6), True),
        (date(2018, 12, 29), True),  # written in the notice for the year after
        (date(2018, 12, 31), False),
        (date(2019, 5, 4), False),  # May was rearranged in March
        (date(2019, 5, 5), True),
        (date(2020, 1, 31), False),  # the holiday was extended while it ran
        (date(2020, 2, 1), False),
        (date(2020, 2, 3), True),
        (date(2022, 12, 31), False),
        (date(2024, 2, 9), True),  # New Year's Eve: leave encouraged, not granted
        (date(2025, 1, 28), False),
        (date(2026, 9, 20), True),
        (date(2026, 2, 23), False),
    ],
)
def test_days_people_get_wrong(day, worked):
    assert open_days().worked(day) is worked


def test_every_year_names_its_notice():
    shipped = open_days()
    assert (shipped.known_from, shipped.known_until) == (FIRST, LAST)
    assert sorted(shipped.notices) == list(range(2015, 2027))
    for year, notices in shipped.notices.items():
        assert notices, year
        for notice in notices:
            assert notice.number.endswith("号")
            assert "通知" in notice.title
            assert notice.url.startswith(("http://www.gov.cn/", "https://www.gov.cn/"))
            assert date.fromisoformat(notice.published) < date(year, 12, 31)
    assert len(shipped.notices[2020]) == 2


def test_shelf_knows_its_calendars():
    assert "cn-mainland" in shelf_ids()
    assert "hours" not in shelf_ids()
    with pytest.raises(UnknownCalendar, match="cn-mainland"):
        open_days("cn-moon")
    with pytest.raises(UnknownCalendar):
        open_days("../calendars/cn-mainland")


def test_named_hours():
    assert open_calendar().days is open_days()
    assert open_calendar("hotline").days is None
    assert open_calendar("hotline", "cn-mainland").days is open_days()
    assert open_calendar("08:30-17:30").days is open_days()
    assert open_calendar("office", "every_day").is_working_day(date(2026, 10, 1))


REGION = """\
id: cn-south
version: "1"
over: cn-mainland
years:
  2026:
    festivals:
      三月三: {off: 04-20..04-21}
      补课: {work: 10-07}
    hours:
      12-31: "09:00-12:00"
"""


def test_a_region_lies_over_the_nation(tmp_path):
    file = tmp_path / "south.yaml"
    file.write_text(REGION, "utf-8")
    south = find_days(str(file))
    assert south.version == "2026.1+1"
    assert not south.worked(date(2026, 4, 20))
    assert south.worked(date(2026, 10, 7))
    assert not south.worked(date(2026, 10, 6))
    assert open_days().worked(date(2026, 4, 20))
    assert south.known_from == FIRST
    assert south.known_until == LAST
    assert south.own_hours[date(2026, 12, 31)] == ((9 * 3600, 12 * 3600),)


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("04-20..04-21", "04-20..04-31", 7, "04-31"),
        ("04-20..04-21", "2025-04-20", 7, "2026"),
        ("04-20..04-21", "04-21..04-20", 7, "倒置"),
        ("{work: 10-07}", "{off: 04-21}", 8, "三月三放假"),
        ("{work: 10-07}", "{of: 10-07}", 8, "不认识“of”"),
        ("12-31:", "04-20:", 10, "已列为放假"),
        ("09:00-12:00", "09:00-25:00", 10, "25:00"),
        ("09:00-12:00", "morning", 10, "morning"),
        ("      三月三", "      补课: {off: 01-05}\n      三月三", 9, "写了两次"),
        ("over: cn-mainland", "over: cn-mainland\nweekend: [sunday]", 4, "sunday"),
        ('version: "1"', "", 1, "version"),
        ("  2026:", "  2O26:", 5, "2O26"),
        ("    festivals:", "    festivals: [", 6, "YAML"),
    ],
)
def test_a_broken_file_says_where_and_what(tmp_path, before, after, line, words):
    file = tmp_path / "broken.yaml"
    assert before in REGION
    file.write_text(REGION.replace(before, after), "utf-8")
    with pytest.raises(BrokenCalendarFile) as caught:
        read_days(file)
    finding = caught.value.findings[0]
    assert words in finding
    if "YAML" not in words:
        assert finding.startswith(f"broken.yaml:{line}: ")


def test_a_broken_file_tells_everything_at_once(tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text(REGION.replace("04-20..04-21", "4-20").replace("10-07", "13-07"), "utf-8")
    with pytest.raises(BrokenCalendarFile) as caught:
        read_days(file)
    assert [each.split(": ")[0] for each in caught.value.findings] == [
        "broken.yaml:7",
        "broken.yaml:8",
    ]


def test_a_missing_file_is_no_crash(tmp_path):
    with pytest.raises(BrokenCalendarFile, match="读不出"):
        read_days(tmp_path / "nowhere.yaml")

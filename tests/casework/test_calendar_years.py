"""A published year: rehearsed over open cases, followed by every process, told by each date."""

from datetime import datetime

import pytest

from shouwen import ledger
from shouwen.casework import days, operations
from shouwen.casework.access import opened
from shouwen.casework.models import CalendarYear
from shouwen.packs import calendar_shelf
from shouwen.packs.calendar_shelf import BrokenCalendarFile
from shouwen.vocabulary import OFFICE_ZONE, Actor

from .window import register, reply

#: A Wednesday; with weekends only, three working days end on Monday, 4 January.
WEDNESDAY = datetime(2026, 12, 30, 10, tzinfo=OFFICE_ZONE)
BEFORE = datetime(2027, 1, 4, 18, tzinfo=OFFICE_ZONE)
AFTER = datetime(2027, 1, 5, 18, tzinfo=OFFICE_ZONE)
NEW_YEAR = {"festivals": {"元旦": {"off": ["2027-01-01"]}}}
ROOT = Actor("root")


@pytest.fixture(autouse=True)
def shipped_days(office):
    yield
    CalendarYear.objects.all().delete()
    days.follow_newest()


def publish(year=2027, told=NEW_YEAR, command="one", now=WEDNESDAY):
    return operations.publish_year(
        "cn-mainland", year, told, proposed_by="an", actor=ROOT, now=now, command_id=command
    )


def answer_by(number):
    clock = opened(number, WEDNESDAY).matter.case.clocks["answer"]
    return clock.due_at, clock.provisional


def test_a_date_beyond_the_published_year_moves_only_by_the_command():
    number = register(now=WEDNESDAY).number
    assert answer_by(number) == (BEFORE, True)
    told = operations.rehearse_year("cn-mainland", 2027, NEW_YEAR, now=WEDNESDAY)
    assert (told.cases, told.moved, told.settled, told.complete) == (1, 1, 0, True)
    assert (told.sample[0].before, told.sample[0].after) == (BEFORE, AFTER)
    assert answer_by(number) == (BEFORE, True)  # a rehearsal writes nothing

    assert publish() == "2027.1"
    assert operations.to_recompute()
    assert answer_by(number) == (BEFORE, True)
    assert operations.recalendar_open(now=WEDNESDAY).events == 1
    operations.mark_recomputed(WEDNESDAY)
    assert answer_by(number) == (AFTER, False)
    assert not operations.to_recompute()


def test_a_matter_taken_in_afterwards_counts_by_it_at_once():
    publish()
    assert answer_by(register(now=WEDNESDAY).number) == (AFTER, False)


def test_another_process_follows_at_its_next_command():
    number = register(now=WEDNESDAY).number
    publish()
    days.follow(0)  # as a process that has not heard of it
    calendar_shelf.put_years("cn-mainland", "", {})
    assert days.known_until().year == 2026
    reply(number, now=WEDNESDAY)
    assert days.known_until().year == 2027


def test_a_year_that_contradicts_itself_is_not_published():
    wrong = {"festivals": {"元旦": {"off": ["2027-01-01"], "work": ["2027-01-01"]}}}
    with pytest.raises(BrokenCalendarFile):
        publish(told=wrong)
    assert not ledger.read("calendar/cn-mainland")


def test_a_year_entered_again_takes_the_place_of_the_first_and_twice_is_once():
    assert publish() == "2027.1"
    assert publish() == "2027.1"  # the same command: nothing is published anew
    assert len(ledger.read("calendar/cn-mainland")) == 1
    assert publish(told={"festivals": {}}, command="two") == "2027.2"
    assert answer_by(register(now=WEDNESDAY).number) == (BEFORE, False)


def test_the_table_is_what_the_ledger_says():
    publish()
    CalendarYear.objects.all().delete()
    operations.rebuild()
    row = CalendarYear.objects.get()
    assert (row.year, row.version, row.published_by) == (2027, "2027.1", "root")

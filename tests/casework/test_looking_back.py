"""Whoever headed the area that day is named, also when he has left since."""

from datetime import datetime, timedelta

import pytest

from shouwen import people
from shouwen.casework import queries
from shouwen.vocabulary import OFFICE_ZONE

from .window import AN, MONDAY, act, register

pytestmark = pytest.mark.usefixtures("office")

#: Hua headed the western area until the end of March, Fu before and after.
APRIL = datetime(2024, 4, 1, tzinfo=OFFICE_ZONE)


@pytest.fixture
def succession():
    (fu,) = (row.entry for row in people.posts(person="fu", at=APRIL))
    people.end_post(fu, by="root", now=APRIL - timedelta(days=200))
    people.create_person("华年", id="hua", by="root", now=APRIL - timedelta(days=200))
    people.give_post("hua", "head", "west", by="root", now=APRIL - timedelta(days=200))
    people.end_person("hua", by="root", now=APRIL)
    people.give_post("fu", "head", "west", by="root", now=APRIL)


def named(number):
    view = queries.case_view(AN, number, MONDAY)
    return {fact.name: fact.value for fact in view.facts}.get("head_then")


def test_the_head_of_that_day_is_named(succession):
    number = register().number
    act(number, "trace", form={"happened_on": "2024-03-31"})
    assert named(number) == "华年", "who has left keeps his name"
    act(number, "trace", form={"happened_on": "2024-04-01"})
    assert named(number) == "傅西"
    timeline = queries.case_view(AN, number, MONDAY, "en").timeline
    assert "当日负责人: 华年" in [line for entry in timeline for line in entry.detail]

"""Offices of the system: held like posts, for a time, and none of any regulation."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from shouwen import people
from shouwen.packs import shelf
from shouwen.people import Office


@pytest.fixture
def keeper(db, january):
    return people.create_person("聂森", id="nie", login="nie", by="root", now=january)


def test_an_office_is_held_for_a_time(keeper, january):
    post = people.give_post(keeper, Office.ADMINISTRATOR, by="root", now=january)
    assert people.offices_of(keeper, january) == {Office.ADMINISTRATOR}
    assert people.offices_of(keeper, january - timedelta(seconds=1)) == frozenset()
    people.end_post(post, by="root", now=january + timedelta(days=1))
    assert people.offices_of(keeper, january + timedelta(days=1)) == frozenset()


def test_a_login_tells_its_offices_in_one_question(keeper, january, django_assert_num_queries):
    people.give_post(keeper, Office.COMPLIANCE, by="root", now=january)
    people.give_post(keeper, Office.AUDITOR, by="root", now=january)
    people.give_post(keeper, "handler", by="root", now=january)
    user = User.objects.get(username="nie")
    with django_assert_num_queries(1):
        standing = people.standing_of(user, january)
    assert standing.actor.person == keeper
    assert standing.offices == {Office.COMPLIANCE, Office.AUDITOR}


def test_no_regulation_has_a_role_of_that_name():
    for regulation in shelf.regulation_ids():
        assert not set(Office) & set(shelf.procedure(regulation).pack.roles), regulation

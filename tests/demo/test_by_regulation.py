"""A regulation's model organisation moves in, and lives through the regulation's stories."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from shouwen import ledger, people
from shouwen.accountability import queries as accountability
from shouwen.casework import queries
from shouwen.casework.models import Case, Clock
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.consequences.models import Closing
from shouwen.demo import by_regulation
from shouwen.demo.laying_out import closings, keyed_stories, laid_out
from shouwen.demo.model_settling import settle_directory
from shouwen.packs import shelf
from shouwen.scenarios import moved, read_organisation
from shouwen.vocabulary import OFFICE_ZONE, Month, Person, moment

THURSDAY = datetime(2026, 11, 26, 14, 10, tzinfo=OFFICE_ZONE)
#: It closes months.
SHOP = "retail-brand"
SMALL = "hospital-fees"


@pytest.fixture(scope="module")
def shop(django_db_setup, django_db_blocker):
    """The organisation with its stories, rolled back after the last test here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield by_regulation.seed(SHOP, now=THURSDAY)
        transaction.set_rollback(True)


def test_every_story_is_told_to_its_end(shop) -> None:
    assert shop.stories == len([s for s in keyed_stories(SHOP).values() if s.steps[0].act])
    assert shop.stories == Case.objects.count()
    assert shop.cut == {}


def test_all_lies_in_the_past_and_some_of_it_is_fresh(shop) -> None:
    assert not Clock.objects.filter(next_fire_at__lte=THURSDAY).exists()
    assert not Case.objects.filter(updated_at__gt=THURSDAY).exists()
    open_ = Case.objects.filter(ended=False)
    assert open_.filter(updated_at__gt=THURSDAY - timedelta(days=7)).exists()


def test_months_were_closed_one_after_the_other(shop) -> None:
    closed = [Month.parse(each) for each in Closing.objects.values_list("month", flat=True)]
    assert len(closed) >= 4
    assert all(one.next == two for one, two in pairwise(sorted(closed)))
    assert not Closing.objects.filter(ended_at=None).exists()
    line = next(each for each in by_regulation.logins(SHOP, THURSDAY) if "--month" in each)
    *_, whose, _, month = line.split()
    told = accountability.statement_on_this_machine(f"person:{whose}", Month.parse(month), THURSDAY)
    assert told.state == "closed"


def test_everybody_can_log_in_who_is_staff(shop) -> None:
    validate_password(by_regulation.PASSWORD)
    directory = shelf.directory(SHOP)
    role = shelf.procedure(SHOP).pack.pack.complainant
    lines = list(by_regulation.logins(SHOP, THURSDAY))
    assert by_regulation.PASSWORD in lines[0]
    for person in directory.people.values():
        user = authenticate(username=person.id, password=by_regulation.PASSWORD)
        outside = {post.role for post in directory.posts_of(person.id)} == {role}
        assert (user is None) == outside, person
        assert any(line.startswith(f"{person.id} ") for line in lines) != outside
        if user is not None:
            assert people.actor_for(user, THURSDAY).name == person.name


def test_a_matter_can_be_followed_on_the_portal(shop) -> None:
    tracked = [line.split() for line in by_regulation.logins(SHOP, THURSDAY) if "code" in line]
    assert tracked
    for words in tracked:
        assert queries.public_view(words[3], words[-1], THURSDAY).number == words[3]


def test_only_this_regulation_counts(shop) -> None:
    by_regulation.check_same(SHOP)
    with pytest.raises(by_regulation.AnotherOrganisation, match=SHOP):
        by_regulation.check_same(SMALL)
    assert {way.regulation for way in queries.public_acts(THURSDAY)} == {SHOP}


def test_the_record_holds(shop) -> None:
    assert_tables_follow_the_ledger()
    assert ledger.verify().sound


def made_anew() -> list[object]:
    with transaction.atomic():
        by_regulation.seed(SMALL, now=THURSDAY)
        told = [*Case.objects.order_by("number").values_list("number", "stage", "opened_at")]
        told += Clock.objects.order_by("number", "clock").values_list("number", "clock", "due_at")
        transaction.set_rollback(True)
    return told


def test_the_same_moment_gives_the_same_matters(db) -> None:
    first = made_anew()
    assert len(first) > 5
    assert made_anew() == first


def test_a_companion_brings_what_it_runs_beside(db) -> None:
    told = by_regulation.seed("pbc-transfers", now=THURSDAY)
    assert told.stories == Case.objects.count() > 0
    assert queries.adopted_ids() == ("postal-bank",)
    assert [each.companion for each in queries.companions()] == ["pbc-transfers"]


def test_weekdays_and_hours_stay_and_days_in_forms_move_along() -> None:
    procedure = shelf.procedure(SMALL)
    for story in keyed_stories(SMALL).values():
        later = moved(procedure, story, 100)
        for one, two in zip(story.steps, later.steps, strict=True):
            assert moment(two.at) - moment(one.at) == timedelta(weeks=100)
            assert one.wants_refusal == two.wants_refusal


def test_a_story_that_closes_months_keeps_them_whole() -> None:
    laid = laid_out(SHOP, shelf.directory(SHOP), THURSDAY)
    closing = [each for each in laid.stories.values() if any(s.close_month for s in each.steps)]
    assert closing
    for story in closing:
        original = next(s for s in keyed_stories(SHOP).values() if s.title == story.title)
        apart = {
            round((moment(two.at).replace(day=1) - moment(one.at).replace(day=1)).days / 30.4)
            for one, two in zip(original.steps, story.steps, strict=True)
            if one.at is not None
        }
        assert len(apart) == 1, story.title
    every = closings(laid.stories.values())
    assert every[-1].at < THURSDAY
    assert all(each.figures for each in every if each.month == every[0].month)


MOVED_ONCE = """
units:
  house: {name: 总部, kind: house}
  north: {name: 北店, kind: shop, parent: house, before: [{until: "2024-03-31", name: 老北店}]}
  south: {name: 南店, kind: shop, parent: north, before: [{until: "2024-05-31", parent: house}]}
people:
  an: {name: 安宁, posts: [{role: head, unit: north, from: "2023-01-01", until: "2024-02-29"}]}
  bo: {name: 柏青, posts: [{role: head, unit: north, from: "2024-03-01"}, [clerk, south]]}
deputies:
  - [bo, an]
"""


def test_tenures_and_former_units_move_in_with_their_days(db) -> None:
    directory = read_organisation(MOVED_ONCE, "directory.yaml")
    year = timedelta(weeks=52)
    settle_directory(
        directory, by="root", since=datetime(2023, 1, 1, tzinfo=OFFICE_ZONE), later=year
    )
    for day in ("2024-02-20", "2024-03-10", "2024-04-10", "2024-06-10"):
        at = moment(f"{day} 12:00")
        then, now = directory.on(at), people.directory(at + year)
        assert now.units == then.units
        assert set(now.posts) == set(then.posts), day
        assert set(now.deputies) == set(then.deputies)
    assert people.directory(moment("2026-01-01 12:00")).people["an"] == Person("an", "安宁")

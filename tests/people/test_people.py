from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import DatabaseError, connection, transaction

from shouwen import people
from shouwen.people import (
    AlreadyThere,
    NewPerson,
    NewPost,
    NewUnit,
    NoSuchEntry,
    NoSuchPerson,
    NoSuchUnit,
    NotStaff,
    WrongEnd,
    WrongTree,
    standing,
)
from shouwen.vocabulary import Actor

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def by(january):
    return {"by": "p-root", "now": january + timedelta(days=10)}


def test_everything_in_the_front_door_is_there():
    assert sorted(people.__all__) == list(people.__all__)
    assert all(getattr(people, name) for name in people.__all__)
    with pytest.raises(AttributeError):
        people.nobody  # noqa: B018


def test_the_tree_is_listed_in_its_order():
    rows = people.units_under()
    assert [(row.id, row.depth) for row in rows] == [
        ("head", 0),
        ("north", 1),
        ("n1", 2),
        ("south", 1),
        ("s1", 2),
    ]
    assert [row.id for row in people.units_under("north")] == ["north", "n1"]
    assert people.unit_choices("north") == [("north", "北城支行"), ("n1", "　北一网点")]
    low, high = people.scope("north")
    inside = {unit for unit, at in people.positions().items() if low <= at < high}
    assert inside == {"north", "n1"}
    with pytest.raises(NoSuchUnit):
        people.scope("nowhere")


def test_a_moved_unit_takes_its_own_along_and_history_remembers(by, january):
    people.move_unit("north", "south", **by)
    assert [row.id for row in people.units_under("south")] == ["south", "s1", "north", "n1"]
    before = people.directory(january)
    after = people.directory(by["now"])
    assert before.superior("north") == "head"
    assert [unit.id for unit in after.lineage("n1")] == ["n1", "north", "south", "head"]
    assert after.units["north"].attributes == {"key_branch"}
    for parent in ("north", "n1"):
        with pytest.raises(WrongTree):
            people.move_unit("north", parent, **by)


def test_a_renamed_unit_keeps_its_old_name_in_the_past(by, january):
    people.change_unit("n1", name="北一旗舰网点", attributes=["flagship"], **by)
    assert people.directory(january).units["n1"].name == "北一网点"
    now = people.directory(by["now"]).units["n1"]
    assert (now.name, now.attributes) == ("北一旗舰网点", {"flagship"})
    assert people.names_of_units(["n1", "x"]) == {"n1": "北一旗舰网点"}


def test_a_unit_corrected_at_once_has_one_state(january):
    people.change_unit("n1", name="北一", by="p-root", now=january)
    assert people.directory(january).units["n1"].name == "北一"
    with pytest.raises(WrongEnd):
        people.change_unit("n1", name="更早", by="p-root", now=january - timedelta(days=1))


def test_a_closed_unit_leaves_the_tree_but_not_the_past(by, january):
    people.give_post("wang.li", "handler", "n1", by="p-root", now=january)
    with pytest.raises(AlreadyThere):
        people.close_unit("north", **by)
    people.close_unit("n1", **by)
    assert [row.id for row in people.units_under("north")] == ["north"]
    assert [row.id for row in people.units_under("north", closed=True)] == ["north", "n1"]
    assert "n1" in people.directory(january).units
    assert "n1" not in people.directory(by["now"]).units
    assert people.directory(by["now"]).posts == ()
    for wrong in (
        lambda: people.close_unit("n1", **by),
        lambda: people.move_unit("n1", "head", **by),
        lambda: people.create_unit("n2", "北二", "outlet", parent="n1", **by),
        lambda: people.give_post("wang.li", "handler", "n1", **by),
    ):
        with pytest.raises(NoSuchUnit):
            wrong()


def test_ids_and_logins_are_given_once(by):
    with pytest.raises(AlreadyThere):
        people.create_unit("n1", "又一", "outlet", **by)
    with pytest.raises(AlreadyThere):
        people.create_person("又一", id="wang.li", **by)
    with pytest.raises(AlreadyThere):
        people.create_person("又一", login="wang.li", **by)
    assert people.create_person("又一", **by).startswith("p-")


def test_posts_hold_from_their_beginning_to_before_their_end(by, january):
    since, until = january + timedelta(days=20), january + timedelta(days=30)
    people.give_post("wang.li", "unit_head", "north", since=since, until=until, **by)
    moment = timedelta(microseconds=1)

    def heads(at):
        return people.directory(at).holders("unit_head", "north")

    assert heads(since - moment) == []
    assert heads(since) == heads(until - moment) == ["wang.li"]
    assert heads(until) == []
    assert people.persons_with_role("unit_head", "north", at=since)[0].name == "王丽"
    assert people.persons_with_role("unit_head", "south", at=since) == []
    assert people.persons_with_role("unit_head", at=until) == []
    with pytest.raises(WrongEnd):
        people.give_post("wang.li", "clerk", since=until, until=since, **by)


def test_nobody_holds_the_same_post_twice_at_once(by, january):
    later = january + timedelta(days=40)
    entry = people.give_post("wang.li", "clerk", **by)
    for since in (None, later):
        with pytest.raises(AlreadyThere):
            people.give_post("wang.li", "clerk", since=since, **by)
    people.give_post("wang.li", "clerk", "north", **by)
    people.end_post(entry, by="p-root", now=later)
    assert people.give_post("wang.li", "clerk", since=later, **by) > entry
    with pytest.raises(NoSuchEntry):
        people.end_post(entry, by="p-root", now=later)
    with pytest.raises(WrongEnd):
        people.end_post(entry + 1, until=january, by="p-root", now=by["now"])
    rows = people.posts(person="wang.li", at=by["now"])
    assert [(row.role, row.unit_name) for row in rows] == [("clerk", ""), ("clerk", "北城支行")]


def test_a_post_that_has_not_begun_can_be_taken_back(by):
    later = by["now"] + timedelta(days=9)
    entry = people.give_post("wang.li", "clerk", since=later, **by)
    people.end_post(entry, **by)
    assert people.posts(person="wang.li", at=later) == []
    assert [row.entry for row in people.posts(person="wang.li")] == [entry]
    people.give_post("wang.li", "clerk", **by)
    assert people.directory(later).holders("clerk") == ["wang.li"]


def test_a_post_without_a_unit_is_held_everywhere(by):
    people.give_post("zhao.min", "supervisor", **by)
    at = by["now"]
    assert [row.id for row in people.persons_with_role("supervisor", "s1", at=at)] == ["zhao.min"]
    assert people.directory(at).holders("supervisor", "s1") == ["zhao.min"]


def test_a_deputy_stands_in_for_a_time(by):
    at = by["now"]
    people.give_post("zhao.min", "unit_head", "north", **by)
    entry = people.name_deputy("zhao.min", "chen.jun", until=at + timedelta(days=5), **by)
    assert [post.role for post in people.directory(at).posts_of("chen.jun")] == ["unit_head"]
    assert people.deputies_of("zhao.min", at) == [(entry, "chen.jun")]
    with pytest.raises(AlreadyThere):
        people.name_deputy("zhao.min", "chen.jun", **by)
    with pytest.raises(NoSuchPerson):
        people.name_deputy("zhao.min", "zhao.min", **by)
    people.end_deputy(entry, by="p-root", now=at + timedelta(days=1))
    assert people.directory(at + timedelta(days=1)).posts_of("chen.jun") == []


def test_who_leaves_holds_nothing_and_is_still_named(by, january):
    at = by["now"]
    people.give_post("wang.li", "clerk", by="p-root", now=january)
    people.give_post("wang.li", "handler", since=at + timedelta(days=9), **by)
    people.name_deputy("wang.li", "chen.jun", by="p-root", now=january)
    user = User.objects.get(username="wang.li")
    assert people.actor_for(user, at) == Actor("wang.li", "王丽")
    people.end_person("wang.li", **by)
    later = people.directory(at + timedelta(days=10))
    assert (later.posts, later.deputies) == ((), ())
    assert "wang.li" not in later.people
    assert people.directory(january).holders("clerk") == ["wang.li"]
    assert people.names_of_persons(["wang.li"]) == {"wang.li": "王丽"}
    user.refresh_from_db()
    assert not user.is_active
    for stranger in (user, AnonymousUser(), User.objects.create(username="nobody")):
        with pytest.raises(NotStaff):
            people.actor_for(stranger, at)
    with pytest.raises(NoSuchPerson):
        people.end_person("wang.li", **by)


def test_logins_and_passwords(by):
    user = User.objects.get(username="wang.li")
    assert not user.has_usable_password()
    people.give_login("wang.li", "wang", password="eight words of nonsense", **by)
    user.refresh_from_db()
    assert (user.username, user.check_password("eight words of nonsense")) == ("wang", True)
    with pytest.raises(AlreadyThere):
        people.give_login("zhao.min", "wang", password=None, **by)
    people.change_person("wang.li", name="王莉", extension="801", **by)
    assert people.directory(by["now"]).people["wang.li"].name == "王莉"


def test_people_of_a_unit_are_offered_for_choice(by):
    people.give_posts(
        [NewPost("wang.li", "handler", "n1"), NewPost("zhao.min", "handler", "south")], **by
    )
    at = by["now"]
    assert people.person_choices("north", at=at) == [("wang.li", "王丽")]
    assert {person for person, _ in people.person_choices("head", at=at)} == {"wang.li", "zhao.min"}
    assert len(people.person_choices(at=at)) == 3


def test_every_change_is_logged_without_names_and_cannot_be_unlogged(by):
    people.give_post("wang.li", "clerk", "n1", **by)
    people.change_person("wang.li", name="王莉", **by)
    notes = people.changes("wang.li")
    assert [note.what for note in notes] == ["person.changed", "post.given", "person.entered"]
    assert (notes[1].by, notes[1].at) == ("p-root", by["now"])
    assert notes[1].details["role"] == "clerk"
    assert "王" not in str(notes)
    for statement in ("UPDATE people_change SET by = ''", "DELETE FROM people_change"):
        with (
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="变更记录只能追加"),
            transaction.atomic(),
        ):
            cursor.execute(statement)


@pytest.fixture
def eventful(by, january):
    """Some months in which people came, went and stood in, and a branch was moved."""
    days = [january + timedelta(days=n) for n in range(0, 100, 10)]
    entry = people.give_post("wang.li", "unit_head", "n1", by="p-root", now=days[1])
    people.end_post(entry, by="p-root", now=days[3], until=days[4])
    people.give_post("zhao.min", "unit_head", "n1", by="p-root", now=days[4], until=days[6])
    people.name_deputy("zhao.min", "chen.jun", by="p-root", now=days[5], until=days[6])
    people.move_unit("north", "south", by="p-root", now=days[6])
    people.change_unit("n1", name="北一旗舰网点", by="p-root", now=days[7])
    people.give_post("chen.jun", "unit_head", "n1", by="p-root", now=days[7])
    return days


def test_tenures_tell_of_every_moment_what_the_directory_of_it_tells(eventful):
    tenures = people.tenures()
    half = timedelta(days=5)
    for day in eventful:
        for at in (day - half, day - timedelta(microseconds=1), day, day + half):
            standing.forget()
            assert tenures.standing_at(at) == people.directory(at)


def test_a_directory_that_looks_back_knows_who_held_what_on_another_day(eventful, january):
    now = january + timedelta(days=95)
    directory = people.directory(now, past=True)
    assert directory == people.directory(now)
    assert directory.on(now) is directory
    assert directory.on(now.date()) is directory, "today is not over"
    heads = {n: directory.on((january + timedelta(days=n)).date()).holders("unit_head", "n1")
             for n in (0, 9, 10, 39, 40, 59, 60, 70)}  # fmt: skip
    assert heads == {
        0: [], 9: [], 10: ["wang.li"], 39: ["wang.li"], 40: ["zhao.min"], 59: ["zhao.min"],
        60: [], 70: ["chen.jun"],
    }  # fmt: skip
    assert directory.on(january + timedelta(days=59)).superior("north") == "head"
    assert directory.superior("north") == "south"


def test_looking_back_is_read_once_for_a_version(eventful, january, django_assert_num_queries):
    number = people.version()
    now = january + timedelta(days=95)
    directory = people.directory(now, number, past=True)
    with django_assert_num_queries(0):
        assert people.directory(now, number, past=True) is directory
        assert people.directory(now, number) is directory
        directory.on(january)
    with django_assert_num_queries(2):  # the bounds of another stretch; the past is known
        people.directory(january + timedelta(days=65), number, past=True)
    assert people.directory(january - timedelta(days=1)).past is None


def test_a_directory_is_remembered_until_something_changes(by, django_assert_num_queries):
    at = by["now"]
    people.give_post("wang.li", "clerk", since=at + timedelta(days=3), **by)
    number = people.version()
    first = people.directory(at, number)
    with django_assert_num_queries(0):
        assert people.directory(at + timedelta(days=2), number) is first
        assert people.directory(at, number) is first
    with django_assert_num_queries(1):
        assert people.directory(at) is first
    later = people.directory(at + timedelta(days=3), number)
    assert later.holders("clerk") == ["wang.li"]
    people.give_post("zhao.min", "clerk", **by)
    assert people.version() != number
    assert people.directory(at).holders("clerk") == ["zhao.min"]


def test_a_rolled_back_change_is_never_remembered(by):
    at = by["now"]
    with transaction.atomic():
        people.give_post("wang.li", "clerk", **by)
        assert people.directory(at).holders("clerk") == ["wang.li"]
        transaction.set_rollback(True)
    assert people.directory(at).holders("clerk") == []
    people.give_post("zhao.min", "clerk", **by)
    assert people.directory(at).holders("clerk") == ["zhao.min"]


def test_an_outdated_version_answers_with_the_present_and_is_not_remembered(by):
    old = people.version()
    people.give_post("zhao.min", "clerk", **by)
    assert people.directory(by["now"], old).holders("clerk") == ["zhao.min"]
    assert standing._stretches == ()


def test_a_thousand_outlets_are_created_in_one_go(by):
    people.create_units(
        [NewUnit(f"o{n}", f"第{n}网点", "outlet", "north") for n in range(1000)], **by
    )
    people.create_people([NewPerson(f"p{n}", f"员工{n}", f"login{n}") for n in range(300)], **by)
    people.give_posts([NewPost(f"p{n}", "handler", f"o{n}") for n in range(300)], **by)
    assert len(people.units_under("north")) == 1002
    assert len(people.directory(by["now"]).holders("handler")) == 300

"""A regulation's model organisation moves in: units, people, posts, deputies, each in its time."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from shouwen import people
from shouwen.people import NewPerson, NewPost, NewUnit
from shouwen.vocabulary import Deputy, Directory, Person, Post, Spell, Unit

_NO_TIME = timedelta(0)


def settle_directory(
    directory: Directory,
    *,
    by: str,
    since: datetime,
    later: timedelta = _NO_TIME,
    password_hash: str | None = None,
    without: Iterable[str] = (),
) -> None:
    """Enter a directory, standing since `since`, with what it knows of other days.

    :param since: earlier than any day the directory tells of
    :param later: how much later everything the directory dates has happened
    :param password_hash: everybody's; with one, people log in under their ids
    :param without: people of the directory who are not staff
    :raises AlreadyThere: if a unit or a person has been entered before
    """
    _enter_units(directory, by, since, later)
    outside = frozenset(without)
    staff = [person for person in directory.people.values() if person.id not in outside]
    people.create_people(
        [
            NewPerson(person.id, person.name, person.id if password_hash else None, password_hash)
            for person in staff
        ],
        by=by,
        now=since,
    )
    people.give_posts(
        [
            NewPost(
                spell.what.person,
                spell.what.role,
                spell.what.unit,
                _moved(spell.since, later),
                _moved(spell.until, later),
            )
            for spell in _posts(directory)
            if spell.what.person not in outside
        ],
        by=by,
        now=since,
    )
    for held in _deputies(directory):
        people.name_deputy(
            held.what.person,
            held.what.deputy,
            since=_moved(held.since, later),
            until=_moved(held.until, later),
            by=by,
            now=since,
        )


def only_holding(directory: Directory, role: str | None) -> list[Person]:
    """Return the people who hold this role and no other, such as those who complain."""
    return [
        person
        for person in directory.people.values()
        if {post.role for post in directory.posts_of(person.id)} == {role}
    ]


def earliest(directory: Directory, later: timedelta = _NO_TIME) -> datetime | None:
    """Return the first moment the directory dates anything by, so much later; None if it does not.

    Only what it knows of the past carries dates.
    """
    if directory.past is None:
        return None
    spells = (*directory.past.units, *directory.past.posts, *directory.past.deputies)
    dated = [each for spell in spells for each in (spell.since, spell.until) if each is not None]
    return _moved(min(dated, default=None), later)


def _enter_units(directory: Directory, by: str, since: datetime, later: timedelta) -> None:
    """Create the units as they stood first, then change them in the order of time."""
    states: dict[str, list[Spell[Unit]]] = {}
    for spell in _units(directory):
        states.setdefault(spell.what.id, []).append(spell)
    first = [found[0].what for found in states.values()]
    units = [
        NewUnit(unit.id, unit.name, unit.kind, unit.parent, sorted(unit.attributes))
        for unit in superiors_first(first)
    ]
    people.create_units(units, by=by, now=since)
    changes = [
        (_moved(after.since, later) or since, before.what, after.what)
        for found in states.values()
        for before, after in pairwise(found)
    ]
    for at, before, after in sorted(changes, key=lambda change: (change[0], change[2].id)):
        people.change_unit(
            after.id, name=after.name, kind=after.kind, attributes=sorted(after.attributes),
            by=by, now=at,
        )  # fmt: skip
        if before.parent != after.parent:
            people.move_unit(after.id, after.parent, by=by, now=at)


def superiors_first(units: Iterable[Unit]) -> Iterator[Unit]:
    """Yield units so that none comes before its superior."""
    waiting, placed = list(units), set[str]()
    while waiting:
        ready = [unit for unit in waiting if unit.parent is None or unit.parent in placed]
        yield from ready
        placed |= {unit.id for unit in ready}
        waiting = [unit for unit in waiting if unit.id not in placed]


def _units(directory: Directory) -> Iterable[Spell[Unit]]:
    if directory.past is not None:
        return directory.past.units
    return [Spell(unit) for unit in directory.units.values()]


def _posts(directory: Directory) -> Iterable[Spell[Post]]:
    if directory.past is not None:
        return directory.past.posts
    return [Spell(post) for post in directory.posts]


def _deputies(directory: Directory) -> Iterable[Spell[Deputy]]:
    if directory.past is not None:
        return directory.past.deputies
    return [Spell(deputy) for deputy in directory.deputies]


def _moved(at: datetime | None, later: timedelta) -> datetime | None:
    return None if at is None else at + later

"""The organisation as administrators look at it: the tree on a day, persons by words, histories."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from shouwen.people import standing
from shouwen.people.errors import NoSuchPerson, NoSuchUnit
from shouwen.people.models import Deputy, Person, Post, Unit, UnitState
from shouwen.people.queries import in_force
from shouwen.vocabulary import at_office


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit in the tree of a day. `depth` counts the levels above; `people` those with posts."""

    id: str
    name: str
    kind: str
    depth: int
    people: int
    last: bool


@dataclass(frozen=True, slots=True)
class UnitSpell:
    """How a unit stood for a time; `until` is None for the present state."""

    name: str
    kind: str
    parent: str
    attributes: tuple[str, ...]
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class UnitView:
    """One unit with everything it was."""

    id: str
    name: str
    kind: str
    parent: str | None
    attributes: tuple[str, ...]
    opened_at: datetime
    closed_at: datetime | None
    spells: tuple[UnitSpell, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A person in a list, with his posts of the day: role, and unit in words."""

    id: str
    name: str
    extension: str
    login: str
    open: bool
    left: bool
    posts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StandIn:
    """One deputyship, whichever side one looks from."""

    entry: int
    principal: str
    principal_name: str
    deputy: str
    deputy_name: str
    since: datetime
    until: datetime | None
    over: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person: who, and how he logs in. `open` is false while the login is closed."""

    id: str
    name: str
    extension: str
    login: str
    open: bool
    has_password: bool
    joined_at: datetime
    left_at: datetime | None
    user: int | None


def tree(at: datetime) -> tuple[Branch, ...]:
    """Return the units as they lay at an instant, superiors before those below them."""
    directory = standing.directory(at)
    below: dict[str | None, list[str]] = {}
    for unit in directory.units.values():
        parent = unit.parent if unit.parent in directory.units else None
        below.setdefault(parent, []).append(unit.id)
    held: dict[str | None, set[str]] = {}
    for post in directory.posts:
        held.setdefault(post.unit, set()).add(post.person)
    order = dict(Unit.objects.values_list("id", "position_from"))
    found: list[Branch] = []

    def walk(parent: str | None, depth: int) -> None:
        for id_ in sorted(below.get(parent, ()), key=lambda each: order.get(each, 0)):
            unit = directory.units[id_]
            last = id_ not in below
            people = len(held.get(id_, ()))
            found.append(Branch(id_, unit.name, unit.kind, depth, people, last))
            walk(id_, depth + 1)

    walk(None, 0)
    return tuple(found)


def unit_view(unit: str) -> UnitView:
    """Return a unit with its history, the present first.

    :raises NoSuchUnit: if there is none of this id, open or closed
    """
    row = Unit.objects.filter(id=unit).first()
    if row is None:
        raise NoSuchUnit(unit)
    states = UnitState.objects.filter(unit=unit).select_related("parent").order_by("-since", "-pk")
    spells = tuple(
        UnitSpell(
            each.name, each.kind, each.parent.name if each.parent else "",
            tuple(each.attributes), at_office(each.since), _local(each.until),
        )
        for each in states
    )  # fmt: skip
    return UnitView(
        row.id, row.name, row.kind, row.parent_id, tuple(row.attributes),
        at_office(row.opened_at), _local(row.closed_at), spells,
    )  # fmt: skip


def kinds() -> tuple[str, ...]:
    """Return the kinds of unit there are, sorted."""
    return tuple(Unit.objects.order_by("kind").values_list("kind", flat=True).distinct())


def search_persons(
    text: str = "", *, at: datetime, after: str = "", left: bool = False, limit: int = 50
) -> tuple[tuple[Found, ...], str]:
    """Return persons by id, and the cursor of the next page; empty at the end.

    :param text: part of a name, an id, a login or an extension
    :param left: those who have left instead of those who are there
    """
    rows = Person.objects.select_related("user").order_by("id")
    rows = rows.exclude(left_at=None) if left else rows.filter(left_at=None)
    if text:
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(id__icontains=text)
            | Q(user__username__icontains=text)
            | Q(extension__startswith=text)
        )
    if after:
        rows = rows.filter(id__gt=after)
    page = list(rows[: limit + 1])
    more = page[limit - 1].id if len(page) > limit else ""
    held = _held([row.id for row in page[:limit]], at)
    found = tuple(
        Found(
            row.id, row.name, row.extension, row.user.get_username() if row.user else "",
            bool(row.user and row.user.is_active), row.left_at is not None,
            tuple(held.get(row.id, ())),
        )
        for row in page[:limit]
    )  # fmt: skip
    return found, more


def named(text: str) -> str:
    """Return the id of the person who is there and whom a text means: by id, login, or only name.

    :raises NoSuchPerson: if that is nobody, or the name is that of several
    """
    rows = Person.objects.filter(left_at=None)
    exact = rows.filter(Q(id=text) | Q(user__username=text)).values_list("id", flat=True).first()
    if exact is not None:
        return exact
    found = list(rows.filter(name=text).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise NoSuchPerson(text)
    return found[0]


def person_view(person: str) -> PersonView:
    """Return one person, also one who has left.

    :raises NoSuchPerson: if there is none of this id
    """
    row = Person.objects.select_related("user").filter(id=person).first()
    if row is None:
        raise NoSuchPerson(person)
    user = row.user
    return PersonView(
        row.id, row.name, row.extension, user.get_username() if user else "",
        bool(user and user.is_active), bool(user and user.has_usable_password()),
        at_office(row.joined_at), _local(row.left_at), user.pk if user else None,
    )  # fmt: skip


def stand_ins(person: str, at: datetime) -> tuple[StandIn, ...]:
    """Return the deputyships a person is part of, on either side, newest first."""
    rows = Deputy.objects.filter(Q(principal=person) | Q(deputy=person)).select_related(
        "principal", "deputy"
    )
    return tuple(
        StandIn(
            row.id, row.principal_id, row.principal.name, row.deputy_id, row.deputy.name,
            at_office(row.since), _local(row.until), row.until is not None and row.until <= at,
        )
        for row in rows.order_by("-since", "-pk")
    )  # fmt: skip


def holders(
    *, role: str = "", unit: str = "", at: datetime, after: int = 0, limit: int = 50
) -> tuple[tuple[Post, ...], int]:
    """Return posts in force or to come, with the cursor of the next page; 0 at the end."""
    rows = Post.objects.select_related("person", "unit").filter(Q(until=None) | Q(until__gt=at))
    rows = rows.filter(role=role) if role else rows
    rows = rows.filter(unit=unit) if unit else rows
    rows = rows.filter(id__gt=after).order_by("id")
    page = list(rows[: limit + 1])
    return tuple(page[:limit]), page[limit - 1].pk if len(page) > limit else 0


def _held(persons: Iterable[str], at: datetime) -> dict[str, list[tuple[str, str]]]:
    rows = Post.objects.filter(in_force(at), person__in=list(persons)).select_related("unit")
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows.order_by("id"):
        found.setdefault(row.person_id, []).append((row.role, row.unit.name if row.unit else ""))
    return found


def _local(at: datetime | None) -> datetime | None:
    return at_office(at) if at else None

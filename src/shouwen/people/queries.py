"""Who is there, who holds what, which units lie where. Lists show how things stand now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from shouwen.people.errors import NoSuchUnit, NotStaff
from shouwen.people.models import Change, Deputy, Person, Post, Unit
from shouwen.vocabulary import Actor, at_office


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as it stands now. `depth` counts the levels above it; roots have 0.

    The unit and everything under it have positions from `position_from` to below `position_until`.
    """

    id: str
    name: str
    kind: str
    parent: str | None
    depth: int
    position_from: int
    position_until: int
    closed: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A member of staff."""

    id: str
    name: str
    extension: str


@dataclass(frozen=True, slots=True)
class PostRow:
    """An entry of who holds what where, with the numbers operations ask for."""

    entry: int
    person: str
    person_name: str
    role: str
    unit: str | None
    unit_name: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """Somebody changed the organisation."""

    at: datetime
    by: str
    what: str
    subject: str
    details: dict[str, Any]


def person_of_login(login: str) -> str:
    """Return the id of the person who logs in with this name.

    :raises NotStaff: if nobody who is still there does
    """
    found = Person.objects.filter(user__username=login, left_at=None).values_list("id", flat=True)
    for person in found:
        return person
    raise NotStaff(login)


def units_under(unit: str | None = None, *, closed: bool = False) -> list[UnitRow]:
    """Return a unit and everything under it in tree order; the whole tree when it is None.

    :param closed: include units that have been closed
    :raises NoSuchUnit: if there is none of this id
    """
    rows = Unit.objects.order_by("position_from")
    if unit is not None:
        low, high = scope(unit)
        rows = rows.filter(position_from__gte=low, position_from__lt=high)
    found: list[UnitRow] = []
    above: list[int] = []
    for row in rows:
        while above and above[-1] <= row.position_from:
            above.pop()
        found.append(
            UnitRow(
                row.id,
                row.name,
                row.kind,
                row.parent_id,
                len(above),
                row.position_from,
                row.position_until,
                row.closed_at is not None,
            )
        )
        above.append(row.position_until)
    return [row for row in found if closed or not row.closed]


def scope(unit: str) -> tuple[int, int]:
    """Return the positions of a unit and everything under it, the second excluded.

    :raises NoSuchUnit: if there is none of this id
    """
    found = Unit.objects.filter(id=unit).values_list("position_from", "position_until").first()
    if found is None:
        raise NoSuchUnit(unit)
    return found


def positions(units: Iterable[str] | None = None) -> dict[str, int]:
    """Return the position of each unit, or of all; unknown ones are left out."""
    rows = Unit.objects.all() if units is None else Unit.objects.filter(id__in=list(units))
    return dict(rows.order_by().values_list("id", "position_from"))


def names_of_units(units: Iterable[str]) -> dict[str, str]:
    """Return the present name of each unit, closed ones too; unknown ones are left out."""
    return dict(Unit.objects.filter(id__in=list(units)).order_by().values_list("id", "name"))


def names_of_persons(persons: Iterable[str]) -> dict[str, str]:
    """Return the name of each person, also of those who have left; unknown ones are left out."""
    return dict(Person.objects.filter(id__in=list(persons)).values_list("id", "name"))


def unit_choices(under: str | None = None) -> list[tuple[str, str]]:
    """Return id and label of the open units for a form's list, indented as the tree is."""
    return [(row.id, "　" * row.depth + row.name) for row in units_under(under)]


def person_choices(unit: str | None = None, *, at: datetime) -> list[tuple[str, str]]:
    """Return id and name of those with a post at a unit or under it; of all staff when None.

    :raises NoSuchUnit: if there is none of this id
    """
    rows = Person.objects.filter(in_force(at, "joined_at", "left_at"))
    if unit is not None:
        low, high = scope(unit)
        posts = Post.objects.filter(
            in_force(at), unit__position_from__gte=low, unit__position_from__lt=high
        )
        rows = rows.filter(id__in=posts.values("person"))
    return list(rows.order_by("name", "id").values_list("id", "name"))


def persons_with_role(role: str, unit: str | None = None, *, at: datetime) -> list[PersonRow]:
    """Return who holds `role` at `unit` (or everywhere); anywhere at all when `unit` is None."""
    posts = Post.objects.filter(in_force(at), role=role)
    if unit is not None:
        posts = posts.filter(Q(unit=unit) | Q(unit=None))
    rows = Person.objects.filter(
        in_force(at, "joined_at", "left_at"), id__in=posts.values("person")
    )
    return [PersonRow(row.id, row.name, row.extension) for row in rows.order_by("name", "id")]


def extension_of(person: str) -> str:
    """Return the telephone extension of a person, or "" if there is none."""
    found = Person.objects.filter(id=person).values_list("extension", flat=True).first()
    return found or ""


def person_at(extension: str, at: datetime) -> Actor | None:
    """Return who sits at a telephone extension, or None if nobody does, or several."""
    rows = list(
        Person.objects.filter(in_force(at, "joined_at", "left_at"), extension=extension)
        .exclude(extension="")
        .values_list("id", "name")[:2]
    )
    return Actor(*rows[0]) if len(rows) == 1 else None


def posts(
    *, person: str | None = None, unit: str | None = None, at: datetime | None = None
) -> list[PostRow]:
    """Return posts of a person, at a unit, in force at a moment; the whole history when None."""
    rows = Post.objects.select_related("person", "unit").order_by("person", "since", "id")
    if person is not None:
        rows = rows.filter(person=person)
    if unit is not None:
        rows = rows.filter(unit=unit)
    if at is not None:
        rows = rows.filter(in_force(at))
    return [
        PostRow(
            row.id,
            row.person_id,
            row.person.name,
            row.role,
            row.unit_id,
            row.unit.name if row.unit else "",
            at_office(row.since),
            at_office(row.until) if row.until else None,
        )
        for row in rows
    ]


def deputies_of(person: str, at: datetime) -> list[tuple[int, str]]:
    """Return entry and person of each deputy in force."""
    rows = Deputy.objects.filter(in_force(at), principal=person).order_by("since", "id")
    return list(rows.values_list("id", "deputy"))


def changes(subject: str | None = None, limit: int = 200) -> list[ChangeNote]:
    """Return who changed what, newest first."""
    rows = Change.objects.order_by("-id")
    if subject is not None:
        rows = rows.filter(subject=subject)
    return [
        ChangeNote(at_office(row.at), row.by, row.what, row.subject, row.details)
        for row in rows[:limit]
    ]


def in_force(at: datetime, since: str = "since", until: str = "until") -> Q:
    return Q(**{f"{since}__lte": at}) & (Q(**{until: None}) | Q(**{f"{until}__gt": at}))

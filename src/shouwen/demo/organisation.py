"""What the demonstration needs to know of an organisation: units, staff and where they work.

Plain frozen values; the seeder turns them into rows and ``directory()`` into the engine's argument.
The bank itself is in ``lanchuan``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from shouwen.people import Office
from shouwen.vocabulary import Deputy, Directory, Person, Post, ShouwenError, Unit

Gender = Literal["female", "male"]


class UnknownUnit(ShouwenError):
    """A unit was asked for that the demonstration bank does not have."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff.

    `login` is what the person types and the id that never changes. `unit` is where the desk stands.
    `roles` are pairs of role and unit: the same person may hold posts at several. `featured` people
    are printed with their logins when the demonstration starts: together they hold every role.
    """

    login: str
    name: str
    gender: Gender
    title: str
    unit: str
    roles: tuple[tuple[str, str], ...] = ()
    featured: bool = False


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom a unit answers to for complaints: the first and the second contact, by login."""

    unit: str
    first: str
    second: str


@dataclass(frozen=True)
class Organisation:
    """A fictitious organisation: everything the seeder writes before the first complaint.

    `city` is where the head office stands, `hotline` the customer line, `short` the name people
    say. `absences` name who stands in for whom, `offices` who looks after the system itself.
    """

    name: str
    short: str
    english: str
    city: str
    hotline: str
    units: tuple[Unit, ...]
    staff: tuple[Staff, ...]
    absences: tuple[Deputy, ...] = ()
    contacts: tuple[Contacts, ...] = ()
    offices: tuple[tuple[str, Office], ...] = ()

    def directory(self) -> Directory:
        """Return the organisation as the engine knows one."""
        return Directory.of(
            units=self.units,
            people=(Person(staff.login, staff.name) for staff in self.staff),
            posts=(
                Post(staff.login, role, unit) for staff in self.staff for role, unit in staff.roles
            ),
            deputies=self.absences,
        )

    def unit(self, unit_id: str) -> Unit:
        """Return a unit by its id.

        :raises UnknownUnit: if there is none
        """
        for unit in self.units:
            if unit.id == unit_id:
                return unit
        raise UnknownUnit(
            f"{self.name}没有编号为“{unit_id}”的单位",
            "请用 Organisation.units 中的编号",
            f"no unit '{unit_id}'; use an id found in Organisation.units",
        )

    def of_kind(self, *kinds: str) -> tuple[Unit, ...]:
        """Return the units of these kinds, in the order of the organisation."""
        return tuple(unit for unit in self.units if unit.kind in kinds)

    def with_attribute(self, word: str) -> tuple[Unit, ...]:
        """Return the units that carry an attribute, such as ``key_branch``."""
        return tuple(unit for unit in self.units if word in unit.attributes)

    def person(self, login: str) -> Staff:
        """Return a member of staff.

        :raises KeyError: if nobody has that login
        """
        for staff in self.staff:
            if staff.login == login:
                return staff
        raise KeyError(login)

    def holding(self, role: str, unit: str | None = None) -> Iterator[Staff]:
        """Yield who holds a role, at one unit or anywhere."""
        for staff in self.staff:
            if any(held == role and unit in (None, at) for held, at in staff.roles):
                yield staff

    def featured(self) -> tuple[Staff, ...]:
        """Return the people whose logins the demonstration prints."""
        return tuple(staff for staff in self.staff if staff.featured)

"""What adopted regulations want of the people: roles, what they may do, seats nobody holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from shouwen import people
from shouwen.casework.in_force import in_force
from shouwen.packs import shelf
from shouwen.people import Office, office_title
from shouwen.regulations import Procedure
from shouwen.regulations.proofreading import proofread_seats
from shouwen.vocabulary import at_office


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role somebody may hold. `regulation` is the title of the one it comes from, or empty."""

    role: str
    title: str
    regulation: str


@dataclass(frozen=True, slots=True)
class EmptySeat:
    """A seat nobody can hold as the organisation stands, in the proofreader's words."""

    regulation: str
    text: str


def roles_known(now: datetime, language: str = "zh") -> tuple[RoleRow, ...]:
    """Return the offices of the system and the roles of every regulation that is adopted.

    A role two regulations know by the same name and title stands once, under the first.
    """
    found = {
        (office.value, office_title(office, language)): RoleRow(
            office.value, office_title(office, language), ""
        )
        for office in Office
    }
    for procedure in in_force(now).procedures():
        pack = procedure.pack
        for name, role in pack.roles.items():
            if role.external or name == pack.pack.complainant:
                continue
            title = pack.say(role.title, language)
            row = RoleRow(name, title, pack.say(pack.pack.title, language))
            found.setdefault((name, title), row)
    return tuple(found.values())


def acts_of(role: str, now: datetime, language: str = "zh") -> tuple[tuple[str, str], ...]:
    """Return what a role may do: regulation and act in words, over all that are adopted."""
    return tuple(
        (procedure.pack.say(procedure.pack.pack.title, language), act)
        for procedure in in_force(now).procedures()
        for act in _acts(procedure, role, language)
    )


def empty_seats(now: datetime, language: str = "zh") -> tuple[EmptySeat, ...]:
    """Return the seats of adopted regulations nobody can hold as the organisation stands now."""
    rules, directory = in_force(now), people.directory(now)
    found = []
    for procedure in rules.procedures():
        pack = procedure.pack
        opened = shelf.opened(pack.pack.id, _version(pack.pack.id, now))
        if opened.source is None or opened.pack is None:
            continue
        title = pack.say(pack.pack.title, language)
        told = set()
        for finding in proofread_seats(opened.source, opened.pack, directory):
            if finding.english in told:
                continue
            told.add(finding.english)
            text = finding.english if language == "en" else finding.problem
            found.append(EmptySeat(title, text))
    return tuple(found)


def _version(regulation: str, now: datetime) -> str:
    return shelf.edition(regulation, on=at_office(now).date()).version


def _acts(procedure: Procedure, role: str, language: str) -> Iterator[str]:
    pack = procedure.pack
    for act in pack.acts.values():
        if any(seat.role == role for seat in act.by):
            yield pack.say(act.title, language)

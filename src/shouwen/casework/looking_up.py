"""Units and persons by what somebody types, where there are too many for a list."""

import re
from datetime import datetime
from typing import Final

from shouwen import people
from shouwen.casework.shapes import Choice
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

_NAMED: Final = re.compile(r"^(?P<name>.+)（(?P<id>[^（）]+)）$")


def find_people(actor: Actor, text: str, now: datetime, limit: int = 20) -> tuple[Choice, ...]:
    """Return staff whose name or id contains a text, for fields too large for a list."""
    wanted = text.strip().lower()
    if not wanted or actor.person == COMPLAINANT:
        return ()
    found = (
        Choice(person.id, person.name)
        for person in people.directory(now).people.values()
        if wanted in person.name.lower() or wanted in person.id.lower()
    )
    return tuple(choice for choice, _ in zip(found, range(limit), strict=False))


def find_units(text: str, now: datetime, limit: int = 20) -> tuple[Choice, ...]:
    """Return units whose name or id contains a text, those that begin with it first.

    A name several units bear is followed by the id, in brackets.
    """
    wanted = text.strip().lower()
    if not wanted:
        return ()
    found = [
        unit
        for unit in people.directory(now).units.values()
        if wanted in unit.name.lower() or wanted in unit.id.lower()
    ]
    found.sort(key=lambda unit: (not unit.name.lower().startswith(wanted), len(unit.name), unit.id))
    named = [unit.name for unit in found]
    return tuple(
        Choice(unit.id, unit.name if named.count(unit.name) == 1 else f"{unit.name}（{unit.id}）")
        for unit in found[:limit]
    )


def meant(kind: str, text: str, now: datetime) -> str:
    """Return the id of the one unit or person a text names: id, name, or name with id in brackets.

    The text itself where it names none, or several: the regulation's check then says so.

    :param kind: ``unit`` or ``person``
    """
    directory = people.directory(now)
    known = directory.units if kind == "unit" else directory.people
    text = text.strip()
    if not text or text in known:
        return text
    found = [each.id for each in known.values() if each.name == text]
    if len(found) == 1:
        return found[0]
    named = _NAMED.match(text)
    return named["id"] if named and named["id"] in known else text

"""Whom a case concerns: its unit, its parties, the circle it is kept in, the desks it lies on."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from shouwen.casework.keys import person_key, reaching_keys, seat_keys
from shouwen.casework.kinds import kind_of_stage, kind_of_task
from shouwen.casework.matter import Matter
from shouwen.engine import (
    CaseScope,
    NoticeDue,
    PointReached,
    Recipient,
    StageChanged,
    readers_of,
)
from shouwen.engine.seating import Seating
from shouwen.regulations import Procedure
from shouwen.vocabulary import Directory


def unit_of(matter: Matter, procedure: Procedure) -> str:
    """Return the unit a case belongs to: the one complained about, the leading, the receiving."""
    case = matter.case
    for meaning in ("accused_unit", "lead_unit"):
        name = procedure.pack.fact_meaning(meaning)  # type: ignore[arg-type]
        value = case.facts.get(name or "")
        if isinstance(value, str) and value:
            return value
        if isinstance(value, list | tuple) and value:
            return str(value[0])
    return case.receiving_unit or ""


def meant(matter: Matter, procedure: Procedure, meaning: str) -> object:
    """Return the value of the fact that means this, or None."""
    name = procedure.pack.fact_meaning(meaning)  # type: ignore[arg-type]
    return None if name is None else matter.case.facts.get(name)


def circle_of(matter: Matter, procedure: Procedure, directory: Directory) -> set[str] | None:
    """Return the keys that open a closed case, or None where no circle closes it.

    Under several circles a seat must be in each. Somebody who sits in them by different seats is
    missed here and so in lists, but may open the case by its number: the engine's answer is exact.
    """
    case = matter.case
    assert case.opened_at is not None  # noqa: S101 - rows are made of opened cases
    at = case.changed_at or case.opened_at
    circles = readers_of(procedure, case, at)
    if not circles:
        return None
    seating = Seating(procedure, CaseScope(procedure, case, at), directory)
    keys: set[str] | None = None
    for circle in circles:
        own: set[str] = set()
        for seat in circle.readers:
            if seat.person is not None:
                own |= {person_key(person) for person in seating.persons(seat) or ()}
                continue
            role, place = seating.role(seat), seat.place
            unit = None if place is None else seating.unit(place, role)
            if role is not None and (place is None or unit is not None):
                own |= set(reaching_keys(procedure.pack.pack.id, role, unit, directory))
        keys = own if keys is None else keys & own
    keys = keys or set()
    if case.first_receiver is not None:
        keys.add(person_key(case.first_receiver))
    return keys


def parties_of(
    matter: Matter,
    procedure: Procedure,
    directory: Directory,
    desk: list[dict[str, Any]] | None = None,
) -> set[str]:
    """Return the keys of all the case concerns: took part, were told, have it on the desk.

    :param desk: what :func:`desk_of` returned, where the caller has it
    """
    if desk is None:
        desk = desk_of(matter, procedure, directory)
    case, pack = matter.case, procedure.pack
    persons = {person for done in case.did.values() for person in done}
    if case.first_receiver is not None:
        persons.add(case.first_receiver)
    handler = meant(matter, procedure, "handler")
    if isinstance(handler, str):
        persons.add(handler)
    keys = {key for row in desk for key in row["keys"]}
    seats = [(row["role"], row["unit"] or None) for row in desk]
    seats += [
        (task.owner.role or "", task.owner.unit)
        for task in case.tasks.values()
        if not task.owner.unplaced
    ]
    for role, unit in seats:
        if role in pack.roles:
            # Whoever stands above the seat may take it, and so must be able to find the case.
            keys |= set(reaching_keys(pack.pack.id, role, unit, directory))
    for task in case.tasks.values():
        persons |= set(task.owner.persons)
        if task.person is not None:
            persons.add(task.person)
    for told in matter.told:
        if isinstance(told.event, NoticeDue):
            persons |= set(told.event.to.persons)
            if not told.event.to.persons:
                keys |= set(recipient_keys(procedure, told.event.to))
    return keys | {person_key(person) for person in persons}


def flags_of(matter: Matter, procedure: Procedure) -> Iterator[str]:
    """Yield the marks of a case, the most pressing first (their words: ``wording.FLAGS``)."""
    case, clocks = matter.case, procedure.pack.clocks
    events = matter.events()
    passed = any(
        isinstance(told.event, PointReached)
        and told.event.due
        and not matter.under(told).pack.clocks[told.event.clock].soft
        for told in matter.told
    )
    if matter.taken_back is not None:
        yield "taken_back"
    if matter.imported is not None:
        yield "imported"
    if meant(matter, procedure, "urgent") is True:
        yield "urgent"
    stopped_late = {
        name
        for name, state in case.clocks.items()
        if state.stopped_at is not None and state.late(state.stopped_at)
    }
    if passed or any(not clocks[name].soft for name in stopped_late):
        yield "late"
    if any(isinstance(event, NoticeDue) and event.kind == "escalate" for event in events):
        yield "escalated"
    if any(state.extended for state in case.clocks.values()):
        yield "extended"
    ended = [event.ended for event in events if isinstance(event, StageChanged)]
    if any(before and not after for before, after in pairwise(ended)):
        yield "reopened"
    did = case.did
    if any(act in did for act in procedure.pack.acts_meaning("complained_again")):
        yield "again"
    if any(act in did for act in procedure.pack.acts_meaning("urged")):
        yield "urged"
    if any(act in did for act in procedure.pack.acts_meaning("declined")):
        yield "declined"
    if meant(matter, procedure, "anonymous") is True:
        yield "anonymous"
    yield from _standing_flags(matter, procedure)


def _standing_flags(matter: Matter, procedure: Procedure) -> Iterator[str]:
    """Yield for whom and how somebody complains, said as a fact or beside the acts."""
    said = {
        meaning
        for each in matter.beside
        for meaning in (getattr(each.event, "about", ""), *getattr(each.event, "values", ()))
    }
    if "agent" in said or meant(matter, procedure, "agent") is not None:
        yield "agent"
    members = meant(matter, procedure, "members")
    if "companion" in said or (isinstance(members, int) and members > 1):
        yield "group"
    if "confidential" in said or meant(matter, procedure, "confidential") is True:
        yield "unnamed"
    if "internal" in said or meant(matter, procedure, "internal") is True:
        yield "internal"


def desk_of(matter: Matter, procedure: Procedure, directory: Directory) -> list[dict[str, Any]]:
    """Return what lies on whose desk: the stage, where a seat owns it, and every open task."""
    if matter.imported is not None or matter.taken_back is not None:
        return []
    case, pack = matter.case, procedure.pack
    rows = []
    stage = pack.stages.get(case.stage)
    if stage is not None and stage.owner is not None and not case.ended:
        assert case.opened_at is not None  # noqa: S101 - rows are made of opened cases
        at = case.changed_at or case.opened_at
        seating = Seating(procedure, CaseScope(procedure, case, at), directory)
        owner = seating.recipient(stage.owner)
        since = _entered(matter)
        kind = kind_of_stage(matter, procedure)
        rows.append(_desk_row(matter, procedure, "stage", stage.title, owner, since, kind))
    rows += [
        _desk_row(
            matter, procedure, task.id, pack.tasks[task.task].title, task.owner, task.opened_at,
            kind_of_task(procedure, task.task),
        )
        for task in case.open_tasks()
    ]  # fmt: skip
    return rows


def _desk_row(
    matter: Matter,
    procedure: Procedure,
    what: str,
    title: str,
    owner: Recipient,
    opened_at: datetime,
    kind: str,
) -> dict[str, Any]:
    return {
        "number": matter.number,
        "what": what,
        "title": title,
        "role": "" if owner.unplaced else owner.role or "",
        "unit": owner.unit or "",
        "keys": sorted(recipient_keys(procedure, owner)),
        "opened_at": opened_at.isoformat(),
        "kind": kind,
    }


def recipient_keys(procedure: Procedure, to: Recipient) -> tuple[str, ...]:
    """Return who a recipient is: whoever holds the role now, or the persons a fact named.

    A seat whose place is not known yet is nobody's: without it the role would be everybody's.
    """
    if to.unplaced:
        return ()
    if to.role is not None and to.role in procedure.pack.roles:
        return seat_keys(procedure.pack.pack.id, to.role, to.unit)
    return tuple(person_key(person) for person in to.persons)


def _entered(matter: Matter) -> datetime:
    assert matter.case.opened_at is not None  # noqa: S101 - rows are made of opened cases
    return next(
        (told.event.at for told in reversed(matter.told) if isinstance(told.event, StageChanged)),
        matter.case.opened_at,
    )

"""Units: created, renamed, moved, closed; how they stood before is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shouwen.people.errors import AlreadyThere, NoSuchUnit, WrongEnd, WrongTree
from shouwen.people.models import Post, Unit, UnitState
from shouwen.people.operations.changing import changing, end_now
from shouwen.people.walk import Walk


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit about to be created; its parent exists or comes before it in the list."""

    id: str
    name: str
    kind: str
    parent: str | None = None
    attributes: Iterable[str] = ()


def create_unit(
    id: str,
    name: str,
    kind: str,
    *,
    parent: str | None = None,
    attributes: Iterable[str] = (),
    by: str,
    now: datetime,
) -> str:
    """Create a unit and return its id; raises as :func:`create_units` does."""
    create_units([NewUnit(id, name, kind, parent, attributes)], by=by, now=now)
    return id


def create_units(new: Sequence[NewUnit], *, by: str, now: datetime) -> None:
    """Create units, superiors before those under them.

    :raises AlreadyThere: if an id is taken
    :raises NoSuchUnit: if a parent is missing or closed
    """
    with changing(by, now) as log:
        walk, before = _walk()
        closed = set(Unit.objects.exclude(closed_at=None).values_list("id", flat=True))
        for unit in new:
            if unit.id in walk.spans:
                raise AlreadyThere(f"机构“{unit.id}”", f"unit {unit.id!r}")
            if unit.parent is not None and (unit.parent not in walk.spans or unit.parent in closed):
                raise NoSuchUnit(unit.parent)
            walk.add(unit.id, unit.parent)
        rows = [
            Unit(
                id=unit.id,
                name=unit.name,
                kind=unit.kind,
                parent_id=unit.parent,
                attributes=sorted(unit.attributes),
                opened_at=now,
                position_from=walk.spans[unit.id][0],
                position_until=walk.spans[unit.id][1],
            )
            for unit in new
        ]
        Unit.objects.bulk_create(rows, batch_size=1000)
        UnitState.objects.bulk_create((_state(unit, now) for unit in rows), batch_size=1000)
        _save_positions(walk, {**before, **{unit.id: walk.spans[unit.id] for unit in new}})
        for unit in new:
            log("unit.created", unit.id, kind=unit.kind, parent=unit.parent)


def change_unit(
    unit: str,
    *,
    name: str | None = None,
    kind: str | None = None,
    attributes: Iterable[str] | None = None,
    by: str,
    now: datetime,
) -> None:
    """Rename a unit, or change its kind or attributes, from now on.

    :raises NoSuchUnit: if there is none of this id, or it has been closed
    """
    with changing(by, now) as log:
        row = _open_unit(unit)
        row.name = row.name if name is None else name
        row.kind = row.kind if kind is None else kind
        row.attributes = row.attributes if attributes is None else sorted(attributes)
        row.save(update_fields=["name", "kind", "attributes"])
        _next_state(row, now)
        log("unit.changed", unit, name=row.name, kind=row.kind, attributes=row.attributes)


def move_unit(unit: str, parent: str | None, *, by: str, now: datetime) -> None:
    """Put a unit, with everything under it, under another superior from now on.

    Positions of the moved units change, in rare cases those of all: rows elsewhere that remember a
    unit's position are to be brought up to date with ``people.positions``.

    :raises NoSuchUnit: if either is missing or closed
    :raises WrongTree: if `parent` is `unit` or lies under it
    """
    with changing(by, now) as log:
        row = _open_unit(unit)
        if parent is not None:
            _open_unit(parent)
        walk, before = _walk()
        if walk.within(parent, unit):
            raise WrongTree(unit, parent or "")
        walk.move(unit, parent)
        row.parent_id = parent
        row.save(update_fields=["parent"])
        _next_state(row, now)
        _save_positions(walk, before)
        log("unit.moved", unit, parent=parent)


def close_unit(unit: str, *, by: str, now: datetime) -> None:
    """Close a unit that has no open unit under it; posts held there end.

    :raises NoSuchUnit: if there is none of this id, or it has been closed
    :raises AlreadyThere: if an open unit lies under it
    """
    with changing(by, now) as log:
        row = _open_unit(unit)
        below = Unit.objects.filter(parent=unit, closed_at=None).first()
        if below is not None:
            raise AlreadyThere(f"下级机构“{below.name}”", f"unit {below.id} below it")
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        UnitState.objects.filter(unit=unit, until=None).update(until=now)
        end_now(Post.objects.filter(unit=unit), by, now)
        log("unit.closed", unit)


def _walk() -> tuple[Walk, dict[str, tuple[int, int]]]:
    walk = Walk(
        (unit, parent, (low, high))
        for unit, parent, low, high in Unit.objects.values_list(
            "id", "parent", "position_from", "position_until"
        )
    )
    return walk, dict(walk.spans)


def _save_positions(walk: Walk, before: Mapping[str, tuple[int, int]]) -> None:
    Unit.objects.bulk_update(
        (
            Unit(id=unit, position_from=walk.spans[unit][0], position_until=walk.spans[unit][1])
            for unit in walk.changed(before)
        ),
        ["position_from", "position_until"],
        batch_size=500,
    )


def _state(unit: Unit, since: datetime) -> UnitState:
    return UnitState(
        unit_id=unit.id,
        name=unit.name,
        kind=unit.kind,
        parent_id=unit.parent_id,
        attributes=unit.attributes,
        since=since,
    )


def _next_state(unit: Unit, now: datetime) -> None:
    present = UnitState.objects.get(unit=unit, until=None)
    if now < present.since:
        raise WrongEnd(present.since, now)
    present.until = now
    present.save(update_fields=["until"])
    _state(unit, now).save()


def _open_unit(unit: str) -> Unit:
    row = Unit.objects.filter(id=unit, closed_at=None).first()
    if row is None:
        raise NoSuchUnit(unit)
    return row

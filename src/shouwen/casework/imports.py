"""Historical cases: taken in as they were, visible and counted, decided by nobody here.

Such a case is one event of its own, ``casework.imported``, with its facts and its times. It says
nothing about which rules were kept then, it has no clocks, and no act is possible on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from shouwen import ledger, people, vault
from shouwen.casework import editions, serials, writing
from shouwen.casework.answers import why
from shouwen.casework.matter import IMPORTED, matter_of, plain, stream_of
from shouwen.casework.particulars import seal
from shouwen.casework.projection import rows_of
from shouwen.casework.shapes import Why
from shouwen.engine import Reason, number_from, typed_form
from shouwen.ledger import NewEvent, NewStream
from shouwen.packs import shelf
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, Directory, at_office, iso


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One historical case.

    `key` is unique for ever: the same row imported twice is one case. `number` keeps the number it
    had; without one it gets the next of the regulation's series of its day. `stage` is the stage it
    ended in, by default the first final one of the regulation.
    """

    key: str
    opened_at: datetime
    ended_at: datetime
    form: Mapping[str, object]
    unit: str | None = None
    number: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of one row: its number, whether it was there before, or why it was refused."""

    key: str
    number: str | None
    duplicate: bool = False
    reasons: tuple[Why, ...] = ()


@dataclass(slots=True)
class _Ready:
    row: ImportRow
    facts: dict[str, object]
    kept: list[tuple[str, str]]


def import_case(
    regulation: str, row: ImportRow, *, actor: Actor, now: datetime, version: str | None = None
) -> ImportOutcome:
    """Take in one historical case; see :func:`import_rows`."""
    return import_rows(regulation, [row], actor=actor, now=now, version=version)[0]


def import_rows(
    regulation: str,
    rows: Sequence[ImportRow],
    *,
    actor: Actor,
    now: datetime,
    version: str | None = None,
) -> tuple[ImportOutcome, ...]:
    """Take in a batch of historical cases in one transaction; outcomes are in the rows' order.

    A row that is unfit is refused with its reasons and stops no other; a row imported before is
    answered with its number. Some hundred to a few thousand rows at a time are best.

    :raises NotOnShelf: if there is no such regulation
    """
    procedure = shelf.procedure(regulation, on=at_office(now).date(), version=version)
    directory = people.directory(now)
    outcomes: dict[int, ImportOutcome] = {}
    with transaction.atomic():
        known = ledger.used_many([row.key for row in rows])
        ready: dict[str, tuple[int, _Ready]] = {}
        for place, row in enumerate(rows):
            if row.key in known:
                number = known[row.key].stream.partition("/")[2]
                outcomes[place] = ImportOutcome(row.key, number, duplicate=True)
            elif row.key in ready:
                outcomes[place] = _refused(
                    procedure, row, Reason("form_invalid", f"同一批中有两行的键都是“{row.key}”")
                )
            else:
                fit = _fit(procedure, row, directory, now)
                if isinstance(fit, ImportOutcome):
                    outcomes[place] = fit
                else:
                    ready[row.key] = (place, fit)
        outcomes |= _write(procedure, ready, directory, actor, now)
    return tuple(outcomes[place] for place in range(len(rows)))


def _fit(
    procedure: Procedure, row: ImportRow, directory: Directory, now: datetime
) -> _Ready | ImportOutcome:
    facts = procedure.pack.facts
    public = {
        name: value
        for name, value in row.form.items()
        if name not in facts or facts[name].private is None
    }
    values, reasons = typed_form(procedure, public, directory, ())
    if row.ended_at < row.opened_at:
        reasons.append(Reason("form_invalid", "办结时间早于受理时间"))
    if row.ended_at > now + timedelta(minutes=5):
        reasons.append(Reason("form_invalid", "办结时间在将来"))
    if row.stage is not None and row.stage not in procedure.pack.stages:
        reasons.append(Reason("form_invalid", f"本办法没有“{row.stage}”这一阶段"))
    if row.unit is not None and directory.units and row.unit not in directory.units:
        reasons.append(Reason("form_invalid", f"机构名录中没有“{row.unit}”"))
    private = {
        name: value
        for name, value in row.form.items()
        if name in facts and facts[name].private is not None
    }
    faults = seal(procedure, private, now=now).reasons if private else ()
    if reasons or faults:
        return _refused(procedure, row, *reasons, *faults)
    kept = [
        (name, str(each).strip())
        for name, value in private.items()
        for each in (value if isinstance(value, list | tuple) else [value])
        if each is not None and str(each).strip()
    ]
    return _Ready(row, values, kept)


def _refused(procedure: Procedure, row: ImportRow, *reasons: Reason) -> ImportOutcome:
    return ImportOutcome(row.key, None, reasons=tuple(why(procedure, each) for each in reasons))


def _write(
    procedure: Procedure,
    ready: dict[str, tuple[int, _Ready]],
    directory: Directory,
    actor: Actor,
    now: datetime,
) -> dict[int, ImportOutcome]:
    if not ready:
        return {}
    editions.keep(procedure, actor=actor.person, now=now)
    facts = procedure.pack.facts
    wanted = [
        vault.Particular(vault.Kind(facts[name].private or "text"), text)
        for _, fit in ready.values()
        for name, text in fit.kept
    ]
    refs = iter(vault.keep_many(wanted, now=now))
    draw = serials.Drawn(len(ready))
    bodies: dict[str, dict[str, Any]] = {}
    numbers: dict[str, str] = {}
    for key, (_, fit) in ready.items():
        values = dict(fit.facts)
        for name, _text in fit.kept:
            ref = next(refs)
            if facts[name].type.startswith("list:"):
                listed = values.setdefault(name, [])
                assert isinstance(listed, list)  # noqa: S101 - made by the line above
                listed.append(ref)
            else:
                values[name] = ref
        row = fit.row
        numbers[key] = row.number or number_from(procedure.pack.pack.number, row.opened_at, draw)
        bodies[key] = {
            "pack": procedure.key,
            "digest": procedure.digest,
            "stage": row.stage or _final_stage(procedure),
            "unit": row.unit or "",
            "opened_at": iso(row.opened_at),
            "ended_at": iso(row.ended_at),
            "facts": plain(values, now),
        }
    ledger.append_many(
        [
            NewStream(
                stream_of(numbers[key]),
                [NewEvent(IMPORTED, 1, body, at_office(ready[key][1].row.opened_at))],
                actor.person,
                key,
            )
            for key, body in bodies.items()
        ],
        now=now,
    )
    streams = ledger.read_many(stream_of(number) for number in numbers.values())
    matters = [matter_of(number, streams[stream_of(number)]) for number in numbers.values()]
    writing.put([rows_of(matter, procedure, directory) for matter in matters])
    return {place: ImportOutcome(key, numbers[key]) for key, (place, _) in ready.items()}


def _final_stage(procedure: Procedure) -> str:
    stages = procedure.pack.stages
    return next(
        (name for name, stage in stages.items() if stage.kind == "end"),
        procedure.pack.pack.first_stage,
    )

"""Historical cases: taken in as they were, visible and counted, decided by nobody here.

Such a case is one event of its own, ``casework.imported``, with its facts and its times. It says
nothing about which rules were kept then, it has no clocks, and no act is possible on it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from shouwen import ledger, people, vault
from shouwen.casework import editions, serials, writing
from shouwen.casework.answers import why
from shouwen.casework.matter import IMPORTED, matter_of, plain, stream_of
from shouwen.casework.particulars import pretend
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
    ended in, by default the first final one of the regulation. `replied_at` is when the complainant
    was answered, where that is known.
    """

    key: str
    opened_at: datetime
    ended_at: datetime
    form: Mapping[str, object]
    unit: str | None = None
    number: str | None = None
    stage: str | None = None
    replied_at: datetime | None = None


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

    A row that is unfit is refused with its reasons and stops no other; a row imported before, or
    standing twice in the batch, is answered with its number. Some hundred to a few thousand rows
    at a time are best.

    :raises NotOnShelf: if there is no such regulation
    """
    procedure = shelf.procedure(regulation, on=at_office(now).date(), version=version)
    directory = people.directory(now)
    with transaction.atomic():
        outcomes, ready = _sorted_out(procedure, rows, directory, now)
        numbers = _write(procedure, ready, directory, actor, now)
    return tuple(
        outcomes.get(place) or _taken_in(place, row, ready, numbers)
        for place, row in enumerate(rows)
    )


def check_rows(
    regulation: str, rows: Sequence[ImportRow], *, now: datetime, version: str | None = None
) -> tuple[ImportOutcome, ...]:
    """Return what :func:`import_rows` would say, without writing; what fits has no number yet.

    :raises NotOnShelf: if there is no such regulation
    """
    procedure = shelf.procedure(regulation, on=at_office(now).date(), version=version)
    outcomes, ready = _sorted_out(procedure, rows, people.directory(now), now)
    return tuple(
        outcomes.get(place) or _taken_in(place, row, ready, {}) for place, row in enumerate(rows)
    )


_Sorted = tuple[dict[int, ImportOutcome], dict[str, tuple[int, _Ready]]]


def _sorted_out(
    procedure: Procedure, rows: Sequence[ImportRow], directory: Directory, now: datetime
) -> _Sorted:
    """Return what is known or refused already, by place, and what may be written, by key."""
    known = ledger.used_many([row.key for row in rows])
    taken = _taken_numbers([row.number for row in rows if row.number and row.key not in known])
    outcomes: dict[int, ImportOutcome] = {}
    ready: dict[str, tuple[int, _Ready]] = {}
    for place, row in enumerate(rows):
        if row.key in known:
            number = known[row.key].stream.partition("/")[2]
            outcomes[place] = ImportOutcome(row.key, number, duplicate=True)
        elif row.key not in ready:
            fit = _fit(procedure, row, directory, now, taken)
            if isinstance(fit, ImportOutcome):
                outcomes[place] = fit
                continue
            ready[row.key] = (place, fit)
            if row.number is not None:
                taken.add(row.number)
    return outcomes, ready


def _taken_in(
    place: int, row: ImportRow, ready: dict[str, tuple[int, _Ready]], numbers: dict[str, str]
) -> ImportOutcome:
    return ImportOutcome(row.key, numbers.get(row.key), duplicate=ready[row.key][0] != place)


def _taken_numbers(numbers: Sequence[str]) -> set[str]:
    found = ledger.read_many(stream_of(number) for number in numbers) if numbers else {}
    return {number for number in numbers if found[stream_of(number)]}


def _fit(
    procedure: Procedure, row: ImportRow, directory: Directory, now: datetime, taken: set[str]
) -> _Ready | ImportOutcome:
    facts = procedure.pack.facts
    private = {
        name: value
        for name, value in row.form.items()
        if name in facts and facts[name].private is not None
    }
    public = {name: value for name, value in row.form.items() if name not in private}
    values, reasons = typed_form(procedure, public, directory, ())
    reasons += pretend(procedure, private).reasons
    reasons += [
        Reason("form_invalid", text, english=english)
        for text, english in _faults(procedure, row, now, taken)
    ]
    if row.unit is not None and directory.units and row.unit not in directory.units:
        text, english = f"机构名录中没有“{row.unit}”", f"There is no unit '{row.unit}'"
        reasons.append(Reason("form_invalid", text, english=english))
    if reasons:
        return ImportOutcome(row.key, None, reasons=tuple(why(procedure, one) for one in reasons))
    kept = [
        (name, str(each).strip())
        for name, value in private.items()
        for each in (value if isinstance(value, list | tuple) else [value])
        if each is not None and str(each).strip()
    ]
    return _Ready(row, values, kept)


def _faults(
    procedure: Procedure, row: ImportRow, now: datetime, taken: set[str]
) -> list[tuple[str, str]]:
    """Return what is wrong with a row of history, in Chinese and English."""
    found = []
    if row.ended_at < row.opened_at:
        found.append(("办结时间早于受理时间", "Closed before it was received"))
    if row.replied_at is not None and row.replied_at < row.opened_at:
        found.append(("答复时间早于受理时间", "Answered before it was received"))
    if max(row.ended_at, row.opened_at, row.replied_at or row.opened_at) > now + timedelta(
        minutes=5
    ):
        found.append(("时间在将来", "The time lies ahead"))
    if row.stage is not None and row.stage not in procedure.pack.stages:
        found.append(
            (f"本办法没有“{row.stage}”这一阶段", f"The regulation has no stage '{row.stage}'")
        )
    if row.number is not None and row.number in taken:
        found.append(
            (f"编号“{row.number}”已经用于另一件", f"Number {row.number} is another case's")
        )
    elif row.number is not None and _own_shape(procedure).fullmatch(row.number):
        # A new case would one day draw the same number.
        found.append(
            (
                f"编号“{row.number}”与本办法自编的编号同形，会与新件相撞",
                f"Number {row.number} looks like those the regulation gives and would meet one",
            )
        )
    return found


def _own_shape(procedure: Procedure) -> re.Pattern[str]:
    """Return what the numbers look like that the regulation gives itself."""
    pattern = re.escape(procedure.pack.pack.number)
    for written, digits in (("yyyy", 4), ("yy", 2), ("mm", 2), ("dd", 2)):
        pattern = pattern.replace(rf"\{{{written}\}}", rf"\d{{{digits}}}")
    return re.compile(re.sub(r"\\\{n.*?\\\}", r"\\d+", pattern))


def _write(
    procedure: Procedure,
    ready: dict[str, tuple[int, _Ready]],
    directory: Directory,
    actor: Actor,
    now: datetime,
) -> dict[str, str]:
    """Write what is ready and return the numbers, by key."""
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
    numbers = _numbered(procedure, ready)
    bodies: dict[str, dict[str, Any]] = {}
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
        bodies[key] = {
            "pack": procedure.key,
            "digest": procedure.digest,
            "stage": row.stage or _final_stage(procedure),
            "unit": row.unit or "",
            "opened_at": iso(row.opened_at),
            "replied_at": None if row.replied_at is None else iso(row.replied_at),
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
    return numbers


def _numbered(procedure: Procedure, ready: dict[str, tuple[int, _Ready]]) -> dict[str, str]:
    """Return a number for each key: its own, or the next of its day's series."""
    pattern = procedure.pack.pack.number
    wanted: Counter[str] = Counter()

    def count(series: str) -> int:
        wanted[series] += 1
        return 0

    rows = {key: fit.row for key, (_, fit) in ready.items()}
    for row in rows.values():
        if row.number is None:
            number_from(pattern, row.opened_at, count)
    # In one order, whatever the file's: two imports at once must not wait for each other.
    drawn = {series: iter(serials.draw_many(series, wanted[series])) for series in sorted(wanted)}
    return {
        key: row.number or number_from(pattern, row.opened_at, lambda series: next(drawn[series]))
        for key, row in rows.items()
    }


def _final_stage(procedure: Procedure) -> str:
    stages = procedure.pack.stages
    return next(
        (name for name, stage in stages.items() if stage.kind == "end"),
        procedure.pack.pack.first_stage,
    )

"""The figures of a month that percentages and caps are counted on, taken in row by row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Final, Literal

from django.db import transaction

from shouwen import ledger, people
from shouwen.consequences import models
from shouwen.consequences.rows import lock_months, put
from shouwen.consequences.streams import BASES
from shouwen.engine.charging import AccountId
from shouwen.vocabulary import Month

SET: Final = "basis.set"
_BATCH: Final = 500
_MOST: Final = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class BasisRow:
    """One line of a sheet: whose figures, and where it stood. `figures` are yuan, or points."""

    line: int
    id: AccountId
    figures: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class BasisOutcome:
    """What became of one line: ``set``, ``unchanged`` or ``refused`` with the reason."""

    line: int
    id: AccountId
    outcome: Literal["set", "unchanged", "refused"]
    why: str = ""
    english: str = ""


def set_bases(
    month: Month, rows: Sequence[BasisRow], *, source: str, person: str, now: datetime
) -> list[BasisOutcome]:
    """Take in the figures of one month; outcomes are in the rows' order.

    A line that is unfit is refused with its reason and stops no other. The same sheet may be taken
    in again: what stands there already is unchanged, a later figure replaces an earlier one until
    the account's month is closed.
    """
    outcomes: list[BasisOutcome] = []
    seen: set[AccountId] = set()
    for batch in _batches(rows):
        with transaction.atomic():
            lock_months(shared=True)
            judged = _judged(month, batch, seen, now)
            changed = {
                each.id: row
                for row, each in zip(batch, judged, strict=True)
                if each.outcome == "set"
            }
            if changed:
                _record(month, changed.values(), source, person, now)
            outcomes += judged
    return outcomes


def figures_of(month: Month, ids: Iterable[AccountId]) -> dict[AccountId, dict[str, Decimal]]:
    """Return the figures known of these accounts for a month; unknown accounts are left out."""
    names = {str(id_): id_ for id_ in ids}
    found = models.Basis.objects.filter(month=str(month), account__in=list(names))
    return {
        names[account]: {name: Decimal(value) for name, value in figures.items()}
        for account, figures in found.values_list("account", "figures")
    }


def _judged(
    month: Month, batch: Sequence[BasisRow], seen: set[AccountId], now: datetime
) -> list[BasisOutcome]:
    ids = [row.id for row in batch]
    known = figures_of(month, ids)
    directory = people.directory(now)
    gone = people.names_of_persons(
        [each.id for each in ids if each.kind == "person" and each.id not in directory.people]
    )
    ended = models.Closing.objects.filter(month=str(month), ended_at__isnull=False).exists()
    closed = set(
        models.AccountMonth.objects.filter(
            month=str(month), account__in=[str(id_) for id_ in ids]
        ).values_list("account", flat=True)
    )
    judged = []
    for row in batch:
        why = _against(row, directory.people.keys() | gone.keys(), directory.units.keys())
        if why is None and row.id in seen:
            why = ("这一户前面已经写过一行", "this account has stood in an earlier line")
        same = known.get(row.id) == dict(row.figures)
        if why is None and not same and (ended or str(row.id) in closed):
            why = (f"{month} 已经月结，基数不能再改", f"{month} is closed; its figures stay")
        seen.add(row.id)
        if why is not None:
            judged.append(BasisOutcome(row.line, row.id, "refused", *why))
        else:
            judged.append(BasisOutcome(row.line, row.id, "unchanged" if same else "set"))
    return judged


def _against(row: BasisRow, persons: Iterable[str], units: Iterable[str]) -> tuple[str, str] | None:
    """Return why a line cannot be taken in, or None."""
    there = persons if row.id.kind == "person" else units
    if row.id.id not in there:
        return f"没有编号为“{row.id.id}”的人员或单位", f"nobody is called '{row.id.id}'"
    if not row.figures:
        return "没有写任何基数", "the line has no figure"
    for name, value in row.figures.items():
        if value < 0 or value >= _MOST:
            return f"{name} 不能是 {value}", f"{name} cannot be {value}"
    return None


def _record(
    month: Month, rows: Iterable[BasisRow], source: str, person: str, now: datetime
) -> None:
    stream = f"{BASES}{month}"
    told = {str(row.id): {name: str(value) for name, value in row.figures.items()} for row in rows}
    head = ledger.head(stream)
    ledger.append(
        stream,
        expected_version=head.version,
        events=[ledger.NewEvent(SET, 1, {"source": source, "figures": told}, now)],
        actor=person,
        command_id=f"basis/{month}/{head.version + 1}",
        now=now,
        previous=head.digest,
    )
    put_bases(str(month), told, person, now)


def put_bases(month: str, told: Mapping[str, Mapping[str, str]], person: str, at: datetime) -> None:
    """Write the rows a ``basis.set`` event stands for."""
    put(
        [
            models.Basis(month=month, account=account, figures=dict(figures), at=at, person=person)
            for account, figures in told.items()
        ]
    )


def _batches(rows: Sequence[BasisRow]) -> Iterator[list[BasisRow]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        yield batch

"""The tables are caches of their streams: made anew from them, and compared with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Any, Final

from django.db import transaction

from shouwen import ledger, people
from shouwen.consequences import models
from shouwen.consequences.bases import put_bases
from shouwen.consequences.closing import BEGUN, put_ended
from shouwen.consequences.rows import (
    account_row,
    charge_rows,
    improvement_row,
    month_rows,
    owner_path,
    put,
)
from shouwen.consequences.streams import ACCOUNTS, BASES, CLOSINGS, IMPROVEMENTS, held
from shouwen.engine import improvement_event_from
from shouwen.engine.charging import AccountId
from shouwen.engine.improvements import improvement_of
from shouwen.vocabulary import Directory

#: Tables that are a fold of each stream, and those that are lists of their events.
_FOLDED: Final = (models.Account, models.Charge, models.AccountMonth, models.Improvement)
_CACHES: Final = (*_FOLDED, models.Basis, models.Closing)
_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class AccountFault:
    """A row that is not what its stream says."""

    key: str
    table: str

    def __str__(self) -> str:
        return (
            f"{self.key}：{self.table} 表与账册不符 / {self.key}: table {self.table} differs from"
            " the ledger"
        )


def rebuild(*, now: datetime) -> int:
    """Make the tables anew from the ledger, and return how many rows there are.

    One transaction: readers see the old rows until it ends.
    """
    count = 0
    with transaction.atomic():
        for model in _CACHES:
            model.objects.all().delete()
        for rows in _rows(people.directory(now)):
            put(rows)
            count += len(rows)
        for event in ledger.walk(BASES):
            month = event.stream.removeprefix(BASES)
            put_bases(month, event.body["figures"], event.actor, event.happened_at)
        for event in ledger.walk(CLOSINGS):
            month = event.stream.removeprefix(CLOSINGS)
            if event.type == BEGUN:
                put(
                    [
                        models.Closing(
                            month=month, begun_at=event.happened_at, begun_by=event.body["person"]
                        )
                    ]
                )
            else:
                put_ended(month, event.body, event.happened_at)
    return count


def replay_faults(*, now: datetime) -> Iterator[AccountFault]:
    """Yield every row of accounts and improvements that replaying the ledger does not give.

    Where an owner or a unit lies in the tree is left out: that follows the organisation.
    """
    seen: dict[Any, set[Any]] = {model: set() for model in _FOLDED}
    for rows in _rows(people.directory(now)):
        model: Any = type(rows[0])
        keys = [row.pk for row in rows]
        seen[model] |= set(keys)
        found = {row.pk: row for row in model.objects.filter(pk__in=keys)}
        for row in rows:
            there = found.get(row.pk)
            if there is None or _values(there) != _values(row):
                yield AccountFault(str(row), model._meta.db_table)
    for model, known in seen.items():
        for pk in model.objects.values_list("pk", flat=True).iterator():
            if pk not in known:
                yield AccountFault(str(pk), model._meta.db_table)


def _rows(directory: Directory) -> Iterator[list[Any]]:
    """Yield the rows the streams give, some hundred of one table at a time, never an empty list."""
    walked = groupby(ledger.walk(ACCOUNTS), key=lambda event: event.stream)
    accounts = (
        held(AccountId.parse(stream.removeprefix(ACCOUNTS)), events) for stream, events in walked
    )
    while batch := list(islice(accounts, _BATCH)):
        yield [account_row(each, owner_path(each.id, directory)) for each in batch]
        yield from _filled([row for each in batch for row in charge_rows(each)])
        yield from _filled(
            [
                row
                for each in batch
                for row in month_rows(each.id, each.account, each.account.closed)
            ]
        )
    walked = groupby(ledger.walk(IMPROVEMENTS), key=lambda event: event.stream)
    improvements = (_improvement(stream, list(events), directory) for stream, events in walked)
    while batch_ := list(islice(improvements, _BATCH)):
        yield batch_


def _filled(rows: list[Any]) -> Iterator[list[Any]]:
    if rows:
        yield rows


def _improvement(
    stream: str, events: list[ledger.StoredEvent], directory: Directory
) -> models.Improvement:
    found = improvement_of(
        improvement_event_from(each.type, each.shape, each.body, each.happened_at)
        for each in events
    )
    id_ = stream.removeprefix(IMPROVEMENTS)
    return improvement_row(id_, found, len(events), directory.path(found.opened.unit))


def _values(row: Any) -> dict[str, Any]:
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if not field.name.endswith("_path")
    }

"""Streams of accounts, months and improvements: read, held while they are worked on, written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection

from shouwen import ledger
from shouwen.consequences.models import Account as AccountRow
from shouwen.engine import SHAPE, account_event_from, body_of, type_of
from shouwen.engine.charging import AccountId
from shouwen.engine.improvements import ImprovementEvent
from shouwen.engine.ledgers import Account, AccountEvent, take_in

ACCOUNTS: Final = "account/"
IMPROVEMENTS: Final = "improvement/"
CLOSINGS: Final = "closing/"
BASES: Final = "basis/"

_WRITE: Final = f"WITH {ledger.APPEND_CTES} SELECT stream FROM event_first"  # noqa: S608 - constants


@dataclass(slots=True)
class Held:
    """One account with the head of its stream; its row is locked until the transaction ends."""

    id: AccountId
    account: Account = field(default_factory=Account)
    head: ledger.Head = field(default_factory=lambda: ledger.Head(""))
    news: list[AccountEvent] = field(default_factory=list)

    def happen(self, *events: AccountEvent) -> None:
        """Let something happen to the account; :func:`write` records it."""
        for event in events:
            take_in(self.account, event)
            self.news.append(event)


def account_stream(id_: AccountId) -> str:
    """Return the name of an account's stream."""
    return f"{ACCOUNTS}{id_}"


def hold(ids: Iterable[AccountId]) -> dict[AccountId, Held]:
    """Return accounts nobody else can change until the transaction ends; new ones are empty.

    Always locked in one order, so that two who want the same accounts do not wait for each other.
    """
    wanted = sorted(set(ids), key=str)
    AccountRow.objects.bulk_create([_blank(id_) for id_ in wanted], ignore_conflicts=True)
    list(
        AccountRow.objects.select_for_update()
        .filter(key__in=[str(id_) for id_ in wanted])
        .order_by("key")
        .values_list("key")
    )
    return read(wanted)


def read(ids: Iterable[AccountId]) -> dict[AccountId, Held]:
    """Return accounts as their streams tell them, without holding them."""
    names = {account_stream(id_): id_ for id_ in ids}
    return {
        names[stream]: held(names[stream], events)
        for stream, events in ledger.read_many(names).items()
    }


def held(id_: AccountId, events: Iterable[ledger.StoredEvent]) -> Held:
    """Return the account these stored events describe."""
    found = Held(id_, head=ledger.Head(account_stream(id_)))
    for stored in events:
        take_in(
            found.account,
            account_event_from(stored.type, stored.shape, stored.body, stored.happened_at),
        )
        found.head = stored.head
    return found


def append(accounts: Sequence[Held], *, actor: str, command_id: str, now: datetime) -> list[Held]:
    """Write what has happened to held accounts, and return those something happened to.

    :raises CommandRepeated: if the command was carried out before
    """
    changed = [each for each in accounts if each.news]
    if not changed:
        return []
    prepared = [
        ledger.prepare(
            each.head,
            [new_event(event) for event in each.news],
            actor=actor,
            command_id=f"{command_id}/{each.id}",
            now=now,
        )
        for each in changed
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, ledger.append_params(prepared))
        written = {stream for (stream,) in cursor}
    for each, ready in zip(changed, prepared, strict=True):
        if ready.expected.stream not in written:
            raise ledger.lost(ready)
        each.head = ready.appended.head
        each.news = []
    return changed


def new_event(event: AccountEvent | ImprovementEvent) -> ledger.NewEvent:
    """Return an event as the ledger keeps it."""
    return ledger.NewEvent(type_of(event), SHAPE, body_of(event), event.at)


def _blank(id_: AccountId) -> Any:
    return AccountRow(
        key=str(id_), kind=id_.kind, owner=id_.id, owner_path="", balance=0, held=0,
        undetermined=0, asked=0, unsettled=False, closed_through="", left=False, version=0,
    )  # fmt: skip

"""From the ledger to deliveries: what happened since, as each subscription may be told."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from shouwen import ledger
from shouwen.casework import queries
from shouwen.casework.queries import OutwardCase
from shouwen.connections.events import PREFIX
from shouwen.connections.keys import actor_of
from shouwen.connections.models import Delivery, Subscription
from shouwen.ledger import Bookmark, StoredEvent
from shouwen.vocabulary import iso

_PAGE: Final = 200
#: More than this wait for nobody: the ledger keeps the rest.
_MOST_WAITING: Final = 1000


def follow(subscription: str, now: datetime) -> int:
    """Read on in the ledger for one subscription and return how many deliveries came of it.

    Deliveries and the place read up to stand or fall together: nothing is left out or doubled.
    """
    with transaction.atomic():
        found = (
            Subscription.objects.select_for_update(skip_locked=True)
            .filter(id=subscription, disabled_at=None)
            .first()
        )
        if found is None:
            return 0
        if found.deliveries.filter(state="waiting")[:_MOST_WAITING].count() >= _MOST_WAITING:
            return 0
        mark = Bookmark(found.tx, found.position)
        end = ledger.horizon()  # first: an event that comes in between is read next time
        events, last = ledger.follow(mark, _PAGE, found.events)
        if len(events) < _PAGE:
            last = max(last, end)
        made = _deliveries(found, events, now)
        Delivery.objects.bulk_create(made, ignore_conflicts=True)
        if last != mark:
            Subscription.objects.filter(id=found.id).update(tx=last.tx, position=last.position)
        return len(made)


def _deliveries(
    found: Subscription, events: Sequence[StoredEvent], now: datetime
) -> list[Delivery]:
    actor = actor_of(found.id, found.name, found.person, found.unit, found.roles, now)
    told = [event for event in events if event.stream.startswith(PREFIX)]
    if actor is None or not told:
        return []
    cases = queries.outward(actor, {_number(event) for event in told}, now)
    return [
        Delivery(
            subscription=found, tx=event.tx, position=event.position, event=event.type,
            number=case.number, body=message(event, case), made_at=now, next_at=now,
        )
        for event in told
        if (case := cases.get(_number(event))) is not None
        and (not found.regulations or case.regulation in found.regulations)
    ]  # fmt: skip


def _number(event: StoredEvent) -> str:
    return event.stream.removeprefix(PREFIX)


def message(event: StoredEvent, case: OutwardCase) -> str:
    """Return what is sent: which event, and how its case stands as the message is written.

    No particulars, no texts: whoever wants more asks the interface, as somebody.
    """
    return json.dumps(
        {
            "type": event.type,
            "timestamp": iso(event.happened_at),
            "data": {
                "id": str(event.bookmark),
                "number": case.number,
                "version": event.version,
                "regulation": case.regulation,
                "stage": case.stage,
                "stage_title": case.stage_title,
                "ended": case.ended,
                "dues": [
                    {
                        "clock": due.clock,
                        "title": due.title,
                        "state": due.state,
                        "due_at": None if due.due_at is None else iso(due.due_at),
                        "provisional": due.provisional,
                    }
                    for due in case.dues
                ],
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )

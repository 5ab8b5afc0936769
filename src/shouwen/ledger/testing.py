"""For tests only: events to write, and the guard lifted for a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event

from django.db import connection, transaction

from shouwen.ledger.event import NewEvent
from shouwen.ledger.operations import Appended
from shouwen.ledger.operations import append as append_events
from shouwen.vocabulary import OFFICE_ZONE

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=OFFICE_ZONE)


def happening(text: str = "收到来件", type_: str = "case.received", minutes: int = 0) -> NewEvent:
    """Return an event of Monday morning."""
    return NewEvent(type_, 1, {"text": text, "count": 3}, MONDAY + timedelta(minutes=minutes))


def append(
    stream: str = "case:1",
    expected: int = 0,
    events: int = 1,
    command: str = "c1",
    previous: bytes | None = None,
) -> Appended:
    """Append so many happenings, a minute apart."""
    return append_events(
        stream,
        expected_version=expected,
        events=[happening(f"第{n}件", minutes=n) for n in range(events)],
        actor="p-wang",
        command_id=command,
        now=MONDAY,
        previous=previous,
    )


@contextmanager
def unguarded() -> Iterator[None]:
    """Let the block change history, as somebody who rules the database could."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER ledger_is_append_only")
        yield
        cursor.execute("ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER ledger_is_append_only")


def settled(*streams: str, patience: float = 60.0) -> None:
    """Wait until the events of these streams, or of all, may be followed.

    The horizon is the server's, not the database's: a transaction of another database, such as that
    of tests running beside these, holds it too.

    :raises TimeoutError: if somebody holds it for longer than `patience` seconds
    """
    wait = Event()
    for _ in range(int(patience / 0.02)):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(bool_and(tx < (SELECT ledger_horizon())), true) FROM ledger_event"
                " WHERE cardinality(%s::text[]) = 0 OR stream = ANY(%s::text[])",
                [list(streams), list(streams)],
            )
            if cursor.fetchone()[0]:
                return
        wait.wait(0.02)
    raise TimeoutError("a transaction elsewhere in the server does not end")


def erase() -> None:
    """Empty the ledger, after tests that committed to it."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_event")

"""Read history. Nothing here writes."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db import connection

from shouwen.ledger.event import START, Bookmark, Head, StoredEvent
from shouwen.vocabulary import at_office

_SELECT: Final = """
    SELECT stream, version, type, shape, body, happened_at, recorded_at, actor, command_id, step,
           previous, digest, tx, position
    FROM ledger_event
"""


def head(stream: str) -> Head:
    """Return where the stream ends; version 0 if there is no such stream."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version, digest FROM ledger_event WHERE stream = %s::text"
            " ORDER BY version DESC LIMIT 1",
            [stream],
        )
        row = cursor.fetchone()
    return Head(stream, row[0], bytes(row[1])) if row else Head(stream)


def read(stream: str, after_version: int = 0) -> list[StoredEvent]:
    """Return the events of a stream after a version, in order; empty for an unknown stream."""
    return _fetch(
        "WHERE stream = %s::text AND version > %s::int ORDER BY version", [stream, after_version]
    )


def read_many(streams: Iterable[str]) -> dict[str, list[StoredEvent]]:
    """Return the events of each stream, in order; unknown streams have an empty list."""
    found: dict[str, list[StoredEvent]] = {stream: [] for stream in streams}
    for event in _fetch("WHERE stream = ANY(%s::text[]) ORDER BY stream, version", [list(found)]):
        found[event.stream].append(event)
    return found


def follow(
    after: Bookmark = START, limit: int = 500, types: Sequence[str] | None = None
) -> tuple[list[StoredEvent], Bookmark]:
    """Return the next events after a bookmark, and the bookmark to come back with.

    Events come in commit-safe order, those of one stream in version order. An event is handed out
    only when no transaction that began before its own is still running; so nothing is skipped, and
    a long import holds later events back until it ends.

    :param types: only events of these types
    """
    where, params = "", []
    if types is not None:
        where, params = "AND type = ANY(%s::text[])", [list(types)]
    events = _fetch(
        "WHERE (tx, position) > (%s::bigint, %s::bigint) AND tx < (SELECT ledger_horizon())"
        f" {where} ORDER BY tx, position LIMIT %s",
        [after.tx, after.position, *params, limit],
    )
    return events, events[-1].bookmark if events else after


def walk(
    prefix: str = "", *, after_stream: str = "", through: Bookmark | None = None, page: int = 5000
) -> Iterator[StoredEvent]:
    """Yield every event of the streams whose name begins with `prefix`, stream by stream.

    Memory stays bounded by `page`; no cursor or transaction is held open in between.

    :param after_stream: leave out streams up to and including this one
    :param through: leave out events after this bookmark
    """
    limit = through or Bookmark(2**63 - 1, 2**63 - 1)
    at = (after_stream, 2**31 - 1)
    while True:
        events = _fetch(
            "WHERE (stream, version) > (%s::text, %s::int)"
            " AND stream >= %s::text AND stream < %s::text"
            " AND (tx, position) <= (%s::bigint, %s::bigint)"
            " ORDER BY stream, version LIMIT %s",
            [*at, prefix, prefix + "\U0010ffff", *limit, page],
        )
        yield from events
        if len(events) < page:
            return
        at = (events[-1].stream, events[-1].version)


def horizon() -> Bookmark:
    """Return the last event a follower could be handed now, or the start if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tx, position FROM ledger_event WHERE tx < (SELECT ledger_horizon())"
            " ORDER BY tx DESC, position DESC LIMIT 1"
        )
        row = cursor.fetchone()
    return Bookmark(*row) if row else START


def _fetch(where: str, params: list[Any]) -> list[StoredEvent]:
    with connection.cursor() as cursor:
        cursor.execute(_SELECT + where, params)
        return [_event(row) for row in cursor.fetchall()]


def _event(row: tuple[Any, ...]) -> StoredEvent:
    body = row[4]
    return StoredEvent(
        row[0],
        row[1],
        row[2],
        row[3],
        json.loads(body) if isinstance(body, str) else body,
        at_office(row[5]),
        at_office(row[6]),
        row[7],
        row[8],
        row[9],
        bytes(row[10]),
        bytes(row[11]),
        row[12],
        row[13],
    )

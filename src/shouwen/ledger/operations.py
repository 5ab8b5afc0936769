"""Write history. Every function here runs inside the caller's ``transaction.atomic()``.

The usual isolation, READ COMMITTED, is assumed: a writer that comes second waits for the first to
commit and then learns about it, instead of failing halfway.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import IntegrityError, connection, transaction

from shouwen.ledger import queries
from shouwen.ledger.digest import canonical, check_text, digest_of
from shouwen.ledger.errors import CommandRepeated, LedgerConflict
from shouwen.ledger.event import NO_DIGEST, Head, NewEvent, StoredEvent

#: The part of a statement that writes prepared appends to different streams: two common table
#: expressions for a ``WITH``, fed by :func:`append_params`. ``event_first`` holds the streams that
#: were written; one that somebody else wrote to first is left alone and missing there. Whatever
#: else the statement writes about a stream should be
#: ``… WHERE 'case:1' IN (SELECT stream FROM event_first)``, and its caller raise :func:`lost`.
#:
#: Only the first event can meet a rival (for its version or its command id). The rest follow it or
#: stay out with it, so no half of a command is ever written and no savepoint is needed.
APPEND_CTES: Final = """
event_first AS (
    INSERT INTO ledger_event (stream, version, type, shape, body, happened_at, recorded_at,
                              actor, command_id, step, previous, digest)
    SELECT new.stream, new.version, new.type, new.shape, new.body, new.happened_at,
           %(ledger_recorded)s::timestamptz, new.actor, new.command_id, 1,
           decode(new.previous, 'hex'), decode(new.digest, 'hex')
    FROM jsonb_to_recordset(%(ledger_first)s::jsonb)
         AS new(stream text, version int, type text, shape smallint, body jsonb,
                happened_at timestamptz, actor text, command_id text, previous text, digest text)
    WHERE new.version = 1 OR decode(new.previous, 'hex') = (
        SELECT digest FROM ledger_event AS last
        WHERE last.stream = new.stream AND last.version = new.version - 1)
    ON CONFLICT DO NOTHING
    RETURNING stream
),
event_rest AS (
    INSERT INTO ledger_event (stream, version, type, shape, body, happened_at, recorded_at,
                              actor, command_id, step, previous, digest)
    SELECT rest.stream, rest.version, rest.type, rest.shape, rest.body, rest.happened_at,
           %(ledger_recorded)s::timestamptz, rest.actor, rest.command_id, rest.step,
           decode(rest.previous, 'hex'), decode(rest.digest, 'hex')
    FROM jsonb_to_recordset(%(ledger_rest)s::jsonb)
         AS rest(stream text, version int, type text, shape smallint, body jsonb,
                 happened_at timestamptz, actor text, command_id text, step smallint,
                 previous text, digest text)
    WHERE rest.stream IN (SELECT stream FROM event_first)
)"""

_APPEND: Final = f"WITH {APPEND_CTES} SELECT count(*) FROM event_first"  # noqa: S608 - constants
_COLUMNS: Final = (
    "stream, version, type, shape, body, happened_at, recorded_at, actor, command_id, step, "
    "previous, digest"
)


@dataclass(frozen=True, slots=True)
class Appended:
    """What a command wrote: these versions of the stream, the last with this digest."""

    stream: str
    versions: range
    digest: bytes

    @property
    def head(self) -> Head:
        """The head of the stream after the command."""
        return Head(self.stream, self.versions.stop - 1, self.digest)


@dataclass(frozen=True, slots=True)
class PreparedAppend:
    """Events with versions and digests, as JSON, ready for :data:`APPEND_CTES`."""

    appended: Appended
    expected: Head
    command_id: str
    recorded_at: datetime
    first: str
    rest: str


@dataclass(frozen=True, slots=True)
class NewStream:
    """A stream that does not exist yet, with its first command."""

    stream: str
    events: Sequence[NewEvent]
    actor: str
    command_id: str


@dataclass(frozen=True, slots=True)
class AppendedMany:
    """What :func:`append_many` did: outcomes by command id."""

    appended: dict[str, Appended]
    repeated: dict[str, CommandRepeated]


def append(
    stream: str,
    *,
    expected_version: int,
    events: Sequence[NewEvent],
    actor: str,
    command_id: str,
    now: datetime,
    previous: bytes | None = None,
) -> Appended:
    """Record what one command did to one stream, in one statement.

    :param expected_version: the version the decision was made on; 0 for a new stream
    :param actor: a person's id
    :param command_id: unique for ever; the same command sent twice is recorded once
    :param now: when it is recorded, aware
    :param previous: the digest of `expected_version` if the caller has it; saves a look-up
    :raises LedgerConflict: if the stream is not, or no longer, at `expected_version`
    :raises CommandRepeated: if the command id has been used, saying for what
    :raises NotStorable: if a body is not plain JSON
    """
    if previous is None:
        head = queries.head(stream) if expected_version else Head(stream)
        if head.version != expected_version:
            raise used(command_id) or LedgerConflict(stream, expected_version, head.version)
        previous = head.digest
    prepared = prepare(
        Head(stream, expected_version, previous),
        events,
        actor=actor,
        command_id=command_id,
        now=now,
    )
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, append_params([prepared]))
        (written,) = cursor.fetchone()
    if not written:
        raise lost(prepared)
    return prepared.appended


def prepare(
    head: Head, events: Sequence[NewEvent], *, actor: str, command_id: str, now: datetime
) -> PreparedAppend:
    """Return `events` numbered and sealed as the continuation of `head`; writes nothing.

    For a caller that fuses the append with its own writes into one statement (see
    :data:`APPEND_CTES`). Parameters are as for :func:`append`.

    :raises NotStorable: if a body is not plain JSON
    """
    rows = _rows(head, events, actor, command_id, now)
    versions = range(head.version + 1, head.version + 1 + len(rows))
    appended = Appended(head.stream, versions, rows[-1].digest)
    first, *rest = (_as_json(row) for row in rows)
    return PreparedAppend(appended, head, command_id, now, first, ",".join(rest))


def append_behind(
    stored: Sequence[StoredEvent],
    stream: str,
    type_: str,
    body: Mapping[str, Any],
    *,
    actor: str,
    command_id: str,
    now: datetime,
) -> Appended:
    """Record one event of shape 1 behind all that has been read of its stream.

    :param stored: the whole stream as :func:`~.queries.read` gave it; nothing of a new one
    :raises LedgerConflict: if somebody has written to it since
    :raises CommandRepeated: if the command id has been used, saying for what
    :raises NotStorable: if the body is not plain JSON
    """
    return append(
        stream,
        expected_version=stored[-1].version if stored else 0,
        events=[NewEvent(type_, 1, dict(body), now)],
        actor=actor,
        command_id=command_id,
        now=now,
        previous=stored[-1].digest if stored else None,
    )


def append_params(prepared: Sequence[PreparedAppend]) -> dict[str, Any]:
    """Return the parameters of :data:`APPEND_CTES`, for streams that differ.

    One JSON text for all: as arrays, the rows would cost half as much again to send.
    """
    return {
        "ledger_recorded": prepared[0].recorded_at,
        "ledger_first": f"[{','.join(each.first for each in prepared)}]",
        "ledger_rest": f"[{','.join(each.rest for each in prepared if each.rest)}]",
    }


def lost(prepared: PreparedAppend) -> CommandRepeated | LedgerConflict:
    """Return why nothing was written, for the caller to raise."""
    found = queries.head(prepared.expected.stream).version
    return used(prepared.command_id) or LedgerConflict(
        prepared.expected.stream, prepared.expected.version, found
    )


def used(command_id: str) -> CommandRepeated | None:
    """Return what the command wrote if it was carried out before, else None."""
    return used_many([command_id]).get(command_id)


def used_many(command_ids: list[str]) -> dict[str, CommandRepeated]:
    """Return, by command id, what each command wrote that was carried out before."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT first.command_id, first.stream, first.version,
                   (SELECT max(every.version) FROM ledger_event AS every
                    WHERE every.stream = first.stream AND every.version >= first.version
                      AND every.command_id = first.command_id)
            FROM ledger_event AS first
            WHERE first.step = 1 AND first.command_id = ANY(%s::text[])
            """,
            [command_ids],
        )
        return {
            command_id: CommandRepeated(command_id, stream, range(begin, end + 1))
            for command_id, stream, begin, end in cursor
        }


def append_many(batch: Sequence[NewStream], *, now: datetime) -> AppendedMany:
    """Record the first commands of many new streams with one COPY.

    Commands that were carried out before are left out and reported, so an import can be repeated.
    A few thousand streams at a time keep memory and transactions small.

    :raises LedgerConflict: if another command has already begun one of the streams
    :raises NotStorable: if a body is not plain JSON
    """
    wanted = {new.command_id: new for new in batch}
    if len(wanted) != len(batch) or len({new.stream for new in batch}) != len(batch):
        raise ValueError("a batch names each stream and each command once")
    for last_try in (False, False, True):
        repeated = used_many(list(wanted))
        rows: list[_Row] = []
        appended: dict[str, Appended] = {}
        for command_id, new in wanted.items():
            if command_id in repeated:
                continue
            own = _rows(Head(new.stream), new.events, new.actor, command_id, now)
            rows += own
            appended[command_id] = Appended(new.stream, range(1, len(own) + 1), own[-1].digest)
        try:
            with transaction.atomic():
                _copy(rows)
        except IntegrityError:
            # A rival import of the same file was faster with some rows: look again. Anything
            # else that is in the way will still be there.
            taken = _taken([new.stream for new in wanted.values()], list(wanted))
            if taken is not None:
                raise LedgerConflict(taken.stream, 0, taken.version) from None
            if last_try:
                raise
        else:
            return AppendedMany(appended, repeated)
    raise AssertionError("the last try returns or raises")


class _Row(NamedTuple):
    stream: str
    version: int
    type: str
    shape: int
    body: str
    happened_at: datetime
    recorded_at: datetime
    actor: str
    command_id: str
    step: int
    previous: bytes
    digest: bytes


def _rows(
    head: Head, events: Sequence[NewEvent], actor: str, command_id: str, now: datetime
) -> list[_Row]:
    if not events:
        raise ValueError("a command that changes nothing is not recorded")
    for where, text in (("stream", head.stream), ("actor", actor), ("command_id", command_id)):
        check_text(text, where)
    rows = []
    previous = head.digest if head.version else NO_DIGEST
    for step, event in enumerate(events, start=1):
        if event.happened_at.tzinfo is None or now.tzinfo is None:
            raise ValueError("moments in the ledger are aware")
        text = canonical(event.body)
        digest = digest_of(
            stream=head.stream,
            version=head.version + step,
            type_=event.type,
            shape=event.shape,
            body_text=text,
            happened_at=event.happened_at,
            recorded_at=now,
            actor=actor,
            command_id=command_id,
            step=step,
            previous=previous,
        )
        rows.append(
            _Row(
                head.stream,
                head.version + step,
                event.type,
                event.shape,
                text,
                event.happened_at,
                now,
                actor,
                command_id,
                step,
                previous,
                digest,
            )
        )
        previous = digest
    return rows


def _as_json(row: _Row) -> str:
    return (
        f'{{"stream":{_quoted(row.stream)},"version":{row.version},"step":{row.step},'
        f'"type":{_quoted(row.type)},"shape":{row.shape},"body":{row.body},'
        f'"happened_at":"{row.happened_at.isoformat()}","actor":{_quoted(row.actor)},'
        f'"command_id":{_quoted(row.command_id)},'
        f'"previous":"{row.previous.hex()}","digest":"{row.digest.hex()}"}}'
    )


_quoted: Final = json.JSONEncoder().encode


def _copy(rows: Iterable[_Row]) -> None:
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,  # Django wraps the call of copy(), not what it does later
        cursor.copy(f"COPY ledger_event ({_COLUMNS}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _taken(streams: list[str], command_ids: list[str]) -> Head | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT stream FROM ledger_event
            WHERE stream = ANY(%s::text[]) AND version = 1 AND command_id <> ALL(%s::text[])
            LIMIT 1
            """,
            [streams, command_ids],
        )
        found = cursor.fetchone()
    return queries.head(found[0]) if found else None

"""Walk the chains and say which link broke; seal the whole ledger in one number a day.

A chain shows a changed, missing or inserted event. What it cannot show is a stream that was cut
short or removed whole by somebody who rules the database; an anchor kept elsewhere shows that.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db import connection

from shouwen.ledger import queries
from shouwen.ledger.digest import canonical, digest_of
from shouwen.ledger.errors import NotStorable
from shouwen.ledger.event import NO_DIGEST, Bookmark, StoredEvent
from shouwen.vocabulary import ShouwenError, iso

_FORM: Final = "shouwen.ledger.anchor/1"
_NAMED_FAULTS: Final = 100
#: The trigger as it was made: before UPDATE, DELETE and TRUNCATE (2, 16, 8, 32), for a statement,
#: enabled always, with nothing in its function but the refusal; and no rule that goes before it.
_GUARD: Final = """
    SELECT count(*) FROM pg_trigger AS t JOIN pg_proc AS f ON f.oid = t.tgfoid
    WHERE t.tgrelid = 'ledger_event'::regclass AND t.tgname = 'ledger_is_append_only'
      AND t.tgenabled = 'A' AND t.tgtype = 58 AND t.tgqual IS NULL AND t.tgattr = ''
      AND btrim(f.prosrc, E' \\n') ~* '^BEGIN\\s+RAISE EXCEPTION [^;]+;\\s*END$'
      AND NOT EXISTS (SELECT FROM pg_rewrite AS r WHERE r.ev_class = 'ledger_event'::regclass)
"""


class NotAnAnchor(ShouwenError):
    """The text given is no anchor of a ledger."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first broken event of a stream."""

    stream: str
    version: int
    kind: str  # missing, previous or digest
    problem: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a verification found. `faults` names the first hundred, `broken` counts all streams.

    `guarded` says whether the trigger that refuses changes is in place, always on, and refuses.
    """

    streams: int
    events: int
    broken: int
    faults: tuple[Fault, ...]
    guarded: bool = True

    @property
    def sound(self) -> bool:
        """Whether every chain holds, and the database still refuses to change what is written."""
        return not self.broken and self.guarded


@dataclass(frozen=True, slots=True)
class AnchorReport:
    """Whether the ledger still begins as it did when the anchor was taken."""

    agrees: bool
    problem: str


def verify(
    streams: Iterable[str] | None = None, progress: Callable[[int], None] | None = None
) -> VerifyReport:
    """Walk the chains of all streams, or of some, in bounded memory.

    :param progress: called now and then with the number of events seen
    """
    seen = counted = broken = 0
    faults: list[Fault] = []
    before: StoredEvent | None = None
    lost_stream: str | None = None
    for event in _chosen(streams):
        seen += 1
        if progress and seen % 1000 == 0:
            progress(seen)
        if before is None or before.stream != event.stream:
            counted += 1
            before = None
        if event.stream != lost_stream and (fault := _fault(before, event)):
            lost_stream = event.stream
            broken += 1
            if len(faults) < _NAMED_FAULTS:
                faults.append(fault)
        before = event
    if progress:
        progress(seen)
    return VerifyReport(counted, seen, broken, tuple(faults), _guarded())


def anchor(now: datetime) -> dict[str, Any]:
    """Return one digest over the heads of all streams, as JSON values to keep elsewhere.

    Events of transactions still running are left for the next anchor.
    """
    through = queries.horizon()
    return {"form": _FORM, "taken_at": iso(now), "through": str(through), **_heads(through)}


def check_anchor(taken: Mapping[str, Any]) -> AnchorReport:
    """Compare the ledger with an anchor taken earlier.

    :raises NotAnAnchor: if `taken` is not what :func:`anchor` returned
    """
    try:
        if taken["form"] != _FORM:
            raise KeyError("form")
        through = Bookmark.parse(taken["through"])
        then = {name: taken[name] for name in ("streams", "events", "digest")}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAnAnchor(
            "这不是账册锚定文件",
            "请使用 shouwen ledger anchor 导出的文件",
            "not an anchor; use a file written by 'shouwen ledger anchor'",
        ) from error
    found = _heads(through)
    if found == then:
        return AnchorReport(True, "")
    return AnchorReport(
        False,
        f"截至锚定时应有账页{then['streams']}、事件{then['events']}，"
        f"现有账页{found['streams']}、事件{found['events']}，摘要不一致",
    )


def _heads(through: Bookmark) -> dict[str, Any]:
    total = sha256()
    streams = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_event WHERE (tx, position) <= (%s::bigint, %s::bigint)",
            through,
        )
        (events,) = cursor.fetchone()
    for stream, version, digest in _pages_of_heads(through):
        line = json.dumps([stream, version, digest.hex()], ensure_ascii=False)
        total.update(line.encode() + b"\n")
        streams += 1
    return {"streams": streams, "events": events, "digest": total.hexdigest()}


def _pages_of_heads(through: Bookmark, page: int = 5000) -> Iterator[tuple[str, int, bytes]]:
    after = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT ON (stream) stream, version, digest FROM ledger_event"
                " WHERE stream > %s::text AND (tx, position) <= (%s::bigint, %s::bigint)"
                " ORDER BY stream, version DESC LIMIT %s",
                [after, *through, page],
            )
            rows = cursor.fetchall()
        yield from ((row[0], row[1], bytes(row[2])) for row in rows)
        if len(rows) < page:
            return
        after = rows[-1][0]


def _guarded() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_GUARD)
        (count,) = cursor.fetchone()
    return bool(count == 1)


def _chosen(streams: Iterable[str] | None) -> Iterator[StoredEvent]:
    if streams is None:
        yield from queries.walk()
    else:
        for stream in streams:
            yield from queries.read(stream)


def _fault(before: StoredEvent | None, event: StoredEvent) -> Fault | None:
    due = before.version + 1 if before else 1
    if event.version != due:
        problem = f"第{due}版不见了，其后是第{event.version}版"
        return Fault(event.stream, due, "missing", problem)
    if event.previous != (before.digest if before else NO_DIGEST):
        problem = f"第{event.version}版不是接着第{event.version - 1}版写的"
        return Fault(event.stream, event.version, "previous", problem)
    if _digest(event) != event.digest:
        problem = f"第{event.version}版（{event.type}）的内容与入账时不同"
        return Fault(event.stream, event.version, "digest", problem)
    return None


def _digest(event: StoredEvent) -> bytes | None:
    try:
        text = canonical(event.body)
    except NotStorable:
        return None
    return digest_of(
        stream=event.stream,
        version=event.version,
        type_=event.type,
        shape=event.shape,
        body_text=text,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        actor=event.actor,
        command_id=event.command_id,
        step=event.step,
        previous=event.previous,
    )

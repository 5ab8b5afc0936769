"""From a decision to the record: events, particulars and rows in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shouwen import ledger, vault
from shouwen.casework import beside, writing
from shouwen.casework.beside import Beside
from shouwen.casework.concern import meant
from shouwen.casework.matter import CODE_GIVEN, PREFIX, Matter, Told
from shouwen.casework.projection import Rows, rows_of
from shouwen.consequences import operations as consequences
from shouwen.engine import SHAPE, Accepted, CaseOpened, Event, Migrated, body_of, type_of
from shouwen.regulations import Procedure
from shouwen.vocabulary import Directory


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision ready to be written: the matter after it, its events and its rows."""

    after: Matter
    append: ledger.PreparedAppend
    rows: Rows


def record(
    matter: Matter,
    accepted: Accepted,
    *,
    procedure: Procedure,
    directory: Directory,
    actor: str,
    command_id: str,
    now: datetime,
    code_hash: bytes | None = None,
    own: str = "",
    kept: vault.PreparedKeeping | None = None,
) -> Matter:
    """Write what a decision says and return the matter after it.

    :param own: the mark of whoever here files it for himself, with the hash of its first code
    :raises LedgerConflict: if somebody else wrote to the case first
    :raises CommandRepeated: if the command was carried out before
    """
    ready = prepare(
        matter, accepted, procedure=procedure, directory=directory, actor=actor,
        command_id=command_id, now=now, code_hash=code_hash, own=own,
    )  # fmt: skip
    if not writing.write([ready.append], [ready.rows], kept):
        raise ledger.lost(ready.append)
    followed = followed_by(ready.after, accepted, procedure, actor, command_id)
    consequences.follow([followed], directory=directory, now=now)
    return ready.after


def followed_by(
    after: Matter, accepted: Accepted, procedure: Procedure, actor: str, command_id: str
) -> consequences.Followed:
    """Return what a decision means outside of its case: money charged, improvements raised."""
    category = meant(after, procedure, "category")
    return consequences.Followed(
        after.number, accepted.events, procedure, actor, command_id,
        str(category) if isinstance(category, str) else "",
    )  # fmt: skip


def record_many(ready: Sequence[Recorded]) -> set[str]:
    """Write decisions on different cases, and return the numbers of those written.

    Of the others nothing is written: somebody else was faster.
    """
    written = writing.write([each.append for each in ready], [each.rows for each in ready])
    return {stream.removeprefix(PREFIX) for stream in written}


def prepare(
    matter: Matter,
    accepted: Accepted,
    *,
    procedure: Procedure,
    directory: Directory,
    actor: str,
    command_id: str,
    now: datetime,
    code_hash: bytes | None = None,
    own: str = "",
) -> Recorded:
    """Return what :func:`record` writes."""
    new = [_new(event) for event in accepted.events]
    if code_hash is not None:
        body = {"hash": code_hash.hex()} | ({"own": own} if own else {})
        new.append(ledger.NewEvent(CODE_GIVEN, 1, body, now))
    append = ledger.prepare(matter.head, new, actor=actor, command_id=command_id, now=now)
    after = _after(matter, accepted, append, actor, now, code_hash, own)
    # What has gone over is written whole: clocks and titles may all be others.
    gone = any(isinstance(event, Migrated) for event in accepted.events)
    since = 0 if gone else matter.version
    return Recorded(after, append, rows_of(after, procedure, directory, since=since))


def _new(event: Event) -> ledger.NewEvent:
    return ledger.NewEvent(type_of(event), SHAPE, body_of(event), event.at)


def _after(
    matter: Matter,
    accepted: Accepted,
    prepared: ledger.PreparedAppend,
    actor: str,
    now: datetime,
    code_hash: bytes | None,
    own: str,
) -> Matter:
    told: list[Told] = []
    digest = matter.case.digest
    for version, event in zip(prepared.appended.versions, accepted.events, strict=False):
        if isinstance(event, CaseOpened | Migrated):
            digest = event.digest
        told.append(Told(version, actor, now, event, digest))
    return Matter(
        matter.number,
        accepted.case,
        [*matter.told, *told],
        prepared.appended.head,
        code_hash or matter.code_hash,
        matter.imported,
        now,
        own or matter.own,
        matter.code_command if code_hash is None else prepared.command_id,
        beside=list(matter.beside),
        enclosed=matter.enclosed,
        taken_back=matter.taken_back,
    )


def record_beside(
    matter: Matter,
    given: Sequence[beside.Given],
    *,
    procedure: Procedure,
    directory: Directory,
    actor: str,
    command_id: str,
    now: datetime,
    code: tuple[bytes, str] | None = None,
) -> Matter:
    """Write what is given to a case beside its acts and return the matter after it.

    :param code: the hash of a new code, and the proof it was given on
    :raises LedgerConflict: if somebody else wrote to the case first
    :raises CommandRepeated: if the command was carried out before
    """
    new = [ledger.NewEvent(beside.type_of(event), 1, beside.body_of(event), now) for event in given]
    if code is not None:
        body = {"hash": code[0].hex(), "proof": code[1]}
        new.append(ledger.NewEvent(CODE_GIVEN, 1, body, now))
    append = ledger.prepare(matter.head, new, actor=actor, command_id=command_id, now=now)
    placed = zip(append.appended.versions, given, strict=False)
    after = replace(
        matter,
        head=append.appended.head,
        code_hash=matter.code_hash if code is None else code[0],
        recorded_at=now,
        beside=[*matter.beside, *(Beside(version, actor, now, each) for version, each in placed)],
    )
    rows = rows_of(after, procedure, directory, since=matter.version)
    if not writing.write([append], [rows]):
        raise ledger.lost(append)
    return after

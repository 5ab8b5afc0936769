"""From a decision to the record: events, particulars and rows in one statement."""

from collections.abc import Sequence
from datetime import datetime

from shouwen import ledger, vault
from shouwen.casework import writing
from shouwen.casework.matter import CODE_GIVEN, Matter, Told
from shouwen.casework.projection import rows_of
from shouwen.engine import SHAPE, Accepted, Event, body_of, type_of
from shouwen.regulations import Procedure
from shouwen.vocabulary import Directory


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
    kept: vault.PreparedKeeping | None = None,
) -> Matter:
    """Write what a decision says and return the matter after it.

    :raises LedgerConflict: if somebody else wrote to the case first
    :raises CommandRepeated: if the command was carried out before
    """
    new = [_new(event) for event in accepted.events]
    if code_hash is not None:
        new.append(ledger.NewEvent(CODE_GIVEN, 1, {"hash": code_hash.hex()}, now))
    prepared = ledger.prepare(matter.head, new, actor=actor, command_id=command_id, now=now)
    after = _after(matter, accepted, prepared, actor, now, code_hash)
    rows = rows_of(after, procedure, directory, since=matter.version)
    writing.write(prepared, rows, kept)
    return after


def _new(event: Event) -> ledger.NewEvent:
    return ledger.NewEvent(type_of(event), SHAPE, body_of(event), event.at)


def _after(
    matter: Matter,
    accepted: Accepted,
    prepared: ledger.PreparedAppend,
    actor: str,
    now: datetime,
    code_hash: bytes | None,
) -> Matter:
    told: Sequence[Told] = [
        Told(version, actor, now, event)
        for version, event in zip(prepared.appended.versions, accepted.events, strict=False)
    ]
    return Matter(
        matter.number,
        accepted.case,
        [*matter.told, *told],
        prepared.appended.head,
        code_hash or matter.code_hash,
        matter.imported,
        now,
    )

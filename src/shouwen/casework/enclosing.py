"""What is put with a case beside its facts: files, recordings of calls, who listened to them.

Names and contents lie in the vault; the stream keeps references, and which way each came.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from shouwen import ledger, vault
from shouwen.casework import codes, secrecy, writing
from shouwen.casework import matter as matters
from shouwen.casework.access import OpenCase, case_by_code, case_for
from shouwen.casework.errors import CaseNotFound, KeptFromUnit, NoSuchEnclosure, TooManyFiles
from shouwen.casework.projection import rows_of
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

#: More files than this nobody looks through.
MOST_FILES: Final = 200


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file about to be put with a case; what may come in was decided by ``intake.admission``.

    :param thumbnail: a small JPEG of a picture, or None
    """

    name: str
    kind: str
    family: str
    media_type: str
    content: bytes
    thumbnail: bytes | None = None


def enclose_files(
    number: str,
    files: Sequence[NewFile],
    *,
    source: str,
    actor: Actor,
    now: datetime,
    command_id: str,
    code: str | None = None,
) -> tuple[str, ...]:
    """Put files with a case and return their references in the vault, in order.

    A repeated command id returns the first answer.

    :param source: the way they came: ``portal``, ``desk``, ``mail``, ``api``, ``telephone``
    :param code: the complainant's code, needed when the complainant sends them and only then
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises TooManyFiles: if the case would have more than :data:`MOST_FILES`
    :raises TooLarge: if one is larger than the vault keeps
    """
    try:
        with transaction.atomic():
            found = _held(number, actor, code, now)
            if repeated := ledger.used(command_id):
                raise repeated
            before = sum(e.type == matters.FILE_ENCLOSED for e in found.matter.enclosed)
            if before + len(files) > MOST_FILES:
                raise TooManyFiles(MOST_FILES)
            bodies = [_kept(file, source, now) for file in files]
            _append(found, matters.FILE_ENCLOSED, bodies, actor, command_id, now)
            return tuple(body["file"] for body in bodies)
    except ledger.CommandRepeated as repeated:
        return tuple(
            event.body["file"]
            for event in ledger.read(repeated.stream)
            if event.command_id == command_id
        )
    except CaseNotFound:
        if actor.person == COMPLAINANT:
            codes.note_failure(number, now)  # the first note went with the transaction
        raise


def enclose_recording(
    number: str,
    reference: str,
    *,
    call: str,
    began_at: datetime | None,
    seconds: int | None,
    actor: Actor,
    now: datetime,
    command_id: str,
) -> None:
    """Say that a recording of a call belongs to a case; the recording stays at the exchange.

    A repeated command id changes nothing, and neither does a recording that is there already.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    try:
        with transaction.atomic():
            found = _held(number, actor, None, now)
            if any(
                each.type == matters.RECORDING_ENCLOSED and each.body["reference"] == reference
                for each in found.matter.enclosed
            ):
                return
            body = {
                "call": call,
                "reference": reference,
                "began_at": None if began_at is None else began_at.isoformat(),
                "seconds": seconds,
            }
            _append(found, matters.RECORDING_ENCLOSED, [body], actor, command_id, now)
    except ledger.CommandRepeated:
        return


def record_hearing(
    number: str,
    recording: int,
    *,
    why: str,
    conclusion: str,
    actor: Actor,
    now: datetime,
    command_id: str,
) -> None:
    """Record that the actor listened to a recording, why, and what came of it.

    :param recording: which one, from 1
    :param conclusion: kept in the vault: it may say who said what
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises NoSuchEnclosure: if the case has no such recording
    :raises KeptFromUnit: if the voice on it is kept from the actor's unit
    :raises ReasonNeeded: if `why` or `conclusion` is blank
    """
    if not why.strip() or not conclusion.strip():
        raise vault.ReasonNeeded
    try:
        with transaction.atomic():
            found = _held(number, actor, None, now)
            known = [e for e in found.matter.enclosed if e.type == matters.RECORDING_ENCLOSED]
            if not 1 <= recording <= len(known):
                raise NoSuchEnclosure(number, recording)
            if not secrecy.may_open(found, known[recording - 1]):
                raise KeptFromUnit  # a voice tells who it is
            if repeated := ledger.used(command_id):
                raise repeated
            body = {
                "reference": known[recording - 1].body["reference"],
                "why": why.strip()[:400],
                "conclusion": vault.keep("text", conclusion.strip(), now=now),
            }
            _append(found, matters.RECORDING_HEARD, [body], actor, command_id, now)
    except ledger.CommandRepeated:
        return


def open_file(
    number: str,
    n: int,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    code: str | None = None,
    thumbnail: bool = False,
) -> vault.KeptFile:
    """Return one file of a case, or its small picture, and record who looked and why.

    :param n: which one, from 1
    :param code: the complainant's code, needed when the complainant asks and only then
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises NoSuchEnclosure: if there is no such file, or no small picture of it
    :raises KeptFromUnit: if it may show who complained, and that is kept from the actor's unit
    :raises Forgotten: if it has been destroyed
    """
    found = _found(number, actor, code, now)
    files = [event for event in found.matter.enclosed if event.type == matters.FILE_ENCLOSED]
    ref = files[n - 1].body["thumbnail" if thumbnail else "file"] if 1 <= n <= len(files) else ""
    if not ref:
        raise NoSuchEnclosure(number, n)
    if not secrecy.may_open(found, files[n - 1]):
        raise KeptFromUnit
    by = actor.person
    opened = vault.reveal_file(ref, by=by, reason=reason, case=found.matter.number, now=now)
    if thumbnail:
        return opened
    name = vault.reveal(
        files[n - 1].body["name"], by=by, reason=reason, case=found.matter.number, now=now
    )
    return replace(opened, name=name)


def _kept(file: NewFile, source: str, now: datetime) -> dict[str, Any]:
    """Return what the stream says of a file, which is in the vault from now on."""
    small = file.thumbnail
    return {
        "file": vault.keep_file("", file.content, file.media_type, now=now),
        "name": vault.keep("text", file.name, now=now),
        "thumbnail": "" if small is None else vault.keep_file("", small, "image/jpeg", now=now),
        "kind": file.kind,
        "family": file.family,
        "source": source,
    }


def _held(number: str, actor: Actor, code: str | None, now: datetime) -> OpenCase:
    """Return the case, held against everybody else who would change it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM casework_case WHERE number = %s::text FOR UPDATE", [number.strip()]
        )
    return _found(number, actor, code, now)


def _found(number: str, actor: Actor, code: str | None, now: datetime) -> OpenCase:
    if actor.person == COMPLAINANT:
        return case_by_code(number, code or "", now)
    return case_for(actor, number, now)


def _append(
    found: OpenCase,
    type_: str,
    bodies: Sequence[dict[str, Any]],
    actor: Actor,
    command_id: str,
    now: datetime,
) -> None:
    matter = found.matter
    if not bodies:
        return
    new = [ledger.NewEvent(type_, 1, body, now) for body in bodies]
    append = ledger.prepare(matter.head, new, actor=actor.person, command_id=command_id, now=now)
    head, last = append.appended.head, matter.head
    stored = [
        ledger.StoredEvent(
            last.stream, version, type_, 1, body, now, now, actor.person, command_id, step,
            last.digest, head.digest, 0, 0,
        )
        for step, (version, body) in enumerate(
            zip(append.appended.versions, bodies, strict=True), start=1
        )
    ]  # fmt: skip
    after = replace(matter, head=head, enclosed=[*matter.enclosed, *stored], recorded_at=now)
    rows = rows_of(after, found.procedure, found.directory, since=matter.version)
    if not writing.write([append], [rows]):
        raise ledger.lost(append)

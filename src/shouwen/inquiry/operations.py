"""What may be written into the record of an inquiry. Everything is one transaction.

Free words that may name somebody go to the vault. Lines that everybody who may open the case can
read are short, and say so where they are asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db import transaction

from shouwen import vault
from shouwen.casework import secrecy
from shouwen.casework.access import OpenCase, case_for
from shouwen.casework.errors import KeptFromUnit
from shouwen.inquiry import record as shapes
from shouwen.inquiry.errors import Incomplete, NoSuchEntry
from shouwen.inquiry.linking import KINDS, link, unlink
from shouwen.inquiry.rebuilding import rebuild, replay_faults
from shouwen.inquiry.record import Record
from shouwen.inquiry.streams import note_reading, read, who_is_closed, write
from shouwen.vocabulary import Actor

_MOST_LINE: Final = 400
_MOST_WORDS: Final = 20_000


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is evidence; what may come in was decided by ``intake.admission``."""

    name: str
    media_type: str
    content: bytes


def list_issue(
    number: str, allegation: str, *, actor: Actor, now: datetime, command_id: str
) -> None:
    """Put an allegation on the list of what must be found out.

    :raises Incomplete: if nothing is said
    """

    def body(_record: Record, _found: OpenCase) -> Mapping[str, Any]:
        return {"allegation": _line("allegation", allegation, "请写明反映的问题", "say what")}

    write(number, shapes.ISSUE_LISTED, body, actor=actor, now=now, command_id=command_id)


def find_issue(
    number: str,
    issue: int,
    finding: str,
    because: str,
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
) -> None:
    """Say what was found on an allegation; a finding before it stays on record.

    :param finding: one of ``record.FINDINGS``
    :raises NoSuchEntry: if the list has no such allegation
    :raises Incomplete: if no finding is chosen, or nothing is said of what it rests on
    """

    def body(record: Record, _found: OpenCase) -> Mapping[str, Any]:
        if record.issue(issue) is None:
            raise NoSuchEntry("issue", issue)
        return {
            "issue": issue,
            "finding": _chosen("finding", finding, shapes.FINDINGS),
            "because": _line("because", because, "请写明认定的依据", "say what it rests on"),
        }

    write(number, shapes.ISSUE_FOUND, body, actor=actor, now=now, command_id=command_id)


def record_interview(
    number: str,
    *,
    role: str,
    name: str,
    held_at: datetime,
    place: str,
    beside: str,
    gist: str,
    words: str,
    actor: Actor,
    now: datetime,
    command_id: str,
) -> None:
    """Record an interview: who, when, where, who else was there, what it came to.

    :param name: who was spoken with, kept in the vault
    :param words: what was said in full, kept in the vault; may be empty
    :raises Incomplete: if something needed is missing, or it was held later than now
    """

    def body(_record: Record, _found: OpenCase) -> Mapping[str, Any]:
        chosen = _chosen("role", role, shapes.INTERVIEWEES)
        told = _line("gist", gist, "请写谈话要点", "say what it came to")
        if not name.strip():
            raise Incomplete("name", "请写谈话对象", "say with whom")
        if held_at > now:
            raise Incomplete("held_at", "谈话时间不能晚于现在", "it cannot be held later than now")
        who = vault.keep("name", name.strip()[:200], now=now)
        said = words.strip()[:_MOST_WORDS]
        return {
            "role": chosen,
            "name": who,
            "held_at": held_at.isoformat(),
            "place": place.strip()[:_MOST_LINE],
            "beside": beside.strip()[:_MOST_LINE],
            "gist": told,
            "words": vault.keep("text", said, now=now) if said else "",
        }

    write(number, shapes.INTERVIEWED, body, actor=actor, now=now, command_id=command_id)


def record_check(
    number: str,
    *,
    kind: str,
    what: str,
    result: str,
    actor: Actor,
    now: datetime,
    command_id: str,
) -> None:
    """Record what was looked at and what was seen.

    :param kind: one of ``record.CHECKS``
    :raises Incomplete: if something needed is missing
    """

    def body(_record: Record, _found: OpenCase) -> Mapping[str, Any]:
        return {
            "kind": _chosen("kind", kind, shapes.CHECKS),
            "what": _line("what", what, "请写明核查什么", "say what was looked at"),
            "result": _line("result", result, "请写明核查结果", "say what was seen"),
        }

    write(number, shapes.CHECKED, body, actor=actor, now=now, command_id=command_id)


def take_evidence(
    number: str,
    *,
    kind: str,
    title: str,
    source: str,
    seal: str = "",
    file: NewFile | None = None,
    actor: Actor,
    now: datetime,
    command_id: str,
) -> None:
    """Take a piece of evidence into the record; whoever takes it has it from then on.

    :param source: whom or where it came from
    :param seal: the number of the bag or seal of an object, or empty
    :param file: kept sealed; its SHA-256 digest stands in the record
    :raises Incomplete: if something needed is missing
    """

    def body(_record: Record, _found: OpenCase) -> Mapping[str, Any]:
        told = {
            "kind": _chosen("kind", kind, shapes.KINDS),
            "title": _line("title", title, "请写证据名称", "say what it is"),
            "source": _line("source", source, "请写从何处取得", "say where it came from"),
            "seal": seal.strip()[:_MOST_LINE],
            "file": "", "name": "", "sha256": "", "size": 0, "media_type": "",
        }  # fmt: skip
        if file is not None:
            told |= {
                "file": vault.keep_file("", file.content, file.media_type, now=now),
                "name": vault.keep("text", file.name[:200], now=now) if file.name else "",
                "sha256": sha256(file.content).hexdigest(),
                "size": len(file.content),
                "media_type": file.media_type,
            }
        return told

    write(number, shapes.EVIDENCE_TAKEN, body, actor=actor, now=now, command_id=command_id)


def hand_evidence(
    number: str, evidence: int, to: str, why: str, *, actor: Actor, now: datetime, command_id: str
) -> None:
    """Record that a piece of evidence changed hands.

    :param to: a person's id or name, or a place such as an archive
    :raises NoSuchEntry: if the record has no such piece
    :raises Incomplete: if nothing is said of to whom, or why
    """

    def body(record: Record, found: OpenCase) -> Mapping[str, Any]:
        piece = record.piece(evidence)
        if piece is None:
            raise NoSuchEntry("evidence", evidence)
        receiver = _receiver(_line("to", to, "请写交给谁", "say to whom"), found)
        if receiver == piece.holder:
            raise Incomplete("to", "现在就由这一方保管", "they have it already")
        return {
            "evidence": evidence,
            "to": receiver,
            "why": _line("why", why, "请写明为什么移交", "say why"),
        }

    write(number, shapes.EVIDENCE_HANDED, body, actor=actor, now=now, command_id=command_id)


def open_evidence(
    number: str, evidence: int, reason: str, *, actor: Actor, now: datetime, command_id: str
) -> vault.KeptFile | None:
    """Record that a piece of evidence was opened, and return its file, or None for an object.

    Whoever may open the case may; each opening stands in the chain of custody, and what is read
    out of the vault in its log as well.

    :raises NoSuchEntry: if the record has no such piece
    :raises KeptFromUnit: if it may show who complained, and that is kept from the actor's unit
    :raises ReasonNeeded: if `reason` is blank
    :raises Forgotten: if the file has been destroyed
    """
    if not reason.strip():
        raise vault.ReasonNeeded

    def body(record: Record, _found: OpenCase) -> Mapping[str, Any]:
        if record.piece(evidence) is None:
            raise NoSuchEntry("evidence", evidence)
        return {"evidence": evidence, "why": reason.strip()[:_MOST_LINE]}

    with transaction.atomic():
        record = write(
            number, shapes.EVIDENCE_OPENED, body,
            actor=actor, now=now, command_id=command_id, anybody=True,
        )  # fmt: skip
        piece = record.piece(evidence)
        if piece is None or not piece.file:
            return None
        found = case_for(actor, number, now)
        if not secrecy.may_open_of(found, piece.person):
            raise KeptFromUnit
        kept = vault.reveal_file(piece.file, by=actor.person, reason=reason, case=number, now=now)
        name = piece.title
        if piece.name:
            name = secrecy.reveal(found, piece.name, reason=reason, now=now)
        return vault.KeptFile(name, kept.media_type, kept.content)


def reveal_interview(
    number: str, interview: int, part: str, *, reason: str, actor: Actor, now: datetime
) -> str:
    """Return who was spoken with (``name``) or what was said (``words``), and record who looked.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises NoSuchEntry: if the record has no such interview, or nothing sealed of that kind
    :raises KeptFromUnit: if it is the complainant's name, and that is kept from the actor's unit
    :raises ReasonNeeded: if `reason` is blank
    """
    opened = case_for(actor, number, now)
    interviews = read(number).interviews
    found = interviews[interview - 1] if 1 <= interview <= len(interviews) else None
    ref = {"name": found.name, "words": found.words}.get(part, "") if found else ""
    if not ref:
        raise NoSuchEntry("interview", interview)
    if part == "name" and found is not None and who_is_closed(found, opened):
        raise KeptFromUnit
    return secrecy.reveal(opened, ref, reason=reason, now=now)


def _line(field: str, text: str, problem: str, english: str) -> str:
    line = text.strip()
    if not line:
        raise Incomplete(field, problem, english)
    if len(line) > _MOST_LINE:
        raise Incomplete(field, f"最多 {_MOST_LINE} 字", f"at most {_MOST_LINE} letters")
    return line


def _chosen(field: str, value: str, among: tuple[str, ...]) -> str:
    if value not in among:
        raise Incomplete(field, "请选择一项", "choose one")
    return value


def _receiver(to: str, found: OpenCase) -> str:
    """Return the id of the one person of this id or name, or the words as they are."""
    people = found.directory.people
    if to in people:
        return to
    named = [person.id for person in people.values() if person.name == to]
    return named[0] if len(named) == 1 else to


__all__ = [
    "KINDS",
    "NewFile",
    "find_issue",
    "hand_evidence",
    "link",
    "list_issue",
    "note_reading",
    "open_evidence",
    "rebuild",
    "record_check",
    "record_interview",
    "replay_faults",
    "reveal_interview",
    "take_evidence",
    "unlink",
]

"""The record of one inquiry as its stream tells it. Pure: no database, clock or vault.

Bodies hold JSON values; free words that may name somebody are references into the vault.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

PREFIX: Final = "inquiry/"
ISSUE_LISTED: Final = "inquiry.issue_listed"
ISSUE_FOUND: Final = "inquiry.issue_found"
INTERVIEWED: Final = "inquiry.interviewed"
CHECKED: Final = "inquiry.checked"
EVIDENCE_TAKEN: Final = "inquiry.evidence_taken"
EVIDENCE_HANDED: Final = "inquiry.evidence_handed"
EVIDENCE_OPENED: Final = "inquiry.evidence_opened"

FINDINGS: Final = ("substantiated", "partly", "unsubstantiated", "undetermined")
INTERVIEWEES: Final = ("complainant", "concerned", "witness", "expert", "other")
CHECKS: Final = ("site", "system", "recording", "papers", "other")
KINDS: Final = ("paper", "picture", "sound", "film", "data", "object")


class Stored(Protocol):
    """What the fold needs to know of a stored event."""

    @property
    def type(self) -> str: ...
    @property
    def body(self) -> Mapping[str, Any]: ...
    @property
    def happened_at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...


class BrokenRecord(ValueError):
    """An event speaks of an entry the record does not have."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on an allegation, by whom; the last one counts, the others stay."""

    finding: str
    because: str
    person: str
    at: datetime


@dataclass(slots=True)
class Issue:
    """One allegation with every finding on it."""

    n: int
    allegation: str
    person: str
    at: datetime
    findings: list[Found] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview. `name` and `words` are references into the vault, or empty."""

    n: int
    role: str
    name: str
    held_at: str
    place: str
    beside: str
    gist: str
    words: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, and what was seen."""

    n: int
    kind: str
    what: str
    result: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """Evidence changed hands (`to` is who has it since), or was opened (`to` is empty)."""

    whence: str
    to: str
    why: str
    person: str
    at: datetime


@dataclass(slots=True)
class Evidence:
    """One piece of evidence and the chain of who had it. `file` is a reference, or empty."""

    n: int
    kind: str
    title: str
    source: str
    seal: str
    file: str
    name: str
    digest: str
    size: int
    media_type: str
    holder: str
    person: str
    at: datetime
    custody: list[Move] = field(default_factory=list)


@dataclass(slots=True)
class Record:
    """Everything one inquiry has on record, in the order it was written."""

    issues: list[Issue] = field(default_factory=list)
    interviews: list[Interview] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing has been written yet."""
        return not (self.issues or self.interviews or self.checks or self.evidence)

    def issue(self, n: int) -> Issue | None:
        """Return one allegation, counted from 1, or None."""
        return self.issues[n - 1] if 1 <= n <= len(self.issues) else None

    def piece(self, n: int) -> Evidence | None:
        """Return one piece of evidence, counted from 1, or None."""
        return self.evidence[n - 1] if 1 <= n <= len(self.evidence) else None


def record_of(stored: Iterable[Stored]) -> Record:
    """Return the record these events of one stream describe.

    :raises BrokenRecord: if an event speaks of what is not there
    """
    record = Record()
    for event in stored:
        _take_in(record, event)
    return record


def _take_in(record: Record, event: Stored) -> None:
    body, by, at = event.body, event.actor, event.happened_at
    match event.type:
        case "inquiry.issue_listed":
            record.issues.append(Issue(len(record.issues) + 1, body["allegation"], by, at))
        case "inquiry.issue_found":
            issue = record.issue(body["issue"])
            if issue is None:
                raise BrokenRecord(f"finding on allegation {body['issue']}, which is not there")
            issue.findings.append(Found(body["finding"], body["because"], by, at))
        case "inquiry.interviewed":
            record.interviews.append(
                Interview(
                    len(record.interviews) + 1, body["role"], body["name"], body["held_at"],
                    body["place"], body["beside"], body["gist"], body["words"], by, at,
                )
            )  # fmt: skip
        case "inquiry.checked":
            n = len(record.checks) + 1
            record.checks.append(Check(n, body["kind"], body["what"], body["result"], by, at))
        case "inquiry.evidence_taken":
            record.evidence.append(
                Evidence(
                    len(record.evidence) + 1, body["kind"], body["title"], body["source"],
                    body["seal"], body["file"], body["name"], body["sha256"], body["size"],
                    body["media_type"], by, by, at,
                )
            )  # fmt: skip
        case "inquiry.evidence_handed" | "inquiry.evidence_opened":
            piece = record.piece(body["evidence"])
            if piece is None:
                raise BrokenRecord(f"evidence {body['evidence']} is not there")
            to = body.get("to", "")
            piece.custody.append(Move(piece.holder, to, body["why"], by, at))
            if to:
                piece.holder = to
        case other:
            raise BrokenRecord(f"{other} is no event of an inquiry")

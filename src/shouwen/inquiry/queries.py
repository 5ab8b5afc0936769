"""What pages ask of inquiries: records in words, links both ways, who read what."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.db import connection

from shouwen import vault
from shouwen.casework.access import OpenCase, case_for, scope_of
from shouwen.casework.lists import rows_of_numbers
from shouwen.casework.person_search import same_contact_as
from shouwen.casework.secrecy import CLOSED, may_open_of, written_for
from shouwen.casework.shapes import CaseRow
from shouwen.engine.circles import readers_of
from shouwen.inquiry.readings import ReadingView, name_of, readings_of
from shouwen.inquiry.record import Check, Evidence, Found, Interview, Issue, Move, Record
from shouwen.inquiry.streams import read, who_is_closed
from shouwen.people import Office
from shouwen.vocabulary import Actor, Directory, at_office, moment

#: What the record holds with a writer's id, pages show with his name.
_Entry = TypeVar("_Entry", Found, Check, Move)
#: What anything written goes through before the reader sees it.
Written = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class IssueView:
    """One allegation; `now` is the finding that counts, `before` those it replaced."""

    n: int
    allegation: str
    person: str
    at: datetime
    now: Found | None
    before: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class InterviewView:
    """One interview. `name` is masked; `sealed` says that words in full are kept."""

    n: int
    role: str
    name: str
    held_at: datetime
    place: str
    beside: str
    gist: str
    sealed: bool
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of evidence. `digest` is of the file, SHA-256 in hexadecimal, or empty.

    `kept` says that it may show who complained, and is not opened to the reader's unit.
    """

    n: int
    kind: str
    title: str
    source: str
    seal: str
    has_file: bool
    gone: bool
    kept: bool
    digest: str
    size_words: str
    media_type: str
    holder: str
    person: str
    at: datetime
    custody: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """The record of one inquiry in words; persons in it are names."""

    issues: tuple[IssueView, ...]
    interviews: tuple[InterviewView, ...]
    checks: tuple[Check, ...]
    evidence: tuple[EvidenceView, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing has been written yet."""
        return not (self.issues or self.interviews or self.checks or self.evidence)


@dataclass(frozen=True, slots=True)
class LinkView:
    """A case this one has to do with, why, and who said so."""

    row: CaseRow
    kind: str
    reason: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a case: `readings` is None for whom they are not."""

    record: RecordView
    links: tuple[LinkView, ...]
    same_contact: tuple[CaseRow, ...]
    readings: tuple[ReadingView, ...] | None


def around(
    actor: Actor,
    number: str,
    now: datetime,
    language: str = "zh",
    *,
    offices: Collection[Office] = (),
) -> Around:
    """Return record, links, repeated matters and readings of a case, as far as they are for him.

    Links lead both ways, and only to cases the actor may open. Readings are for auditors, for whom
    the regulation lets read every case, and for the circle of a case that is kept in one.

    :param offices: the offices of the system the actor holds
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = case_for(actor, number, now)
    directory = found.directory
    links = _links(found, directory, now, language)
    linked = {link.row.number for link in links}
    closed = bool(readers_of(found.procedure, found.matter.case, now))
    return Around(
        _record(read(number), found, language),
        links,
        () if closed else tuple(
            row for row in same_contact_as(found, now, language) if row.number not in linked
        ),
        readings_of(number, found, language) if _may_see(actor, found, offices, closed) else None,
    )  # fmt: skip


# -- parts


def _record(record: Record, found: OpenCase, language: str) -> RecordView:
    directory, written = found.directory, written_for(found)
    refs = [each.name for each in record.interviews] + [
        each.file for each in record.evidence if each.file
    ]
    labels = vault.labels(refs)
    closed = CLOSED[1 if language.startswith("en") else 0]
    return RecordView(
        tuple(_issue(each, directory, written) for each in record.issues),
        tuple(
            _interview(
                each,
                closed if who_is_closed(each, found) else _mask(each.name, labels),
                directory,
                written,
            )
            for each in record.interviews
        ),
        tuple(
            replace(
                _in_words(each, directory), what=written(each.what), result=written(each.result)
            )
            for each in record.checks
        ),
        tuple(
            _evidence(each, directory, labels, written, kept=not may_open_of(found, each.person))
            for each in record.evidence
        ),
    )


def _mask(ref: str, labels: dict[str, vault.Label]) -> str:
    return labels[ref].masked if ref in labels else ""


def _issue(issue: Issue, directory: Directory, written: Written) -> IssueView:
    found = [
        replace(_in_words(each, directory), because=written(each.because))
        for each in issue.findings
    ]
    return IssueView(
        issue.n, written(issue.allegation), name_of(issue.person, directory), at_office(issue.at),
        found[-1] if found else None, tuple(found[:-1]),
    )  # fmt: skip


def _interview(each: Interview, name: str, directory: Directory, written: Written) -> InterviewView:
    return InterviewView(
        each.n, each.role, name, at_office(moment(each.held_at)), written(each.place),
        written(each.beside), written(each.gist), bool(each.words), name_of(each.person, directory),
        at_office(each.at),
    )  # fmt: skip


def _in_words(entry: _Entry, directory: Directory) -> _Entry:
    """Return an entry of the record with its writer's name, its moment in the office's zone."""
    return replace(entry, person=name_of(entry.person, directory), at=at_office(entry.at))


def _evidence(
    each: Evidence, directory: Directory, labels: dict[str, vault.Label], written: Written, *,
    kept: bool,
) -> EvidenceView:  # fmt: skip
    gone = each.file in labels and labels[each.file].forgotten_at is not None
    return EvidenceView(
        each.n, each.kind, written(each.title), written(each.source), each.seal, bool(each.file),
        gone, kept, each.digest, _size(each.size), each.media_type, name_of(each.holder, directory),
        name_of(each.person, directory), at_office(each.at),
        tuple(
            replace(
                _in_words(move, directory), whence=name_of(move.whence, directory),
                to=name_of(move.to, directory), why=written(move.why),
            )
            for move in each.custody
        ),
    )  # fmt: skip


def _links(
    found: OpenCase, directory: Directory, now: datetime, language: str
) -> tuple[LinkView, ...]:
    actor, number = found.reader, found.matter.number
    assert actor is not None  # noqa: S101 - somebody asked for this page
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN one = %(n)s::text THEN other ELSE one END, kind, reason, person, at"
            " FROM inquiry_link WHERE open AND (one = %(n)s::text OR other = %(n)s::text)",
            {"n": number},
        )
        told = {other: rest for other, *rest in cursor.fetchall()}
    if not told:
        return ()
    rows, written = rows_of_numbers(actor, list(told), now, language), written_for(found)
    return tuple(
        LinkView(row, kind, written(reason), name_of(person, directory), at_office(at))
        for row in rows
        for kind, reason, person, at in (told[row.number],)
    )


def _may_see(actor: Actor, found: OpenCase, offices: Collection[Office], closed: bool) -> bool:
    if closed or Office.AUDITOR in offices:
        return True  # who may open a case in a circle is of the circle
    scope = scope_of(actor, found.directory, [found.procedure])
    return found.procedure.pack.pack.id in scope.overseen


def _size(count: int) -> str:
    if not count:
        return ""
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{-(-count // 1024)} KB"

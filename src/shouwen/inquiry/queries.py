"""What pages ask of inquiries: records in words, links both ways, who read what."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar

from django.db import connection

from shouwen import people, vault
from shouwen.casework.access import OpenCase, case_for, scope_of
from shouwen.casework.lists import rows_of_numbers
from shouwen.casework.person_search import same_contact
from shouwen.casework.shapes import CaseRow
from shouwen.engine.circles import readers_of
from shouwen.inquiry.record import Check, Evidence, Found, Interview, Issue, Move, Record
from shouwen.inquiry.streams import read
from shouwen.people import Office
from shouwen.vocabulary import Actor, Directory, at_office, moment
from shouwen.vocabulary.identity import COMPLAINANT

#: Of so many readings the page tells; the auditors' page tells of all.
_MOST_READINGS: Final = 200
#: What the record holds with a writer's id, pages show with his name.
_Entry = TypeVar("_Entry", Found, Check, Move)


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
    """One piece of evidence. `digest` is of the file, SHA-256 in hexadecimal, or empty."""

    n: int
    kind: str
    title: str
    source: str
    seal: str
    has_file: bool
    gone: bool
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
class ReadingView:
    """Somebody read a case (`what` is empty), or opened something of it, stating a reason."""

    person: str
    unit: str
    what: str
    reason: str
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
    links = _links(actor, number, directory, now, language)
    linked = {link.row.number for link in links}
    closed = bool(readers_of(found.procedure, found.matter.case, now))
    return Around(
        _record(read(number), directory),
        links,
        () if closed else tuple(
            row for row in same_contact(actor, number, now, language) if row.number not in linked
        ),
        _readings(number, found, language) if _may_see(actor, found, offices, closed) else None,
    )  # fmt: skip


def all_readings(
    now: datetime,
    language: str = "zh",
    *,
    before: datetime | None = None,
    person: str = "",
    limit: int = 100,
) -> list[tuple[str, ReadingView]]:
    """Return who read, opened and searched for what in the whole house, newest first: for auditors.

    Each with the number of the case, empty for a search. Pages follow each other by `before`.

    :param person: of one person only, by id
    """
    directory = people.directory(now)
    english = language.startswith("en")
    told: list[tuple[str, ReadingView]] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, person, at FROM inquiry_reading"
            " WHERE (%s::timestamptz IS NULL OR at < %s::timestamptz)"
            " AND (%s::text = '' OR person = %s::text) ORDER BY at DESC LIMIT %s",
            [before, before, person, person, limit],
        )
        for number, who, at in cursor.fetchall():
            told.append((number, _reading(directory, who, "", "", at)))
    opened = vault.latest_readings(before=before, by=person, limit=limit)
    masks = vault.masked_many({note.ref for note in opened})
    for note in opened:
        what = masks.get(note.ref, "—")
        told.append((note.case, _reading(directory, note.by, what, note.reason, note.at)))
    for search in vault.searches(before=before, by=person, limit=limit):
        words = (
            f"searched for {search.masked}: {search.found}"
            if english
            else f"按人查找 {search.masked}，{search.found} 项"
        )
        told.append(("", _reading(directory, search.by, words, search.reason, search.at)))
    told.sort(key=lambda each: each[1].at, reverse=True)
    return told[:limit]


# -- parts


def _record(record: Record, directory: Directory) -> RecordView:
    refs = [each.name for each in record.interviews] + [
        each.file for each in record.evidence if each.file
    ]
    labels = vault.labels(refs)
    return RecordView(
        tuple(_issue(each, directory) for each in record.issues),
        tuple(_interview(each, directory, labels) for each in record.interviews),
        tuple(_in_words(each, directory) for each in record.checks),
        tuple(_evidence(each, directory, labels) for each in record.evidence),
    )


def _issue(issue: Issue, directory: Directory) -> IssueView:
    found = [_in_words(each, directory) for each in issue.findings]
    return IssueView(
        issue.n, issue.allegation, _name(issue.person, directory), at_office(issue.at),
        found[-1] if found else None, tuple(found[:-1]),
    )  # fmt: skip


def _interview(
    each: Interview, directory: Directory, labels: dict[str, vault.Label]
) -> InterviewView:
    return InterviewView(
        each.n, each.role, labels[each.name].masked if each.name in labels else "",
        at_office(moment(each.held_at)), each.place, each.beside, each.gist, bool(each.words),
        _name(each.person, directory), at_office(each.at),
    )  # fmt: skip


def _in_words(entry: _Entry, directory: Directory) -> _Entry:
    """Return an entry of the record with its writer's name, its moment in the office's zone."""
    return replace(entry, person=_name(entry.person, directory), at=at_office(entry.at))


def _evidence(each: Evidence, directory: Directory, labels: dict[str, vault.Label]) -> EvidenceView:
    gone = each.file in labels and labels[each.file].forgotten_at is not None
    return EvidenceView(
        each.n, each.kind, each.title, each.source, each.seal, bool(each.file), gone, each.digest,
        _size(each.size), each.media_type, _name(each.holder, directory),
        _name(each.person, directory), at_office(each.at),
        tuple(
            replace(
                _in_words(move, directory), whence=_name(move.whence, directory),
                to=_name(move.to, directory),
            )
            for move in each.custody
        ),
    )  # fmt: skip


def _links(
    actor: Actor, number: str, directory: Directory, now: datetime, language: str
) -> tuple[LinkView, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN one = %(n)s::text THEN other ELSE one END, kind, reason, person, at"
            " FROM inquiry_link WHERE open AND (one = %(n)s::text OR other = %(n)s::text)",
            {"n": number},
        )
        told = {other: rest for other, *rest in cursor.fetchall()}
    if not told:
        return ()
    rows = rows_of_numbers(actor, list(told), now, language)
    return tuple(
        LinkView(row, kind, reason, _name(person, directory), at_office(at))
        for row in rows
        for kind, reason, person, at in (told[row.number],)
    )


def _may_see(actor: Actor, found: OpenCase, offices: Collection[Office], closed: bool) -> bool:
    if closed or Office.AUDITOR in offices:
        return True  # who may open a case in a circle is of the circle
    scope = scope_of(actor, found.directory, [found.procedure])
    return found.procedure.pack.pack.id in scope.overseen


def _readings(number: str, found: OpenCase, language: str) -> tuple[ReadingView, ...]:
    directory = found.directory
    titles = _titles_of_refs(found, language)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, at FROM inquiry_reading WHERE number = %s ORDER BY at DESC LIMIT %s",
            [number, _MOST_READINGS],
        )
        told = [_reading(directory, who, "", "", at) for who, at in cursor.fetchall()]
    other = "sealed content" if language.startswith("en") else "保密内容"
    told += [
        _reading(directory, note.by, titles.get(note.ref, other), note.reason, note.at)
        for note in vault.readings(number)[-_MOST_READINGS:]
    ]
    return tuple(sorted(told, key=lambda each: each.at, reverse=True)[:_MOST_READINGS])


def _titles_of_refs(found: OpenCase, language: str) -> dict[str, str]:
    pack = found.procedure.pack
    titles: dict[str, str] = {}
    for name, value in found.matter.case.facts.items():
        fact = pack.facts.get(name)
        if fact is None or fact.private is None:
            continue
        for ref in value if isinstance(value, list | tuple) else (value,):
            titles[str(ref)] = pack.say(fact.title, language)
    return titles


def _reading(
    directory: Directory, person: str, what: str, reason: str, at: datetime
) -> ReadingView:
    posts = directory.posts_of(person)
    unit = next((post.unit for post in posts if post.unit), None)
    named = directory.units[unit].name if unit in directory.units else ""
    return ReadingView(_name(person, directory), named, what, reason, at_office(at))


def _name(person: str, directory: Directory) -> str:
    if person == COMPLAINANT:
        return "投诉人"
    found = directory.people.get(person)
    return found.name if found is not None else person


def _size(count: int) -> str:
    if not count:
        return ""
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{-(-count // 1024)} KB"

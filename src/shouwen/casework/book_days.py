"""Opinion books as their page shows them: by place and by day, with the days nobody signed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from shouwen import ledger, people, vault
from shouwen.casework import editions
from shouwen.casework.desk_lists import duties_seen
from shouwen.casework.duties import PREFIX, may_sign
from shouwen.casework.errors import NoSuchDuty, NoSuchEnclosure
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.keys import path_of, posts_of
from shouwen.casework.knowing import known_numbers
from shouwen.casework.models import Duty
from shouwen.casework.opinion_book import COPIED, NOTED, PICTURED, TAKEN
from shouwen.casework.wording import Wording
from shouwen.ledger import StoredEvent
from shouwen.vocabulary import Actor, Directory, Month, at_office

_MOST_MISSING: Final = 50
#: How somebody who reads an entry is told so in the log.
_READING: Final = "翻阅意见簿"


@dataclass(frozen=True, slots=True)
class BookDay:
    """One day of one place. `state`: ``signed``, ``late`` (signed late), ``missing``, ``open``.

    `waiting` are entries of which nothing has become yet. Moments are in the office zone.
    """

    key: str
    unit: str
    unit_name: str
    title: str
    day: date
    due_at: datetime
    state: str
    signed_by: str
    signed_at: datetime | None
    note: str
    entries: int
    pictures: int
    waiting: int


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One entry as it was copied. `words` are empty for whoever does not keep the book.

    `number` is the case it became, `kind` the kind of contact it was kept as.
    """

    id: str
    n: int
    words: str
    name: str
    telephone: str
    by: str
    at: datetime
    number: str
    kind: str


@dataclass(frozen=True, slots=True)
class BookPicture:
    """A picture of a page; `small` says whether there is a small one, `n` its place in the day."""

    n: int
    kind: str
    small: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day with everything in it, and what this person may do: `keep` it, `sign` it."""

    day: BookDay
    title: str
    article: str
    regulation: str
    regulation_title: str
    act: str
    act_title: str
    entries: tuple[BookEntry, ...]
    pictures: tuple[BookPicture, ...]
    keep: bool
    sign: bool


@dataclass(frozen=True, slots=True)
class Books:
    """The books somebody keeps or oversees: his own places, and days nobody signed, oldest first.

    `more` says that there are more of those than are listed.
    """

    places: tuple[tuple[str, str], ...]
    missing: tuple[BookDay, ...]
    more: bool


def books(actor: Actor, now: datetime, language: str = "zh") -> Books | None:
    """Return the books this person has to do with; None where his regulations know none."""
    rows = _rows(actor, now)
    if rows is None:
        return None
    directory = people.directory(now)
    own = {post.unit for post in posts_of(actor, directory) if post.unit}
    places = [
        (unit, directory.units[unit].name)
        for unit in sorted(own)
        if unit in directory.units and rows.filter(unit_path=path_of(unit, directory)).exists()
    ]
    late = list(rows.filter(signed_at=None, due_at__lt=now).order_by("due_at", "key")
                [: _MOST_MISSING + 1])  # fmt: skip
    days = _days(late[:_MOST_MISSING], {}, now, language)
    if not places and days:
        places = [(days[0].unit, days[0].unit_name)]
    return Books(tuple(places), days, len(late) > _MOST_MISSING)


def book_month(
    actor: Actor, unit: str, month: Month, now: datetime, language: str = "zh"
) -> tuple[BookDay, ...]:
    """Return the days of a place's books in a month, newest first, one book after another.

    Nothing of a place this person does not see.
    """
    rows = _rows(actor, now)
    if rows is None:
        return ()
    path = path_of(unit, people.directory(now))
    found = list(
        rows.filter(unit_path=path, first__gte=month.first_day, first__lte=month.last_day)
        .order_by("-first", "key")
    )  # fmt: skip
    days = _days(found, _streams(found), now, language)
    return tuple(sorted(days, key=lambda each: each.title))


def book_day(actor: Actor, key: str, now: datetime, language: str = "zh") -> OpenDay:
    """Return one day of a book. Whoever keeps it reads what was written; that is recorded.

    :raises NoSuchDuty: if there is no such book, or this person may not look into it
    """
    row = readable(key, actor, now)
    directory = people.directory(now)
    procedure = editions.procedure_of(row.digest)
    duty = procedure.pack.duties[row.duty]
    assert duty.book is not None  # noqa: S101 - readable() sees to it
    wording = Wording(procedure, directory, language)
    keep = may_sign(actor, row, directory)
    stored = ledger.read(f"{PREFIX}{key}")
    (day,) = _days([row], {key: stored}, now, language)
    pack = procedure.pack
    return OpenDay(
        day=day,
        title=wording.say(duty.title),
        article=pack.requoted(row.article, language),
        regulation=row.pack,
        regulation_title=wording.say(pack.pack.title),
        act=duty.book.act,
        act_title=wording.say(pack.acts[duty.book.act].title),
        entries=_entries(key, stored, wording, actor, now, keeps=keep),
        pictures=tuple(
            BookPicture(
                each.version, each.body["kind"], bool(each.body["thumbnail"]),
                at_office(each.happened_at),
            )
            for each in stored
            if each.type == PICTURED and _may_look(actor, row, directory)
        ),
        keep=keep,
        sign=keep and row.signed_at is None,
    )  # fmt: skip


def readable(key: str, actor: Actor, now: datetime) -> Duty:
    """Return the row of a book's day this person may look into.

    :raises NoSuchDuty: if there is none
    """
    rows = _rows(actor, now)
    row = None if rows is None else rows.filter(key=key).first()
    if row is None:
        raise NoSuchDuty(key)
    return row


def open_page(
    key: str, n: int, *, actor: Actor, now: datetime, small: bool = False
) -> vault.KeptFile:
    """Return a picture of a page, or its small one, and record who looked.

    :param n: its place in the stream of the day
    :raises NoSuchDuty: if there is no such book, or this person may not look into it
    :raises NoSuchEnclosure: if there is no such picture
    """
    ref = _page(key, n, actor, now).body["thumbnail" if small else "file"]
    if not ref:
        raise NoSuchEnclosure(key, n)
    return vault.reveal_file(ref, by=actor.person, reason=_READING, case="", now=now)


def page_ref(key: str, n: int, *, actor: Actor, now: datetime) -> str:
    """Return what a picture is kept under; raises as :func:`open_page`."""
    return str(_page(key, n, actor, now).body["file"])


def _may_look(actor: Actor, row: Duty, directory: Directory) -> bool:
    """Say whether somebody sees pictures of pages: he keeps the book, or stands above the place.

    Whoever only works there may be written about in it.
    """
    if may_sign(actor, row, directory):
        return True
    roles = editions.procedure_of(row.digest).pack.roles
    return any(
        roles[post.role].oversees
        or post.unit is None
        or (post.unit != row.unit and directory.within(row.unit, post.unit))
        for post in posts_of(actor, directory)
        if post.role in roles and not roles[post.role].external
    )


def _page(key: str, n: int, actor: Actor, now: datetime) -> StoredEvent:
    if not _may_look(actor, readable(key, actor, now), people.directory(now)):
        raise NoSuchDuty(key)
    stored = ledger.read(f"{PREFIX}{key}")
    found = next((each for each in stored if each.version == n and each.type == PICTURED), None)
    if found is None:
        raise NoSuchEnclosure(key, n)
    return found


def _rows(actor: Actor, now: datetime) -> QuerySet[Duty] | None:
    """Return the days of books this person may look into; None where there are no books at all."""
    known = [
        Q(pack=procedure.pack.pack.id, duty=name)
        for procedure in adopted_procedures(now)
        for name, duty in procedure.pack.duties.items()
        if duty.book is not None
    ]
    seen = duties_seen(actor, now) if known else None
    if not seen:
        return None
    books_only = Q()
    for each in known:
        books_only |= each
    return Duty.objects.filter(seen & books_only)


def _streams(rows: Iterable[Duty]) -> dict[str, Sequence[StoredEvent]]:
    found = ledger.read_many(f"{PREFIX}{row.key}" for row in rows)
    return {stream.removeprefix(PREFIX): stored for stream, stored in found.items()}


def _days(
    rows: Sequence[Duty],
    streams: dict[str, Sequence[StoredEvent]],
    now: datetime,
    language: str,
) -> tuple[BookDay, ...]:
    directory = people.directory(now)
    found = []
    for row in rows:
        stored = streams.get(row.key, ())
        wording = Wording(editions.procedure_of(row.digest), directory, language)
        copied = sum(each.type == COPIED for each in stored)
        found.append(
            BookDay(
                key=row.key,
                unit=row.unit,
                unit_name=wording.unit(row.unit),
                title=wording.say(wording.procedure.pack.duties[row.duty].title),
                day=row.first,
                due_at=at_office(row.due_at),
                state=_state(row, now),
                signed_by=wording.person(row.signed_by),
                signed_at=None if row.signed_at is None else at_office(row.signed_at),
                note=row.note,
                entries=copied,
                pictures=sum(each.type == PICTURED for each in stored),
                waiting=copied - sum(each.type in (TAKEN, NOTED) for each in stored),
            )
        )
    return tuple(found)


def _state(row: Duty, now: datetime) -> str:
    if row.signed_at is not None:
        return "late" if row.signed_at > row.due_at else "signed"
    return "missing" if now > row.due_at else "open"


def _entries(
    key: str,
    stored: Sequence[StoredEvent],
    wording: Wording,
    reader: Actor,
    now: datetime,
    *,
    keeps: bool,
) -> tuple[BookEntry, ...]:
    """Return the entries of a day, without those that became a case the reader may not know of."""
    became: dict[int, dict[str, Any]] = {
        each.body["entry"]: each.body for each in stored if each.type in (TAKEN, NOTED)
    }
    known = known_numbers(reader, [body.get("number", "") for body in became.values()], now)
    copied = [each for each in stored if each.type == COPIED]
    masks = vault.masked_many(
        [ref for each in copied for ref in (each.body["name"], each.body["telephone"]) if ref]
    )
    return tuple(
        BookEntry(
            id=f"{key}/{each.version}",
            n=n,
            words=""
            if not keeps
            else vault.reveal(
                each.body["text"], by=reader.person, reason=_READING, case="", now=now
            ),
            name=masks.get(each.body["name"], ""),
            telephone=masks.get(each.body["telephone"], ""),
            by=wording.person(each.actor),
            at=at_office(each.happened_at),
            number=became.get(each.version, {}).get("number", ""),
            kind=became.get(each.version, {}).get("kind", ""),
        )
        for n, each in enumerate(copied, 1)
        if became.get(each.version, {}).get("number", "") in ("", *known)
    )

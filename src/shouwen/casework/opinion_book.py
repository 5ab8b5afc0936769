"""The book customers write in, kept day by day in the stream of the duty that reads it.

One stream is one day of one place: what was copied from the book, pictures of its pages, what
became of each entry, and the signature. Words and pictures lie in the vault. See decision 0102.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from shouwen import ledger, people, vault
from shouwen.casework import contacts, editions
from shouwen.casework.contacts import ContactKind
from shouwen.casework.duties import PREFIX, may_sign
from shouwen.casework.enclosing import NewFile
from shouwen.casework.errors import NoSuchDuty, NothingGiven, TooManyFiles
from shouwen.casework.models import Duty
from shouwen.ledger import StoredEvent
from shouwen.regulations.model import Book
from shouwen.vocabulary import Actor, at_office

COPIED: Final = "duty.entry_copied"
PICTURED: Final = "duty.page_kept"
TAKEN: Final = "duty.entry_taken"
NOTED: Final = "duty.entry_noted"
_LONGEST: Final = 20_000
_LONGEST_NAME: Final = 60
_MOST_PICTURES: Final = 30


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """One entry in full, and how it becomes a matter: the regulation's act, and what to fill in.

    `form` is by fact; who wrote it stands there only where the act has a fact for it.
    """

    entry: str
    words: str
    regulation: str
    act: str
    form: dict[str, object]


def copy_entry(
    key: str,
    words: str,
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    name: str = "",
    telephone: str = "",
) -> str:
    """Copy what a customer wrote on the day of a duty, and return the id of the entry.

    :param key: of the duty
    :raises NothingGiven: if there are no words
    :raises NoSuchDuty: if there is no such book, or this person does not keep it
    """
    if not words.strip():
        raise NothingGiven

    def body(_: Sequence[StoredEvent]) -> dict[str, Any]:
        given = {"text": words.strip()[:_LONGEST], "name": name.strip()[:_LONGEST_NAME],
                 "telephone": telephone.strip()[:_LONGEST_NAME]}  # fmt: skip
        return {
            kind: vault.keep(kind, value, now=now) if value else "" for kind, value in given.items()
        }

    return f"{key}/{_write(key, COPIED, body, actor, now, command_id)}"


def keep_pages(
    key: str, files: Sequence[NewFile], *, actor: Actor, now: datetime, command_id: str
) -> tuple[str, ...]:
    """Keep pictures of the pages of a day and return their references in the vault.

    A repeated command id keeps nothing anew.

    :raises TooManyFiles: if a day would have more than thirty
    :raises NoSuchDuty: as :func:`copy_entry`
    """
    kept: list[str] = []
    with transaction.atomic():
        for n, file in enumerate(files):

            def body(before: Sequence[StoredEvent], file: NewFile = file) -> dict[str, Any]:
                if sum(each.type == PICTURED for each in before) >= _MOST_PICTURES:
                    raise TooManyFiles(_MOST_PICTURES)
                small = file.thumbnail
                ref = vault.keep_file("", file.content, file.media_type, now=now)
                kept.append(ref)
                return {
                    "file": ref,
                    "thumbnail": ""
                    if small is None
                    else vault.keep_file("", small, "image/jpeg", now=now),
                    "kind": file.kind,
                    "media_type": file.media_type,
                }

            _write(key, PICTURED, body, actor, now, f"{command_id}/{n}")
    return tuple(kept)


def open_entry(entry: str, *, actor: Actor, now: datetime) -> OpenedEntry:
    """Return an entry in full, to be taken in as a matter; that it was read is recorded.

    :raises NoSuchDuty: if there is none, or this person does not keep the book it stands in
    """
    key, n = _parted(entry)
    row, book = _kept_by(key, actor, now)
    found = _entry(ledger.read(f"{PREFIX}{key}"), n, entry)
    pack = editions.procedure_of(row.digest).pack
    act = pack.acts[book.act]
    read = {
        kind: vault.reveal(ref, by=actor.person, reason="摘录意见簿", case="", now=now)
        for kind, ref in found.body.items()
        if ref
    }
    form: dict[str, object] = {
        name: value for name, value in book.form.items() if isinstance(value, str | int | bool)
    }
    day = datetime.combine(row.first, datetime.min.time(), tzinfo=at_office(now).tzinfo)
    said = {
        "content": read["text"],
        "complainant": read.get("name"),
        "telephone": read.get("telephone"),
        # When it was written is known to the day; today's is not later than now.
        "received_at": min(day.replace(hour=12), at_office(now)).isoformat(),
    }
    for meaning, value in said.items():
        fact = pack.fact_meaning(meaning)  # type: ignore[arg-type]
        if value and fact in (*act.form, *act.also):
            form[str(fact)] = value
    return OpenedEntry(entry, read["text"], row.pack, book.act, form)


def take_entry(entry: str, number: str, *, actor: Actor, now: datetime) -> None:
    """Say that an entry became a matter. Said twice, the first counts.

    :raises NoSuchDuty: as :func:`open_entry`
    """
    key, n = _parted(entry)
    _settle(key, n, TAKEN, {"number": number}, actor, now)


def note_entry(entry: str, kind: ContactKind, *, actor: Actor, now: datetime) -> str:
    """Keep an entry that is no complaint as a contact of its kind, and return the contact's id.

    :raises NoSuchDuty: as :func:`open_entry`
    """
    key, n = _parted(entry)
    opened = open_entry(entry, actor=actor, now=now)
    row = Duty.objects.get(key=key)
    with transaction.atomic():
        contact = contacts.record_contact(
            kind, str(opened.form.get(_channel(row) or "", "")) or "book",
            f"{row.first.isoformat()} 意见簿第 {_place_of(key, n)} 条", actor=actor, now=now,
            command_id=f"book/{entry}", unit=row.unit, particulars=opened.words,
        )  # fmt: skip
        _settle(key, n, NOTED, {"kind": kind, "contact": contact}, actor, now)
    return contact


def _settle(
    key: str, n: int, type_: str, what: dict[str, str], actor: Actor, now: datetime
) -> None:
    def body(before: Sequence[StoredEvent]) -> dict[str, Any]:
        _entry(before, n, key)
        for each in before:
            if each.type in (TAKEN, NOTED) and each.body["entry"] == n:
                raise _Before
        return {"entry": n, **what}

    try:
        _write(key, type_, body, actor, now, f"book/{key}/{n}/{'/'.join(what.values())}")
    except _Before:
        return


class _Before(Exception):
    """Something became of the entry already."""


def _write(
    key: str,
    type_: str,
    body: Callable[[Sequence[StoredEvent]], dict[str, Any]],
    actor: Actor,
    now: datetime,
    command_id: str,
) -> int:
    """Write one event to the day of a book and return its place; the same again changes nothing."""
    try:
        with transaction.atomic():
            Duty.objects.select_for_update().filter(key=key).first()
            _kept_by(key, actor, now)
            if repeated := ledger.used(command_id):
                raise repeated
            stored = ledger.read(f"{PREFIX}{key}")
            appended = ledger.append_behind(
                stored, f"{PREFIX}{key}", type_, body(stored),
                actor=actor.person, command_id=command_id, now=now,
            )  # fmt: skip
            return appended.versions.start
    except ledger.CommandRepeated as repeated:
        return repeated.versions.start


def _kept_by(key: str, actor: Actor, now: datetime) -> tuple[Duty, Book]:
    row = Duty.objects.filter(key=key).first()
    book = None if row is None else editions.procedure_of(row.digest).pack.duties[row.duty].book
    if row is None or book is None or not may_sign(actor, row, people.directory(now)):
        raise NoSuchDuty(key)
    return row, book


def _entry(stored: Sequence[StoredEvent], n: int, entry: str) -> StoredEvent:
    found = next((each for each in stored if each.version == n and each.type == COPIED), None)
    if found is None:
        raise NoSuchDuty(entry)
    return found


def _parted(entry: str) -> tuple[str, int]:
    key, _, n = entry.rpartition("/")
    if not n.isdecimal():
        raise NoSuchDuty(entry)
    return key, int(n)


def _place_of(key: str, n: int) -> int:
    stored = ledger.read(f"{PREFIX}{key}")
    return sum(each.type == COPIED and each.version <= n for each in stored)


def _channel(row: Duty) -> str | None:
    return editions.procedure_of(row.digest).pack.fact_meaning("channel")

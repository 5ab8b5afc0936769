"""Who read what: of one case for its page, and of the whole house for auditors."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import connection

from shouwen import people, vault
from shouwen.casework.access import OpenCase
from shouwen.casework.models import Case
from shouwen.casework.secrecy import kept_numbers, written_for
from shouwen.vault.particular import mask_words
from shouwen.vocabulary import Actor, Directory, at_office
from shouwen.vocabulary.identity import COMPLAINANT

#: Of so many readings the page tells; the auditors' page tells of all.
_MOST_READINGS: Final = 200


@dataclass(frozen=True, slots=True)
class ReadingView:
    """Somebody read a case (`what` is empty), or opened something of it, stating a reason."""

    person: str
    unit: str
    what: str
    reason: str
    at: datetime


def all_readings(
    now: datetime,
    language: str = "zh",
    *,
    actor: Actor,
    before: datetime | None = None,
    person: str = "",
    limit: int = 100,
) -> list[tuple[str, ReadingView]]:
    """Return who read, opened and searched for what in the whole house, newest first: for auditors.

    Each with the number of the case, empty for a search. Pages follow each other by `before`.

    :param actor: who looks: cases he is complained about in are left out, and what was opened is
        not shown where who complained is kept from his unit
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
        what = mask_words(masks.get(note.ref, "—"), language)
        told.append((note.case, _reading(directory, note.by, what, note.reason, note.at)))
    for search in vault.searches(before=before, by=person, limit=limit):
        words = (
            f"searched for {search.masked}: {search.found}"
            if english
            else f"按人查找 {search.masked}，{search.found} 项"
        )
        told.append(("", _reading(directory, search.by, words, search.reason, search.at)))
    told.sort(key=lambda each: each[1].at, reverse=True)
    shown = _as_told(actor, told[:limit], now)
    if len(told) < limit or len(shown) == limit:
        return shown
    # What was left out makes room for what comes after, so that the next page begins behind it.
    return shown + all_readings(
        now, language, actor=actor, before=told[limit - 1][1].at, person=person,
        limit=limit - len(shown),
    )  # fmt: skip


def _as_told(
    actor: Actor, told: list[tuple[str, ReadingView]], now: datetime
) -> list[tuple[str, ReadingView]]:
    """Return readings without those of cases the auditor is complained about in."""
    numbers = {number for number, _ in told}
    rows = list(Case.objects.filter(number__in=numbers).values("number", "flags", "recused"))
    barred = {row["number"] for row in rows if actor.person in row["recused"]}
    kept = kept_numbers(actor, rows, now)
    return [
        (number, replace(reading, what="—") if number in kept and reading.what else reading)
        for number, reading in told
        if number not in barred
    ]


def readings_of(number: str, found: OpenCase, language: str) -> tuple[ReadingView, ...]:
    """Return who read and opened what of a case, newest first."""
    directory = found.directory
    titles, written = _titles_of_refs(found, language), written_for(found)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, at FROM inquiry_reading WHERE number = %s ORDER BY at DESC LIMIT %s",
            [number, _MOST_READINGS],
        )
        told = [_reading(directory, who, "", "", at) for who, at in cursor.fetchall()]
    other = "sealed content" if language.startswith("en") else "保密内容"
    told += [
        _reading(directory, note.by, titles.get(note.ref, other), written(note.reason), note.at)
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
    return ReadingView(name_of(person, directory), named, what, reason, at_office(at))


def name_of(person: str, directory: Directory) -> str:
    """Return a person's name, or the id of somebody the directory does not know."""
    if person == COMPLAINANT:
        return "投诉人"
    found = directory.people.get(person)
    return found.name if found is not None else person

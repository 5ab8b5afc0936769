"""Common causes: one outage, a hundred calls. Told to callers, attached to, answered once.

A bulletin is a stream of its own; every case attached to it is another, so that a hundred clerks
attach in the same minute without waiting for each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from shouwen import ledger, people
from shouwen.casework import serials
from shouwen.casework.access import case_for, scope_of
from shouwen.casework.errors import BulletinUnfit, MayNotPublish, NoSuchBulletin
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.lists import rows_of_numbers
from shouwen.casework.shapes import CaseRow
from shouwen.vocabulary import Actor, at_office, moment

PREFIX: Final = "bulletin/"
ATTACHED: Final = "bulletin-case/"
_MOST_LETTERS: Final = 400


@dataclass(frozen=True, slots=True)
class BulletinRow:
    """One bulletin. Instants are aware; `until` is exclusive and None without an end.

    `regulation`, `category` and `unit` narrow it down where they are not empty; `say` is what
    callers are told. `cases` counts what is attached, to 999 at most. `answered_at` is when all
    that was attached was answered together.
    """

    id: str
    title: str
    say: str
    regulation: str
    category: str
    unit: str
    unit_name: str
    since: datetime
    until: datetime | None
    person: str
    person_name: str
    answer: str
    answered_at: datetime | None
    cases: int

    def holds(self, now: datetime) -> bool:
        """Say whether it is told to callers at a moment."""
        return self.since <= now and (self.until is None or now < self.until)


def may_publish(actor: Actor, now: datetime) -> bool:
    """Say whether somebody may make bulletins: whoever oversees a regulation worked by now."""
    return bool(scope_of(actor, people.directory(now), adopted_procedures(now)).overseen)


def publish_bulletin(
    title: str,
    say: str,
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    regulation: str = "",
    category: str = "",
    unit: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> str:
    """Make a bulletin and return its id.

    :param since: from when on it is told; now, where it is not given
    :param until: before when; without it, until somebody ends it
    :raises MayNotPublish: if the actor may not
    :raises BulletinUnfit: if something is missing or wrong; it names the field
    """
    if not may_publish(actor, now):
        raise MayNotPublish
    title, say = title.strip(), say.strip()
    since = at_office(since or now)
    if not title or len(title) > _MOST_LETTERS:
        raise BulletinUnfit("title")
    if not say:
        raise BulletinUnfit("say")
    if unit and unit not in people.directory(now).units:
        raise BulletinUnfit("unit")
    if until is not None and until <= since:
        raise BulletinUnfit("until")
    body = {
        "title": title, "say": say, "regulation": regulation, "category": category, "unit": unit,
        "since": since.isoformat(),
        "until": None if until is None else at_office(until).isoformat(),
    }  # fmt: skip
    try:
        with transaction.atomic():
            day = at_office(now)
            bulletin = f"{day:%Y%m%d}-{serials.draw(f'bulletin/{day:%Y%m%d}-'):03d}"
            _append(f"{PREFIX}{bulletin}", "bulletin.published", body, actor, now, command_id)
            put(bulletin, {**body, "person": actor.person})
            return bulletin
    except ledger.CommandRepeated as repeated:
        return repeated.stream.removeprefix(PREFIX)


def end_bulletin(bulletin: str, *, actor: Actor, now: datetime, command_id: str) -> None:
    """Tell it to callers no longer, from now on; ended ones stay as they are.

    :raises NoSuchBulletin: if there is none
    :raises MayNotPublish: if the actor may not
    """
    _change(bulletin, "bulletin.ended", {"until": at_office(now).isoformat()}, actor, now,
            command_id)  # fmt: skip


def note_answer(
    bulletin: str, answer: str, numbers: list[str], *, actor: Actor, now: datetime, command_id: str
) -> None:
    """Keep what all matters attached were answered, and which ones.

    :raises NoSuchBulletin: if there is none
    :raises MayNotPublish: if the actor may not
    """
    body = {"answer": answer, "answered_at": at_office(now).isoformat(), "numbers": numbers}
    _change(bulletin, "bulletin.answered", body, actor, now, command_id)


def attach_to_bulletin(
    bulletin: str, number: str, *, actor: Actor, now: datetime, command_id: str
) -> None:
    """Say that a case has this common cause; saying so again changes nothing.

    :raises NoSuchBulletin: if there is none
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    bulletin_row(bulletin, now)
    case_for(actor, number, now)
    stream = f"{ATTACHED}{bulletin}/{number}"
    try:
        with transaction.atomic():
            if not ledger.read(stream):
                _append(stream, "bulletin.attached", {}, actor, now, command_id)
                put_attached(bulletin, number, actor.person, now)
    except ledger.CommandRepeated:
        return


def bulletins(now: datetime, *, past: bool = False, limit: int = 100) -> tuple[BulletinRow, ...]:
    """Return the bulletins that hold or will hold, newest first; with `past`, those that did."""
    over = "b.until <= %(now)s" if past else "(b.until IS NULL OR b.until > %(now)s)"
    return _rows(over, {"now": now, "limit": limit}, now)


def bulletin_row(bulletin: str, now: datetime) -> BulletinRow:
    """Return one bulletin.

    :raises NoSuchBulletin: if there is none
    """
    found = _rows("b.id = %(id)s", {"id": bulletin, "limit": 1}, now)
    if not found:
        raise NoSuchBulletin(bulletin)
    return found[0]


def bulletins_of(number: str, now: datetime) -> tuple[BulletinRow, ...]:
    """Return the bulletins a case is attached to."""
    return _rows(
        "b.id IN (SELECT bulletin FROM casework_bulletin_case WHERE number = %(number)s)",
        {"number": number, "limit": 20}, now,
    )  # fmt: skip


def attached_numbers(bulletin: str, limit: int = 500) -> list[str]:
    """Return the numbers of open cases attached, in order, whoever may see them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.number FROM casework_bulletin_case AS b JOIN casework_case AS c"
            " ON c.number = b.number WHERE b.bulletin = %s AND NOT c.ended"
            " ORDER BY c.number LIMIT %s",
            [bulletin, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def cases_of_bulletin(
    actor: Actor, bulletin: str, now: datetime, language: str = "zh"
) -> tuple[CaseRow, ...]:
    """Return the matters attached that the actor may see, newest first, two hundred at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM casework_bulletin_case WHERE bulletin = %s"
            " ORDER BY number DESC LIMIT 200",
            [bulletin],
        )
        numbers = [row[0] for row in cursor.fetchall()]
    return rows_of_numbers(actor, numbers, now, language) if numbers else ()


def classes_by_regulation(
    now: datetime, language: str = "zh"
) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    """Return every regulation worked by: its id, its title, and its classes as id and label."""
    found = []
    for procedure in adopted_procedures(now):
        pack = procedure.pack
        name = pack.fact_meaning("category")
        kind = "" if name is None else pack.facts[name].type.removeprefix("list:")
        terms = pack.terms[kind[5:]] if kind.startswith("enum:") else {}
        classes = tuple((value, pack.say(label, language)) for value, label in terms.items())
        found.append((pack.pack.id, pack.say(pack.pack.title, language), classes))
    return tuple(found)


# -- writing


def _append(
    stream: str,
    type_: str,
    body: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    command_id: str,
    stored: list[ledger.StoredEvent] | None = None,
) -> None:
    ledger.append_behind(
        stored or (), stream, type_, body,
        actor=actor.person, command_id=command_id, now=now,
    )  # fmt: skip


def _change(
    bulletin: str,
    type_: str,
    body: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    command_id: str,
) -> None:
    if not may_publish(actor, now):
        raise MayNotPublish
    stream = f"{PREFIX}{bulletin}"
    try:
        with transaction.atomic():
            stored = ledger.read(stream)
            if not stored:
                raise NoSuchBulletin(bulletin)
            before = row_of(stored)
            over = before["until"] is not None and moment(before["until"]) <= now
            if type_ == "bulletin.ended" and over:
                return
            _append(stream, type_, body, actor, now, command_id, stored)
            put(bulletin, {**before, **body})
    except ledger.CommandRepeated:
        return


def row_of(stored: list[ledger.StoredEvent]) -> dict[str, Any]:
    """Return a bulletin as its stream tells it."""
    body: dict[str, Any] = {"person": stored[0].actor, "answer": "", "answered_at": None}
    for event in stored:
        body |= event.body
    return body


def put(bulletin: str, body: Mapping[str, Any]) -> None:
    """Write the row of a bulletin."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_bulletin (id, title, say, regulation, category, unit,"
            " since, until, person, answer, answered_at) VALUES (%(id)s, %(title)s, %(say)s,"
            " %(regulation)s, %(category)s, %(unit)s, %(since)s::text::timestamptz,"
            " %(until)s::text::timestamptz, %(person)s, %(answer)s,"
            " %(answered_at)s::text::timestamptz)"
            " ON CONFLICT (id) DO UPDATE SET until = EXCLUDED.until, answer = EXCLUDED.answer,"
            " answered_at = EXCLUDED.answered_at",
            {"answer": "", "answered_at": None, **body, "id": bulletin},
        )


def put_attached(bulletin: str, number: str, person: str, at: datetime) -> None:
    """Write the row of a case attached to a bulletin."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_bulletin_case (bulletin, number, person, at)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [bulletin, number, person, at],
        )


def _rows(where: str, params: dict[str, Any], now: datetime) -> tuple[BulletinRow, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.id, b.title, b.say, b.regulation, b.category, b.unit, b.since, b.until,"  # noqa: S608
            " b.person, b.answer, b.answered_at, (SELECT count(*) FROM (SELECT FROM"
            " casework_bulletin_case AS a WHERE a.bulletin = b.id LIMIT 999) AS counted)"
            f" FROM casework_bulletin AS b WHERE {where} ORDER BY b.since DESC, b.id DESC"
            " LIMIT %(limit)s",
            params,
        )
        found = cursor.fetchall()
    if not found:
        return ()
    directory = people.directory(now)
    names = people.names_of_persons(sorted({row[8] for row in found} - directory.people.keys()))
    return tuple(
        BulletinRow(
            id_, title, say, regulation, category, unit,
            directory.units[unit].name if unit in directory.units else unit,
            at_office(since), None if until is None else at_office(until), person,
            directory.people[person].name if person in directory.people
            else names.get(person, person),
            answer, None if answered is None else at_office(answered), cases,
        )
        for id_, title, say, regulation, category, unit, since, until, person, answer, answered,
        cases in found
    )  # fmt: skip

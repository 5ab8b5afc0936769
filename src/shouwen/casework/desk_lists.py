"""Notices and periodic duties on somebody's desk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from shouwen import people
from shouwen.casework import beside, editions
from shouwen.casework.duties import may_sign
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.keys import actor_keys, path_of, posts_of, range_of
from shouwen.casework.knowing import barred, known_numbers
from shouwen.casework.models import Case, Contact, Duty, Notice
from shouwen.casework.paging import BadCursor, read_cursor, write_cursor
from shouwen.casework.shapes import ContactRow, DutyRow, NoticeRow
from shouwen.casework.wording import Wording
from shouwen.casework.words import left_words, urgency_of
from shouwen.engine import moment_words
from shouwen.regulations import Pack
from shouwen.vocabulary import OFFICE_ZONE, Actor, Directory, at_office

#: Signed duties stay on the list for so long.
_SHOWN_AFTER: Final = timedelta(days=30)
#: What a page of contacts is ordered by.
_BY: Final = "received_at"
#: What a page of notices is ordered by, and how many digits no id of one has.
_TOLD, _LONGEST_ID = "at", 19


def notices_of(
    actor: Actor,
    now: datetime,
    language: str = "zh",
    *,
    limit: int = 50,
    unread: bool = False,
    before: tuple[datetime, int] | None = None,
) -> tuple[NoticeRow, ...]:
    """Return what this person was told, newest first.

    A seat may be told of a case and whoever sits on it be complained about there: not to him.

    :param before: instant and id of the last one of the page before
    """
    keys = actor_keys(actor, people.directory(now), adopted_procedures(now))
    found = Notice.objects.filter(to__in=keys, at__lte=now).exclude(barred(actor.person))
    if before is not None:
        at, id_ = before
        found = found.filter(Q(at__lt=at) | Q(at=at, id__lt=id_))
    if unread:
        found = found.filter(read_at=None)
    rows = list(found.order_by("-at", "-id")[:limit])
    digests = dict(
        Case.objects.filter(number__in={row.number for row in rows}).values_list("number", "digest")
    )
    return tuple(
        NoticeRow(
            row.id,
            row.number,
            row.kind,  # type: ignore[arg-type]
            _notice_words(row, digests, language),
            _article(row, digests, language),
            at_office(row.at),
            None if row.read_at is None else at_office(row.read_at),
        )
        for row in rows
    )


def _notice_words(row: Notice, digests: Mapping[str, str], language: str) -> str:
    """Return what a notice says, in the language asked for where it is known in it."""
    own = dict(beside.NOTICES.values())
    if row.text in own:
        return own[row.text] if language.startswith("en") else row.text
    if row.number not in digests:
        return row.text
    pack = editions.procedure_of(digests[row.number]).pack
    return _point_words(row.text, pack, language) or pack.say(row.text, language)


def _point_words(text: str, pack: Pack, language: str) -> str:
    """Return in English what a point of a clock was noted as (``答复时限：期限的 80%``)."""
    for clock in pack.clocks.values() if language.startswith("en") else ():
        for point in clock.points if text.startswith(f"{clock.title}：") else ():
            if text == f"{clock.title}：{moment_words(point.at)}":
                return f"{pack.say(clock.title, language)}: {moment_words(point.at, language)}"
    return ""


def _article(row: Notice, digests: Mapping[str, str], language: str) -> str:
    """Return the articles a notice rests on, as they are quoted."""
    if row.number not in digests:
        return row.article
    pack = editions.procedure_of(digests[row.number]).pack
    return pack.requoted(row.article, language)


def duty_list(
    actor: Actor, now: datetime, language: str = "zh", *, limit: int = 200
) -> tuple[DutyRow, ...]:
    """Return the duties this person owes or oversees: open ones by date, then those signed."""
    seen = duties_seen(actor, now)
    if not seen:
        return ()
    rows = Duty.objects.filter(seen)
    open_ = rows.filter(signed_at=None).order_by("due_at", "key")[:limit]
    signed = rows.filter(signed_at__gte=now - _SHOWN_AFTER).order_by("-signed_at", "key")[:limit]
    directory = people.directory(now)
    return tuple(
        _duty_row(row, actor, now, language, directory) for row in [*open_, *signed][:limit]
    )


def duties_seen(actor: Actor, now: datetime) -> Q:
    """Return which duties this person owes or oversees; an empty condition where none."""
    directory = people.directory(now)
    packs = {procedure.pack.pack.id: procedure for procedure in adopted_procedures(now)}
    seen = Q()
    for post in posts_of(actor, directory):
        for id_, procedure in packs.items():
            role = procedure.pack.roles.get(post.role)
            if role is None or role.external:
                continue
            mine = Q(pack=id_)
            if not role.oversees and post.unit is not None:
                low, high = range_of(path_of(post.unit, directory) or "/-/")
                mine &= Q(unit_path__gte=low, unit_path__lt=high) | Q(unit_path="")
            seen |= mine
    return seen


def _duty_row(
    row: Duty, actor: Actor, now: datetime, language: str, directory: Directory
) -> DutyRow:
    procedure = editions.procedure_of(row.digest)
    wording = Wording(procedure, directory, language)
    duty = procedure.pack.duties[row.duty]
    begun = datetime(row.first.year, row.first.month, row.first.day, tzinfo=OFFICE_ZONE)
    signed = row.signed_at
    period = row.first.isoformat()
    if row.last != row.first:
        period = wording.choose(
            f"{row.first.isoformat()} 至 {row.last.isoformat()}",
            f"{row.first.isoformat()} to {row.last.isoformat()}",
        )
    return DutyRow(
        key=row.key,
        title=wording.say(duty.title),
        unit=wording.unit(row.unit) or wording.say(procedure.pack.pack.issuer),
        period=period,
        due_at=at_office(row.due_at),
        urgency="none" if signed else urgency_of(begun, row.due_at, now),
        left="" if signed else left_words(row.due_at, now, english=wording.english),
        article=procedure.pack.requoted(row.article, language),
        signed_by=wording.person(row.signed_by) or None,
        signed_at=None if signed is None else at_office(signed),
        late=(signed or now) > row.due_at,
        note=row.note or None,
        may_sign=signed is None and may_sign(actor, row, directory),
        regulation=row.pack,
        daily=duty.every in ("business_day", "day"),
        book=duty.book is not None,
    )


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A page of notices, newest first; `next_cursor` is None on the last."""

    rows: tuple[NoticeRow, ...]
    next_cursor: str | None


def notice_page(
    actor: Actor,
    now: datetime,
    language: str = "zh",
    *,
    unread: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> NoticePage:
    """Return a page of what this person was told; what comes later moves no page.

    :raises BadCursor: if `cursor` is not the end of a page of this list
    """
    before = None
    if cursor is not None:
        at, id_ = read_cursor(cursor, _TOLD)
        if not (id_.isascii() and id_.isdigit() and len(id_) < _LONGEST_ID):
            raise BadCursor("页码不对", "请从第一页重新翻起", "not a cursor of this list")
        before = (at, int(id_))
    read = notices_of(actor, now, language, limit=limit + 1, unread=unread, before=before)
    if len(read) <= limit:
        return NoticePage(read, None)
    end = read[limit - 1]
    return NoticePage(read[:limit], write_cursor(_TOLD, end.at.isoformat(), str(end.id)))


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A page of contacts, newest first; `next_cursor` is None on the last."""

    rows: tuple[ContactRow, ...]
    next_cursor: str | None


def contact_list(
    actor: Actor, now: datetime, *, kinds: Iterable[str] = (), limit: int = 100
) -> tuple[ContactRow, ...]:
    """Return contacts received by the actor's units, or taken by the actor, newest first.

    One that became a case is left out for whoever may not know of that case.
    """
    return contact_page(actor, now, kinds=kinds, limit=limit).rows


def contact_page(
    actor: Actor,
    now: datetime,
    *,
    kinds: Iterable[str] = (),
    cursor: str | None = None,
    limit: int = 100,
) -> ContactPage:
    """Return a page of the contacts :func:`contact_list` lists; what comes later moves no page.

    :raises BadCursor: if `cursor` is not the end of a page of this list
    """
    directory = people.directory(now)
    paths = [path_of(post.unit, directory) for post in posts_of(actor, directory)]
    everywhere = any(post.unit is None for post in posts_of(actor, directory))
    units = {
        unit
        for unit in directory.units
        if everywhere or any(path and path_of(unit, directory).startswith(path) for path in paths)
    }
    found = Contact.objects.filter(Q(person=actor.person) | Q(unit__in=units))
    if kinds := tuple(kinds):
        found = found.filter(kind__in=kinds)
    if cursor is not None:
        at, last = read_cursor(cursor, _BY)
        found = found.filter(Q(received_at__lt=at) | Q(id__lt=last), received_at__lte=at)
    read = list(found.order_by("-received_at", "-id")[: limit + 1])
    known = known_numbers(actor, {row.number for row in read}, now)
    rows = tuple(
        ContactRow(
            row.id,
            row.kind,
            row.channel,
            directory.units[row.unit].name if row.unit in directory.units else row.unit,
            directory.people[row.person].name if row.person in directory.people else row.person,
            at_office(row.received_at),
            row.summary,
            row.reason,
            row.number or None,
        )
        for row in read[:limit]
        if not row.number or row.number in known
    )
    if len(read) <= limit:
        return ContactPage(rows, None)
    end = read[limit - 1]
    return ContactPage(rows, write_cursor(_BY, end.received_at.isoformat(), end.id))

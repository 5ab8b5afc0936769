"""What pages and commands ask of mail: frozen values; nothing is opened but by :func:`read`."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from shouwen import people, vault
from shouwen.casework import queries as casework
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.keys import path_of, posts_of
from shouwen.casework.paging import read_cursor, write_cursor
from shouwen.intake.mail import states
from shouwen.intake.mail.errors import NoSuchMail, NoSuchMailbox
from shouwen.intake.mail.models import Mail, Mailbox, MailFile
from shouwen.intake.models import HeldFile
from shouwen.vocabulary import Actor, Directory, at_office

#: Counts stop here.
MANY: Final = 100
_COLUMN: Final = "received_at"


@dataclass(frozen=True, slots=True)
class MailRow:
    """One message as lists show it: masked."""

    id: int
    state: str
    state_words: str
    kind: str
    sender: str
    subject: str
    box: str
    received_at: datetime
    files: int
    suggested: str
    number: str
    known_sender: bool
    handler: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MailPage:
    """One page of a list; `next` is the cursor of the page after it, or None."""

    rows: tuple[MailRow, ...]
    next: str | None
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of a message. `state` is kept, waiting, infected or refused, with the reason."""

    n: int
    label: str
    state: str
    refusal: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer a clerk gave."""

    by: str
    at: datetime
    state: str
    sent_at: datetime | None
    error: str
    subject: str


@dataclass(frozen=True, slots=True)
class MailView:
    """One message, masked, with its files, answers and what it may belong to."""

    row: MailRow
    regulation: str
    evidence: str
    contact: str
    sent_at: datetime | None
    size: int
    files: tuple[FileRow, ...]
    answers: tuple[AnswerRow, ...]
    earlier: MailRow | None
    draft: str
    settled: bool
    mine: bool
    answerable: bool


@dataclass(frozen=True, slots=True)
class MailWords:
    """A message in full. `pieces` are (role, text) in order; see :mod:`.replies`."""

    from_: str
    name: str
    email: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    pieces: tuple[tuple[str, str], ...]
    reply: str
    reports: str
    names: tuple[str, ...]
    answer_to: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoxRow:
    """One mailbox as administrators see it; never its secret."""

    id: int
    name: str
    address: str
    host: str
    port: int
    tls: str
    login: str
    folder: str
    processed: str
    regulation: str
    unit: str
    unit_name: str
    active: bool
    tried_at: datetime | None
    fetched_at: datetime | None
    failures: int
    error: str
    waiting: int
    unparsed: int


def boxes_of(actor: Actor, now: datetime) -> list[Mailbox]:
    """Return the mailboxes whose mail this person handles.

    These are of regulations he may take matters in under, at units at or below his own.
    """
    boxes = list(Mailbox.objects.order_by("name", "id"))
    if not boxes:
        return []
    ways = {way.regulation for way in casework.registration_acts(actor, now)}
    roles = {each.pack.pack.id: each.pack.roles for each in adopted_procedures(now)}
    directory = people.directory(now)
    posts = posts_of(actor, directory)

    def reaches(box: Mailbox) -> bool:
        held = [post for post in posts if post.role in roles.get(box.regulation, {})]
        path = path_of(box.unit, directory)
        return any(
            post.unit is None or (path and path.startswith(path_of(post.unit, directory) or "-"))
            for post in held
        )

    return [box for box in boxes if box.regulation in ways and reaches(box)]


def inbox(
    actor: Actor,
    now: datetime,
    language: str = "zh",
    *,
    view: str = "waiting",
    cursor: str | None = None,
    limit: int = 30,
) -> MailPage:
    """Return a page of the messages this person handles, newest first.

    :raises BadCursor: if the cursor is not one of this list
    :raises KeyError: if there is no such view
    """
    boxes = boxes_of(actor, now)
    wanted = states.VIEWS[view]
    after = read_cursor(cursor, _COLUMN) if cursor else None
    rows = _newest(boxes, wanted, after, limit + 1)
    more = None
    if len(rows) > limit:
        rows = rows[:limit]
        more = write_cursor(_COLUMN, rows[-1].received_at.isoformat(), str(rows[-1].id))
    counts = {name: _count(boxes, states.VIEWS[name]) for name in ("waiting", "unparsed")}
    return MailPage(tuple(_rows(actor, rows, boxes, now, language)), more, counts)


def following(actor: Actor, id_: int, now: datetime) -> int | None:
    """Return the message that waits next below this one in the inbox; else the newest; else None.

    :raises NoSuchMail: as :func:`mail_of`
    """
    mail, boxes = mail_of(actor, id_, now), boxes_of(actor, now)
    wanted = states.VIEWS["waiting"]
    below = _newest(boxes, wanted, (mail.received_at, str(mail.id)), 1)
    found = below or _newest(boxes, wanted, None, 1)
    return found[0].id if found else None


def waiting_of(actor: Actor, now: datetime) -> int:
    """Return how many messages wait for this person's desk, counted to :data:`MANY`."""
    return _count(boxes_of(actor, now), states.VIEWS["waiting"])


def mail_of(actor: Actor, id_: int, now: datetime) -> Mail:
    """Return a message this person handles.

    A message tells who wrote it: once it belongs to a case, it is for those who may know of that,
    and who complained there.

    :raises NoSuchMail: if there is none, or it is in none of his boxes, or not for him
    """
    boxes = boxes_of(actor, now)
    row = (
        Mail.objects.filter(id=id_, mailbox__in=boxes).select_related("mailbox", "earlier").first()
        if boxes
        else None
    )
    if row is None or (row.number and not casework.told_numbers(actor, [row.number], now)):
        raise NoSuchMail(id_)
    return row


def mail_view(actor: Actor, id_: int, now: datetime, language: str = "zh") -> MailView:
    """Return a message, masked.

    :raises NoSuchMail: as :func:`mail_of`
    """
    mail = mail_of(actor, id_, now)
    boxes = [mail.mailbox]
    earlier = [mail.earlier] if mail.earlier and mail.earlier.mailbox_id == mail.mailbox_id else []
    shown = _rows(actor, [mail, *earlier], boxes, now, language)
    directory = people.directory(now)
    answers = tuple(
        AnswerRow(
            directory.people[row.by].name if row.by in directory.people else row.by,
            at_office(row.at), row.state, row.sent_at and at_office(row.sent_at), row.error,
            row.subject,
        )
        for row in mail.answers.order_by("id")
    )  # fmt: skip
    return MailView(
        row=shown[0], regulation=mail.mailbox.regulation, evidence=mail.evidence,
        contact=mail.contact, sent_at=mail.sent_at and at_office(mail.sent_at), size=mail.size,
        files=files_of(mail, language), answers=answers,
        earlier=shown[1] if len(shown) > 1 else None, draft=mail.draft,
        settled=mail.state in states.SETTLED, mine=mail.handler == actor.person,
        answerable=bool(mail.sender),
    )  # fmt: skip


def files_of(mail: Mail, language: str = "zh") -> tuple[FileRow, ...]:
    """Return the files of a message, without their names: those are particulars too."""
    rows = list(mail.files.order_by("n"))
    refs = [row.ref for row in rows if row.ref]
    labels = vault.labels(refs)
    held = dict(HeldFile.objects.filter(file__in=refs).values_list("file", "state"))
    english = language.startswith("en")
    found = []
    for row in rows:
        if not row.ref:
            said = row.refusal_en if english else row.refusal
            found.append(FileRow(row.n, row.media_type, "refused", said))
        else:
            label = labels[row.ref].masked if row.ref in labels else row.media_type
            found.append(FileRow(row.n, label, held.get(row.ref, "kept"), ""))
    return tuple(found)


def read(actor: Actor, id_: int, *, reason: str, now: datetime) -> MailWords | None:
    """Return a message in full and record who read it and why; None if no words were kept.

    :raises NoSuchMail: as :func:`mail_of`
    :raises ReasonNeeded: if `reason` is blank
    :raises Forgotten: if the words have been destroyed
    """
    mail = mail_of(actor, id_, now)
    return words_of(mail, by=actor.person, reason=reason, now=now)


def words_of(mail: Mail, *, by: str, reason: str, now: datetime) -> MailWords | None:
    """Return a message's words; raises as :func:`read` does."""
    if not mail.words:
        return None
    case = mail.number or f"mail/{mail.id}"
    told: dict[str, Any] = json.loads(
        vault.reveal(mail.words, by=by, reason=reason, case=case, now=now)
    )
    return MailWords(
        told["from"], told["name"], told["email"], tuple(told["to"]), tuple(told["cc"]),
        told["subject"], tuple((role, text) for role, text in told["pieces"]), told["reply"],
        told["reports"], tuple(told["names"]), told["answer_to"], tuple(told["references"]),
    )  # fmt: skip


def regulation_choices(now: datetime, language: str = "zh") -> list[tuple[str, str]]:
    """Return id and title of every regulation matters may be taken in under."""
    packs = [each.pack for each in adopted_procedures(now)]
    return [(pack.pack.id, pack.say(pack.pack.title, language)) for pack in packs]


def box_rows(now: datetime) -> list[BoxRow]:
    """Return every mailbox, with how many of its messages wait, counted to :data:`MANY`."""
    directory = people.directory(now)
    return [_box_row(box, directory) for box in _counted().order_by("name", "id")]


def box_row(id_: int, now: datetime) -> BoxRow:
    """Return one mailbox.

    :raises NoSuchMailbox: if there is none
    """
    box = _counted().filter(id=id_).first()
    if box is None:
        raise NoSuchMailbox(id_)
    return _box_row(box, people.directory(now))


def troubles() -> list[tuple[str, str]]:
    """Return name and error of each active mailbox that could not be fetched last time."""
    failing = Mailbox.objects.filter(active=True, failures__gt=0).order_by("name", "id")
    return list(failing.values_list("name", "error"))


def _counted() -> QuerySet[Any]:
    """Return mailboxes with how many of each one's messages wait or cannot be read, to the most."""

    def told(view: str) -> RawSQL:
        return RawSQL(
            "(SELECT count(*) FROM (SELECT 1 FROM intake_mail AS m"
            " WHERE m.mailbox_id = intake_mailbox.id AND m.state = ANY(%s) LIMIT %s) AS few)",
            (list(states.VIEWS[view]), MANY),
            output_field=IntegerField(),
        )

    return Mailbox.objects.annotate(waiting=told("waiting"), unparsed=told("unparsed"))


def _box_row(box: Any, directory: Directory) -> BoxRow:
    unit = directory.units.get(box.unit)
    return BoxRow(
        box.id, box.name, box.address, box.host, box.port, box.tls, box.login, box.folder,
        box.processed, box.regulation, box.unit, unit.name if unit else box.unit, box.active,
        box.tried_at and at_office(box.tried_at), box.fetched_at and at_office(box.fetched_at),
        box.failures, box.error, box.waiting, box.unparsed,
    )  # fmt: skip


def _newest(
    boxes: Sequence[Mailbox], wanted: Iterable[str], after: tuple[datetime, str] | None, limit: int
) -> list[Mail]:
    """Return the newest of each box and state through its index, merged."""
    parts = []
    for box in boxes:
        for state in wanted:
            part = Mail.objects.filter(mailbox=box, state=state)
            if after is not None:
                at, id_ = after[0], int(after[1]) if after[1].isdigit() else 0
                part = part.extra(
                    where=['("received_at", "intake_mail"."id") < (%s, %s)'], params=[at, id_]
                )
            parts.append(part.order_by("-received_at", "-id")[:limit])
    if not parts:
        return []
    first, *rest = parts
    merged = first.union(*rest, all=True).order_by("-received_at", "-id") if rest else first
    return list(merged[:limit])


def _count(boxes: Sequence[Mailbox], wanted: Iterable[str]) -> int:
    if not boxes:
        return 0
    found = Mail.objects.filter(mailbox__in=boxes, state__in=list(wanted)).order_by()
    return found.values("id")[:MANY].count()


def _rows(
    actor: Actor, mails: Sequence[Mail], boxes: Sequence[Mailbox], now: datetime, language: str
) -> list[MailRow]:
    """Return messages as lists show them; those of cases that are not for him are left out."""
    named = {number for mail in mails for number in (mail.number, mail.suggested) if number}
    told = casework.told_numbers(actor, named, now)
    mails = [mail for mail in mails if not mail.number or mail.number in told]
    names = {box.id: box.name for box in boxes}
    directory = people.directory(now)
    counted: dict[int, int] = {}
    for mail_id in MailFile.objects.filter(mail__in=[m.id for m in mails]).values_list(
        "mail_id", flat=True
    ):
        counted[mail_id] = counted.get(mail_id, 0) + 1
    place = 1 if language.startswith("en") else 0
    return [
        MailRow(
            id=mail.id, state=mail.state, state_words=states.WORDS[mail.state][place],
            kind=mail.kind, sender=mail.shown_sender, subject=mail.subject,
            box=names.get(mail.mailbox_id, ""), received_at=at_office(mail.received_at),
            files=counted.get(mail.id, 0),
            suggested=mail.suggested if mail.suggested in told else "", number=mail.number,
            known_sender=mail.known_sender,
            handler=directory.people[mail.handler].name
            if mail.handler in directory.people
            else mail.handler,
            problems=tuple(mail.problems),
        )
        for mail in mails
    ]  # fmt: skip

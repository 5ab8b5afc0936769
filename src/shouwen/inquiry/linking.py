"""Matters that have to do with each other: linked and taken apart, for a reason."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from shouwen import ledger
from shouwen.casework.access import case_for
from shouwen.casework.errors import CaseNotFound
from shouwen.inquiry.errors import Incomplete, NotLinkable, NotYoursToDo
from shouwen.inquiry.streams import works_on
from shouwen.vocabulary import Actor

LINKS: Final = "link/"
LINKED: Final = "link.made"
UNLINKED: Final = "link.taken_back"
#: What one matter can be to another.
KINDS: Final = ("repeated", "same_cause", "follows", "joint", "related")
_MOST_WORDS: Final = 400


def link(
    number: str,
    other: str,
    *,
    kind: str,
    reason: str,
    actor: Actor,
    now: datetime,
    command_id: str,
) -> None:
    """Say that two matters have to do with each other. A repeated command id changes nothing.

    Linked again, kind and reason are the new ones; what was said before stays in the ledger.

    :param kind: one of :data:`KINDS`
    :raises CaseNotFound: if there is no case `number`, or the actor may not know of it
    :raises NotYoursToDo: if the actor works on neither, and did not take in `number`
    :raises Incomplete: if the other is not known, is the same, or no reason is given
    """
    other = other.strip().upper()
    if kind not in KINDS:
        raise Incomplete("kind", "请选择是什么关系", "choose what they are to each other")
    if not reason.strip():
        raise Incomplete("reason", "请写明理由", "say why")
    if other == number:
        raise Incomplete("other", "不能与本件自己关联", "a case is not linked to itself")
    with transaction.atomic():
        mine = case_for(actor, number, now)
        try:
            theirs = case_for(actor, other, now)
        except CaseNotFound:
            raise Incomplete(
                "other",
                "没有这个编号，或不在您的职责范围内",
                "no such case, or not for you to know",
            ) from None
        took_in = mine.matter.case.first_receiver == actor.person
        if not (took_in or works_on(actor, mine, now) or works_on(actor, theirs, now)):
            raise NotYoursToDo
        body = {"kind": kind, "reason": reason.strip()[:_MOST_WORDS]}
        _append(number, other, LINKED, body, actor, now, command_id)


def unlink(
    number: str, other: str, *, reason: str, actor: Actor, now: datetime, command_id: str
) -> None:
    """Take a link back, for a reason.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises NotLinkable: if the two are not linked
    :raises Incomplete: if no reason is given
    """
    if not reason.strip():
        raise Incomplete("reason", "请写明理由", "say why")
    with transaction.atomic():
        mine, theirs = case_for(actor, number, now), case_for(actor, other, now)
        if not (works_on(actor, mine, now) or works_on(actor, theirs, now)):
            raise NotYoursToDo
        stored = ledger.read(stream_of(number, other))
        if not stored or stored[-1].type == UNLINKED:
            raise NotLinkable("这两件没有关联", "", "the two are not linked")
        body = {"reason": reason.strip()[:_MOST_WORDS]}
        _append(number, other, UNLINKED, body, actor, now, command_id)


def stream_of(number: str, other: str) -> str:
    """Return the stream of the link between two cases, whichever is named first."""
    one, two = sorted((number, other))
    return f"{LINKS}{one}|{two}"


def row_of(stored: list[ledger.StoredEvent]) -> dict[str, object]:
    """Return the row of a link as its stream tells it."""
    one, two = stored[0].stream.removeprefix(LINKS).split("|")
    row: dict[str, object] = {"one": one, "other": two}
    for event in stored:
        row |= event.body
        row |= {"person": event.actor, "at": event.happened_at, "version": event.version}
        row["open"] = event.type == LINKED
    return row


def put(stored: list[ledger.StoredEvent]) -> None:
    """Write the row of a link."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inquiry_link (one, other, kind, reason, person, at, version, open)"
            " VALUES (%(one)s, %(other)s, %(kind)s, %(reason)s, %(person)s, %(at)s, %(version)s,"
            " %(open)s) ON CONFLICT (one, other) DO UPDATE SET kind = EXCLUDED.kind,"
            " reason = EXCLUDED.reason, person = EXCLUDED.person, at = EXCLUDED.at,"
            " version = EXCLUDED.version, open = EXCLUDED.open",
            row_of(stored),
        )


def _append(
    number: str,
    other: str,
    type_: str,
    body: dict[str, str],
    actor: Actor,
    now: datetime,
    command_id: str,
) -> None:
    stream = stream_of(number, other)
    stored = ledger.read(stream)
    if ledger.used(command_id):
        return
    ledger.append_behind(
        stored, stream, type_, body,
        actor=actor.person, command_id=command_id, now=now,
    )  # fmt: skip
    put(ledger.read(stream))

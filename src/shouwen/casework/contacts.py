"""Every call, letter, visit, mail or post is kept, whatever came of it: nothing is lost."""

from datetime import datetime
from typing import Any, Final, Literal

from django.db import connection, transaction

from shouwen import ledger, vault
from shouwen.casework import serials
from shouwen.casework.errors import NoSuchContact
from shouwen.vocabulary import Actor, at_office

RECORDED: Final = "contact.recorded"
ATTACHED: Final = "contact.attached"
SETTLED: Final = "contact.settled"
ANSWERED: Final = "contact.answered"
PREFIX: Final = "contact/"

ContactKind = Literal[
    "complaint", "praise", "suggestion", "consultation", "out_of_scope", "refused", "other"
]


def record_contact(
    kind: ContactKind,
    channel: str,
    summary: str,
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    received_at: datetime | None = None,
    unit: str | None = None,
    particulars: str = "",
    reason: str = "",
    number: str | None = None,
) -> str:
    """Record that somebody turned to the organisation, and return the contact's id.

    :param summary: what it was about, without names or numbers of persons
    :param particulars: what was said in full, kept in the vault
    :param reason: why no case came of it; needed when `kind` is ``refused``
    :param number: the case it belongs to, if one is known already
    :raises ValueError: if a refusal gives no reason
    """
    if kind == "refused" and not reason.strip():
        raise ValueError("a refused contact names the reason")
    try:
        with transaction.atomic():
            ref = vault.keep("text", particulars, now=now) if particulars.strip() else ""
            day = at_office(now)
            serial = serials.draw(f"contact/{day:%Y%m%d}-")
            contact = f"{day:%Y%m%d}-{serial:05d}"
            body = {
                "kind": kind,
                "channel": channel,
                "unit": unit or actor.unit or "",
                "person": actor.person,
                "received_at": at_office(received_at or now).isoformat(),
                "summary": summary.strip()[:400],
                "reason": reason.strip(),
                "ref": ref,
                "number": number or "",
            }
            ledger.append(
                f"{PREFIX}{contact}",
                expected_version=0,
                events=[ledger.NewEvent(RECORDED, 1, body, now)],
                actor=actor.person,
                command_id=command_id,
                now=now,
            )
            put(contact, body)
            return contact
    except ledger.CommandRepeated as repeated:
        return repeated.stream.removeprefix(PREFIX)


def attach_contact(contact: str, *, number: str, actor: Actor, now: datetime) -> None:
    """Say that a contact belongs to a case; saying so again changes nothing.

    :raises NoSuchContact: if there is no such contact
    """
    stream = f"{PREFIX}{contact}"
    with transaction.atomic():
        stored = ledger.read(stream)
        if not stored:
            raise NoSuchContact(contact)
        body = row_of(stored)
        if body["number"] == number:
            return
        ledger.append_behind(
            stored, stream, ATTACHED, {"number": number},
            actor=actor.person, now=now,
            command_id=f"attach/{contact}/{number}/{stored[-1].version}",
        )  # fmt: skip
        put(contact, {**body, "number": number})


def settle_contact(
    contact: str, kind: ContactKind, *, reason: str, actor: Actor, now: datetime, command_id: str
) -> None:
    """Say what a contact turned out to be when no case came of it; a repeated command is fine.

    :raises NoSuchContact: if there is no such contact
    :raises ValueError: if it gives no reason
    """
    if not reason.strip():
        raise ValueError("a contact that is closed names the reason")
    _further(
        contact, SETTLED, {"kind": kind, "reason": reason.strip()}, actor=actor, now=now,
        command_id=command_id,
    )  # fmt: skip


def note_answer(contact: str, ref: str, *, actor: Actor, now: datetime, command_id: str) -> None:
    """Record that a contact was answered, with the words in the vault under `ref`.

    :raises NoSuchContact: if there is no such contact
    """
    _further(contact, ANSWERED, {"answer": ref}, actor=actor, now=now, command_id=command_id)


def _further(
    contact: str, type_: str, body: dict[str, Any], *, actor: Actor, now: datetime, command_id: str
) -> None:
    stream = f"{PREFIX}{contact}"
    try:
        with transaction.atomic():
            stored = ledger.read(stream)
            if not stored:
                raise NoSuchContact(contact)
            ledger.append_behind(
                stored, stream, type_, body,
                actor=actor.person, command_id=command_id, now=now,
            )  # fmt: skip
            put(contact, row_of(stored) | body)
    except ledger.CommandRepeated:
        return


def row_of(stored: list[ledger.StoredEvent]) -> dict[str, Any]:
    """Return a contact as its stream tells it."""
    body: dict[str, Any] = {}
    for event in stored:
        body |= event.body
    return body


def put(contact: str, body: dict[str, Any]) -> None:
    """Write the row of a contact."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_contact (id, kind, channel, unit, person, received_at,"
            " number, summary, reason, ref) VALUES (%(id)s, %(kind)s, %(channel)s, %(unit)s,"
            " %(person)s, %(received_at)s::text::timestamptz, %(number)s, %(summary)s,"
            " %(reason)s, %(ref)s)"
            " ON CONFLICT (id) DO UPDATE SET number = EXCLUDED.number, kind = EXCLUDED.kind,"
            " reason = EXCLUDED.reason",
            {**body, "id": contact},
        )

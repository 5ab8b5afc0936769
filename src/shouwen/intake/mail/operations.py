"""What a clerk does with a message. It is settled once; the second is told who was first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from shouwen import intake, vault
from shouwen.casework import operations as casework
from shouwen.casework import queries as asking
from shouwen.casework.contacts import ContactKind
from shouwen.casework.shapes import Field
from shouwen.intake.admission import Admitted, admit
from shouwen.intake.mail import queries, states
from shouwen.intake.mail.errors import AlreadySettled, WordsNeeded
from shouwen.intake.mail.models import Mail
from shouwen.intake.models import HeldFile
from shouwen.vocabulary import Actor

READING: Final = "经办来信"
#: What a message may be that is no complaint.
CLOSINGS: Final[tuple[ContactKind, ...]] = (
    "consultation", "praise", "suggestion", "out_of_scope", "refused", "other",
)  # fmt: skip
#: Words of a channel that mail counts as, the best first.
_CHANNELS: Final = (
    ("邮件", "电邮", "email", "e-mail"), ("网络", "互联网", "网上", "web", "internet", "online"),
    ("信件", "来信", "书面", "letter"), ("其他", "other"),
)  # fmt: skip


def take(id_: int, *, actor: Actor, now: datetime) -> None:
    """Make the message this person's own.

    :raises NoSuchMail: if it is in none of his boxes
    :raises AlreadySettled: if somebody has settled it
    """
    with transaction.atomic():
        mail = _open(id_, actor, now)
        mail.handler = actor.person
        mail.save(update_fields=["handler"])


def begin_registration(id_: int, act: str, *, actor: Actor, now: datetime) -> str:
    """Fill a draft of the registration form from the message, and return the draft's id.

    :raises NoSuchMail, AlreadySettled: as :func:`take`
    :raises NotOnShelf: if there is no such regulation
    """
    with transaction.atomic():
        mail = _open(id_, actor, now)
        words = queries.words_of(mail, by=actor.person, reason=READING, now=now)
        form = asking.registration_form(actor, mail.mailbox.regulation, act, now)
        filled = prefilled(form.fields, mail, words, now)
        draft = casework.save_draft(mail.mailbox.regulation, act, filled, actor=actor, now=now)
        mail.handler, mail.draft = actor.person, draft
        mail.state = states.DRAFTED if mail.state != states.UNPARSED else mail.state
        mail.save(update_fields=["handler", "draft", "state"])
    return draft


def registered(draft: str, number: str, *, actor: Actor, now: datetime) -> bool:
    """Say that a draft became a case: its message, with all files, belongs to it.

    Returns False if the draft was of no message. Refusals of files do not undo a registration.
    """
    with transaction.atomic():
        mail = Mail.objects.select_for_update().filter(draft=draft).first() if draft else None
        if mail is None or mail.state in states.SETTLED:
            return False
        _put_to(mail, number, actor, now)
        _settle(mail, states.REGISTERED, actor, now)
    return True


def attach(id_: int, number: str, *, actor: Actor, now: datetime) -> None:
    """Put a message with a case this person may know of: its words and its files.

    :raises NoSuchMail, AlreadySettled: as :func:`take`
    :raises CaseNotFound: if there is no such case, or he may not know of it
    :raises NotForHistory: if the case was imported as history
    """
    number = number.strip()
    with transaction.atomic():
        mail = _open(id_, actor, now)
        words = queries.words_of(mail, by=actor.person, reason=READING, now=now)
        files = _put_to(mail, number, actor, now)
        text = words.reply.strip() if words is not None else ""
        if text or files:
            casework.say(
                number, text[:50_000], actor=actor, now=now, files=files,
                command_id=f"mail/{mail.id}/say",
            )  # fmt: skip
        _settle(mail, states.ATTACHED, actor, now)


def close(
    id_: int, kind: ContactKind, reason: str, *, actor: Actor, now: datetime, command_id: str
) -> None:
    """Close a message no case comes of, as what it is and why.

    :raises NoSuchMail, AlreadySettled: as :func:`take`
    :raises WordsNeeded: if there is no reason
    :raises ValueError: if there is no such kind
    """
    if kind not in CLOSINGS:
        raise ValueError(kind)
    if not reason.strip():
        raise WordsNeeded("请写明理由", "say why")
    with transaction.atomic():
        mail = _open(id_, actor, now)
        casework.settle_contact(
            mail.contact, kind, reason=reason, actor=actor, now=now, command_id=command_id
        )
        _settle(mail, states.CLOSED, actor, now)


def take_up(id_: int, *, actor: Actor, now: datetime) -> None:
    """Treat as a person's what was taken for a machine's: it becomes a contact and waits.

    :raises NoSuchMail: if it is in none of this person's boxes
    """
    with transaction.atomic():
        queries.mail_of(actor, id_, now)
        mail = Mail.objects.select_for_update(of=("self",)).get(id=id_)
        if mail.state != states.MACHINE:
            return
        mail.contact = casework.record_contact(
            "other", "email", mail.subject or "（无主题）", actor=actor, now=now,
            command_id=f"mail/{mail.id}/taken-up", received_at=mail.received_at,
            unit=mail.mailbox.unit,
        )  # fmt: skip
        mail.state, mail.handler = states.NEW, actor.person
        mail.save(update_fields=["contact", "state", "handler"])


def open_file(actor: Actor, id_: int, n: int, *, reason: str, now: datetime) -> vault.KeptFile:
    """Return a file of a message, 0 being the raw message, and record the reading.

    :raises NoSuchMail: if there is no such message or file
    :raises NotScanned: if the scanner has not looked at it yet, or has found something in it
    :raises ReasonNeeded: if `reason` is blank
    """
    mail = queries.mail_of(actor, id_, now)
    case = mail.number or f"mail/{mail.id}"
    if n == 0:
        pieces = [
            vault.reveal_file(ref, by=actor.person, reason=reason, case=case, now=now)
            for ref in mail.raw
        ]
        content = b"".join(piece.content for piece in pieces)
        return vault.KeptFile(f"mail-{mail.id}.eml", "message/rfc822", content)
    row = mail.files.filter(n=n).exclude(ref="").first()
    if row is None:
        raise queries.NoSuchMail(f"{id_}/{n}")
    held = HeldFile.objects.filter(file=row.ref).values_list("state", flat=True).first()
    if held:
        raise intake.NotScanned(infected=held == "infected")
    return vault.reveal_file(row.ref, by=actor.person, reason=reason, case=case, now=now)


def prefilled(
    fields: Sequence[Field], mail: Mail, words: queries.MailWords | None, now: datetime
) -> dict[str, Any]:
    """Return what a message says for the fields of a form, found by their meaning."""
    text = words.reply.strip() if words is not None else ""
    known: dict[str, str] = {
        "subject": (words.subject if words is not None else mail.subject)[:200],
        "content": text,
        "complainant": words.name if words is not None else "",
        "email": words.email if words is not None else "",
        "received_at": (mail.sent_at or mail.received_at).astimezone(now.tzinfo).isoformat(),
    }
    filled: dict[str, Any] = {}
    for field in fields:
        value = known.get(field.means or "", "")
        if field.means == "channel":
            value = _channel(field)
        if field.kind == "date" and value:
            value = value[:10]
        if value and field.kind in ("text", "time", "date", "choice"):
            filled[field.name] = value
    return filled


def _channel(field: Field) -> str:
    for wanted in _CHANNELS:
        for choice in field.choices:
            words = f"{choice.value} {choice.label}".lower()
            if any(word in words for word in wanted):
                return choice.value
    return ""


def _put_to(mail: Mail, number: str, actor: Actor, now: datetime) -> int:
    """Attach contact and files to a case, and return how many files came with it."""
    files = _admitted(mail, actor, number, now)
    count = intake.enclose(
        number, files, source="mail", actor=actor, now=now, command_id=f"mail/{mail.id}/files"
    )
    if mail.contact:
        casework.attach_contact(mail.contact, number=number, actor=actor, now=now)
    mail.number = number
    return count


def _admitted(mail: Mail, actor: Actor, number: str, now: datetime) -> list[Admitted]:
    files = []
    for row in mail.files.exclude(ref="").order_by("n"):
        kept = vault.reveal_file(
            row.ref, by=actor.person, reason="来信附件并入案卷", case=number, now=now
        )
        again = admit(kept.name, kept.content, now=now)
        if isinstance(again, Admitted) and all(each.digest != again.digest for each in files):
            files.append(again)
    return files


def _open(id_: int, actor: Actor, now: datetime) -> Mail:
    queries.mail_of(actor, id_, now)
    mail = Mail.objects.select_for_update(of=("self",)).select_related("mailbox").get(id=id_)
    if mail.state in states.SETTLED:
        raise AlreadySettled(*states.WORDS[mail.state])
    return mail


def _settle(mail: Mail, state: str, actor: Actor, now: datetime) -> None:
    mail.state, mail.settled_at = state, now
    mail.handler = actor.person
    mail.save(update_fields=["state", "settled_at", "handler", "number"])

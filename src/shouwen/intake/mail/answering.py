"""Answers a clerk types: kept, recorded with the contact, and sent in their own time."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction

from shouwen import vault
from shouwen.casework import marks
from shouwen.casework import operations as casework
from shouwen.intake.mail import queries, states
from shouwen.intake.mail.errors import AlreadySettled, WordsNeeded
from shouwen.intake.mail.models import Mail, MailAnswer
from shouwen.vocabulary import Actor

_WAITS: Final = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
    timedelta(hours=8),
)  # fmt: skip
#: While a worker sends it, an answer is not due; when the worker dies, it becomes due again.
_CLAIM: Final = timedelta(minutes=5)
COURIER: Final = "shouwen"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One answer on its way. Identifiers are without brackets."""

    from_: str
    to: str
    subject: str
    text: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]


@dataclass(slots=True)
class SendReport:
    """What became of the answers that were due."""

    sent: int = 0
    waiting: int = 0
    failed: dict[int, str] = field(default_factory=dict)


class Again(Exception):
    """The answer could not be sent this time."""


class NeverSent(Exception):
    """The answer will not be sent, however often it is tried."""


def answer(
    id_: int, text: str, *, actor: Actor, now: datetime, command_id: str, settle: bool = True
) -> None:
    """Answer a message: the words are kept and recorded, and the courier sends them.

    :param settle: whether the message is done with, as a consultation that was answered
    :raises NoSuchMail, AlreadySettled: as :func:`.operations.take`
    :raises WordsNeeded: if there are no words, or nobody to send them to
    """
    if not text.strip():
        raise WordsNeeded("请写答复内容", "write the answer")
    with transaction.atomic():
        queries.mail_of(actor, id_, now)
        mail = Mail.objects.select_for_update(of=("self",)).select_related("mailbox").get(id=id_)
        if mail.state in states.SETTLED and settle:
            raise AlreadySettled(*states.WORDS[mail.state])
        words = queries.words_of(mail, by=actor.person, reason="答复来信", now=now)
        if words is None or "@" not in words.answer_to:
            raise WordsNeeded("这封来信没有可答复的地址", "this mail has no address to answer to")
        subject = words.subject if _is_answer(words.subject) else f"回复：{words.subject}"
        references = list(words.references)
        out = Outgoing(
            mail.mailbox.address, words.answer_to, subject[:300], text.strip(),
            _message_id(mail, command_id), references[-1] if references else "", tuple(references),
        )  # fmt: skip
        ref = vault.keep("text", json.dumps(_as_data(out)), now=now)
        _row, is_new = MailAnswer.objects.get_or_create(
            message_id=out.message_id,
            defaults={
                "mail": mail, "to": mail.sender, "subject": mail.subject, "words": ref,
                "by": actor.person, "at": now, "next_at": now,
            },
        )  # fmt: skip
        if not is_new:
            return
        if mail.contact:
            casework.note_answer(
                mail.contact, ref, actor=actor, now=now, command_id=f"{command_id}/answer"
            )
        if settle:
            if mail.contact and not mail.number:
                casework.settle_contact(
                    mail.contact, "consultation", reason="已邮件答复", actor=actor, now=now,
                    command_id=f"{command_id}/settle",
                )  # fmt: skip
            mail.state, mail.settled_at = states.ANSWERED, now
        mail.handler = actor.person
        mail.save(update_fields=["state", "settled_at", "handler"])


def send_due(send: Callable[[Outgoing], None], *, now: datetime, limit: int = 100) -> SendReport:
    """Send answers that are due; safe with any number of workers at once.

    :param send: hands one over, raising :class:`Again` or :class:`NeverSent` with the reason
    """
    report = SendReport()
    for _ in range(limit):
        row = _claimed(now)
        if row is None:
            break
        _send(row, send, now, report)
    return report


def _claimed(now: datetime) -> MailAnswer | None:
    with transaction.atomic():
        row = (
            MailAnswer.objects.select_for_update(skip_locked=True)
            .filter(next_at__lte=now)
            .order_by("next_at", "id")
            .first()
        )
        if row is not None:
            row.next_at = now + _CLAIM
            row.save(update_fields=["next_at"])
        return row


def _send(
    row: MailAnswer, send: Callable[[Outgoing], None], now: datetime, report: SendReport
) -> None:
    try:
        told = json.loads(
            vault.reveal(
                row.words, by=COURIER, reason="发送答复", case=f"mail/{row.mail_id}", now=now
            )
        )
        send(Outgoing(**{**told, "message_id": row.message_id,
                         "references": tuple(told["references"])}))  # fmt: skip
    except Again as again:
        _failed(row, str(again), now, report, last=row.tries + 1 > len(_WAITS))
    except (NeverSent, vault.Forgotten) as never:
        _failed(row, str(never), now, report, last=True)
    else:
        report.sent += 1
        row.state, row.sent_at, row.next_at, row.error = "sent", now, None, ""
        row.save()


def _failed(row: MailAnswer, words: str, now: datetime, report: SendReport, *, last: bool) -> None:
    row.error = words[:500]
    if last:
        row.state, row.next_at = "failed", None
        report.failed[row.id] = row.error
    else:
        row.next_at = now + _WAITS[row.tries]
        report.waiting += 1
    row.tries += 1
    row.save()


def _message_id(mail: Mail, command_id: str) -> str:
    """Return the id of this command's answer: the same form sent twice is one answer."""
    host = mail.mailbox.address.rpartition("@")[2]
    mark = f"{marks.mark_of(mail.number)}." if mail.number else ""
    return f"{mark}{sha256(f'{mail.id} {command_id}'.encode()).hexdigest()[:24]}@{host}"


def _is_answer(subject: str) -> bool:
    return subject.lower().lstrip().startswith(("re:", "re：", "回复", "答复"))


def _as_data(out: Outgoing) -> dict[str, object]:
    return {
        "from_": out.from_, "to": out.to, "subject": out.subject, "text": out.text,
        "message_id": out.message_id, "in_reply_to": out.in_reply_to,
        "references": list(out.references),
    }  # fmt: skip

"""One raw message into the inbox: everything about it in one transaction, or nothing."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db import transaction

from shouwen import vault
from shouwen.casework import marks, operations
from shouwen.intake.admission import Refused, admit
from shouwen.intake.mail import states
from shouwen.intake.mail.message import ParsedMail, parse
from shouwen.intake.mail.models import Mail, MailAnswer, Mailbox, MailFile
from shouwen.intake.models import HeldFile
from shouwen.vocabulary import Actor

#: Who takes mail in.
FETCHER: Final = Actor("shouwen", "邮箱")
_MOST_SUBJECT: Final = 120


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message lay on its server."""

    validity: int
    uid: int


def receive(
    box: Mailbox, place: Place, raw: bytes, *, now: datetime, complete: bool = True
) -> Mail | None:
    """Take a message in and return it, or None if this box has it already.

    :param complete: whether `raw` is the whole message and not only its beginning
    """
    found = parse(raw)
    problems = list(found.problems)
    if not complete:
        problems.append(
            "邮件过大，只取了开头，原件留在服务器上 / too large: only its beginning was fetched"
        )
    with transaction.atomic():
        row, is_new = Mail.objects.get_or_create(
            mailbox=box, digest=found.digest,
            defaults={
                "validity": place.validity, "uid": place.uid, "message_id": found.message_id[:500],
                "kind": found.kind if complete else "unparsed", "state": states.NEW,
                "subject": shown_subject(found.subject), "sender": "", "shown_sender": "",
                "sent_at": found.date, "received_at": now, "answerable": found.answerable,
                "words": "", "raw": [], "size": len(raw), "problems": problems,
            },
        )  # fmt: skip
        if not is_new:
            return None
        _keep(row, found, raw, now)
        _thread(row, found, box)
        _settle_kind(row, found)
        if row.state != states.MACHINE:
            row.contact = _contact(row, found, box, now)
        row.save()
        _keep_files(row, found, now)
    return row


def receive_broken(
    box: Mailbox, place: Place, raw: bytes, problem: str, *, now: datetime
) -> Mail | None:
    """Keep a message that could not be taken in, raw and with the reason."""
    with transaction.atomic():
        row, is_new = Mail.objects.get_or_create(
            mailbox=box, digest=sha256(raw).hexdigest(),
            defaults={
                "validity": place.validity, "uid": place.uid, "message_id": "", "kind": "unparsed",
                "state": states.UNPARSED, "subject": "", "sender": "", "shown_sender": "",
                "received_at": now, "answerable": False, "words": "", "raw": _raw(raw, now),
                "size": len(raw), "problems": [problem[:500]],
            },
        )  # fmt: skip
        if is_new:
            row.contact = operations.record_contact(
                "other", "email", "无法解析的邮件", actor=FETCHER, now=now,
                command_id=_command(box, row.digest), unit=box.unit,
            )  # fmt: skip
            row.save()
    return row if is_new else None


def shown_subject(subject: str) -> str:
    """Return a subject as lists show it: long numbers masked, cut to a line.

    >>> shown_subject("卡号6222021234567890123多扣款")
    '卡号622***23多扣款'
    """
    shown = re.sub(r"(?<!\d)(\d{3})\d{5,}([\dXx]{2})(?!\d)", r"\1***\2", subject)
    # A case's own number stays: it is no secret, and the clerk looks for it.
    for number in re.findall(r"[A-Za-z]{1,6}\d{8,20}", subject):
        shown = shown.replace(re.sub(r"(\d{3})\d{5,}(\d{2})$", r"\1***\2", number), number)
    return shown if len(shown) <= _MOST_SUBJECT else shown[: _MOST_SUBJECT - 1] + "…"


def _keep(row: Mail, found: ParsedMail, raw: bytes, now: datetime) -> None:
    sender = (found.reply_to or (found.from_,))[0]
    if found.from_.email:
        row.sender = vault.keep("email", found.from_.email, now=now)
    row.shown_sender = _masked(found)
    row.words = vault.keep("text", json.dumps(_words(found, sender.email)), now=now)
    row.raw = _raw(raw, now)


def _raw(raw: bytes, now: datetime) -> list[str]:
    step = vault.LARGEST_FILE
    pieces = [raw[at : at + step] for at in range(0, len(raw), step)] or [b""]
    return [
        vault.keep_file("mail.eml", piece, "message/rfc822", now=now) for piece in pieces if piece
    ]


def _words(found: ParsedMail, answer_to: str) -> dict[str, Any]:
    return {
        "from": str(found.from_),
        "name": found.from_.name,
        "email": found.from_.email,
        "answer_to": answer_to or found.from_.email,
        "to": [str(each) for each in found.to],
        "cc": [str(each) for each in found.cc],
        "subject": found.subject,
        "pieces": [[each.role, each.text] for each in found.pieces],
        "reply": found.reply,
        "reports": found.reports,
        "references": [*found.references[-20:], *([found.message_id] if found.message_id else [])],
        "names": [each.name for each in found.attachments],
    }


def _masked(found: ParsedMail) -> str:
    name = vault.mask(vault.Kind.NAME, found.from_.name) if found.from_.name else ""
    email = vault.mask(vault.Kind.EMAIL, found.from_.email) if found.from_.email else ""
    return " ".join(each for each in (name, email) if each)


def _thread(row: Mail, found: ParsedMail, box: Mailbox) -> None:
    """Find what the message answers: by our marks, our ids, numbers it names. Attaches nothing."""
    ids = [found.in_reply_to, *reversed(found.references)]
    ids = [each for each in ids if each][:50]
    row.earlier = _same(row, found, box) or _earlier(ids, box)
    for number, evidence in _candidates(row, found, ids):
        known = _knows(number, found)
        if known or not row.suggested:
            row.suggested, row.evidence, row.known_sender = number, evidence, known
        if known:
            return


def _same(row: Mail, found: ParsedMail, box: Mailbox) -> Mail | None:
    """Return the same message as it came before by another way, and say so with this one.

    One that came to another box is only named: who may see this box may not see that one.
    """
    if not found.message_id:
        return None
    alike = Mail.objects.filter(
        mailbox__in=Mailbox.objects.all(), message_id=row.message_id, sent_at=found.date,
        subject=row.subject,
    ).exclude(id=row.id)  # fmt: skip
    twins = list(alike.select_related("mailbox").order_by("id")[:10])
    for other in twins:
        if other.mailbox_id != box.id:
            row.problems.append(
                f"同一封信也到了另一邮箱“{other.mailbox.name}”"
                f" / the same mail came to another mailbox, {other.mailbox.name}"
            )
            break
    twin = next((each for each in twins if each.mailbox_id == box.id), None)
    if twin is not None:
        row.problems.append("同一封信此前已收到 / the same mail came before")
    return twin


def _candidates(row: Mail, found: ParsedMail, ids: Sequence[str]) -> list[tuple[str, str]]:
    marked = marks.number_marked(" ".join(ids))
    addressed = marks.number_marked(" ".join(found.recipients))
    before = row.earlier.number if row.earlier is not None else ""
    named = marks.numbers_named(f"{found.subject}\n{found.reply[:500]}")
    wanted = [
        (marked, "message_id"), (addressed, "address"), (before, "thread"),
        *((number, "number") for number in named),
    ]  # fmt: skip
    return [(number, how) for number, how in wanted if number]


def _knows(number: str, found: ParsedMail) -> bool:
    """Say whether the sender is known to the case, itself or as who wrote the mail before."""
    if not found.from_.email or found.forged:
        return False
    if marks.knows_address(number, found.from_.email):
        return True
    refs = vault.find("email", found.from_.email)[:2000]
    return Mail.objects.filter(number=number, sender__in=refs).exclude(sender="").exists()


def _earlier(ids: Sequence[str], box: Mailbox) -> Mail | None:
    if not ids:
        return None
    answer = MailAnswer.objects.filter(message_id__in=ids).select_related("mail").last()
    if answer is not None:
        return answer.mail
    return Mail.objects.filter(mailbox=box, message_id__in=ids).order_by("-id").first()


def _settle_kind(row: Mail, found: ParsedMail) -> None:
    if row.kind == "message" and _is_ours(found):
        row.state = states.MACHINE
        row.problems.append("本单位发出的邮件又回来了 / our own mail came back")
    elif row.kind in ("bounce", "auto_reply"):
        row.state = states.MACHINE
        if row.kind == "bounce":
            _note_bounce(found)
    elif row.kind == "unparsed":
        row.state = states.UNPARSED
    elif row.suggested and row.known_sender:
        row.state, row.number = states.MATCHED, row.suggested
    else:
        row.state = states.NEW


def _is_ours(found: ParsedMail) -> bool:
    """Say whether we sent this message ourselves: a loop, or a copy to our own box."""
    if any(name.lower() == "x-shouwen-loop" for name, _value in found.fields):
        return True
    return bool(
        found.message_id and MailAnswer.objects.filter(message_id=found.message_id).exists()
    )


def _note_bounce(found: ParsedMail) -> None:
    """Say of our answer that it came back, if the report names it."""
    text = "\n".join([
        found.in_reply_to, *found.references, found.reports, found.text,
        *(each.content[:20_000].decode("utf-8", "replace") for each in found.attachments[:5]),
    ])  # fmt: skip
    ids = re.findall(r"[\w.+-]+@[\w.-]+", text[:100_000])[:500]
    status = re.search(r"(?im)^diagnostic-code:\s*(.+)|^status:\s*(.+)", found.reports)
    words = (status[1] or status[2]).strip()[:300] if status else found.subject[:300]
    MailAnswer.objects.filter(message_id__in=ids, state="sent").update(
        state="bounced", error=f"退信 / bounced: {words}"
    )


def _contact(row: Mail, found: ParsedMail, box: Mailbox, now: datetime) -> str:
    return operations.record_contact(
        "other", "email", row.subject or "（无主题）", actor=FETCHER, now=now,
        command_id=_command(box, row.digest), received_at=min(found.date or now, now),
        unit=box.unit, particulars=found.text[:50_000], number=row.number or None,
    )  # fmt: skip


def _command(box: Mailbox, digest: str) -> str:
    return f"mail/{box.id}/{digest}"


def _keep_files(row: Mail, found: ParsedMail, now: datetime) -> None:
    files, held = [], []
    for n, each in enumerate(found.attachments, 1):
        answer = admit(each.name, each.content, now=now)
        if isinstance(answer, Refused):
            files.append(
                MailFile(mail=row, n=n, ref="", kind=answer.code, media_type=each.media_type,
                         size=each.size, refusal=answer.text, refusal_en=answer.english)
            )  # fmt: skip
            continue
        ref = vault.keep_file(answer.name, answer.content, answer.media_type, now=now)
        files.append(
            MailFile(mail=row, n=n, ref=ref, kind=answer.kind, media_type=answer.media_type,
                     size=answer.size)
        )  # fmt: skip
        if answer.scanned is False:
            held.append(
                HeldFile(file=ref, number=f"mail/{row.id}", state="waiting", since=now, next_at=now)
            )
    MailFile.objects.bulk_create(files)
    HeldFile.objects.bulk_create(held, ignore_conflicts=True)

"""One raw message into what people and programmes need of it. Nothing here fails or writes."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from hashlib import sha256
from typing import Final

from shouwen.intake.mail import headers, kinds, parts, replies
from shouwen.intake.mail.addresses import Address, addresses
from shouwen.intake.mail.attachments import Attachment
from shouwen.intake.mail.charsets import decode
from shouwen.intake.mail.kinds import Kind
from shouwen.intake.mail.limits import LIMITS, Limits
from shouwen.intake.mail.replies import Piece
from shouwen.intake.mail.structure import Opener

_HEADER: Final = re.compile(rb"^[!-9;-~]{1,80}[ \t]*:")
#: The line a mailbox file puts before a message, and blanks some write before the colon.
_MBOX: Final = re.compile(rb"^>?From (?![ \t]*:)[^\r\n]*\r?\n")
_BLANKS: Final = re.compile(rb"(?m)^([!-9;-~]{1,80})[ \t]+:")
#: One of these stands in every mail, among however many others.
_KNOWN: Final = re.compile(
    rb"(?im)^(?:from|to|subject|date|message-id|received|mime-version|content-type|return-path"
    rb"|sender|cc|reply-to|delivered-to|x-mailer|in-reply-to|references)[ \t]*:"
)
_MOST_HEAD: Final = 4 * 2**20


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A message as read. Texts are whole and unmasked: keep them in the vault.

    :ivar date: when the sender says it was sent, with zone; None if that cannot be read
    :ivar message_id: without angle brackets, as are `in_reply_to` and `references`
    :ivar text: the whole text; `reply` without quotes and signature
    :ivar html: the HTML as sent, unsafe; "" for plain mail
    :ivar digest: SHA-256 of the raw bytes, in hexadecimal
    :ivar answerable: whether a machine may ever answer it
    :ivar forged: whether our own server says that the sender is not who he says
    """

    kind: Kind
    digest: str
    from_: Address
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    recipients: tuple[str, ...] = ()
    date: datetime | None = None
    subject: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    html: str = ""
    reply: str = ""
    signature: str = ""
    pieces: tuple[Piece, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reports: str = ""
    problems: tuple[str, ...] = ()
    answerable: bool = False
    forged: bool = False
    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def parse(raw: bytes, *, limits: Limits = LIMITS) -> ParsedMail:
    """Return what is in a raw message.

    What cannot be parsed comes back as kind ``unparsed`` with the reason among its problems.
    """
    digest = sha256(raw).hexdigest()
    if not raw.strip():
        return _unparsed(raw, digest, "空文件 / empty")
    if len(raw) > limits.size:
        head = raw[:65536]
        found = _unparsed(
            head,
            digest,
            f"邮件大于 {limits.size // 2**20} MB，未解析 / larger than allowed, unparsed",
        )
        return _with_head(found, head)
    body = _MBOX.sub(b"", raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"), count=1)
    head, gap, rest = _parted(body)
    body = _BLANKS.sub(rb"\1:", head) + gap + rest
    if not _looks_like_mail(head):
        return _unparsed(raw, digest, "没有邮件头，不是邮件 / no header fields: not a mail")
    if body.count(b"multipart/") > 20 * limits.depth or _deep(body):
        return _with_head(
            _unparsed(raw, digest, "部件嵌套太深，未解析 / nested too deep, unparsed"), body
        )
    try:
        message = parts.read(body)
        return _read(message, digest, limits)
    except RecursionError:
        problem = "部件嵌套太深，未解析 / nested too deep, unparsed"
    except Exception as error:  # noqa: BLE001 - whatever a message does to the parser, it is kept
        problem = f"解析失败：{type(error).__name__}: {str(error)[:200]} / cannot be parsed"
    return _unparsed(raw, digest, problem)


def _read(message: Message, digest: str, limits: Limits) -> ParsedMail:
    hint = _charset_hint(message)
    opener = Opener(limits, hint)
    opener.open(message)
    found = opener.found
    hint = hint or found.charset or None
    text = "\n".join(each.strip("\n") for each in found.texts if each.strip())
    if len(text) > limits.text:
        text = text[: limits.text]
        found.say("正文过长，已截短 / text cut short")
    plain = replies.without_marks(text)
    subject = headers.field(message, "subject", hint)
    senders = addresses(message, "from", hint) or addresses(message, "sender", hint)
    sender = senders[0] if senders else Address("", "")
    if not senders:
        found.say("没有发件人 / no sender")
    date, fault = headers.date_of(message)
    if fault:
        found.say(fault)
    if not headers.raw_fields(message, "message-id"):
        found.say("没有 Message-ID / no message id")
    forged = _is_forged(message)
    if forged:
        found.say(f"发件人未通过验证（{forged}），可能是冒充 / the sender failed {forged}")
    type_, given = opener.type_of(message)
    reports = "\n\n".join(found.reports)
    cut = replies.cut(text, subject=subject, sender=sender.name)
    whole = _clean("\n".join((cut.reply, cut.signature)))
    kind = kinds.kind_of(message, type_, given, plain, whole, reports)
    if kind != "message":
        cut = replies.cut(text, subject=subject, sender=sender.name, by_person=False)
    in_reply_to = headers.identifiers(message, "in-reply-to")
    if message.defects:
        found.problems += [
            f"MIME 有误：{type(each).__name__} / defect" for each in message.defects[:5]
        ]
    return ParsedMail(
        kind=kind, digest=digest, from_=sender,
        reply_to=tuple(addresses(message, "reply-to", hint)),
        to=tuple(addresses(message, "to", hint)), cc=tuple(addresses(message, "cc", hint)),
        recipients=_recipients(message, hint), date=date, subject=subject,
        message_id=next(iter(headers.identifiers(message, "message-id")), ""),
        in_reply_to=in_reply_to[0] if in_reply_to else "",
        references=tuple(headers.identifiers(message, "references")),
        text=_clean(plain), html="\n".join(found.htmls), reply=_clean(cut.reply),
        signature=_clean(cut.signature),
        pieces=tuple(Piece(each.role, _clean(each.text)) for each in cut.pieces),
        attachments=tuple(found.files), reports=_clean(reports),
        problems=tuple(dict.fromkeys(found.problems)),
        answerable=kinds.answers_itself(message, kind), forged=bool(forged),
        fields=tuple(
            (name, headers.readable(str(value), hint)) for name, value in message.raw_items()
        )[:300],
    )  # fmt: skip


def _unparsed(raw: bytes, digest: str, problem: str) -> ParsedMail:
    text = _clean(decode(raw[:200_000]).text.replace("\r\n", "\n")).strip() if _texty(raw) else ""
    return ParsedMail(
        kind="unparsed", digest=digest, from_=Address("", ""), text=text, reply=text,
        pieces=(Piece("own", text),) if text else (), problems=(problem,),
    )  # fmt: skip


def _with_head(found: ParsedMail, raw: bytes) -> ParsedMail:
    """Return an unparsed message with what its header says."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0][:65536]
    message = parts.read(head + b"\n\n")
    sender = next(iter(addresses(message, "from")), Address("", ""))
    return ParsedMail(
        kind="unparsed", digest=found.digest, from_=sender, to=tuple(addresses(message, "to")),
        date=headers.date_of(message)[0], subject=headers.field(message, "subject"),
        message_id=next(iter(headers.identifiers(message, "message-id")), ""),
        problems=found.problems,
    )  # fmt: skip


def _parted(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the header, the blank line, and the body."""
    found = re.search(rb"\r?\n\r?\n", raw)
    return (raw[: found.start()], found[0], raw[found.end() :]) if found else (raw, b"", b"")


def _looks_like_mail(head: bytes) -> bool:
    """Say whether it begins with header fields, one of them of those every mail has."""
    lines = (line for line in head[:_MOST_HEAD].splitlines() if line.strip())
    first = next((line for line in lines if line[:1] not in (b" ", b"\t")), b"")
    return bool(_HEADER.match(first) and _KNOWN.search(head[:_MOST_HEAD]))


def _deep(raw: bytes) -> bool:
    """Say whether it may nest deeper than the parser's own recursion bears."""
    return raw.lower().count(b"content-type: message/rfc822") > 100


def _charset_hint(message: Message) -> str | None:
    """Return the code table of the first text: header bytes without a label are mostly in it."""
    for count, part in enumerate(message.walk()):
        if count > 30:
            return None
        for raw in headers.raw_fields(part, "content-type")[:1]:
            charset = headers.parameters(raw)[1].get("charset")
            if charset:
                return charset
    return None


def _is_forged(message: Message) -> str:
    """Return which proof of the sender failed by the server that took the mail in; "" if none did.

    Only the topmost field is ours (RFC 8601); a proof that passed opens nothing.
    """
    fields = headers.raw_fields(message, "authentication-results")[:1]
    told = dict(re.findall(r"\b(dmarc|spf|dkim)\s*=\s*(\w+)", " ".join(fields).lower()))
    if told.get("dmarc") == "fail":
        return "DMARC"
    return "SPF" if told.get("spf") == "fail" and told.get("dkim") != "pass" else ""


def _recipients(message: Message, hint: str | None) -> tuple[str, ...]:
    """Return every address the message was sent to, by any field that tells, in lower case."""
    names = (
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-envelope-to",
        "to",
        "cc",
        "x-rcpt-to",
    )
    found = [
        each.email.lower()
        for name in names
        for each in addresses(message, name, hint)
        if each.email
    ]
    return tuple(dict.fromkeys(found))[:200]


def _texty(raw: bytes) -> bool:
    sample = raw[:4096]
    odd = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return odd <= len(sample) // 50


def _clean(text: str) -> str:
    """Return text a database keeps: no NUL, no lone half of a character."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")

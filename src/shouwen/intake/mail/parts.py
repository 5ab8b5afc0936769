"""Parts of a message as they came."""

import re
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Final

from shouwen.intake.mail import headers
from shouwen.intake.mail.charsets import decode

#: A line that parts a message: a field of a part follows it.
_BOUNDARY: Final = re.compile(
    rb"(?mi)^--([^\s\"\\]{1,100})[ \t]*\r?\n(?=Content-[A-Za-z-]+[ \t]*:)"
)


class Part(Message):
    """A part whose bytes stay what they were.

    The standard one reads bytes by their label whenever it is asked for them, and what does not fit
    the label is lost: text labelled GB2312 that is GB18030, or has no label.
    """

    def as_it_came(self) -> str:
        """Return the content, still in its transfer encoding; unknown bytes as surrogates."""
        return self._payload if isinstance(self._payload, str) else ""


def read(raw: bytes) -> Part:
    """Return a message taken apart."""
    return message_from_bytes(raw, _class=Part, policy=compat32)


def parted_anew(part: Message, type_: str) -> Part | None:
    """Return a multipart by the boundary its content shows, or None if it shows none."""
    raw = as_it_came(part)
    shown = _BOUNDARY.search(raw)
    if shown is None:
        return None
    head = b'Content-Type: %s; boundary="%s"\r\n\r\n' % (type_.encode(), shown[1])
    anew = read(head + raw)
    return anew if anew.is_multipart() else None


def fields_text(part: Message) -> str:
    """Return the groups of fields of a report as text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        groups = []
        for each in payload:
            if isinstance(each, Message):
                lines = [
                    f"{name}: {headers.readable(str(value))}" for name, value in each.raw_items()
                ]
                body = each.get_payload()
                if isinstance(body, str) and body.strip():
                    lines.append(body.strip())
                groups.append("\n".join(lines))
        return "\n\n".join(group for group in groups if group)
    return decode(as_it_came(part)).text


def as_it_came(part: Message) -> bytes:
    """Return the content of a part as bytes, still in its transfer encoding."""
    found = part.as_it_came() if isinstance(part, Part) else str(part.get_payload() or "")
    return found.encode("utf-8", "surrogateescape")


def as_bytes(message: Message) -> bytes:
    """Return a message put together again."""
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, KeyError, AttributeError):
        # The generator is strict where the parser is not: what can be said is said.
        text = "\n".join(f"{name}: {value}" for name, value in message.raw_items())
        payload = message.get_payload()
        body = payload if isinstance(payload, str) else ""
        return f"{text}\n\n{body}".encode("utf-8", "surrogateescape")

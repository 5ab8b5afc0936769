"""What Outlook wraps into ``winmail.dat``: the attachments in it, and the text if there is one."""

from dataclasses import dataclass
from typing import Any, Final

from tnefparse import TNEF

from shouwen.intake.mail import rtf
from shouwen.intake.mail.charsets import decode
from shouwen.intake.mail.html import text_of

SIGNATURE: Final = b"\x78\x9f\x3e\x22"
_DEEPEST: Final = 5


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What was inside: names with contents, and the message's own text."""

    files: tuple[tuple[str, bytes], ...]
    text: str
    html: str


def unwrap(content: bytes) -> Unwrapped:
    """Return what a TNEF attachment holds, embedded messages opened.

    :raises ValueError: if it cannot be read
    """
    try:
        outer = TNEF(content, do_checksum=False)
    except Exception as error:
        raise ValueError(str(error) or type(error).__name__) from error
    files: list[tuple[str, bytes]] = []
    _collect(outer, files, 0)
    text, html = _text(outer)
    return Unwrapped(tuple(files), text, html)


def _collect(outer: Any, files: list[tuple[str, bytes]], depth: int) -> None:
    for each in outer.attachments:
        embedded = getattr(each, "embed", None)
        if embedded is not None and depth < _DEEPEST:
            text, html = _text(embedded)
            own = text or (text_of(html) if html else "")
            if own:
                files.append((f"{_name(each, outer) or 'message'}.txt", own.encode()))
            _collect(embedded, files, depth + 1)
            continue
        data = each.data if isinstance(each.data, bytes) else bytes(each.data or b"")
        files.append((_name(each, outer), data))


def _name(attachment: Any, outer: Any) -> str:
    long = _safely(attachment.long_filename)
    for name in (long, attachment._name):
        shown = _string(name, outer.codepage)
        if shown:
            return shown
    return ""


def _safely(ask: Any) -> object:
    try:
        return ask()
    except UnicodeDecodeError:
        return b""  # the short name is in the sender's code table, not in UTF-8


def _text(outer: Any) -> tuple[str, str]:
    plain = _string(outer.body, outer.codepage)
    html = _string(outer.htmlbody, outer.codepage)
    packed = outer._rtfbody
    if not plain and not html and isinstance(packed, bytes):
        try:
            said, was_html = rtf.words(rtf.unpacked(packed))
        except ValueError:
            return "", ""  # the files are there all the same
        return ("", said) if was_html and "<" in said else (said, "")
    return plain, html


def _string(value: object, codepage: str | None) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else b""
    if isinstance(value, bytes):
        return decode(value.rstrip(b"\0"), codepage).text.strip("\0 ")
    return str(value or "").strip("\0 ")

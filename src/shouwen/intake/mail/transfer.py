"""Transfer encodings undone, as well as what arrived allows."""

import binascii
import re
from base64 import b64decode
from typing import Final

from shouwen.intake.mail.charsets import decode

_PLAIN: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"
#: The line a uuencoded file begins with.
UU: Final = re.compile(rb"(?m)^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,200})\r?$")
_LETTERS: Final = re.compile(rb"[A-Za-z0-9+/=]")


def base64_and_rest(raw: bytes) -> tuple[bytes, bytes]:
    """Return the lines of base64 at the beginning, and from the first line of prose on the rest.

    Some label plain text as base64, and lists put their footers below it.
    """
    if not raw.translate(None, _PLAIN):
        return raw, b""
    lines = raw.splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if _is_prose(line.strip())), len(lines))
    return b"".join(lines[:at]), b"".join(lines[at:])


def _is_prose(line: bytes) -> bool:
    if not line.isascii():
        return True
    if len(line) > 1 and 2 * len(_LETTERS.findall(line)) < len(line):
        return True
    words = line.split()
    return len(words) > 1 and any(len(word) % 4 for word in words)


def from_base64(raw: bytes) -> tuple[bytes, bool]:
    """Return base64 undone, and whether it was whole; each piece of several has its own padding."""
    letters = re.sub(rb"[^A-Za-z0-9+/=]", b"", raw)
    pieces, whole = [], True
    for run in re.findall(rb"[A-Za-z0-9+/]+=*", letters):
        body = run.rstrip(b"=")
        if len(body) % 4 == 1:
            body, whole = body[:-1], False
        pieces.append(b64decode(body + b"=" * (-len(body) % 4)))
    return b"".join(pieces), whole


def from_quoted(raw: bytes) -> bytes:
    """Return quoted-printable undone."""
    # Blanks at the end of a line were added on the way (RFC 2045, 6.7).
    joined = re.sub(rb"=[ \t]*\r?\n|=[ \t]*\Z", b"", re.sub(rb"[ \t]+(?=\r?\n)", b"", raw))
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), joined)


def from_uu(raw: bytes) -> bytes:
    """Return the lines of a uuencoded file undone, as far as they are whole."""
    out = b""
    for line in raw.splitlines():
        if line.strip() in (b"end", b""):
            continue
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            size = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out += binascii.a2b_uu(line[:size])
            except binascii.Error:
                return out
    return out


def uu_files(raw: bytes, text: str) -> tuple[list[tuple[str, bytes]], str]:
    """Return the files that were written into a text, and the text without them."""
    files = []
    for found in UU.finditer(raw):
        stop = re.compile(rb"(?m)^end\r?$").search(raw, found.end())
        content = from_uu(raw[found.end() : stop.start()]) if stop is not None else b""
        if content:
            name = decode(found[1].strip()).text
            files.append((name, content))
            text = re.sub(
                rf"(?ms)^begin [0-7]{{3,4}} {re.escape(name)}\n.*?^end$\n?", "", text, count=1
            )
    return files, text

"""Mailboxes of a header field, however badly they are written."""

import re
from dataclasses import dataclass
from email.message import Message
from typing import Final

from shouwen.intake.mail.headers import as_text, raw_fields, readable

_MOST: Final = 500
_BARE: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]*\w|[\w.+-]+@\[[\d.:a-fA-F]+\]")


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of a header. `email` may be "" where only a name is given."""

    name: str
    email: str

    def __str__(self) -> str:
        if not self.name:
            return self.email
        return f"{self.name} <{self.email}>" if self.email else self.name


def addresses(message: Message, name: str, hint: str | None = None) -> list[Address]:
    """Return the mailboxes of every field of this name in order: names decoded, groups opened."""
    found: dict[Address, None] = {}
    for raw in raw_fields(message, name):
        # Encoded words are read after the parts are told apart: a name may hold a comma.
        for piece in _pieces(as_text(raw, hint)):
            each = _mailbox(piece, hint)
            if each is not None:
                found[each] = None
            if len(found) == _MOST:
                return list(found)
    return list(found)


def _pieces(raw: str) -> list[str]:
    """Return what stands between commas, outside of quotes, brackets and comments."""
    if re.sub(r"\\.", "", raw).count('"') % 2:
        raw = raw.replace('"', "")
    pieces: list[str] = []
    piece: list[str] = []
    quoted = escaped = angled = False
    depth = 0
    for letter in raw:
        if escaped:
            escaped = False
        elif letter == "\\" and (quoted or depth):
            escaped = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif quoted:
            pass
        elif letter == "(":
            depth += 1
        elif letter == ")":
            depth = max(0, depth - 1)
        elif depth:
            pass
        elif letter == "<":
            angled = True
        elif letter == ">":
            angled = False
        elif (
            letter == ":"
            and not angled
            and not re.search(r"@|mailto$", "".join(piece), re.IGNORECASE)
        ):
            piece = []  # the name of a group says nothing about its members
            continue
        elif letter in ",;，；" and not angled:
            pieces.append("".join(piece))
            piece = []
            continue
        piece.append(letter)
    pieces.append("".join(piece))
    return _mended([each.strip() for each in pieces if each.strip()])


def _mended(pieces: list[str]) -> list[str]:
    """Return the pieces, a name that was cut at a bare comma put together with its address."""
    out: list[str] = []
    for piece in pieces:
        nameless = out and "@" not in out[-1] and "=?" not in out[-1] and "<" in piece
        if nameless and not out[-1].startswith("<"):
            out[-1] = f"{out[-1]}, {piece}"
        else:
            out.append(piece)
    return out


def _mailbox(piece: str, hint: str | None) -> Address | None:
    if "@" not in piece and "＠" in piece:
        piece = piece.replace("＠", "@")
    piece = re.sub(
        r"\[?mailto:\s*", "", re.sub(r"＜([^＜＞]*)＞", r"<\1>", piece), flags=re.IGNORECASE
    )
    plain, comments = _uncommented(piece)
    angled = re.search(r"<([^<>]*)>?\s*$", plain)
    if angled:
        name, email = plain[: angled.start()], angled[1]
        name = name if name.strip(" \"'") else " ".join(comments)
    else:
        name, email = " ".join(comments), plain
    email = readable(email, hint).strip("'\" ")
    if email.lower().startswith("mailto:"):
        email = email[7:]
    email = re.sub(r"\s*([@.])\s*", r"\1", re.sub(r"^@[^:@]*:", "", email))
    shown = readable(_unquoted(name), hint).strip("\"' ")
    if "@" not in email or re.search(r"[\s()<>\[\]（）【】，]", email):
        bare = _BARE.search(email) or _BARE.search(shown)
        if bare is not None:
            shown = shown or email.replace(bare[0], "").strip(" <>\"'()[]:;,（）【】，")
            email = bare[0]
        elif email and not shown:
            shown, email = (email, "") if " " in email or not email.isascii() else ("", email)
    if shown.casefold() == email.casefold():
        shown = ""
    return Address(shown, email) if shown or email else None


def _uncommented(piece: str) -> tuple[str, list[str]]:
    """Return a piece without its comments, which may lie in one another, and the comments."""
    plain: list[str] = []
    comments: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in piece:
        if escaped:
            escaped = False
        elif letter == "\\" and (quoted or depth):
            escaped = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter == "(" and not quoted:
            depth += 1
            if depth == 1:
                comments.append("")
                continue
        elif letter == ")" and depth:
            depth -= 1
            if not depth:
                continue
        if depth:
            comments[-1] += letter
        else:
            plain.append(letter)
    return "".join(plain), comments


def _unquoted(name: str) -> str:
    quoted = r'"((?:[^"\\]|\\.)*)"'
    said = re.sub(quoted, lambda found: re.sub(r"\\(.)", r"\1", found[1]), name.strip())
    return said if '"' in name else re.sub(r"\\(.)", r"\1", said)

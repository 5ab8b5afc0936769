"""What a person wrote this time: history and signature are set apart, never thrown away."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from shouwen.intake.mail import quote_signs as signs
from shouwen.intake.mail import signatures
from shouwen.intake.mail.html import HISTORY, MARKS, SIGNATURE, SIGNATURE_END

Role = Literal["own", "quote", "signature", "forwarded"]

_MOST: Final = 20_000  # lines looked at
_LOOKED_AT: Final = 1_000  # characters of a line that are
_FORWARD_SUBJECT: Final = re.compile(
    r"^\s*(fw|fwd|转发?|轉發?|[转轉]寄|wg|tr|i|doorst)\s*[:：]", re.IGNORECASE
)
_AS_FOLLOWS: Final = re.compile(
    r"((如下|以下|下面|附后|below|as follows)[^。.!！]{0,12}[:：]|如下|附后|as follows)\s*$",
    re.IGNORECASE,
)
_UNDERSCORES: Final = re.compile(r"^\s*[_\-—–─=*－＿＝]{5,}\s*$")
_COMPARED: Final = re.compile(r"^\s*>=?\s?(?!\d{1,2}[.、)）]\D)\d[\d.,%]*\s*\S{0,12}$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that belong together, as they stood in the message."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A message's text taken apart. `pieces` put together are the text again, but for marks.

    :ivar reply: what the person wrote, a forwarded message included
    :ivar signature: the signature without the line that sets it off, "" if there is none
    """

    reply: str
    signature: str
    pieces: tuple[Piece, ...]


def cut(text: str, *, subject: str = "", sender: str = "", by_person: bool = True) -> Reply:
    """Return the text taken apart.

    :param text: as :mod:`.structure` gives it, marks of HTML included
    :param subject: tells a forwarded message from an answer where the text does not
    :param sender: the name in From, by which a signature without a sign is known
    :param by_person: machines write no signatures
    """
    lines = text.replace("\r\n", "\n").split("\n")[:_MOST]
    roles = _roles(lines, is_forward=bool(_FORWARD_SUBJECT.match(subject)))
    if by_person:
        _find_signature(lines, roles, sender)
    kept = [
        (role, line) for role, line in zip(roles, lines, strict=True) if not MARKS.fullmatch(line)
    ]
    pieces: list[Piece] = []
    for role, line in kept:
        if pieces and pieces[-1].role == role:
            pieces[-1] = Piece(role, f"{pieces[-1].text}\n{line}")
        else:
            pieces.append(Piece(role, line))
    own: list[str] = []
    for before, each in zip((None, *pieces), pieces, strict=False):
        if each.role == "forwarded" and before is not None and before.role == "own":
            own[-1] += f"\n{each.text}"
        elif each.role in ("own", "forwarded"):
            own.append(each.text)
    own = [each.strip("\n") for each in own]
    reply = re.sub(r"\n{3,}", "\n\n", "\n\n".join(each for each in own if each.strip()))
    signature = "\n".join(each.text for each in pieces if each.role == "signature")
    return Reply(_trimmed(reply), _undelimited(signature), tuple(p for p in pieces if p.text))


def without_marks(text: str) -> str:
    """Return a text without the marks :mod:`.html` put in, blank lines about them closed up."""
    if not MARKS.search(text):
        return text
    lines = [line for line in text.split("\n") if not MARKS.fullmatch(line)]
    return MARKS.sub("", "\n".join(lines))


def _roles(lines: Sequence[str], *, is_forward: bool) -> list[Role]:
    roles: list[Role] = ["own"] * len(lines)
    at = 0
    while at < len(lines):
        line = lines[at]
        if line == SIGNATURE:
            end = next((n for n in range(at, len(lines)) if lines[n] == SIGNATURE_END), at)
            inner = _quote_start(lines, at + 1, end)
            end = end if inner is None else inner - 1
            for n in range(at, end + 1):
                roles[n] = "signature"
            at = end + 1
            continue
        if line == HISTORY and _is_forward_below(lines, at):
            at += 1
            continue
        if signs.announces_forward(line[:_LOOKED_AT]):
            for n in range(at, len(lines)):
                roles[n] = "forwarded"
            return roles
        length = _history_length(lines, at)
        if length:
            shown = is_forward or _is_shown(lines, at)
            if not shown:
                _take_rules_above(lines, roles, at)
            return _rest_quoted(lines, roles, at, length, is_forward=shown)
        if _is_quoted(lines, at):
            roles[at] = "quote"
        at += 1
    return roles


def _is_forward_below(lines: Sequence[str], at: int) -> bool:
    below = (each for each in lines[at + 1 :] if each.strip() and not MARKS.fullmatch(each))
    return signs.announces_forward(next(below, ""))


def _is_shown(lines: Sequence[str], at: int) -> bool:
    """Say whether the person shows us another's mail: "… as follows:", and its header lines."""
    above = next((lines[n] for n in range(at - 1, -1, -1) if lines[n].strip()), "")
    return bool(_AS_FOLLOWS.search(above)) and bool(signs.label_of(lines[at]))


def _take_rules_above(lines: Sequence[str], roles: list[Role], at: int) -> None:
    """Let lines of dashes above history belong to it."""
    n = at - 1
    while n >= 0 and (not lines[n].strip() or MARKS.fullmatch(lines[n])
                      or _UNDERSCORES.match(lines[n])):  # fmt: skip
        if _UNDERSCORES.match(lines[n]):
            roles[n:at] = ["quote"] * (at - n)
        n -= 1


def _quote_start(lines: Sequence[str], start: int, end: int) -> int | None:
    return next((n for n in range(start, end) if _history_length(lines, n)), None)


def _rest_quoted(
    lines: Sequence[str], roles: list[Role], at: int, length: int, *, is_forward: bool
) -> list[Role]:
    """Mark what a beginning of history rules: to the end, or as far as its lines are marked."""
    if is_forward:
        roles[at:] = ["forwarded"] * (len(lines) - at)
        return roles
    after = at + length
    first = next((n for n in range(after, len(lines)) if lines[n].strip()
                  and not MARKS.fullmatch(lines[n])), None)  # fmt: skip
    marked = first is not None and lines[first].lstrip().startswith(">")
    by_introduction = not any(signs.label_of(each) for each in lines[at:after])
    if not marked or not by_introduction:
        roles[at:] = ["quote"] * (len(lines) - at)
        return roles
    assert first is not None  # noqa: S101 - said by `marked`
    for n in range(at, first):
        roles[n] = "quote"
    n = first
    while n < len(lines) and (lines[n].lstrip().startswith(">") or _wrapped(lines, n)):
        roles[n] = "quote"
        n += 1
    rest = _roles(lines[n:], is_forward=False)
    roles[n:] = rest
    return roles


def _wrapped(lines: Sequence[str], n: int) -> bool:
    """Say whether an unmarked line was broken off the long quoted line above it."""
    if not lines[n].strip() or n == 0 or n + 1 >= len(lines):
        return False
    above, below = lines[n - 1], lines[n + 1]
    # Chinese characters are twice as wide.
    wide = len(above) + sum(each >= "\u2e80" for each in above)
    return above.startswith(">") and wide >= 60 and below.lstrip().startswith(">")


def _history_length(lines: Sequence[str], at: int) -> int:
    """Return of how many lines the beginning of history at `at` consists, 0 if it is none."""
    line = lines[at][:_LOOKED_AT].replace("&nbsp;", " ")  # QQ forgets to write it as text
    if line == HISTORY:
        return 1
    stripped = line.strip()
    if not stripped:
        return 0
    if signs.ANNOUNCED.match(line) or signs.BARE_ANNOUNCED.match(line):
        return 1
    quoted = stripped.startswith(">")
    block = 0 if quoted else _header_block(lines, at)
    if block:
        return block
    if quoted:
        return 0
    joined = ""
    for count in range(1, 5):
        if at + count > len(lines):
            break
        piece = lines[at + count - 1]
        broken_off = count > 1 and piece.strip() in (">:", ">：")  # of an address
        if not piece.strip() or MARKS.fullmatch(piece):
            break
        if piece.lstrip().startswith(">") and not broken_off:
            break
        joined = f"{joined} {piece.strip()}"
        if signs.is_introduction(joined) and _plausible(lines, at, count):
            return 0 if count > 1 and _begins_later(lines, at, count) else count
    return 0


def _begins_later(lines: Sequence[str], at: int, count: int) -> bool:
    """Say whether the first line is the end of what the person wrote, not of the introduction."""
    rest = " ".join(line.strip() for line in lines[at + 1 : at + count])
    if not signs.is_introduction(rest):
        return False
    whole = bool(re.search(r"\d", rest) and re.search(r"@|\d[:：]\d{2}", rest))
    if "@" in lines[at] and "@" not in rest:
        return False
    return whole or not re.search(r"\d", lines[at])


def _plausible(lines: Sequence[str], at: int, count: int) -> bool:
    """Say whether an introduction introduces something, and does not end a sentence."""
    introduced = " ".join(lines[at : at + count])
    if re.search(r"https?://\S*wrote", introduced):
        return False
    if (
        count > 1
        and len(lines[at].strip()) > 20
        and not re.search(r"\d|@|[<＜]|于|在|wrote|写", lines[at])
    ):
        return False
    return any(line.strip() for line in lines[at + count :]) or "@" in introduced


def _header_block(lines: Sequence[str], at: int) -> int:
    """Return the lines of a header block (From, Sent, To, Subject) that begins here, or 0."""
    start = at
    if _UNDERSCORES.match(lines[at]):
        start = at + 1
        while start < len(lines) and start - at <= 2 and not lines[start].strip():
            start += 1
    if start >= len(lines):
        return 0
    first = signs.label_of(lines[start])
    if not first or (first not in ("from", "sent") and start == at):
        return 0
    kinds, n, blanks = {first}, start + 1, 0
    while n < len(lines) and n - start < 16:
        label = signs.label_of(lines[n])
        if label:
            kinds.add(label)
            blanks = 0
        elif not lines[n].strip():
            blanks += 1
            if blanks > 1 or len(kinds) >= 3:
                break
        elif not (lines[n][:1] in " \t<" or "@" in lines[n] or signs.label_of(lines[n - 1])):
            break
        n += 1
    if "from" in kinds and len(kinds) >= 3:
        return n - at
    # Without a third kind, an address or a date must say that these are no words of a sentence.
    head = " ".join(lines[start:n])
    sure = "@" in head and bool(re.search(r"\d{1,2}[:：]\d{2}|\d{4}", head))
    return n - at if {"from", "sent"} <= kinds and sure else 0


def _is_quoted(lines: Sequence[str], at: int) -> bool:
    line = lines[at].lstrip()
    if line.startswith(">"):
        return not _COMPARED.match(line)
    return line.startswith(("&gt;", "｜>", "|>"))


def _find_signature(lines: Sequence[str], roles: list[Role], sender: str) -> None:
    own = [n for n, role in enumerate(roles) if role == "own" and not MARKS.fullmatch(lines[n])]
    if not own:
        return
    runs: list[list[int]] = []
    for n in own:
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    # A signature stands under the words, or, of those who answer above a quote, under these.
    wrote = False
    for run in runs:
        begins = signatures.begins_at([lines[n] for n in run], sender, below=wrote)
        wrote = wrote or any(lines[n].strip() for n in run[:begins])
        if begins < len(run):
            for n in run[begins:]:
                roles[n] = "signature"


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _undelimited(signature: str) -> str:
    lines = signature.strip("\n").split("\n")
    if lines and re.match(r"^\s?(--|—|——|––|__+|[-—–─_*=~]{3,})\s*$", lines[0]):
        lines = lines[1:]
    return _trimmed("\n".join(lines))

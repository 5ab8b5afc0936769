"""What somebody is looking for: words together, "phrases", what is left out, numbers in any form.

Texts and questions are brought to one form before they meet: compatible letters alike (full-width
and half-width), lower case, traditional characters as simplified ones, numbers also without the
marks people set between their digits. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from shouwen.casework.traditional import SIMPLIFIED

#: From so many letters on, a word is looked for.
SHORTEST: Final = 2
#: Nobody types more words than this to find something.
_MOST_WORDS: Final = 8
_MOST_LETTERS: Final = 100
#: Letters and digits with marks between them: 138-0000-5627, 1,200.50, TS-2026/0012.
_CORE: Final = r"[0-9a-z]+(?:[-./,_·:][0-9a-z]+)+"
_PARTED: Final = re.compile(_CORE)
#: The same with the few letters it may be written together with: 银函2024-001号.
_IN_WORDS: Final = re.compile(rf"(?:[^\W0-9a-z_]{{1,4}})?{_CORE}(?:[^\W0-9a-z_]{{1,2}})?")
_MARKS: Final = re.compile(r"[-./,_·:]")
_DIGIT: Final = re.compile(r"[0-9]")
#: Marks as Chinese writes them, by what the index makes of them; and where they stand.
_WIDE: Final = dict(zip(",:;?!()", "，：；？！（）", strict=True))
_CHARACTER: Final = r"[\u3001-\u301c\u4e00-\u9fff”’…]"
_BY_CHARACTER: Final = re.compile(rf"(?<={_CHARACTER})[,:;?!()]|[,:;?!()](?={_CHARACTER})")
_PIECE: Final = re.compile(r'(-?)(?:"([^"]*)"|“([^”]*)”|「([^」]*)」|([^\s"“「]+))')


def normal(text: str) -> str:
    """Return a text as it is compared: compatible forms alike, lower case, simplified."""
    return unicodedata.normalize("NFKC", text).lower().translate(SIMPLIFIED)


def indexed(texts: Iterable[str]) -> str:
    """Return texts as they are kept for searching, one to a line, each once.

    Numbers written with marks between their digits follow once more without them, so that either
    form finds them.
    """
    lines = dict.fromkeys(line for text in texts for line in normal(text).splitlines() if line)
    body = "\n".join(lines)
    closed = dict.fromkeys(
        squeezed for found in _IN_WORDS.findall(body) if (squeezed := _squeezed(found)) != found
    )
    return "\n".join((*lines, " ".join(closed))) if closed else body


@dataclass(frozen=True)
class Sought:
    """What is looked for: every one of `words`, and none of `without`."""

    words: tuple[str, ...]
    without: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is something to look for at all."""
        return bool(self.words)

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every pair of neighbouring letters that must be there; none for single letters."""
        return tuple(dict.fromkeys(pair for word in self.words for pair in pairwise(word)))


def sought(text: str, *, shortest: int = 1) -> Sought:
    """Return what a typed text asks for.

    ``a b`` asks for both, ``"a b"`` for just that, ``-c`` leaves out what contains c. Chinese and
    English quotation marks count alike.

    :param shortest: where no word has so many letters, nothing is asked for
    """
    words: list[str] = []
    without: list[str] = []
    for minus, word in _pieces(text[: _MOST_LETTERS * _MOST_WORDS]):
        (without if minus else words).append(word[:_MOST_LETTERS])
    if all(len(word) < shortest for word in words):
        return Sought(())
    # The longest first: it is the rarest, and what an excerpt is about.
    ordered = sorted(dict.fromkeys(words), key=len, reverse=True)[:_MOST_WORDS]
    return Sought(tuple(ordered), tuple(dict.fromkeys(without))[:_MOST_WORDS])


def marked(text: str, words: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Return a text in pieces, each with whether it is one of the words that were looked for."""
    compared = _same_length(text)
    spans = sorted(
        (
            (found.start(), found.end())
            for word in words
            if word
            for found in re.finditer(re.escape(word), compared)
        ),
        key=lambda span: (span[0], -span[1]),
    )
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        if end <= at:
            continue
        start = max(start, at)
        if start > at:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return tuple(pieces)


def excerpt(body: str, words: Iterable[str], *, skip: int = 2, around: int = 36) -> str:
    """Return the piece of an indexed text in which the first of the words stands, or "".

    :param skip: so many lines at the beginning are shown elsewhere (number and subject)
    """
    lines = body.split("\n")[skip:]
    for word in words:
        for line in lines:
            at = line.find(word)
            if at >= 0:
                start, end = max(0, at - around), at + len(word) + 2 * around
                before, after = "…" * (start > 0), "…" * (end < len(line))
                return f"{before}{_as_written(line[start:end])}{after}"
    return ""


def _as_written(text: str) -> str:
    """Return indexed text with the marks Chinese is written with, letter for letter.

    The index holds narrow marks only, whatever was typed: those beside a character were wide ones.
    """
    return _BY_CHARACTER.sub(lambda mark: _WIDE[mark[0]], text)


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    for minus, *quoted, plain in _PIECE.findall(unicodedata.normalize("NFC", text)):
        phrase = next((each for each in quoted if each), "")
        word = _PARTED.sub(lambda each: _squeezed(each[0]), normal(phrase or plain).strip())
        if word:
            yield bool(minus), word


def _squeezed(number: str) -> str:
    return _MARKS.sub("", number) if _DIGIT.search(number) else number


def _same_length(text: str) -> str:
    """Return the text as it is compared, letter for letter: what grows or shrinks stays."""
    return "".join(new if len(new := normal(letter)) == 1 else letter for letter in text)

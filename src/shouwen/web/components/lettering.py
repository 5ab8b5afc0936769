"""How wide words will be, and where a line of them may end: no browser is asked."""

from collections.abc import Iterator
from typing import Final

#: Of the size of the letters: Chinese ones fill their square, Latin ones about half of it.
_WIDE: Final = 1.0
_NARROW: Final = 0.56
_NEVER_FIRST: Final = "，。、；：！？）》〉」』】”’%"


def width(text: str, size: float) -> float:
    """Return how wide a text is, in the unit of `size`; rather too wide than too narrow."""
    return size * sum(_WIDE if ord(letter) > 0x2E7F else _NARROW for letter in text)


def lines(text: str, most: float, size: float) -> tuple[str, ...]:
    """Return a text cut into lines of about equal length, none wider than `most` where possible."""
    whole = width(text, size)
    if whole <= most:
        return (text,)
    wanted = whole / -int(-whole // most)
    found: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width(line + piece.rstrip(), size) > min(most, wanted + size * 1.2):
            found.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return (*found, line.rstrip()) if line.strip() else tuple(found)


def _pieces(text: str) -> Iterator[str]:
    """Yield what must stay on one line: a Latin word, or one Chinese letter with its comma."""
    piece = ""
    for letter in text:
        apart = ord(letter) > 0x2E7F or (piece and (piece[-1] == " " or ord(piece[-1]) > 0x2E7F))
        if piece and apart and letter not in _NEVER_FIRST and not letter.isspace():
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece

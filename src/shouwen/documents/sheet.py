"""A sheet of paper as plain values: boxes on a grid, running text, places to sign."""

from dataclasses import dataclass
from typing import Literal

#: The ruled table is this many parts wide.
PARTS = 48
#: A chosen option and one that is not.
TICKED, UNTICKED = "☑", "☐"

Kind = Literal["label", "value", "heading", "side", "head"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place to sign. Without a name and a day there is a line for them, in Chinese or English."""

    who: str
    name: str = ""
    day: str = ""
    english: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the ruled table: where it begins, how wide and how high it is, what it says.

    `start` and `span` count parts of the width, `line` and `rows` lines; `tall` is in millimetres.
    """

    text: str
    start: int
    span: int
    line: int
    kind: Kind = "value"
    rows: int = 1
    tall: int | None = None
    sign: Place | None = None
    align: Literal["left", "center", "right"] = "left"
    small: bool = False


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table. Its first `head` lines are repeated on every page.

    :param widths: of its columns, in any measure; without them it is `PARTS` equal parts wide
    :param size: of what is set small, in points
    """

    boxes: tuple[Box, ...]
    head: int = 0
    widths: tuple[int, ...] = ()
    size: float = 8.5
    type: str = "ruled"


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text: a letter's parts, small print, a line to tear along, the place of the seal."""

    kind: Literal["to", "paragraph", "wish", "sender", "note", "tear", "seal"]
    text: str
    more: str = ""
    type: str = "prose"
    english: bool = False


@dataclass(frozen=True, slots=True)
class Signing:
    """Places to sign outside the ruled table."""

    places: tuple[Place, ...]
    letter: bool
    type: str = "signing"


Part = Ruled | Prose | Signing


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form, letter or register, of as many pages as it needs.

    `over`, `under`, `left` and `right` stand around the title; `copy` says which copy this is,
    `marks` what must not be overlooked; `watermark` lies beneath everything, `foot` below. The
    words writers add themselves, such as page and day, are `english` or Chinese.
    """

    title: str
    parts: tuple[Part, ...]
    over: str = ""
    under: str = ""
    left: str = ""
    right: str = ""
    copy: str = ""
    marks: tuple[str, ...] = ()
    watermark: str = ""
    foot: str = ""
    letter: bool = False
    page: Literal["portrait", "landscape", "half"] = "portrait"
    english: bool = False

    @property
    def text(self) -> str:
        """Everything it says, line by line: for searching and for tests."""
        lines = [self.over, *self.marks, self.copy, self.title, self.under, self.left, self.right]
        for part in self.parts:
            match part:
                case Ruled():
                    lines += [box.text for box in part.boxes]
                    places = [box.sign for box in part.boxes if box.sign is not None]
                    lines += [f"{each.who} {each.name} {each.day}" for each in places]
                case Prose():
                    lines += [part.text, part.more]
                case Signing():
                    lines += [f"{each.who} {each.name} {each.day}" for each in part.places]
        return "\n".join(line for line in (*lines, self.foot) if line)

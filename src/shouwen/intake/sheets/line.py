"""What every kind of file comes down to: named sheets of numbered lines of cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

#: Cells are text, numbers, booleans, dates and times, or None, as the file has them.
Cell = object


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet.

    :param number: from 1, as a spreadsheet counts rows, blank ones and the header included
    :param line: where it begins in a text; later than `number` below cells with line breaks
    :param damage: why the row cannot be trusted, in Chinese / English; empty when it can
    """

    number: int
    cells: list[Cell]
    line: int = 0
    damage: str = ""


@dataclass(slots=True)
class Sheet:
    """One sheet. `read` gives its lines from the first on, anew each time it is called.

    `expect` is told how many columns the header has, so that torn rows can be recognised.
    """

    name: str
    read: Callable[[], Iterator[Line]]
    hidden: bool = False
    expect: Callable[[int], None] = lambda width: None


@dataclass(slots=True)
class Book:
    """A file that could be opened.

    :param kind: what it turned out to be, such as ``CSV`` or ``Excel``
    :param encoding: of text, the encoding taken
    :param notes: what a person should know about how it was read, in Chinese, or Chinese / English
    :param done: how much of it has been read, 0 to 1
    """

    kind: str
    sheets: list[Sheet]
    encoding: str = ""
    notes: list[str] = field(default_factory=list)
    done: Callable[[], float] = lambda: 0.0

"""What a sheet that was handed in looks like: its sheets, its header, its columns with examples."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from shouwen import vault
from shouwen.intake.models import SheetImport
from shouwen.intake.moments import NotAMoment, Reading, read_moment
from shouwen.intake.sheets import Book, LostDigits, in_memory, is_blank, open_book, text_of
from shouwen.vocabulary import OFFICE_ZONE

_LOOKED_AT: Final = 400
_EXAMPLES: Final = 3
_MOST_VALUES: Final = 60
_HEADER_AMONG: Final = 30
_READER: Final = "shouwen"


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """One column: its title, a few of its values, and how many different ones were seen."""

    title: str
    examples: tuple[str, ...]
    values: tuple[str, ...]
    different: int


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A file as a person sees it before choosing. `header` counts rows from 1."""

    kind: str
    encoding: str
    notes: tuple[str, ...]
    sheets: tuple[str, ...]
    hidden: tuple[str, ...]
    sheet: str
    header: int
    columns: tuple[ColumnSeen, ...]


@contextmanager
def opened_file(kept: SheetImport, now: datetime) -> Iterator[Path]:
    """Give the file of an import as one that can be opened, for as long as it is read."""
    by = kept.by or _READER
    content = vault.reveal_file(kept.file, by=by, reason="导入表格", case="", now=now)
    with in_memory(kept.name, content.content) as place:
        yield place


def look(path: Path, *, sheet: str = "", header: int = 0, encoding: str = "") -> SheetSeen:
    """Return what a file holds.

    :param sheet: which of its sheets; the first visible one without
    :param header: the row its titles stand in; the fullest of the first rows without
    :raises Unreadable: if it is no table
    """
    book = open_book(path, encoding=encoding or None)
    chosen = next((each for each in book.sheets if each.name == sheet), None)
    if chosen is None:
        chosen = next((each for each in book.sheets if not each.hidden), book.sheets[0])
    lines = list(islice(chosen.read(), _LOOKED_AT))
    rows = {line.number: [_text(cell) for cell in line.cells] for line in lines}
    row = header if header in rows else _header(rows)
    titles = rows.get(row, [])
    below = [cells for number, cells in rows.items() if number > row]
    return SheetSeen(
        book.kind,
        book.encoding,
        tuple(book.notes),
        tuple(each.name for each in book.sheets),
        tuple(each.name for each in book.sheets if each.hidden),
        chosen.name,
        row,
        tuple(_column(title, n, below) for n, title in enumerate(titles) if title),
    )


def _header(rows: dict[int, list[str]]) -> int:
    """Return the fullest of the first rows; of several the first."""
    first = list(rows.items())[:_HEADER_AMONG]
    if not first:
        return 1
    return max(first, key=lambda each: (sum(map(bool, each[1])), -each[0]))[0]


def _column(title: str, place: int, below: list[list[str]]) -> ColumnSeen:
    seen = [cells[place] for cells in below if place < len(cells) and cells[place]]
    values = tuple(dict.fromkeys(seen))
    return ColumnSeen(title, values[:_EXAMPLES], values[:_MOST_VALUES], len(values))


def as_dates(values: tuple[str, ...], order: str) -> tuple[tuple[str, str], ...]:
    """Return written dates beside how they are read; the empty text where they cannot be.

    :param order: ``ymd``, ``mdy``, ``dmy``, or nothing for what can be told
    """
    reading = Reading(order or None, None, OFFICE_ZONE, ())  # type: ignore[arg-type]
    found = []
    for value in values:
        try:
            when = read_moment(value, reading)
        except NotAMoment:
            when = None
        found.append((value, "" if when is None else f"{when:%Y-%m-%d %H:%M}"))
    return tuple(found)


def _text(cell: object) -> str:
    try:
        return "" if is_blank(cell) else " ".join(text_of(cell).split())[:200]
    except LostDigits:
        return "…"


def rows_named(book: Book, sheet: str, numbers: set[int]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet with these numbers, as text."""
    chosen = next(each for each in book.sheets if each.name == sheet)
    for line in chosen.read():
        if line.number in numbers:
            yield line.number, [_text(cell) for cell in line.cells]

"""What a sheet that was handed in looks like: its sheets, its header, its columns with examples."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from shouwen import vault
from shouwen.intake.by_page import keeping
from shouwen.intake.mapping.header import numbered
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
    pieces = [
        vault.reveal_file(ref, by=by, reason="导入表格", case="", now=now).content
        for ref in (kept.file, *kept.more)
    ]
    with in_memory(kept.name, b"".join(pieces)) as place:
        yield place


def seen_of(
    kept: SheetImport, now: datetime, *, sheet: str = "", header: int = 0, encoding: str = ""
) -> SheetSeen:
    """Return what the file of an import holds, as :func:`look` does; it is opened but once.

    What was seen is sealed with the import, and seen anew only when looked at otherwise.
    """
    if kept.seen:
        told = keeping.unsealed(kept.seen, by=kept.by or _READER, now=now)
        if told["asked"] == [sheet, header, encoding] or (
            told["encoding"] == encoding
            and (sheet or told["seen"]["sheet"]) == told["seen"]["sheet"]
            and (header or told["seen"]["header"]) == told["seen"]["header"]
        ):
            return _remembered(told["seen"])
    with opened_file(kept, now) as path:
        seen = look(path, sheet=sheet, header=header, encoding=encoding)
    told = {"asked": [sheet, header, encoding], "encoding": encoding, "seen": asdict(seen)}
    ref, before = keeping.seal(told, now=now), kept.seen
    SheetImport.objects.filter(id=kept.id).update(seen=ref)
    kept.seen = ref
    if before:
        vault.forget(before, by=kept.by or _READER, article="重新看表", now=now)
    return seen


def _remembered(told: dict[str, Any]) -> SheetSeen:
    columns = tuple(
        ColumnSeen(c["title"], tuple(c["examples"]), tuple(c["values"]), c["different"])
        for c in told["columns"]
    )
    return SheetSeen(
        told["kind"], told["encoding"], tuple(told["notes"]), tuple(told["sheets"]),
        tuple(told["hidden"]), told["sheet"], told["header"], columns,
    )  # fmt: skip


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
    rows = {line.number: [shown(cell) for cell in line.cells] for line in lines}
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
        tuple(_column(title, n, below) for n, title in enumerate(numbered(titles)) if title),
    )


def _header(rows: dict[int, list[str]]) -> int:
    """Return the fullest of the first rows; of several the first, and of a merged header the last.

    Titles that reach down over two rows are the same in both; titles over several columns part in
    the lower.
    """
    first = list(rows.items())[:_HEADER_AMONG]
    if not first:
        return 1
    row, cells = max(first, key=lambda each: (sum(map(bool, each[1])), -each[0]))
    while (below := rows.get(row + 1)) is not None:
        reaches_down = any(one and one == other for one, other in zip(cells, below, strict=False))
        if not reaches_down or len({*below}) <= len({*cells}):
            break
        row, cells = row + 1, below
    return row


def _column(title: str, place: int, below: list[list[str]]) -> ColumnSeen:
    seen = [cells[place] for cells in below if place < len(cells) and cells[place]]
    values = tuple(dict.fromkeys(seen))
    return ColumnSeen(title, values[:_EXAMPLES], values[:_MOST_VALUES], len(values))


def as_dates(values: tuple[str, ...], order: str) -> tuple[tuple[str, str], ...]:
    """Return written dates beside how they are read; the empty text where they cannot be.

    :param order: ``ymd``, ``mdy``, ``dmy``, or nothing for what can be told
    """
    return tuple((value, as_moment(value, order)) for value in values)


def as_moment(cell: object, order: str) -> str:
    """Return a date as it is read, day and time where it has one; "" where it cannot be."""
    reading = Reading(order or None, None, OFFICE_ZONE, ())  # type: ignore[arg-type]
    try:
        when = read_moment(cell, reading)
    except NotAMoment:
        return ""
    return "" if when is None else f"{when:%Y-%m-%d %H:%M}"


def shown(cell: object) -> str:
    """Return a cell as pages show it, on one line."""
    try:
        return "" if is_blank(cell) else " ".join(text_of(cell).split())[:200]
    except LostDigits:
        return "…"


def rows_named(book: Book, sheet: str, numbers: set[int]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet with these numbers, every cell whole, as text."""
    chosen = next(each for each in book.sheets if each.name == sheet)
    for line in chosen.read():
        if line.number in numbers:
            yield line.number, [_whole(cell) for cell in line.cells]


def _whole(cell: object) -> str:
    try:
        return text_of(cell)
    except LostDigits:
        return str(cell)

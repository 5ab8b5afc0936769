"""Web pages and XML sheets that systems export under the name ``.xls``."""

from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from shouwen.intake.errors import Unreadable
from shouwen.intake.sheets.encoding import DAMAGED, find_encoding
from shouwen.intake.sheets.line import Book, Cell, Line, Sheet

_MOST_BYTES: Final = 100 * 2**20
_ROWS: Final = frozenset({"tr", "row", "ss:row"})
_CELLS: Final = frozenset({"td", "th", "cell", "ss:cell"})
_TABLES: Final = frozenset({"table", "ss:table"})
_SILENT: Final = frozenset({"style", "script", "title"})


def open_markup(path: Path, *, encoding: str | None, hints: Collection[str]) -> Book:
    """Return the tables of a page, the longest first.

    :raises Unreadable: if it holds no table
    """
    if path.stat().st_size > _MOST_BYTES:
        raise Unreadable(
            f"{path.name} 是超过 100 MB 的网页表格",
            "请用表格软件打开，另存为 XLSX 或 CSV",
            f"{path.name} is a page of more than 100 MB; save it as XLSX or CSV",
        )
    found = find_encoding(path, encoding, hints)
    page = _Page()
    page.feed(path.read_bytes().decode(found.name, found.errors))
    page.close()
    tables = sorted((table for table in page.tables if table), key=len, reverse=True)
    if not tables:
        raise Unreadable(
            f"{path.name} 是网页，里面没有表格",
            "请用表格软件打开，另存为 XLSX 或 CSV",
            f"{path.name} is a page without a table; save it as XLSX or CSV",
        )
    sheets = [Sheet(f"表{n}", _reader(rows)) for n, rows in enumerate(tables, start=1)]
    notes = [f"这是改了扩展名的网页表格，编码 {found.chinese}"]
    return Book("HTML", sheets, found.name, notes)


def _reader(rows: list[list[str]]) -> "_Rows":
    return _Rows(rows)


class _Rows:
    def __init__(self, rows: list[list[str]]) -> None:
        self._rows = rows

    def __call__(self) -> Iterator[Line]:
        for number, row in enumerate(self._rows, start=1):
            damage = (
                "含有无法辨认的字节 / bytes that cannot be read"
                if any(DAMAGED in cell for cell in row)
                else ""
            )
            cells: list[Cell] = list(row)
            yield Line(number, cells, number, damage)


class _Page(HTMLParser):
    """Collects tables; a table inside a cell is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._open: list[_Open] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in _TABLES:
            self._open.append(_Open())
            self.tables.append(self._open[-1].rows)
        elif tag in _SILENT:
            self._silent += 1
        elif self._open and tag in _ROWS:
            self._open[-1].begin_row(_count(told.get("ss:index"), 0))
        elif self._open and tag in _CELLS:
            self._open[-1].begin_cell(
                across=_count(told.get("colspan"), 1) + _count(told.get("ss:mergeacross"), 0),
                down=_count(told.get("rowspan"), 1) + _count(told.get("ss:mergedown"), 0),
                at=_count(told.get("ss:index"), 0),
            )
        elif self._open and tag in ("br", "p", "div"):
            self._open[-1].hear("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._open and tag in _TABLES:
            self._open.pop().end_row()
        elif self._open and tag in _ROWS:
            self._open[-1].end_row()
        elif self._open and tag in _CELLS:
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        if self._open and not self._silent:
            self._open[-1].hear(data)


class _Open:
    """A table being read."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._across = self._down = 1
        #: by column: how many more rows a cell reaches down, and its text
        self._reaching: dict[int, tuple[int, str]] = {}

    def begin_row(self, at: int) -> None:
        self.end_row()
        while at and len(self.rows) < min(at - 1, 1_000_000):
            self.rows.append([])
        self._row = []

    def begin_cell(self, *, across: int, down: int, at: int) -> None:
        self.end_cell()
        if self._row is None:
            self._row = []
        while len(self._row) < at - 1:
            self._row.append("")
        self._cell, self._across, self._down = [], min(across, 500), down

    def hear(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        text = "".join(self._cell).strip()
        self._cell = None
        self._reach()
        for _ in range(self._across):
            if self._down > 1:
                self._reaching[len(self._row)] = (self._down - 1, text)
            self._row.append(text)

    def end_row(self) -> None:
        self.end_cell()
        if self._row is None:
            return
        self._reach()
        self.rows.append(self._row)
        self._row = None

    def _reach(self) -> None:
        assert self._row is not None  # noqa: S101 - called while a row is open
        while (column := len(self._row)) in self._reaching:
            left, text = self._reaching.pop(column)
            if left > 1:
                self._reaching[column] = (left - 1, text)
                self._row.append(text)
                continue
            self._row.append(text)


def _count(written: str | None, usual: int) -> int:
    return int(written) if written is not None and written.isdigit() else usual

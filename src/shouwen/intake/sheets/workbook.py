"""Workbooks: XLSX, XLS, XLSB and ODS, whatever the file is called."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from shouwen.intake.errors import Unreadable
from shouwen.intake.sheets import harmless
from shouwen.intake.sheets.line import Book, Cell, Line, Sheet

#: What a workbook may unpack to; a small file can hold an endless one.
_MOST_BYTES: Final = 2 * 2**30


def open_workbook(path: Path) -> Book:
    """Return a workbook; hidden sheets are marked.

    :raises Unreadable: if it is locked, damaged, unreasonably large or no workbook
    """
    notes = _check_archive(path)
    notes += harmless.check(path)
    progress = _Progress()
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [
            _sheet(book, meta.name, progress, hidden=meta.visible != SheetVisibleEnum.Visible)
            for meta in book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    except PasswordError:
        raise locked(path) from None
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(path, str(error)) from None
    if not sheets:
        raise damaged(path, "no worksheet")
    return Book("Excel", sheets, notes=notes, done=progress.done)


def locked(path: Path) -> Unreadable:
    """Return the complaint about a workbook with a password."""
    return Unreadable(
        f"{path.name} 有密码保护",
        "请在表格软件中去掉密码另存，再导入",
        f"{path.name} is protected by a password; save it without one",
    )


def damaged(path: Path, detail: str) -> Unreadable:
    """Return the complaint about a workbook that cannot be opened."""
    return Unreadable(
        f"{path.name} 已损坏，或者不是表格文件",
        "请用表格软件打开，另存为 XLSX 或 CSV 再导入",
        f"{path.name} is damaged or no workbook ({detail}); save it anew as XLSX or CSV",
    )


def _check_archive(path: Path) -> list[str]:
    """Return what a person should know about the file, in Chinese / English."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return []
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise damaged(path, str(error)) from None
    if size > _MOST_BYTES:
        raise Unreadable(
            f"{path.name} 展开后超过 2 GB",
            "请拆成几个文件，或另存为 CSV",
            f"{path.name} unpacks to more than 2 GB; split it or save it as CSV",
        )
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise Unreadable(
            f"{path.name} 是压缩包或其他文档，不是表格",
            "请先解压，或另存为 XLSX、CSV 再导入",
            f"{path.name} is an archive or another document, not a workbook",
        )
    return (
        ["里面的宏没有运行，也不会保留 / its macros neither ran nor stay"]
        if "xl/vbaProject.bin" in names
        else []
    )


class _Progress:
    """How far the sheet read last has been read."""

    share = 0.0

    def done(self) -> float:
        return min(self.share, 1.0)


def _sheet(book: CalamineWorkbook, name: str, progress: _Progress, *, hidden: bool) -> Sheet:
    def read() -> Iterator[Line]:
        try:
            sheet = book.get_sheet_by_name(name)
        except CalamineError as error:
            raise damaged(Path(name), str(error)) from None
        merged = _Merged(sheet.merged_cell_ranges or [], (sheet.start or (0, 0))[1])
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            progress.share = number / max(sheet.total_height, 1)
            yield Line(number, merged.filled(number - 1, list(cells)), number)

    return Sheet(name, read, hidden)


class _Merged:
    """Merged areas: the file keeps their value at the top left only.

    :param first: the first column that holds anything. Areas are told by the columns of the sheet,
        rows are read from this one on
    """

    def __init__(self, areas: list[tuple[tuple[int, int], tuple[int, int]]], first: int) -> None:
        self._beginning: dict[int, list[tuple[int, int, int]]] = {}
        for (top, left), (bottom, right) in areas:
            if right >= first:
                area = bottom, max(left - first, 0), right - first
                self._beginning.setdefault(top, []).append(area)
        self._running: list[tuple[int, int, int, Cell]] = []

    def filled(self, row: int, cells: list[Cell]) -> list[Cell]:
        if not self._beginning:
            return cells
        self._running = [area for area in self._running if area[0] >= row]
        for bottom, left, right in self._beginning.get(row, ()):
            value = cells[left] if left < len(cells) else None
            self._running.append((bottom, left, right, value))
        for _, left, right, value in self._running:
            for column in range(left, min(right + 1, len(cells))):
                cells[column] = value
        return cells

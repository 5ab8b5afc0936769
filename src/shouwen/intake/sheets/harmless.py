"""Whether a workbook can be opened without harm: a small file may unfold into an endless one.

Two cells in opposite corners make a reader lay out all that lies between them, and a reader that
runs out of memory takes its process along. So what is not plainly small is opened first in a
process of its own, with so much memory and no more.
"""

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

from shouwen.intake.errors import UNSOUND, Unreadable

_CELLS: Final = 2_000_000
_SMALL: Final = 8 * 2**20
_MEMORY: Final = 1536 * 2**20
_SECONDS: Final = 120
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_HIDDEN: Final = re.compile(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"')
_REHEARSAL: Final = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({_SECONDS}, {_SECONDS}))
from python_calamine import CalamineWorkbook
open(sys.argv[1], "rb").close()  # what cannot be tried out is not opened
try:
    book = CalamineWorkbook.from_path(sys.argv[1])
    for name in book.sheet_names:
        book.get_sheet_by_name(name)
except MemoryError:
    sys.exit(3)
except Exception:
    pass  # what is wrong with it is told when it is opened for good
"""


def check(path: Path) -> list[str]:
    """Return what a person should know before a workbook is read, in Chinese / English.

    :raises Unreadable: if opening it would take more memory or time than any sheet needs
    """
    sheets, notes = _worksheets(path), []
    if sheets is None or not all(map(_is_small, sheets)):
        _rehearse(path)
    hidden = sum(len(_HIDDEN.findall(each)) for each in sheets or ())
    if hidden:
        notes.append(f"有 {hidden} 行是隐藏或筛掉的，也会导入 / {hidden} hidden rows come in too")
    return notes


def _worksheets(path: Path) -> list[bytes] | None:
    """Return the worksheets of an XLSX as XML; None for other workbooks, and for large ones."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [each for each in archive.infolist() if "/worksheets/" in each.filename]
            if not found or sum(each.file_size for each in archive.infolist()) > _SMALL:
                return None
            return [archive.read(each) for each in found if each.filename.endswith(".xml")] or None
    except (*UNSOUND, OSError, RuntimeError):  # damaged, gone, or locked by a password
        return None


def _is_small(sheet: bytes) -> bool:
    """Say whether all that lies between the outermost cells is little."""
    rows = columns = 1
    for letters, digits in _PLACE.findall(sheet):
        rows = max(rows, int(digits))
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        columns = max(columns, column)
    return rows * columns <= _CELLS


def _rehearse(path: Path) -> None:
    command = [sys.executable, "-I", "-c", _REHEARSAL, str(path.absolute())]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and text
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _unfolds(path) from None
    if done.returncode != 0:
        raise _unfolds(path)


def _unfolds(path: Path) -> Unreadable:
    return Unreadable(
        f"{path.name} 展开后过大，打不开",
        "请删去最后一行以下、最右一列以外的格子，或另存为 CSV 再导入",
        f"{path.name} unfolds to more than can be opened; delete the cells far below and to the"
        " right of the table, or save it as CSV",
    )

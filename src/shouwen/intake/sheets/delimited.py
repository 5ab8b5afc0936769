"""Text with separators, read line by line: the file may be larger than memory.

A quotation mark somebody forgot to close swallows what follows it. Rows that come out torn are
therefore taken apart again: the line with the loose mark is given up, the others are read anew.
"""

import csv
import io
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

from shouwen.intake.errors import Unreadable
from shouwen.intake.sheets.encoding import DAMAGED, Encoding, find_encoding
from shouwen.intake.sheets.line import Book, Line, Sheet

_SEPARATORS: Final = (",", "\t", ";", "；", "|", "，")
_MOST_TEXT: Final = 300_000  # characters in one row
_SNIFFED: Final = 40  # rows
_UNREADABLE: Final = "含有无法按所判定的编码辨认的字节 / bytes that do not fit the encoding found"
csv.field_size_limit(4 * _MOST_TEXT)


def open_delimited(
    path: Path,
    *,
    encoding: str | None,
    delimiter: str | None,
    hints: Collection[str],
) -> Book:
    """Return a text file as a book of one sheet.

    :raises Unreadable: if it is no text
    """
    found = find_encoding(path, encoding, hints)
    text = _Text(path, found)
    separator, skip = _separator(text, delimiter, hints)
    table = _Table(text, separator, skip)
    words = {"\t": "制表符", ",": "逗号", ";": "分号"}
    english = {"\t": "tabs", ",": "commas", ";": "semicolons"}
    notes = [
        f"编码 {found.chinese}，分隔符 {words.get(separator, separator)}"
        f" / {found.name.upper()}, separated by {english.get(separator, separator)}"
    ]
    sheet = Sheet(path.name, table.lines, expect=table.expect)
    return Book("CSV", [sheet], found.name, notes, text.done)


class _Text:
    """A file as physical lines, with how far it has been read."""

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self._path = path
        self._encoding = encoding
        self._size = max(path.stat().st_size, 1)
        self._raw: Any = None

    def lines(self) -> Iterator[str]:
        with self._path.open("rb") as raw:
            self._raw = raw
            text = io.TextIOWrapper(
                raw, encoding=self._encoding.name, errors=self._encoding.errors, newline=""
            )
            # Not iteration: a file without line ends would be one line, whole in memory.
            while line := text.readline(4 * _MOST_TEXT):
                yield line

    def done(self) -> float:
        if self._raw is None or self._raw.closed:
            return 0.0 if self._raw is None else 1.0
        return min(self._raw.tell() / self._size, 1.0)

    @property
    def name(self) -> str:
        return self._path.name


class _Pushback:
    """Physical lines with their numbers; some may be put back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []
        self._length = 0

    def begin(self) -> None:
        self.taken, self._length = [], 0

    def put_back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)

    def __iter__(self) -> "_Pushback":
        return self

    def __next__(self) -> str:
        if self._length > _MOST_TEXT:
            raise StopIteration
        if self._back:
            line = self._back.popleft()
        else:
            found = next(self._lines, None)
            if found is None:
                raise StopIteration
            line = found
        self.number += 1
        self.taken.append(line)
        self._length += len(line)
        return line


class _Table:
    """The rows of a text."""

    def __init__(self, text: _Text, separator: str, skip: int) -> None:
        self._text = text
        self._separator = separator
        self._skip = skip
        self._width = 0

    def expect(self, width: int) -> None:
        self._width = width

    def lines(self) -> Iterator[Line]:
        source = _Pushback(self._text.lines())
        for _ in islice(source, self._skip):
            pass
        rows = self._rows(source)
        for number in count(self._skip + 1):
            source.begin()
            first = source.number + 1
            cells: list[str] | None
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error:
                cells = None
            if cells is None or self._torn(cells, source.taken):
                source.put_back(source.taken[1:])
                yield Line(
                    number, [], first, "引号没有成对，分不清各列的内容 / unpaired quotation marks"
                )
                rows = self._rows(source)
                continue
            damage = _UNREADABLE if any(DAMAGED in c for c in cells) else ""
            yield Line(number, list(cells), first, damage)

    def _rows(self, lines: Iterable[str]) -> Iterator[list[str]]:
        # Strict: what follows a closing quotation mark, or the end of the file inside a cell, is a
        # fault and not a guess.
        return csv.reader(lines, delimiter=self._separator, strict=True)

    def _torn(self, cells: list[str], taken: list[str]) -> bool:
        """Say whether a loose quotation mark swallowed whole rows after its own."""
        if len(taken) == 1 or self._width < 2 or len(cells) == self._width:
            return False
        with suppress(csv.Error):
            return any(len(row) == self._width for row in self._rows(taken[1:]))
        return True


def _separator(text: _Text, asked: str | None, hints: Collection[str]) -> tuple[str, int]:
    """Return the separator, and how many lines stand before the table."""
    head = list(islice(text.lines(), 3 * _SNIFFED))
    if not head:
        raise Unreadable(f"{text.name} 是空的", "请核对文件", f"{text.name} is empty")
    said = head[0].strip().strip('"').lower().removeprefix("\ufeff")
    # Excel's own way of naming the separator.
    skip = int(said.startswith("sep=") and len(said) == 5)
    if asked is not None:
        separator = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}.get(asked, asked)
        if len(separator) != 1:
            raise Unreadable(
                f"分隔符须是一个字符，不能是“{asked}”",
                "例如 , 、; 或 tab",
                f"a separator is one character, or 'tab', not '{asked}'",
            )
        return separator, skip
    if skip:
        return said[4], skip
    measure = _measure(head, [hint.strip().lower() for hint in hints])
    return max(_SEPARATORS, key=measure), skip


def _measure(head: list[str], hints: list[str]) -> Callable[[str], tuple[int, float, int]]:
    def of(separator: str) -> tuple[int, float, int]:
        rows = [row for row in islice(csv.reader(head, delimiter=separator), _SNIFFED) if row]
        if not rows:
            return 0, 0.0, 0
        heard = max(
            sum(cell.strip().strip("\ufeff").lower() in hints for cell in row) for row in rows
        )
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count)
        # One column always agrees with itself: it is taken only when nothing separates.
        agreeing = widths.count(usual) / len(widths) if usual > 1 else 0.0
        return heard, agreeing, -_SEPARATORS.index(separator)

    return of

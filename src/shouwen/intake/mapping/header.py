"""Finding the header in a sheet, and the columns a mapping asks for in the header."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice, zip_longest
from typing import Final

from shouwen.intake.errors import MappingUnfit
from shouwen.intake.mapping.model import As, Column
from shouwen.intake.mapping.opening import OpenedMapping, shipped_mappings
from shouwen.intake.sheets import Book, Line, LostDigits, Sheet, is_blank, text_of
from shouwen.regulations.findings import Finding

#: A header stands among the first rows, below a title and remarks.
_LOOKED_AT: Final = 30


def alike(header: str) -> str:
    """Return a header as it is compared: without blanks, marks, case and full-width forms."""
    text = unicodedata.normalize("NFKC", header).casefold()
    return "".join(c for c in text if not c.isspace() and c not in "\ufeff\u200b*:")


def numbered(titles: Sequence[str]) -> tuple[str, ...]:
    """Return a header whose repeated titles are told apart by a number.

    >>> numbered(["电话", "姓名", "电话"])
    ('电话（1）', '姓名', '电话（2）')
    """
    alikes = [alike(title) for title in titles]
    return tuple(
        f"{title}（{alikes[:n].count(alikes[n]) + 1}）"
        if title and alikes.count(alikes[n]) > 1
        else title
        for n, title in enumerate(titles)
    )


@dataclass(frozen=True)
class Bound:
    """A sheet whose header was found.

    :param width: how many cells the header row has
    :param titles: the header as written, column by column
    :param places: column number by header, as the mapping writes it; those that are there
    :param unused: written headers no one reads
    """

    sheet: Sheet
    row: int
    width: int
    titles: tuple[str, ...]
    places: dict[str, int]
    unused: tuple[str, ...]

    def place(self, header: str) -> int | None:
        """Return the number of the column with this header, or None."""
        return self.places.get(header)

    def lines(self) -> Iterator[Line]:
        """Yield the rows under the header that hold anything."""
        self.sheet.expect(self.width)
        for line in self.sheet.read():
            if line.number <= self.row:
                continue
            if line.damage or not (all(map(is_blank, line.cells)) or self._again(line.cells)):
                yield line

    def _again(self, cells: Sequence[object]) -> bool:
        """Say whether a row repeats the header, as sheets put together from several do."""
        pairs = zip(self.titles, cells, strict=False)
        return len(cells) >= len(self.titles) and all(
            alike(title) == alike(_title(cell)) for title, cell in pairs
        )


def bind(book: Book, opened: OpenedMapping, as_: As, sheet: str | None = None) -> Bound:
    """Return the sheet of a book a mapping is meant for, with its columns.

    Without a name it is the visible sheet whose header has most of the mapping's columns.

    :raises MappingUnfit: with every finding, if there is no such sheet or a column is missing
    """
    mapping = opened.mapping
    name = sheet or mapping.sheet
    if name is not None:
        chosen = [each for each in book.sheets if alike(each.name) == alike(name)]
        if not chosen:
            raise _no_sheet(opened, name, book)
    else:
        chosen = [each for each in book.sheets if not each.hidden]
    wanted = {alike(header) for header in mapping.headers}
    found = [_header(each, wanted, mapping.header_row) for each in chosen]
    best = max(range(len(found)), key=lambda n: (found[n][0], -n)) if found else None
    if best is None or found[best][0] == 0:
        raise _no_header(opened, book, [row for *_, row in found])
    others = [chosen[n].name for n, (matched, *_) in enumerate(found) if matched > 0 and n != best]
    if others:
        book.notes.append(
            f"只导入工作表“{chosen[best].name}”；另有{'、'.join(others)}，可用 --sheet 指明"
        )
    hidden = [each.name for each in book.sheets if each.hidden and each is not chosen[best]]
    if hidden:
        book.notes.append(f"隐藏的工作表{'、'.join(hidden)}未导入，可用 --sheet 指明")
    _, row, titles = found[best]
    return _bound(opened, as_, chosen[best], row, titles)


def _header(sheet: Sheet, wanted: set[str], fixed: int | None) -> tuple[int, int, tuple[str, ...]]:
    """Return how many wanted headers a sheet's best row has, its number and its cells."""
    best: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    above: tuple[str, ...] = ()
    for line in islice(sheet.read(), max(_LOOKED_AT, fixed or 0)):
        titles = tuple(_title(cell) for cell in line.cells)
        if fixed is None or line.number == fixed:
            # Where nothing matches, the fullest row is shown: it may be another layout's header.
            if best[0] == 0 and sum(map(bool, titles)) > sum(map(bool, best[2])):
                best = (0, line.number, titles)
            for candidate in (titles, _under(above, titles)):
                there = {alike(title) for title in (*candidate, *numbered(candidate))}
                matched = len(wanted & there)
                if matched > best[0]:
                    best = (matched, line.number, candidate)
        above = titles
    return best


def _under(above: tuple[str, ...], titles: tuple[str, ...]) -> tuple[str, ...]:
    """Return a header of two rows as one: where the lower is empty, the upper goes on below."""
    return tuple(title or group for group, title in zip_longest(above, titles, fillvalue=""))


def _bound(
    opened: OpenedMapping, as_: As, sheet: Sheet, row: int, titles: tuple[str, ...]
) -> Bound:
    width = len(titles)
    while titles and not titles[-1]:
        titles = titles[:-1]
    places: dict[str, int] = {}
    twice: set[str] = set()
    for place, title in enumerate(titles):
        if title and places.setdefault(alike(title), place) != place:
            twice.add(alike(title))
    for place, title in enumerate(numbered(titles)):
        if title:
            places.setdefault(alike(title), place)
    mapping, source = opened.mapping, opened.source
    findings: list[Finding] = []

    def lacking(path: tuple[str | int, ...], headers: Sequence[str], every: bool) -> None:
        missing = [header for header in headers if alike(header) not in places]
        if missing and (every or len(missing) == len(headers)):
            findings.append(_missing(opened, path, missing, titles))
        findings.extend(
            Finding(
                "M22", "error", source.name, source.line(path), ".".join(map(str, path)),
                f"表头里有两列都叫“{header}”，不知取哪一列",
                "请改掉其中一列的名称",
                f"two columns are called '{header}'",
            )
            for header in headers
            if alike(header) in twice
        )  # fmt: skip

    lacking(("key",), mapping.key, True)
    for path, reading in mapping.readings(as_).items():
        if reading.optional:
            continue
        if isinstance(reading, Column):
            # A sentence drops its part where columns are missing; one of the parts must be there.
            lacking(path, reading.headers, False)
        else:
            lacking(path, [reading.days], True)
    for place, skip in enumerate(mapping.skip_when):
        lacking(("skip_when", place, "column"), [skip.column], True)
    if findings:
        raise MappingUnfit(source.name, tuple(findings))
    used = {alike(header) for header in mapping.headers}
    unused = tuple(title for title in titles if title and alike(title) not in used)
    read = {header: places[alike(header)] for header in mapping.headers if alike(header) in places}
    return Bound(sheet, row, width, titles, read, unused)


def _missing(
    opened: OpenedMapping, path: tuple[str | int, ...], missing: list[str], titles: Sequence[str]
) -> Finding:
    near = [
        found for header in missing for found in get_close_matches(header, list(titles), 1, 0.5)
    ]
    shown = "、".join(title for title in titles if title)[:300]
    hint = f"是否就是“{near[0]}”；" if near else ""
    return Finding(
        "M21", "error", opened.source.name, opened.source.line(path), ".".join(map(str, path)),
        f"表里没有{'、'.join(f'“{header}”' for header in missing)}列",
        f"{hint}表头为：{shown}。可在对照表中改名，或写 optional: true",
        f"the sheet has no column {', '.join(missing)}; its header is: {shown}",
    )  # fmt: skip


def _no_header(opened: OpenedMapping, book: Book, rows: list[tuple[str, ...]]) -> MappingUnfit:
    shown = "、".join(cell for row in rows[:1] for cell in row if cell)[:300] or "（空）"
    wanted = "、".join(opened.mapping.headers)[:300]
    return MappingUnfit(
        opened.source.name,
        (
            Finding(
                "M20", "error", opened.source.name, opened.source.line(("columns",)), "columns",
                f"没有找到表头：前 {_LOOKED_AT} 行里没有对照表要的列（{wanted}）",
                f"{_advice(rows)}；文件开头为：{shown}",
                f"no header found: none of the wanted columns; the file begins: {shown}",
            ),
        ),
    )  # fmt: skip


def _advice(rows: list[tuple[str, ...]]) -> str:
    """Return which shipped mappings would fit, if any do."""
    titles = {alike(title) for row in rows for title in row if title}
    fitting = [
        found.mapping.mapping
        for found in shipped_mappings()
        if all(
            any(alike(header) in titles for header in reading.headers)
            for reading in found.mapping.columns.values()
            if not reading.optional
        )
    ]
    if not fitting:
        return "请核对是否用对了对照表"
    return f"随附的对照表中，列名相合的有 {'、'.join(fitting)}"


def _no_sheet(opened: OpenedMapping, name: str, book: Book) -> MappingUnfit:
    known = "、".join(each.name for each in book.sheets)
    return MappingUnfit(
        opened.source.name,
        (
            Finding(
                "M23", "error", opened.source.name, opened.source.line(("sheet",)), "sheet",
                f"没有工作表“{name}”", f"现有：{known}", f"no sheet '{name}'; there are: {known}",
            ),
        ),
    )  # fmt: skip


def _title(cell: object) -> str:
    try:
        return " ".join(text_of(cell).split())
    except LostDigits:
        return ""

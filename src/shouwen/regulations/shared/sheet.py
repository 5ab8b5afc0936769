"""A tree of classes from a sheet: one column for each level, the widest first."""

import json
from collections.abc import Iterable, Sequence

from shouwen.regulations.shared.taxonomy import Taxonomy
from shouwen.vocabulary import ShouwenError

#: A sheet has a column for each level.
MOST_COLUMNS = 3

_Line = tuple[str, ...]


class SheetUnfit(ShouwenError):
    """The rows of a sheet are no tree of classes."""


def taxonomy_text(
    rows: Iterable[tuple[int, Sequence[str]]],
    *,
    id_: str,
    title: str,
    version: str = "1",
    source: str = "",
    earlier: Taxonomy | None = None,
) -> str:
    """Return the text of a taxonomy with one entry for every class the rows name, in their order.

    Ids tell where an entry stood when it was first seen: ``c02_07_01``. With `earlier`, an edition
    of the same tree, a class with the same titles all the way up keeps its id, and new ones are
    numbered after the last.

    :param rows: line number and cells. Cells left blank at the end are no levels; one left blank
        before others stands for the cell above it, as in a column of merged cells
    :raises SheetUnfit: if a row leaves a gap between its levels, or there is nothing
    """
    known = {} if earlier is None else _by_titles(earlier)
    taken = set(known.values())
    ids: dict[_Line, str] = {}
    before: _Line = ()
    for number, cells in rows:
        line = before = _filled(number, [cell.strip() for cell in cells], before)
        for depth in range(1, len(line) + 1):
            path = line[:depth]
            if path not in ids:
                ids[path] = known.get(path) or _fresh(ids, path, taken)
                taken.add(ids[path])
    if not ids:
        raise SheetUnfit("表中没有任何类别", "请核对文件和工作表", "there are no classes in it")
    lines = [
        "taxonomy:",
        f"  id: {id_}",
        f"  version: {_quoted(version)}",
        f"  title: {_quoted(title)}",
        *([f"  source: {_quoted(source)}"] if source else []),
        "",
        "entries:",
        *(_entry(ids, path) for path in _in_order(ids)),
    ]
    return "\n".join(lines) + "\n"


def _filled(number: int, cells: list[str], before: _Line) -> _Line:
    """Return the levels of one row, with what merged cells left out."""
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise SheetUnfit(
            f"第 {number} 行有 {len(cells)} 级",
            f"最多 {MOST_COLUMNS} 级；请用 --levels 指明各级所在的列",
            f"row {number} has {len(cells)} levels; at most {MOST_COLUMNS}",
        )
    for depth, cell in enumerate(cells):
        if cell:
            break
        if depth >= len(before):
            raise SheetUnfit(
                f"第 {number} 行缺第 {depth + 1} 级",
                "请补上，或删去该行",
                f"row {number} lacks level {depth + 1}",
            )
        cells[depth] = before[depth]
    if "" in cells:
        raise SheetUnfit(
            f"第 {number} 行缺第 {cells.index('') + 1} 级",
            "请补上，或删去该行",
            f"row {number} lacks level {cells.index('') + 1}",
        )
    return tuple(cells)


def _by_titles(taxonomy: Taxonomy) -> dict[_Line, str]:
    return {
        tuple(taxonomy.entries[above].title for above in taxonomy.line(name)): name
        for name in taxonomy.entries
    }


def _fresh(ids: dict[_Line, str], path: _Line, taken: set[str]) -> str:
    above = ids[path[:-1]] + "_" if len(path) > 1 else "c"
    number = 1
    while (name := f"{above}{number:02}") in taken:
        number += 1
    return name


def _in_order(ids: dict[_Line, str]) -> list[_Line]:
    """Return the classes with those under one directly behind it, as they came up."""
    place = {path: number for number, path in enumerate(ids)}
    return sorted(ids, key=lambda path: [place[path[: n + 1]] for n in range(len(path))])


def _entry(ids: dict[_Line, str], path: _Line) -> str:
    above = f", parent: {ids[path[:-1]]}" if len(path) > 1 else ""
    return f"  {ids[path]}: {{title: {_quoted(path[-1])}{above}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

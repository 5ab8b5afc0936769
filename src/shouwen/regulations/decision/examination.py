"""What is wrong with a table that compiles: gaps, overlaps, rows that never apply.

Each input's values are parted into *atoms* no row tells apart: a number on a boundary, the open
stretch between two boundaries, an option. An atom is a value to show and the set of rows it
satisfies, as bits of an integer. Atoms satisfying the same rows are one. What remains is to
intersect the sets over all combinations, which is exact: a finding is a fact, with an example.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from shouwen.regulations import wording
from shouwen.regulations.decision.cells import Cell, Members, Ranges
from shouwen.regulations.decision.table import DecisionTable, Row
from shouwen.regulations.expressions import Type

MOST_REGIONS = 2_000_000
_MOST_GAPS = 5
_MOST_OVERLAPS = 20
_MOST_CROWDS = 1_000

#: members of each enumeration, with their labels where there are any
Enums = Mapping[str, Collection[str]]
Limits = Mapping[str, tuple[int | Decimal | None, int | Decimal | None]]


@dataclass(frozen=True, slots=True)
class Other:
    """Any text no row mentions."""


@dataclass(frozen=True, slots=True)
class TableFault:
    """A gap, an overlap, a dead row, or a table too large to examine.

    :param code: D01 gap, D02 overlap, D03 dead row, D04 too large
    :param rows: the numbers of the rows concerned, from 1
    :param witness: values that show it, by input; inputs left out may be anything
    """

    code: str
    rows: tuple[int, ...]
    witness: Mapping[str, object]
    problem: str
    remedy: str
    english: str

    @property
    def row(self) -> int | None:
        """The row to look at, or None for the table."""
        return self.rows[-1] if self.rows else None


@dataclass(frozen=True, slots=True)
class _Atom:
    witness: object
    rows: int  # bit i: row i + 1 is satisfied


def examine(
    table: DecisionTable,
    *,
    enums: Enums,
    titles: Mapping[str, str],
    limits: Limits | None = None,
) -> list[TableFault]:
    """Return everything wrong with the table; an empty list proves it complete and sound.

    :param enums: the members of each enumeration; if a mapping, with their labels
    :param titles: of the inputs
    :param limits: the least and greatest value a number can have, where there are such; without
        them amounts go on forever both ways, and so below zero
    """
    return _Examination(table, enums, titles, limits or {}).faults()


class _Examination:
    def __init__(
        self, table: DecisionTable, enums: Enums, titles: Mapping[str, str], limits: Limits
    ) -> None:
        self.table = table
        self.enums = enums
        self.titles = titles
        self.columns = [
            _atoms(table, position, enums, limits.get(name, (None, None)))
            for position, name in enumerate(table.inputs)
        ]
        self.gaps: list[dict[str, object]] = []
        self.gap_count = 0
        self.used = 0
        self.crowds: dict[int, dict[str, object]] = {}

    def faults(self) -> list[TableFault]:
        regions = 1
        for column in self.columns:
            regions *= len(column)
        if regions > MOST_REGIONS:
            return [self.too_large(regions)]
        everything = (1 << len(self.table.rows)) - 1
        visit = self.visit_first if self.table.policy == "first" else self.visit_unique
        self.explore(0, everything, [], visit)
        dead = everything & ~self.used
        return [*self.gap_faults(), *self.overlap_faults(), *self.dead_faults(dead)]

    def explore(
        self,
        level: int,
        rows: int,
        chosen: list[object],
        visit: Callable[[int, list[object]], None],
    ) -> None:
        """Visit every combination of atoms that leaves a row; note those that leave none."""
        last = level == len(self.columns) - 1
        for atom in self.columns[level]:
            left = rows & atom.rows
            chosen.append(atom.witness)
            if not left:
                self.note_gap(chosen)
            elif last:
                visit(left, chosen)
            else:
                self.explore(level + 1, left, chosen, visit)
            chosen.pop()

    def note_gap(self, chosen: list[object]) -> None:
        self.gap_count += 1
        if len(self.gaps) < _MOST_GAPS:
            self.gaps.append(self.named(chosen))

    def named(self, chosen: list[object]) -> dict[str, object]:
        return dict(zip(self.table.inputs, chosen, strict=False))

    def visit_unique(self, rows: int, chosen: list[object]) -> None:
        self.used |= rows
        if rows & (rows - 1) and rows not in self.crowds and len(self.crowds) < _MOST_CROWDS:
            self.crowds[rows] = self.named(chosen)

    def visit_first(self, rows: int, chosen: list[object]) -> None:
        self.used |= rows & -rows

    # ---- the faults

    def gap_faults(self) -> Iterator[TableFault]:
        for witness in self.gaps:
            words = self.words(witness)
            remedy = "请补一行，或放宽已有的条件"
            if any(isinstance(v, int | Decimal) and v < 0 for v in witness.values()):
                remedy += "；如果不会为负，请给要素写 min: 0"
            yield TableFault(
                "D01",
                (),
                witness,
                f"有缺口：{words}时，没有一行成立",
                remedy,
                f"gap: no row holds when {self.words(witness, 'en')}; add a row or widen one",
            )
        if self.gap_count > len(self.gaps):
            more = self.gap_count - len(self.gaps)
            yield TableFault(
                "D01", (), {}, f"还有 {more} 种情形没有一行成立", "请先补上前面的缺口",
                f"{more} more combinations have no row",
            )  # fmt: skip

    def overlap_faults(self) -> Iterator[TableFault]:
        pairs: dict[tuple[int, int], dict[str, object]] = {}
        for rows, witness in self.crowds.items():
            for pair in combinations(_numbers(rows)[:12], 2):
                pairs.setdefault(pair, witness)
        for (one, other), witness in sorted(pairs.items())[:_MOST_OVERLAPS]:
            yield TableFault(
                "D02",
                (one, other),
                witness,
                f"第 {one} 行与第 {other} 行重叠：{self.words(witness)}时，两行同时成立",
                "请收紧其中一行，或写 policy: first（以先写的行为准）",
                f"rows {one} and {other} overlap when {self.words(witness, 'en')}; "
                "narrow one, or write policy: first",
            )
        if len(pairs) > _MOST_OVERLAPS:
            more = len(pairs) - _MOST_OVERLAPS
            yield TableFault(
                "D02", (), {}, f"还有 {more} 对行重叠", "请先改正前面的重叠",
                f"{more} more pairs of rows overlap",
            )  # fmt: skip

    def dead_faults(self, dead: int) -> Iterator[TableFault]:
        if not dead:
            return
        covered: dict[int, tuple[set[int], dict[str, object]]] = {}

        def visit(rows: int, chosen: list[object]) -> None:
            if hidden := rows & dead:
                first = _numbers(rows & -rows)[0]
                for number in _numbers(hidden):
                    covered.setdefault(number, (set(), self.named(chosen)))[0].add(first)

        gaps = self.gap_count
        self.explore(0, (1 << len(self.table.rows)) - 1, [], visit)
        self.gap_count = gaps
        for number in _numbers(dead):
            before, witness = covered.get(number, (set(), {}))
            rows = "、".join(f"第 {each} 行" for each in sorted(before)[:6])
            why = f"它的情形已被{rows}先行决定" if before else "它的条件超出要素的取值范围"
            example = f"，例如{self.words(witness)}" if witness else ""
            yield TableFault(
                "D03",
                (number,),
                witness,
                f"第 {number} 行永远用不到：{why}{example}",
                "请删去此行，或移到前面",
                f"row {number} never applies"
                + (f": rows {sorted(before)} decide first" if before else ": out of range"),
            )

    def too_large(self, regions: int) -> TableFault:
        return TableFault(
            "D04",
            (),
            {},
            f"表太大，有 {regions} 种情形，无法逐一校对",
            "请拆成几张表",
            f"{regions} combinations are too many to examine; split the table",
        )

    # ---- words

    def words(self, witness: Mapping[str, object], language: str = "zh") -> str:
        """Return a witness as a sentence in the regulation's words."""
        types = dict(zip(self.table.inputs, self.table.types, strict=True))
        told = [
            _value_words(self.titles.get(name, name), value, types[name], self.enums, language)
            for name, value in witness.items()
        ]
        return ("，" if language == "zh" else ", ").join(told) or "any value"


def _numbers(rows: int) -> list[int]:
    """Return the row numbers a set holds."""
    found = []
    while rows:
        lowest = rows & -rows
        found.append(lowest.bit_length())
        rows ^= lowest
    return found


def _atoms(
    table: DecisionTable,
    position: int,
    enums: Enums,
    limits: tuple[int | Decimal | None, int | Decimal | None],
) -> list[_Atom]:
    type_ = table.types[position]
    cells = [row.cells[position] for row in table.rows]
    always = sum(1 << i for i, cell in enumerate(cells) if cell is None)
    if type_.is_number:
        atoms = _number_atoms(cells, always, type_.kind == "int", limits)
    else:
        atoms = _listed_atoms(cells, always, type_, enums)
    by_rows: dict[int, object] = {}
    for witness, rows in atoms:
        by_rows.setdefault(rows, witness)
    return [_Atom(witness, rows) for rows, witness in by_rows.items()]


def _listed_atoms(
    cells: list[Cell | None], always: int, type_: Type, enums: Enums
) -> Iterator[tuple[object, int]]:
    rows_of: dict[object, int] = {}
    for i, cell in enumerate(cells):
        if isinstance(cell, Members):
            for value in cell.written:
                rows_of[value] = rows_of.get(value, 0) | 1 << i
    values: Collection[object]
    match type_.kind:
        case "enum":
            values = enums.get(type_.name, ())
        case "bool":
            values = (True, False)
        case _:
            values = [*rows_of, Other()]
    for value in values:
        yield value, always | rows_of.get(value, 0)


def _number_atoms(
    cells: list[Cell | None],
    always: int,
    whole: bool,
    limits: tuple[int | Decimal | None, int | Decimal | None],
) -> Iterator[tuple[object, int]]:
    """Yield the boundaries and the open stretches between them, in order.

    Stretch i lies below boundary i and has place 2i; boundary i has place 2i + 1. A sweep over the
    places switches rows on where their ranges begin and off where they end.
    """
    ranges = [(i, r) for i, c in enumerate(cells) if isinstance(c, Ranges) for r in c.ranges]
    least, greatest = (None if end is None else Decimal(end) for end in limits)
    ends = {end for _, r in ranges for end in (r.low, r.high)} | {least, greatest}
    points = sorted(end for end in ends if end is not None)
    place = {point: 2 * i + 1 for i, point in enumerate(points)}
    switch: dict[int, int] = {}
    for i, r in ranges:
        begin = 0 if r.low is None else place[r.low] + (not r.low_in)
        stop = 2 * len(points) + 1 if r.high is None else place[r.high] + r.high_in
        switch[begin] = switch.get(begin, 0) ^ 1 << i
        switch[stop] = switch.get(stop, 0) ^ 1 << i
    first = 0 if least is None else place[least]
    last = 2 * len(points) if greatest is None else place[greatest]
    rows = always
    for at in range(last + 1):
        rows ^= switch.get(at, 0)
        witness = points[at // 2] if at % 2 else _inside(points, at // 2, whole)
        if at >= first and witness is not None:
            yield witness, rows


def _inside(points: list[Decimal], i: int, whole: bool) -> Decimal | None:
    """Return a plain number between boundary i - 1 and boundary i; None if there is none."""
    if not points:
        return Decimal(0)
    if i == 0:
        return points[0] - 1
    low = points[i - 1]
    if i == len(points):
        return low + 1
    high = points[i]
    for step in (Decimal(1), Decimal("0.01")):
        if low + step < high:
            return low + step
        if whole:
            return None
    return (low + high) / 2


# ---- words


def _label(value: object, type_: Type, enums: Enums) -> str:
    labels = enums.get(type_.name)
    return str(labels.get(value, value)) if isinstance(labels, Mapping) else str(value)


def _value_words(title: str, value: object, type_: Type, enums: Enums, language: str) -> str:
    english = language != "zh"
    if isinstance(value, Other):
        return f"{title} is none of these" if english else f"{title}是表中没有的文字"
    if isinstance(value, bool):
        return wording.yes_or_no(title, value, language)
    if isinstance(value, int | Decimal):
        number = wording.number(value, type_.kind == "money", language)
        return f"{title} is {number}" if english else f"{title}为 {number}"
    return wording.against_same(title, "==", _label(value, type_, enums), language)


def row_words(
    table: DecisionTable,
    row: Row,
    titles: Mapping[str, str],
    enums: Enums,
    language: str = "zh",
) -> str:
    """Return the conditions of a row as a sentence, with the boundary words of regulations."""
    told = [
        _cell_words(titles.get(name, name), cell, type_, enums, language)
        for name, cell, type_ in zip(table.inputs, row.cells, table.types, strict=True)
        if cell is not None
    ]
    if not told:
        return "in every case" if language.startswith("en") else "任何情形"
    return wording.both(told, language)


def _cell_words(title: str, cell: Cell, type_: Type, enums: Enums, language: str) -> str:
    if isinstance(cell, Ranges):
        money = type_.kind == "money"
        ranges = [_range_words(title, cell, i, money, language) for i in range(len(cell.ranges))]
        return wording.either(ranges, language)
    if type_.kind == "bool":
        if len(cell.values) == 2:
            return f"{title}: yes or no" if language.startswith("en") else f"{title}不论是否"
        return wording.yes_or_no(title, True in cell.values, language)
    labels = [_label(value, type_, enums) for value in cell.written]
    return wording.among(title, labels, out=False, language=language)


def _range_words(title: str, cell: Ranges, i: int, money: bool, language: str) -> str:
    found = cell.ranges[i]
    low = None if found.low is None else wording.number(found.low, money, language)
    high = None if found.high is None else wording.number(found.high, money, language)
    if low is not None and high is not None:
        if found.low == found.high:
            return wording.against_number(title, "==", low, language)
        return wording.between(title, (low, found.low_in), (high, found.high_in), language)
    if low is not None:
        return wording.against_number(title, ">=" if found.low_in else ">", low, language)
    if high is None:
        return f"{title}: any" if language.startswith("en") else f"{title}不限"
    return wording.against_number(title, "<=" if found.high_in else "<", high, language)

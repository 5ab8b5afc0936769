"""Decision tables, ready to be asked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from shouwen.regulations.decision.cells import ANY_VALUE, Cell, CellFault, Members, read_cell
from shouwen.regulations.expressions import ANY, TEXT, UNKNOWN, NotAType, Scope, Type, Unknown
from shouwen.vocabulary import ShouwenError

Policy = Literal["unique", "first"]

_OUTPUTS = frozenset({"bool", "int", "money", "text", "enum", "list"})
_NOT_SEEN: Any = object()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what must hold, and what follows.

    :param number: from 1, as people count
    :param cells: one for each input, in the order of the table's inputs; None is any value
    :param values: the outputs
    :param cite: the articles it comes from
    """

    number: int
    cells: tuple[Cell | None, ...]
    values: Mapping[str, Any]
    cite: tuple[str, ...] = ()


class TableNotDecided(ShouwenError):
    """A table that was not proofread has no row, or two rows, for a case."""


@dataclass(frozen=True, slots=True)
class TableProblem:
    """What is wrong with the writing of a table; `row` is None for the table itself."""

    row: int | None
    column: str
    problem: str
    remedy: str = ""
    english: str = ""

    def __str__(self) -> str:
        place = f"第 {self.row} 行 {self.column}：" if self.row is not None else ""
        return f"{place}{self.problem}" + (f"；{self.remedy}" if self.remedy else "")


class TableUnfit(ShouwenError):
    """A table cannot be compiled; `problems` has every reason."""

    def __init__(self, name: str, problems: tuple[TableProblem, ...]) -> None:
        self.problems = problems
        first = problems[0]
        super().__init__(
            f"决策表 {name} 有 {len(problems)} 处错误：{first}",
            "",
            f"table {name} has {len(problems)} mistakes: {first.english}",
        )


@dataclass(frozen=True)
class DecisionTable:
    """A table of rows over inputs. `policy` is ``unique`` (one row holds) or ``first``."""

    name: str
    inputs: tuple[str, ...]
    types: tuple[Type, ...]
    outputs: Mapping[str, Type]
    policy: Policy
    rows: tuple[Row, ...]
    _tests: Mapping[int, tuple[tuple[int, Cell], ...]] = field(init=False, repr=False)
    _key: int | None = field(init=False, repr=False)
    _rows_by_key: Mapping[object, tuple[Row, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        tests = {
            row.number: tuple((i, cell) for i, cell in enumerate(row.cells) if cell is not None)
            for row in self.rows
        }
        # Rows are found by the first input whose values can be listed; most tables have one.
        key = next((i for i, t in enumerate(self.types) if t.kind in ("enum", "bool")), None)
        by_key: dict[object, tuple[Row, ...]] = {}
        if key is not None:
            listed = [
                cell.values for row in self.rows if isinstance(cell := row.cells[key], Members)
            ]
            by_key = {
                value: tuple(
                    row
                    for row in self.rows
                    if (cell := row.cells[key]) is None or cell.holds(value)
                )
                for value in frozenset[object]().union(*listed)
            }
        object.__setattr__(self, "_tests", tests)
        object.__setattr__(self, "_key", key)
        object.__setattr__(self, "_rows_by_key", by_key)

    def look_up(self, scope: Scope) -> Row | Unknown:
        """Return the row that holds, or UNKNOWN while facts that decide between rows are unknown.

        A row whose conditions are known to hold is found even if inputs it does not ask about
        are unknown. Inputs are looked up only as far as needed.

        :raises TableNotDecided: if no row holds, or two do under ``unique``; proofreading proves
            that neither can happen. Names the inputs, never their values.
        """
        seen: list[Any] = [_NOT_SEEN] * len(self.inputs)
        rows = self.rows
        if self._key is not None:
            value = seen[self._key] = scope.look(self.inputs[self._key])
            if value is not UNKNOWN:
                rows = self._rows_by_key.get(value, rows)
        found: Row | None = None
        unknown = False
        for row in rows:
            verdict = self._verdict(row, seen, scope)
            if verdict is UNKNOWN:
                if self.policy == "first":
                    return UNKNOWN
                unknown = True
            elif verdict:
                if self.policy == "first":
                    return row
                if found is not None:
                    raise self._not_decided(f"第 {found.number} 行与第 {row.number} 行同时成立")
                found = row
        if found is not None:
            return found
        if unknown:
            return UNKNOWN
        raise self._not_decided("没有一行成立")

    def _verdict(self, row: Row, seen: list[Any], scope: Scope) -> bool | Unknown:
        verdict: bool | Unknown = True
        for position, cell in self._tests[row.number]:
            value = seen[position]
            if value is _NOT_SEEN:
                value = seen[position] = scope.look(self.inputs[position])
            if value is UNKNOWN:
                verdict = UNKNOWN
            elif not cell.holds(value):
                return False
        return verdict

    def _not_decided(self, problem: str) -> TableNotDecided:
        inputs = "、".join(self.inputs)
        return TableNotDecided(
            f"决策表 {self.name} 不能决定：{problem}（输入：{inputs}）",
            "请先校对本办法（shouwen rules check）",
            f"table {self.name} does not decide for these values of {', '.join(self.inputs)}; "
            "proofread the regulation first",
        )


def compile_table(
    name: str,
    inputs: Iterable[str],
    outputs: Mapping[str, str | Type],
    policy: Policy,
    rows: Iterable[tuple[Mapping[str, Any], Mapping[str, Any], Iterable[str]]],
    *,
    names: Mapping[str, Type],
    enums: Mapping[str, Collection[str]],
) -> DecisionTable:
    """Return a table ready to be asked.

    :param outputs: the type of each output; ``role`` is a text
    :param rows: what must hold by input (a missing input means any value), what follows by
        output, and the articles
    :param names: the types of facts and derived facts
    :param enums: the members of each enumeration
    :raises TableUnfit: with every problem
    """
    writer = _Writer(tuple(inputs), names, enums)
    output_types = writer.output_types(outputs)
    types = writer.input_types()
    ready = tuple(
        Row(
            number,
            writer.cells(number, when, types),
            writer.values(number, then, output_types),
            tuple(cite),
        )
        for number, (when, then, cite) in enumerate(rows, 1)
    )
    if not ready:
        writer.say(None, "", "表里没有行", "请至少写一行", "the table has no rows")
    if writer.problems:
        raise TableUnfit(name, tuple(writer.problems))
    return DecisionTable(name, writer.inputs, types, MappingProxyType(output_types), policy, ready)


class _Writer:
    """Reads the parts of a table, and notes what is wrong with them."""

    def __init__(
        self,
        inputs: tuple[str, ...],
        names: Mapping[str, Type],
        enums: Mapping[str, Collection[str]],
    ) -> None:
        self.inputs = inputs
        self.names = names
        self.enums = enums
        self.problems: list[TableProblem] = []

    def say(self, row: int | None, column: str, problem: str, remedy: str, english: str) -> None:
        self.problems.append(TableProblem(row, column, problem, remedy, english))

    def input_types(self) -> tuple[Type, ...]:
        for name in self.inputs:
            if name not in self.names:
                self.say(
                    None,
                    name,
                    f"没有名为“{name}”的要素",
                    "请先在 facts 或 derived 中定义",
                    f"nothing is called '{name}'",
                )
        if len(set(self.inputs)) < len(self.inputs):
            self.say(None, "", "同一个输入写了两次", "请删去一个", "an input is named twice")
        return tuple(self.names.get(name, ANY) for name in self.inputs)

    def output_types(self, outputs: Mapping[str, str | Type]) -> dict[str, Type]:
        types: dict[str, Type] = {}
        for name, written in outputs.items():
            try:
                type_ = _output_type(written)
            except NotAType as fault:
                self.say(None, name, fault.problem, fault.remedy, fault.english)
                types[name] = ANY  # said once, not again for each row
                continue
            if type_.kind not in _OUTPUTS:
                self.say(
                    None,
                    name,
                    f"输出不能是{type_.chinese}",
                    "可用：bool、int、money、text、role、enum:名称、list:text",
                    f"an output cannot be {type_.english}",
                )
                type_ = ANY
            types[name] = type_
        return types

    def cells(
        self, row: int, when: Mapping[str, Any], types: tuple[Type, ...]
    ) -> tuple[Cell | None, ...]:
        for column in when:
            if column not in self.inputs:
                self.say(
                    row,
                    column,
                    f"“{column}”不是本表的输入",
                    f"可用：{'、'.join(self.inputs)}",
                    f"'{column}' is not an input of this table",
                )
        return tuple(
            self._cell(row, column, when.get(column, ANY_VALUE), type_)
            for column, type_ in zip(self.inputs, types, strict=True)
        )

    def _cell(self, row: int, column: str, written: object, type_: Type) -> Cell | None:
        if column not in self.names:
            return None  # said once, for the table
        try:
            return read_cell(written, type_, self.enums.get(type_.name, ()))
        except CellFault as fault:
            self.say(row, column, fault.problem, fault.remedy, fault.english)
            return None

    def values(
        self, row: int, then: Mapping[str, Any], outputs: Mapping[str, Type]
    ) -> Mapping[str, Any]:
        for name in outputs:
            if name not in then:
                self.say(row, name, f"缺少输出“{name}”", "请补上", f"output '{name}' is missing")
        values: dict[str, Any] = {}
        for name, written in then.items():
            type_ = outputs.get(name)
            if type_ is None:
                self.say(
                    row,
                    name,
                    f"“{name}”不是本表的输出",
                    f"可用：{'、'.join(outputs)}",
                    f"'{name}' is not an output of this table",
                )
                continue
            if not _is_a(written, type_, self.enums):
                self.say(
                    row,
                    name,
                    f"“{written}”不是{type_.chinese}",
                    "请核对输出的类型",
                    f"'{written}' is not {type_.english}",
                )
                continue
            values[name] = _value(written, type_)
        return MappingProxyType(values)


def _output_type(written: str | Type) -> Type:
    if isinstance(written, Type):
        return written
    return TEXT if written == "role" else Type.parse(written)


def _is_a(value: object, type_: Type, enums: Mapping[str, Collection[str]]) -> bool:
    match type_.kind:
        case "bool":
            return isinstance(value, bool)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "money":
            return isinstance(value, int | Decimal) and not isinstance(value, bool)
        case "text":
            return isinstance(value, str)
        case "enum":
            return value in enums.get(type_.name, ())
        case "list":
            return isinstance(value, list | tuple) and all(
                _is_a(item, type_.item, enums) for item in value
            )
    return type_ == ANY


def _value(written: Any, type_: Type) -> Any:
    if type_.kind == "money":
        return Decimal(written)
    return tuple(written) if type_.kind == "list" else written

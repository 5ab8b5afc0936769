"""What a checker writes down about a tree, and how texts become options."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import NoReturn

from shouwen.regulations.expressions.errors import ExpressionError
from shouwen.regulations.expressions.library import Function
from shouwen.regulations.expressions.syntax import Call, Choice, Items, Literal, Node
from shouwen.regulations.expressions.types import INT, TEXT, Type, list_of

#: the columns of each record, with their types
Records = Mapping[str, Mapping[str, Type]]


class Notes:
    """What is known of one tree.

    :ivar types: the type of each node; a text literal met with an option has the option's type
    :ivar reads: names of facts, derived facts, tables and records; not ``now``, ``stage`` or
        variables
    :ivar calls: library calls with their literal first argument, and ``("known", name)``
    :ivar columns: record and column of every ``total`` and ``column``
    """

    def __init__(
        self,
        source: str,
        names: Mapping[str, Type],
        enums: Mapping[str, Collection[str]],
        functions: Mapping[str, Function],
        records: Records | None = None,
    ) -> None:
        self.source = source
        self.names = names
        self.enums = enums
        self.functions = functions
        self.records = records or {}
        self.types: dict[Node, Type] = {}
        self.reads: set[str] = set()
        self.calls: set[tuple[str, str | None]] = set()
        self.columns: set[tuple[str, str]] = set()

    def fail(self, node: Node, problem: str, remedy: str, english: str) -> NoReturn:
        """Refuse the tree because of `node`.

        :raises ExpressionError: always
        """
        raise ExpressionError(self.source, node.position, problem, remedy, english)

    def met(self, node: Node, found: Type, other: Type) -> Type:
        """Return the type of `node` when it meets `other`: texts become options, if they can.

        `other` is an enumeration, or a list of one; with anything else `found` is returned.
        """
        enum = other.item if other.kind == "list" else other
        if enum.kind != "enum" or (found.item if found.kind == "list" else found) != TEXT:
            return found
        return self._as_options(node, enum)

    def _as_options(self, node: Node, enum: Type) -> Type:
        match node:
            case Literal(value=str(member)):
                self._member_of(node, member, enum)
                found = enum
            case Items(items=items):
                for item in items:
                    self._as_options(item, enum)
                found = list_of(enum)
            case Choice(then=then, otherwise=otherwise):
                found = self._as_options(then, enum)
                self._as_options(otherwise, enum)
            case _ if self.types[node] == enum:
                found = enum
            case _:
                self.fail(
                    node,
                    f"{enum.chinese}不能与{self.types[node].chinese}相比",
                    "请与选项比较，例如 channel == 'phone'",
                    f"{enum.english} cannot be compared with {self.types[node].english}",
                )
        self.types[node] = found
        return found

    def _member_of(self, node: Node, member: str, enum: Type) -> None:
        members = self.enums.get(enum.name, ())
        if member not in members:
            near = get_close_matches(member, list(members), 1)
            choices = "、".join(list(members)[:12])
            self.fail(
                node,
                f"“{member}”不是 {enum.name} 的选项",
                f"是否想写 '{near[0]}'" if near else f"可用：{choices}",
                f"'{member}' is not an option of {enum.name}; "
                + (f"did you mean '{near[0]}'" if near else f"use one of {', '.join(members)}"),
            )

    # ---- records

    def of_a_record(self, node: Call, function: Function) -> Type:
        """Return the type of what is asked of a record: the column must be one of its own."""
        name = self._written(node, 0, function)
        columns = self.records.get(name)
        if columns is None:
            self._nothing_called(node.arguments[0], name, list(self.records), "记录", "record")
        self.reads.add(name)
        if node.function == "entries":
            return INT
        column = self._written(node, 1, function)
        found = columns.get(column)
        if found is None:
            self._nothing_called(node.arguments[1], column, list(columns), "栏", "column")
        self.columns.add((name, column))
        fits = found.is_number if node.function == "total" else found.kind != "list"
        if not fits:
            self.fail(
                node.arguments[1],
                f"“{column}”是{found.chinese}，不能这样用",
                "total 只合计整数和金额，column 只列出单个的值",
                f"'{column}' is {found.english}; total adds numbers, column lists single values",
            )
        return found if node.function == "total" else list_of(found)

    def _written(self, node: Call, index: int, function: Function) -> str:
        argument = node.arguments[index]
        if not isinstance(argument, Literal) or not isinstance(argument.value, str):
            self.not_written_out(node, argument, function)
        return argument.value

    def _nothing_called(
        self, node: Node, name: str, there: list[str], kind: str, english: str
    ) -> NoReturn:
        near = get_close_matches(name, there, 1)
        known = "、".join(there) or "无"
        self.fail(
            node,
            f"没有名为“{name}”的{kind}",
            f"是否想写 '{near[0]}'" if near else f"可用：{known}",
            f"no {english} is called '{name}'; "
            + (f"did you mean '{near[0]}'" if near else f"there are: {', '.join(there) or 'none'}"),
        )

    def not_written_out(self, node: Call, argument: Node, function: Function) -> NoReturn:
        """Refuse a call that does not write out what it refers to: it must be checkable now."""
        self.fail(
            argument,
            f"{node.function} 的参数须直接写出名称",
            f"请写成 {function.example}",
            f"{node.function} needs its name written out; write {function.example}",
        )

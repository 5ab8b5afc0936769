"""What a checker writes down about a tree, and how texts become options."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import NoReturn

from shouwen.regulations.expressions.errors import ExpressionError
from shouwen.regulations.expressions.library import Function
from shouwen.regulations.expressions.syntax import Choice, Items, Literal, Node
from shouwen.regulations.expressions.types import TEXT, Type, list_of


class Notes:
    """What is known of one tree.

    :ivar types: the type of each node; a text literal met with an option has the option's type
    :ivar reads: names of facts, derived facts and tables; not ``now``, ``stage`` or variables
    :ivar calls: library calls with their literal first argument, and ``("known", name)``
    """

    def __init__(
        self,
        source: str,
        names: Mapping[str, Type],
        enums: Mapping[str, Collection[str]],
        functions: Mapping[str, Function],
    ) -> None:
        self.source = source
        self.names = names
        self.enums = enums
        self.functions = functions
        self.types: dict[Node, Type] = {}
        self.reads: set[str] = set()
        self.calls: set[tuple[str, str | None]] = set()

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

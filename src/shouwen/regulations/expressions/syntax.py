"""The nodes of an expression: frozen, each with the position it was written at."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as Word

LOOPS = frozenset({"all", "exists", "filter", "map"})


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A piece of an expression; equal only to itself."""

    position: int


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Node):
    """A whole number, a decimal, a text, true, false or null."""

    value: int | Decimal | str | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Name(Node):
    """A fact, a derived fact, a table, ``now``, ``stage`` or a loop's variable."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Items(Node):
    """``[a, b]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Not(Node):
    """``!a``."""

    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Minus(Node):
    """``-a``."""

    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Logic(Node):
    """``a && b && …`` or ``a || b || …``."""

    sign: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison(Node):
    """``a < b`` and its kin, and ``a in b``."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic(Node):
    """``a + b`` and its kin."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Choice(Node):
    """``condition ? then : otherwise``."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True, eq=False)
class Member(Node):
    """``table.output``."""

    of: Node
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Item(Node):
    """``list[0]``."""

    of: Node
    index: Node


@dataclass(frozen=True, slots=True, eq=False)
class Call(Node):
    """``f(a)``, or ``a.f(b)`` where `method` is true and `a` is the first argument."""

    function: str
    arguments: tuple[Node, ...]
    method: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Loop(Node):
    """``list.all(x, condition)``, and ``exists``, ``filter``, ``map``."""

    kind: Word["all", "exists", "filter", "map"]
    of: Node
    variable: str
    body: Node


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly under `node`, in the order written."""
    match node:
        case Items(items=parts) | Logic(parts=parts) | Call(arguments=parts):
            return parts
        case Not(operand=one) | Minus(operand=one) | Member(of=one):
            return (one,)
        case Comparison(left=a, right=b) | Arithmetic(left=a, right=b):
            return (a, b)
        case Item(of=a, index=b) | Loop(of=a, body=b):
            return (a, b)
        case Choice(condition=a, then=b, otherwise=c):
            return (a, b, c)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and everything under it."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(children(node))

"""A typed tree to one function: closures, built once, run often.

Three truth values (Kleene): ``false && unknown`` is false, ``true && unknown`` is unknown. What is
computed from an unknown value is unknown, and a list filtered by an unknown condition too.

Without a loop an expression does at most as many steps as it has nodes, so nothing is counted.
With one, each round costs as many steps as its body has operations, and 20,000 end it.
"""

import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from shouwen.regulations.expressions.bounds import BIGGEST, MOST_ITEMS, MOST_TEXT, STRIDE, Spot
from shouwen.regulations.expressions.library import METHODS, Function
from shouwen.regulations.expressions.loops import FINISH, Run
from shouwen.regulations.expressions.syntax import (
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Item,
    Items,
    Literal,
    Logic,
    Loop,
    Member,
    Minus,
    Name,
    Node,
    Not,
    walk,
)
from shouwen.regulations.expressions.types import Type
from shouwen.regulations.expressions.values import UNKNOWN, Scope

# Decimal arithmetic that no other part of the program can change.
_EXACT = Context(34, ROUND_HALF_EVEN, traps=[DivisionByZero, InvalidOperation, Overflow])
_ORDER: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_PLAIN: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_DECIMAL: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
    "/": _EXACT.divide,
}
_UNFIT = (TypeError, ValueError, ArithmeticError)


class Builder:
    """Builds the closure of each node of one tree."""

    def __init__(
        self, source: str, types: Mapping[Node, Type], functions: Mapping[str, Function]
    ) -> None:
        self.source = source
        self.types = types
        self.functions = functions
        self.slots = 1  # of the locals; the first holds the steps left
        self._bound: dict[str, int] = {}

    def _spot(self, node: Node) -> Spot:
        return Spot(self.source, node.position)

    def build(self, node: Node) -> Run:
        """Return the closure of `node`."""
        match node:
            case Literal(value=value):
                return lambda scope, local: value
            case Name(name=name):
                return self._name(name)
            case Logic():
                return self._logic(node)
            case Comparison(sign="in"):
                return self._in(node)
            case Comparison():
                return self._comparison(node)
            case Not(operand=operand):
                return self._not(operand)
            case Minus(operand=operand):
                return self._minus(operand)
            case Arithmetic():
                return self._arithmetic(node)
            case Items(items=items):
                runs = tuple(self.build(item) for item in items)
                return lambda scope, local: [run(scope, local) for run in runs]
            case Choice():
                return self._choice(node)
            case Member():
                return self._member(node)
            case Item():
                return self._item(node)
            case Call():
                return self._call(node)
            case Loop():
                return self._loop(node)
        raise TypeError(f"no closure for {type(node).__name__}")

    # ---- names and logic

    def _name(self, name: str) -> Run:
        slot = self._bound.get(name)
        if slot is None:
            return lambda scope, local: scope.look(name)
        return lambda scope, local: local[slot]

    def _truth(self, node: Node) -> Run:
        """Return the closure of a condition; one that may be anything is checked when it runs."""
        run = self.build(node)
        if self.types[node].kind != "any":
            return run
        spot = self._spot(node)

        def checked(scope: Scope, local: Any) -> Any:
            value = run(scope, local)
            if not (value is True or value is False or value is UNKNOWN):
                spot.unfit()
            return value

        return checked

    def _logic(self, node: Logic) -> Run:
        parts = tuple(self._truth(part) for part in node.parts)
        ends, goes_on = (True, False) if node.sign == "||" else (False, True)

        def run(scope: Scope, local: Any) -> Any:
            unknown = False
            for part in parts:
                value = part(scope, local)
                if value is ends:
                    return ends
                if value is UNKNOWN:
                    unknown = True
            return UNKNOWN if unknown else goes_on

        return run

    def _not(self, operand: Node) -> Run:
        inner = self._truth(operand)

        def run(scope: Scope, local: Any) -> Any:
            value = inner(scope, local)
            return UNKNOWN if value is UNKNOWN else not value

        return run

    def _choice(self, node: Choice) -> Run:
        condition = self._truth(node.condition)
        then, otherwise = self.build(node.then), self.build(node.otherwise)

        def run(scope: Scope, local: Any) -> Any:
            value = condition(scope, local)
            if value is UNKNOWN:
                return UNKNOWN
            return then(scope, local) if value else otherwise(scope, local)

        return run

    # ---- comparisons

    def _comparison(self, node: Comparison) -> Run:
        left, right, sign = node.left, node.right, node.sign
        if self.types[left].kind == "list" or self.types[right].kind == "list":
            return self._list_equality(node)
        if isinstance(left, Literal):
            left, right, sign = right, left, _MIRROR[sign]
        compare = _ORDER[sign]
        if isinstance(right, Literal):
            return self._with_constant(node, left, compare, right.value)
        first, second = self.build(left), self.build(right)
        spot = self._spot(node)

        def run(scope: Scope, local: Any) -> Any:
            a, b = first(scope, local), second(scope, local)
            if a is UNKNOWN or b is UNKNOWN:
                return UNKNOWN
            try:
                return compare(a, b)
            except _UNFIT as cause:
                spot.unfit(cause)

        return run

    def _with_constant(
        self, node: Node, left: Node, compare: Callable[[Any, Any], Any], constant: Any
    ) -> Run:
        """Return a comparison with a literal: most conditions are one, so it is kept short."""
        spot = self._spot(node)
        if isinstance(left, Name) and left.name not in self._bound:
            name = left.name

            def look_and_compare(scope: Scope, local: Any) -> Any:
                value = scope.look(name)
                if value is UNKNOWN:
                    return UNKNOWN
                try:
                    return compare(value, constant)
                except _UNFIT as cause:
                    spot.unfit(cause)

            return look_and_compare
        inner = self.build(left)

        def run(scope: Scope, local: Any) -> Any:
            value = inner(scope, local)
            if value is UNKNOWN:
                return UNKNOWN
            try:
                return compare(value, constant)
            except _UNFIT as cause:
                spot.unfit(cause)

        return run

    def _list_equality(self, node: Comparison) -> Run:
        first, second = self.build(node.left), self.build(node.right)
        negated = node.sign == "!="
        spot = self._spot(node)

        def run(scope: Scope, local: Any) -> Any:
            a, b = first(scope, local), second(scope, local)
            if a is UNKNOWN or b is UNKNOWN:
                return UNKNOWN
            if local is not None:
                spot.spend(local, min(len(a), len(b)) // STRIDE)
            equal = _equal_lists(a, b)
            return equal if equal is UNKNOWN else equal is not negated

        return run

    def _in(self, node: Comparison) -> Run:
        first = self.build(node.left)
        if isinstance(node.right, Items) and all(isinstance(i, Literal) for i in node.right.items):
            constants = frozenset(i.value for i in node.right.items if isinstance(i, Literal))
            if not constants:
                return lambda scope, local: False

            def among(scope: Scope, local: Any) -> Any:
                value = first(scope, local)
                return UNKNOWN if value is UNKNOWN else value in constants

            return among
        second = self.build(node.right)
        spot = self._spot(node)

        def run(scope: Scope, local: Any) -> Any:
            value, items = first(scope, local), second(scope, local)
            if items is UNKNOWN:
                return UNKNOWN
            if not items:
                return False
            if value is UNKNOWN:
                return UNKNOWN
            if local is not None:
                spot.spend(local, len(items) // STRIDE)
            if value in items:
                return True
            return UNKNOWN if UNKNOWN in items else False

        return run

    # ---- arithmetic

    def _minus(self, operand: Node) -> Run:
        inner = self.build(operand)
        spot = self._spot(operand)

        def run(scope: Scope, local: Any) -> Any:
            value = inner(scope, local)
            if value is UNKNOWN:
                return UNKNOWN
            try:
                return _EXACT.minus(value) if isinstance(value, Decimal) else -value
            except _UNFIT as cause:
                spot.unfit(cause)

        return run

    def _arithmetic(self, node: Arithmetic) -> Run:
        first, second = self.build(node.left), self.build(node.right)
        kind = self.types[node].kind
        decimal = kind == "money" or node.sign == "/"
        compute = _DECIMAL[node.sign] if decimal else _PLAIN[node.sign]
        if kind in ("text", "list", "any"):
            return self._joining(node, first, second, compute)
        bounded = decimal or kind == "int"
        spot = self._spot(node)

        def run(scope: Scope, local: Any) -> Any:
            a, b = first(scope, local), second(scope, local)
            if a is UNKNOWN or b is UNKNOWN:
                return UNKNOWN
            try:
                value = compute(a, b)
            except _UNFIT as cause:
                spot.unfit(cause)
            if bounded and not -BIGGEST < value < BIGGEST:
                spot.too_large()
            return value

        return run

    def _joining(
        self, node: Node, first: Run, second: Run, compute: Callable[[Any, Any], Any]
    ) -> Run:
        """Return ``+`` of texts or lists, or an operation on values of any type."""
        spot = self._spot(node)

        def run(scope: Scope, local: Any) -> Any:
            a, b = first(scope, local), second(scope, local)
            if a is UNKNOWN or b is UNKNOWN:
                return UNKNOWN
            if isinstance(a, str | list | tuple) and isinstance(b, str | list | tuple):
                length = len(a) + len(b)
                if length > (MOST_TEXT if isinstance(a, str) else MOST_ITEMS):
                    spot.too_large()
                if local is not None:
                    spot.spend(local, length // STRIDE)
                if not isinstance(a, str):
                    return [*a, *b]
            try:
                value = compute(a, b)
            except _UNFIT as cause:
                spot.unfit(cause)
            if isinstance(value, int | Decimal) and not -BIGGEST < value < BIGGEST:
                spot.too_large()
            return value

        return run

    # ---- parts

    def _member(self, node: Member) -> Run:
        of, name = self.build(node.of), node.name

        def run(scope: Scope, local: Any) -> Any:
            row = of(scope, local)
            return UNKNOWN if row is UNKNOWN else row.values.get(name, UNKNOWN)

        return run

    def _item(self, node: Item) -> Run:
        of, index = self.build(node.of), self.build(node.index)

        def run(scope: Scope, local: Any) -> Any:
            items, at = of(scope, local), index(scope, local)
            if items is UNKNOWN or at is UNKNOWN:
                return UNKNOWN
            # A list counts from its front only, and what is not there is not known.
            return items[at] if 0 <= at < len(items) else UNKNOWN

        return run

    # ---- calls

    def _call(self, node: Call) -> Run:
        if node.function == "known" and not node.method:
            look = self.build(node.arguments[0])
            return lambda scope, local: look(scope, local) is not UNKNOWN
        function = (METHODS if node.method else self.functions)[node.function]
        if function.does is None:
            return self._ask(node)
        return self._compute(node, function.does)

    def _ask(self, node: Call) -> Run:
        name = node.function
        if all(isinstance(argument, Literal) for argument in node.arguments):
            constants = tuple(a.value for a in node.arguments if isinstance(a, Literal))
            return lambda scope, local: scope.call(name, constants)
        runs = tuple(self.build(argument) for argument in node.arguments)

        def run(scope: Scope, local: Any) -> Any:
            values = tuple(run(scope, local) for run in runs)
            return UNKNOWN if UNKNOWN in values else scope.call(name, values)

        return run

    def _compute(self, node: Call, does: Callable[..., Any]) -> Run:
        runs = tuple(self.build(argument) for argument in node.arguments)
        spot = self._spot(node)

        def run(scope: Scope, local: Any) -> Any:
            values = [run(scope, local) for run in runs]
            if UNKNOWN in values:
                return UNKNOWN
            if local is not None and isinstance(values[0], str):
                spot.spend(local, len(values[0]) // STRIDE)
            try:
                return does(*values)
            except _UNFIT as cause:
                spot.unfit(cause)

        return run

    # ---- loops

    def _loop(self, node: Loop) -> Run:
        of = self.build(node.of)
        slot = self.slots
        self.slots += 1
        self._bound[node.variable] = slot
        body = self.build(node.body) if node.kind == "map" else self._truth(node.body)
        del self._bound[node.variable]
        cost = max(1, sum(not isinstance(part, Literal | Name) for part in walk(node.body)))
        spot = self._spot(node)
        finish = FINISH[node.kind]

        def run(scope: Scope, local: Any) -> Any:
            items = of(scope, local)
            if items is UNKNOWN:
                return UNKNOWN
            spot.spend(local, cost * len(items))
            return finish(items, body, scope, local, slot)

        return run


def _equal_lists(one: Any, other: Any) -> Any:
    if len(one) != len(other):
        return False
    unknown = False
    for a, b in zip(one, other, strict=True):
        if a is UNKNOWN or b is UNKNOWN:
            unknown = True
        elif a != b:
            return False
    return UNKNOWN if unknown else True

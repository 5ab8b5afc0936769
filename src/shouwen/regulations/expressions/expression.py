"""An expression made ready: read, typed and built, once."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from shouwen.regulations.expressions.bounds import MOST_STEPS
from shouwen.regulations.expressions.checking import Checker
from shouwen.regulations.expressions.evaluation import Builder
from shouwen.regulations.expressions.library import LIBRARY, Function
from shouwen.regulations.expressions.notes import Records
from shouwen.regulations.expressions.parsing import parse
from shouwen.regulations.expressions.syntax import Node
from shouwen.regulations.expressions.types import MONEY, Type
from shouwen.regulations.expressions.values import UNKNOWN, Scope


class Expression:
    """A condition or a formula. Immutable in use; may be shared between threads.

    :ivar source: the text as written
    :ivar type: what kind of value it gives
    :ivar reads: the facts, derived facts, tables and records it reads; not ``now``, ``stage``,
        variables
    :ivar calls: library calls with their literal first argument, such as
        ``("pending", "inquire")``; ``("known", "amount")`` names the fact asked for
    :ivar columns: record and column of every ``total`` and ``column``
    :ivar tree: the syntax tree
    :ivar types: the type of each node of the tree
    """

    __slots__ = (
        "_run",
        "_variables",
        "calls",
        "columns",
        "reads",
        "source",
        "tree",
        "type",
        "types",
    )

    def __init__(
        self,
        source: str,
        tree: Node,
        checker: Checker,
        type_: Type,
        run: Callable[[Scope, Any], Any],
        variables: int,
    ) -> None:
        self.source = source
        self.tree = tree
        self.type = type_
        self.types: Mapping[Node, Type] = checker.types
        self.reads = frozenset(checker.reads)
        self.calls = frozenset(checker.calls)
        self.columns = frozenset(checker.columns)
        self._run = run
        self._variables = variables

    def __call__(self, scope: Scope) -> object:
        """Return the value, or UNKNOWN where it rests on facts nobody filled in.

        :raises ExpressionError: on division by zero, a result or a loop beyond the bounds
        """
        if not self._variables:
            return self._run(scope, None)
        return self._run(scope, [MOST_STEPS, *(UNKNOWN,) * self._variables])

    def __repr__(self) -> str:
        return f"Expression({self.source!r}: {self.type})"


def compile_expression(
    source: str,
    *,
    names: Mapping[str, Type],
    enums: Mapping[str, Collection[str]],
    functions: Mapping[str, Function] = LIBRARY,
    wants: Type | None = None,
    records: Records | None = None,
) -> Expression:
    """Return the expression ready to run.

    :param names: facts, derived facts and tables (type ``row``) by name. ``now`` is always there;
        ``stage`` is a text unless `names` says otherwise.
    :param enums: the members of each enumeration
    :param records: the columns of each record the case keeps, with their types
    :param wants: what the value is for; where an amount is wanted, whole numbers become one, and
        where an option is wanted, texts are checked to be one
    :raises ExpressionError: with the position of the first mistake
    """
    tree = parse(source)
    checker = Checker(source, names, enums, functions, records)
    found = checker.check(tree, wants)
    builder = Builder(source, checker.types, functions)
    run = builder.build(tree)
    if wants == MONEY and found.kind != "money":
        run, found = _as_amount(run), MONEY
    return Expression(source, tree, checker, found, run, builder.slots - 1)


def _as_amount(run: Callable[[Scope, Any], Any]) -> Callable[[Scope, Any], Any]:
    def amount(scope: Scope, local: Any) -> Any:
        value = run(scope, local)
        return Decimal(value) if isinstance(value, int) else value

    return amount

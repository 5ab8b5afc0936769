"""Static types: every piece of an expression gets one, or the expression is refused.

Strict on purpose. A text never equals an amount, an option is compared only with options of its
own list (and the members written out must be members), a unit only with a unit. What would be
"silently never true" at work is an error on the desk of whoever writes the regulation.
"""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import NoReturn

from shouwen.regulations.expressions.library import METHODS, Function
from shouwen.regulations.expressions.notes import Notes, Records
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
)
from shouwen.regulations.expressions.types import (
    ANY,
    BOOL,
    DURATION,
    INT,
    MONEY,
    NULL,
    TEXT,
    TIME,
    Type,
    fits,
    joined,
    list_of,
)

#: Names every regulation has. `stage` is an option where the stages are given as one.
BUILT_IN: Mapping[str, Type] = {"now": TIME, "stage": TEXT}

_LITERALS = {bool: BOOL, int: INT, str: TEXT, type(None): NULL}
_ORDERED = frozenset({"text", "time", "date", "duration"})
_INSTANTS = frozenset({"time", "date"})
_SCALAR_ITEMS = frozenset({"row", "list", "null"})


class Checker(Notes):
    """Types one tree, and notes what it reads and calls."""

    def __init__(
        self,
        source: str,
        names: Mapping[str, Type],
        enums: Mapping[str, Collection[str]],
        functions: Mapping[str, Function],
        records: Records | None = None,
    ) -> None:
        super().__init__(source, names, enums, functions, records)
        self._bound: dict[str, Type] = {}

    def check(self, tree: Node, wants: Type | None) -> Type:
        """Type the whole tree; `wants` is what its value is for.

        :raises ExpressionError: at the first piece that makes no sense
        """
        found = self.type_of(tree)
        if wants is None:
            return found
        found = self.met(tree, found, wants)
        if not fits(wants, found):
            self.fail(
                tree,
                f"这里需要{wants.chinese}，而条件的值是{found.chinese}",
                "请改写条件",
                f"{wants.english} is wanted here, but this gives {found.english}",
            )
        return found

    # ---- one node

    def type_of(self, node: Node) -> Type:
        found = self._infer(node)
        self.types[node] = found
        return found

    def _infer(self, node: Node) -> Type:
        match node:
            case Literal(value=value):
                return _LITERALS.get(type(value), MONEY)
            case Name():
                return self._name(node)
            case Logic(sign=sign, parts=parts):
                for part in parts:
                    self._truth(part, f"“{sign}”两边", f"both sides of '{sign}'")
                return BOOL
            case Comparison(sign="in"):
                return self._in(node)
            case Comparison():
                return self._comparison(node)
            case Not(operand=operand):
                self._truth(operand, "“!”之后", "what follows '!'")
                return BOOL
            case Minus(operand=operand):
                found = self.type_of(operand)
                if not (found.is_number or found.kind in ("duration", "any")):
                    self._undefined(node, f"-{found.kind}", found)
                return found
            case Arithmetic():
                return self._arithmetic(node)
            case Items():
                return self._items(node)
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
        raise TypeError(f"no type for {type(node).__name__}")

    def _truth(self, node: Node, where: str, english: str) -> None:
        found = self.type_of(node)
        if found.kind not in ("bool", "any"):
            self.fail(
                node,
                f"{where}须是能判断是否的条件，而这里是{found.chinese}",
                "请写成比较，例如 amount > 0",
                f"{english} must be true or false, not {found.english}",
            )

    def _name(self, node: Name) -> Type:
        name = node.name
        if name in self._bound:
            return self._bound[name]
        if name in BUILT_IN:
            return self.names.get(name, BUILT_IN[name])
        if name not in self.names:
            self._no_such_name(node, name)
        self.reads.add(name)
        return self.names[name]

    def _no_such_name(self, node: Node, name: str) -> NoReturn:
        near = get_close_matches(name, [*self.names, *BUILT_IN, *self._bound], 1)
        quoted = next((e for e, members in self.enums.items() if name in members), None)
        if near:
            remedy, english = f"是否想写 {near[0]}", f"; did you mean {near[0]}"
        elif quoted:
            remedy, english = f"选项要加引号：'{name}'", f"; options take quotes: '{name}'"
        else:
            remedy, english = "请先在 facts 或 derived 中定义", "; define it in facts or derived"
        self.fail(node, f"没有名为“{name}”的要素", remedy, f"nothing is called '{name}'{english}")

    # ---- comparisons

    def _comparison(self, node: Comparison) -> Type:
        left, right = self.type_of(node.left), self.type_of(node.right)
        left, right = self.met(node.left, left, right), self.met(node.right, right, left)
        if node.sign in ("==", "!="):
            if "null" in (left.kind, right.kind) and left.kind != right.kind:
                self.fail(
                    node,
                    "不能与 null 相比：没有填写的要素是“未知”，不是空值",
                    "请写 known(要素) 或 !known(要素)",
                    "nothing compares with null: a fact nobody filled in is unknown; "
                    "write known(fact) or !known(fact)",
                )
            if joined(left, right) is None or "row" in (left.kind, right.kind):
                self._never(node, left, right)
            return BOOL
        ordered = (left.is_number and right.is_number) or (left == right and left.kind in _ORDERED)
        if not ordered and not self._free(left, right, _ORDERED):
            if left == right:
                self._undefined(node, f"{left.kind} {node.sign} {right.kind}", left, right)
            self._never(node, left, right)
        return BOOL

    @staticmethod
    def _free(left: Type, right: Type, kinds: frozenset[str]) -> bool:
        """Say whether one side may be anything and the other is of these kinds or a number."""
        if left.kind == "any":
            return right.is_number or right.kind in kinds or right.kind == "any"
        return right.kind == "any" and (left.is_number or left.kind in kinds)

    def _never(self, node: Comparison, left: Type, right: Type) -> NoReturn:
        self.fail(
            node,
            f"{left.chinese}与{right.chinese}不能相比",
            "请检查要素的类型；数字不加引号，文字和选项要加引号",
            f"{left.english} and {right.english} cannot be compared; "
            "numbers take no quotes, texts and options do",
        )

    def _in(self, node: Comparison) -> Type:
        item, items = self.type_of(node.left), self.type_of(node.right)
        if items.kind not in ("list", "any"):
            self.fail(
                node,
                f"in 之后须是列表，而这里是{items.chinese}",
                "请写成 channel in ['phone', 'web']；单个值请用 ==",
                f"a list must follow 'in', not {items.english}; use == for a single value",
            )
        item, items = self.met(node.left, item, items), self.met(node.right, items, item)
        if items.kind == "list" and joined(item, items.item) is None:
            self._never(node, item, items)
        return BOOL

    # ---- arithmetic

    def _arithmetic(self, node: Arithmetic) -> Type:
        sign, left, right = node.sign, self.type_of(node.left), self.type_of(node.right)
        found: Type | None = None
        if left.kind == right.kind == "any":
            found = ANY
        elif left.is_number and right.is_number:
            found = INT if left == right == INT and sign != "/" else MONEY
        elif sign == "+" and "any" not in (left.kind, right.kind):
            found = self._sum(node, left, right)
        elif sign == "-":
            found = self._difference(left, right)
        if found is None and "any" in (left.kind, right.kind):
            found = ANY
        if found is None:
            self._undefined(node, f"{left.kind} {sign} {right.kind}", left, right)
        return found

    def _sum(self, node: Arithmetic, left: Type, right: Type) -> Type | None:
        if left.kind in _INSTANTS and right == DURATION:
            return left
        if left == right and left in (TEXT, DURATION):
            return left
        if left.kind == right.kind == "list":
            left, right = self.met(node.left, left, right), self.met(node.right, right, left)
            return joined(left, right)
        return None

    @staticmethod
    def _difference(left: Type, right: Type) -> Type | None:
        if left == right and (left.kind in _INSTANTS or left == DURATION):
            return DURATION
        return left if left.kind in _INSTANTS and right == DURATION else None

    def _undefined(self, node: Node, formula: str, *kinds: Type) -> NoReturn:
        chinese = "与".join(kind.chinese for kind in kinds)
        self.fail(
            node,
            f"{chinese}不能这样计算或比较（{formula}）",
            "请检查要素的类型",
            f"{formula} is not defined",
        )

    # ---- lists and parts

    def _items(self, node: Items) -> Type:
        item = ANY
        for written in node.items:
            found = self.type_of(written)
            if found.kind in _SCALAR_ITEMS:
                self._no_such_list(written, found)
            found = self.met(written, found, item)
            if item == TEXT and found.kind == "enum":
                for earlier in node.items[: node.items.index(written)]:
                    self._as_options(earlier, found)
                item = found
            mixed = joined(item, found)
            if mixed is None:
                self.fail(
                    written,
                    f"列表里混有{item.chinese}与{found.chinese}",
                    "同一个列表只能放同一类的值",
                    f"a list holds one kind of value, not {item.english} and {found.english}",
                )
            item = mixed
        return list_of(item)

    def _no_such_list(self, node: Node, found: Type) -> NoReturn:
        self.fail(
            node,
            f"列表里不能放{found.chinese}",
            "列表只能放单个的值",
            f"a list cannot hold {found.english}",
        )

    def _choice(self, node: Choice) -> Type:
        self._truth(node.condition, "“?”之前", "what stands before '?'")
        then, otherwise = self.type_of(node.then), self.type_of(node.otherwise)
        then = self.met(node.then, then, otherwise)
        otherwise = self.met(node.otherwise, otherwise, then)
        found = joined(then, otherwise)
        if found is None:
            self.fail(
                node,
                f"“?”两个结果的类型不同：{then.chinese}与{otherwise.chinese}",
                "两个结果须是同一类的值",
                f"the two results differ in type: {then.english} and {otherwise.english}",
            )
        return found

    def _member(self, node: Member) -> Type:
        of = self.type_of(node.of)
        if of.kind != "row":
            self.fail(
                node,
                f"{of.chinese}没有“{node.name}”这一部分",
                "只有决策表可以写 表.输出",
                f"{of.english} has no part '{node.name}'; only tables have outputs",
            )
        found = of.output(node.name)
        if found is None:
            known = [name for name, _ in of.parts]
            self.fail(
                node,
                f"决策表没有名为“{node.name}”的输出",
                f"可用：{'、'.join(known)}",
                f"the table has no output '{node.name}'; it has {', '.join(known)}",
            )
        return found

    def _item(self, node: Item) -> Type:
        of, index = self.type_of(node.of), self.type_of(node.index)
        if of.kind not in ("list", "any") or index.kind not in ("int", "any"):
            self.fail(
                node,
                f"只能用整数取列表的一项，这里是{of.chinese}[{index.chinese}]",
                "请写成 units[0]",
                f"an item is taken from a list by a whole number, not {of.english}"
                f"[{index.english}]",
            )
        return of.item

    # ---- calls

    def _call(self, node: Call) -> Type:
        if node.function == "known" and not node.method:
            return self._known(node)
        library = METHODS if node.method else self.functions
        function = library.get(node.function)
        if function is None:
            self._no_such_function(node)
        arguments = node.arguments
        if len(arguments) != len(function.takes):
            self.fail(
                node,
                f"{node.function} 需要 {len(function.takes) - node.method} 个参数，"
                f"这里有 {len(arguments) - node.method} 个",
                f"请写成 {function.example}",
                f"{node.function} takes {len(function.takes) - node.method} arguments; "
                f"write {function.example}",
            )
        found = [self.type_of(argument) for argument in arguments]
        for argument, given, takes in zip(arguments, found, function.takes, strict=True):
            if not any(fits(one, given) for one in takes):
                wanted = "或".join(one.chinese for one in takes)
                self.fail(
                    argument,
                    f"{node.function} 需要{wanted}，这里是{given.chinese}",
                    f"请写成 {function.example}",
                    f"{node.function} wants {' or '.join(one.english for one in takes)}, "
                    f"not {given.english}; write {function.example}",
                )
        self._note(node, function)
        if function.refers == "record" and not node.method:
            return self.of_a_record(node, function)
        return MONEY if function.widens and MONEY in found else function.gives

    def _note(self, node: Call, function: Function) -> None:
        first = node.arguments[0] if node.arguments else None
        named = first.value if isinstance(first, Literal) else None
        if function.refers and not isinstance(named, str):
            self.not_written_out(node, node.arguments[0], function)
        if function.refers == "approval" and isinstance(named, str):
            self.reads.add(named)
        if not node.method:
            self.calls.add((node.function, named if isinstance(named, str) else None))

    def _known(self, node: Call) -> Type:
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], Name):
            self.fail(
                node,
                "known 只能问一个要素是否已填写",
                "请写成 known(amount)",
                "known takes one fact; write known(amount)",
            )
        asked = node.arguments[0]
        if asked.name in self._bound:
            self.fail(
                asked,
                f"“{asked.name}”是循环中的变量，总是已知",
                "known 只能问要素",
                f"'{asked.name}' is a loop's variable; known takes a fact",
            )
        self.type_of(asked)
        self.calls.add(("known", asked.name))
        return BOOL

    def _no_such_function(self, node: Call) -> NoReturn:
        name = node.function
        available = [*METHODS, "all", "exists", "filter", "map"]
        if not node.method:
            available = [*self.functions, "known"]
        near = get_close_matches(name, available, 1)
        kind, dot = ("运算", ".") if node.method else ("函数", "")
        self.fail(
            node,
            f"没有名为“{dot}{name}”的{kind}",
            f"是否想写 {dot}{near[0]}" if near else f"可用：{'、'.join(available)}",
            f"there is no {dot}{name}(); "
            + (f"did you mean {near[0]}" if near else f"use one of {', '.join(available)}"),
        )

    # ---- loops

    def _loop(self, node: Loop) -> Type:
        of = self.type_of(node.of)
        if of.kind not in ("list", "any"):
            self.fail(
                node,
                f".{node.kind} 只能用于列表，这里是{of.chinese}",
                f"请写成 units.{node.kind}(x, 关于 x 的式子)",
                f".{node.kind} works on lists, not on {of.english}",
            )
        if node.variable in self.names or node.variable in self._bound:
            self.fail(
                node,
                f"循环变量“{node.variable}”与已有的名称相同",
                "请换一个名字，例如 x",
                f"the variable '{node.variable}' already names something; choose another",
            )
        self._bound[node.variable] = of.item
        if node.kind == "map":
            found = self.type_of(node.body)
        else:
            self._truth(node.body, f".{node.kind} 的条件", f"the condition of .{node.kind}")
        del self._bound[node.variable]
        if node.kind == "map":
            if found.kind in _SCALAR_ITEMS:
                self._no_such_list(node.body, found)
            return list_of(found)
        return of if node.kind == "filter" else BOOL

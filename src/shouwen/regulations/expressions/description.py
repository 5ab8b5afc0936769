"""An expression in plain words, as a compliance officer would write it."""

from collections.abc import Mapping
from decimal import Decimal

from shouwen.regulations import wording
from shouwen.regulations.expressions.expression import Expression
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
from shouwen.regulations.expressions.types import ANY, Type

Labels = Mapping[str, Mapping[str, str]]

_NEGATED = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_OPPOSITE = {"&&": "||", "||": "&&"}
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_TIGHT = {"+": 1, "-": 1, "*": 2, "/": 2}

_NAMES = {"zh": {"now": "当前时刻", "stage": "当前阶段"}, "en": {"now": "now", "stage": "stage"}}
_VALUES = {
    "zh": {
        "pending": "未完成的“{0}”数",
        "due": "“{0}”的到期时刻",
        "times": "“{0}”的次数",
        "entries": "“{0}”的条数",
        "total": "“{0}”中{1}的合计",
        "column": "“{0}”各条的{1}",
        "working_days": "从{0}到{1}的工作日数",
        "days_between": "从{0}到{1}的天数",
        "months_between": "从{0}到{1}的月数",
        "min": "{0}与{1}中较小的一个",
        "max": "{0}与{1}中较大的一个",
        "round_fen": "{0}（四舍五入到分）",
        "day_of": "{0}当日",
        "hours": "{0} 小时",
        "days": "{0} 天",
        "size": "{0}的项数",
        "size of text": "{0}的字数",
    },
    "en": {
        "pending": "the number of open '{0}'",
        "due": "the due time of '{0}'",
        "times": "the number of times of '{0}'",
        "entries": "the number of entries in '{0}'",
        "total": "the total of {1} in '{0}'",
        "column": "the {1} of each entry in '{0}'",
        "working_days": "the working days from {0} to {1}",
        "days_between": "the days from {0} to {1}",
        "months_between": "the months from {0} to {1}",
        "min": "the smaller of {0} and {1}",
        "max": "the larger of {0} and {1}",
        "round_fen": "{0} (rounded to the fen)",
        "day_of": "the day of {0}",
        "hours": "{0} hours",
        "days": "{0} days",
        "size": "the number of items of {0}",
        "size of text": "the length of {0}",
    },
}
#: sentences that hold, and that do not
_SENTENCES = {
    "zh": {
        "known": ("已填写{0}", "尚未填写{0}"),
        "late": ("“{0}”已逾期", "“{0}”未逾期"),
        "running": ("“{0}”正在计时", "“{0}”没有在计时"),
        "approved": ("“{0}”已核准且仍有效", "“{0}”未核准或已失效"),
        "contains": ("{0}含有{1}", "{0}不含{1}"),
        "startsWith": ("{0}以{1}开头", "{0}不以{1}开头"),
        "endsWith": ("{0}以{1}结尾", "{0}不以{1}结尾"),
        "none pending": ("“{0}”均已完成", "尚有未完成的“{0}”"),
        "never": ("没有“{0}”过", "曾经“{0}”"),
        "has": ("{1}包括{0}", "{1}不包括{0}"),
        "all": ("{0}中的每一项（{1}）都满足：{2}", "{0}中并非每一项（{1}）都满足：{2}"),
        "exists": ("{0}中至少有一项（{1}）满足：{2}", "{0}中没有一项（{1}）满足：{2}"),
        "always": ("总是成立", "从不成立"),
    },
    "en": {
        "known": ("{0} is filled in", "{0} is not filled in"),
        "late": ("'{0}' is late", "'{0}' is not late"),
        "running": ("'{0}' is running", "'{0}' is not running"),
        "approved": ("'{0}' is approved and holds", "'{0}' is not approved, or has lapsed"),
        "contains": ("{0} contains {1}", "{0} does not contain {1}"),
        "startsWith": ("{0} starts with {1}", "{0} does not start with {1}"),
        "endsWith": ("{0} ends with {1}", "{0} does not end with {1}"),
        "none pending": ("no '{0}' is open", "some '{0}' is still open"),
        "never": ("'{0}' was never done", "'{0}' was done"),
        "has": ("{1} includes {0}", "{1} does not include {0}"),
        "all": ("every item ({1}) of {0} satisfies: {2}", "not every item ({1}) of {0}: {2}"),
        "exists": ("some item ({1}) of {0} satisfies: {2}", "no item ({1}) of {0}: {2}"),
        "always": ("always", "never"),
    },
}
_REFERS = {
    "pending": "task",
    "late": "clock",
    "running": "clock",
    "due": "clock",
    "times": "act",
    "approved": "approval",
    "entries": "record",
    "total": "record",
    "column": "record",
}


def describe(
    expression: Expression,
    titles: Mapping[str, str],
    terms: Labels,
    language: str = "zh",
) -> str:
    """Return the condition in plain words, Chinese unless `language` begins with ``en``.

    :param titles: of facts, derived facts and tables by name; of outputs by ``table.output``; of
        tasks, clocks, acts, records and approvals by ``task inquire``, ``clock answer``,
        ``act urge``, ``record interview``, ``approval offer``, or by bare name
    :param terms: the labels of each enumeration's members; those of stages as ``stage``
    """
    words = _Words(expression.types, titles, terms, "en" if language.startswith("en") else "zh")
    if expression.type.kind == "bool":
        return words.sentence(expression.tree)
    if isinstance(expression.tree, Choice):
        return words.value(expression.tree)[1:-1]  # brackets are for what stands inside more
    return words.value(expression.tree)


class _Words:
    """Writes nodes as sentences (what is true or false) and as values (all else)."""

    def __init__(
        self, types: Mapping[Node, Type], titles: Mapping[str, str], terms: Labels, language: str
    ) -> None:
        self.types = types
        self.titles = titles
        self.terms = terms
        self.language = language

    def grouped(self, text: str) -> str:
        return f"（{text}）" if self.language == "zh" else f"({text})"

    # ---- sentences

    def sentence(self, node: Node, holds: bool = True) -> str:
        """Return that `node` is true, or, unless `holds`, that it is false."""
        match node:
            case Literal(value=bool(value)):
                return self.pick("always", value is holds)
            case Not(operand=operand):
                return self.sentence(operand, not holds)
            case Logic():
                return self.logic(node, holds)
            case Comparison():
                return self.comparison(node, holds)
            case Loop(kind="all" | "exists"):
                body = self.sentence(node.body)
                return self.pick(node.kind, holds, self.value(node.of), node.variable, body)
            case Call(function=name) if name in _SENTENCES[self.language]:
                return self.pick(name, holds, *self.arguments(node))
            case Choice():
                then = self.sentence(node.then, holds)
                otherwise = self.sentence(node.otherwise, holds)
                return self.choice(self.sentence(node.condition), then, otherwise)
        return wording.yes_or_no(self.value(node), holds, self.language)

    def pick(self, what: str, holds: bool, *filled: str) -> str:
        return _SENTENCES[self.language][what][0 if holds else 1].format(*filled)

    def logic(self, node: Logic, holds: bool) -> str:
        sign = node.sign if holds else _OPPOSITE[node.sign]
        parts = [
            self.grouped(text) if isinstance(_bare(part), Logic | Choice) else text
            for part in node.parts
            for text in (self.sentence(part, holds),)
        ]
        join = wording.both if sign == "&&" else wording.either
        return join(parts, self.language)

    def comparison(self, node: Comparison, holds: bool) -> str:
        left, right, sign = node.left, node.right, node.sign
        if sign == "in":
            return self.membership(node, holds)
        if isinstance(left, Literal) and not isinstance(right, Literal):
            left, right, sign = right, left, _MIRROR[sign]
        if not holds:
            sign = _NEGATED[sign]
        if isinstance(right, Literal) and isinstance(right.value, bool):
            return self.sentence(left, right.value is (sign == "=="))
        if special := self.counted(left, sign, right):
            return special
        kinds = {self.type_of(left).kind, self.type_of(right).kind}
        first, second = self.value(left), self.value(right, "money" in kinds)
        if kinds & {"time", "date"}:
            return wording.against_instant(first, sign, second, self.language)
        if kinds & {"int", "money", "duration"}:
            plain = isinstance(right, Literal) or self.type_of(right).kind == "duration"
            compare = wording.against_number if plain else wording.against_amount
            return compare(first, sign, second, self.language)
        if sign in ("==", "!="):
            return wording.against_same(first, sign, second, self.language)
        return f"{first} {sign} {second}"

    def counted(self, left: Node, sign: str, right: Node) -> str:
        """Return "all done" for ``pending(…) == 0`` and the like, or nothing."""
        if not isinstance(right, Literal) or not isinstance(left, Call):
            return ""
        what = {"pending": "none pending", "times": "never"}.get(left.function)
        none = {
            ("==", 0): True,
            ("!=", 0): False,
            (">", 0): False,
            (">=", 1): False,
            ("<", 1): True,
        }
        holds = none.get((sign, right.value))  # type: ignore[arg-type]
        if what is None or holds is None:
            return ""
        return self.pick(what, holds, *self.arguments(left))

    def membership(self, node: Comparison, holds: bool) -> str:
        if isinstance(node.right, Items):
            members = [self.value(item) for item in node.right.items]
            return wording.among(self.value(node.left), members, not holds, self.language)
        return self.pick("has", holds, self.value(node.left), self.value(node.right))

    def choice(self, condition: str, then: str, otherwise: str) -> str:
        if self.language == "en":
            return f"if {condition}: {then}; otherwise: {otherwise}"
        return f"若{condition}，则{then}；否则{otherwise}"

    # ---- values

    def type_of(self, node: Node) -> Type:
        return self.types.get(node, ANY)

    def value(self, node: Node, money: bool = False) -> str:
        """Return what `node` stands for; a number is an amount if what it meets is one."""
        match node:
            case Literal():
                return self.literal(node, money)
            case Name(name=name):
                return self.titles.get(name) or _NAMES[self.language].get(name, name)
            case Member(of=of, name=name):
                return self.output(of, name)
            case Minus(operand=operand):
                return f"−{self.value(operand, money)}"
            case Arithmetic():
                return self.arithmetic(node)
            case Items(items=items):
                return self.grouped("、".join(self.value(item) for item in items))
            case Item(of=of, index=index):
                return f"{self.value(of)}[{self.value(index)}]"
            case Choice():
                then, otherwise = self.value(node.then, money), self.value(node.otherwise, money)
                return self.grouped(self.choice(self.sentence(node.condition), then, otherwise))
            case Call(function=name) if name in _VALUES[self.language]:
                text = name == "size" and self.type_of(node.arguments[0]).kind == "text"
                return _VALUES[self.language][name + " of text" * text].format(
                    *self.arguments(node)
                )
            case Loop(kind="filter"):
                one = (
                    "{0} where ({1}: {2})"
                    if self.language == "en"
                    else "{0}中满足（{1}：{2}）的各项"
                )
                return one.format(self.value(node.of), node.variable, self.sentence(node.body))
            case Loop(kind="map"):
                each = (
                    "({2}) for each {1} of {0}" if self.language == "en" else "{0}各项（{1}）的{2}"
                )
                return each.format(self.value(node.of), node.variable, self.value(node.body))
        return self.grouped(self.sentence(node))

    def literal(self, node: Literal, money: bool) -> str:
        value, type_ = node.value, self.type_of(node)
        if isinstance(value, bool) or value is None:
            yes, no = ("yes", "no") if self.language == "en" else ("是", "否")
            return "null" if value is None else yes if value else no
        if isinstance(value, int | Decimal):
            return wording.number(value, money, self.language)
        label = self.terms.get(type_.name, {}).get(value) if type_.kind == "enum" else None
        if label is None and type_.kind != "enum":
            return f"“{value}”" if self.language == "zh" else f"'{value}'"
        return label or value

    def output(self, of: Node, name: str) -> str:
        if isinstance(of, Name) and (title := self.titles.get(f"{of.name}.{name}")):
            return title
        if self.language == "en":
            return f"{self.value(of)}.{name}"
        return f"{self.value(of)}的 {name}"

    def arithmetic(self, node: Arithmetic) -> str:
        def side(part: Node, loose: int) -> str:
            text = self.value(part)
            inside = isinstance(part, Arithmetic) and _TIGHT[part.sign] < loose
            return self.grouped(text) if inside else text

        tight = _TIGHT[node.sign]
        return f"{side(node.left, tight)} {_SIGNS[node.sign]} {side(node.right, tight + 1)}"

    def arguments(self, node: Call) -> list[str]:
        kind = _REFERS.get(node.function)
        if kind and isinstance(node.arguments[0], Literal):
            name = str(node.arguments[0].value)
            title = self.titles.get(f"{kind} {name}") or self.titles.get(name, name)
            columns = [str(each.value) for each in node.arguments[1:] if isinstance(each, Literal)]
            return [title, *(self.titles.get(column, column) for column in columns)]
        return [self.value(argument) for argument in node.arguments]


def _bare(node: Node) -> Node:
    """Return what is left of `node` without its negations."""
    while isinstance(node, Not):
        node = node.operand
    return node

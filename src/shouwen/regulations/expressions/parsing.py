"""Text to a tree.

The bounds are checked while reading, so that hostile text costs nothing: 2,000 characters, 24
levels of nesting, 300 nodes. ``a && b && c`` is one node with three parts, so that a long chain
is shallow.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Literal as Word
from typing import NamedTuple, NoReturn

from shouwen.regulations.expressions.bounds import (
    BIGGEST,
    MOST_CHARACTERS,
    MOST_DEPTH,
    MOST_DIGITS,
    MOST_NODES,
)
from shouwen.regulations.expressions.errors import ExpressionError
from shouwen.regulations.expressions.syntax import (
    LOOPS,
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


class _Token(NamedTuple):
    kind: str  # number, text, name, sign, end
    text: str
    position: int


_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)(?![^\W_])"
    r"|(?P<text>'[^'\\\n]*'|\"[^\"\\\n]*\")"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>\|\||&&|==|!=|<=|>=|[-+*/!<>()\[\],.?:]))"
)
_SPACE = re.compile(r"\s*")
_NUMBER = re.compile(r"[0-9]")
#: what people type instead, and what the language has
_INSTEAD = {
    "=": "==", "&": "&&", "|": "||", "“": "'", "”": "'", "‘": "'", "’": "'", "（": "(",
    "）": ")", "，": ",", "、": ",", "：": ":", "？": "?", "！": "!", "＞": ">", "＜": "<",
    "≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "＝": "==", "【": "[", "】": "]",
}  # fmt: skip
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})


def parse(source: str) -> Node:
    """Return the tree of an expression.

    :raises ExpressionError: with the position, if the text is no expression or exceeds a bound
    """
    return _Parser(source).parse()


class _Parser:
    """Recursive descent, one method per level of binding."""

    def __init__(self, source: str) -> None:
        if len(source) > MOST_CHARACTERS:
            raise ExpressionError(
                source[:MOST_CHARACTERS],
                MOST_CHARACTERS,
                f"条件超过 {MOST_CHARACTERS} 字",
                "请拆成派生要素（derived）或决策表",
                f"the expression is longer than {MOST_CHARACTERS} characters; "
                "split it into derived facts or a table",
            )
        self.source = source
        self.tokens = self._tokens()
        self.at = 0
        self.nodes = 0
        self.depth = 0

    def parse(self) -> Node:
        tree = self.choice()
        if self.tokens[self.at].kind != "end":
            self.unexpected(self.tokens[self.at])
        return tree

    # ---- tokens

    def _tokens(self) -> list[_Token]:
        source, tokens, at = self.source, list[_Token](), 0
        match = _TOKEN.match
        while found := match(source, at):
            kind = str(found.lastgroup)
            tokens.append(_Token(kind, found[kind], found.start(kind)))
            at = found.end()
        at = found.end() if (found := _SPACE.match(source, at)) else at
        if at < len(source):
            self.bad_character(at)
        if not tokens:
            self.fail(0, "条件是空的", "请写出条件，例如 amount > 1000", "the expression is empty")
        tokens.append(_Token("end", "", len(source)))
        return tokens

    def fail(self, position: int, problem: str, remedy: str, english: str) -> NoReturn:
        raise ExpressionError(self.source, position, problem, remedy, english)

    def bad_character(self, at: int) -> NoReturn:
        character = self.source[at]
        if character in "'\"":
            self.fail(
                at,
                "文字没有正确结束",
                "文字写在一对引号之间，中间不能有换行和反斜杠",
                "the text does not end properly; no line breaks or backslashes inside quotes",
            )
        if _NUMBER.match(character):
            self.fail(
                at, "数字后面直接跟了文字", "请写纯数字，例如 50000", "letters follow a number"
            )
        instead = _INSTEAD.get(character)
        self.fail(
            at,
            f"不能使用“{character}”",
            f"请写 {instead}" if instead else "请只使用文档所列的运算符",
            f"'{character}' is not part of the language" + (f"; write {instead}" * bool(instead)),
        )

    def unexpected(self, token: _Token) -> NoReturn:
        if token.kind == "end":
            self.fail(token.position, "条件没有写完", "请补全", "the expression ends too early")
        self.fail(
            token.position,
            f"这里不能出现“{token.text}”",
            "请检查前后是否缺少运算符或括号",
            f"'{token.text}' cannot stand here; is an operator or a bracket missing",
        )

    def sign(self) -> str:
        """Return the sign ahead; ``in`` is one. An empty text if what is ahead is no sign."""
        token = self.tokens[self.at]
        return token.text if token.kind == "sign" or token.text == "in" else ""

    def take(self) -> _Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def expect(self, sign: str) -> None:
        token = self.tokens[self.at]
        if token.kind != "sign" or token.text != sign:
            self.fail(token.position, f"这里应当是“{sign}”", "请补上", f"'{sign}' is expected here")
        self.at += 1

    def count(self, position: int) -> int:
        """Count one more node against the bound; returns its position."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.fail(
                position,
                f"条件过大，超过 {MOST_NODES} 个成分",
                "请拆成派生要素（derived）或决策表",
                f"the expression has more than {MOST_NODES} parts; split it",
            )
        return position

    def deeper(self, level: Callable[[], Node]) -> Node:
        """Read at the next depth of nesting."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            self.fail(
                self.tokens[self.at].position,
                f"括号或条件嵌套超过 {MOST_DEPTH} 层",
                "请拆成派生要素（derived）",
                f"nested deeper than {MOST_DEPTH} levels; split it",
            )
        node = level()
        self.depth -= 1
        return node

    # ---- levels of binding, loosest first

    def choice(self) -> Node:
        condition = self.either()
        if self.sign() != "?":
            return condition
        position = self.count(self.take().position)
        then = self.deeper(self.choice)
        self.expect(":")
        return Choice(position, condition, then, self.deeper(self.choice))

    def either(self) -> Node:
        return self.chain("||", self.both)

    def both(self) -> Node:
        return self.chain("&&", self.comparison)

    def chain(self, sign: str, level: Callable[[], Node]) -> Node:
        first = level()
        if self.sign() != sign:
            return first
        parts, position = [first], self.count(self.tokens[self.at].position)
        while self.sign() == sign:
            self.take()
            parts.append(level())
        return Logic(position, sign, tuple(parts))

    def comparison(self) -> Node:
        left = self.sum()
        if self.sign() not in _COMPARISONS:
            return left
        token = self.take()
        node = Comparison(self.count(token.position), token.text, left, self.sum())
        if self.sign() in _COMPARISONS:
            self.fail(
                self.tokens[self.at].position,
                "比较不能连写",
                "请写成两个条件，用 && 连接，例如 1000 < amount && amount <= 20000",
                "comparisons do not chain; join two of them with &&",
            )
        return node

    def sum(self) -> Node:
        node = self.product()
        while self.sign() in ("+", "-"):
            token = self.take()
            node = Arithmetic(self.count(token.position), token.text, node, self.product())
        return node

    def product(self) -> Node:
        node = self.unary()
        while self.sign() in ("*", "/"):
            token = self.take()
            node = Arithmetic(self.count(token.position), token.text, node, self.unary())
        return node

    def unary(self) -> Node:
        sign = self.sign()
        if sign == "!":
            return Not(self.count(self.take().position), self.deeper(self.unary))
        if sign == "-":
            return Minus(self.count(self.take().position), self.deeper(self.unary))
        return self.postfix()

    def postfix(self) -> Node:
        node = self.atom()
        while (sign := self.sign()) in (".", "["):
            token = self.take()
            if sign == "[":
                node = Item(self.count(token.position), node, self.deeper(self.choice))
                self.expect("]")
                continue
            name = self.take()
            if name.kind != "name" or name.text == "in":
                self.unexpected(name)
            if self.sign() == "(":
                node = self.method(node, name)
            else:
                node = Member(self.count(name.position), node, name.text)
        return node

    def method(self, of: Node, name: _Token) -> Node:
        self.count(name.position)
        arguments = self.arguments("(", ")")
        if name.text not in LOOPS:
            return Call(name.position, name.text, (of, *arguments), method=True)
        if len(arguments) != 2 or not isinstance(arguments[0], Name):
            self.fail(
                name.position,
                f"{name.text} 的写法不对",
                f"请写 列表.{name.text}(x, 关于 x 的式子)",
                f"write list.{name.text}(x, something about x)",
            )
        kind: Word["all", "exists", "filter", "map"] = name.text  # type: ignore[assignment]
        return Loop(name.position, kind, of, arguments[0].name, arguments[1])

    def atom(self) -> Node:
        token = self.take()
        kind, text, position = token
        if kind == "number":
            return Literal(self.count(position), self.number(token))
        if kind == "text":
            return Literal(self.count(position), text[1:-1])
        if text == "(":
            node = self.deeper(self.choice)
            self.expect(")")
            return node
        if text == "[":
            self.at -= 1
            return Items(self.count(position), self.arguments("[", "]"))
        if kind != "name" or text == "in":
            self.unexpected(token)
        self.count(position)
        if text in _WORDS:
            return Literal(position, _WORDS[text])
        if self.sign() == "(":
            return Call(position, text, self.arguments("(", ")"))
        return Name(position, text)

    def number(self, token: _Token) -> int | Decimal:
        digits, value = len(token.text), Decimal(token.text)
        if digits > MOST_DIGITS or value >= BIGGEST:
            self.fail(
                token.position,
                "数字过大",
                "整数部分最多 18 位",
                "the number is too large; 18 digits at most",
            )
        return value if "." in token.text else int(token.text)

    def arguments(self, opening: str, closing: str) -> tuple[Node, ...]:
        self.expect(opening)
        found: list[Node] = []
        if self.sign() != closing:
            found.append(self.deeper(self.choice))
            while self.sign() == ",":
                self.take()
                found.append(self.deeper(self.choice))
        self.expect(closing)
        return tuple(found)

"""A small regulation's names, and random conditions over them, for the tests beside this file."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from shouwen.regulations.expressions import (
    BOOL,
    DATE,
    INT,
    MONEY,
    PERSON,
    TEXT,
    TIME,
    UNIT,
    UNKNOWN,
    Type,
    compile_expression,
    enum_of,
    list_of,
    row_of,
)

TERMS = {
    "channel": {"phone": "电话", "web": "网络", "visit": "来访"},
    "category": {"mistake": "差错", "attitude": "态度"},
    "role": {"union": "工会", "office": "办公室"},
}
NAMES = {
    "channel": enum_of("channel"),
    "other_channel": enum_of("channel"),
    "category": enum_of("category"),
    "channels": list_of(enum_of("channel")),
    "amount": MONEY,
    "paid": MONEY,
    "count": INT,
    "major": BOOL,
    "content": TEXT,
    "received_at": TIME,
    "due_day": DATE,
    "unit": UNIT,
    "units": list_of(UNIT),
    "handler": PERSON,
    "limit": row_of({"days": INT, "level": enum_of("role")}),
    "odd": Type("any"),
}
TITLES = {
    "channel": "渠道",
    "channels": "涉及渠道",
    "amount": "金额",
    "paid": "已赔金额",
    "count": "次数",
    "major": "重大投诉",
    "content": "投诉内容",
    "received_at": "受理时刻",
    "due_day": "到期日",
    "unit": "被投诉机构",
    "units": "涉及机构",
    "handler": "承办人",
    "limit": "时限表",
    "limit.days": "答复天数",
    "task inquire": "分头调查",
    "clock answer": "答复时限",
    "act urge": "催办",
    "approval compensation": "赔付核准",
    "record interview": "约谈",
    "record liability": "责任划分",
    "share": "份额",
    "person": "责任人",
}
#: the columns of its records
RECORDS = {
    "interview": {"person": PERSON, "said": TEXT},
    "liability": {"person": PERSON, "share": INT, "paid": MONEY, "units": list_of(UNIT)},
}


@dataclass
class Facts:
    """A scope made of plain values. What is not among them is unknown."""

    values: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)
    looked: list = field(default_factory=list)

    def look(self, name):
        self.looked.append(name)
        return self.values.get(name, UNKNOWN)

    def call(self, function, args):
        return self.answers[(function, *args)]


def ready(source, wants=None, **more):
    return compile_expression(source, names=NAMES | more, enums=TERMS, wants=wants, records=RECORDS)


def value(source, answers=None, **facts):
    return ready(source)(Facts(facts, answers or {}))


# ---- random conditions of the subset CEL has too

RANDOM_NAMES = {
    "a": INT,
    "b": INT,
    "p": BOOL,
    "q": BOOL,
    "s": TEXT,
    "t": TEXT,
    "l": list_of(INT),
    "m": list_of(TEXT),
}
_TEXTS = ["", "x", "xy", "投诉", "诉"]
_NUMBERS = st.integers(-9, 9)
RANDOM_FACTS = st.fixed_dictionaries(
    {
        "a": _NUMBERS,
        "b": _NUMBERS,
        "p": st.booleans(),
        "q": st.booleans(),
        "s": st.sampled_from(_TEXTS),
        "t": st.sampled_from(_TEXTS),
        "l": st.lists(_NUMBERS, max_size=3),
        "m": st.lists(st.sampled_from(_TEXTS), max_size=3),
    }
)
# How tightly an operator binds; what binds looser than its place asks for gets brackets.
_CHOICE, _OR, _AND, _COMPARE, _SUM, _PRODUCT, _UNARY, _ATOM = range(8)


def _in_brackets(written, least):
    text, binds = written
    return text if binds >= least else f"({text})"


@st.composite
def random_expression(draw, kind="bool"):
    """Return the text of an expression of this kind, with as few brackets as grammar allows."""
    return _write(draw, kind, 4, {})[0]


def _write(draw, kind, depth, bound):
    shape = draw(st.sampled_from(_LEAVES[kind] if depth == 0 else _SHAPES[kind]))
    return shape(draw, depth - 1, bound)


def _literal_int(draw, depth, bound):
    number = draw(_NUMBERS)
    return str(number), _ATOM if number >= 0 else _UNARY


def _named(kind):
    def shape(draw, depth, bound):
        known = {n: str(t) for n, t in RANDOM_NAMES.items()} | bound
        return draw(st.sampled_from([n for n, k in known.items() if k == kind])), _ATOM

    return shape


def _literal_text(draw, depth, bound):
    return f"'{draw(st.sampled_from(_TEXTS))}'", _ATOM


def _literal_bool(draw, depth, bound):
    return draw(st.sampled_from(["true", "false"])), _ATOM


def _binary(signs, kind, binds, left=None, right=None):
    def shape(draw, depth, bound):
        sign = draw(st.sampled_from(signs))
        first = _in_brackets(_write(draw, left or kind, depth, bound), binds + (binds == _COMPARE))
        second = _in_brackets(_write(draw, right or kind, depth, bound), binds + 1)
        return f"{first} {sign} {second}", binds

    return shape


def _unary(sign, kind):
    def shape(draw, depth, bound):
        return f"{sign}{_in_brackets(_write(draw, kind, depth, bound), _ATOM)}", _UNARY

    return shape


def _choice(kind):
    def shape(draw, depth, bound):
        condition = _in_brackets(_write(draw, "bool", depth, bound), _OR)
        then = _in_brackets(_write(draw, kind, depth, bound), _OR)
        return f"{condition} ? {then} : {_write(draw, kind, depth, bound)[0]}", _CHOICE

    return shape


def _size(draw, depth, bound):
    kind = draw(st.sampled_from(["text", "list:int", "list:text"]))
    inner = _write(draw, kind, depth, bound)
    if draw(st.booleans()):
        return f"size({inner[0]})", _ATOM
    return f"{_in_brackets(inner, _ATOM)}.size()", _ATOM


def _test(draw, depth, bound):
    method = draw(st.sampled_from(["contains", "startsWith", "endsWith"]))
    of = _in_brackets(_write(draw, "text", depth, bound), _ATOM)
    return f"{of}.{method}({_write(draw, 'text', depth, bound)[0]})", _ATOM


def _loop(methods, kinds=("int", "text"), gives=None):
    def shape(draw, depth, bound):
        item = draw(st.sampled_from(kinds))
        variable = f"v{len(bound)}"
        of = _in_brackets(_write(draw, f"list:{item}", depth, bound), _ATOM)
        body = _write(draw, gives or "bool", depth, bound | {variable: item})[0]
        return f"{of}.{draw(st.sampled_from(methods))}({variable}, {body})", _ATOM

    return shape


def _list(kind):
    def shape(draw, depth, bound):
        items = [_write(draw, kind, depth, bound)[0] for _ in range(draw(st.integers(1, 3)))]
        return f"[{', '.join(items)}]", _ATOM

    return shape


def _flat_list(literal):
    def shape(draw, depth, bound):
        return f"[{', '.join(literal(draw, 0, {})[0] for _ in range(2))}]", _ATOM

    return shape


_LEAVES = {
    "int": [_literal_int, _named("int")],
    "bool": [_literal_bool, _named("bool")],
    "text": [_literal_text, _named("text")],
    "list:int": [_named("list:int"), _flat_list(_literal_int)],
    "list:text": [_named("list:text"), _flat_list(_literal_text)],
}
_SHAPES = {
    "int": [
        *_LEAVES["int"],
        _binary(["+", "-"], "int", _SUM),
        _binary(["*"], "int", _PRODUCT),
        _unary("-", "int"),
        _choice("int"),
        _size,
    ],
    "bool": [
        *_LEAVES["bool"],
        _binary(["||"], "bool", _OR),
        _binary(["&&"], "bool", _AND),
        _binary(["==", "!="], "bool", _COMPARE),
        _binary(["==", "!=", "<", "<=", ">", ">="], "int", _COMPARE),
        _binary(["==", "!=", "<", "<=", ">", ">="], "text", _COMPARE),
        _binary(["==", "!="], "list:int", _COMPARE),
        _binary(["in"], "", _COMPARE, "int", "list:int"),
        _binary(["in"], "", _COMPARE, "text", "list:text"),
        _unary("!", "bool"),
        _choice("bool"),
        _test,
        _loop(["all", "exists"]),
    ],
    "text": [*_LEAVES["text"], _choice("text"), _binary(["+"], "text", _SUM)],
    "list:int": [
        *_LEAVES["list:int"],
        _list("int"),
        _choice("list:int"),
        _binary(["+"], "list:int", _SUM),
        _loop(["filter"], ("int",)),
        _loop(["map"], ("int", "text"), "int"),
    ],
    "list:text": [
        *_LEAVES["list:text"],
        _list("text"),
        _loop(["filter"], ("text",)),
        _loop(["map"], ("text",), "text"),
    ],
}

"""What kind of value a name, or a piece of an expression, has."""

from collections.abc import Mapping
from dataclasses import dataclass

from shouwen.vocabulary import ShouwenError


class NotAType(ShouwenError):
    """A text that should name a type names none."""


_CHINESE = {
    "bool": "是否", "int": "整数", "money": "金额", "text": "文字", "time": "时刻",
    "date": "日期", "duration": "时长", "list": "列表", "enum": "选项", "unit": "机构",
    "person": "人员", "row": "决策表的行", "null": "空值", "any": "任意值",
}  # fmt: skip
_ENGLISH = {
    "bool": "true/false", "int": "whole number", "money": "amount", "text": "text",
    "time": "moment", "date": "date", "duration": "duration", "list": "list", "enum": "option",
    "unit": "unit", "person": "person", "row": "table row", "null": "null", "any": "any value",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Type:
    """A type of the expression language.

    :param kind: bool, int, money (exact decimal), text, time (a moment), date, duration, list,
        enum, unit, person, row (of a decision table), null or any
    :param of: what a list holds; never a list
    :param name: which enumeration
    :param parts: the outputs of a row, by name
    """

    kind: str
    of: "Type | None" = None
    name: str = ""
    parts: tuple[tuple[str, "Type"], ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Type":
        """Read a type as packs write it: ``money``, ``enum:channel``, ``list:unit``.

        :raises NotAType: if it is none
        """
        if text.startswith("list:") and not text.startswith("list:list:"):
            return list_of(cls.parse(text[5:]))
        if text.startswith("enum:") and len(text) > 5:
            return enum_of(text[5:])
        if text in _SCALARS:
            return cls(text)
        raise NotAType(
            f"“{text}”不是类型",
            f"可用：{'、'.join(sorted(_SCALARS))}、enum:名称、list:类型",
            f"'{text}' is not a type; use one of {', '.join(sorted(_SCALARS))}, enum:…, list:…",
        )

    def __str__(self) -> str:
        if self.kind == "list":
            return f"list:{self.of}"
        return f"enum:{self.name}" if self.kind == "enum" else self.kind

    @property
    def chinese(self) -> str:
        """The type in Chinese, such as ``金额的列表``."""
        if self.kind == "list" and self.of is not None and self.of.kind != "any":
            return f"{self.of.chinese}的列表"
        return f"选项（{self.name}）" if self.kind == "enum" else _CHINESE[self.kind]

    @property
    def english(self) -> str:
        """The type in English, such as ``list of amounts``."""
        if self.kind == "list" and self.of is not None and self.of.kind != "any":
            return f"list of {self.of.english}"
        return f"option of {self.name}" if self.kind == "enum" else _ENGLISH[self.kind]

    @property
    def item(self) -> "Type":
        """What a list holds; ANY for anything else."""
        return self.of or ANY

    @property
    def is_number(self) -> bool:
        """Whether it is a whole number or an amount: the two mix freely."""
        return self.kind in ("int", "money")

    def output(self, name: str) -> "Type | None":
        """Return the type of a row's output, or None if it has no such output."""
        return next((type_ for part, type_ in self.parts if part == name), None)


_SCALARS = frozenset(
    {"bool", "int", "money", "text", "time", "date", "duration", "unit", "person", "any"}
)

BOOL = Type("bool")
INT = Type("int")
MONEY = Type("money")
TEXT = Type("text")
TIME = Type("time")
DATE = Type("date")
DURATION = Type("duration")
UNIT = Type("unit")
PERSON = Type("person")
NULL = Type("null")
ANY = Type("any")


def list_of(item: Type) -> Type:
    """Return the type of a list of `item`."""
    return Type("list", item)


def enum_of(name: str) -> Type:
    """Return the type of the enumeration `name`."""
    return Type("enum", name=name)


def row_of(outputs: Mapping[str, Type]) -> Type:
    """Return the type of a decision table's row with these outputs."""
    return Type("row", parts=tuple(outputs.items()))


def fits(expected: Type, given: Type) -> bool:
    """Say whether a value of type `given` may stand where `expected` is asked for.

    A whole number is an amount too; anything fits ANY, and ANY fits anything.
    """
    if expected == given or "any" in (expected.kind, given.kind):
        return True
    if expected.kind == "list" and given.kind == "list":
        return fits(expected.item, given.item)
    return expected.kind == "money" and given.kind == "int"


def joined(one: Type, other: Type) -> Type | None:
    """Return the type holding values of both, or None where the two do not mix."""
    if one == other or other.kind == "any":
        return one
    if one.kind == "any":
        return other
    if one.is_number and other.is_number:
        return MONEY
    if one.kind == other.kind == "list" and (item := joined(one.item, other.item)):
        return list_of(item)
    return None

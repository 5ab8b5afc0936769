"""What one cell of a decision table asks of one input.

``-`` any value · ``phone`` · ``[phone, web]`` · ``true`` · ``500`` · ``"> 50000"`` ·
``"(1000..20000]"``: a round bracket leaves the number out, a square one takes it in.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from shouwen.regulations.expressions import Type
from shouwen.vocabulary import ShouwenError

ANY_VALUE = "-"

_NUMBER = r"(-?[0-9]{1,18}(?:\.[0-9]{1,6})?)"
_POINT = re.compile(_NUMBER)
_HALF = re.compile(rf"(<=|<|>=|>)\s*{_NUMBER}")
_BETWEEN = re.compile(rf"([\[(])\s*{_NUMBER}\s*\.\.\s*{_NUMBER}\s*([\])])")
_UNQUOTED = re.compile(rf"{_NUMBER}\s*\.\.\s*{_NUMBER}")


class CellFault(ShouwenError):
    """A cell does not say anything its input could satisfy."""


@dataclass(frozen=True, slots=True)
class Members:
    """One of these options, truth values or texts."""

    values: frozenset[object]
    written: tuple[object, ...]

    def holds(self, value: object) -> bool:
        """Say whether a known value satisfies the cell."""
        return value in self.values


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers between two ends, each included or not; None is no end."""

    low: Decimal | None = None
    low_in: bool = False
    high: Decimal | None = None
    high_in: bool = False

    def holds(self, value: int | Decimal) -> bool:
        """Say whether a number lies in the range."""
        low, high = self.low, self.high
        return (low is None or value > low or (self.low_in and value == low)) and (
            high is None or value < high or (self.high_in and value == high)
        )

    def is_empty(self, whole: bool) -> bool:
        """Say whether no number, or, with `whole`, no whole number lies in it."""
        if self.low is None or self.high is None:
            return False
        if self.low == self.high:
            return not (self.low_in and self.high_in)
        inside = self.low + (not self.low_in) <= self.high - (not self.high_in)
        return self.low > self.high or (whole and not inside)


@dataclass(frozen=True, slots=True)
class Ranges:
    """A number in one of these ranges: in order, and none touching the next."""

    ranges: tuple[Range, ...]

    def holds(self, value: object) -> bool:
        """Say whether a known number satisfies the cell."""
        return any(each.holds(value) for each in self.ranges)  # type: ignore[arg-type]


Cell = Members | Ranges


def read_cell(written: object, type_: Type, members: Collection[str]) -> Cell | None:
    """Return what a cell asks, or None for any value.

    :param type_: of the input
    :param members: of its enumeration, if it is one
    :raises CellFault: if the cell cannot be read, or nothing could satisfy it
    """
    if written is None:
        raise CellFault(
            "格子是空的", '任意值请写 "-"', 'the cell is empty; write "-" for any value'
        )
    if written == ANY_VALUE:
        return None
    parts = tuple(written) if isinstance(written, list | tuple) else (written,)
    if not parts:
        raise CellFault("格子是空列表", '任意值请写 "-"', 'the list is empty; write "-" for any')
    match type_.kind:
        case "int" | "money":
            return Ranges(_merged(_range(part, type_.kind == "int") for part in parts))
        case "bool":
            _all_of(parts, bool, "true 或 false", "true or false")
            return Members(frozenset(parts), parts)
        case "text":
            _all_of(parts, str, "文字", "text")
            return Members(frozenset(parts), parts)
        case "enum":
            for part in parts:
                _option(part, type_.name, members)
            return Members(frozenset(parts), parts)
    raise CellFault(
        f"{type_.chinese}不能写进决策表的条件",
        '请写 "-"，或先用 derived 推导出可以列举的要素',
        f"{type_.english} cannot be tested in a table; derive something that can be listed",
    )


def _all_of(parts: Iterable[object], kind: type, chinese: str, english: str) -> None:
    for part in parts:
        if not isinstance(part, kind):
            raise CellFault(f"“{part}”不是{chinese}", "", f"'{part}' is not {english}")


def _option(part: object, enum: str, members: Collection[str]) -> None:
    if part not in members:
        raise CellFault(
            f"“{part}”不是 {enum} 的选项",
            f"可用：{'、'.join(members)}",
            f"'{part}' is not an option of {enum}; use one of {', '.join(members)}",
        )


def _range(part: object, whole: bool) -> Range:
    found = _read_range(part)
    if found is None:
        text = str(part)
        quoted = f'区间请加引号："[{text}]"' if _UNQUOTED.fullmatch(text) else ""
        raise CellFault(
            f"“{text}”不是数字或区间",
            quoted or '请写成 500、"> 50000" 或 "(1000..20000]"',
            f"'{text}' is no number and no interval"
            + ("; quote intervals" if quoted else '; write 500, "> 50000" or "(1000..20000]"'),
        )
    if whole and any(end is not None and end != int(end) for end in (found.low, found.high)):
        raise CellFault(f"“{part}”：这里须是整数", "", f"'{part}': whole numbers only")
    if found.is_empty(whole):
        raise CellFault(f"区间“{part}”里没有任何数", "请检查两端", f"nothing lies in '{part}'")
    return found


def _read_range(part: object) -> Range | None:
    if isinstance(part, bool) or not isinstance(part, int | Decimal | str):
        return None
    text = str(part).strip()
    if _POINT.fullmatch(text):
        return Range(Decimal(text), True, Decimal(text), True)
    if half := _HALF.fullmatch(text):
        end, included = Decimal(half[2]), half[1].endswith("=")
        return (
            Range(low=end, low_in=included)
            if half[1].startswith(">")
            else Range(high=end, high_in=included)
        )
    if found := _BETWEEN.fullmatch(text):
        return Range(Decimal(found[2]), found[1] == "[", Decimal(found[3]), found[4] == "]")
    return None


def _merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return the ranges in order, those that touch or overlap made one."""
    ordered = sorted(ranges, key=lambda r: (r.low is not None, r.low or Decimal(0), not r.low_in))
    done: list[Range] = []
    for each in ordered:
        if not done or not _touch(done[-1], each):
            done.append(each)
            continue
        last = done.pop()
        ends_later = each.high is None or (
            last.high is not None and (each.high, each.high_in) > (last.high, last.high_in)
        )
        longer = each if ends_later and last.high is not None else last
        done.append(Range(last.low, last.low_in, longer.high, longer.high_in))
    return tuple(done)


def _touch(one: Range, other: Range) -> bool:
    """Say whether `other`, which begins no earlier, leaves no number between itself and `one`."""
    if one.high is None or other.low is None:
        return True
    return other.low < one.high or (other.low == one.high and (one.high_in or other.low_in))

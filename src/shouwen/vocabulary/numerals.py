"""Chinese numerals as regulations number their articles: 一 to 九千九百九十九."""

import re
from typing import Final

#: The digits, ``零`` first; ``两`` stands for two before a hundred or a thousand.
DIGITS: Final = "零一二三四五六七八九"
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_PLACES: Final = ((1000, "千"), (100, "百"), (10, "十"))
#: What a numeral may be written with, for a pattern.
NUMERAL: Final = "[零〇一二两三四五六七八九十百千]+|[0-9０-９]{1,4}"
_ONE_BY_ONE: Final = re.compile(f"[{DIGITS}〇]+")


def chinese_numeral(number: int) -> str:
    """Return a number as articles are numbered: 十, 十二, 一百零三.

    :raises ValueError: below 1 or above 9999
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"no numeral for {number}")
    said, rest, gap = "", number, False
    for place, word in _PLACES:
        digit, rest = divmod(rest, place)
        if digit:
            said += ("零" if gap else "") + DIGITS[digit] + word
        gap = bool(said) and not digit
    if rest:
        said += ("零" if gap else "") + DIGITS[rest]
    return said.removeprefix("一") if said.startswith("一十") else said


def number_of(numeral: str) -> int | None:
    """Return the number a numeral stands for, 1 to 9999; None for what is no numeral.

    Digits, full-width ones too, and figures one by one (一〇三) count as well. A numeral no Chinese
    reader would write, such as 十百, is none.
    """
    text = numeral.replace("〇", "零")
    number: int | None
    if text.isdecimal():
        number = int(text)
    elif len(text) > 1 and _ONE_BY_ONE.fullmatch(text):
        number = int("".join(str(DIGITS.index(digit)) for digit in text))
    else:
        number = _added_up(text.replace("两", "二"))
        if number is None or text.replace("两", "二") not in (
            chinese_numeral(number),
            f"一{chinese_numeral(number)}",  # 一十二
        ):
            return None
    return number if 1 <= number <= 9999 else None


def _added_up(text: str) -> int | None:
    total, digit = 0, 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            return None
    total += digit
    return total if 1 <= total <= 9999 else None

"""Comparisons in the words regulations use.

超过 and 不满 leave the number out; 以上 and 以下 take it in (Civil Code, art. 1259), and we say so
each time: 以上（含）. Words are Chinese unless `language` begins with ``en``.
"""

from collections.abc import Mapping
from decimal import Decimal

_NUMBER = {
    "zh": {
        ">": "{a}超过 {b}",
        ">=": "{a}在 {b}以上（含）",
        "<": "{a}不满 {b}",
        "<=": "{a}在 {b}以下（含）",
        "==": "{a}等于 {b}",
        "!=": "{a}不等于 {b}",
    },
    "en": {
        ">": "{a} is more than {b}",
        ">=": "{a} is at least {b}",
        "<": "{a} is less than {b}",
        "<=": "{a} is at most {b}",
        "==": "{a} is {b}",
        "!=": "{a} is not {b}",
    },
}
_OTHER = {
    "zh": {
        ">": "{a}超过{b}",
        ">=": "{a}不低于{b}",
        "<": "{a}低于{b}",
        "<=": "{a}不超过{b}",
        "==": "{a}等于{b}",
        "!=": "{a}不等于{b}",
    },
    "en": _NUMBER["en"],
}
_INSTANT = {
    "zh": {
        ">": "{a}晚于{b}",
        ">=": "{a}不早于{b}",
        "<": "{a}早于{b}",
        "<=": "{a}不晚于{b}",
        "==": "{a}就是{b}",
        "!=": "{a}不是{b}",
    },
    "en": {
        ">": "{a} is later than {b}",
        ">=": "{a} is not earlier than {b}",
        "<": "{a} is earlier than {b}",
        "<=": "{a} is not later than {b}",
        "==": "{a} is {b}",
        "!=": "{a} is not {b}",
    },
}
_SAME = {
    "zh": {"==": "{a}是{b}", "!=": "{a}不是{b}"},
    "en": {"==": "{a} is {b}", "!=": "{a} is not {b}"},
}


def _two(language: str) -> str:
    return "en" if language.startswith("en") else "zh"


def _filled(
    forms: Mapping[str, Mapping[str, str]], sign: str, subject: str, other: str, language: str
) -> str:
    """Return the form with both sides filled in, a space between Latin letters and Chinese."""
    if _two(language) == "zh":
        subject, other = (
            side + " " * (side[-1:].isascii() and side != "") for side in (subject, other)
        )
    return forms[_two(language)][sign].format(a=subject, b=other).strip()


def against_number(subject: str, sign: str, number: str, language: str = "zh") -> str:
    """Return a comparison with a number written out.

    >>> against_number("金额", "<=", "1000 元")
    '金额在 1000 元以下（含）'
    """
    return _filled(_NUMBER, sign, subject, number, language)


def against_amount(subject: str, sign: str, other: str, language: str = "zh") -> str:
    """Return a comparison of two amounts that both have names."""
    return _filled(_OTHER, sign, subject, other, language)


def against_instant(subject: str, sign: str, other: str, language: str = "zh") -> str:
    """Return a comparison of two moments or days."""
    return _filled(_INSTANT, sign, subject, other, language)


def against_same(subject: str, sign: str, other: str, language: str = "zh") -> str:
    """Return ``==`` or ``!=`` of anything else."""
    return _filled(_SAME, sign, subject, other, language)


def between(subject: str, low: tuple[str, bool], high: tuple[str, bool], language: str) -> str:
    """Return that a number lies between two others; each says whether it is included.

    >>> between("金额", ("1000 元", False), ("20000 元", True), "zh")
    '金额超过 1000 元、在 20000 元以下（含）'
    """
    first = against_number(subject, ">=" if low[1] else ">", low[0], language)
    second = against_number("", "<=" if high[1] else "<", high[0], language).strip()
    if _two(language) == "en":
        return f"{first} and {second.removeprefix('is ')}"
    return f"{first}、{second}"


def among(subject: str, members: list[str], out: bool, language: str = "zh") -> str:
    """Return that something is one of `members`, or none of them when `out`."""
    if len(members) == 1:
        return against_same(subject, "!=" if out else "==", members[0], language)
    if _two(language) == "en":
        listed = f"{', '.join(members[:-1])} {'nor' if out else 'or'} {members[-1]}"
        return f"{subject} is {'neither ' * out}{listed}"
    return f"{subject}{'不' * out}是{'、'.join(members)}{'中的任何一项' if out else '之一'}"


def yes_or_no(subject: str, holds: bool, language: str = "zh") -> str:
    """Return that a yes-or-no fact is yes, or no."""
    if _two(language) == "en":
        return f"{subject}: {'yes' if holds else 'no'}"
    return f"{subject}为“{'是' if holds else '否'}”"


def number(value: int | Decimal, money: bool, language: str = "zh") -> str:
    """Return a number without needless zeros; amounts carry their unit."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if not money:
        return text
    return f"{text} yuan" if _two(language) == "en" else f"{text} 元"


def both(parts: list[str], language: str = "zh") -> str:
    """Return sentences that must all hold."""
    return (", and " if _two(language) == "en" else "，且").join(parts)


def either(parts: list[str], language: str = "zh") -> str:
    """Return sentences of which one must hold."""
    return (", or " if _two(language) == "en" else "，或").join(parts)

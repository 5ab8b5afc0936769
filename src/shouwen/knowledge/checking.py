"""The wording check: a text in, remarks out. Advice; it refuses nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shouwen.knowledge.wordlist import TextKind, WordingRule

#: Longer texts are checked as far as this.
MOST_LETTERS = 20_000
#: Nobody reads more.
MOST_REMARKS = 100
_NEAR = 8
_ENDS = "。！？；!?;\n"
#: What may stand between two words of an echo.
_BETWEEN = r"[，,、。！!…\s]{0,3}"


@dataclass(frozen=True, slots=True)
class Remark:
    """One place where a text should be worded otherwise.

    `start` and `end` are offsets, the end excluded; `line` and `column` count from 1.
    """

    rule: str
    start: int
    end: int
    line: int
    column: int
    found: str


def check(
    text: str,
    rules: Mapping[str, WordingRule],
    *,
    kinds: Iterable[TextKind],
    regulation: str | None = None,
) -> tuple[Remark, ...]:
    """Return where the rules say that a text should be worded otherwise, in order of place.

    Of rules about overlapping places the longest words win, and then the earlier rule.

    :param kinds: what the text is; rules about none of these are left out
    :param regulation: under which it is written; rules of other regulations are left out. None:
        only rules of no regulation in particular
    """
    wanted = set(kinds)
    text = text[:MOST_LETTERS]
    found = [
        (begin, end, name)
        for name, rule in rules.items()
        if wanted & set(rule.where) and (not rule.regulations or regulation in rule.regulations)
        for begin, end in _places(text, rule)
    ]
    order = {name: number for number, name in enumerate(rules)}
    found.sort(key=lambda each: (each[0] - each[1], each[0], order[each[2]]))
    taken, kept = bytearray(len(text)), []
    for begin, end, name in found:
        if not any(taken[begin:end]):
            taken[begin:end] = b"\x01" * (end - begin)
            kept.append((begin, end, name))
    return tuple(_remark(text, *each) for each in sorted(kept)[:MOST_REMARKS])


def _places(text: str, rule: WordingRule) -> Iterator[tuple[int, int]]:
    for phrase in rule.avoid:
        pattern = re.escape(phrase)
        if rule.kind == "echo":
            # Twice or more, and not within a longer word: 好不好 is no echo.
            pattern = rf"{pattern}(?:{_BETWEEN}{pattern})+"
        for match in re.finditer(pattern, text):
            begin, end = match.span()
            if text.startswith(tuple(rule.unless_before), end) and rule.unless_before:
                continue
            if rule.unless_after and text[:begin].endswith(tuple(rule.unless_after)):
                continue
            if rule.opening and text[:begin].strip():
                continue
            if rule.near and not _stands_near(text, begin, end, rule.near):
                continue
            yield begin, end


def _stands_near(text: str, begin: int, end: int, words: Iterable[str]) -> bool:
    """Say whether one of the words stands within a few letters, in the same sentence."""
    before = text[max(0, begin - _NEAR) : begin]
    after = text[end : end + _NEAR]
    before = before[max(before.rfind(mark) for mark in _ENDS) + 1 :]
    stop = min((at for mark in _ENDS if (at := after.find(mark)) >= 0), default=len(after))
    around = (before, after[:stop])
    return any(word in side for word in words for side in around)


def _remark(text: str, begin: int, end: int, rule: str) -> Remark:
    line = text.count("\n", 0, begin) + 1
    column = begin - (text.rfind("\n", 0, begin) + 1) + 1
    return Remark(rule, begin, end, line, column, text[begin:end])

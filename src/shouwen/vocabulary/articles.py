"""Numbers of articles in English: 第十二条第二款 is quoted as Art. 12(2).

Chinese statutes are cited by article (条), paragraph (款), item (项) and point (目); articles
put in later carry 之一. Norms of an organisation number sections 一（二） and append annexes. What
cannot be read for certain has no English here: whoever shows it shows the original.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from shouwen.vocabulary.numerals import NUMERAL, number_of

_N: Final = f"({NUMERAL})"
_LINKS: Final = "和与及、，,"
_ANNEXES: Final = {"附件": "Annex", "附录": "Appendix", "附表": "Schedule", "附图": "Figure"}
_ALONE: Final = {"附则": "Final provisions", "总则": "General provisions", "序言": "Preamble"}
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .()/_-]*")

#: What may follow an article or a section: pattern, and what it reads as.
_PARTS: Final = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (f"第{_N}款", "({})"),
        (f"第[（(]?{_N}[）)]?项", " item {}"),
        (f"第[（(]?{_N}[）)]?目", " point {}"),
        (rf"[（(]{_N}[）)]", "({})"),
    )
)
_TAIL: Final = re.compile(r"(?<=[）)])([0-9０-９]{1,3})[、.．]?$")
_DIVISION: Final = re.compile(f"第{_N}([编章节])")
_DIVISIONS: Final = {"编": "Part", "章": "Ch.", "节": "Sec."}
_ARTICLE: Final = re.compile(f"第{_N}条(?:之{_N})?")
_ANNEX: Final = re.compile(f"({'|'.join(_ANNEXES)}){_N}?")
_SECTION: Final = re.compile(f"{_N}(?=$|[（(])")
_SUPPLEMENT: Final = re.compile(f"补{_N}")
#: 第一、二条 and 第一至三条
_SEVERAL: Final = re.compile(f"第(?:{NUMERAL})(?:[{_LINKS}](?:{NUMERAL}))+条")
_SPAN: Final = re.compile(f"第?{_N}(?:条)?[至到—–-]第?{_N}条")


class _Unread(Exception):
    """A reference is not of a kind read here."""


def article_in_english(number: str) -> str | None:
    """Return the number of an article as English quotes it; None where it cannot be read.

    >>> article_in_english("第十二条之一第二款第三项")
    'Art. 12-1(2) item 3'
    >>> article_in_english("第一、二条")
    'Arts. 1, 2'
    >>> article_in_english("二（4）")
    'Sec. 2(4)'
    """
    text = "".join(number.split())
    if not text:
        return None
    if number.isascii():
        return number if _CODE.fullmatch(number) else None
    try:
        return _several(text) or _each(text)
    except _Unread:
        return None


def _several(text: str) -> str | None:
    """Return 第一、二条 or 第一至三条 in English, or None for anything else."""
    if _SEVERAL.fullmatch(text):
        numbers = [_number(each) for each in re.split(f"[{_LINKS}]", text[1:-1])]
        return f"Arts. {', '.join(map(str, numbers))}"
    span = _SPAN.fullmatch(text)
    if span is None:
        return None
    first, last = _number(span[1]), _number(span[2])
    return f"Arts. {first}–{last}" if first < last else None


def _each(text: str) -> str:
    return ", ".join(_one(part) for part in re.split(f"[{_LINKS}](?=第|附|补)", text))


def _one(text: str) -> str:
    """Return one reference, division by division from the outside in."""
    said: list[str] = []
    while division := _DIVISION.match(text):
        said.append(f"{_DIVISIONS[division[2]]} {_number(division[1])}")
        text = text[division.end() :]
    if text or not said:
        said.append(_place(text))
    return ", ".join(said)


def _place(text: str) -> str:
    if text in _ALONE:
        return _ALONE[text]
    for pattern, words in _PLACES:
        found = pattern.match(text)
        if found is not None:
            head, rest = words(found), text[found.end() :]
            if pattern is _ANNEX and _ARTICLE.match(rest):
                return f"{head}, {_place(rest)}"
            return head + _parts(rest)
    raise _Unread


def _article(found: re.Match[str]) -> str:
    inserted = "" if found[2] is None else f"-{_number(found[2])}"
    return f"Art. {_number(found[1])}{inserted}"


def _annex(found: re.Match[str]) -> str:
    word = _ANNEXES[found[1]]
    return word if found[2] is None else f"{word} {_number(found[2])}"


_PLACES: Final[Iterable[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]] = (
    (_ARTICLE, _article),
    (_ANNEX, _annex),
    (_SUPPLEMENT, lambda found: f"Supp. {_number(found[1])}"),
    (_SECTION, lambda found: f"Sec. {_number(found[1])}"),
)


def _parts(text: str) -> str:
    """Return paragraphs, items and points behind an article; all of them, or nothing is read."""
    said, place = "", 0
    while place < len(text):
        tail = _TAIL.match(text, place)
        if tail is not None:
            return f"{said}{_number(tail[1])}"
        for pattern, words in _PARTS:
            found = pattern.match(text, place)
            if found is not None:
                said += words.format(_number(found[1]))
                place = found.end()
                break
        else:
            raise _Unread
    return said


def _number(numeral: str) -> int:
    number = number_of(numeral)
    if number is None:
        raise _Unread
    return number

"""Taking out of a text what says who somebody is: pure, and deaf to how it was written.

What is known of somebody is passed in; numbers that are anybody's (mobiles, identity cards, mail
addresses, long accounts) go out wherever they stand. A text may still tell who wrote it by what it
tells: no machine takes that out.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from shouwen.vault.particular import Kind, alike

#: What stands where something was taken out, as offices have always written it.
BLACKED: Final = "×××"
_BETWEEN: Final = r"[\s\-—–.·()]*"
#: What people write for somebody they call by the family name.
_CALLED: Final = r"(?:先生|女士|小姐|太太|同志|师傅|大爷|大妈|阿姨|叔叔|奶奶|爷爷|某{1,2})"
_COMPOUND: Final = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "夏侯",
        "司徒",
        "端木",
        "南宫",
        "独孤",
    ]
)
_TAIL: Final = r"(?:尾号|尾数|末四位|后四位)(?:[为是:\s]{0,3})"
_HAN: Final = re.compile(r"[\u3400-\u9fff]{2,6}")
#: The last place somebody lives in by law: what follows it is his alone.
_PLACE: Final = re.compile(r".*(?:省|市|区|县|旗|州)")
_SHORTEST_PLACE: Final = 5
#: Numbers that name somebody whoever he is.
_ANYBODYS: Final = (
    r"(?<!\d)(?:\+?86[\s-]*)?1[3-9]\d(?:[\s-]*\d){8}(?!\d)",
    r"(?<!\d)0\d{2,3}[\s-]?[2-9]\d{6,7}(?!\d)",
    r"(?<![\w])\d{17}[\dx](?!\w)",
    r"(?<![\w-])\d{15,19}(?![\w-])",
    r"(?<![\w-])\d{4}(?: \d{4}){3}(?: \d{1,3})?(?![\w-])",
    r"(?<![\w-])\d{4}(?:-\d{4}){3}(?:-\d{1,3})?(?![\w-])",
    r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+",
)


def blacked(text: str, known: Iterable[tuple[Kind, str]] = ()) -> str:
    """Return a text without what is known of somebody, and without anybody's numbers.

    >>> blacked("我叫郭小明，电话138 1234 5627", [(Kind.NAME, "郭小明")])
    '我叫×××，电话×××'
    >>> blacked("郭女士称卡尾号5627被多扣 30 元", [(Kind.NAME, "郭小明"),
    ...     (Kind.ACCOUNT, "6222021234565627")])
    '×××称卡×××被多扣 30 元'
    """
    return blacking(known)(text)


def blacking(known: Iterable[tuple[Kind, str]]) -> Callable[[str], str]:
    """Return what takes out of any text what :func:`blacked` takes out of one."""
    patterns = [each for kind, value in known for each in _patterns(kind, value)]
    found = re.compile("|".join(f"(?:{each})" for each in (*patterns, *_ANYBODYS)))

    def taken_out(text: str) -> str:
        parts, end = [], 0
        for match in found.finditer("".join(map(_plain, text))):
            if match.end() > match.start():
                parts += [text[end : match.start()], BLACKED]
                end = match.end()
        return "".join((*parts, text[end:]))

    return taken_out


def _plain(letter: str) -> str:
    """Return a letter as everybody would have written it, never longer than it was."""
    plain = unicodedata.normalize("NFKC", letter).casefold()
    return plain if len(plain) == 1 else letter


def _patterns(kind: Kind, value: str) -> Iterator[str]:
    text = "".join(map(_plain, value)).strip()
    if not text:
        return
    match kind:
        case Kind.NAME:
            yield from _of_name(text)
        case Kind.TELEPHONE | Kind.ACCOUNT | Kind.IDENTITY_NUMBER:
            yield from _of_number(kind, alike(kind, value).casefold())
        case Kind.ADDRESS:
            yield _spread(text)
            tail = _PLACE.sub("", text, count=1)
            if len(tail) >= _SHORTEST_PLACE:
                yield _spread(tail)
        case Kind.EMAIL:
            yield re.escape(text)


def _of_name(name: str) -> Iterator[str]:
    if len(name) < 2:
        return
    yield _spread(name)
    if not _HAN.fullmatch(name):
        return
    family = name[:2] if name[:2] in _COMPOUND else name[0]
    given = name[len(family) :]
    if len(given) > 1:
        yield _spread(given)
    yield f"{family}{_CALLED}"
    yield f"[老小]{family}"


def _of_number(kind: Kind, number: str) -> Iterator[str]:
    if len(number) < 4:
        return
    spread = _BETWEEN.join(map(re.escape, number))
    before = r"(?:\+?86[\s-]*)?" if kind is Kind.TELEPHONE else ""
    yield f"(?<![0-9]){before}{spread}(?![0-9])"
    yield f"{_TAIL}{re.escape(number[-4:])}(?![0-9])"


def _spread(text: str) -> str:
    """Return a pattern of a text whatever blanks stand in it."""
    return r"\s*".join(re.escape(letter) for letter in text if not letter.isspace())

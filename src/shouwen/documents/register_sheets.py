"""A register on paper: a sheet with its head repeated on every page."""

import re
from typing import Final

from shouwen.documents.errors import TooLongForPaper
from shouwen.documents.layout import blocks_by_hand
from shouwen.documents.papers import source_words
from shouwen.documents.register_tables import Head, RegisterTable, cutoff_words
from shouwen.documents.sheet import Box, Part, Place, Prose, Ruled, Sheet, Signing

#: Nobody reads more on paper, and a sheet of figures holds it as well.
MOST_LINES: Final = 2000
#: Sizes of type, the usual one first, in points.
_SIZES: Final = (8.5, 8.0, 7.5, 7.0, 6.5)
#: Half a character of one point, in millimetres.
_HALF_A_POINT: Final = 0.5 * 0.3528 * 1.08
_PAGE_WIDE: Final = {"portrait": 176, "landscape": 263, "half": 186}
#: Lines looked at for widths, in half characters: of the running number, of any column, of its rim.
_LOOKED_AT: Final = 500
_NUMBER_WIDE, _LEAST, _PADDING = 5, 4, 1.6
#: Chinese goes on in the next line anywhere, but not after every second character.
_SOME_WORDS: Final = 9
#: What is not broken: a number, a date, a word in Latin letters.
_RUN: Final = re.compile(r"[A-Za-z0-9.,:/_#%+-]+")


def register_sheet(table: RegisterTable, empty: int = 0) -> Sheet:
    """Return a register as a sheet.

    :param empty: so many empty lines beneath, to be filled in by hand
    :raises TooLongForPaper: if it has more than `MOST_LINES` lines
    """
    if len(table.lines) > MOST_LINES:
        raise TooLongForPaper(table.title, len(table.lines), MOST_LINES)
    choose = table.wording.choose
    titles = (choose("序号", "No."), *(head.title for head in table.heads))
    boxes = [Box(title, n, 1, 0, "head", small=True) for n, title in enumerate(titles)]
    for n, line in enumerate(table.lines, 1):
        boxes += _boxes(table.heads, str(n), line.words, n)
    for n in range(len(table.lines) + 1, len(table.lines) + empty + 1):
        boxes += _boxes(table.heads, str(n), ("",) * len(table.heads), n, tall=8)
    if table.total is not None and not empty:
        boxes += _boxes(table.heads, "", table.total.words, len(table.lines) + 1)
    size, widths = _measured(table)
    parts: list[Part] = [Ruled(tuple(boxes), head=1, widths=widths, size=size)]
    notes = [*table.scope, table.note]
    if text := "\n".join(each for each in notes if each):
        parts.append(Prose("note", text))
    parts += blocks_by_hand(table.below, table.wording)
    if table.signed_by:
        places = tuple(
            Place(table.wording.say(each.who), english=table.wording.english)
            for each in table.signed_by
        )
        parts.append(Signing(places, letter=False))
    count = choose(f"共 {len(table.lines)} 件", f"Cases: {len(table.lines)}")
    foot = [source_words(table.wording, table.regulation_title, table.article), table.form]
    return Sheet(
        title=table.title,
        parts=tuple(parts),
        over=table.organisation,
        under="" if table.period is None else table.period.words(english=table.wording.english),
        left="" if empty else cutoff_words(table),
        right="" if empty or table.total is not None else count,
        foot="　".join(each for each in foot if each),
        page=table.page,  # type: ignore[arg-type]
        english=table.wording.english,
    )


def _boxes(
    heads: tuple[Head, ...], number: str, words: tuple[str, ...], n: int, tall: int | None = None
) -> list[Box]:
    cells = [
        Box(text, place, 1, n, tall=tall, align="right" if head.number else "left", small=True)
        for place, (head, text) in enumerate(zip(heads, words, strict=True), 1)
    ]
    return [Box(number, 0, 1, n, align="center", small=True), *cells]


def _measured(table: RegisterTable) -> tuple[float, tuple[int, ...]]:
    """Return the largest type at which no number has to be broken, and the columns' widths.

    Widths are in tenths of half a character. What is left over goes to the columns by what they
    hold. Where even the smallest type is too large, numbers are broken.
    """
    needs = [_NUMBER_WIDE]
    weights = [0]
    for place, head in enumerate(table.heads):
        texts = [line.words[place] for line in table.lines[:_LOOKED_AT]]
        if table.total is not None:
            texts.append(table.total.words[place])
        runs = [len(run) for text in texts for run in _RUN.findall(text)]
        some = min(_SOME_WORDS, max((2 * len(text) for text in texts), default=0))
        needs.append(max([_LEAST, some, *runs]) + _PADDING)
        weights.append(head.wide)
    needed = sum(needs)
    room = {size: _PAGE_WIDE[table.page] / (size * _HALF_A_POINT) for size in _SIZES}
    size = next((each for each in _SIZES if room[each] >= needed), _SIZES[-1])
    left = max(0.0, room[size] - needed)
    total = sum(weights) or 1
    return size, tuple(
        round(10 * (need + left * weight / total))
        for need, weight in zip(needs, weights, strict=True)
    )

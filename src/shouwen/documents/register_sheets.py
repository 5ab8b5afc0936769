"""A register on paper: a sheet with its head repeated on every page."""

from typing import Final

from shouwen.documents.errors import TooLongForPaper
from shouwen.documents.layout import blocks_by_hand
from shouwen.documents.register_tables import Head, Line, RegisterTable, cutoff_words
from shouwen.documents.sheet import PARTS, Box, Part, Place, Prose, Ruled, Sheet, Signing

#: Nobody reads more on paper, and a sheet of figures holds it as well.
MOST_LINES: Final = 5000
_NUMBER: Final = 2


def register_sheet(table: RegisterTable, empty: int = 0) -> Sheet:
    """Return a register as a sheet.

    :param empty: so many empty lines beneath, to be filled in by hand
    :raises TooLongForPaper: if it has more than `MOST_LINES` lines
    """
    if len(table.lines) > MOST_LINES:
        raise TooLongForPaper(table.title, len(table.lines), MOST_LINES)
    choose = table.wording.choose
    spans = _spans(table.heads)
    boxes = [Box(choose("序号", "No."), 0, _NUMBER, 0, "head", small=True)]
    boxes += [
        Box(head.title, start, span, 0, "head", small=True)
        for head, (start, span) in zip(table.heads, spans, strict=True)
    ]
    for n, line in enumerate(table.lines, 1):
        boxes.append(Box(str(n), 0, _NUMBER, n, align="center", small=True))
        boxes += _boxes(table.heads, spans, line, n)
    for n in range(len(table.lines) + 1, len(table.lines) + empty + 1):
        boxes.append(Box(str(n), 0, _NUMBER, n, align="center", small=True))
        boxes += [Box("", start, span, n, tall=8, small=True) for start, span in spans]
    if table.total is not None and not empty:
        last = len(table.lines) + 1
        boxes.append(Box("", 0, _NUMBER, last, small=True))
        boxes += _boxes(table.heads, spans, table.total, last)
    parts: list[Part] = [Ruled(tuple(boxes), head=1)]
    notes = [*table.scope, table.note]
    if text := "\n".join(each for each in notes if each):
        parts.append(Prose("note", text))
    parts += blocks_by_hand(table.below, table.wording)
    if table.signed_by:
        places = tuple(Place(table.wording.say(each.who)) for each in table.signed_by)
        parts.append(Signing(places, letter=False))
    count = choose(f"共 {len(table.lines)} 件", f"{len(table.lines)} cases")
    foot = [f"《{table.regulation_title}》{table.article}", table.form]
    return Sheet(
        title=table.title,
        parts=tuple(parts),
        over=table.organisation,
        under="" if table.period is None else table.period.words(english=table.wording.english),
        left="" if empty else cutoff_words(table),
        right="" if empty or table.total is not None else count,
        foot="　".join(each for each in foot if each),
        page=table.page,  # type: ignore[arg-type]
    )


def _boxes(heads: tuple[Head, ...], spans: list[tuple[int, int]], line: Line, n: int) -> list[Box]:
    return [
        Box(words, start, span, n, align="right" if head.number else "left", small=True)
        for head, (start, span), words in zip(heads, spans, line.words, strict=True)
    ]


def _spans(heads: tuple[Head, ...]) -> list[tuple[int, int]]:
    """Return where each column begins and how wide it is; none is narrower than one part."""
    weights = [head.wide for head in heads]
    width, total = PARTS - _NUMBER, sum(weights)
    edges = [_NUMBER + round(width * sum(weights[:n]) / total) for n in range(len(weights) + 1)]
    return [(edges[n], max(1, edges[n + 1] - edges[n])) for n in range(len(weights))]

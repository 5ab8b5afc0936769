"""From a regulation's layout and what fills it to a sheet of paper."""

from collections.abc import Iterable, Sequence

from shouwen.casework.wording import Wording
from shouwen.documents.filling import FEW, Filling
from shouwen.documents.sheet import (
    PARTS,
    TICKED,
    UNTICKED,
    Box,
    Kind,
    Part,
    Place,
    Prose,
    Ruled,
    Signing,
)
from shouwen.regulations.forms import PLACEHOLDER, Block, Cell, Document, Signature

_SIDE = 3
_SIGN_TALL = 13
_LONG_TALL = 22
#: So many characters of options still stand in one or two lines across the page.
_ONE_ROW = 70
#: A line to write on where running text lacks something.
_GAP = "＿＿＿＿＿＿"


def parts_of(document: Document, filling: Filling) -> tuple[Part, ...]:
    """Return everything on the sheet under its head, from top to bottom."""
    blocks = document.layout or default_layout(document, filling)
    laid = _Laying(filling, letter=document.is_letter)
    # One signs the form itself: above what is torn off, and above the small print at its end.
    end = next((n for n, each in enumerate(blocks) if each.tear is not None), len(blocks))
    while end > 0 and blocks[end - 1].note is not None:
        end -= 1
    above, below = blocks[:end], blocks[end:]
    for block in above:
        laid.take(block)
    laid.sign(_at_foot(document, blocks))
    for block in below:
        laid.take(block)
    if document.seal is not None:
        laid.close()
        seal = filling.wording.say(document.seal)
        laid.parts.append(
            Prose(
                "seal",
                seal,
                filling.words.get("issued_on", ""),
                english=filling.wording.english,
            )
        )
    laid.close()
    return tuple(laid.parts)


def blocks_by_hand(blocks: Iterable[Block], wording: Wording) -> tuple[Part, ...]:
    """Return blocks that show nothing of any case: room for what somebody writes."""
    laid = _Laying(Filling(wording), letter=False)
    for block in blocks:
        laid.take(block)
    laid.close()
    return tuple(laid.parts)


def default_layout(document: Document, filling: Filling) -> list[Block]:
    """Return the layout of a document that writes none: its fields, short ones two to a row.

    The case's number and its beginning come first; a few options are shown with boxes.
    """
    blocks: list[Block] = [Block.model_validate(["case_number", "opened_at"])]
    waiting: list[Cell] = []

    def flush() -> None:
        if waiting:
            blocks.append(Block(row=list(waiting)))
            waiting.clear()

    records = filling.wording.procedure.pack.records
    for name in document.fields:
        options = len(filling.options(name))
        if name in records:
            flush()
            blocks.append(Block(table=name, title=records[name].title, lines=1))
        elif filling.is_long(name):
            flush()
            blocks.append(Block(show=name, tall=_LONG_TALL))
        elif FEW < options <= _ONE_ROW:
            flush()
            blocks.append(Block(show=name, boxes=True))
        else:
            waiting.append(Cell(show=name, boxes=0 < options <= FEW))
            if len(waiting) == 2:
                flush()
    flush()
    return blocks


def _at_foot(document: Document, blocks: Iterable[Block]) -> list[Signature]:
    """Return who signs at the foot: everybody who has no place in the layout."""
    blocks = list(blocks)
    if any(block.kind == "signatures" for block in blocks):
        return []
    placed = {each.who for block in blocks for each in block.signed}
    return [each for each in document.signed_by if each.who not in placed]


class _Laying:
    """A sheet while it is laid out: rows of the table gather until something else comes."""

    def __init__(self, filling: Filling, *, letter: bool) -> None:
        self.filling = filling
        self.letter = letter
        self.parts: list[Part] = []
        self._boxes: list[Box] = []
        self._line = 0

    def take(self, block: Block) -> None:
        """Lay out one block."""
        filling = self.filling
        if not self._is_due(block):
            return
        say = filling.wording.say
        if block.kind in Block.RULED:
            self._ruled(block, 0)
            return
        if block.signatures is not None:
            self.sign(block.signatures)
            return
        self.close()
        if block.kind == "wish":
            self.parts.append(Prose("wish", say(block.wish), say(block.salute)))
        elif block.sender is not None:
            day = filling.words.get("issued_on", "")
            self.parts.append(
                Prose(
                    "sender",
                    self._filled(block.sender),
                    day,
                    english=filling.wording.english,
                )
            )
        else:
            text = block.to or block.paragraph or block.note or block.tear or ""
            english = filling.wording.english
            self.parts.append(
                Prose(block.kind, self._filled(text), english=english)  # type: ignore[arg-type]
            )

    def _is_due(self, block: Block) -> bool:
        """Say whether a block is printed; on an empty form nothing is left out."""
        filling = self.filling
        if filling.by_hand:
            return True
        if block.only is not None and not filling.holds(block.only):
            return False
        return block.unless is None or not filling.holds(block.unless)

    def sign(self, signatures: Sequence[Signature]) -> None:
        """Lay out places to sign: rows of the table under a form, lines under a letter."""
        places = [self.filling.place(each) for each in signatures]
        if not places:
            return
        if self.letter or not self._boxes:
            self.close()
            self.parts.append(Signing(tuple(places), self.letter))
            return
        for first in range(0, len(places), 2):
            pair = places[first : first + 2]
            for (start, span), place in zip(_shares([1] * len(pair), 0), pair, strict=True):
                label = _label_width(len(pair), span)
                self._box(place.who, start, label, "label")
                unnamed = Place("", place.name, place.day, place.english)
                self._box("", start + label, span - label, tall=_SIGN_TALL, sign=unnamed)
            self._line += 1

    def close(self) -> None:
        """End the ruled table, if one has been begun."""
        if self._boxes:
            self.parts.append(Ruled(tuple(self._boxes)))
        self._boxes, self._line = [], 0

    # -- rows of the table

    def _ruled(self, block: Block, left: int) -> None:
        say = self.filling.wording.say
        match block.kind:
            case "heading":
                self._box(self._filled(str(block.heading)), left, PARTS - left, "heading")
                self._line += 1
            case "side":
                begin, rows = self._line, block.rows or ()
                for row in rows:
                    if self._is_due(row):
                        self._ruled(row, left + _SIDE)
                if self._line > begin:
                    height = self._line - begin
                    side = Box(say(block.side), left, _SIDE, begin, "side", rows=height)
                    self._boxes.append(side)
            case "table":
                self._table(block, left)
            case "checks":
                ticks = (
                    f"{TICKED if self.filling.holds(name) else UNTICKED}{self.filling.label(name)}"
                    for name in block.of or ()
                )
                label = _label_width(1, PARTS - left)
                self._box(say(block.checks), left, label, "label")
                self._box("　".join(ticks), left + label, PARTS - left - label)
                self._line += 1
            case _:
                self._row(block.cells, left)

    def _row(self, cells: tuple[Cell, ...], left: int) -> None:
        spans = _shares([cell.wide for cell in cells], left)
        for cell, (start, span) in zip(cells, spans, strict=True):
            label = _label_width(len(cells), span)
            self._box(self._label(cell), start, label, "label")
            sign = None if cell.sign is None else self.filling.place(cell.sign)
            self._box(
                self._value(cell), start + label, span - label,
                tall=cell.tall or (_SIGN_TALL + 9 if sign else None), sign=sign,
            )  # fmt: skip
        self._line += 1

    def _label(self, cell: Cell) -> str:
        title = cell.label or cell.blank
        if title is not None:
            return self.filling.wording.say(title)
        return self.filling.label(str(cell.show))

    def _value(self, cell: Cell) -> str:
        if cell.show is None:
            return ""
        if cell.weekday:
            return self.filling.moment(cell.show)
        return self.filling.options(cell.show) if cell.boxes else self.filling.text(cell.show)

    def _table(self, block: Block, left: int) -> None:
        filling, record = self.filling, str(block.table)
        say = filling.wording.say
        columns = block.columns or [Cell(show=name) for name in filling.columns(record)]
        if block.title is not None:
            self._box(say(block.title), left, PARTS - left, "heading")
            self._line += 1
        spans = _shares([cell.wide for cell in columns], left + _SIDE)
        self._box(filling.wording.choose("序号", "No."), left, _SIDE, "head", small=True)
        for cell, (start, span) in zip(columns, spans, strict=True):
            self._box(self._label(cell), start, span, "head", small=True)
        self._line += 1
        names = [cell.show or "" for cell in columns]
        for number, texts in filling.lines(record, names, block.lines or 1):
            self._box(number, left, _SIDE, align="center", small=True)
            for name, text, (start, span) in zip(names, texts, spans, strict=True):
                align = "right" if filling.is_number(name) else "left"
                self._box(text, start, span, align=align, small=True)
            self._line += 1
        if block.total:
            self._totals(record, block.total, columns, spans, left)

    def _totals(
        self,
        record: str,
        totals: list[str],
        columns: list[Cell],
        spans: list[tuple[int, int]],
        left: int,
    ) -> None:
        filling = self.filling
        self._box(filling.wording.choose("合计", "Total"), left, _SIDE, "head", small=True)
        for cell, (start, span) in zip(columns, spans, strict=True):
            text = filling.total(record, cell.show) if cell.show in totals else ""
            self._box(text, start, span, align="right", small=True)
        self._line += 1

    def _box(
        self,
        text: str,
        start: int,
        span: int,
        kind: Kind = "value",
        *,
        tall: int | None = None,
        sign: Place | None = None,
        align: str = "left",
        small: bool = False,
    ) -> None:
        box = Box(text, start, span, self._line, kind, 1, tall, sign, align, small)  # type: ignore[arg-type]
        self._boxes.append(box)

    def _filled(self, text: str) -> str:
        """Return a text with its names filled in, in the language of the sheet."""
        said = self.filling.wording.say(text)
        return PLACEHOLDER.sub(lambda found: self.filling.text(found[1]) or _GAP, said)


def _shares(weights: list[int], left: int) -> list[tuple[int, int]]:
    """Return where each of several neighbours begins and how many parts it gets, by weight."""
    width, total = PARTS - left, sum(weights)
    edges = [left + width * sum(weights[:n]) // total for n in range(len(weights) + 1)]
    return [(edges[n], edges[n + 1] - edges[n]) for n in range(len(weights))]


def _label_width(neighbours: int, span: int) -> int:
    """Return how many parts of a cell its label takes."""
    usual = 7 if neighbours <= 3 else 5
    return min(usual, span // 2)

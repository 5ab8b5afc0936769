"""Forms and letters: what a document shows, who gets and signs it, and how it lies on paper.

A layout is a list of blocks from top to bottom. It says what an office form says: rows of labels
and values, tall cells, tables of many entries, places to sign; or a letter's paragraphs. How wide a
rule is and which type it is set in is the business of whoever prints.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from shouwen.regulations.elements import Cited, Element
from shouwen.regulations.faults import WritingFault, written
from shouwen.regulations.texts import Id, Text

FormCode = Annotated[
    str,
    written(
        r"^[FL]-\d{2}$",
        "表单编号写 F-02，函件写 L-05",
        "a form is called F-02, a letter L-05",
    ),
]
Page = Literal["portrait", "landscape", "half"]

#: What a layout may show besides the regulation's own: of the case, and of the paper itself.
WORDS: dict[str, tuple[str, str]] = {
    "case_number": ("受理编号", "Case number"),
    "document_number": ("文号", "Document number"),
    "issued_at": ("签发时间", "Issued at"),
    "issued_on": ("签发日期", "Issued on"),
    "opened_at": ("受理时间", "Received at"),
    "receiving_unit": ("受理单位", "Receiving unit"),
    "first_receiver": ("首问人", "First receiver"),
    "issuer": ("制定机关", "Issuer"),
}

#: A name to fill in, between braces.
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names between braces in a text of a layout, in order."""
    return tuple(match[1] for match in PLACEHOLDER.finditer(text))


class Copy(Element):
    """One of the copies a document goes out in: what it is for, and who gets it."""

    purpose: Text
    to: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written_: Any) -> Any:
        return {"purpose": written_} if isinstance(written_, str) else written_


class Signature(Element):
    """A place to sign. With an act it bears the name of whoever did that act last, and the day."""

    who: Text
    act: Id | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written_: Any) -> Any:
        return {"who": written_} if isinstance(written_, str) else written_


class Cell(Element):
    """A label and what belongs to it: a value, or room for a hand."""

    show: Id | None = None
    blank: Text | None = None
    label: Text | None = None
    wide: int = Field(1, ge=1, le=6)
    tall: int | None = Field(None, ge=6, le=240, description="millimetres, at least")
    sign: Signature | None = None
    boxes: bool = Field(False, description="show every option with a box")
    weekday: bool = Field(False, description="a moment in words, to the minute, with its weekday")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written_: Any) -> Any:
        return {"show": written_} if isinstance(written_, str) else written_

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if (self.show is None) == (self.blank is None):
            raise WritingFault(
                "一格须写 show 或 blank 之一",
                "show 写要素；留给手写的格子写 blank",
                "a cell has either show (a fact) or blank (room for a hand)",
            )
        return self


#: What each kind of block may say besides `only` and `unless`; the first key names the kind.
_KINDS: dict[str, tuple[str, ...]] = {
    "show": ("label", "tall", "sign", "boxes", "weekday"),
    "blank": ("tall", "sign"),
    "row": (),
    "heading": (),
    "side": ("rows",),
    "table": ("title", "columns", "lines", "total"),
    "checks": ("of",),
    "tear": (),
    "note": (),
    "signatures": (),
    "to": (),
    "paragraph": (),
    "wish": ("salute",),
    "sender": (),
}


class Block(Element):
    """One thing on the page. Written as a name it is one row; as a list, one row of several."""

    show: Id | None = None
    blank: Text | None = None
    label: Text | None = None
    tall: int | None = Field(None, ge=6, le=240)
    sign: Signature | None = None
    boxes: bool = False
    weekday: bool = False
    row: list[Cell] | None = Field(None, min_length=1, max_length=4)
    heading: Text | None = None
    side: Text | None = None
    rows: list["Block"] | None = Field(None, min_length=1)
    table: Id | None = None
    title: Text | None = None
    columns: list[Cell] | None = Field(None, min_length=1, max_length=12)
    lines: int | None = Field(None, ge=0, le=40)
    total: list[Id] | None = None
    checks: Text | None = None
    of: list[Id] | None = Field(None, min_length=1)
    tear: Text | None = None
    note: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    signatures: list[Signature] | None = Field(None, min_length=1, max_length=4)
    to: Text | None = None
    paragraph: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    wish: Text | None = None
    salute: Text | None = None
    sender: Text | None = Field(None, alias="from")
    only: Id | None = Field(None, description="printed only when this is known and not false")
    unless: Id | None = Field(None, description="printed only when this is unknown or false")

    #: Blocks of running text; a document that has one is a letter.
    OF_LETTERS: ClassVar[frozenset[str]] = frozenset({"to", "paragraph", "wish", "sender"})
    #: Blocks that are rows of the ruled table.
    RULED: ClassVar[frozenset[str]] = frozenset(
        {"show", "blank", "row", "heading", "side", "table", "checks"}
    )

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written_: Any) -> Any:
        if isinstance(written_, str):
            return {"show": written_}
        return {"row": written_} if isinstance(written_, list) else written_

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        said = self.model_fields_set
        kinds = [kind for kind in _KINDS if kind in said]
        if len(kinds) != 1:
            names = "、".join("from" if kind == "sender" else kind for kind in _KINDS)
            raise WritingFault(
                "版面的一块须有且只有一种内容",
                f"可用：{names}",
                f"a block of a layout is exactly one of {names.replace('、', ', ')}",
            )
        kind = kinds[0]
        strange = sorted(said - {kind, *_KINDS[kind], "only", "unless"})
        if strange:
            may = "、".join(_KINDS[kind]) or "（无）"
            raise WritingFault(
                f"“{kind}”一块不能写 {'、'.join(strange)}",
                f"可写：{may}",
                f"a block '{kind}' cannot say {', '.join(strange)}",
            )
        if kind == "side" and self.rows is None:
            raise WritingFault(
                "侧标题下没有行", "请写 rows", "a side heading stands beside rows: write rows"
            )
        if kind == "checks" and self.of is None:
            raise WritingFault(
                "没有写核对哪些项目", "请写 of", "checks are made of facts: write of"
            )
        if any(row.kind not in Block.RULED or row.kind == "side" for row in self.rows or ()):
            raise WritingFault(
                "侧标题旁只能是表格的行",
                "请把函件段落和另一侧标题移到外面",
                "beside a side heading there are rows of the table only",
            )
        return self

    @property
    def kind(self) -> str:
        """What this block is: the one key that names it."""
        return next(kind for kind in _KINDS if kind in self.model_fields_set)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of one row of the table; none for anything else."""
        if self.row is not None:
            return tuple(self.row)
        if self.kind not in ("show", "blank"):
            return ()
        said = {*_KINDS["show"], "show", "blank"} & self.model_fields_set
        return (Cell.model_validate({key: getattr(self, key) for key in said}),)

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that may hold names between braces."""
        texts = (self.heading, self.note, self.to, self.paragraph, self.sender, self.tear)
        return tuple(text for text in texts if text is not None)

    @property
    def signed(self) -> tuple[Signature, ...]:
        """The places to sign in this block, those beside a side heading included."""
        inner = [cell.sign for cell in self.cells if cell.sign is not None]
        beneath = [each for row in self.rows or () for each in row.signed]
        return (*(self.signatures or ()), *inner, *beneath)

    def shown(self) -> Iterator[str]:
        """Yield the names this block shows, decides by, or fills into its texts."""
        yield from (cell.show for cell in self.cells if cell.show is not None)
        if self.table is not None:
            yield self.table
        yield from self.of or ()
        for text in self.texts:
            yield from placeholders(text)
        yield from (name for name in (self.only, self.unless) if name is not None)
        for row in self.rows or ():
            yield from row.shown()


class Document(Cited):
    """A form or letter the case issues: what it shows, who gets it, what it must hold."""

    title: Text
    form: FormCode | None = None
    number: str | None = None
    fields: list[Id] = []
    must_hold: list[Id] = []
    copies: dict[Id, Copy] = {}
    signed_by: list[Signature] = []
    seal: Text | None = None
    page: Page = "portrait"
    layout: list[Block] = []
    public: bool = False

    @property
    def shown(self) -> tuple[str, ...]:
        """The names it shows, each once: its fields, then what else its layout names."""
        placed = (name for block in self.layout for name in block.shown())
        return tuple(dict.fromkeys((*self.fields, *placed)))

    @property
    def is_letter(self) -> bool:
        """Whether it is running text rather than a ruled form."""
        return any(block.kind in Block.OF_LETTERS for block in self.layout)

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """Every place to sign, in the layout and at the foot."""
        return (*(each for block in self.layout for each in block.signed), *self.signed_by)


def is_name(written_: str) -> bool:
    """Say whether what stands between braces can be the name of anything."""
    return _NAME.fullmatch(written_) is not None

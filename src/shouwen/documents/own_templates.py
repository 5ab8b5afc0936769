"""Word templates an office has made its own: drawn once from the layout, then edited in Word.

A template lies at ``forms/<regulation>/<document>.docx`` in the data folder. Where there is one,
Word files of that document are filled in there; PDF keeps the regulation's layout.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import jinja2
from django.conf import settings
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from shouwen.casework.wording import Wording
from shouwen.documents.errors import TemplateUnfit
from shouwen.documents.filling import Filling
from shouwen.documents.papers import Paper
from shouwen.documents.sheet import Place
from shouwen.documents.word import docx_of, timeless
from shouwen.regulations import Procedure
from shouwen.regulations.forms import WORDS, Signature

FOLDER: Final = "forms"
_NO_ACT: Final = ""


def place_of(regulation: str, document: str) -> Path:
    """Return where the office's own template of a document would lie."""
    return Path(settings.DATA_FOLDER) / FOLDER / regulation / f"{document}.docx"


def own_template(paper: Paper) -> bytes | None:
    """Return the office's own template of this paper's document, or None."""
    regulation = paper.filling.wording.procedure.pack.pack.id
    place = place_of(regulation, paper.name)
    return place.read_bytes() if place.is_file() else None


def drawn(procedure: Procedure, name: str, wording: Wording) -> bytes:
    """Return a Word template of a document, marks standing where values will."""
    document = procedure.pack.documents[name]
    words = {word: _mark(word) for word in WORDS}
    filling = _Marks(wording, {}, words, by_hand=True)
    paper = Paper(name, document, filling, "blank", number=_mark("document_number"))
    sheet = replace(paper.sheet(), copy=_mark("copy"), marks=(_mark("marks"),), foot=_mark("foot"))
    return docx_of([sheet])


def filled(template: bytes, paper: Paper, copy: int | None, marks: tuple[str, ...]) -> bytes:
    """Return the template filled with a paper.

    :raises TemplateUnfit: if it names what the form does not have, or its marks cannot be read
    """
    sheet = paper.sheet(copy, marks)
    context = _context(paper) | {
        "copy": sheet.copy, "marks": "　".join(sheet.marks), "foot": sheet.foot,
    }  # fmt: skip
    environment = SandboxedEnvironment(autoescape=True)
    try:
        file = DocxTemplate(io.BytesIO(template))
        strange = file.get_undeclared_template_variables(environment, context)
        if strange:
            raise TemplateUnfit(paper.document.title, sorted(strange))
        file.render(context, environment, autoescape=True)
    except jinja2.TemplateError as fault:
        raise TemplateUnfit(paper.document.title, (), str(fault)) from fault
    written = io.BytesIO()
    file.save(written)
    return timeless(written.getvalue())


def _context(paper: Paper) -> dict[str, Any]:
    """Return everything a template may name: values, options, entries, totals, signatures."""
    filling, document = paper.filling, paper.document
    pack = filling.wording.procedure.pack
    context: dict[str, Any] = {word: filling.text(word) for word in WORDS}
    for name in document.shown:
        if name in pack.records:
            columns = filling.columns(name)
            context[name] = [
                {column: _said(filling, column, entry) for column in columns}
                for entry in filling.entries(name)
            ]
            context[f"{name}_totals"] = {
                column: filling.total(name, column)
                for column in columns
                if filling.is_number(column)
            }
        else:
            context[name] = filling.text(name)
            context[f"{name}_boxes"] = filling.options(name)
    context["signed"] = {
        (each.act or _NO_ACT): {"name": place.name, "day": place.day}
        for each in document.signatures
        for place in (filling.place(each),)
    }
    return context


def _said(filling: Filling, column: str, entry: Mapping[str, Any]) -> str:
    return filling.value(column, entry[column]) if column in entry else ""


def _mark(name: str) -> str:
    return f"{{{{ {name} }}}}"


@dataclass(frozen=True)
class _Marks(Filling):
    """Answers a layout with the marks of a template instead of values."""

    def text(self, name: str) -> str:
        return _mark(name)

    def options(self, name: str) -> str:
        return _mark(f"{name}_boxes")

    def lines(self, record: str, columns: Sequence[str], least: int) -> list[tuple[str, list[str]]]:
        empty = [""] * len(columns)
        cells = [_mark(f"entry.{name}") for name in columns]
        return [
            (f"{{%tr for entry in {record} %}}", empty),
            (_mark("loop.index"), cells),
            ("{%tr endfor %}", empty),
        ]

    def total(self, record: str, column: str) -> str:
        return _mark(f"{record}_totals.{column}")

    def place(self, signature: Signature) -> Place:
        who = self.wording.say(signature.who)
        if signature.act is None:
            return Place(who)
        return Place(
            who, _mark(f"signed.{signature.act}.name"), _mark(f"signed.{signature.act}.day")
        )

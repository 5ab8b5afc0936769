"""Sheets as PDF: typst with the fonts of two packages, so the same bytes on every machine."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import manimgx_fonts_cjk
import pylopdf_fonts_zh_cn
import typst

from shouwen.documents.sheet import Ruled, Sheet

_TEMPLATE: Final = Path(__file__).parent / "typst" / "sheet.typ"
#: The archivable kind of PDF: every font inside, nothing that runs.
_ARCHIVABLE: Final = "a-2b"
#: Tables of more boxes than this are not tagged.
_TAGGED: Final = 2000
_AUTHOR: Final = "Shouwen"
#: The day written into a sheet that has none of its own, such as an empty form.
_NO_DAY: Final = date(2000, 1, 1)


def pdf_of(sheets: list[Sheet], *, day: date | None = None) -> bytes:
    """Return sheets as one PDF/A-2b, each beginning on a page of its own.

    The same sheets and day make the same bytes.

    :param day: written into the file as the day it was made
    """
    made = typst.Compiler(
        str(_TEMPLATE), font_paths=_fonts(), ignore_system_fonts=True,
        sys_inputs=_inputs(sheets, day or _NO_DAY),
    ).compile(
        format="pdf", pdf_standards=[_ARCHIVABLE],
        # What a screen reader follows; of long lists it would be most of the file.
        pdf_tags=not any(len(table.boxes) > _TAGGED for table in _tables(sheets)),
    )  # fmt: skip
    assert isinstance(made, bytes)  # noqa: S101 - only pictures come in several pieces
    return made


def pictures_of(sheets: list[Sheet], *, day: date | None = None, ppi: int = 100) -> list[bytes]:
    """Return the pages of sheets as PNG pictures."""
    made = typst.Compiler(
        str(_TEMPLATE), font_paths=_fonts(), ignore_system_fonts=True,
        sys_inputs=_inputs(sheets, day or _NO_DAY),
    ).compile(format="png", ppi=ppi)  # fmt: skip
    return [made] if isinstance(made, bytes) else list(made or [])


def _tables(sheets: list[Sheet]) -> Iterator[Ruled]:
    return (part for sheet in sheets for part in sheet.parts if isinstance(part, Ruled))


def _inputs(sheets: list[Sheet], day: date) -> dict[str, str]:
    return {
        "sheets": json.dumps([asdict(sheet) for sheet in sheets], ensure_ascii=False),
        "title": sheets[0].title,
        "author": _AUTHOR,
        "year": str(day.year),
        "month": str(day.month),
        "day": str(day.day),
    }


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts, opened once in a process."""
    places = (manimgx_fonts_cjk.__file__, pylopdf_fonts_zh_cn.__file__)
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(Path(str(place)).parent) for place in places],
    )

"""Registers as files to hand out."""

from typing import Literal

from shouwen.documents.printing import MEDIA, Printed
from shouwen.documents.register_sheets import register_sheet
from shouwen.documents.register_tables import RegisterTable
from shouwen.documents.typesetting import pdf_of
from shouwen.documents.word import docx_of
from shouwen.documents.workbook import xlsx_of
from shouwen.vocabulary import at_office


def register_file(
    table: RegisterTable, way: Literal["pdf", "docx", "xlsx"], empty: int = 0
) -> Printed:
    """Return a register as a file; particulars in it stay masked.

    :param empty: so many empty lines on paper
    :raises TooLongForPaper: if it is too long for paper
    """
    day = at_office(table.asked_at).date()
    if way == "xlsx":
        content = xlsx_of(table)
    else:
        sheets = [register_sheet(table, empty)]
        content = pdf_of(sheets, day=day) if way == "pdf" else docx_of(sheets, day=day)
    period = "" if table.period is None else table.period.name
    stem = "-".join(part for part in (table.form, table.title, period) if part)
    return Printed(f"{stem.replace('/', '-')}.{way}", MEDIA[way], content, False, False)

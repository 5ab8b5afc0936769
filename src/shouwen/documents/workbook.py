"""A register as an XLSX sheet: numbers and dates as such, a head that stays, a filter."""

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import xlsxwriter

from shouwen.documents.papers import source_words
from shouwen.documents.register_tables import Head, Line, RegisterTable, Share, cutoff_words
from shouwen.documents.register_tables import share_words as in_words
from shouwen.vocabulary import at_office

#: Above the head of the table stand the title and a line on period and moment.
_HEAD: Final = 3
_MOST_SHEET_NAME: Final = 31
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST: Final = 42
_A4: Final = 9

_LOOKS: Final = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bg_color": "#EDEDED", "border": 1, "text_wrap": True,
             "valign": "vcenter", "align": "center"},
    "text": {"border": 1, "text_wrap": True, "valign": "top"},
    "number": {"border": 1, "num_format": "#,##0", "valign": "top"},
    "money": {"border": 1, "num_format": "#,##0.00", "valign": "top"},
    "share": {"border": 1, "num_format": "0.0%", "valign": "top"},
    "moment": {"border": 1, "num_format": "yyyy-mm-dd hh:mm", "valign": "top"},
    "day": {"border": 1, "num_format": "yyyy-mm-dd", "valign": "top"},
}  # fmt: skip


def xlsx_of(table: RegisterTable) -> bytes:
    """Return a register as a workbook of one sheet. The same register makes the same bytes."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    day = datetime.combine(at_office(table.asked_at).date(), time())
    book.set_properties({"title": table.title, "author": "Shouwen", "created": day})
    looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
    sheet = book.add_worksheet(table.title.translate(_NOT_IN_NAMES)[:_MOST_SHEET_NAME])
    sheet.write_string(0, 0, table.title, looks["title"])
    period = "" if table.period is None else table.period.words(english=table.wording.english)
    above = [table.organisation, period, cutoff_words(table)]
    sheet.write_string(1, 0, "　".join(each for each in above if each))
    columns = _heads(sheet, table, looks)
    lines = [*table.lines, *([table.total] if table.total is not None else [])]
    for row, line in enumerate(lines, _HEAD + 1):
        _line(sheet, row, table, line, looks)
    sheet.freeze_panes(_HEAD + 1, 0)
    if table.lines:
        sheet.autofilter(_HEAD, 0, _HEAD + len(table.lines), columns - 1)
    below = [
        *table.scope,
        table.note,
        source_words(table.wording, table.regulation_title, table.article),
    ]
    for row, words in enumerate(filter(None, below), _HEAD + len(lines) + 2):
        sheet.write_string(row, 0, words)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD)
    book.close()
    return made.getvalue()


def _heads(sheet: Any, table: RegisterTable, looks: dict[str, Any]) -> int:
    """Write the head of the table and return how many columns it has."""
    column = 0
    for n, head in enumerate(table.heads):
        titles = [head.title]
        if head.share:
            # A share is told with what it was reckoned from, each in a column to reckon with.
            parts = (("分子", "numerator"), ("分母", "denominator"))
            titles += [f"{head.title} {table.wording.choose(*part)}" for part in parts]
        for title in titles:
            sheet.set_column(column, column, _width(table, n, head, title))
            sheet.write_string(_HEAD, column, title, looks["head"])
            column += 1
    return column


def _line(sheet: Any, row: int, table: RegisterTable, line: Line, looks: dict[str, Any]) -> None:
    column = 0
    for value in line.values:
        if isinstance(value, Share):
            if value.value is None:
                sheet.write_string(row, column, in_words(value, table.wording), looks["text"])
            else:
                sheet.write_number(row, column, float(value.value), looks["share"])
            sheet.write_number(row, column + 1, value.numerator, looks["number"])
            sheet.write_number(row, column + 2, value.denominator, looks["number"])
            column += 3
            continue
        _cell(sheet, row, column, value, looks)
        column += 1


def _cell(sheet: Any, row: int, column: int, value: object, looks: dict[str, Any]) -> None:
    match value:
        case datetime():
            sheet.write_datetime(row, column, value, looks["moment"])
        case date():
            sheet.write_datetime(row, column, datetime.combine(value, time()), looks["day"])
        case Decimal():
            sheet.write_number(row, column, float(value), looks["money"])
        case int() if not isinstance(value, bool):
            sheet.write_number(row, column, value, looks["number"])
        case _:
            sheet.write_string(row, column, str(value), looks["text"])


def _width(table: RegisterTable, n: int, head: Head, title: str) -> int:
    """Return how wide a column is, in characters; a Chinese one takes two."""
    longest = max((len(line.words[n]) for line in table.lines[:200]), default=0)
    return min(_WIDEST, max(len(title) * 2, longest + 6, 8) + head.wide // 10)

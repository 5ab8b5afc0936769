"""Tables as people send them: text with separators, workbooks, web pages renamed ``.xls``."""

from shouwen.intake.sheets.cells import LostDigits, is_blank, number_as_written, text_of
from shouwen.intake.sheets.in_memory import in_memory
from shouwen.intake.sheets.line import Book, Line, Sheet
from shouwen.intake.sheets.opening import open_book

__all__ = [
    "Book",
    "Line",
    "LostDigits",
    "Sheet",
    "in_memory",
    "is_blank",
    "number_as_written",
    "open_book",
    "text_of",
]

"""Cells as text: sheets keep telephone numbers as floats and days without their time."""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

#: A sheet's numbers have fifteen digits; what lies behind them is invented.
_EXACT = 10**15
#: How a sheet writes a long number into a text file when its column was not set to text.
_SHORTENED = re.compile(r"\d(\.\d+)?[eE]\+\d{2,}")


class LostDigits(ValueError):
    """A long number was typed as a number, and the sheet has forgotten its last digits."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese)
        self.english = english


def is_blank(cell: object) -> bool:
    """Say whether a cell shows nothing."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def text_of(cell: object) -> str:
    """Return what a person sees in a cell, without surrounding blanks.

    >>> text_of(13800001111.0), text_of(1.5)
    ('13800001111', '1.5')

    :raises LostDigits: for numbers of more than fifteen digits
    """
    match cell:
        case str():
            return cell.strip().lstrip("\ufeff")
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() | int():
            return _number(cell)
        case datetime():
            seconds = "%H:%M:%S" if cell.second else "%H:%M"
            return cell.strftime(f"%Y-%m-%d {seconds}")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("auto")
        case timedelta() | _:
            return str(cell)


def number_as_written(cell: object) -> str:
    """Return the text of a cell that is to hold a telephone, an account or another such number.

    :raises LostDigits: also for text such as ``1.38E+10``, which nobody wrote
    """
    text = text_of(cell)
    if _SHORTENED.fullmatch(text):
        raise LostDigits(
            f"“{text}”是表格软件缩写的长号码，后几位已经丢失；请把该列设为文本，重新填写后再另存",
            f"'{text}' is a long number the sheet has shortened, its last digits are lost; "
            "set the column to text, fill it in anew and save",
        )
    return text


def _number(number: float) -> str:
    if not math.isfinite(number):
        return ""
    if abs(number) >= _EXACT:
        raise LostDigits(
            f"“{number:.0f}”是以数字存的长号码，表格软件只保留前 15 位，后几位已经丢失；"
            "请把该列设为文本后重新填写",
            f"'{number:.0f}' was kept as a number of 15 digits, the rest is lost; "
            "set the column to text and fill it in anew",
        )
    if number == int(number):
        return str(int(number))
    return format(Decimal(repr(number)), "f")

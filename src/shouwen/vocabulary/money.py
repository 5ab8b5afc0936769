"""Money is exact decimals, rounded half up to the fen."""

import re
from decimal import ROUND_HALF_UP, Decimal

_FEN = Decimal("0.01")
_GROUPED = re.compile(r"[+-]?(\d{1,3}([,，]\d{3})+|\d{1,4}([,，]\d{4})+)(\.\d*)?")


def fen(amount: Decimal | int | str) -> Decimal:
    """Return `amount` in yuan rounded half up to the fen.

    >>> fen("2.005")
    Decimal('2.01')
    """
    return Decimal(amount).quantize(_FEN, ROUND_HALF_UP)


def ungrouped(number: str) -> str:
    """Return a written number without the commas between its groups of three or four digits.

    A comma that stands elsewhere may be meant as a decimal point: then the text is left alone.

    >>> ungrouped("1,234.50"), ungrouped("1,5")
    ('1234.50', '1,5')
    """
    return re.sub("[,，]", "", number) if _GROUPED.fullmatch(number) else number

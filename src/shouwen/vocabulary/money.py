"""Money is exact decimals, rounded half up to the fen."""

from decimal import ROUND_HALF_UP, Decimal

_FEN = Decimal("0.01")


def fen(amount: Decimal | int | str) -> Decimal:
    """Return `amount` in yuan rounded half up to the fen.

    >>> fen("2.005")
    Decimal('2.01')
    """
    return Decimal(amount).quantize(_FEN, ROUND_HALF_UP)

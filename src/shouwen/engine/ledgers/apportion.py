"""A loss shared out by points, exact to the fen."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from shouwen.vocabulary import ShouwenError

_FEN = Decimal("0.01")


class NotApportionable(ShouwenError):
    """A loss cannot be shared out by these points."""


def apportion(loss: Decimal, points: Mapping[str, Decimal | int]) -> dict[str, Decimal]:
    """Return what each bears of `loss`, in yuan: loss ÷ all points × own points.

    Each share is rounded half up to the fen; what rounding leaves over or lacks goes to the largest
    share (of equal ones the first named), and on to the next where a share would fall below zero.
    The shares always add up to the loss, which is itself rounded to the fen.

    :raises NotApportionable: for a negative loss, negative points, or no points at all

    >>> apportion(Decimal(100), {"a": 1, "b": 1, "c": 1})
    {'a': Decimal('33.34'), 'b': Decimal('33.33'), 'c': Decimal('33.33')}
    """
    if loss < 0 or any(each < 0 for each in points.values()):
        raise NotApportionable(
            "损失金额和基点数不能是负数",
            "请核对后重填",
            "neither loss nor points may be negative; please check them",
        )
    total = sum((Fraction(each) for each in points.values()), Fraction())
    if not total:
        raise NotApportionable(
            "总基点数为零，无法分摊",
            "请填写至少一人的基点数",
            "the points add up to zero; fill in those of somebody at least",
        )
    whole = _half_up(Fraction(loss) * 100)
    shares = {
        who: _half_up(Fraction(whole) * Fraction(each) / total) for who, each in points.items()
    }
    left = whole - sum(shares.values())
    for who in sorted(shares, key=lambda name: -points[name]):  # stable: of equals the first
        change = max(left, -shares[who])
        shares[who] += change
        left -= change
    return {who: Decimal(share) * _FEN for who, share in shares.items()}


def percent_of(percent: Decimal, amount: Decimal) -> Decimal:
    """Return so many percent of an amount in yuan, rounded half up to the fen.

    >>> percent_of(Decimal(30), Decimal("1234.55"))
    Decimal('370.37')
    """
    return Decimal(_half_up(Fraction(percent) * Fraction(amount))) * _FEN


def _half_up(value: Fraction) -> int:
    """Return the nearest whole number, halves away from zero, as :func:`vocabulary.fen` does."""
    nearest = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return nearest if value >= 0 else -nearest

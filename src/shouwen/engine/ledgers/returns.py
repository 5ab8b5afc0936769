"""Goods that come back, and receivables in dispute: what accounting may book and count."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shouwen.vocabulary import ShouwenError, fen


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a return comes to.

    `outcome` is ``equal``, ``smaller``, ``within`` (more than approved, inside the tolerance) or
    ``above``. `booked` is the quantity accounting books; None when above the tolerance: then it
    stops until the `excess` has an approval of its own.
    """

    outcome: Literal["equal", "smaller", "within", "above"]
    booked: Decimal | None
    allowed: Decimal
    excess: Decimal


def reconcile(approved: Decimal, actual: Decimal, tolerance: Decimal) -> Reconciled:
    """Compare the quantity approved for return with the one that came back.

    :param tolerance: how many percent more than approved are accepted, as the order or the company
        has it; the bound itself is accepted
    """
    allowed = approved + approved * tolerance / 100
    if actual > allowed:
        return Reconciled("above", None, allowed, actual - approved)
    if actual == approved:
        return Reconciled("equal", actual, allowed, Decimal(0))
    outcome: Literal["smaller", "within"] = "smaller" if actual < approved else "within"
    return Reconciled(outcome, actual, allowed, max(actual - approved, Decimal(0)))


class NothingReceivable(ShouwenError):
    """All that is receivable is in dispute: there is no rate."""


def collection_rate(collected: Decimal, receivable: Decimal, disputed: Decimal) -> Decimal:
    """Return collected ÷ (receivable − disputed) in percent, rounded half up to two places.

    The receivable of items a complaint holds up does not count against who must collect it.

    :raises NothingReceivable: if nothing undisputed is receivable
    """
    counted = receivable - disputed
    if counted <= 0:
        raise NothingReceivable(
            "除去争议款后没有应收款，无从计算收款率",
            "请核对应收款和争议款",
            "nothing undisputed is receivable, so there is no rate; check both amounts",
        )
    return fen(collected * 100 / counted)

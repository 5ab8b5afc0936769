"""The close of a month: what is taken from an account, what is paid back, what is carried.

First what was taken too much is paid back and credits are paid out, in full. Then percentages
become an amount of this month's basis. Then charges are taken, percentages first (they belong to
this month alone), the others oldest first, until the cap of their ledger is reached; together
never more than the basis itself. The rest is carried, or lapses where the ledger says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from shouwen.engine.ledgers.account import ZERO, Account, Charge
from shouwen.engine.ledgers.apportion import percent_of
from shouwen.engine.ledgers.events import Cap, Line, MonthClosed
from shouwen.vocabulary import Month


@dataclass(frozen=True, slots=True)
class NotClosed:
    """Why a month cannot be closed: it is closed, comes too late, or a basis is not known."""

    closed: bool = False
    missing: tuple[str, ...] = ()


def close(
    account: Account, month: Month, basis: Mapping[str, Decimal] | None, at: datetime
) -> MonthClosed | NotClosed:
    """Return what closing `month` does to the account, or why it cannot be closed.

    :param basis: the month's figures by name, None where there are none. Where a charge needs a
        figure that is not among them the account is not closed. Of somebody who has left and has
        no figures nothing is taken, nothing lapses, and everything is carried.
    """
    last = account.closed_through
    if last is not None and month <= last:
        return NotClosed(closed=True)
    known = dict(basis or {})
    counted = [each for each in account.taking() if each.first.month <= month]
    missing = sorted({name for each in counted for name in _needs(each)} - known.keys())
    if missing and not account.left:
        return NotClosed(missing=tuple(missing))
    lines = [line for each in counted if (line := _repaid(each)) is not None]
    if account.left and (missing or not known):
        return MonthClosed(at, month, known, tuple(lines))
    purse = _Purse(known, _caps(counted))
    later = []
    for each in counted:
        if each.undetermined and each.first.of in known:
            lines.append(_line(each, purse, known))
        elif each.open > 0 and not each.first.credit:
            later.append(each)
    lines += [_line(each, purse, known) for each in later]
    told = [line for line in lines if line.taken or line.lapsed or line.amount is not None]
    order = list(account.charges)
    return MonthClosed(at, month, known, tuple(sorted(told, key=lambda ln: order.index(ln.charge))))


def _needs(charge: Charge) -> set[str]:
    """Return the figures without which nothing can be said about this charge."""
    if charge.undetermined and charge.first.of is not None:
        cap = charge.first.cap
        return {charge.first.of} | ({cap.of} if cap is not None else set())
    if charge.open > 0 and charge.first.cap is not None and not charge.first.credit:
        return {charge.first.cap.of}
    return set()


def _caps(charges: list[Charge]) -> dict[str, Cap]:
    """Return the cap of each ledger: the one its newest charge came with."""
    return {each.first.ledger: each.first.cap for each in charges if each.first.cap is not None}


class _Purse:
    """How much may still be taken this month: by ledger, and of each basis."""

    def __init__(self, basis: Mapping[str, Decimal], caps: Mapping[str, Cap]) -> None:
        self.caps = caps
        self.of_basis = dict(basis)
        self.of_ledger = {
            ledger: percent_of(cap.percent, basis.get(cap.of, ZERO)) for ledger, cap in caps.items()
        }

    def take(self, charge: Charge, amount: Decimal) -> Decimal:
        """Return how much of `amount` may be taken for this charge, and keep the rest in mind."""
        ledger, cap = charge.first.ledger, self.caps.get(charge.first.ledger)
        bases = {name for name in (charge.first.of, cap.of if cap else None) if name is not None}
        room = [self.of_basis.get(name, ZERO) for name in bases]
        if cap is not None:
            room.append(self.of_ledger[ledger])
        taken = max(min([amount, *room]), ZERO)
        for name in bases:
            self.of_basis[name] = self.of_basis.get(name, ZERO) - taken
        if cap is not None:
            self.of_ledger[ledger] -= taken
        return taken


def _repaid(charge: Charge) -> Line | None:
    if charge.open < 0 or (charge.first.credit and charge.open > 0):
        return Line(charge.first.charge, charge.open)
    return None


def _line(charge: Charge, purse: _Purse, known: Mapping[str, Decimal]) -> Line:
    amount = None
    if charge.undetermined:
        charge = replace(charge, basis=known[str(charge.first.of)])
        amount = charge.due
    if charge.first.credit:
        return Line(charge.first.charge, charge.open, amount)
    taken = purse.take(charge, charge.open)
    rest = charge.open - taken
    lapsed = ZERO if charge.first.carries else rest
    return Line(charge.first.charge, taken, amount, lapsed)

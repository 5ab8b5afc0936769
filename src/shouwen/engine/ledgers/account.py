"""A penalty account is a fold of its own events and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from shouwen.engine.ledgers.apportion import percent_of
from shouwen.engine.ledgers.events import (
    AccountEvent,
    BasisSet,
    Charged,
    Corrected,
    CorrectionAsked,
    CorrectionRefused,
    LeftOrganisation,
    MonthClosed,
    Paid,
    Published,
    Released,
)
from shouwen.vocabulary import Month

ZERO = Decimal(0)
#: What an entry is; ``taken``: taken at once, when it was charged.
What = Literal["charged", "taken", "amended", "corrected", "appeal", "released", "paid"]


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge as it stands.

    `due` is what it comes to after every correction, never below zero, and None while it is a
    percentage of a basis not known yet. `taken` is what closes and the owner's payments took.
    """

    first: Charged
    corrections: Decimal = ZERO
    percent: Decimal | None = None
    basis: Decimal | None = None
    taken: Decimal = ZERO
    lapsed: Decimal = ZERO
    released: bool = False
    published: str | None = None

    @property
    def due(self) -> Decimal | None:
        """What it comes to, or None while that is not known."""
        if self.released:
            return ZERO
        if self.first.amount is not None:
            return max(self.first.amount + self.corrections, ZERO)
        if self.basis is None or self.percent is None:
            return None
        share = percent_of(max(self.percent, ZERO), self.basis)
        return max(share + self.corrections, ZERO)

    @property
    def open(self) -> Decimal:
        """What is still to be taken; below zero, what must be paid back; zero while not known."""
        due = self.due
        if due is None:
            return ZERO
        rest = due - self.taken
        return rest if rest <= 0 else max(rest - self.lapsed, ZERO)

    @property
    def undetermined(self) -> bool:
        """Whether it waits for a month's basis to become an amount."""
        return self.due is None and bool(self.percent)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that changed what is due, in the month whose close first counts it.

    `amount` is what it adds to the open balance, `percent` what it adds to a percentage.
    """

    month: Month
    charge: str
    what: What
    amount: Decimal
    percent: Decimal
    event: Charged | Corrected | Released | Paid


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A month as it was closed: `opening` and `carried` by charge, what came in, what was taken."""

    event: MonthClosed
    opening: Mapping[str, Decimal]
    entries: tuple[Entry, ...]
    carried: Mapping[str, Decimal]


@dataclass(slots=True)
class Account:
    """Where one account stands. Treat it as a value: only :func:`account_after` makes new ones."""

    charges: dict[str, Charge] = field(default_factory=dict)
    asked: dict[str, CorrectionAsked] = field(default_factory=dict)
    bases: dict[Month, Mapping[str, Decimal]] = field(default_factory=dict)
    closed: dict[Month, ClosedMonth] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    left: bool = False

    @property
    def closed_through(self) -> Month | None:
        """The last month closed, or None."""
        return max(self.closed, default=None)

    @property
    def balance(self) -> Decimal:
        """What is open in all, repayments owed set off; what is only held is not in it."""
        return sum((each.open * sign(each) for each in self.taking()), ZERO)

    @property
    def held(self) -> Decimal:
        """What is only held in view until it is released, such as receivables in dispute."""
        held = [each for each in self.charges.values() if each.first.takes == "never"]
        return sum((each.open for each in held), ZERO)

    def taking(self) -> list[Charge]:
        """Return the charges that are taken at all, oldest first: by month, then as they came."""
        found = [each for each in self.charges.values() if each.first.takes != "never"]
        return sorted(found, key=lambda each: each.first.month)

    def month_for(self, month: Month) -> Month:
        """Return `month`, or the first one still open where it is closed already."""
        last = self.closed_through
        return month if last is None else max(month, last.next)

    def opening(self) -> Mapping[str, Decimal]:
        """Return what the last close carried, by charge."""
        last = self.closed_through
        return {} if last is None else self.closed[last].carried


def sign(charge: Charge) -> int:
    """Return 1 for what the owner owes and -1 for what is paid to him."""
    return -1 if charge.first.credit else 1


def take_in(account: Account, event: AccountEvent) -> None:
    """Let the account take in one event, in place. Total: every event class is known here."""
    charges = account.charges
    match event:
        case Charged():
            charges[event.charge] = Charge(event, percent=event.percent)
            _enter(account, event, "charged", event.amount or ZERO, event.percent or ZERO)
            if event.takes == "at_once":
                _change(account, event, "taken", taken=event.amount or ZERO)
        case Corrected():
            before = charges[event.charge]
            percent = None if before.percent is None else before.percent + event.by_percent
            corrections = before.corrections + event.by
            _change(account, event, event.cause, corrections=corrections, percent=percent)
            account.asked.pop(event.request or "", None)
        case Released():
            _change(account, event, "released", released=True)
            account.asked.pop(event.request or "", None)
        case Paid():
            taken = charges[event.charge].taken + event.amount
            _change(account, event, "paid", taken=taken)
        case BasisSet():
            account.bases[event.month] = dict(event.basis)
        case MonthClosed():
            _close(account, event)
        case CorrectionAsked():
            account.asked[event.request] = event
        case CorrectionRefused():
            account.asked.pop(event.request, None)
        case Published():
            charges[event.charge] = replace(charges[event.charge], published=event.notice)
        case LeftOrganisation():
            account.left = True


def account_after(account: Account, event: AccountEvent) -> Account:
    """Return the account after one event; the one given stays as it was."""
    after = replace(
        account,
        charges=dict(account.charges),
        asked=dict(account.asked),
        bases=dict(account.bases),
        closed=dict(account.closed),
        entries=list(account.entries),
    )
    take_in(after, event)
    return after


def account_of(events: Iterable[AccountEvent]) -> Account:
    """Return the account these events describe."""
    account = Account()
    for event in events:
        take_in(account, event)
    return account


def _change(
    account: Account, event: Charged | Corrected | Released | Paid, what: What, **changes: Any
) -> None:
    before = account.charges[event.charge]
    after = replace(before, **changes)
    account.charges[event.charge] = after
    percent = (after.percent or ZERO) - (before.percent or ZERO)
    _enter(account, event, what, after.open - before.open, percent)


def _enter(
    account: Account,
    event: Charged | Corrected | Released | Paid,
    what: What,
    amount: Decimal,
    percent: Decimal,
) -> None:
    month = account.month_for(account.charges[event.charge].first.month)
    month = max(month, event.month or month)
    account.entries.append(Entry(month, event.charge, what, amount, percent, event))


def _close(account: Account, event: MonthClosed) -> None:
    for line in event.lines:
        before = account.charges[line.charge]
        basis = before.basis
        if line.amount is not None and before.first.of is not None:
            basis = event.basis[before.first.of]
        account.charges[line.charge] = replace(
            before,
            basis=basis,
            taken=before.taken + line.taken,
            lapsed=before.lapsed + line.lapsed,
        )
    opening = account.opening()
    counted = tuple(each for each in account.entries if each.month <= event.month)
    account.entries = [each for each in account.entries if each.month > event.month]
    carried = {
        name: each.open
        for name, each in account.charges.items()
        if each.open and each.first.month <= event.month
    }
    account.closed[event.month] = ClosedMonth(event, opening, counted, carried)

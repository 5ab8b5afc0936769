"""The statement of one account for one month: what stood open, came in, was taken, is carried."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shouwen.engine.ledgers.account import ZERO, Account, Charge, Entry
from shouwen.engine.ledgers.apportion import percent_of
from shouwen.engine.ledgers.closing import NotClosed, close
from shouwen.engine.ledgers.events import Charged, Line
from shouwen.vocabulary import Month


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One charge in one month, in yuan.

    ``opening + charged + corrected - paid - taken + repaid - lapsed == carried``. `percent` is set
    while it is a percentage not yet an amount. What is `held` is not taken, and a `credit` is paid
    to the owner; neither is in the sums of the statement but in those of their own.
    """

    first: Charged
    opening: Decimal
    charged: Decimal
    corrected: Decimal
    paid: Decimal
    taken: Decimal
    repaid: Decimal
    lapsed: Decimal
    carried: Decimal
    percent: Decimal | None
    released: bool
    published: str | None

    @property
    def held(self) -> bool:
        """Whether it is only held in view."""
        return self.first.takes == "never"

    @property
    def credit(self) -> bool:
        """Whether it is paid to the owner."""
        return self.first.credit


@dataclass(frozen=True, slots=True)
class CapLine:
    """How the cap of one ledger was counted: `percent` of the basis `of`, its `room` and use."""

    ledger: str
    title: str
    percent: Decimal
    of: str
    basis: Decimal | None
    room: Decimal | None
    used: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """One account in one month.

    `state`: ``closed`` (the figures are frozen), ``open`` (as it would be closed now; where
    figures are `missing` nothing is taken yet) or ``skipped`` (it was never closed by itself:
    nothing was open, or figures were missing).
    """

    month: Month
    state: Literal["closed", "open", "skipped"]
    basis: Mapping[str, Decimal]
    missing: tuple[str, ...]
    lines: tuple[StatementLine, ...]
    caps: tuple[CapLine, ...]
    left: bool

    def total(self, figure: str, ledger: str | None = None) -> Decimal:
        """Return the sum of a figure (such as ``taken``) of what is taken, by one ledger or all."""
        found: Iterable[StatementLine] = (
            line
            for line in self.lines
            if not line.held and not line.credit and ledger in (None, line.first.ledger)
        )
        return sum((getattr(line, figure) for line in found), ZERO)

    @property
    def paid_out(self) -> Decimal:
        """What is paid to the owner this month beside repayments."""
        return sum((line.taken for line in self.lines if line.credit), ZERO)

    @property
    def held(self) -> Decimal:
        """What is held in view at the month's end."""
        return sum((line.carried for line in self.lines if line.held), ZERO)


def statement(
    account: Account,
    month: Month,
    *,
    preview: bool = True,
    closed_through: Month | None = None,
) -> Statement:
    """Return what happened to the account in `month`, or would if it were closed now.

    Without `preview` an open month says only what has come in so far.

    :param closed_through: the last month closed in the organisation, where that is known: an
        account without anything open has no close of its own
    """
    closed = account.closed.get(month)
    if closed is not None:
        return _statement(
            account, month, "closed", closed.event.basis, (),
            closed.opening, closed.entries, closed.event.lines,
        )  # fmt: skip
    last = account.closed_through
    if last is not None and month < last:
        before = max((each for each in account.closed if each < month), default=None)
        opening = {} if before is None else account.closed[before].carried
        return _statement(account, month, "skipped", {}, (), opening, (), ())
    basis = account.bases.get(month)
    found = close(account, month, basis, month.end)
    missing = found.missing if isinstance(found, NotClosed) else ()
    lines = () if isinstance(found, NotClosed) or not preview else found.lines
    entries = [each for each in account.entries if each.month <= month]
    if closed_through is not None and month <= closed_through:
        opening = account.opening()
        return _statement(account, month, "skipped", basis or {}, (), opening, entries, ())
    return _statement(
        account, month, "open", basis or {}, missing, account.opening(), entries, lines
    )


def _statement(
    account: Account,
    month: Month,
    state: Literal["closed", "open", "skipped"],
    basis: Mapping[str, Decimal],
    missing: tuple[str, ...],
    opening: Mapping[str, Decimal],
    entries: Iterable[Entry],
    lines: Iterable[Line],
) -> Statement:
    by_charge: dict[str, list[Entry]] = {}
    for entry in entries:
        by_charge.setdefault(entry.charge, []).append(entry)
    closing = {line.charge: line for line in lines}
    waiting = {
        name
        for name, each in account.charges.items()
        if each.undetermined and each.first.month <= month
    }
    told = [name for name in account.charges if name in {*opening, *by_charge, *closing, *waiting}]
    rows = tuple(
        _line(
            account.charges[name],
            opening.get(name, ZERO),
            by_charge.get(name, []),
            closing.get(name),
        )
        for name in told
    )
    return Statement(month, state, basis, missing, rows, _caps(rows, basis), account.left)


def _line(
    charge: Charge, opening: Decimal, entries: list[Entry], closed: Line | None
) -> StatementLine:
    def added(*kinds: str) -> Decimal:
        return sum((each.amount for each in entries if each.what in kinds), ZERO)

    charged = added("charged")
    if closed is not None and closed.amount is not None:
        charged += closed.amount
    corrected = added("amended", "corrected", "appeal", "released")
    paid, at_once = -added("paid"), -added("taken")
    moved = ZERO if closed is None else closed.taken
    taken, repaid = at_once + max(moved, ZERO), max(-moved, ZERO)
    lapsed = ZERO if closed is None else closed.lapsed
    return StatementLine(
        charge.first,
        opening,
        charged,
        corrected,
        paid,
        taken,
        repaid,
        lapsed,
        opening + charged + corrected - paid - taken + repaid - lapsed,
        charge.percent if charge.undetermined and closed is None else None,
        charge.released,
        charge.published,
    )


def _caps(rows: Iterable[StatementLine], basis: Mapping[str, Decimal]) -> tuple[CapLine, ...]:
    found: dict[str, CapLine] = {}
    for row in rows:
        cap = row.first.cap
        if cap is None:
            continue
        before = found.get(row.first.ledger)
        known = basis.get(cap.of)
        found[row.first.ledger] = CapLine(
            row.first.ledger,
            row.first.title,
            cap.percent,
            cap.of,
            known,
            None if known is None else percent_of(cap.percent, known),
            row.taken + (before.used if before else ZERO),
        )
    return tuple(found.values())

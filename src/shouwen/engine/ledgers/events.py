"""What can happen to a penalty account. Amounts are yuan, months those of the office's clock.

Every event carries what was computed: an account is replayed without any regulation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from shouwen.vocabulary import Month

#: When a charge is taken: at the month's close, at once, or never (it is only held in view).
Takes = Literal["month_close", "at_once", "never"]
#: Why an amount is other than it was.
Cause = Literal["amended", "corrected", "appeal"]


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many percent of a month's basis."""

    percent: Decimal
    of: str


@dataclass(frozen=True, slots=True)
class Charged:
    """A case charges the account.

    The amount is known, or is `percent` of the basis `of` of the month in which it is taken.
    `month` is the first in which it may be. `credit`: paid to the account's owner instead.
    `carries`: what a month cannot take is left for the next; otherwise it lapses. The titles are as
    the regulation calls sanction and ground.
    """

    at: datetime
    charge: str
    ledger: str
    title: str
    kind: str
    source: str
    month: Month
    amount: Decimal | None
    percent: Decimal | None = None
    of: str | None = None
    cap: Cap | None = None
    carries: bool = True
    takes: Takes = "month_close"
    credit: bool = False
    sanction: str | None = None
    sanction_title: str = ""
    ground_title: str = ""
    articles: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """Somebody proposes to correct a charge; nothing changes until somebody else approves.

    `by` is added to the amount (or `by_percent` to the percent); with `release`, nothing remains.
    """

    at: datetime
    request: str
    charge: str
    cause: Cause
    reason: str
    person: str
    by: Decimal = Decimal(0)
    by_percent: Decimal = Decimal(0)
    release: bool = False


@dataclass(frozen=True, slots=True)
class CorrectionRefused:
    """The correction was not approved, or the appeal dismissed."""

    at: datetime
    request: str
    reason: str
    person: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """An amount is other than it was: a new entry beside the first, never a change of it.

    `person` entered it and `approver`, another, approved; the case itself amends without. `month`
    is the first whose close may count it.
    """

    at: datetime
    charge: str
    cause: Cause
    reason: str
    person: str
    approver: str | None = None
    by: Decimal = Decimal(0)
    by_percent: Decimal = Decimal(0)
    request: str | None = None
    articles: str = ""
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """Nothing remains of a charge; what was taken is paid back at the next close."""

    at: datetime
    charge: str
    cause: Cause
    reason: str
    person: str
    approver: str | None = None
    request: str | None = None
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """The owner paid outside a month's close, as a leaver may."""

    at: datetime
    charge: str
    amount: Decimal
    reason: str
    person: str
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class BasisSet:
    """What the account's month is counted on: performance bonus and the like, by name."""

    at: datetime
    month: Month
    basis: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Line:
    """What a close did to one charge.

    `taken` is below zero where something was paid back. `amount` is what a percentage came to,
    where this close found out. `lapsed` will not be taken any more.
    """

    charge: str
    taken: Decimal
    amount: Decimal | None = None
    lapsed: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class MonthClosed:
    """A month is settled: what was taken and paid back, on which basis. It never changes again."""

    at: datetime
    month: Month
    basis: Mapping[str, Decimal]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A sanction was made known on a personnel notice of this number."""

    at: datetime
    charge: str
    notice: str


@dataclass(frozen=True, slots=True)
class LeftOrganisation:
    """The owner has left: the balance stays visible, and nothing is written off by itself."""

    at: datetime


AccountEvent = (
    Charged
    | CorrectionAsked
    | CorrectionRefused
    | Corrected
    | Released
    | Paid
    | BasisSet
    | MonthClosed
    | Published
    | LeftOrganisation
)
ACCOUNT_EVENTS: tuple[type, ...] = (
    Charged,
    CorrectionAsked,
    CorrectionRefused,
    Corrected,
    Released,
    Paid,
    BasisSet,
    MonthClosed,
    Published,
    LeftOrganisation,
)

"""What queries give to pages and commands: frozen values, ready to be shown.

Amounts are yuan; every text is in the language the query was asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account on the list."""

    key: str
    kind: str
    owner: str
    unit: str
    balance: Decimal
    held: Decimal
    undetermined: int
    asked: int
    closed_through: str
    left: bool


@dataclass(frozen=True, slots=True)
class ChargeView:
    """One charge in the statement of a month, with what may be done about it.

    `percent` says so while it is no amount yet. The figures add up as in
    :class:`shouwen.engine.ledgers.StatementLine`; `due_now` and `open_now` are those of today,
    whatever the month. `waiting` is a correction that waits.
    """

    charge: str
    ledger: str
    title: str
    kind: str
    number: str
    number_open: bool
    article: str
    month: str
    sanction: str
    ground: str
    percent: str
    opening: Decimal
    charged: Decimal
    corrected: Decimal
    paid: Decimal
    taken: Decimal
    repaid: Decimal
    lapsed: Decimal
    carried: Decimal
    held: bool
    credit: bool
    released: bool
    published: str
    waiting: str
    due_now: Decimal | None
    open_now: Decimal
    may_correct: bool


@dataclass(frozen=True, slots=True)
class CapView:
    """How the cap of one ledger was counted, in a sentence."""

    title: str
    words: str
    room: Decimal | None
    used: Decimal


@dataclass(frozen=True, slots=True)
class RequestView:
    """A correction somebody asked for, with the charge it is about."""

    request: str
    account: str
    owner: str
    title: str
    number: str
    words: str
    cause: str
    reason: str
    person: str
    at: datetime
    may_decide: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """Something that happened to an account, in words."""

    at: datetime
    words: str
    amount: Decimal | None
    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """One account in one month.

    `state`: ``closed``, ``open`` or ``skipped``; `missing` are the figures an open month still
    wants, in words. `collection` is the adjusted collection rate in percent, where it can be told.
    """

    key: str
    owner: str
    unit: str
    own: bool
    month: str
    previous: str
    next: str
    state: str
    basis: tuple[tuple[str, Decimal], ...]
    missing: tuple[str, ...]
    charges: tuple[ChargeView, ...]
    caps: tuple[CapView, ...]
    requests: tuple[RequestView, ...]
    entries: tuple[EntryView, ...]
    opening: Decimal
    charged: Decimal
    corrected: Decimal
    paid: Decimal
    taken: Decimal
    repaid: Decimal
    lapsed: Decimal
    carried: Decimal
    paid_out: Decimal
    held: Decimal
    balance: Decimal
    collection: Decimal | None
    left: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class MonthView:
    """One month before and after its close.

    `state`: ``early`` (it has not come to its last day), ``waiting`` (another comes first, named by
    `first`), ``ready``, ``begun`` or ``closed``.
    """

    month: str
    previous: str
    next: str
    state: str
    first: str
    may_close: bool
    known: int
    accounts: int
    missing: tuple[tuple[str, str, str], ...]
    missing_more: int
    totals: Mapping[str, Decimal]
    begun_at: datetime | None
    begun_by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class MonthLine:
    """What one closed month did to one account."""

    key: str
    owner: str
    unit: str
    opening: Decimal
    charged: Decimal
    corrected: Decimal
    paid: Decimal
    taken: Decimal
    repaid: Decimal
    lapsed: Decimal
    carried: Decimal
    paid_out: Decimal


@dataclass(frozen=True, slots=True)
class SanctionLine:
    """One sanction of the register."""

    charge: str
    account: str
    owner: str
    unit: str
    sanction: str
    ground: str
    number: str
    number_open: bool
    at: datetime
    article: str
    published: str
    released: bool
    may_publish: bool


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One sum of the matter's own: compensation, refund, recovered, loss."""

    number: str
    subject: str
    unit: str
    kind: str
    title: str
    amount: Decimal
    at: datetime
    article: str


@dataclass(frozen=True, slots=True)
class ImprovementLine:
    """One improvement on the list."""

    id: str
    title: str
    what: str
    source: str
    source_open: bool
    unit: str
    owner: str
    state: str
    state_words: str
    due_on: date
    next_on: date | None
    overdue: bool
    rounds: int
    late: bool
    repeats: int | None


@dataclass(frozen=True, slots=True)
class ImprovementView:
    """One improvement as its page shows it, with what this person may do now."""

    line: ImprovementLine
    article: str
    category: str
    opened_at: datetime
    reported_at: datetime | None
    check_on: date | None
    order: bool
    order_number: str
    entries: tuple[EntryView, ...]
    repeats_now: int | None
    may_report: bool
    may_check: bool
    may_keep: bool


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and the cursor of the next page."""

    rows: tuple[Row, ...]
    next: str | None

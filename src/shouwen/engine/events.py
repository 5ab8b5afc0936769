"""What can happen to a case. Every event carries all computed values: replay needs no regulation.

`at` is the instant the event holds for (a deadline noticed late is dated at the deadline), on the
office's clock; `cite` names the articles it rests on, as ids of the pack the case is pinned to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from shouwen.engine.clockstate import ClockState
from shouwen.engine.ledgers.events import Cap, Takes

Cite = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a notice is for: a role at a unit, and who held it at that moment.

    Or the persons a `fact` names. While the place of a seat is not known yet it reaches nobody
    (`unplaced`): a role without its place would be everybody of that role.
    """

    role: str | None
    unit: str | None
    persons: tuple[str, ...] = ()
    fact: str | None = None
    unplaced: bool = False

    @property
    def name(self) -> str:
        """The role or the fact, whichever says who; empty where nobody does."""
        return self.role or self.fact or ""


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A matter was taken in under a regulation; `external` when by the complainant in person."""

    at: datetime
    cite: Cite
    pack: str
    digest: str
    stage: str
    person: str
    unit: str | None
    facts: Mapping[str, object]
    external: bool = False


@dataclass(frozen=True, slots=True)
class FactsRecorded:
    """Facts became known, or other than they were."""

    at: datetime
    cite: Cite
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FactsCleared:
    """Facts are unknown again."""

    at: datetime
    cite: Cite
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactsReset:
    """Facts are as every case begins with them: unknown (`names`), or their default (`values`)."""

    at: datetime
    cite: Cite
    names: tuple[str, ...]
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RecordEntered:
    """A record got an entry, or another in the place of the one that had its number."""

    at: datetime
    cite: Cite
    record: str
    number: int
    values: Mapping[str, object]
    replaces: bool


@dataclass(frozen=True, slots=True)
class RecordStruck:
    """An entry was taken out of a record; `values` are what it said."""

    at: datetime
    cite: Cite
    record: str
    number: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ApprovalGiven:
    """Something was agreed to on what the facts said then (`basis`); `person` is who acted."""

    at: datetime
    cite: Cite
    approval: str
    person: str | None
    basis: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ApprovalLapsed:
    """What an approval rested on (`names`) is not what it was; it no longer holds."""

    at: datetime
    cite: Cite
    approval: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActDone:
    """A person did something the regulation knows."""

    at: datetime
    cite: Cite
    act: str
    person: str
    role: str | None
    unit: str | None
    external: bool = False


@dataclass(frozen=True, slots=True)
class StageChanged:
    """The case moved on."""

    at: datetime
    cite: Cite
    left: str
    entered: str
    ended: bool


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """A piece of work lies on somebody's desk."""

    at: datetime
    cite: Cite
    id: str
    task: str
    item: str | None
    owner: Recipient
    keeps: bool


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A piece of work was finished; what was written stays with it."""

    at: datetime
    cite: Cite
    id: str
    task: str
    item: str | None
    person: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TaskCancelled:
    """A piece of work ended without being done."""

    at: datetime
    cite: Cite
    id: str
    task: str
    item: str | None


@dataclass(frozen=True, slots=True)
class ClockSet:
    """A clock stands as `state` says, and why."""

    at: datetime
    cite: Cite
    clock: str
    why: Literal[
        "started", "restarted", "recomputed", "extended", "paused", "resumed", "stopped", "calendar"
    ]
    state: ClockState


@dataclass(frozen=True, slots=True)
class PointReached:
    """A clock came to one of its points. Dated at the point; `noticed_at` is when it was seen."""

    at: datetime
    cite: Cite
    clock: str
    moment: str
    due: bool
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class DocumentIssued:
    """A form or letter left the case. `pattern` is numbered by the door that writes."""

    at: datetime
    cite: Cite
    document: str
    sequence: int
    pattern: str | None
    number: str | None
    contents: Mapping[str, object]
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeDue:
    """Somebody must be told."""

    at: datetime
    cite: Cite
    kind: Literal["notify", "escalate"]
    to: Recipient
    because: str
    say: str | None


@dataclass(frozen=True, slots=True)
class Posting:
    """What a case charges to one account, in yuan, and what that changes.

    The `amount` is known, or it is `percent` of the basis `of` of the month that takes it.
    `change` and `change_percent` say what is more or less than was charged before. A `fresh` one
    was not charged before (or was withdrawn); one `withdrawn` is not charged any more.
    """

    account: str
    amount: Decimal | None
    percent: Decimal | None
    of: str | None
    change: Decimal
    change_percent: Decimal
    sanction: str | None = None
    ground: str | None = None
    fresh: bool = True
    withdrawn: bool = False

    @property
    def key(self) -> tuple[str, str | None]:
        """Postings of one ledger are the same where account and sanction are."""
        return self.account, self.sanction


@dataclass(frozen=True, slots=True)
class Posted:
    """What the case charges under a ledger from now on: all of it, and the difference to before.

    Postings withdrawn by this are among them.

    `account` is the kind of account (``person``, ``unit``, ``case``). `set_aside` is what a graver
    tier took the place of. `lacking` says, in both languages, why nothing could be charged when a
    deadline should have.
    """

    at: datetime
    cite: Cite
    ledger: str
    kind: str
    account: str
    postings: tuple[Posting, ...]
    cap: Cap | None = None
    carries: bool = True
    takes: Takes = "month_close"
    set_aside: tuple[Posting, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImprovementItem:
    """One thing to become better: by which unit, and until which day (included)."""

    what: str
    unit: str
    owner: str | None
    due_on: date


@dataclass(frozen=True, slots=True)
class ImprovementRaised:
    """The case shows what must become better; each item lives on in a stream of its own.

    `first` is the number of the first item among all of the case.
    """

    at: datetime
    cite: Cite
    improvement: str
    first: int
    items: tuple[ImprovementItem, ...]
    check_after: str | None
    order: bool
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Migrated:
    """The case goes on under another edition, by a plan; `cite` are articles of the new one.

    `facts`, `tasks`, `acts`, `records` and `approvals` say what is called otherwise from now on,
    and (None) what ended with the old edition; `options` what the options of a fact of the old
    edition are called, `values` the facts that begin with the new one. `clocks` are all there are
    from now on, and `moved` says of each how it came over: ``keep``, ``recompute``, ``restart``,
    ``start``; of one of the old edition that is gone, ``drop``.
    """

    at: datetime
    cite: Cite
    left: str
    left_digest: str
    pack: str
    digest: str
    plan: str
    stage: str
    facts: Mapping[str, str | None]
    options: Mapping[str, Mapping[str, str]]
    values: Mapping[str, object]
    tasks: Mapping[str, str | None]
    acts: Mapping[str, str | None]
    records: Mapping[str, str | None]
    approvals: Mapping[str, str | None]
    clocks: Mapping[str, ClockState]
    moved: Mapping[str, str]


Event = (
    CaseOpened
    | FactsRecorded
    | FactsCleared
    | FactsReset
    | RecordEntered
    | RecordStruck
    | ApprovalGiven
    | ApprovalLapsed
    | ActDone
    | StageChanged
    | TaskOpened
    | TaskDone
    | TaskCancelled
    | ClockSet
    | PointReached
    | DocumentIssued
    | NoticeDue
    | Posted
    | ImprovementRaised
    | Migrated
)
EVENT_CLASSES: tuple[type, ...] = (
    CaseOpened,
    FactsRecorded,
    FactsCleared,
    FactsReset,
    RecordEntered,
    RecordStruck,
    ApprovalGiven,
    ApprovalLapsed,
    ActDone,
    StageChanged,
    TaskOpened,
    TaskDone,
    TaskCancelled,
    ClockSet,
    PointReached,
    DocumentIssued,
    NoticeDue,
    Posted,
    ImprovementRaised,
    Migrated,
)

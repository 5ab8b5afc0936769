"""What can happen to a case. Every event carries all computed values: replay needs no regulation.

`at` is the instant the event holds for (a deadline noticed late is dated at the deadline), on the
office's clock; `cite` names the articles it rests on, as ids of the pack the case is pinned to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shouwen.engine.clockstate import ClockState

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


Event = (
    CaseOpened
    | FactsRecorded
    | FactsCleared
    | FactsReset
    | RecordEntered
    | RecordStruck
    | ActDone
    | StageChanged
    | TaskOpened
    | TaskDone
    | TaskCancelled
    | ClockSet
    | PointReached
    | DocumentIssued
    | NoticeDue
)
EVENT_CLASSES: tuple[type, ...] = (
    CaseOpened,
    FactsRecorded,
    FactsCleared,
    FactsReset,
    RecordEntered,
    RecordStruck,
    ActDone,
    StageChanged,
    TaskOpened,
    TaskDone,
    TaskCancelled,
    ClockSet,
    PointReached,
    DocumentIssued,
    NoticeDue,
)

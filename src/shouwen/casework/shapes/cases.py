"""One case whole, as those who work on it see it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from shouwen.casework.shapes.acts import ActOption
from shouwen.casework.shapes.rows import Urgency

if TYPE_CHECKING:
    from shouwen.casework.party_shapes import Standing


@dataclass(frozen=True, slots=True)
class FactView:
    """One known fact. `masked` ones can be revealed with a reason.

    `options` are the ids of what was chosen, for a fact that is chosen from a list.
    """

    name: str
    label: str
    value: str
    masked: bool
    long: bool
    article: str
    means: str | None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock. `share` is how much of it is used, 0 to 100; `left` in words (剩 2 天)."""

    name: str
    title: str
    state: Literal["running", "paused", "waiting", "stopped"]
    due_at: datetime | None
    due_on: date | None
    provisional: bool
    soft: bool
    urgency: Urgency
    share: int
    left: str
    limit: str
    article: str
    explanation: str
    extended: int
    in_time: bool | None
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of a record, a cell for each of its columns; what nobody filled in is empty."""

    number: int
    at: datetime
    cells: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record of a case with its entries, such as the interviews held."""

    name: str
    title: str
    columns: tuple[str, ...]
    entries: tuple[EntryView, ...]
    article: str


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """One approval that was given: on what, by whom, and whether it still holds."""

    name: str
    title: str
    holds: bool
    given_at: datetime
    person: str
    basis: tuple[tuple[str, str], ...]
    lapsed_at: datetime | None
    article: str


@dataclass(frozen=True, slots=True)
class ChargedView:
    """What a case charges now to one account, in words; `whose` is empty for its own money."""

    title: str
    whose: str
    amount: str
    article: str


@dataclass(frozen=True, slots=True)
class RaisedView:
    """One improvement a case has raised; `id` is what it is known by since."""

    id: str
    title: str
    what: str
    unit: str
    due_on: date


@dataclass(frozen=True, slots=True)
class TaskView:
    """One piece of work."""

    id: str
    title: str
    item: str | None
    owner: str
    state: Literal["open", "done", "cancelled"]
    opened_at: datetime
    ended_at: datetime | None
    person: str | None
    article: str
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One issued form or letter, frozen as it was issued."""

    position: int
    document: str
    title: str
    number: str
    issued_at: datetime
    copies: tuple[str, ...]
    signed_by: tuple[str, ...]
    facts: tuple[FactView, ...]
    article: str
    public: bool


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What happened, in words.

    `kind` picks the icon: open, act, facts, stage, task, clock, point, document, notify, escalate,
    entry, approval, file, recording.
    """

    at: datetime
    noticed_at: datetime | None
    kind: str
    title: str
    detail: tuple[str, ...]
    person: str | None
    unit: str | None
    article: str
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageStep:
    """One stage on the step line."""

    id: str
    title: str
    state: Literal["done", "current", "ahead"]


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything on a case page."""

    number: str
    version: int
    regulation: str
    regulation_title: str
    edition: str
    subject: str
    content: str
    stage: str
    stage_title: str
    ended: bool
    opened_at: datetime
    receiving_unit: str
    first_receiver: str
    confidential: bool
    flags: tuple[str, ...]
    steps: tuple[StageStep, ...]
    clocks: tuple[ClockView, ...]
    facts: tuple[FactView, ...]
    complainant: tuple[FactView, ...]
    records: tuple[RecordView, ...]
    approvals: tuple[ApprovalView, ...]
    charges: tuple[ChargedView, ...]
    improvements: tuple[RaisedView, ...]
    tasks: tuple[TaskView, ...]
    documents: tuple[DocumentView, ...]
    timeline: tuple[TimelineEntry, ...]
    options: tuple[ActOption, ...]
    files: int = 0
    recordings: int = 0
    standing: "Standing | None" = None
    stage_owner: str = ""


@dataclass(frozen=True, slots=True)
class CaseVersion:
    """At which version a case is, who did something last, and what."""

    version: int
    person: str
    title: str

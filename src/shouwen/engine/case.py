"""A case is a fold of its events and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from shouwen.engine.clockstate import ClockState
from shouwen.engine.entries import NO_ENTRIES, Entries, Entry, called_otherwise
from shouwen.engine.events import (
    ActDone,
    ApprovalGiven,
    ApprovalLapsed,
    CaseOpened,
    ClockSet,
    DocumentIssued,
    Event,
    FactsCleared,
    FactsRecorded,
    FactsReset,
    ImprovementRaised,
    Migrated,
    NoticeDue,
    PointReached,
    Posted,
    Posting,
    Recipient,
    RecordEntered,
    RecordStruck,
    StageChanged,
    TaskCancelled,
    TaskDone,
    TaskOpened,
)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class TaskState:
    """A piece of work: open, done or cancelled."""

    id: str
    task: str
    item: str | None
    owner: Recipient
    keeps: bool
    opened_at: datetime
    state: str = "open"
    ended_at: datetime | None = None
    person: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """An approval given once: when, by whom, on what; and when it lapsed, if it did."""

    given_at: datetime
    person: str | None
    basis: Mapping[str, object]
    lapsed_at: datetime | None = None


@dataclass(slots=True)
class Case:
    """Where one matter stands. Treat it as a value: only :func:`evolve` makes new ones."""

    pack: str = ""
    digest: str = ""
    stage: str = ""
    ended: bool = False
    opened_at: datetime | None = None
    changed_at: datetime | None = None
    ended_at: datetime | None = None
    first_receiver: str | None = None
    receiving_unit: str | None = None
    version: int = 0
    facts: dict[str, object] = field(default_factory=dict)
    tasks: dict[str, TaskState] = field(default_factory=dict)
    clocks: dict[str, ClockState] = field(default_factory=dict)
    documents: tuple[DocumentIssued, ...] = ()
    did: dict[str, tuple[str, ...]] = field(default_factory=dict)
    records: dict[str, Entries] = field(default_factory=dict)
    posted: dict[str, tuple[Posting, ...]] = field(default_factory=dict)
    improvements: tuple[ImprovementRaised, ...] = ()
    approvals: dict[str, ApprovalState] = field(default_factory=dict)

    def entries(self, record: str) -> tuple[Entry, ...]:
        """Return the entries of a record, in the order they were first entered."""
        return self.records.get(record, NO_ENTRIES).kept

    def open_tasks(self, task: str | None = None) -> list[TaskState]:
        """Return the open tasks, of one kind or of all."""
        return [
            found
            for found in self.tasks.values()
            if found.state == "open" and task in (None, found.task)
        ]

    def next_point_at(self) -> datetime | None:
        """Return the next instant at which a running clock does something, or None."""
        return min(
            (
                clock.points[0].at
                for clock in self.clocks.values()
                if clock.state == "running" and clock.points
            ),
            default=None,
        )

    def copy(self) -> "Case":
        """Return a case of its own, sharing only immutable parts."""
        return replace(
            self,
            facts=dict(self.facts),
            tasks=dict(self.tasks),
            clocks=dict(self.clocks),
            did=dict(self.did),
            records=dict(self.records),
            posted=dict(self.posted),
            approvals=dict(self.approvals),
        )


def absorb(case: Case, event: Event) -> None:
    """Let `case` take in one event, in place. Total: every event class is known here."""
    case.version += 1
    if case.changed_at is None or event.at > case.changed_at:
        case.changed_at = event.at
    match event:
        case FactsRecorded():
            case.facts.update(event.values)
        case ActDone():
            if case.first_receiver is None and not event.external:
                # What came through the portal was first received by whoever took it up.
                case.first_receiver, case.receiving_unit = event.person, event.unit
            case.did[event.act] = (*case.did.get(event.act, ()), event.person)
        case ClockSet():
            case.clocks[event.clock] = event.state
        case StageChanged():
            case.stage = event.entered
            case.ended = event.ended
            case.ended_at = event.at if event.ended else None
        case NoticeDue():
            pass
        case PointReached():
            clock = case.clocks[event.clock]
            case.clocks[event.clock] = replace(clock, points=clock.points[1:])
        case DocumentIssued():
            case.documents = (*case.documents, event)
        case TaskOpened():
            case.tasks[event.id] = TaskState(
                event.id, event.task, event.item, event.owner, event.keeps, event.at
            )
        case TaskDone():
            case.tasks[event.id] = replace(
                case.tasks[event.id],
                state="done",
                ended_at=event.at,
                person=event.person,
                data=event.data,
            )
        case TaskCancelled():
            case.tasks[event.id] = replace(
                case.tasks[event.id], state="cancelled", ended_at=event.at
            )
        case FactsCleared():
            for name in event.names:
                case.facts.pop(name, None)
        case RecordEntered():
            entry = Entry(event.number, event.at, event.values)
            known = case.records.get(event.record, NO_ENTRIES)
            case.records[event.record] = known.with_entry(entry)
        case RecordStruck():
            known = case.records.get(event.record, NO_ENTRIES)
            case.records[event.record] = known.without(event.number)
        case ApprovalGiven():
            case.approvals[event.approval] = ApprovalState(event.at, event.person, event.basis)
        case ApprovalLapsed():
            given = case.approvals[event.approval]
            case.approvals[event.approval] = replace(given, lapsed_at=event.at)
        case FactsReset():
            for name in event.names:
                case.facts.pop(name, None)
            case.facts.update(event.values)
        case Posted():
            case.posted[event.ledger] = event.postings
        case ImprovementRaised():
            case.improvements = (*case.improvements, event)
        case Migrated():
            _go_over(case, event)
        case CaseOpened():
            case.pack, case.digest, case.stage = event.pack, event.digest, event.stage
            case.opened_at = event.at
            if not event.external:
                case.first_receiver, case.receiving_unit = event.person, event.unit
            case.facts.update(event.facts)


def _go_over(case: Case, event: Migrated) -> None:
    """Let a case go on under the edition a migration leads to."""
    case.pack, case.digest, case.stage = event.pack, event.digest, event.stage
    facts = called_otherwise(case.facts, event.facts, event.options)
    case.facts = {**facts, **event.values}
    case.did = _renamed(case.did, event.acts)
    case.tasks = {
        id_: replace(task, task=name)
        for id_, task in case.tasks.items()
        if (name := event.tasks.get(task.task, task.task)) is not None
    }
    case.records = {
        name: entries.going_over(event.facts, event.options)
        for name, entries in _renamed(case.records, event.records).items()
    }
    names = {**event.facts, **event.records}
    case.approvals = {
        name: replace(given, basis=called_otherwise(given.basis, names, event.options))
        for name, given in _renamed(case.approvals, event.approvals).items()
    }
    case.clocks = dict(event.clocks)


def _renamed(values: Mapping[str, Value], names: Mapping[str, str | None]) -> dict[str, Value]:
    """Return values under their new names, without those that have none any more."""
    return {
        name: value for old, value in values.items() if (name := names.get(old, old)) is not None
    }


def evolve(case: Case, event: Event) -> Case:
    """Return the case after one event; the one given stays as it was."""
    after = case.copy()
    absorb(after, event)
    return after


def replay(events: Iterable[Event]) -> Case:
    """Return the case these events describe."""
    case = Case()
    for event in events:
        absorb(case, event)
    return case

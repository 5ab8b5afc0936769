"""The law at work: pure functions from a case, a command and a moment to events or refusals."""

from shouwen.engine.case import Case, TaskState, absorb, evolve, replay
from shouwen.engine.circles import may_read, readers_of
from shouwen.engine.clockstate import ClockState, PointAhead
from shouwen.engine.decision import RulesDoNotSettle, WrongEdition, decide
from shouwen.engine.duties import DutyDue, duties_due, owing_units
from shouwen.engine.entries import Entries, Entry
from shouwen.engine.events import (
    ActDone,
    CaseOpened,
    ClockSet,
    DocumentIssued,
    Event,
    FactsCleared,
    FactsRecorded,
    FactsReset,
    NoticeDue,
    PointReached,
    Recipient,
    RecordEntered,
    RecordStruck,
    StageChanged,
    TaskCancelled,
    TaskDone,
    TaskOpened,
)
from shouwen.engine.explanation import (
    Step,
    explain,
    explain_due,
    explain_reasons,
    fact_words,
    moment_words,
    value_words,
)
from shouwen.engine.forms import typed_form
from shouwen.engine.numbering import Draw, number_documents, number_from
from shouwen.engine.options import Option, options
from shouwen.engine.outcome import Accepted, Command, Outcome, Reason, ReasonCode, Refused
from shouwen.engine.papers import contents_of, digest_of
from shouwen.engine.recalendar import recalendar
from shouwen.engine.scope import CaseScope
from shouwen.engine.stored import SHAPE, UnknownEvent, body_of, event_from, type_of

__all__ = [
    "SHAPE",
    "Accepted",
    "ActDone",
    "Case",
    "CaseOpened",
    "CaseScope",
    "ClockSet",
    "ClockState",
    "Command",
    "DocumentIssued",
    "Draw",
    "DutyDue",
    "Entries",
    "Entry",
    "Event",
    "FactsCleared",
    "FactsRecorded",
    "FactsReset",
    "NoticeDue",
    "Option",
    "Outcome",
    "PointAhead",
    "PointReached",
    "Reason",
    "ReasonCode",
    "Recipient",
    "RecordEntered",
    "RecordStruck",
    "Refused",
    "RulesDoNotSettle",
    "StageChanged",
    "Step",
    "TaskCancelled",
    "TaskDone",
    "TaskOpened",
    "TaskState",
    "UnknownEvent",
    "WrongEdition",
    "absorb",
    "body_of",
    "contents_of",
    "decide",
    "digest_of",
    "duties_due",
    "event_from",
    "evolve",
    "explain",
    "explain_due",
    "explain_reasons",
    "fact_words",
    "may_read",
    "moment_words",
    "number_documents",
    "number_from",
    "options",
    "owing_units",
    "readers_of",
    "recalendar",
    "replay",
    "type_of",
    "typed_form",
    "value_words",
]

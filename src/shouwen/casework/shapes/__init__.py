"""What queries give to pages, commands and reports: frozen values, ready to be shown.

Nothing in here can be asked for more: no relation to walk, no permission to test. Instants are
aware; every text is in the language the query was asked for. Private facts are already masked.
"""

from shouwen.casework.shapes.acts import ActForm, ActOption, Choice, Field, Promise, RegistrationAct
from shouwen.casework.shapes.articles import ArticleView, RuleWords, Why
from shouwen.casework.shapes.cases import (
    ApprovalView,
    CaseVersion,
    CaseView,
    ChargedView,
    ClockView,
    DocumentView,
    EntryView,
    FactView,
    RaisedView,
    RecordView,
    StageStep,
    TaskView,
    TimelineEntry,
)
from shouwen.casework.shapes.enclosed import FileView, HearingView, RecordingView
from shouwen.casework.shapes.outcomes import Done, NotDone, Registered
from shouwen.casework.shapes.outward import (
    DelayView,
    OpinionView,
    PromiseView,
    PublicCase,
    SaidView,
)
from shouwen.casework.shapes.rows import (
    Badge,
    CasePage,
    CaseRow,
    ContactRow,
    DutyRow,
    NoticeRow,
    Urgency,
)

__all__ = [
    "ActForm",
    "ActOption",
    "ApprovalView",
    "ArticleView",
    "Badge",
    "CasePage",
    "CaseRow",
    "CaseVersion",
    "CaseView",
    "ChargedView",
    "Choice",
    "ClockView",
    "ContactRow",
    "DelayView",
    "DocumentView",
    "Done",
    "DutyRow",
    "EntryView",
    "FactView",
    "Field",
    "FileView",
    "HearingView",
    "NotDone",
    "NoticeRow",
    "OpinionView",
    "Promise",
    "PromiseView",
    "PublicCase",
    "RaisedView",
    "RecordView",
    "RecordingView",
    "Registered",
    "RegistrationAct",
    "RuleWords",
    "SaidView",
    "StageStep",
    "TaskView",
    "TimelineEntry",
    "Urgency",
    "Why",
]

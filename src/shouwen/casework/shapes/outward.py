"""One case as the complainant sees it: what was promised, what was said, what he thought."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from shouwen.casework.shapes.acts import ActOption
from shouwen.casework.shapes.articles import RuleWords
from shouwen.casework.shapes.cases import DocumentView, FactView, TimelineEntry


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A limit the complainant may count on. Instants in the office zone.

    `late` says that its date has passed, or had when it was met; `first_due_at` is the date before
    any extension; `limit` is such as ``15个工作日``, from `since` on; `explanation` is the whole
    calculation.
    """

    title: str
    state: Literal["running", "paused", "waiting", "stopped"]
    due_at: datetime | None
    provisional: bool
    late: bool
    limit: str
    since: datetime
    first_due_at: datetime | None
    extended: int
    rules: tuple[RuleWords, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class DelayView:
    """A later date than the one promised before. `why` is the engine's: ``extended`` and others."""

    at: datetime
    title: str
    before: datetime
    after: datetime
    why: str
    reasons: tuple[str, ...]
    rules: tuple[RuleWords, ...]


@dataclass(frozen=True, slots=True)
class SaidView:
    """Words said to a case beside its acts. `version` names them; `text` is empty while masked.

    `about` is ``material``, ``agent`` or ``confidential``; `mine` says the complainant said it.
    """

    version: int
    at: datetime
    about: str
    files: int
    worded: bool
    text: str
    mine: bool


@dataclass(frozen=True, slots=True)
class OpinionView:
    """What the complainant thought: marks 1 (bad) to 5 (good), None when not said."""

    version: int
    at: datetime
    process: int | None
    outcome: int | None
    reasons: tuple[str, ...]
    worded: bool


@dataclass(frozen=True, slots=True)
class PublicCase:
    """What the complainant sees with number and code.

    `withheld`: an agent without a proven authority holds the code; answers and letters are left
    out.
    """

    number: str
    organisation: str
    regulation_title: str
    subject: str
    content: str
    opened_at: datetime
    stage_title: str
    stage_words: str
    ended: bool
    due_on: date | None
    due_words: str
    due_because: str
    facts: tuple[FactView, ...]
    documents: tuple[DocumentView, ...]
    history: tuple[TimelineEntry, ...]
    options: tuple[ActOption, ...]
    promises: tuple[PromiseView, ...] = ()
    delays: tuple[DelayView, ...] = ()
    replied_at: datetime | None = None
    said: tuple[SaidView, ...] = ()
    opinions: tuple[OpinionView, ...] = ()
    withheld: bool = False

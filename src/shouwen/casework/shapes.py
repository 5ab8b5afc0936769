"""What queries give to pages, commands and reports: frozen values, ready to be shown.

Nothing in here can be asked for more: no relation to walk, no permission to test. Instants are
aware; every text is in the language the query was asked for. Private facts are already masked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Urgency = Literal["calm", "soon", "late", "none"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a field may take."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One moment that could be promised: as the form posts it, in people's words, and as a date.

    `allowed` says whether the regulation takes it; `latest` that a minute later it would not. `why`
    is its sentence for that, with the article.
    """

    value: str
    words: str
    date: str
    allowed: bool
    latest: bool
    why: str
    article: str


@dataclass(frozen=True, slots=True)
class Field:
    """One fact as a form asks for it.

    `kind`: bool, int, money, text, date, time, choice, choices (several), unit, units, person,
    persons, list (one per line). `value` is what is known already, as the form posts it.
    `particular` says what of a person it is (name, telephone, text …), where it is private.
    `text_kind` is what its wording is checked as; none: it is not checked. A `searched` unit or
    person is one of too many for a list: it is looked for by name, see :func:`.queries.meant`. A
    time that is promised has moments to choose from.
    """

    name: str
    label: str
    kind: str
    required: bool
    long: bool
    private: bool
    hint: str | None
    choices: tuple[Choice, ...]
    value: str | bool | tuple[str, ...] | None
    article: str
    means: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    text_kind: str = "none"
    particular: str | None = None
    searched: bool = False
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """One reason why not, with its articles in words and their ids."""

    code: str
    text: str
    article: str
    cite: tuple[str, ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article: its number, its gist in our words, and the organisation's own text if any."""

    id: str
    number: str
    gist: str
    text: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class ActOption:
    """One act on the case page: a button, or a greyed one saying why not."""

    act: str
    title: str
    task: str | None
    item: str | None
    item_label: str | None
    allowed: bool
    bearing: Literal["now", "condition", "person", "stage"]
    weight: Literal["primary", "plain", "grave"]
    hint: str | None
    article: str
    reasons: tuple[Why, ...]
    needs_form: bool
    cite: tuple[str, ...] = ()
    means: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActForm:
    """The form of one act."""

    act: str
    title: str
    article: str
    hint: str | None
    task: str | None
    item_label: str | None
    fields: tuple[Field, ...]
    errors: Mapping[str, tuple[str, ...]]
    reasons: tuple[Why, ...]
    expected_version: int
    weight: str = "plain"
    regulation: str = ""
    means: tuple[str, ...] = ()


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
class CaseRow:
    """One line of the work list."""

    number: str
    subject: str
    regulation: str
    stage: str
    stage_title: str
    ended: bool
    channel: str
    category: str
    complainant: str
    unit: str
    handler: str
    due_at: datetime | None
    due_title: str
    urgency: Urgency
    left: str
    share: int
    provisional: bool
    opened_at: datetime
    updated_at: datetime
    flags: tuple[str, ...]
    confidential: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of rows; `next_cursor` is None on the last."""

    rows: tuple[CaseRow, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Badge:
    """A count that stops counting: ``99+`` costs no more than 99."""

    view: str
    label: str
    count: int
    capped: bool

    @property
    def text(self) -> str:
        """The number as shown."""
        return f"{self.count}+" if self.capped else str(self.count)


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


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One article: its number as quoted, and what it says in a sentence."""

    article: str
    gist: str


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
class CaseVersion:
    """At which version a case is, who did something last, and what."""

    version: int
    person: str
    title: str


@dataclass(frozen=True, slots=True)
class PublicCase:
    """What the complainant sees with number and code."""

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


@dataclass(frozen=True, slots=True)
class FileView:
    """One file put with a case. `n` counts them from 1.

    `label` says what it is without its name (图片 3); `name` is empty unless names were asked for.
    `source` says by which way it came. `state` is ``open``, ``waiting`` for the virus scanner,
    ``infected``, or ``gone`` when it has been destroyed.
    """

    n: int
    label: str
    name: str
    family: str
    media_type: str
    size: int
    size_words: str
    digest: str
    at: datetime
    person: str
    source: str
    thumbnail: bool
    state: Literal["open", "waiting", "infected", "gone"]


@dataclass(frozen=True, slots=True)
class HearingView:
    """Somebody listened to a recording: who, when, why, and what came of it."""

    at: datetime
    person: str
    why: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class RecordingView:
    """One recording of a call that belongs to a case. `n` counts them from 1.

    `reference` is what the exchange calls it; the recording itself stays there.
    """

    n: int
    call: str
    reference: str
    began_at: datetime | None
    seconds: int | None
    at: datetime
    hearings: tuple[HearingView, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """A matter was taken in: its number, and the code that opens it to the complainant."""

    number: str
    code: str
    due_on: date | None
    due_words: str


@dataclass(frozen=True, slots=True)
class Done:
    """A command was carried out."""

    number: str
    version: int
    events: int
    stage: str
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotDone:
    """A command was refused, for all these reasons."""

    reasons: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One periodic duty of one unit for one period."""

    key: str
    title: str
    unit: str
    period: str
    due_at: datetime
    urgency: Urgency
    left: str
    article: str
    signed_by: str | None
    signed_at: datetime | None
    late: bool
    note: str | None
    may_sign: bool = False


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice on somebody's desk."""

    id: int
    number: str
    kind: Literal["notify", "escalate"]
    text: str
    article: str
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class RegistrationAct:
    """One way to take a matter in: an act that begins a case, under a regulation."""

    regulation: str
    regulation_title: str
    act: str
    title: str
    hint: str | None
    article: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One call, letter, visit, mail or post; `number` names the case that came of it."""

    id: str
    kind: str
    channel: str
    unit: str
    person: str
    received_at: datetime
    summary: str
    reason: str
    number: str | None

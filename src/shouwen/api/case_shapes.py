"""Cases as the interface shows them. Particulars are masked; every date says why."""

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from shouwen.api.problems import ReasonOut


class CaseLine(Schema):
    """One line of the list of cases."""

    number: str
    subject: str
    regulation: str
    stage: str
    stage_title: str
    ended: bool
    channel: str
    category: str
    complainant: str = Field(description="masked")
    unit: str
    handler: str
    due_at: datetime | None
    due_title: str
    urgency: str
    left: str
    provisional: bool
    opened_at: datetime
    updated_at: datetime
    flags: list[str]
    confidential: bool
    left_open: list[str] = Field(
        [], description="views mine and approval: what a closed case left to do"
    )


class CaseList(Schema):
    """A page of cases; `next_cursor` is null on the last."""

    items: list[CaseLine]
    next_cursor: str | None


class ClockOut(Schema):
    """One clock with the reason for its date. `share` is how much is used, 0 to 100."""

    name: str
    title: str
    state: str = Field(examples=["running"], description="running, paused, waiting or stopped")
    due_at: datetime | None
    due_on: date | None
    provisional: bool = Field(description="counted beyond the published calendar; may change")
    because: str = Field(validation_alias="explanation")
    article: str
    limit: str
    soft: bool = Field(description="internal: nobody outside is promised it")
    urgency: str
    share: int
    left: str
    extended: int
    in_time: bool | None


class FactOut(Schema):
    """One known fact. A masked one can be revealed, with a reason, and that is recorded."""

    name: str
    label: str
    value: str
    masked: bool
    article: str
    means: str | None
    options: list[str]


class EntryOut(Schema):
    """One entry of a record."""

    number: int
    at: datetime
    cells: list[FactOut]


class RecordOut(Schema):
    """One record with its entries."""

    name: str
    title: str
    entries: list[EntryOut]
    article: str


class TaskOut(Schema):
    """One piece of work."""

    id: str
    title: str
    item: str | None
    owner: str
    state: str
    opened_at: datetime
    ended_at: datetime | None
    person: str | None
    article: str


class DocumentOut(Schema):
    """One issued document."""

    position: int
    document: str
    title: str
    number: str
    issued_at: datetime
    copies: list[str]
    signed_by: list[str]
    article: str
    public: bool


class TimelineOut(Schema):
    """What happened, in words."""

    at: datetime
    noticed_at: datetime | None
    kind: str
    title: str
    detail: list[str]
    person: str | None
    unit: str | None
    article: str
    cite: list[str]


class StepOut(Schema):
    """One stage on the way."""

    id: str
    title: str
    state: str


class OptionOut(Schema):
    """One act: whether it may be done now, and if not, every reason why with its article."""

    act: str
    title: str
    task: str | None
    item: str | None
    allowed: bool
    weight: str
    hint: str | None
    article: str
    needs_form: bool
    means: list[str] = Field(description="what it is in any regulation: replied, called_back …")
    carries_on: bool = Field(description="whether it takes the case further")
    reasons: list[ReasonOut]


class CaseOut(Schema):
    """Everything about one case that this caller may see. `version` is its ETag."""

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
    flags: list[str]
    steps: list[StepOut]
    clocks: list[ClockOut]
    facts: list[FactOut]
    complainant: list[FactOut]
    records: list[RecordOut]
    tasks: list[TaskOut]
    documents: list[DocumentOut]
    options: list[OptionOut]


class TimelineList(Schema):
    """What happened to a case, in order."""

    items: list[TimelineOut]


class OptionList(Schema):
    """What may be done with a case now, and why not the rest."""

    version: int
    items: list[OptionOut]


class DocumentList(Schema):
    """What a case has issued."""

    items: list[DocumentOut]

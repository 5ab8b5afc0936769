"""Lines of lists: cases, duties, notices and contacts, and the counts on their tabs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Urgency = Literal["calm", "soon", "late", "none"]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the work list.

    `handled`: whether the regulation names somebody who handles; `urgeable`: whether it knows an
    act that urges; `left_open`: in a list of work, what a closed case left whoever asks to do.
    """

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
    handled: bool
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
    urgeable: bool = False
    left_open: tuple[str, ...] = ()

    @property
    def overdue(self) -> bool:
        """Whether it is open and its nearest limit has passed."""
        return not self.ended and self.urgency == "late"


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
class DutyRow:
    """One periodic duty of one unit for one period; a `daily` one is owed day by day.

    `book`: it is the day of a book customers write in.
    """

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
    regulation: str = ""
    daily: bool = False
    book: bool = False


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

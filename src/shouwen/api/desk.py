"""What is on the caller's own desk: himself, duties, notices, contacts; and the calendar."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from shouwen.api.answering import answers, reply, written
from shouwen.api.case_shapes import CaseLine, CaseList
from shouwen.api.door import CallerRequest, needs
from shouwen.api.problems import Trouble
from shouwen.casework import operations, queries
from shouwen.packs.date_questions import answer_due

router = Router()


class Me(Schema):
    """Whom this key or token acts for, and what for."""

    caller: str
    name: str
    person: str
    unit: str | None
    scopes: list[str]
    per_minute: int


class NewContact(Schema):
    """Somebody turned to the organisation. No names in `summary`; what was said goes below."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal[
        "complaint", "praise", "suggestion", "consultation", "out_of_scope", "refused", "other"
    ]
    channel: str = Field(min_length=1, max_length=60, examples=["phone"])
    summary: str = Field(min_length=1, max_length=400)
    particulars: str = Field("", max_length=20_000, description="kept in the vault")
    reason: str = Field("", max_length=400, description="why no case came of it; for `refused`")
    received_at: datetime | None = None
    number: str | None = Field(None, max_length=100, description="the case it belongs to")


class ContactId(Schema):
    """A contact was recorded."""

    id: str


class ContactOut(Schema):
    """One contact."""

    id: str
    kind: str
    channel: str
    unit: str
    person: str
    received_at: datetime
    summary: str
    reason: str
    number: str | None


class ContactList(Schema):
    """Contacts, newest first; `next_cursor` is null on the last page."""

    items: list[ContactOut]
    next_cursor: str | None


class DutyOut(Schema):
    """One periodic duty of one unit for one period."""

    key: str
    title: str
    unit: str
    period: str
    due_at: datetime
    urgency: str
    left: str
    article: str
    signed_by: str | None
    signed_at: datetime | None
    late: bool
    note: str | None
    may_sign: bool


class DutyList(Schema):
    """Duties owed or overseen: open ones by date, then those signed lately."""

    items: list[DutyOut]


class Signing(Schema):
    """A duty is signed off."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(max_length=300)
    note: str = Field("", max_length=2000)


class Signed(Schema):
    """Whether it was signed now; false if it had been before."""

    signed: bool


class NoticeOut(Schema):
    """One notice."""

    id: int
    number: str
    kind: str
    text: str
    article: str
    at: datetime
    read_at: datetime | None


class NoticeList(Schema):
    """Notices, newest first; `next_cursor` is null on the last page."""

    items: list[NoticeOut]
    next_cursor: str | None


class Reading(Schema):
    """Notices that were read."""

    model_config = ConfigDict(extra="forbid")

    ids: list[int] = Field(min_length=1, max_length=500)


class Read(Schema):
    """How many were marked as read."""

    marked: int


class DueQuery(Schema):
    """When does a term end? `term` like ``3 working_days``; `start` with a zone."""

    start: str = Field(max_length=60, examples=["2026-09-28T17:20+08:00"])
    term: str = Field(max_length=60, examples=["3 working_days"])
    hours: str | None = Field(None, max_length=200)
    days: str | None = Field(None, max_length=60)
    ends: Literal["instant", "close_of_day", "midnight"] | None = None
    roll: Literal["none", "next", "previous"] | None = None
    count_event_day: bool = False


class DueOut(Schema):
    """When a term ends, which days it counted and skipped, and why."""

    due: datetime
    date: str
    provisional: bool
    counted: list[str]
    skipped: list[str]
    because: str


@router.get(
    "/me", response=answers(Me), auth=needs(""), url_name="me", tags=["desk"],
    operation_id="getMe", summary="本密钥 · This key",
)  # fmt: skip
def me(request: CallerRequest) -> Any:
    """Say whom this key or token acts for."""
    caller = request.caller
    return {
        "caller": caller.id, "name": caller.name, "person": caller.actor.person,
        "unit": caller.actor.unit, "scopes": sorted(caller.scopes),
        "per_minute": caller.per_minute,
    }  # fmt: skip


@router.get(
    "/search", response=answers(CaseList), auth=needs("read"), url_name="search", tags=["cases"],
    operation_id="searchCases", summary="检索 · Search cases",
)  # fmt: skip
def search(
    request: CallerRequest,
    q: str = Query(..., min_length=1, max_length=200),
    cursor: str | None = Query(None, max_length=400),
    limit: int = Query(20, ge=1, le=200),
) -> CaseList:
    """Find cases that contain a text, newest first; two characters and more are fast."""
    page = queries.work_list(
        request.actor, view="all", filters={"text": q}, cursor=cursor or None, limit=limit,
        now=request.now, language=request.language,
    )  # fmt: skip
    return CaseList(
        items=[CaseLine.from_orm(row) for row in page.rows], next_cursor=page.next_cursor
    )


@router.post(
    "/contacts", response=answers(ContactId, 201, 409), auth=needs("register"),
    url_name="contacts", tags=["contacts"], operation_id="recordContact",
    summary="登记来件 · Record a contact",
)  # fmt: skip
@written
def record_contact(request: CallerRequest, body: NewContact) -> HttpResponse:
    """Record that somebody turned to the organisation, whatever came of it."""
    if body.kind == "refused" and not body.reason.strip():
        said = "拒收的须写明原因" if request.language == "zh" else "a refusal gives its reason"
        flaw = {"code": "missing", "text": said, "article": "", "cite": [], "field": "reason"}
        raise Trouble("invalid", said, reasons=[flaw])
    received = body.received_at
    if received is not None and received.tzinfo is None:
        raise Trouble("invalid", "received_at: ISO 8601 +08:00")
    if body.number is not None:
        queries.case_view(request.actor, body.number, request.now, request.language)
    contact = operations.record_contact(
        body.kind, body.channel, body.summary, actor=request.actor, now=request.now,
        command_id=request.command_id, received_at=received, particulars=body.particulars,
        reason=body.reason, number=body.number,
    )  # fmt: skip
    return reply({"id": contact}, 201)


@router.get(
    "/contacts", response=answers(ContactList), auth=needs("read"), url_name="contacts_list",
    tags=["contacts"], operation_id="listContacts", summary="来件清单 · List contacts",
)  # fmt: skip
def contacts(
    request: CallerRequest,
    cursor: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> Any:
    """List contacts taken by this caller or received by its units, newest first."""
    page = queries.contact_page(request.actor, request.now, cursor=cursor or None, limit=limit)
    return {"items": page.rows, "next_cursor": page.next_cursor}


@router.get(
    "/duties", response=answers(DutyList), auth=needs("read"), url_name="duties", tags=["desk"],
    operation_id="listDuties", summary="定期义务 · Periodic duties",
)  # fmt: skip
def duties(request: CallerRequest) -> Any:
    """List the periodic duties this caller owes or oversees."""
    return {"items": queries.duty_list(request.actor, request.now, request.language)}


@router.post(
    "/duties/sign", response=answers(Signed, 200, 409), auth=needs("act"), url_name="sign",
    tags=["desk"], operation_id="signDuty", summary="签办义务 · Sign a duty",
)  # fmt: skip
@written
def sign(request: CallerRequest, body: Signing) -> HttpResponse:
    """Sign a duty off."""
    signed = operations.sign_duty(
        body.key, note=body.note, actor=request.actor, now=request.now,
        command_id=request.command_id,
    )  # fmt: skip
    return reply({"signed": signed})


@router.get(
    "/notices", response=answers(NoticeList), auth=needs("read"), url_name="notices",
    tags=["desk"], operation_id="listNotices", summary="通知 · Notices",
)  # fmt: skip
def notices(
    request: CallerRequest,
    unread: bool = False,
    cursor: str | None = Query(None, max_length=400),
    limit: int = Query(50, ge=1, le=200),
) -> Any:
    """List what this caller was told, newest first."""
    page = queries.notice_page(
        request.actor, request.now, request.language, unread=unread, cursor=cursor or None,
        limit=limit,
    )  # fmt: skip
    return {"items": page.rows, "next_cursor": page.next_cursor}


@router.post(
    "/notices/read", response=answers(Read, 200, 409), auth=needs("act"), url_name="notices_read",
    tags=["desk"], operation_id="markNoticesRead", summary="标为已读 · Mark notices as read",
)  # fmt: skip
@written
def notices_read(request: CallerRequest, body: Reading) -> HttpResponse:
    """Note that notices were read; others' are left alone."""
    ids = [each for each in body.ids if 0 < each < 2**63]
    marked = operations.mark_notices_read(ids, actor=request.actor, now=request.now)
    return reply({"marked": marked})


@router.get(
    "/calendar/due", response=answers(DueOut), auth=needs("read"), url_name="due",
    tags=["calendar"], operation_id="getDue", summary="算到期 · When a term ends",
)  # fmt: skip
def due(request: CallerRequest, asked: Query[DueQuery]) -> Any:
    """Count a term on the published calendar, and say how."""
    given = {name: value for name, value in asked.model_dump().items() if value is not None}
    return answer_due(given, english=request.language == "en")[1]

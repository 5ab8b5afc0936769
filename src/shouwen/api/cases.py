"""Cases: taken in, listed, read, acted on."""

import re
from datetime import date
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from shouwen.api import problems
from shouwen.api.answering import answers, reply, written
from shouwen.api.case_shapes import (
    CaseLine,
    CaseList,
    CaseOut,
    DocumentList,
    OptionList,
    TimelineList,
)
from shouwen.api.door import CallerRequest, needs
from shouwen.api.forms import FormOut, described
from shouwen.api.problems import Trouble
from shouwen.casework import operations, queries
from shouwen.casework.errors import LedgerConflict
from shouwen.casework.shapes import CaseView, NotDone

router = Router(tags=["cases"])
_VERSION = re.compile(r'(?:W/)?"v(\d{1,9})"')
#: The same as a caller may send it, in the words of the description.
_TAG = '^(\\*|(W/)?"v[0-9]{1,9}")$'
_EXAMPLE = {
    "channel": "phone", "subject": "短信服务费重复扣收", "category": "work_error",
    "content": "三个月来每月扣两次，共多扣十八元。", "demand": "退还多扣的费用",
    "complainant_name": "陈俊", "telephone": "13812345627", "accused_unit": "renmin",
    "accused_level": "outlet", "region": "local", "accepting_level": "first_branch",
}  # fmt: skip


class Registration(Schema):
    """A matter to be taken in. `form` holds what the act's form asks for."""

    model_config = ConfigDict(extra="forbid")

    regulation: str = Field(max_length=200, examples=["postal-bank"])
    act: str = Field(max_length=200, examples=["register"])
    form: dict[str, Any] = Field(examples=[_EXAMPLE])
    contact: str | None = Field(None, max_length=60, description="id of a contact it arises from")


class Registered(Schema):
    """A matter was taken in. The code opens it to the complainant and is shown here only."""

    number: str
    code: str
    due_on: date | None
    due_words: str


class ListQuery(Schema):
    """Which cases, from where on."""

    view: Literal[
        "mine", "unit", "soon", "late", "approval", "call_back", "supervision", "all", "closed"
    ] = "all"
    regulation: str = Field("", max_length=200)
    stage: str = Field("", max_length=200)
    channel: str = Field("", max_length=200)
    category: str = Field("", max_length=200)
    unit: str = Field("", max_length=200)
    handler: str = Field("", max_length=200)
    due: Literal["", "late", "today", "week", "later", "none"] = ""
    delay: Literal["", "owed", "given", "accepted", "rejected"] = Field(
        "", description="where a reason for lateness stands"
    )
    waiting: Literal["", "dispute", "call_back", "approval"] = ""
    text: str = Field("", max_length=200, description="contained in number or texts")
    cursor: str | None = Field(None, max_length=400, description="`next_cursor` of the page before")
    limit: int = Field(50, ge=1, le=200)


class Doing(Schema):
    """An act to be done. `task` names the task it completes, where there are several."""

    model_config = ConfigDict(extra="forbid")

    form: dict[str, Any] = {}
    task: str | None = Field(None, max_length=200)


class Done(Schema):
    """An act was done; the case is at `version` now."""

    number: str
    version: int
    stage: str
    events: int
    messages: list[str]


class Looking(Schema):
    """Why a particular is looked at."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=500)
    item: int = Field(0, ge=0, le=10_000)


class Revealed(Schema):
    """A particular in full. That it was looked at is recorded."""

    number: str
    fact: str
    value: str


@router.post(
    "/cases", response=answers(Registered, 201, 409), auth=needs("register"), url_name="cases",
    operation_id="registerCase", summary="登记 · Take a matter in",
)  # fmt: skip
@written
def register(request: CallerRequest, body: Registration) -> HttpResponse:
    """Take a matter in by any act that opens a case; refused with every reason and its article."""
    outcome = operations.register(
        body.regulation,
        body.act,
        body.form,
        actor=request.actor,
        now=request.now,
        command_id=request.command_id,
        contact=body.contact,
        language=request.language,
    )
    if isinstance(outcome, NotDone):
        raise problems.refused(outcome.reasons)
    told = {
        "number": outcome.number, "code": outcome.code,
        "due_on": outcome.due_on, "due_words": outcome.due_words,
    }  # fmt: skip
    return reply(told, 201, Location=f"/api/v1/cases/{outcome.number}")


@router.get(
    "/cases", response=answers(CaseList), auth=needs("read"), url_name="cases_list",
    operation_id="listCases", summary="投诉清单 · List cases",
)  # fmt: skip
def cases(request: CallerRequest, wanted: Query[ListQuery]) -> CaseList:
    """List cases this caller may see: by what is due first, closed ones newest first."""
    page = queries.work_list(
        request.actor,
        view=wanted.view,
        filters={name: getattr(wanted, name) for name in queries.FILTERS if hasattr(wanted, name)},
        cursor=wanted.cursor or None,
        limit=wanted.limit,
        now=request.now,
        language=request.language,
    )
    return CaseList(
        items=[CaseLine.from_orm(row) for row in page.rows], next_cursor=page.next_cursor
    )


@router.get(
    "/cases/{number}", response=answers(CaseOut, 200, 304), auth=needs("read"), url_name="case",
    operation_id="getCase", summary="一件投诉 · One case",
)  # fmt: skip
def case(request: CallerRequest, response: HttpResponse, number: str) -> Any:
    """Read a case: stage, clocks with their reasons, facts (masked), documents, options."""
    view = _view(request, number)
    tag = f'"v{view.version}"'
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={"ETag": tag})
    response["ETag"] = tag
    return view


@router.get(
    "/cases/{number}/timeline", response=answers(TimelineList), auth=needs("read"),
    url_name="timeline", operation_id="getTimeline", summary="办理经过 · What happened",
)  # fmt: skip
def timeline(request: CallerRequest, number: str) -> Any:
    """Tell what happened to a case, each step with its article."""
    return {"items": _view(request, number).timeline}


@router.get(
    "/cases/{number}/documents", response=answers(DocumentList), auth=needs("read"),
    url_name="documents", operation_id="listDocuments", summary="文书 · Documents",
)  # fmt: skip
def documents(request: CallerRequest, number: str) -> Any:
    """List the forms and letters a case has issued."""
    return {"items": _view(request, number).documents}


@router.get(
    "/cases/{number}/options", response=answers(OptionList), auth=needs("read"),
    url_name="options", operation_id="listOptions",
    summary="能办什么、为何不能 · What may be done, and why not",
)  # fmt: skip
def options(request: CallerRequest, number: str) -> Any:
    """List every act: whether it may be done now, and if not, all reasons with their articles."""
    view = _view(request, number)
    return {"version": view.version, "items": view.options}


@router.get(
    "/cases/{number}/acts/{act}", response=answers(FormOut), auth=needs("read"),
    url_name="act", operation_id="getActForm", summary="动作的表单 · The form of an act",
)  # fmt: skip
def act_form(
    request: CallerRequest, number: str, act: str, task: str | None = Query(None, max_length=200)
) -> FormOut:
    """Describe what an act asks for as things stand, with every reason against it."""
    form = queries.act_form(
        request.actor, number, act, request.now, task=task or None, language=request.language
    )
    return described(form)


@router.post(
    "/cases/{number}/acts/{act}", response=answers(Done, 200, 409, 412), auth=needs("act"),
    url_name="act_do", operation_id="doAct", summary="办理一个动作 · Do an act",
    openapi_extra={
        "parameters": [
            {"name": "If-Match", "in": "header", "required": False,
             "description": "ETag of the case as it was read; a changed case answers 412",
             "schema": {"type": "string", "pattern": _TAG}},
        ]
    },
)  # fmt: skip
@written
def act(request: CallerRequest, number: str, act: str, body: Doing) -> HttpResponse:
    """Do one act on one case, or be refused with every reason and its article."""
    try:
        outcome = operations.act(
            number,
            act,
            body.form,
            actor=request.actor,
            now=request.now,
            command_id=request.command_id,
            task=body.task or None,
            expected_version=_expected(request),
            language=request.language,
        )
    except LedgerConflict as conflict:
        if _expected(request) is None:
            raise
        raise Trouble("version_mismatch") from conflict
    if isinstance(outcome, NotDone):
        raise problems.refused(outcome.reasons)
    told = {
        "number": outcome.number, "version": outcome.version, "stage": outcome.stage,
        "events": outcome.events, "messages": list(outcome.messages),
    }  # fmt: skip
    return reply(told, ETag=f'"v{outcome.version}"')


@router.post(
    "/cases/{number}/facts/{fact}/reveal", response=answers(Revealed), auth=needs("reveal"),
    url_name="reveal", operation_id="revealFact",
    summary="查看明文 · Reveal a particular",
)  # fmt: skip
def reveal(request: CallerRequest, number: str, fact: str, body: Looking) -> Any:
    """Read a masked fact in full. Who looked, when and why goes into the reading log."""
    value = operations.reveal(
        number, fact, reason=body.reason, actor=request.actor, now=request.now, item=body.item
    )
    return {"number": number, "fact": fact, "value": value}


def _view(request: CallerRequest, number: str) -> CaseView:
    return queries.case_view(request.actor, number, request.now, request.language)


def _expected(request: CallerRequest) -> int | None:
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        return None
    found = _VERSION.fullmatch(given)
    if found is None:
        raise Trouble("bad_request", 'If-Match: "v…", as the ETag of the case was')
    return int(found[1])

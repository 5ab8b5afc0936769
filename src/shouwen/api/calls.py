"""Calling back: every attempt is kept, and a bad answer leads to what the regulation offers."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import AwareDatetime, ConfigDict, Field

from shouwen.api.answering import answers, reply, written
from shouwen.api.door import CallerRequest, needs
from shouwen.api.problems import Trouble
from shouwen.casework import operations, queries

router = Router(tags=["cases"])

_Answer = Literal["", "good", "fair", "bad", "none"]


class NewAttempt(Schema):
    """Somebody was called back. Of who was reached both answers are noted, each by itself."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["reached", "no_answer", "wrong_number", "refused"]
    process: _Answer = Field("", description="how it was handled; for `reached`")
    result: _Answer = Field("", description="what came of it; for `reached`")
    note: str = Field("", max_length=400, description="no names, no numbers")
    next_at: AwareDatetime | None = Field(None, description="when to try again, in the future")
    script: str = Field("", max_length=100, examples=["bank@2026.1"])


class Next(Schema):
    """An act the attempt leads to, with what of its form is known from it already."""

    act: str
    title: str
    article: str
    form: dict[str, Any]


class Noted(Schema):
    """The attempt is kept. `next` are acts that may be done now, the one asked for first."""

    number: str
    attempts: int
    next: list[Next]


class AttemptOut(Schema):
    """One attempt."""

    at: datetime
    person: str
    outcome: str
    note: str
    next_at: datetime | None
    process: str
    result: str
    script: str


class AttemptList(Schema):
    """Attempts, newest first."""

    items: list[AttemptOut]


@router.get(
    "/cases/{number}/call-backs", response=answers(AttemptList), auth=needs("read"),
    url_name="calls", operation_id="listCallBacks", summary="回访记录 · Attempts to call back",
)  # fmt: skip
def attempts(request: CallerRequest, number: str) -> Any:
    """List the attempts to call somebody back."""
    view = queries.case_view(request.actor, number, request.now, request.language)
    found = queries.attempts_of([view.number], request.now, request.language)
    return {
        "items": [
            {
                "at": each.at, "person": each.person, "outcome": each.outcome, "note": each.note,
                "next_at": each.next_at, "process": each.answered.process,
                "result": each.answered.result, "script": each.answered.script,
            }
            for each in found.get(view.number, ())
        ]
    }  # fmt: skip


@router.post(
    "/cases/{number}/call-backs", response=answers(Noted, 201, 409), auth=needs("act"),
    url_name="calls_note", operation_id="noteCallBack", summary="记一次回访 · Note a call",
)  # fmt: skip
@written
def note(request: CallerRequest, number: str, body: NewAttempt) -> HttpResponse:
    """Keep that somebody was called back; whoever handled the matter may not (`403`)."""
    if body.next_at is not None and body.next_at <= request.now:
        raise Trouble("invalid", "next_at")
    operations.note_attempt(
        number,
        body.outcome,
        note=body.note,
        next_at=body.next_at,
        answered=queries.Answered(body.process, body.result, body.script),
        actor=request.actor,
        now=request.now,
        command_id=request.command_id,
    )
    kept = queries.attempts_of([number], request.now).get(number, ())
    told = {"number": number, "attempts": len(kept), "next": list(_next(request, number, body))}
    return reply(told, 201)


def _next(request: CallerRequest, number: str, body: NewAttempt) -> Any:
    """Yield the acts an attempt leads to, with what of their forms is known from it."""
    for option, known in queries.call_acts(
        request.actor, number, body.outcome, body.result, request.now, request.language
    ):
        yield {
            "act": option.act, "title": option.title, "article": option.article, "form": known,
        }  # fmt: skip

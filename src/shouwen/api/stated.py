"""What is said of a case beside its acts: for whom, with whom, through whom, and what is wished."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from shouwen.api import problems
from shouwen.api.answering import answers, reply, written
from shouwen.api.case_shapes import FactOut
from shouwen.api.door import CallerRequest, needs
from shouwen.api.problems import Trouble
from shouwen.casework import operations, queries
from shouwen.casework.shapes import Done, NotDone
from shouwen.vocabulary import iso

router = Router(tags=["cases"])
Word = Annotated[str, StringConstraints(max_length=200)]
_COMPANION: Final = "companion"


class StatementOut(Schema):
    """What was said at one time, masked; a masked value is revealed by the name it has here."""

    version: int
    at: datetime
    about: str
    facts: list[FactOut]


class LimitOut(Schema):
    """How many may speak for a group; `article` is empty where the regulation says nothing."""

    most: int
    article: str


class StatedOut(Schema):
    """Everything said beside the acts, oldest first, and where a case stands by it.

    `proven`: whether an agent has shown his authority. `forward_due`: by when a forwarder wants an
    answer; `governs` says whether that or a limit of the regulation comes first. `hidden`: who
    complained is kept from this caller, and so is everybody he complained with.
    """

    items: list[StatementOut]
    has_agent: bool
    proven: bool
    confidential: bool
    internal: bool
    language: str
    forward_due: datetime | None
    governs: str
    answered_at: datetime | None
    limit: LimitOut
    hidden: bool


class Companion(Schema):
    """Somebody with the same matter."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=60, pattern=r"\S")
    telephone: str = Field("", max_length=40)
    representative: bool = False


class Saying(Schema):
    """Something said, by meaning. What belongs together under `about` is in the reference.

    `authority` may be left for later; `companions` go with `about: companion`, nothing else does.
    """

    model_config = ConfigDict(extra="forbid")

    about: Literal["agent", "authority", "companion", "forwarded", "answered", "wish", "internal"]
    agent: Word = Field("", description="name; kept in the vault")
    agent_telephone: Word = Field("", description="kept in the vault")
    agent_tie: Word = Field("", description="a term of agent-tie")
    authority: Word = Field("", description="a term of agent-authority, once checked")
    forwarder: Word = ""
    forward_number: Word = ""
    forward_due: AwareDatetime | None = None
    reply_form: Word = ""
    how: Word = Field("", description="how a forwarder was answered; no names")
    confidential: bool = False
    language: Word = Field("", description="a term of wished-language")
    internal: bool = False
    companions: list[Companion] = Field([], max_length=500)


class Said(Schema):
    """It was said; where the regulation has an act for it, that act was done, else it is kept."""

    number: str
    kept: Literal["act", "beside"]
    messages: list[str]


@router.get(
    "/cases/{number}/stated", response=answers(StatedOut), auth=needs("read"), url_name="stated",
    operation_id="getStated", summary="代理、同案、转来与要求 · Said beside the acts",
)  # fmt: skip
def stated(request: CallerRequest, number: str) -> Any:
    """Tell for whom, with whom and through whom somebody complains, and what was wished for.

    What the regulation has facts for stands among the facts of the case.
    """
    standing, said = queries.stated_of(request.actor, number, request.now, request.language)
    told = {name: getattr(standing, name) for name in StatedOut.model_fields if name != "items"}
    return {"items": said, **told}


@router.post(
    "/cases/{number}/stated", response=answers(Said, 201, 409), auth=needs("act"),
    url_name="state", operation_id="stateFacts",
    summary="登记代理、同案、转来与要求 · Say something beside the acts",
)  # fmt: skip
@written
def state(request: CallerRequest, number: str, body: Saying) -> HttpResponse:
    """Say something of a case by what it means, whatever its regulation has a fact for."""
    outcome = _companions(request, number, body) if body.about == _COMPANION else None
    if outcome is None:
        outcome = operations.state(
            number, body.about, _values(body), actor=request.actor, now=request.now,
            command_id=request.command_id, language=request.language,
        )  # fmt: skip
    if isinstance(outcome, NotDone):
        raise problems.refused(outcome.reasons)
    done = isinstance(outcome, Done)
    told = {
        "number": number, "kept": "act" if done else "beside",
        "messages": list(outcome.messages) if isinstance(outcome, Done) else [],
    }  # fmt: skip
    return reply(told, 201, Location=f"/api/v1/cases/{number}/stated")


def _companions(request: CallerRequest, number: str, body: Saying) -> NotDone | int:
    _values(body)  # nothing else may come with them
    people = [
        operations.Person(each.name, each.telephone, each.representative)
        for each in body.companions
    ]
    return operations.add_companions(
        number, people, actor=request.actor, now=request.now, command_id=request.command_id,
        language=request.language,
    )  # fmt: skip


def _values(body: Saying) -> dict[str, str]:
    """Return what was said, by meaning; refuse what does not belong to what it is about."""
    given: dict[str, str] = {}
    for name, value in body:
        if name == "about" or value in ("", None, False, []):
            continue
        if isinstance(value, datetime):
            given[name] = iso(value)
        elif name != "companions" or body.about != _COMPANION:
            given[name] = "yes" if value is True else str(value)
    strange = [name for name in given if name not in queries.ABOUT[body.about]]
    if strange:
        words = f"about: {body.about}"
        raise Trouble(
            "invalid", words,
            reasons=[
                {"code": "unexpected", "text": words, "article": "", "cite": [], "field": name}
                for name in strange
            ],
        )  # fmt: skip
    return given

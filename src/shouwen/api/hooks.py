"""Subscriptions to events, for administrators."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from shouwen import people
from shouwen.api.answering import answers, reply, written
from shouwen.api.door import CallerRequest, needs
from shouwen.api.problems import Trouble
from shouwen.connections import hooks
from shouwen.ledger import Bookmark

router = Router(tags=["webhooks"])
_LARGEST = 2**63


class NewHook(Schema):
    """Where events are to be delivered, and which. It sees the cases its maker sees."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=120)
    address: str = Field(max_length=500, examples=["https://example.org/hooks/shouwen"])
    events: list[str] = Field([], max_length=50, description="none means all")
    regulations: list[str] = Field([], max_length=50, description="none means all")


class MadeHook(Schema):
    """A subscription was made. The secret its messages are signed with is shown here only."""

    id: str
    secret: str


class HookOut(Schema):
    """One subscription."""

    id: str
    name: str
    address: str
    events: list[str]
    regulations: list[str]
    person: str
    unit: str
    made_by: str
    made_at: datetime
    state: str = Field(description="active, failing or disabled")
    disabled_because: str
    failing_since: datetime | None
    delivered_at: datetime | None
    position: str
    waiting: int


class HookList(Schema):
    """Subscriptions, newest first."""

    items: list[HookOut]


class DeliveryOut(Schema):
    """One delivery."""

    id: int
    event: str
    number: str
    position: str
    state: str = Field(description="waiting, delivered or dead")
    attempts: int
    made_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    status: int | None
    problem: str


class DeliveryList(Schema):
    """Deliveries, newest first; `next_before` fetches the next page and is null on the last."""

    items: list[DeliveryOut]
    next_before: int | None


class Again(Schema):
    """Deliver again: everything after a position, or one delivery."""

    model_config = ConfigDict(extra="forbid")

    after: str | None = Field(None, max_length=50, examples=["0.0"])
    delivery: int | None = Field(None, ge=1, lt=_LARGEST)


class Changed(Schema):
    """The subscription as it is now."""

    id: str
    state: str


@router.get(
    "/webhooks", response=answers(HookList), auth=needs("admin"), url_name="hooks",
    operation_id="listWebhooks", summary="事件订阅 · Subscriptions",
)  # fmt: skip
def listed(request: CallerRequest) -> Any:
    """List subscriptions."""
    _administrator(request)
    return {"items": hooks.rows(request.now)}


@router.post(
    "/webhooks", response=answers(MadeHook, 201, 409), auth=needs("admin"), url_name="hooks_make",
    operation_id="makeWebhook", summary="订阅事件 · Subscribe",
)  # fmt: skip
@written
def make(request: CallerRequest, body: NewHook) -> HttpResponse:
    """Let events be delivered to an address; its secret is in this answer only."""
    _administrator(request)
    made = hooks.subscribe(
        body.name, body.address, events=body.events, regulations=body.regulations,
        person=request.actor.person, by=request.actor.person, now=request.now,
    )  # fmt: skip
    told = {"id": made.id, "secret": made.secret}
    return reply(told, 201, Location=f"/api/v1/webhooks/{made.id}")


@router.get(
    "/webhooks/{hook}", response=answers(HookOut), auth=needs("admin"), url_name="hook",
    operation_id="getWebhook", summary="一项订阅 · One subscription",
)  # fmt: skip
def one(request: CallerRequest, hook: str) -> Any:
    """Read one subscription."""
    _administrator(request)
    return hooks.row(hook, request.now)


@router.delete(
    "/webhooks/{hook}", response=answers(None, 204), auth=needs("admin"), url_name="hook_delete",
    operation_id="deleteWebhook", summary="取消订阅 · Unsubscribe",
)  # fmt: skip
def delete(request: CallerRequest, hook: str) -> Any:
    """Deliver nothing more to it and forget its deliveries."""
    _administrator(request)
    hooks.unsubscribe(hook)
    return HttpResponse(status=204)


@router.get(
    "/webhooks/{hook}/deliveries", response=answers(DeliveryList), auth=needs("admin"),
    url_name="deliveries", operation_id="listDeliveries", summary="投递记录 · Deliveries",
)  # fmt: skip
def deliveries(
    request: CallerRequest,
    hook: str,
    state: Literal["", "waiting", "delivered", "dead"] = "",
    before: int | None = Query(None, ge=1, lt=_LARGEST),
    limit: int = Query(50, ge=1, le=200),
) -> Any:
    """List deliveries of a subscription."""
    _administrator(request)
    found = hooks.deliveries(hook, state=state, before=before, limit=limit)
    return {"items": found, "next_before": found[-1].id if len(found) == limit else None}


@router.post(
    "/webhooks/{hook}/replay", response=answers(Changed, 200, 409), auth=needs("admin"),
    url_name="replay", operation_id="replayWebhook", summary="重投 · Deliver again",
)  # fmt: skip
@written
def replay(request: CallerRequest, hook: str, body: Again) -> HttpResponse:
    """Deliver again: everything after a position of the ledger, or one delivery."""
    _administrator(request)
    if (body.after is None) == (body.delivery is None):
        raise Trouble("invalid", "after | delivery")
    if body.delivery is not None:
        hooks.replay_one(hook, body.delivery, now=request.now)
    else:
        hooks.replay(hook, after=_position(body.after or ""), now=request.now)
    return _changed(request, hook)


@router.post(
    "/webhooks/{hook}/enable", response=answers(Changed, 200, 409), auth=needs("admin"),
    url_name="enable", operation_id="enableWebhook", summary="恢复订阅 · Enable again",
)  # fmt: skip
@written
def enable(request: CallerRequest, hook: str) -> HttpResponse:
    """Go on delivering where it stopped."""
    _administrator(request)
    hooks.enable(hook, now=request.now)
    return _changed(request, hook)


def _changed(request: CallerRequest, hook: str) -> HttpResponse:
    return reply({"id": hook, "state": hooks.row(hook, request.now).state})


def _position(text: str) -> Bookmark:
    try:
        mark = Bookmark.parse(text)
    except ValueError as error:
        raise Trouble("invalid", "after: 0.0") from error
    if not (0 <= mark.tx < _LARGEST and 0 <= mark.position < _LARGEST):
        raise Trouble("invalid", "after: 0.0")
    return mark


def _administrator(request: CallerRequest) -> None:
    """Refuse keys of persons who are no administrators, whatever their scopes say."""
    offices = people.offices_of(request.actor.person, request.now)
    if people.Office.ADMINISTRATOR not in offices:
        english = request.language == "en"
        raise Trouble("forbidden", "for administrators only" if english else "仅限系统管理员")

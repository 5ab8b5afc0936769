"""Matters passed on to other cities."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from shouwen.api.answering import answers, reply, written
from shouwen.api.door import CallerRequest, needs
from shouwen.connections import cities

router = Router(tags=["cities"])


class CityOut(Schema):
    """Another city's GeoReport v2 service."""

    id: str
    name: str
    address: str
    jurisdiction: str


class CityList(Schema):
    """The cities matters can be passed on to."""

    items: list[CityOut]


class Forwarding(Schema):
    """A matter to be passed on. Without a description the subject of the case is sent."""

    model_config = ConfigDict(extra="forbid")

    city: str = Field(max_length=60)
    service: str = Field(min_length=1, max_length=200)
    values: dict[str, str] = Field({}, description="description, lat, long, address_string, …")
    attributes: dict[str, str | list[str]] = {}
    reveal_content: str = Field(
        "", max_length=500, description="why the content is sent in full; this is recorded"
    )
    act: str = Field("", max_length=200, description="act to be done when it is closed there")
    act_form: dict[str, Any] = Field({}, description="`{notes}` becomes what the city says")


class ForwardingId(Schema):
    """A matter will be sent in the next round."""

    id: str


class ForwardingOut(Schema):
    """One matter passed on. `state`: waiting, sending, sent, closed, refused or unsure."""

    id: str
    city: str
    service: str
    state: str
    request: str
    notes: str
    outcome: str
    by: str
    at: datetime
    updated_at: datetime | None
    problem: str


class ForwardingList(Schema):
    """Where a case was passed on to, newest first."""

    items: list[ForwardingOut]


@router.get(
    "/cities", response=answers(CityList), auth=needs("read"), url_name="cities",
    operation_id="listCities", summary="外部受理平台 · Cities to pass on to",
)  # fmt: skip
def listed(request: CallerRequest) -> Any:
    """List the cities matters can be passed on to."""
    return {"items": cities.cities()}


@router.get(
    "/cases/{number}/forwardings", response=answers(ForwardingList), auth=needs("read"),
    url_name="forwardings", operation_id="listForwardings",
    summary="外送情况 · Where a case was passed on to",
)  # fmt: skip
def forwardings(request: CallerRequest, number: str) -> Any:
    """Say where a case was passed on to, and how it stands there."""
    return {"items": cities.forwardings(request.actor, number, request.now)}


@router.post(
    "/cases/{number}/forwardings", response=answers(ForwardingId, 201, 409), auth=needs("act"),
    url_name="forward", operation_id="forwardCase", summary="外送 · Pass a case on",
)  # fmt: skip
@written
def forward(request: CallerRequest, number: str, body: Forwarding) -> HttpResponse:
    """Pass a case on to another city; its status is followed and comes back as a contact."""
    made = cities.forward(
        number, body.city, body.service, body.values, attributes=body.attributes,
        reveal_content=body.reveal_content, act=body.act, act_form=body.act_form,
        actor=request.actor, now=request.now,
    )  # fmt: skip
    return reply({"id": made}, 201)

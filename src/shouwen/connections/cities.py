"""Matters passed on to other cities through GeoReport v2, and what came of them.

A matter is sent once. Where it is not known whether it arrived (we fell over in between), nobody
sends it again by itself: a person decides. When the other city closes it, that becomes a contact of
the case, and the act named beforehand is done for whoever passed it on.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import randbelow, token_hex
from typing import Any, Final

from django.db import transaction

from shouwen.casework import operations, queries
from shouwen.casework.shapes import CaseView, NotDone
from shouwen.connections import georeport
from shouwen.connections.errors import NoSuchCity, NoSuchForwarding, NotReached, WrongForwarding
from shouwen.connections.georeport import CityRefused, Place
from shouwen.connections.keys import actor_of
from shouwen.connections.models import City, Forwarding
from shouwen.connections.outgoing import check
from shouwen.connections.sealing import seal, unseal
from shouwen.vocabulary import Actor, ShouwenError, at_office

#: How long between two looks at a matter that is open elsewhere, and between two failed tries.
_LOOK: Final = timedelta(minutes=30)
_TRY: Final = timedelta(minutes=2)
_LONGEST: Final = timedelta(hours=6)
#: A sending that was begun so long ago and never noted: it is not known whether it arrived.
_UNSURE: Final = timedelta(minutes=10)
#: What GeoReport v2 lets a request say, beside its attributes.
VALUES: Final = (
    "description", "lat", "long", "address_string", "first_name", "last_name", "phone", "email",
    "media_url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CityRow:
    """Another city's service."""

    id: str
    name: str
    address: str
    jurisdiction: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ForwardingRow:
    """One matter passed on. `state`: waiting, sending, sent, closed, refused or unsure."""

    id: str
    number: str
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


@dataclass(slots=True)
class FollowReport:
    """What one round did."""

    sent: int = 0
    closed: int = 0
    failed: int = 0


def add_city(
    name: str, address: str, *, by: str, now: datetime, jurisdiction: str = "", key: str = ""
) -> str:
    """Enter another city's service and return its id.

    :raises WrongForwarding: if the address may not be reached
    """
    try:
        check(address)
    except NotReached as error:
        raise WrongForwarding(error.problem, error.remedy, error.english) from error
    if not name.strip():
        raise WrongForwarding("请填写名称", "写明是哪个平台", "give it a name")
    id_ = token_hex(5)
    City.objects.create(
        id=id_, name=name.strip()[:120], address=address.rstrip("/"), made_by=by, made_at=now,
        jurisdiction=jurisdiction.strip()[:120], sealed_key=seal(f"city/{id_}", key),
    )  # fmt: skip
    return id_


def close_city(city: str, *, now: datetime) -> None:
    """Pass nothing more on to it; what is there already is still followed.

    :raises NoSuchCity: if there is none
    """
    if not City.objects.filter(id=city, closed_at=None).update(closed_at=now):
        raise NoSuchCity(city)


def cities() -> tuple[CityRow, ...]:
    """Return the cities matters can be passed on to."""
    return tuple(
        CityRow(
            each.id, each.name, each.address, each.jurisdiction, each.made_by,
            at_office(each.made_at),
        )
        for each in City.objects.filter(closed_at=None).order_by("name", "id")
    )  # fmt: skip


def works_on(view: CaseView) -> bool:
    """Say whether somebody may carry a case on; whoever only looks on sends nothing elsewhere."""
    return any(option.carries_on for option in view.options)


def any_city() -> bool:
    """Say whether there is a city matters can be passed on to."""
    return City.objects.filter(closed_at=None).exists()


def services_of(city: str) -> tuple[georeport.Service, ...]:
    """Return what a city offers, asked for now.

    :raises NoSuchCity: if there is none
    :raises NotReached: if it does not answer
    """
    return georeport.services(_place(_city(city)))


def forward(
    number: str,
    city: str,
    service: str,
    values: Mapping[str, str],
    *,
    actor: Actor,
    now: datetime,
    attributes: Mapping[str, Any] | None = None,
    reveal_content: str = "",
    act: str = "",
    act_form: Mapping[str, Any] | None = None,
    command_id: str = "",
) -> str:
    """Pass a matter on and return the id of the forwarding; it is sent by the next round.

    :param values: of :data:`VALUES`; without a description the subject of the case is sent
    :param reveal_content: why the content is sent in full; looking at it is recorded
    :param act: an act to be done when it is closed there; ``{notes}`` in its form becomes what the
        other city says
    :param command_id: asked twice under the same one, it is passed on once
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises NoSuchForm: if the regulation has no such act
    :raises WrongForwarding: if a part cannot be sent, or the actor may do nothing on the case
    """
    view = queries.case_view(actor, number, now)
    if not works_on(view):
        raise WrongForwarding(
            "只有正在办理本件的人能送出", "请转告承办人", "only who works on it passes a matter on"
        )
    if unknown := sorted(set(values) - set(VALUES)):
        raise WrongForwarding(
            f"不能送出“{unknown[0]}”", f"可用：{'、'.join(VALUES)}", f"cannot send '{unknown[0]}'"
        )
    if not service.strip():
        raise WrongForwarding("请选择对方的服务", "", "choose a service")
    if act:
        queries.act_form(actor, number, act, now)
    id_ = sha256(f"{actor.person} {command_id}".encode()).hexdigest()[:16] if command_id else ""
    if id_ and Forwarding.objects.filter(id=id_).exists():
        return id_
    sent = {name: value.strip() for name, value in values.items() if value.strip()}
    if reveal_content and "description" not in sent:
        fact = next((fact.name for fact in view.facts if fact.means == "content"), "")
        sent["description"] = operations.reveal(
            number, fact, reason=reveal_content, actor=actor, now=now
        )
    sent.setdefault("description", view.subject)
    id_ = id_ or token_hex(8)
    told = {"values": sent, "attributes": dict(attributes or {})}
    Forwarding.objects.get_or_create(
        id=id_,
        defaults={
            "number": view.number, "city": _city(city), "service": service.strip()[:200],
            "sealed": seal(f"forwarding/{id_}", json.dumps(told, ensure_ascii=False)), "act": act,
            "act_form": seal(f"act/{id_}", json.dumps(dict(act_form or {}), ensure_ascii=False)),
            "by": actor.person, "at": now, "next_at": now,
        },
    )  # fmt: skip
    return id_


def again(forwarding: str, *, now: datetime) -> None:
    """Send a matter again of which it is not known whether it arrived, or that was refused.

    :raises NoSuchForwarding: if there is no such one
    """
    found = Forwarding.objects.filter(id=forwarding, state__in=("unsure", "refused"))
    if not found.update(state="waiting", next_at=now, attempts=0, problem=""):
        raise NoSuchForwarding(forwarding)


def forwardings(actor: Actor, number: str, now: datetime) -> tuple[ForwardingRow, ...]:
    """Return where a case was passed on to, newest first.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    view = queries.case_view(actor, number, now)
    return _rows(number=view.number)


def recent(limit: int = 100) -> tuple[ForwardingRow, ...]:
    """Return what was passed on last, for administrators: numbers and states only."""
    return _rows()[:limit]


def follow(*, now: datetime, limit: int = 200) -> FollowReport:
    """Send what waits and ask how the rest stands; safe beside itself."""
    report = FollowReport()
    for _ in range(limit):
        found = _claimed(now)
        if found is None:
            break
        try:
            if found.state == "waiting":
                _send(found, now, report)
            else:
                _look(found, now, report)
        except CityRefused as error:
            report.failed += 1
            state = "refused" if found.state == "waiting" else found.state
            _note(found, state=state, next_at=None if state == "refused" else now + _LONGEST,
                  problem=error.problem)  # fmt: skip
        except NotReached as error:
            report.failed += 1
            if found.state == "waiting" and error.maybe_arrived:
                _note(found, state="unsure", next_at=None, problem=error.problem)
            else:
                _note(found, state=found.state, next_at=now + _pause(found.attempts),
                      problem=error.problem)  # fmt: skip
    return report


def _claimed(now: datetime) -> Forwarding | None:
    """Return the next one due, which nobody else gets for a while."""
    with transaction.atomic():
        found = (
            Forwarding.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("city")
            .filter(next_at__lte=now)
            .order_by("next_at", "id")
            .first()
        )
        if found is None:
            return None
        if found.state == "sending":
            # It was begun and never noted: whether it arrived only a person can find out.
            found.state, found.next_at = "unsure", None
            found.problem = "发送中断，不知是否送达；请向对方核实后决定是否重发"
            found.save(update_fields=["state", "next_at", "problem"])
            return _claimed(now)
        state = found.state
        found.attempts += 1
        found.next_at = now + _UNSURE
        found.state = "sending" if state == "waiting" else state
        found.save(update_fields=["state", "attempts", "next_at"])
        found.state = state
        return found


def _send(found: Forwarding, now: datetime, report: FollowReport) -> None:
    told = json.loads(unseal(f"forwarding/{found.id}", bytes(found.sealed)))
    taken = georeport.submit(_place(found.city), found.service, told["values"], told["attributes"])
    report.sent += 1
    _note(
        found, state="sent", request=taken.request, token=taken.token, notes=taken.notice[:2000],
        next_at=now + _LOOK, attempts=0, problem="",
    )  # fmt: skip


def _look(found: Forwarding, now: datetime, report: FollowReport) -> None:
    place = _place(found.city)
    if not found.request:
        found.request = georeport.resolve(place, found.token)
        if not found.request:
            _note(found, state="sent", next_at=now + _LOOK, problem="")
            return
    standing = georeport.standing(place, found.request)
    if standing.status == "open":
        _note(
            found, state="sent", request=found.request, notes=standing.notes[:2000],
            next_at=now + _LOOK, updated_at=now, attempts=0, problem="",
        )  # fmt: skip
        return
    report.closed += 1
    outcome = _written_back(found, standing.notes, now)
    _note(
        found, state="closed", request=found.request, notes=standing.notes[:2000], next_at=None,
        updated_at=now, outcome=outcome[:1000], problem="",
    )  # fmt: skip


def _written_back(found: Forwarding, notes: str, now: datetime) -> str:
    """Record what the other city says, do the act named for it, and return what came of that."""
    actor = actor_of(found.id, "", found.by, "", (), now) or Actor(found.by)
    operations.record_contact(
        "other", "open311", f"{found.city.name}已办结外送件 {found.request}", actor=actor, now=now,
        command_id=f"city/{found.id}/closed", particulars=notes, number=found.number,
    )  # fmt: skip
    if not found.act:
        return "已记为来件"
    form = json.loads(unseal(f"act/{found.id}", bytes(found.act_form or b"")))
    filled = {
        name: value.replace("{notes}", notes) if isinstance(value, str) else value
        for name, value in form.items()
    }
    try:
        answer = operations.act(
            found.number, found.act, filled, actor=actor, now=now,
            command_id=f"city/{found.id}/act",
        )  # fmt: skip
    except ShouwenError as error:
        return f"已记为来件；未能办理：{error.problem}"
    if isinstance(answer, NotDone):
        return f"已记为来件；未能办理：{'；'.join(why.text for why in answer.reasons)}"
    return "已记为来件，并已办理"


def _note(found: Forwarding, **changes: Any) -> None:
    Forwarding.objects.filter(id=found.id).update(**changes)


def _pause(attempts: int) -> timedelta:
    plain: timedelta = min(_TRY * 2 ** min(attempts, 12), _LONGEST)
    return plain * (90 + randbelow(21)) / 100


def _city(city: str) -> City:
    found = City.objects.filter(id=city, closed_at=None).first()
    if found is None:
        raise NoSuchCity(city)
    return found


def _place(city: City) -> Place:
    key = unseal(f"city/{city.id}", bytes(city.sealed_key))
    return Place(city.address, city.jurisdiction, key)


def _rows(**wanted: str) -> tuple[ForwardingRow, ...]:
    found = Forwarding.objects.filter(**wanted).select_related("city").order_by("-at", "id")
    return tuple(
        ForwardingRow(
            each.id, each.number, each.city.name, each.service, each.state, each.request,
            each.notes, each.outcome, each.by, at_office(each.at),
            None if each.updated_at is None else at_office(each.updated_at), each.problem,
        )
        for each in found[:200]
    )  # fmt: skip

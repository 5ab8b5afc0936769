"""Subscriptions to events: made, read, stopped, and played again."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes, token_hex
from typing import Final

from django.db.models import Count, Q, QuerySet

from shouwen import ledger, people
from shouwen.connections.delivering import deliver
from shouwen.connections.errors import NoSuchSubscription, NotReached, WrongSubscription
from shouwen.connections.events import EVENTS
from shouwen.connections.keys import actor_of
from shouwen.connections.models import Delivery, Subscription
from shouwen.connections.outgoing import check
from shouwen.connections.sealing import seal
from shouwen.ledger import Bookmark
from shouwen.vocabulary import Directory, at_office

#: Standard Webhooks writes secrets like this.
_SECRET: Final = "whsec_"  # noqa: S105 - the mark, not a secret


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """A subscription as its list shows it. `state` is active, failing or disabled."""

    id: str
    name: str
    address: str
    events: tuple[str, ...]
    regulations: tuple[str, ...]
    person: str
    unit: str
    roles: tuple[str, ...]
    made_by: str
    made_at: datetime
    state: str
    disabled_because: str
    failing_since: datetime | None
    delivered_at: datetime | None
    position: str
    waiting: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery; `state` is waiting, delivered or dead."""

    id: int
    event: str
    number: str
    position: str
    state: str
    attempts: int
    made_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    status: int | None
    problem: str


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """A subscription just made, with the secret its messages are signed with: shown once."""

    id: str
    secret: str


def subscribe(
    name: str,
    address: str,
    *,
    events: Iterable[str],
    by: str,
    now: datetime,
    regulations: Iterable[str] = (),
    person: str = "",
    unit: str = "",
    roles: Iterable[str] = (),
) -> NewSubscription:
    """Let events be delivered to an address from now on, of cases that person may know of.

    :param events: names of :data:`EVENTS`; none means all
    :param regulations: only of these; none means of all
    :raises WrongSubscription: if the address may not be reached, or a part cannot be understood
    """
    events, roles = tuple(dict.fromkeys(events)) or tuple(EVENTS), tuple(dict.fromkeys(roles))
    if not name.strip():
        raise WrongSubscription("请填写名称", "写明给哪个系统用", "give it a name")
    if unknown := sorted(set(events) - set(EVENTS)):
        raise WrongSubscription(
            f"没有事件“{unknown[0]}”", "请从清单选择", f"there is no event '{unknown[0]}'"
        )
    if bool(person) == bool(roles):
        raise WrongSubscription(
            "订阅按一个人或一个带角色的系统账号的可见范围投递",
            "二者选一",
            "a subscription sees what a person or a system account with roles sees",
        )
    directory = people.directory(now)
    if (person and person not in directory.people) or (unit and unit not in directory.units):
        raise WrongSubscription(
            "没有这个人员或机构", "请核对编号", "there is no such person or unit"
        )
    _checked(address)
    id_ = token_hex(6)
    secret = _SECRET + b64encode(token_bytes(32)).decode()
    start = ledger.horizon()
    Subscription.objects.create(
        id=id_, name=name.strip()[:120], address=address, events=list(events),
        regulations=list(dict.fromkeys(regulations)), sealed_secret=seal(f"hook/{id_}", secret),
        person=person, unit=unit, roles=list(roles), made_by=by, made_at=now,
        tx=start.tx, position=start.position,
    )  # fmt: skip
    return NewSubscription(id_, secret)


def _checked(address: str) -> None:
    try:
        check(address)
    except NotReached as error:
        raise WrongSubscription(error.problem, error.remedy, error.english) from error


def unsubscribe(subscription: str) -> None:
    """Deliver nothing more and forget the deliveries.

    :raises NoSuchSubscription: if there is none
    """
    _found(subscription).delete()


def disable(subscription: str, *, because: str, now: datetime) -> None:
    """Deliver nothing until it is enabled again; what happens meanwhile is not lost.

    :raises NoSuchSubscription: if there is none
    """
    found = _found(subscription)
    if found.disabled_at is None:
        found.disabled_at, found.disabled_because = now, because[:300]
        found.save(update_fields=["disabled_at", "disabled_because"])


def enable(subscription: str, *, now: datetime) -> None:
    """Go on where it stopped.

    :raises NoSuchSubscription: if there is none
    """
    found = _found(subscription)
    found.disabled_at, found.disabled_because, found.failing_since = None, "", None
    found.save(update_fields=["disabled_at", "disabled_because", "failing_since"])
    found.deliveries.filter(state="waiting").update(
        next_at=now, first_tried_at=None, attempts=0, problem=""
    )


def replay(subscription: str, *, after: Bookmark, now: datetime) -> int:
    """Deliver everything after a position of the ledger again; return how many wait at once.

    What was never delivered because it lay further back is read from the ledger.

    :raises NoSuchSubscription: if there is none
    """
    found = _found(subscription)
    waiting = found.deliveries.filter(_after(after)).update(**_anew(now))
    if (found.tx, found.position) > after:
        Subscription.objects.filter(id=found.id).update(tx=after.tx, position=after.position)
    return waiting


def replay_one(subscription: str, delivery: int, *, now: datetime) -> None:
    """Deliver one event again.

    :raises NoSuchSubscription: if there is no such delivery
    """
    if not Delivery.objects.filter(subscription=subscription, id=delivery).update(**_anew(now)):
        raise NoSuchSubscription(f"{subscription}/{delivery}")


def replay_from(subscription: str, delivery: int, *, now: datetime) -> int:
    """Deliver one event and everything after it again; return how many wait at once.

    :raises NoSuchSubscription: if there is no such delivery
    """
    found = Delivery.objects.filter(subscription=subscription, id=delivery).first()
    if found is None:
        raise NoSuchSubscription(f"{subscription}/{delivery}")
    return replay(subscription, after=Bookmark(found.tx, found.position - 1), now=now)


def _anew(now: datetime) -> dict[str, object]:
    return {
        "state": "waiting", "attempts": 0, "first_tried_at": None, "next_at": now,
        "ended_at": None, "status": None, "problem": "",
    }  # fmt: skip


def _after(mark: Bookmark) -> Q:
    return Q(tx__gt=mark.tx) | Q(tx=mark.tx, position__gt=mark.position)


def rows(now: datetime) -> tuple[SubscriptionRow, ...]:
    """Return every subscription, newest first."""
    directory = people.directory(now)
    every = _counted(Subscription.objects.order_by("-made_at", "id"))
    return tuple(_row(found, now, directory) for found in every)


def row(subscription: str, now: datetime) -> SubscriptionRow:
    """Return one subscription.

    :raises NoSuchSubscription: if there is none
    """
    for found in _counted(Subscription.objects.filter(id=subscription)):
        return _row(found, now, people.directory(now))
    raise NoSuchSubscription(subscription)


def deliveries(
    subscription: str, *, state: str = "", before: int | None = None, limit: int = 50
) -> tuple[DeliveryRow, ...]:
    """Return deliveries of a subscription, newest first.

    :param state: only those waiting, delivered or dead
    :param before: only those with a smaller id: the last of the page before
    :raises NoSuchSubscription: if there is none
    """
    found = _found(subscription).deliveries.order_by("-id")
    if state:
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(id__lt=before)
    return tuple(
        DeliveryRow(
            each.id, each.event, each.number, str(Bookmark(each.tx, each.position)), each.state,
            each.attempts, at_office(each.made_at),
            at_office(each.next_at) if each.state == "waiting" else None,
            None if each.ended_at is None else at_office(each.ended_at),
            each.status, each.problem,
        )
        for each in found[:limit]
    )  # fmt: skip


def _found(subscription: str) -> Subscription:
    found = Subscription.objects.filter(id=subscription).first()
    if found is None:
        raise NoSuchSubscription(subscription)
    return found


def _counted(found: QuerySet[Subscription]) -> list[tuple[Subscription, int]]:
    listed = list(found)
    waiting = Delivery.objects.filter(state="waiting", subscription__in=listed).order_by()
    counts = dict(waiting.values_list("subscription").annotate(Count("id")))
    return [(each, counts.get(each.id, 0)) for each in listed]


def _row(counted: tuple[Subscription, int], now: datetime, directory: Directory) -> SubscriptionRow:
    found, waiting = counted
    state, because = "active", found.disabled_because
    if found.disabled_at is not None:
        state = "disabled"
    elif found.failing_since is not None:
        state = "failing"
    elif not _stands(found, now, directory):
        state, because = "disabled", "所代表的人员已离岗"
    return SubscriptionRow(
        found.id, found.name, found.address, tuple(found.events), tuple(found.regulations),
        found.person, found.unit, tuple(found.roles), found.made_by, at_office(found.made_at),
        state, because,
        None if found.failing_since is None else at_office(found.failing_since),
        None if found.delivered_at is None else at_office(found.delivered_at),
        str(Bookmark(found.tx, found.position)), waiting,
    )  # fmt: skip


def _stands(found: Subscription, now: datetime, directory: Directory) -> bool:
    """Say whether there still is somebody it is read for."""
    of = (found.id, found.name, found.person, found.unit, found.roles)
    return actor_of(*of, now, directory) is not None


__all__ = [
    "EVENTS", "DeliveryRow", "NewSubscription", "SubscriptionRow", "deliver", "deliveries",
    "disable", "enable", "replay", "replay_from", "replay_one", "row", "rows", "subscribe",
    "unsubscribe",
]  # fmt: skip

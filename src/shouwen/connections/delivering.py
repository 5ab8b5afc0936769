"""Deliveries on their way: signed, in order, tried again with growing pauses, given up at last.

Signed as Standard Webhooks 1.0 says. One subscription is served by one process at a time, which a
lock of the database sees to: it dies with its holder. A message may arrive twice (when we fall over
between sending and noting it), never out of order; its id stays the same.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import randbelow
from typing import Final

from django.db import connection
from standardwebhooks.webhooks import Webhook

from shouwen import __version__, people
from shouwen.casework import operations
from shouwen.connections.errors import NotReached
from shouwen.connections.following import follow
from shouwen.connections.models import Delivery, Subscription
from shouwen.connections.outgoing import Reply, send
from shouwen.connections.sealing import SealLost, unseal

#: Pauses after each failure; the last one again and again.
PAUSES: Final = tuple(
    timedelta(seconds=each) for each in (5, 30, 120, 600, 1800, 3600, 10800, 21600)
)
#: A message nobody took for so long is given up …
GIVEN_UP: Final = timedelta(days=3)
#: … and a subscription that took nothing for so long is disabled.
DISABLED: Final = timedelta(days=5)
KEPT: Final = timedelta(days=30)
_JITTER: Final = 20  # per cent, to either side
_LONGEST_WISH: Final = timedelta(hours=1)
_GONE: Final = 410
Send = Callable[..., Reply]


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one round did. `disabled` are the subscriptions stopped in it."""

    read: int
    delivered: int
    failed: int
    dead: int
    disabled: tuple[str, ...]


def deliver(*, now: datetime, limit: int = 500, only: str = "") -> DeliveryReport:
    """Read on in the ledger and deliver what waits, up to so many messages a subscription.

    :param only: one subscription
    """
    found = Subscription.objects.filter(disabled_at=None)
    if only:
        found = found.filter(id=only)
    read = delivered = failed = dead = 0
    disabled: list[str] = []
    for id_ in list(found.order_by("id").values_list("id", flat=True)):
        with _alone(id_) as mine:
            if not mine:
                continue
            read += follow(id_, now)
            for state in _served(id_, now, limit):
                delivered += state == "delivered"
                failed += state == "waiting"
                dead += state == "dead"
            if Subscription.objects.filter(id=id_, disabled_at__isnull=False).exists():
                disabled.append(id_)
    Delivery.objects.filter(ended_at__lt=now - KEPT).exclude(state="waiting").delete()
    return DeliveryReport(read, delivered, failed, dead, tuple(disabled))


def _served(id_: str, now: datetime, limit: int) -> Iterator[str]:
    """Deliver in order until one fails, and yield what became of each."""
    for _ in range(limit):
        subscription = Subscription.objects.filter(id=id_, disabled_at=None).first()
        if subscription is None:
            return
        first = subscription.deliveries.filter(state="waiting").order_by("tx", "position").first()
        if first is None or first.next_at > now:
            return
        state = _tried(subscription, first, now)
        yield state
        if state == "waiting":
            return


def _tried(subscription: Subscription, delivery: Delivery, now: datetime) -> str:
    # Noted before it is sent: a process that dies sending it each time must not try for ever.
    delivery.attempts += 1
    delivery.first_tried_at = delivery.first_tried_at or now
    delivery.next_at = now + pause(delivery.attempts)
    delivery.save(update_fields=["attempts", "first_tried_at", "next_at"])
    try:
        reply = send(
            "POST", subscription.address, signed(subscription, delivery), delivery.body.encode()
        )
    except (NotReached, SealLost) as error:
        return _failed(subscription, delivery, now, None, error.problem)
    if 200 <= reply.status < 300:
        _note(delivery, "delivered", now, reply.status, "")
        Subscription.objects.filter(id=subscription.id).update(delivered_at=now, failing_since=None)
        return "delivered"
    if reply.status == _GONE:
        _stop(subscription, now, "对方答复已不存在（410）")
    elif wish := _wish(reply):
        delivery.next_at = max(delivery.next_at, now + wish)
        delivery.save(update_fields=["next_at"])
    return _failed(subscription, delivery, now, reply.status, f"对方答复 {reply.status}")


def _failed(
    subscription: Subscription, delivery: Delivery, now: datetime, status: int | None, problem: str
) -> str:
    since = subscription.failing_since or now
    Subscription.objects.filter(id=subscription.id).update(failing_since=since)
    if now - since >= DISABLED:
        _stop(subscription, now, f"连续 {DISABLED.days} 天未能送达：{problem}")
    assert delivery.first_tried_at is not None  # noqa: S101 - set before it was sent
    if now - delivery.first_tried_at >= GIVEN_UP:
        return _note(delivery, "dead", now, status, problem)
    return _note(delivery, "waiting", now, status, problem)


def _note(delivery: Delivery, state: str, now: datetime, status: int | None, problem: str) -> str:
    delivery.state, delivery.status, delivery.problem = state, status, problem[:300]
    delivery.ended_at = None if state == "waiting" else now
    delivery.save(update_fields=["state", "status", "problem", "ended_at"])
    return state


def _stop(subscription: Subscription, now: datetime, because: str) -> None:
    """Disable a subscription, and tell who made it and who looks after the system."""
    changed = Subscription.objects.filter(id=subscription.id, disabled_at=None).update(
        disabled_at=now, disabled_because=because[:300]
    )
    if changed:
        keepers = people.persons_with_role(people.Office.ADMINISTRATOR, at=now)
        operations.tell_persons(
            [subscription.made_by, *(keeper.id for keeper in keepers)],
            f"事件订阅“{subscription.name}”已停用：{because[:200]}。请到“系统对接”查看并恢复。",
            now=now,
        )


def signed(subscription: Subscription, delivery: Delivery) -> dict[str, str]:
    """Return the headers a message goes out with."""
    # The time of sending, not of the request: receivers refuse what is minutes old.
    sent = datetime.now(UTC)  # noqa: TID251 - a signature is of this moment, whatever `now` is
    id_ = f"msg_{subscription.id}_{delivery.tx}_{delivery.position}"
    secret = unseal(f"hook/{subscription.id}", bytes(subscription.sealed_secret))
    return {
        "Content-Type": "application/json",
        "User-Agent": f"Shouwen/{__version__}",
        "webhook-id": id_,
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": Webhook(secret).sign(id_, sent, delivery.body),
    }


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: growing, a fifth more or less by chance."""
    plain = PAUSES[min(attempts, len(PAUSES)) - 1]
    return plain * (100 - _JITTER + randbelow(2 * _JITTER + 1)) / 100


def _wish(reply: Reply) -> timedelta | None:
    """Return how long the other side asks us to wait, an hour at most."""
    said = reply.headers.get("retry-after", "")
    if not said.isascii() or not said.isdigit():
        return None
    return min(timedelta(seconds=int(said[:6])), _LONGEST_WISH)


@contextmanager
def _alone(id_: str) -> Iterator[bool]:
    number = int.from_bytes(sha256(f"hook/{id_}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::bigint)", [number])
        (mine,) = cursor.fetchone()
    try:
        yield bool(mine)
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s::bigint)", [number])

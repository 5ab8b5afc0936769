"""The courier: hands what is waiting over to the providers, and writes down what they say.

A message is claimed by a lease, in a transaction of its own, and sent outside of any; workers skip
what another holds. A courier killed while sending leaves a lease that ends: what the provider
knows by its id is then sent again under it; of an SMS nobody knows whether it went, so it waits
for a person, and none arrives twice. The address is opened for the sending, which is noted as a
reading.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from shouwen import ledger, vault
from shouwen.casework import editions
from shouwen.casework.matter import matter_of, stream_of
from shouwen.notices.adapters import Adapter, Letter, Never, NotNow, Unsure
from shouwen.notices.deriving import opinion_given
from shouwen.notices.models import Delivery
from shouwen.notices.occasions import OCCASIONS
from shouwen.notices.planning import COMPLAINANT, plan
from shouwen.notices.setup import Setup, set_up
from shouwen.vocabulary import ShouwenError

#: Who opens an address.
COURIER: Final = "shouwen"
#: A lease lasts longer than any adapter takes.
_LEASE: Final = timedelta(minutes=2)
#: So long after each failure the next try comes; after the last the message is given up.
BACKOFF: Final = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
    timedelta(hours=6),
)  # fmt: skip
#: Ways that ring at night.
_LOUD: Final = frozenset({"sms", "wechat"})
_CLAIM: Final = """
    WITH due AS (
        SELECT id, state FROM notices_delivery
        WHERE next_at <= %s::timestamptz AND id <> ALL(%s::bigint[])
        ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE notices_delivery AS held SET state = 'sending', lease_until = %s::timestamptz,
           next_at = %s::timestamptz, attempts = attempts + 1
    FROM due WHERE held.id = due.id
    RETURNING held.id, due.state = 'sending'
"""


@dataclass(slots=True)
class DeliverReport:
    """What a round of the courier did. `more`: there is more to do at once."""

    planned: int = 0
    sent: int = 0
    failed: int = 0
    given_up: int = 0
    unsure: int = 0
    put_off: int = 0
    dropped: int = 0
    more: bool = False


def deliver(*, now: datetime, limit: int = 200, setup: Setup | None = None) -> DeliverReport:
    """Read the ledger on, then send what is due, at most `limit` messages.

    Safe with any number of workers at once. One message's failure holds up no other.

    :raises WrongSetting: if the settings of messages are wrong: nothing is sent then
    """
    setup = setup or set_up()
    report = DeliverReport()
    planned = plan(now=now, setup=setup)
    report.planned, report.more = planned.messages, planned.more
    seen: list[int] = []
    while len(seen) < limit:
        claimed = _claim(now, seen)
        if claimed is None:
            return report
        id_, begun = claimed
        seen.append(id_)
        held = Delivery.objects.get(id=id_)
        if begun and not setup.adapters[held.channel].repeatable:
            _unsure(held, now, "发送中断，不知是否送出", report)
        else:
            _deliver(held, now, setup, report)
    report.more = True
    return report


def _claim(now: datetime, seen: list[int]) -> tuple[int, bool] | None:
    """Return a message nobody else will send until the lease ends; one in `seen` not again.

    Beside it, whether somebody had begun to send it and never said what came of it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now, seen, now + _LEASE, now + _LEASE])
        row = cursor.fetchone()
    return None if row is None else (row[0], row[1])


def _deliver(held: Delivery, now: datetime, setup: Setup, report: DeliverReport) -> None:
    if not _wanted(held):
        report.dropped += 1
        _end(held, "dropped", now)
        return
    # Files disturb nobody; a real provider rings.
    if held.recipient == COMPLAINANT and held.channel in _LOUD & setup.named:
        morning = setup.quiet.over_at(now)
        if morning > now:
            report.put_off += 1
            _again(held, morning, held.words, counted=False)
            return
    adapter = setup.adapters[held.channel]
    held.adapter = adapter.name
    try:
        letter = _letter(held, _address(held, now))
    except (vault.Forgotten, vault.UnknownRef, vault.KeyMissing) as gone:
        report.given_up += 1
        _end(held, "given_up", now, words=gone.problem)
        return
    except (ShouwenError, OSError) as error:
        _failed(held, now, f"{type(error).__name__}: {error}"[:300], None, report)
        return
    _send(held, adapter, letter, now, report)


def _send(
    held: Delivery, adapter: Adapter, letter: Letter, now: datetime, report: DeliverReport
) -> None:
    try:
        sent = adapter.send(letter, now=now)
    except Never as never:
        report.given_up += 1
        _end(held, "given_up", now, words=never.words)
    except NotNow as not_now:
        if isinstance(not_now, Unsure) and not adapter.repeatable:
            _unsure(held, now, not_now.words, report)
            return
        _failed(held, now, not_now.words, not_now.after, report)
    except (ShouwenError, OSError, ValueError, KeyError, TypeError) as error:
        words = f"{type(error).__name__}: {error}"[:300]
        if adapter.repeatable:
            _failed(held, now, words, None, report)
        else:  # it broke somewhere between asking and understanding the answer
            _unsure(held, now, words, report)
    else:
        report.sent += 1
        _end(held, "sent", now, reference=sent.reference)


def _unsure(held: Delivery, now: datetime, words: str, report: DeliverReport) -> None:
    report.unsure += 1
    _end(held, "unsure", now, words=words)


def _failed(
    held: Delivery, now: datetime, words: str, after: timedelta | None, report: DeliverReport
) -> None:
    if held.attempts > len(BACKOFF):
        report.given_up += 1
        _end(held, "given_up", now, words=words)
        return
    report.failed += 1
    wait = max(BACKOFF[held.attempts - 1], after or timedelta(0))
    _again(held, now + wait, words, counted=True)


def _wanted(held: Delivery) -> bool:
    """Say whether a message is still wanted: nobody is asked for an opinion he has given."""
    if held.occasion != "satisfaction":
        return True
    matter = matter_of(held.number, ledger.read(stream_of(held.number)))
    procedure = editions.procedure_of(matter.case.digest)
    return not opinion_given(matter, procedure, int(held.source.split("/")[-2]))


def _address(held: Delivery, now: datetime) -> str:
    if not held.ref:
        return held.address
    title = OCCASIONS[held.occasion].title
    return vault.reveal(
        held.ref, by=COURIER, reason=f"信使发送消息：{title}", case=held.number, now=now
    )


def _letter(held: Delivery, address: str) -> Letter:
    return Letter(
        id=f"sw-{held.id}",
        channel=held.channel,
        to=address,
        shown_to=held.shown_to,
        occasion="discreet" if held.discreet and held.recipient == COMPLAINANT else held.occasion,
        subject=held.subject,
        text=held.body,
        values=held.values,
        number=held.number,
        language=held.language,
        discreet=held.discreet,
    )


def _again(held: Delivery, at: datetime, words: str, *, counted: bool) -> None:
    state = "failed" if counted or held.attempts > 1 else "waiting"
    _write(
        held, state=state, next_at=at, lease_until=None, words=words, adapter=held.adapter,
        attempts=held.attempts if counted else held.attempts - 1,
    )  # fmt: skip


def _end(
    held: Delivery, state: str, now: datetime, *, words: str = "", reference: str = ""
) -> None:
    _write(
        held, state=state, next_at=None, lease_until=None, ended_at=now, words=words,
        adapter=held.adapter, reference=reference[:200],
    )  # fmt: skip


def _write(held: Delivery, **values: object) -> None:
    """Write the outcome, unless the lease has ended and somebody else sends it now."""
    Delivery.objects.filter(id=held.id, lease_until=held.lease_until).update(**values)

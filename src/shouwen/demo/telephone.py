"""Calls of the last days at the demonstration's desks: some became matters, some were missed."""

import random
from datetime import datetime, timedelta
from typing import Final

from shouwen import notices, people, vault
from shouwen.casework.models import Case, Particular
from shouwen.intake import telephone
from shouwen.vocabulary import Actor, at_office

_EXCHANGE: Final = "总行呼叫中心"
_DAYS: Final = timedelta(days=4)
_BECAME: Final = 10
_OTHERS: Final = 6


def calls_come_in(*, now: datetime) -> int:
    """Let the exchange tell of calls before matters were taken in, and of others; return how many.

    The ledger is read for messages from its beginning: what is news is then told at the start.
    """
    notices.begin_here(from_start=True)
    # Nothing secret hangs on it; the same seed must give the same calls.
    rng = random.Random("calls")  # noqa: S311
    taken = (
        Case.objects.filter(channel="phone", opened_at__gt=now - _DAYS)
        .exclude(first_receiver="")
        .order_by("-opened_at")[:_BECAME]
    )
    count = 0
    for count, case in enumerate(taken, start=1):
        ref = _telephone_of(case.number)
        extension = people.extension_of(case.first_receiver)
        if not ref or not extension:
            continue
        number = vault.reveal(
            ref, by=case.first_receiver, reason="接听来电", case=case.number, now=case.opened_at
        )
        rings = at_office(case.opened_at) - timedelta(minutes=rng.randint(6, 12))
        id_ = _call(f"A{count:04}", number, extension, rings, rng.randint(200, 560), rng)
        actor = Actor(case.first_receiver)
        # The record goes forward only: that a recording belongs to a case is said last of all.
        telephone.link(actor, id_, case.number, now=now)
    for n in range(_OTHERS):
        rings = now - timedelta(hours=rng.uniform(0.5, 40))
        # 170 000…: no such subscriber.
        number = f"1700000{rng.randint(1000, 9999)}"
        _call(f"B{n:04}", number, f"8{100 + rng.randint(0, 5)}", rings, 0 if n % 2 else 95, rng)
    return count + _OTHERS


def _call(
    call: str, number: str, extension: str, rings: datetime, seconds: int, rng: random.Random
) -> int:
    answered = rings + timedelta(seconds=rng.randint(3, 20))
    id_, events = 0, [("ringing", rings, "")]
    if seconds:
        events.append(("answered", answered, ""))
    ended = answered + timedelta(seconds=seconds or 25)
    events.append(("ended", ended, f"rec/{rings:%Y%m%d}/{call}.wav" if seconds else ""))
    for what, at, recording in events:
        body = {
            "call": call, "event": what, "at": at.isoformat(), "from": number, "to": "98011",
            "extension": extension, "recording": recording,
        }  # fmt: skip
        id_ = telephone.note(_EXCHANGE, telephone.event_from(body, at), now=at)
    return id_


def _telephone_of(number: str) -> str:
    """Return the reference of a case's telephone number, or "" where it has none."""
    refs = list(Particular.objects.filter(number=number).values_list("ref", flat=True))
    labels = vault.labels(refs)
    return next((ref for ref in sorted(refs) if labels[ref].kind is vault.Kind.TELEPHONE), "")

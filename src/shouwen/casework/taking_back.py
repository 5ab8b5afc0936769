"""Undoing an import: cases nobody has acted on since are taken back; the others stay.

Nothing is removed. A case taken back ends by an event of its own, keeps its number, leaves every
list of work and runs no limit any more. Why so: decision 0073.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import transaction

from shouwen import ledger, people
from shouwen.casework import commands, editions, writing
from shouwen.casework.matter import TAKEN_BACK, Matter, matter_of, stream_of
from shouwen.casework.models import Case
from shouwen.casework.projection import rows_of
from shouwen.casework.sweeping import CLOCKWORK
from shouwen.ledger import StoredEvent
from shouwen.vocabulary import Actor

_IMPORTED_BY: Final = "import:"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of cases that were to be taken back: numbers of those taken, and of those not."""

    taken: tuple[str, ...]
    touched: tuple[str, ...]


def take_back(numbers: Iterable[str], *, run: str, actor: Actor, now: datetime) -> TakenBack:
    """Take back cases an import has taken in, as far as nobody has acted on them.

    Each by itself: stopped half way, it is simply done again. A case taken back before counts as
    taken; one that came by no import, or that somebody or money has touched, stays as it is.

    :param run: the id of the import, kept with the event
    """
    taken, touched = [], []
    for number in numbers:
        (taken if _take(number, run, actor, now) else touched).append(number)
    return TakenBack(tuple(taken), tuple(touched))


def taken_back_among(numbers: Iterable[str]) -> frozenset[str]:
    """Return those of the cases that have been taken back."""
    found = Case.objects.filter(number__in=list(numbers), flags__contains=["taken_back"])
    return frozenset(found.values_list("number", flat=True))


def taken_in_since(numbers: Iterable[str], at: datetime) -> frozenset[str]:
    """Return those of the cases that were recorded at or after a moment."""
    wanted = list(numbers)
    streams = ledger.read_many(stream_of(number) for number in wanted)
    return frozenset(
        number
        for number in wanted
        if (stored := streams[stream_of(number)]) and stored[0].recorded_at >= at
    )


def _take(number: str, run: str, actor: Actor, now: datetime) -> bool:
    with transaction.atomic():
        commands.hold(number)
        stored = ledger.read(stream_of(number))
        matter = matter_of(number, stored)
        if matter.taken_back is not None:
            return True
        if not _untouched(stored, matter):
            return False
        at = commands.settled(now, matter)
        event = ledger.NewEvent(TAKEN_BACK, 1, {"run": run}, at)
        append = ledger.prepare(
            matter.head, [event], actor=actor.person,
            command_id=f"take-back/{run}/{number}", now=now,
        )  # fmt: skip
        after = _after(stored, matter, append, actor, at, now)
        procedure = editions.procedure_of(after.case.digest)
        if not writing.write([append], [rows_of(after, procedure, people.directory(now))]):
            raise ledger.lost(append)
    return True


def _untouched(stored: list[StoredEvent], matter: Matter) -> bool:
    """Say whether only the import, and time, have written to the case, and no money was charged."""
    if not stored or not stored[0].command_id.startswith(_IMPORTED_BY):
        return False
    own = stored[0].command_id
    quiet = all(event.command_id == own or event.actor == CLOCKWORK for event in stored)
    return quiet and not any(matter.case.posted.values()) and not matter.case.improvements


def _after(
    stored: list[StoredEvent],
    matter: Matter,
    append: ledger.PreparedAppend,
    actor: Actor,
    at: datetime,
    now: datetime,
) -> Matter:
    """Return the matter as reading its stream again would give it."""
    last, head = stored[-1], append.appended.head
    event = replace(
        last, version=head.version, type=TAKEN_BACK, shape=1, body={}, happened_at=at,
        recorded_at=now, actor=actor.person, command_id=append.command_id, step=1,
        previous=last.digest, digest=head.digest,
    )  # fmt: skip
    matter.absorb(event)
    return matter

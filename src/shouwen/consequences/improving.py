"""Improvements moved on: order served, owner named, report given, effect checked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shouwen import ledger, people
from shouwen.consequences import models
from shouwen.consequences.errors import NoSuchImprovement, NotThere, SamePerson
from shouwen.consequences.following import open_improvement
from shouwen.consequences.rows import improvement_row, put
from shouwen.consequences.streams import IMPROVEMENTS, new_event
from shouwen.engine import improvement_event_from
from shouwen.engine.improvements import (
    DuePostponed,
    EffectChecked,
    Improvement,
    ImprovementEvent,
    ImprovementOpened,
    ImprovementWithdrawn,
    OrderServed,
    OwnerNamed,
    ReportGiven,
    improvement_of,
)

_MOST_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Told:
    """One event of an improvement with who did it."""

    actor: str
    event: ImprovementEvent


def improvement_history(id_: str) -> list[Told]:
    """Return the events of an improvement in order.

    :raises NoSuchImprovement: if there is none of this id
    """
    stored = ledger.read(f"{IMPROVEMENTS}{id_}")
    if not stored:
        raise NoSuchImprovement(id_)
    return [Told(each.actor, _event(each)) for each in stored]


def raise_by_hand(opened: ImprovementOpened, *, person: str, now: datetime, command_id: str) -> str:
    """Open an improvement that arises from no act of a case, and return its id."""
    with transaction.atomic():
        id_ = _next_id(now)
        open_improvement(
            id_, opened, people.directory(now), actor=person, command_id=command_id, now=now
        )
    return id_


def serve_order(id_: str, number: str, *, person: str, now: datetime, command_id: str) -> None:
    """Record that the rectification order was handed over.

    :raises NotThere: if it was served before, or the improvement has ended
    """

    def happens(found: Improvement) -> ImprovementEvent:
        if found.ended or found.order_number is not None:
            raise NotThere(
                "整改意见书已经送达，或事项已经办结", "the order was served, or all is done"
            )
        return OrderServed(now, number.strip()[:200], person)

    _happen(id_, happens, person, now, command_id)


def name_owner(id_: str, owner: str, *, person: str, now: datetime, command_id: str) -> None:
    """Say who answers for it.

    :raises NotThere: if it has ended
    """

    def happens(found: Improvement) -> ImprovementEvent:
        _unended(found)
        return OwnerNamed(now, owner, person)

    _happen(id_, happens, person, now, command_id)


def postpone(
    id_: str, due_on: date, reason: str, *, person: str, now: datetime, command_id: str
) -> None:
    """Give it another day, for a reason.

    :raises NotThere: if it is not open, or no reason is given
    """

    def happens(found: Improvement) -> ImprovementEvent:
        if found.state != "open" or not reason.strip():
            raise NotThere(
                "只有未报告的整改可以改期，并须写明理由", "only open ones move, with a reason"
            )
        return DuePostponed(now, due_on, reason.strip()[:_MOST_WORDS], person)

    _happen(id_, happens, person, now, command_id)


def report(id_: str, text: str, *, person: str, now: datetime, command_id: str) -> None:
    """Take in what the unit says it did.

    :raises NotThere: if it is not open, or the report says nothing
    """

    def happens(found: Improvement) -> ImprovementEvent:
        if found.state != "open" or not text.strip():
            raise NotThere(
                "这项整改不在待报告的状态，或没有写内容", "nothing is to be reported, or said"
            )
        return ReportGiven(now, text.strip()[:_MOST_WORDS], person)

    _happen(id_, happens, person, now, command_id)


def check(
    id_: str,
    *,
    effective: bool,
    repeats: int,
    note: str,
    due_on: date | None,
    person: str,
    now: datetime,
    command_id: str,
) -> None:
    """Say whether it helped; where it did not, it is open again until `due_on`.

    :raises NotThere: if there is no report to check, or no new day where one is needed
    :raises SamePerson: if this person gave the report
    """

    def happens(found: Improvement) -> ImprovementEvent:
        if found.state != "reported":
            raise NotThere("还没有整改报告，无从查效", "there is no report to check")
        if not effective and due_on is None:
            raise NotThere("未见效的须另定期限", "what did not help needs a new day")
        return EffectChecked(
            now, effective, repeats, note.strip()[:_MOST_WORDS], person,
            None if effective else due_on,
        )  # fmt: skip

    _happen(id_, happens, person, now, command_id)


def withdraw(id_: str, reason: str, *, person: str, now: datetime, command_id: str) -> None:
    """Take it back, for a reason.

    :raises NotThere: if it has ended, or no reason is given
    """

    def happens(found: Improvement) -> ImprovementEvent:
        _unended(found)
        if not reason.strip():
            raise NotThere("撤销须写明理由", "taking it back needs a reason")
        return ImprovementWithdrawn(now, reason.strip()[:_MOST_WORDS], person)

    _happen(id_, happens, person, now, command_id)


def _unended(found: Improvement) -> None:
    if found.ended:
        raise NotThere("这项整改已经办结", "this improvement has ended")


def _happen(
    id_: str,
    happens: Callable[[Improvement], ImprovementEvent],
    person: str,
    now: datetime,
    command_id: str,
) -> None:
    with transaction.atomic():
        row = models.Improvement.objects.select_for_update().filter(id=id_).first()
        if row is None:
            raise NoSuchImprovement(id_)
        stored = ledger.read(f"{IMPROVEMENTS}{id_}")
        told = [_event(each) for each in stored]
        event = happens(improvement_of(told))
        if isinstance(event, EffectChecked):
            reports = [each for each in told if isinstance(each, ReportGiven)]
            if reports and reports[-1].person == person:
                raise SamePerson
        head = stored[-1].head
        ledger.append(
            f"{IMPROVEMENTS}{id_}",
            expected_version=head.version,
            events=[new_event(event)],
            actor=person,
            command_id=command_id,
            now=now,
            previous=head.digest,
        )
        put([improvement_row(id_, improvement_of([*told, event]), head.version + 1, row.unit_path)])


def _event(stored: ledger.StoredEvent) -> ImprovementEvent:
    return improvement_event_from(stored.type, stored.shape, stored.body, stored.happened_at)


def _next_id(now: datetime) -> str:
    """Return the next id of its day for what arises from no case, such as ``ZG20260701-003``."""
    prefix = f"ZG{now:%Y%m%d}-"
    models.Improvement.objects.filter(id__startswith=prefix).select_for_update().count()
    taken = models.Improvement.objects.filter(id__startswith=prefix).count()
    return f"{prefix}{taken + 1:03}"

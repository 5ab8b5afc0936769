"""A year of days off goes in by two persons: one proposes, another approves, then it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shouwen.administration.errors import NotYourTurn, Unfinished
from shouwen.administration.models import YearProposal
from shouwen.casework import days as casework_days
from shouwen.casework import operations
from shouwen.vocabulary import Actor, at_office

#: Open limits recomputed while somebody waits; the worker does the rest.
_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class Proposal:
    """A year on its way; `state` is proposed, approved, turned_down or published."""

    number: int
    calendar: str
    year: int
    days: Mapping[str, Any]
    source: str
    state: str
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: str
    published_at: datetime | None
    published_by: str
    note: str


def propose(
    calendar: str, year: int, days: Mapping[str, Any], *, source: str, actor: Actor, now: datetime
) -> int:
    """Propose a year's days off and return the proposal's number. Nothing counts yet.

    :raises UnknownCalendar: if there is no such calendar
    :raises BrokenCalendarFile: with everything wrong with the year
    """
    casework_days.with_year(calendar, year, days)
    row = YearProposal.objects.create(
        calendar=calendar, year=year, days=dict(days), source=source, state="proposed",
        proposed_at=now, proposed_by=actor.person,
    )  # fmt: skip
    return int(row.pk)


def approve(number: int, *, actor: Actor, now: datetime) -> None:
    """Approve what somebody else proposed, after comparing it with the notice.

    :raises Unfinished: if it is not waiting for approval
    :raises NotYourTurn: if the actor proposed it
    """
    with transaction.atomic():
        row = _waiting(number, "proposed")
        if row.proposed_by == actor.person:
            raise NotYourTurn
        _decide(row, "approved", actor, now, "")


def turn_down(number: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Turn a proposal down, or take one's own back; the reason stands beside it.

    :raises Unfinished: if it is neither waiting nor approved
    """
    with transaction.atomic():
        _decide(_waiting(number, "proposed", "approved"), "turned_down", actor, now, reason)


def rehearse(number: int, *, now: datetime) -> casework_days.Rehearsal:
    """Return what publishing would do to open cases. Writes nothing.

    :raises Unfinished: if there is no such proposal
    """
    row = proposal(number)
    return operations.rehearse_year(row.calendar, row.year, row.days, now=now)


def publish(number: int, *, actor: Actor, now: datetime) -> str:
    """Let an approved year count from now on; return the calendar's new version.

    Limits of open cases follow: the first at once, the rest by the worker.

    :raises Unfinished: if it is not approved
    """
    with transaction.atomic():
        row = _waiting(number, "approved")
        version = operations.publish_year(
            row.calendar, row.year, row.days, proposed_by=row.proposed_by, actor=actor, now=now,
            command_id=f"calendar/proposal/{number}",
        )  # fmt: skip
        row.state, row.published_at, row.published_by = "published", now, actor.person
        row.save()
    follow(now, limit=_AT_ONCE)
    return version


def follow(now: datetime, *, limit: int = 1_000_000) -> int:
    """Recompute open limits on what was published; return how many events that made."""
    if not operations.to_recompute():
        return 0
    report = operations.recalendar_open(now=now, limit=limit)
    if not report.more and not report.failed:
        operations.mark_recomputed(now)
    return report.events


def proposals() -> tuple[Proposal, ...]:
    """Return every proposal, newest first."""
    return tuple(_told(row) for row in YearProposal.objects.order_by("-pk")[:50])


def proposal(number: int) -> Proposal:
    """Return one proposal.

    :raises Unfinished: if there is none of this number
    """
    return _told(_row(YearProposal.objects.filter(pk=number).first(), number))


def _decide(row: YearProposal, state: str, actor: Actor, now: datetime, note: str) -> None:
    row.state, row.decided_at, row.decided_by, row.note = state, now, actor.person, note
    row.save()


def _waiting(number: int, *states: str) -> YearProposal:
    row = _row(YearProposal.objects.select_for_update().filter(pk=number).first(), number)
    if row.state not in states:
        raise Unfinished("这份安排已经处理过了", "this proposal has been dealt with already")
    return row


def _row(row: YearProposal | None, number: int) -> YearProposal:
    if row is None:
        raise Unfinished(f"没有第 {number} 号安排", f"there is no proposal {number}")
    return row


def _told(row: YearProposal) -> Proposal:
    def local(at: datetime | None) -> datetime | None:
        return at_office(at) if at else None

    return Proposal(
        int(row.pk), row.calendar, row.year, row.days, row.source, row.state,
        at_office(row.proposed_at), row.proposed_by, local(row.decided_at), row.decided_by,
        local(row.published_at), row.published_by, row.note,
    )  # fmt: skip

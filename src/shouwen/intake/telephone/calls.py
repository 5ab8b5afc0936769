"""Calls as staff see them: who is ringing at my desk, the log, what they were about."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from shouwen import people, vault
from shouwen.casework import operations, queries
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.models import Case, Particular
from shouwen.casework.shapes import CaseRow
from shouwen.intake.models import Call
from shouwen.vocabulary import Actor, ShouwenError, at_office

#: A call that nobody ended is no longer shown after so long; one that ended for so long still.
_LONGEST: Final = timedelta(hours=3)
_UNANSWERED: Final = timedelta(minutes=3)
_AFTER: Final = timedelta(minutes=2)
#: A case taken in so long after a call began may have come of it.
_COMES_OF: Final = timedelta(hours=12)
PAGE: Final = 50
#: More calls than this ring at nobody's desk at once.
_AT_ONCE: Final = 3


class NoSuchCall(ShouwenError):
    """There is no such call, or it is not this person's to see."""

    def __init__(self, id_: object) -> None:
        super().__init__(f"没有通话 {id_}", "", f"there is no call {id_}")


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call. `state`: ringing, talking, ended, missed. `seconds` is how long they talked."""

    id: int
    call: str
    caller: str
    shown: str
    called: str
    extension: str
    person: str
    person_name: str
    state: str
    began_at: datetime
    seconds: int | None
    recording: str
    number: str

    @property
    def length(self) -> str:
        """How long they talked, as minutes and seconds."""
        return "" if self.seconds is None else f"{self.seconds // 60}:{self.seconds % 60:02d}"


@dataclass(frozen=True, slots=True)
class CallPage:
    """A page of calls, newest first; `next_cursor` is None on the last."""

    rows: tuple[CallRow, ...]
    next_cursor: str | None


def ringing_at(extension: str, now: datetime) -> CallRow | None:
    """Return the newest call at an extension that is worth a banner now, or None."""
    return next(iter(calls_at(extension, now)), None)


def calls_at(extension: str, now: datetime) -> tuple[CallRow, ...]:
    """Return the calls at an extension that are worth a banner now, newest first, three at most."""
    if not extension:
        return ()
    rows = (
        Call.objects.filter(extension=extension, began_at__gt=now - _LONGEST, put_away_at=None)
        .filter(Q(ended_at=None) | Q(ended_at__gt=now - _AFTER))
        .exclude(answered_at=None, ended_at=None, began_at__lt=now - _UNANSWERED)
        .order_by("-began_at", "-id")[:_AT_ONCE]
    )
    return tuple(_rows(list(rows), frozenset(), now))


def call_log(actor: Actor, now: datetime, *, everybody: bool = False, cursor: str = "") -> CallPage:
    """Return calls, newest first: one's own, or everybody's for whoever looks after the system."""
    rows = Call.objects.order_by("-began_at", "-id")
    at, _, id_ = cursor.partition("/")
    if id_.isdigit():
        try:
            before = datetime.fromisoformat(at)
        except ValueError:
            before = now
        rows = rows.filter(Q(began_at__lt=before) | Q(began_at=before, id__lt=int(id_)))
    if everybody:
        found = list(rows[: PAGE + 1])
    else:
        # One after the other, each through its own index: an OR would walk everybody's calls.
        mine = {row.id: row for row in rows.filter(person=actor.person)[: PAGE + 1]}
        if extension := people.extension_of(actor.person):
            mine |= {row.id: row for row in rows.filter(extension=extension)[: PAGE + 1]}
        found = sorted(mine.values(), key=lambda row: (row.began_at, row.id), reverse=True)
        found = found[: PAGE + 1]
    shown = _rows(found[:PAGE], _told(actor, found[:PAGE], now), now)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return CallPage(tuple(shown), f"{last.began_at.isoformat()}/{last.id}" if last else None)


def call_of(actor: Actor, id_: int, now: datetime, *, everybody: bool = False) -> CallRow:
    """Return a call this person may see: at his extension, taken by him, or all for `everybody`.

    :raises NoSuchCall: if there is none
    """
    row = _own(actor, id_, everybody=everybody)
    return _rows([row], _told(actor, [row], now), now)[0]


def cases_of_caller(
    actor: Actor, call: CallRow, now: datetime, language: str = "zh"
) -> tuple[CaseRow, ...]:
    """Return the caller's cases this person may know of, found without opening the number."""
    if not call.caller:
        return ()
    return queries.history_of_ref(actor, call.caller, now, language, limit=20)


def number_for(actor: Actor, call: CallRow, *, reason: str, now: datetime) -> str:
    """Return the caller's number in full, and record who opened it and why.

    :raises NoSuchCall: if it belongs to a case that is not for him, or who complained there
    """
    row = _own(actor, call.id, everybody=True)
    if row.number and row.number not in _told(actor, [row], now):
        raise NoSuchCall(call.id)
    return vault.reveal(call.caller, by=actor.person, reason=reason, case=call.number, now=now)


def put_away(actor: Actor, id_: int, *, now: datetime) -> None:
    """Show no banner for a call any more.

    :raises NoSuchCall: if it is not at this person's extension
    """
    Call.objects.filter(pk=_own(actor, id_).pk).update(put_away_at=now)


def link(actor: Actor, id_: int, number: str, *, now: datetime, everybody: bool = False) -> None:
    """Say which case a call was about; its recording, if one is known, is put with the case.

    :raises NoSuchCall: if it is not this person's to see
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    with transaction.atomic():
        row = _own(actor, id_, everybody=everybody)
        if row.number and row.number not in _told(actor, [row], now):
            raise NoSuchCall(id_)  # it belongs to a case that is not for him to take it from
        queries.files_of(actor, number.strip(), now)  # who may not know of it links nothing to it
        row.number, row.person = number.strip(), row.person or actor.person
        row.save(update_fields=["number", "person"])
        if row.recording:
            enclose(row, now, actor)


def link_calls(*, now: datetime, limit: int = 100) -> int:
    """Link calls to the cases that came of them and return how many: a chore of the courier.

    A case came of a call when whoever took the call took the case in afterwards, from the caller's
    own number. Two such cases: the first.
    """
    linked = 0
    waiting = (
        Call.objects.filter(number="", began_at__gt=now - _COMES_OF)
        .exclude(person="")
        .exclude(caller="")
        .order_by("began_at")[:limit]
    )
    for row in waiting:
        numbers = Particular.objects.filter(ref__in=vault.find_like(row.caller)).values("number")
        case = (
            Case.objects.filter(
                number__in=numbers, first_receiver=row.person, opened_at__gte=row.began_at
            )
            .order_by("opened_at")
            .values_list("number", flat=True)
            .first()
        )
        if case is None:
            continue
        with transaction.atomic():
            row.number = case
            row.save(update_fields=["number"])
            if row.recording:
                enclose(row, now)
        linked += 1
    return linked


def enclose(row: Call, now: datetime, actor: Actor | None = None) -> None:
    """Put the recording of a call with its case, in the name of whoever took the call.

    Nothing happens if that person may not know of the case any more: the call keeps the reference.
    """
    try:
        operations.enclose_recording(
            row.number, row.recording, call=row.call,
            began_at=at_office(row.answered_at or row.began_at), seconds=_seconds(row),
            actor=actor or Actor(row.person), now=now,
            command_id=f"call/{row.exchange}/{row.call}/{row.number}"[:200],
        )  # fmt: skip
    except CaseNotFound:
        return


def _own(actor: Actor, id_: int, *, everybody: bool = False) -> Call:
    row = Call.objects.filter(pk=id_).first()
    if row is None or not (
        everybody
        or row.person == actor.person
        or (row.extension and row.extension == people.extension_of(actor.person))
    ):
        raise NoSuchCall(id_)
    return row


def _told(actor: Actor, found: list[Call], now: datetime) -> frozenset[str]:
    return queries.told_numbers(actor, [row.number for row in found], now)


def _rows(found: list[Call], told: frozenset[str], now: datetime) -> list[CallRow]:
    """Return calls as they are shown; which case one was about only to who may be told."""
    names = people.names_of_persons({row.person for row in found if row.person})
    return [
        CallRow(
            row.id, row.call, row.caller, row.shown, row.called, row.extension, row.person,
            names.get(row.person, ""), _state(row), at_office(row.began_at), _seconds(row),
            row.recording if row.number in ("", *told) else "",
            row.number if row.number in told else "",
        )
        for row in found
    ]  # fmt: skip


def _state(row: Call) -> str:
    if row.ended_at is not None:
        return "missed" if row.answered_at is None else "ended"
    return "ringing" if row.answered_at is None else "talking"


def _seconds(row: Call) -> int | None:
    if row.answered_at is None or row.ended_at is None:
        return None
    return max(0, int((row.ended_at - row.answered_at).total_seconds()))

"""Reading and writing the streams of inquiries; who may write."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from shouwen import ledger
from shouwen.casework.access import OpenCase, case_for
from shouwen.casework.secrecy import may_open_of
from shouwen.casework.views import carries_on
from shouwen.engine import options
from shouwen.inquiry.errors import NotYoursToDo
from shouwen.inquiry.record import PREFIX, Interview, Record, record_of
from shouwen.vocabulary import Actor

#: How often something is written anew when somebody else wrote in the same moment.
_TRIES: Final = 5


def read(number: str) -> Record:
    """Return the record of a case; without entries where nothing was written."""
    return record_of(ledger.read(f"{PREFIX}{number}"))


def works_on(actor: Actor, found: OpenCase, now: datetime) -> bool:
    """Say whether it is for somebody to carry a case on; not once it has ended."""
    case = found.matter.case
    if case.ended or found.matter.imported is not None:
        return False
    at = max(now, case.changed_at or now)
    offered = options(found.procedure, case, actor, found.directory, at)
    return any(carries_on(found.procedure, option) for option in offered)


def who_is_closed(interview: Interview, found: OpenCase) -> bool:
    """Say whether with whom somebody spoke is kept from the reader: it was the complainant."""
    return interview.role == "complainant" and not may_open_of(found, interview.person)


def write(
    number: str,
    type_: str,
    body: Callable[[Record, OpenCase], Mapping[str, Any]],
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    anybody: bool = False,
) -> Record:
    """Append one entry to the record of a case and return the record after it.

    A repeated command id changes nothing.

    :param body: makes the entry of the record as it stands, or raises what is wrong
    :param anybody: who may know of the case may write this, not only who works on it
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises NotYoursToDo: if the actor has nothing to do on it
    """
    stream = f"{PREFIX}{number}"
    for last in (False,) * (_TRIES - 1) + (True,):
        try:
            with transaction.atomic():
                found = case_for(actor, number, now)
                if not anybody and not works_on(actor, found, now):
                    raise NotYoursToDo
                stored = ledger.read(stream)
                if repeated := ledger.used(command_id):
                    raise repeated
                ledger.append_behind(
                    stored, stream, type_, body(record_of(stored), found),
                    actor=actor.person, command_id=command_id, now=now,
                )  # fmt: skip
            return read(number)
        except ledger.CommandRepeated:
            return read(number)
        except ledger.LedgerConflict:
            if last:
                raise
    raise AssertionError("the last try returns or raises")


def note_reading(number: str, person: str, now: datetime) -> None:
    """Record that somebody read a case; once a day, and one short statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inquiry_reading (number, person, day, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            [number, person, now.date(), now],
        )

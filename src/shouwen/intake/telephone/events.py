"""What an exchange tells of a call: read strictly, taken in any order, any number of times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, cast

from django.db import connection, transaction

from shouwen import people, vault
from shouwen.intake.models import Call
from shouwen.intake.telephone import calls
from shouwen.vocabulary import at_office

What = Literal["ringing", "answered", "ended"]
_WHAT: Final = ("ringing", "answered", "ended")
#: How far an exchange's clock may be ahead of ours, and how long ago a call may have been.
_AHEAD, _AGO = timedelta(minutes=10), timedelta(days=7)
_LONGEST: Final = {"call": 100, "from": 40, "to": 40, "extension": 40, "recording": 300}


class Faulty(Exception):
    """An event nobody can use: what is wrong, field by field, in English."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One thing that happened to a call. Empty where the exchange did not say."""

    call: str
    what: What
    at: datetime
    caller: str = ""
    called: str = ""
    extension: str = ""
    recording: str = ""


def event_from(body: object, now: datetime) -> CallEvent:
    """Return the event a JSON body tells of.

    :raises Faulty: naming every field that is wrong or unknown
    """
    if not isinstance(body, dict):
        raise Faulty({"": "must be an object"})
    faults: dict[str, str] = {}
    texts = {}
    for name in sorted(set(body) - {*_LONGEST, "event", "at"}):
        faults[str(name)[:40]] = "is not known"
    for name, most in _LONGEST.items():
        value = body.get(name, "")
        value = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if value is None:
            value = ""
        if not isinstance(value, str) or len(value) > most or not value.isprintable():
            faults[name] = f"must be a text of at most {most} characters"
            value = ""
        texts[name] = value.strip()
    if not texts["call"] and "call" not in faults:
        faults["call"] = "is needed"
    what = body.get("event")
    if what not in _WHAT:
        faults["event"] = f"must be one of {', '.join(_WHAT)}"
    at = _moment(body.get("at"), now, faults)
    if faults:
        raise Faulty(faults)
    return CallEvent(
        texts["call"], cast("What", what), at, texts["from"], texts["to"], texts["extension"],
        texts["recording"],
    )  # fmt: skip


def note(exchange: str, event: CallEvent, *, now: datetime) -> int:
    """Take in what happened to a call and return the call's id here.

    The same event twice changes nothing. The first moment told of each kind stands; a number, an
    extension or a recording told later fills what was empty, and an extension told by an answer
    takes the place of the one that rang. A recording told after the call was linked to a case is
    put with that case.
    """
    with transaction.atomic():
        row = _held(exchange, event)
        if event.caller and not row.caller:
            row.caller = vault.keep("telephone", event.caller, now=now)
            row.shown = vault.masked(row.caller)
        row.called = row.called or event.called
        row.recording = row.recording or event.recording
        if event.extension and (not row.extension or event.what == "answered"):
            row.extension = event.extension
        column = f"{event.what}_at"
        known = getattr(row, column)
        if known is None or event.at < known:
            setattr(row, column, event.at)
        row.began_at = min(row.began_at, event.at)
        if row.extension and not row.person:
            person = people.person_at(row.extension, now)
            row.person = "" if person is None else person.person
        row.save()
        if row.number and row.recording:
            calls.enclose(row, now)
        return int(row.pk)


def _held(exchange: str, event: CallEvent) -> Call:
    """Return the row of a call, made if there is none, held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_call (exchange, call, caller, shown, called, extension, person,"
            " began_at, recording, number) VALUES (%s, %s, '', '', '', '', '', %s, '', '')"
            " ON CONFLICT (exchange, call) DO NOTHING",
            [exchange, event.call, event.at],
        )
    return Call.objects.select_for_update().get(exchange=exchange, call=event.call)


def _moment(value: object, now: datetime, faults: dict[str, str]) -> datetime:
    if value is None:
        return now
    try:
        at = datetime.fromisoformat(str(value))
        if at.tzinfo is None:
            raise ValueError("no zone")
        at = at_office(at)
    except ValueError:
        faults["at"] = "must be a moment with its zone, such as 2025-04-25T10:00:00+08:00"
        return now
    if not now - _AGO <= at <= now + _AHEAD:
        faults["at"] = "is too far from the present"
    return at

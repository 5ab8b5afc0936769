"""One matter as its stream tells it: the engine's case, and what the work keeps beside it.

Beside the engine's events a case's stream holds some of our own: ``casework.code_given`` (the hash
of the code that opens it to the complainant; the newest counts), ``casework.imported`` (a
historical case taken in whole, which no regulation decided here), what is given to a case beside
the regulation's acts, see :mod:`.beside`, and what was put with it: files, recordings of calls, and
who listened to them, see :mod:`.enclosing`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from shouwen.casework import beside, editions
from shouwen.casework.beside import Beside
from shouwen.engine import (
    SHAPE,
    Case,
    Event,
    FactsRecorded,
    NoticeDue,
    PointReached,
    absorb,
    body_of,
    event_from,
)
from shouwen.ledger import Head, StoredEvent
from shouwen.regulations import Procedure
from shouwen.vocabulary import moment

PREFIX = "case/"
CODE_GIVEN = "casework.code_given"
IMPORTED = "casework.imported"
TAKEN_BACK = "casework.taken_back"
FILE_ENCLOSED = "casework.file_enclosed"
RECORDING_ENCLOSED = "casework.recording_enclosed"
RECORDING_HEARD = "casework.recording_heard"
#: What is put with a case and changes nothing the regulation knows of.
ENCLOSING = frozenset({FILE_ENCLOSED, RECORDING_ENCLOSED, RECORDING_HEARD})


def stream_of(number: str) -> str:
    """Return the name of a case's stream."""
    return f"{PREFIX}{number}"


@dataclass(frozen=True, slots=True)
class Told:
    """One engine event with its place in the stream and who did it.

    `digest` is the edition it fell under: a case may have gone over since.
    """

    version: int
    actor: str
    recorded_at: datetime
    event: Event
    digest: str


@dataclass(slots=True)
class Matter:
    """Everything one stream says. `version` is the stream's, not the engine case's.

    `own` is the mark of whoever here filed it for himself, see :func:`.codes.own_mark`;
    `code_command` the command its code was made of.
    """

    number: str
    case: Case = field(default_factory=Case)
    told: list[Told] = field(default_factory=list)
    head: Head = field(default_factory=lambda: Head(""))
    code_hash: bytes | None = None
    imported: StoredEvent | None = None
    recorded_at: datetime | None = None
    own: str = ""
    code_command: str = ""
    beside: list[Beside] = field(default_factory=list)
    taken_back: StoredEvent | None = None
    enclosed: list[StoredEvent] = field(default_factory=list)

    @property
    def version(self) -> int:
        """The version of the stream this matter was read at."""
        return self.head.version

    @property
    def known(self) -> bool:
        """Whether there is such a stream at all."""
        return self.head.version > 0

    def absorb(self, stored: StoredEvent) -> None:
        """Take in one more event of the stream."""
        self.head, self.recorded_at = stored.head, stored.recorded_at
        if stored.type == CODE_GIVEN:
            self.code_hash = bytes.fromhex(stored.body["hash"])
            self.code_command = stored.command_id
            self.own = stored.body.get("own", self.own)
            return
        if stored.type in ENCLOSING:
            self.enclosed.append(stored)
            return
        if stored.type == IMPORTED:
            self.imported = stored
            self.case = _imported_case(stored)
            return
        if stored.type == TAKEN_BACK:
            self.taken_back = stored
            _end(self.case, stored.happened_at)
            return
        if stored.type in beside.NOTICES:
            given = beside.event_from(stored.type, stored.body)
            self.beside.append(Beside(stored.version, stored.actor, stored.happened_at, given))
            return
        event = event_from(stored.type, stored.shape, stored.body, stored.happened_at)
        absorb(self.case, event)
        digest = self.case.digest
        self.told.append(Told(stored.version, stored.actor, stored.recorded_at, event, digest))

    def events(self) -> list[Event]:
        """Return the engine's events in order."""
        return [told.event for told in self.told]

    def under(self, told: Told) -> Procedure:
        """Return the edition an event of this case fell under.

        :raises EditionLost: if its text is nowhere any more
        """
        return editions.procedure_of(told.digest)

    def editions(self) -> list[Procedure]:
        """Return every edition the case was pinned to, in order; the one it is pinned to last."""
        digests = [*(told.digest for told in self.told), self.case.digest]
        return [editions.procedure_of(digest) for digest in dict.fromkeys(digests)]

    def notices(self) -> list[tuple[Told, str | None]]:
        """Return every notice with the moment of the clock point that caused it, if one did."""
        found: list[tuple[Told, str | None]] = []
        point: PointReached | None = None
        for told in self.told:
            if isinstance(told.event, PointReached):
                point = told.event
            elif isinstance(told.event, NoticeDue):
                by_point = point is not None and told.event.because == f"clock {point.clock}"
                found.append((told, point.moment if by_point and point else None))
        return found


def matter_of(number: str, stored: Iterable[StoredEvent]) -> Matter:
    """Return the matter these events of one stream describe."""
    matter = Matter(number, head=Head(stream_of(number)))
    for event in stored:
        matter.absorb(event)
    return matter


def _end(case: Case, at: datetime) -> None:
    """End a case that should never have been taken in: nothing runs in it and nobody owes it."""
    case.ended, case.ended_at = True, at
    case.clocks = {
        name: state
        if state.state == "stopped"
        else replace(state, state="stopped", stopped_at=at, points=())
        for name, state in case.clocks.items()
    }


def _imported_case(stored: StoredEvent) -> Case:
    body = stored.body
    opened_at, ended_at = moment(body["opened_at"]), moment(body["ended_at"])
    return replace(
        Case(),
        pack=body["pack"],
        digest=body["digest"],
        stage=body["stage"],
        ended=True,
        opened_at=opened_at,
        changed_at=ended_at,
        ended_at=ended_at,
        receiving_unit=body["unit"],
        version=1,
        facts=dict(rich(body["facts"], stored.happened_at)),
    )


def plain(values: Mapping[str, object], at: datetime) -> dict[str, Any]:
    """Return typed values as the JSON values an event of our own holds."""
    body: dict[str, Any] = body_of(FactsRecorded(at, (), values))["values"]
    return body


def rich(values: Mapping[str, Any], at: datetime) -> Mapping[str, object]:
    """Return what :func:`plain` was given."""
    told = event_from("case.facts_recorded", SHAPE, {"cite": [], "values": dict(values)}, at)
    assert isinstance(told, FactsRecorded)  # noqa: S101 - by its name
    return told.values

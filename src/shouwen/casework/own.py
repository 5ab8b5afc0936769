"""Matters somebody who works here has filed for himself, and follows as their complainant.

The stream says that its complainant works here and keeps his mark, never who he is: whoever
handles the matter learns no more than the form says. He himself finds it by the mark, is shut off
from it as staff, and opens it with its code as every complainant does. See decision 0101.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from shouwen import ledger
from shouwen.casework import codes, commands, editions
from shouwen.casework.access import opened
from shouwen.casework.answers import due_words
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.matter import PREFIX, Matter, matter_of, stream_of
from shouwen.casework.recording import record_beside
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

_MOST = 50


@dataclass(frozen=True, slots=True)
class OwnMatter:
    """One matter somebody filed for himself, as its complainant sees it in a list.

    `stage` is what complainants read; `due_on` is a day in the office zone, None once it has ended
    or where nothing is promised.
    """

    number: str
    subject: str
    regulation: str
    stage: str
    ended: bool
    opened_at: datetime
    due_on: date | None
    due: str


def own_matters(actor: Actor, now: datetime, language: str = "zh") -> tuple[OwnMatter, ...]:
    """Return what this person filed for himself, newest first, fifty at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT "number", "subject" FROM casework_case WHERE "parties" && %s::text[]'
            ' ORDER BY "opened_at" DESC, "number" DESC LIMIT %s',
            [codes.own_marks(actor.person), _MOST],
        )
        subjects: dict[str, str] = dict(cursor.fetchall())
    streams = ledger.read_many(stream_of(number) for number in subjects)
    return tuple(
        _row(matter_of(number, streams[f"{PREFIX}{number}"]), subject, language)
        for number, subject in subjects.items()
    )


def open_own(number: str, *, actor: Actor, now: datetime, command_id: str) -> str:
    """Return the code that opens a matter of one's own; nobody else gets it.

    It is the one that was shown on filing, or the last one given since. Where that can be made no
    more, because the secret key of the installation was changed, a new one is given.

    :raises CaseNotFound: if there is no such case, or it is not this person's own
    """
    matter = matter_of(number, ledger.read(stream_of(number)))
    if not matter.own or matter.own not in codes.own_marks(actor.person):
        raise CaseNotFound(number)
    code = codes.code_for(number, matter.code_command)
    if codes.fits(number, code, matter.code_hash):
        return code
    return _renewed(number, codes.own_command(command_id), now)


def _renewed(number: str, command_id: str, now: datetime) -> str:
    code = codes.code_for(number, command_id)
    with transaction.atomic():
        commands.hold(number)
        found = opened(number, now)
        record_beside(
            found.matter, [], procedure=found.procedure, directory=found.directory,
            actor=COMPLAINANT, command_id=command_id, now=commands.settled(now, found.matter),
            code=(codes.hash_of(number, code), "本人登录"),
        )  # fmt: skip
    return code


def _row(matter: Matter, subject: str, language: str) -> OwnMatter:
    case, procedure = matter.case, editions.procedure_of(matter.case.digest)
    pack = procedure.pack
    stage = pack.stages[case.stage]
    day, words = (None, "") if case.ended else due_words(procedure, case, language)
    assert case.opened_at is not None  # noqa: S101 - rows are made of opened cases
    return OwnMatter(
        matter.number, subject, pack.say(pack.pack.title, language),
        pack.say(stage.public or stage.title, language), case.ended, case.opened_at, day, words,
    )  # fmt: skip

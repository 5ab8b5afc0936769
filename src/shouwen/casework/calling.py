"""Attempts to call somebody back: every one is kept, whatever came of it.

An attempt is that somebody dialled, when, and whether anybody answered; with it stands what was
said of how the matter was handled and of what came of it, asked apart. Where the regulation has an
act for calling back, what was said of the outcome goes into its form, too.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from shouwen import ledger, people
from shouwen.casework.access import case_for
from shouwen.casework.concern import meant
from shouwen.casework.errors import HandlerCalls, NoSuchOutcome, NotAskedApart
from shouwen.casework.models import CallAttempt
from shouwen.vocabulary import Actor, at_office

TRIED: Final = "callback.tried"
PREFIX: Final = "callback/"
#: What can come of an attempt, in Chinese and English.
OUTCOMES: Final = {
    "reached": ("已接通", "Reached"),
    "no_answer": ("无人接听", "No answer"),
    "wrong_number": ("空号或错号", "Wrong number"),
    "refused": ("拒绝受访", "Refused"),
}


#: What somebody reached may answer to each question, in Chinese and English.
ANSWERS: Final = {
    "good": ("满意", "Satisfied"),
    "fair": ("一般", "So-so"),
    "bad": ("不满意", "Dissatisfied"),
    "none": ("不愿评价", "Would not say"),
}


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said of how it was handled and of what came of it; keys of :data:`ANSWERS`, or "".

    `script` is name and version of what was asked by, such as ``bank@2026.1``.
    """

    process: str = ""
    result: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One attempt, in words; `next_at` is when somebody will try again."""

    at: datetime
    person: str
    outcome: str
    words: str
    note: str
    next_at: datetime | None
    answered: Answered = Answered()
    process: str = ""
    result: str = ""


def note_attempt(
    number: str,
    outcome: str,
    *,
    note: str = "",
    next_at: datetime | None = None,
    answered: Answered | None = None,
    actor: Actor,
    now: datetime,
    command_id: str,
) -> None:
    """Keep that this person tried to call somebody back; sent twice it is kept once.

    :param note: what is worth knowing next time, without particulars
    :param next_at: when to try again; nothing where somebody was reached
    :param answered: what was said; looked at only where somebody was reached, and then both
        questions must have an answer
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises HandlerCalls: if the actor handled the matter himself
    :raises NoSuchOutcome: if nothing of the kind can come of an attempt
    :raises NotAskedApart: if somebody was reached and one of the two answers lacks
    """
    if outcome not in OUTCOMES:
        raise NoSuchOutcome(outcome)
    found = case_for(actor, number, now)
    if meant(found.matter, found.procedure, "handler") == actor.person:
        raise HandlerCalls(number)
    said = answered or Answered()
    if outcome == "reached" and not {said.process, said.result} <= ANSWERS.keys():
        raise NotAskedApart
    stream = f"{PREFIX}{number}"
    try:
        with transaction.atomic():
            stored = ledger.read(stream)
            body = {
                "outcome": outcome,
                "note": note.strip()[:400],
                "next_at": None
                if next_at is None or outcome == "reached"
                else at_office(next_at).isoformat(),
            }
            if outcome == "reached":
                body |= {"process": said.process, "result": said.result, "script": said.script}
            ledger.append_behind(
                stored, stream, TRIED, body,
                actor=actor.person, command_id=command_id, now=now,
            )  # fmt: skip
            put(number, len(stored) + 1, actor.person, now, body)
    except ledger.CommandRepeated:
        return


def put(number: str, version: int, person: str, at: datetime, body: dict[str, Any]) -> None:
    """Write the row of one attempt."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_call_attempt (number, version, person, at, outcome, note,"
            " next_at, process, result, script)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s::text::timestamptz, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            [
                number,
                version,
                person,
                at,
                body["outcome"],
                body["note"],
                body["next_at"],
                *(body.get(name, "") for name in ("process", "result", "script")),
            ],
        )


def rebuild_attempts() -> int:
    """Make the table of attempts anew from the ledger, and return how many there are."""
    with transaction.atomic():
        CallAttempt.objects.all().delete()
        count = 0
        for event in ledger.walk(PREFIX):
            number = event.stream.removeprefix(PREFIX)
            put(number, event.version, event.actor, event.happened_at, event.body)
            count += 1
        return count


def attempts_of(
    numbers: list[str], now: datetime, language: str = "zh"
) -> dict[str, tuple[AttemptView, ...]]:
    """Return the attempts made for these cases, newest first, in one query.

    Whoever asks must have asked for the cases before: nothing here looks at who may know of them.
    """
    names = people.directory(now).people
    found: dict[str, list[AttemptView]] = {}
    for row in CallAttempt.objects.filter(number__in=numbers).order_by("number", "-version"):
        person = names.get(row.person)
        found.setdefault(row.number, []).append(
            AttemptView(
                at_office(row.at),
                row.person if person is None else person.name,
                row.outcome,
                OUTCOMES[row.outcome][1 if language.startswith("en") else 0],
                row.note,
                None if row.next_at is None else at_office(row.next_at),
                Answered(row.process, row.result, row.script),
                _said(row.process, language),
                _said(row.result, language),
            )
        )
    return {number: tuple(rows) for number, rows in found.items()}


def _said(answer: str, language: str) -> str:
    return ANSWERS[answer][1 if language.startswith("en") else 0] if answer else ""

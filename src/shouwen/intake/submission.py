"""A matter as a complainant hands it in: the form, the files, for whom, and what is wished.

All of it is taken in, or nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from shouwen.casework import operations
from shouwen.casework.shapes import Done, NotDone, Registered
from shouwen.intake.admission import Admitted
from shouwen.intake.enclosing import act_with, enclose, take_in
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

_SOURCE = "portal"


def submit(
    regulation: str,
    act: str,
    form: Mapping[str, object],
    files: Iterable[Admitted],
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    said: Mapping[str, Mapping[str, str]] | None = None,
    language: str = "zh",
) -> Registered | NotDone:
    """Take in what a complainant submits.

    :param said: what is said beside the form, by meaning, under what it is about: an agent, a wish;
        see :func:`~shouwen.casework.operations.state`
    :raises NotOnShelf: if there is no such regulation
    :raises TooManyFiles: if there are more files than a case takes
    """
    with transaction.atomic():
        answer = take_in(
            regulation, act, form, files, source=_SOURCE, actor=actor, now=now,
            command_id=command_id, language=language,
        )  # fmt: skip
        if isinstance(answer, Registered):
            for about, values in (said or {}).items():
                told = operations.state(
                    answer.number, about, values, actor=actor, now=now,
                    command_id=f"{command_id}/{about}", code=answer.code, language=language,
                )  # fmt: skip
                if isinstance(told, NotDone):
                    transaction.set_rollback(True)
                    return told
    return answer


def submit_own(
    regulation: str,
    act: str,
    form: Mapping[str, object],
    files: Iterable[Admitted],
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    language: str = "zh",
) -> Registered | NotDone:
    """Take in what somebody who works here files for himself, all of it or nothing.

    Whoever he is, his name is kept from the unit he complains about. A repeated command id returns
    the first answer.

    :raises NotOnShelf: if there is no such regulation
    :raises NotWorkedBy: if it is not worked by where he is
    :raises TooManyFiles: if there are more files than a case takes
    """
    with transaction.atomic():
        answer = operations.register(
            regulation, act, form, actor=actor, now=now, command_id=command_id, language=language
        )
        if isinstance(answer, Registered):
            # Under ids that do not say who sent them, as everything in the stream.
            key, himself = f"own/{answer.number}", Actor(COMPLAINANT)
            enclose(
                answer.number, files, source="desk", actor=himself, now=now,
                command_id=f"{key}/files", code=answer.code,
            )  # fmt: skip
            operations.state(
                answer.number, "wish", {"confidential": "yes"}, actor=himself, now=now,
                command_id=f"{key}/wish", code=answer.code, language=language,
            )  # fmt: skip
    return answer


def act_submitting(
    number: str,
    act: str,
    form: Mapping[str, object],
    files: Iterable[Admitted],
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    code: str,
    task: str | None = None,
    language: str = "zh",
) -> Done | NotDone:
    """Carry out a complainant's act with its files; raises as ``casework.operations.act`` does."""
    return act_with(
        number, act, form, files, source=_SOURCE, actor=actor, now=now, command_id=command_id,
        code=code, task=task, language=language,
    )  # fmt: skip


def add_material(
    number: str,
    words: str,
    files: Iterable[Admitted],
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    code: str,
) -> None:
    """Put words and files with a case of which no act asks for them; the desk is told.

    :raises NothingGiven: if there is neither a word nor a file
    :raises CaseNotFound: if there is no such case, or the code is not its own
    """
    given = list(files)
    with transaction.atomic():
        count = enclose(
            number, given, source=_SOURCE, actor=actor, now=now,
            command_id=f"{command_id}/files", code=code,
        )  # fmt: skip
        operations.say(
            number, words, files=count, actor=actor, now=now, command_id=command_id, code=code
        )

"""Taking a matter in and settling it while the complainant waits: all of it, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shouwen.casework import commands
from shouwen.casework.shapes import NotDone, Registered, Why
from shouwen.vocabulary import Actor


@dataclass(frozen=True, slots=True)
class Step:
    """One act after the registration, with its form."""

    act: str
    form: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class StepRefused:
    """One step was refused, so nothing was done at all. `step` counts from 0, the registration."""

    step: int
    act: str
    reasons: tuple[Why, ...]


class _Refused(Exception):
    def __init__(self, refused: StepRefused) -> None:
        self.refused = refused


def register_and_settle(
    regulation: str,
    act: str,
    form: Mapping[str, object],
    then: Sequence[Step],
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    language: str = "zh",
) -> Registered | StepRefused:
    """Take a matter in and carry out further acts on it at the same moment, in one transaction.

    A repeated command id returns the first answer. Where the regulation refuses a step, nothing of
    the steps before it remains.

    :raises NotOnShelf: if there is no such regulation
    :raises NotWorkedBy: if it is not worked by where the actor is
    """
    try:
        with transaction.atomic():
            begun = commands.register(
                regulation, act, form, actor=actor, now=now, command_id=command_id,
                language=language,
            )  # fmt: skip
            if isinstance(begun, NotDone):
                raise _Refused(StepRefused(0, act, begun.reasons))
            for n, step in enumerate(then, 1):
                done = commands.act(
                    begun.number, step.act, step.form, actor=actor, now=now,
                    command_id=f"{command_id}/{n}", language=language,
                )  # fmt: skip
                if isinstance(done, NotDone):
                    raise _Refused(StepRefused(n, step.act, done.reasons))
            return begun
    except _Refused as stopped:
        return stopped.refused

"""What a registration would come to: the dates it would set, and what could be answered at once.

Nothing is written and nothing is remembered: the engine decides the form as it stands, and the case
that would come of it is looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shouwen import people
from shouwen.casework.access import OpenCase, as_seen_by
from shouwen.casework.answers import not_done
from shouwen.casework.asking import form_of_matter
from shouwen.casework.in_force import in_force
from shouwen.casework.matter import Matter
from shouwen.casework.on_the_spot import Step
from shouwen.casework.particulars import pretend
from shouwen.casework.shapes import ActForm, ActOption, ClockView, Why
from shouwen.casework.views import clocks_of, option_view
from shouwen.casework.wording import Wording
from shouwen.engine import Command, Refused, absorb, decide, options
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, Directory

#: What an act must mean for a matter to be settled by it while the caller waits.
_SETTLING: Final = frozenset({"replied", "closed"})
#: Stands for a text that must be given and is not written yet.
_UNWRITTEN: Final = "……"


@dataclass(frozen=True, slots=True)
class Expected:
    """A case as it would be. With `reasons` it would be refused, and there is nothing else.

    `at_once` are the acts that would settle it and that this person could do right away.
    """

    reasons: tuple[Why, ...] = ()
    stage_title: str = ""
    clocks: tuple[ClockView, ...] = ()
    at_once: tuple[ActOption, ...] = ()


@dataclass(frozen=True, slots=True)
class _Imagined:
    found: OpenCase
    actor: Actor


def expected(
    regulation: str,
    act: str,
    form: Mapping[str, object],
    *,
    then: Sequence[Step] = (),
    actor: Actor,
    now: datetime,
    language: str = "zh",
) -> Expected:
    """Return what taking this in would come to. Texts still to be written count as written.

    :param then: acts that would follow at the same moment; the case is told as it is after them
    :raises NotOnShelf: if there is no such regulation
    :raises NotWorkedBy: if it is not worked by where the actor is
    """
    imagined = _imagine(regulation, act, form, then, actor, now, language)
    if not isinstance(imagined, _Imagined):
        return Expected(reasons=imagined)
    found = imagined.found
    procedure, case = found.procedure, found.matter.case
    wording = Wording(procedure, found.directory, language)
    return Expected(
        stage_title=wording.say(procedure.pack.stages[case.stage].title),
        clocks=clocks_of(found, wording, now),
        at_once=tuple(
            option_view(procedure, option, wording)
            for option in options(procedure, case, imagined.actor, found.directory, now)
            if option.bearing == "now" and _SETTLING & set(procedure.pack.acts[option.act].means)
        ),
    )


def at_once_form(
    regulation: str,
    act: str,
    form: Mapping[str, object],
    wanted: str,
    *,
    then: Sequence[Step] = (),
    actor: Actor,
    now: datetime,
    values: Mapping[str, object] | None = None,
    reasons: tuple[Why, ...] = (),
    language: str = "zh",
) -> ActForm | None:
    """Return the form of an act that would settle the matter right away.

    None where what comes before it would be refused, or there is no such act.

    :param wanted: the act
    :param then: acts that come before it
    :raises NotOnShelf: if there is no such regulation
    :raises NotWorkedBy: if it is not worked by where the actor is
    """
    imagined = _imagine(regulation, act, form, then, actor, now, language)
    if not isinstance(imagined, _Imagined) or wanted not in imagined.found.procedure.acts:
        return None
    return form_of_matter(imagined.found, imagined.actor, wanted, now, values, reasons, language)


def _imagine(
    regulation: str,
    act: str,
    form: Mapping[str, object],
    then: Sequence[Step],
    actor: Actor,
    now: datetime,
    language: str,
) -> _Imagined | tuple[Why, ...]:
    """Return the case that would come of it, or why none would."""
    rules = in_force(now)
    procedure = rules.procedure(regulation)
    directory: Directory = people.directory(now, past=procedure.looks_back)
    actor = as_seen_by(actor, procedure)
    rules.assure(procedure, actor, directory)
    matter = Matter("")
    for n, step in enumerate((Step(act, form), *then)):
        sealed = pretend(procedure, _written(procedure, step.act, step.form))
        case = matter.case if n else None
        outcome = decide(
            procedure, case, Command(step.act, actor, sealed.form), directory, now
        )  # fmt: skip
        if isinstance(outcome, Refused) or sealed.reasons:
            against = outcome.reasons if isinstance(outcome, Refused) else ()
            return not_done(procedure, (*sealed.reasons, *against), language).reasons
        for event in outcome.events:
            absorb(matter.case, event)
    return _Imagined(OpenCase(matter, procedure, directory, actor), actor)


def _written(procedure: Procedure, act: str, form: Mapping[str, object]) -> dict[str, object]:
    """Return the form with its compulsory texts written: no date hangs on their words."""
    values = {name: value for name, value in form.items() if value not in ("", [], None)}
    ready = procedure.acts.get(act)
    for name in () if ready is None else ready.act.form:
        if name not in values and procedure.pack.facts[name].type == "text":
            values[name] = _UNWRITTEN
    return values

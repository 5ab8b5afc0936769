"""Acts found by what they mean: the one that urges, calls back, settles a dispute or reopens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shouwen.casework.access import OpenCase, case_for, cases_for
from shouwen.casework.asking import act_form
from shouwen.casework.concern import meant, unit_of
from shouwen.casework.projection import rating_of
from shouwen.casework.shapes import ActForm, ActOption
from shouwen.casework.views import option_view
from shouwen.casework.wording import Wording, wording_of
from shouwen.engine import options
from shouwen.regulations.model import Pack
from shouwen.vocabulary import Actor, at_office


@dataclass(frozen=True, slots=True)
class Meant:
    """The acts of a case that mean something to this person; `handled` says whether he did it."""

    options: tuple[ActOption, ...]
    handled: bool


def acts_meaning(
    actor: Actor, number: str, meaning: str, now: datetime, language: str = "zh"
) -> Meant:
    """Return the acts of a case that mean this, allowed ones first, refused ones with reasons.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = case_for(actor, number, now)
    wording = wording_of(found, language)
    views = options_meaning(found, actor, meaning, now, wording)
    handler = meant(found.matter, found.procedure, "handler")
    return Meant(views, handler == actor.person)


def acts_meaning_many(
    actor: Actor, numbers: Iterable[str], meaning: str, now: datetime, language: str = "zh"
) -> dict[str, tuple[ActOption, ...]]:
    """Return the same for several cases, with one question to the ledger.

    Cases the actor may not know of are left out.
    """
    return {
        number: options_meaning(
            found, actor, meaning, now, Wording(found.procedure, found.directory, language)
        )
        for number, found in cases_for(actor, numbers, now).items()
    }


def options_meaning(
    found: OpenCase, actor: Actor, meaning: str, now: datetime, wording: Wording
) -> tuple[ActOption, ...]:
    """Return the acts of an open case that mean this, allowed ones first, refused with reasons."""
    wanted = found.procedure.pack.acts_meaning(meaning)
    if not wanted:
        return ()
    return tuple(
        option_view(found.procedure, option, wording)
        for option in options(
            found.procedure, found.matter.case, actor, found.directory, _at(found, now), only=wanted
        )
    )


def urging_form(
    actor: Actor, number: str, words: str, now: datetime, language: str = "zh"
) -> ActForm | None:
    """Return the form of the act that urges, with what is urged written in; None where none may.

    :param words: what a slip says as long as nobody writes otherwise
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = case_for(actor, number, now)
    offered = acts_meaning(actor, number, "urged", now, language).options
    option = next((each for each in offered if each.allowed), None)
    if option is None:
        return None
    values = _urging(found, option.act, words)
    return act_form(
        actor, number, option.act, now, task=option.task, values=values, language=language
    )


def urging_values(
    actor: Actor, number: str, act: str, words: str, now: datetime
) -> dict[str, object]:
    """Return what an urging slip says as long as nobody writes otherwise; nothing for other acts.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = case_for(actor, number, now)
    if act not in found.procedure.pack.acts_meaning("urged"):
        return {}
    return _urging(found, act, words)


def _urging(found: OpenCase, act: str, words: str) -> dict[str, object]:
    facts = found.procedure.pack.facts
    values: dict[str, object] = {}
    for name in found.procedure.acts[act].act.form:
        kind = facts[name].type if name in facts else ""
        if kind == "text" and words not in values.values():
            values[name] = words
        elif kind == "unit":
            values[name] = unit_of(found.matter, found.procedure)
    return values


def hearing_form(
    actor: Actor, number: str, words: str, now: datetime, language: str = "zh"
) -> ActForm | None:
    """Return the form of the act a regulation asks for when a recording has been heard again.

    None where the regulation has none, or this person may not do it now.

    :param words: what came of listening; it is written in as the act's text
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    offered = acts_meaning(actor, number, "heard_again", now, language).options
    option = next((each for each in offered if each.allowed), None)
    if option is None:
        return None
    found = case_for(actor, number, now)
    facts = found.procedure.pack.facts
    form = found.procedure.acts[option.act].act.form
    text = next((name for name in form if name in facts and facts[name].type == "text"), None)
    values: dict[str, object] = {} if text is None else {text: words}
    return act_form(
        actor, number, option.act, now, task=option.task, values=values, language=language
    )


def rating_values(actor: Actor, number: str, answer: str, now: datetime) -> dict[str, object]:
    """Return the fact that says how the outcome was rated, set to an answer of a call-back.

    Where the regulation has several values of the kind, its first; nothing where it has none.

    :param answer: ``good``, ``fair``, ``bad`` or ``none``
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    pack = case_for(actor, number, now).procedure.pack
    name = pack.fact_meaning("satisfied")
    if name is None:
        return {}
    fact = pack.facts[name]
    if fact.type == "bool":
        return {name: answer == "good"} if answer in ("good", "bad") else {}
    return _sorted(pack, name, answer)


def _sorted(pack: Pack, name: str, sort: str) -> dict[str, object]:
    """Return a fact chosen from a list set to its first value of a sort; empty where it has none.

    :param sort: ``good``, ``bad``, ``none`` or, for the values in between, ``fair``
    """
    fact = pack.facts[name]
    sorts = {"good": fact.good, "bad": fact.bad, "none": fact.unrated}
    named = {value for values in sorts.values() for value in values}
    options = pack.terms.get(fact.type.removeprefix("enum:"), {})
    fitting = sorts.get(sort, [value for value in options if value not in named])
    return {name: fitting[0]} if fitting else {}


#: What an attempt to call somebody is as the outcome of a call in a regulation.
_CALLS: Final = {"reached": "good", "wrong_number": "bad", "no_answer": "none"}


def call_acts(
    actor: Actor, number: str, outcome: str, answer: str, now: datetime, language: str = "zh"
) -> tuple[tuple[ActOption, dict[str, object]], ...]:
    """Return the acts an attempt to call leads to, with what of their forms is known from it.

    First the regulation's own record of calls: an act that takes the fact meaning ``reached``;
    of who was reached then the act that calls back, and of a bad answer what takes the matter up
    again. Only acts this person may do now.

    :param outcome: one of :data:`.calling.OUTCOMES`
    :param answer: what was said of the outcome, one of :data:`.calling.ANSWERS`, or empty
    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = case_for(actor, number, now)
    pack = found.procedure.pack
    reached = pack.fact_meaning("reached")
    notes = [
        name
        for name, act in pack.acts.items()
        if reached is not None and reached in act.form and outcome in _CALLS
    ]
    wanted = list(notes)
    if outcome == "reached":
        wanted += [each for each in pack.acts_meaning("called_back") if each not in notes]
        if answer == "bad":
            wanted += pack.acts_meaning("complained_again")
    if not wanted:
        return ()
    wording = Wording(found.procedure, found.directory, language)
    at = _at(found, now)
    allowed = {
        option.act: option_view(found.procedure, option, wording)
        for option in options(
            found.procedure, found.matter.case, actor, found.directory, at, only=set(wanted)
        )
        if not option.reasons
    }
    rated = rating_values(actor, number, answer, now)
    return tuple(
        (allowed[name], _known(pack, name, outcome, rated, now))
        for name in wanted
        if name in allowed
    )


def _known(
    pack: Pack, name: str, outcome: str, rated: Mapping[str, object], now: datetime
) -> dict[str, object]:
    """Return what of an act's form is known from a call: when, how it ended, what was said."""
    act = pack.acts[name]
    asked = (*act.form, *act.also)
    values = {fact: value for fact, value in rated.items() if fact in asked}
    reached = pack.fact_meaning("reached")
    if reached in act.form and outcome in _CALLS:
        values |= _sorted(pack, str(reached), _CALLS[outcome])
        when = next((fact for fact in act.form if pack.facts[fact].type == "time"), None)
        if when is not None:
            values[when] = at_office(now).isoformat()
    return values


def reopening_act(
    actor: Actor, number: str, act: str, now: datetime, language: str = "zh"
) -> ActOption | None:
    """Return the act that takes a matter up again, where a call-back found somebody dissatisfied.

    None where `act` calls nobody back, the answer was no bad one, the regulation took it up by
    itself already, or this person may not.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = case_for(actor, number, now)
    if act not in found.procedure.pack.acts_meaning("called_back"):
        return None
    if rating_of(found.matter, found.procedure) != "bad":
        return None
    again = acts_meaning(actor, number, "complained_again", now, language).options
    return next((each for each in again if each.allowed), None)


def _at(found: OpenCase, now: datetime) -> datetime:
    return max(now, found.matter.case.changed_at or now)

"""Saying of a matter for whom, with whom and for which forwarder it is: by an act, or beside them.

Where the regulation has an act that takes what is said, that act is done, with all it brings about
and every reason it may refuse with. Where it has none, what is said is kept beside the acts, so
that nothing that was said is lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shouwen import vault
from shouwen.casework import commands
from shouwen.casework.access import OpenCase, as_seen_by, case_by_code, case_for
from shouwen.casework.answers import not_done
from shouwen.casework.beside import Given, Stated
from shouwen.casework.errors import KeptFromUnit, NothingGiven
from shouwen.casework.giving import give, told_of
from shouwen.casework.secrecy import is_kept
from shouwen.casework.shapes import Done, NotDone, Why
from shouwen.casework.standing import limit_of
from shouwen.casework.stated import LISTS, PRIVATE, choices, statements
from shouwen.engine import Accepted, Command, Reason, StageChanged, TaskDone, decide, options
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

#: By which meaning an act that takes a statement of some kind is known.
_LEAD: Final[Mapping[str, tuple[str, ...]]] = {
    "agent": ("agent",),
    "authority": ("authority",),
    "forwarded": ("forward_due", "forwarder"),
    "wish": ("confidential", "language"),
    "internal": ("internal",),
}
_LONGEST: Final = 200
_MOST_COMPANIONS: Final = 500


@dataclass(frozen=True, slots=True)
class Person:
    """One of several people with the same matter."""

    name: str
    telephone: str = ""
    representative: bool = False


def state(
    number: str,
    about: str,
    values: Mapping[str, str],
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    code: str | None = None,
    language: str = "zh",
) -> Done | NotDone | None:
    """Say something of a matter by meaning; return what the regulation's act for it answered.

    None: it has no such act, and what was said is kept beside the acts. Names and numbers go to the
    vault either way.

    :param about: ``agent``, ``authority``, ``forwarded``, ``answered``, ``wish`` or ``internal``
    :param values: by meaning, as typed; empty ones are left out. A list's are its ids; moments are
        ISO texts, without a zone on the office's clock
    :param code: the complainant's code, needed when the complainant speaks and only then
    :raises NothingGiven: if nothing is said
    :raises CaseNotFound: if no case has this number, or the actor may not know of it
    :raises KeptFromUnit: if it is the wish not to be named, and who complained is kept from him
    :raises NotForHistory: if the case was imported as history
    """
    said = _said(values)
    if actor.person == COMPLAINANT:
        said.pop("authority", None)  # nobody proves his own authority
    if not said:
        raise NothingGiven
    found = case_by_code(number, code or "", now) if code else case_for(actor, number, now)
    if "confidential" in said and is_kept(found):
        raise KeptFromUnit  # nobody lifts for himself what is kept from him
    taken = _act_taking(found, about, said, actor, now)
    if taken is not None:
        answer = commands.act(
            number, taken[0], taken[1], actor=actor, now=now, command_id=command_id, code=code,
            language=language,
        )  # fmt: skip
        facts = found.procedure.pack.facts
        said = {
            meaning: value
            for meaning, value in said.items()
            if meaning not in {facts[name].means for name in taken[1]}
        }
        if isinstance(answer, Done) and said:
            _keep(number, about, said, actor, now, f"{command_id}/more", code)
        return answer
    unknown = [
        Reason(
            "form_invalid",
            f"“{value}”不在可选项里",
            (),
            meaning,
            f"'{value}' is not one of the choices",
        )
        for meaning, value in said.items()
        if meaning in LISTS and value not in {each.value for each in choices(LISTS[meaning], "zh")}
    ]
    if unknown:
        return not_done(found.procedure, unknown, language)

    _keep(number, about, said, actor, now, command_id, code)
    return None


def _keep(
    number: str,
    about: str,
    said: Mapping[str, str],
    actor: Actor,
    now: datetime,
    command_id: str,
    code: str | None,
) -> None:
    def given(found: OpenCase) -> list[Given]:
        return [_stated(about, said, told_of(found, actor), now)]

    give(number, given, actor=actor, now=now, command_id=command_id, code=code)


def add_companions(
    number: str,
    people: Iterable[Person],
    *,
    actor: Actor,
    now: datetime,
    command_id: str,
    language: str = "zh",
) -> NotDone | int:
    """Enter people with the same matter; return how many, or why not: too many representatives.

    :raises NothingGiven: if there is nobody to enter
    :raises CaseNotFound: if no case has this number, or the actor may not know of it
    :raises NotForHistory: if the case was imported as history
    """
    wanted = [each for each in people if each.name.strip()]
    if not wanted:
        raise NothingGiven
    found = case_for(actor, number, now)
    before = [stated for _, stated in statements(found.matter, "companion")]
    speaking = sum(stated.values.get("representative") == "yes" for stated in before)
    refused = too_many(
        found, speaking + sum(each.representative for each in wanted), len(before) + len(wanted),
        language,
    )  # fmt: skip
    if refused:
        return NotDone(refused)

    def given(_: OpenCase) -> list[Given]:
        return [
            _stated(
                "companion",
                {"complainant": each.name, "telephone": each.telephone}
                | ({"representative": "yes"} if each.representative else {}),
                (),
                now,
            )
            for each in wanted
        ]

    give(number, given, actor=actor, now=now, command_id=command_id)
    return len(wanted)


def too_many(
    found: OpenCase, representatives: int, people: int, language: str = "zh"
) -> tuple[Why, ...]:
    """Return why a group cannot be entered as it is: the limit with its article, or nothing."""
    limit, english = limit_of(found.procedure, language), language.startswith("en")
    reasons = []
    if representatives > limit.most:
        words = (
            f"At most {limit.most} representatives; you name {representatives}"
            if english
            else f"代表最多 {limit.most} 人，现有 {representatives} 人"
        )
        reasons.append(Why("representatives", words, limit.article, ()))
    if people > _MOST_COMPANIONS:
        words = (
            f"At most {_MOST_COMPANIONS} people in one matter"
            if english
            else f"一件最多登记 {_MOST_COMPANIONS} 名同案人"
        )
        reasons.append(Why("companions", words, "", ()))
    return tuple(reasons)


def _said(values: Mapping[str, str]) -> dict[str, str]:
    return {meaning: value.strip()[:_LONGEST] for meaning, value in values.items() if value.strip()}


def _stated(about: str, said: Mapping[str, str], told: tuple[str, ...], now: datetime) -> Stated:
    private = {
        meaning: vault.keep(PRIVATE[meaning], value, now=now)
        for meaning, value in said.items()
        if meaning in PRIVATE and value
    }
    plain = {meaning: value for meaning, value in said.items() if meaning not in PRIVATE and value}
    return Stated(about, plain, private, told)


def _act_taking(
    found: OpenCase, about: str, said: Mapping[str, str], actor: Actor, now: datetime
) -> tuple[str, dict[str, object]] | None:
    """Return the act that takes what is said, with its form: one this person may do here and now.

    Everything the act asks for must be among it, or known already; it must take all that the
    regulation has a fact for, so that no half of it is lost; and it must only take it: whoever says
    something of a matter does not send it on, or finish a task.
    """
    if found.matter.imported is not None or found.matter.taken_back is not None:
        return None
    procedure, case = found.procedure, found.matter.case
    pack = procedure.pack
    by_fact = {
        name: said[str(fact.means)] for name, fact in pack.facts.items() if fact.means in said
    }
    leads = {pack.fact_meaning(lead) for lead in _LEAD.get(about, ())}  # type: ignore[arg-type]
    seen = as_seen_by(actor, procedure)
    at = max(now, case.changed_at or now)
    for option in options(procedure, case, seen, found.directory, at):
        act = pack.acts[option.act]
        takes = {*act.form, *act.also}
        if option.bearing not in ("now", "condition") or not leads & takes & by_fact.keys():
            continue
        if any(name not in by_fact and name not in case.facts for name in act.form):
            continue
        form: dict[str, object] = {
            name: _typed(pack.facts[name].type, by_fact[name]) for name in takes & by_fact.keys()
        }
        lists = [
            (pack.terms[pack.facts[name].type[5:]], value)
            for name, value in form.items()
            if pack.facts[name].type.startswith("enum:")
        ]
        if not all(value in members for members, value in lists):
            continue
        outcome = decide(procedure, case, Command(option.act, seen, form), found.directory, at)
        if not isinstance(outcome, Accepted) or not any(
            isinstance(event, StageChanged | TaskDone) for event in outcome.events
        ):
            return option.act, form
    return None


def _typed(type_: str, value: str) -> object:
    return value == "yes" if type_ == "bool" else value

"""For whom, with whom and through whom somebody complains; and who may be told what of it."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from shouwen.casework.access import OpenCase, case_for
from shouwen.casework.matter import Matter
from shouwen.casework.party_shapes import (
    Companion,
    PartyChoices,
    RepresentativesLimit,
    Standing,
    Statement,
)
from shouwen.casework.secrecy import is_kept
from shouwen.casework.shapes import FactView
from shouwen.casework.stated import (
    LISTS,
    authority_of,
    choices,
    papers,
    statements,
    value_of,
    value_words,
    views_of,
    wished,
)
from shouwen.casework.wording import Wording, wording_of
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, ShouwenError, at_office, moment


def standing_of(found: OpenCase, wording: Wording) -> Standing:
    """Return who stands behind a matter, and what of it this reader may open."""
    matter, procedure = found.matter, found.procedure
    authority = authority_of(matter, procedure)
    hidden = is_kept(found)
    forwarded = list(statements(matter, "forwarded"))
    answered = list(statements(matter, "answered"))
    after = answered and (not forwarded or answered[-1][0].version > forwarded[-1][0].version)
    language = value_of(matter, procedure, "language")
    return Standing(
        limit=limit_of(procedure, wording.language),
        has_agent=authority.agent,
        proven=authority.proven,
        asked=papers(wording.language).get(authority.tie, ""),
        agent=_newest(matter, ("agent", "authority"), wording),
        companions=() if hidden else tuple(_companions(matter, wording)),
        forwarded=_newest(matter, ("forwarded",), wording),
        forward_due=forward_due(matter, procedure),
        governs=_governs(found, wording),
        answered=_newest(matter, ("answered",), wording) if after else (),
        answered_at=answered[-1][0].at if after else None,
        confidential=wished(matter, procedure, "confidential"),
        language="" if language is None else value_words("language", str(language), wording),
        internal=wished(matter, procedure, "internal"),
        hidden=hidden,
    )


def stated_of(
    actor: Actor, number: str, now: datetime, language: str = "zh"
) -> tuple[Standing, tuple[Statement, ...]]:
    """Return who stands behind a case, and everything said of it beside its acts, oldest first.

    Particulars are masked; who complained together is left out where that is kept from the actor.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = case_for(actor, number, now)
    wording = wording_of(found, language)
    standing = standing_of(found, wording)
    said = tuple(
        Statement(
            each.version, at_office(each.at), stated.about,
            views_of(each.version, stated, wording),
        )
        for each, stated in statements(found.matter)
        if not (standing.hidden and stated.about == "companion")
    )  # fmt: skip
    return standing, said


def limit_of(procedure: Procedure, language: str = "zh") -> RepresentativesLimit:
    """Return how many may speak for a group: what the regulation's fact takes at most, or 5."""
    name = procedure.pack.fact_meaning("representatives")
    fact = None if name is None else procedure.pack.facts[name]
    if fact is None or fact.max is None:
        return RepresentativesLimit(settings.MOST_REPRESENTATIVES, "")
    return RepresentativesLimit(int(fact.max), procedure.articles(fact.cite, language))


def party_choices(language: str = "zh") -> PartyChoices:
    """Return what may be chosen of an agent and a language."""
    return PartyChoices(
        choices(LISTS["agent_tie"], language),
        choices(LISTS["authority"], language),
        choices(LISTS["language"], language),
        papers(language),
    )


def forward_due(matter: Matter, procedure: Procedure) -> datetime | None:
    """Return by when the forwarder wants an answer, in the office zone, or None."""
    due = value_of(matter, procedure, "forward_due")
    if isinstance(due, datetime):
        return at_office(due)
    try:
        return at_office(moment(str(due))) if due else None
    except (ValueError, ShouwenError):
        return None


def may_be_told(found: OpenCase) -> bool:
    """Say whether whoever holds number and code may read what is not his own.

    An agent who has shown no authority learns that the matter is taken in and by when it is
    answered, and nothing of the person he says he speaks for.
    """
    authority = authority_of(found.matter, found.procedure)
    return authority.proven or not authority.agent


def _governs(found: OpenCase, wording: Wording) -> str:
    """Return which of two dates comes first, the forwarder's or the regulation's; or nothing."""
    matter, procedure = found.matter, found.procedure
    due, own = forward_due(matter, procedure), procedure.pack.fact_meaning("forward_due")
    others = sorted(
        (state.due_at, name)
        for name, state in matter.case.clocks.items()
        if state.state == "running"
        and state.due_at is not None
        and not procedure.pack.clocks[name].soft
        and (own is None or procedure.pack.clocks[name].until != own)
    )
    if due is None or not others or matter.case.ended:
        return ""
    title = wording.say(procedure.pack.clocks[others[0][1]].title)
    first = others[0][0]
    if first is not None and due < first:
        return wording.choose(
            f"转来单位要求的时间早于“{title}”，以先到的为准",
            f"The forwarder's date comes before “{title}”; whichever comes first counts",
        )
    return wording.choose(
        f"“{title}”早于转来单位要求的时间，以先到的为准",
        f"“{title}” comes before the forwarder's date; whichever comes first counts",
    )


def to_mind(found: OpenCase, wording: Wording) -> Iterator[str]:
    """Yield what whoever writes an answer has to mind: the agent, the wish, the language."""
    matter, procedure = found.matter, found.procedure
    authority = authority_of(matter, procedure)
    if authority.agent and not authority.proven:
        yield wording.choose(
            "代理人还没有出示授权：不得把当事人的情况告诉代理人；答复在核对授权以后才对他显示",
            "The agent has shown no authority: nothing of the person concerned may be told to him;"
            " he reads the answer once the authority has been checked",
        )
    language = value_of(matter, procedure, "language")
    if language is not None:
        words = value_words("language", str(language), wording)
        yield wording.choose(f"投诉人希望用{words}答复", f"An answer is wished for in: {words}")
    if wished(matter, procedure, "confidential"):
        yield wording.choose(
            "投诉人请求保密：答复和文书里不要写出能认出他的内容",
            "The complainant asked not to be named: write nothing by which they can be recognised",
        )
    due = forward_due(matter, procedure)
    form = value_of(matter, procedure, "reply_form")
    if due is not None or form is not None:
        when = "" if due is None else f"{due:%Y-%m-%d %H:%M}"
        parts = [
            wording.choose(f"{when} 前反馈", f"wants an answer by {when}") if when else "",
            wording.choose(f"格式：{form}", f"in this form: {form}") if form else "",
        ]
        lead = wording.choose("转来单位要求", "The forwarder: ")
        yield lead + wording.choose("，", ", ").join(each for each in parts if each)


def _newest(matter: Matter, about: tuple[str, ...], wording: Wording) -> tuple[FactView, ...]:
    """Return what was stated last under each meaning, of these kinds of statement."""
    found: dict[str, FactView] = {}
    for each, stated in statements(matter):
        if stated.about not in about:
            continue
        if stated.about == about[0]:
            found = {}
        found |= {str(view.means): view for view in views_of(each.version, stated, wording)}
    return tuple(found.values())


def _companions(matter: Matter, wording: Wording) -> list[Companion]:
    found = []
    for each, stated in statements(matter, "companion"):
        views = {view.means: view for view in views_of(each.version, stated, wording)}
        found.append(
            Companion(
                views.get("complainant"),
                views.get("telephone"),
                stated.values.get("representative") == "yes",
            )
        )
    return sorted(found, key=lambda each: not each.representative)

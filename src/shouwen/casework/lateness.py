"""Reasons for lateness: who gave one and why, who accepted or rejected it, when and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import connection

from shouwen import people
from shouwen.casework.access import OpenCase, cases_for
from shouwen.casework.by_meaning import options_meaning
from shouwen.casework.conditions import of_scope, scope_at
from shouwen.casework.matter import Told
from shouwen.casework.secrecy import written_for
from shouwen.casework.shapes import ActOption
from shouwen.casework.wording import Wording
from shouwen.engine import ActDone, FactsRecorded
from shouwen.vocabulary import Actor, at_office


@dataclass(frozen=True, slots=True)
class ReasonView:
    """The last reason given for lateness, and what was made of it; all empty before one is given.

    `verdict` is ``accepted``, ``rejected`` or empty; `rejected` counts earlier ones sent back.
    `ways` are the acts that judge it, for whoever asks: allowed ones, or with reasons against.
    """

    words: str = ""
    given_by: str = ""
    given_at: datetime | None = None
    verdict: str = ""
    ruling: str = ""
    judged_by: str = ""
    judged_at: datetime | None = None
    article: str = ""
    rejected: int = 0
    ways: tuple[ActOption, ...] = ()


#: Where a reason for lateness can stand, as filters of a list take it.
STANDING: Final = ("owed", "rejected", "given", "accepted")
_MOST_COUNTED: Final = 99


def lateness_counts(actor: Actor, now: datetime) -> dict[str, str]:
    """Return how many cases stand in each of :data:`STANDING`, as shown: to 99, then ``99+``."""
    visible = of_scope(scope_at(actor, people.directory(now), now))
    counts = ", ".join(
        f"(SELECT count(*) FROM (SELECT FROM casework_case AS c WHERE {visible.where}"  # noqa: S608
        f" AND c.\"delay\" = '{state}' LIMIT {_MOST_COUNTED + 1}) AS counted)"
        for state in STANDING
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", visible.params)
        found = cursor.fetchone()
    return {
        state: f"{_MOST_COUNTED}+" if count > _MOST_COUNTED else str(count)
        for state, count in zip(STANDING, found, strict=True)
    }


def reasons_of(
    actor: Actor, numbers: Iterable[str], now: datetime, language: str = "zh"
) -> dict[str, ReasonView]:
    """Return where the reason for lateness of each of these cases stands, in one look-up.

    Cases the actor may not know of are left out.
    """
    return {
        number: _reason(found, actor, now, language)
        for number, found in cases_for(actor, numbers, now).items()
    }


def _reason(found: OpenCase, actor: Actor, now: datetime, language: str) -> ReasonView:
    matter = found.matter
    wording = Wording(
        found.procedure, found.directory, language, blacks=written_for(found)
    )  # fmt: skip
    view, written = ReasonView(), {}
    for told in matter.told:
        event = told.event
        if isinstance(event, FactsRecorded):
            written = event.values
        elif isinstance(event, ActDone):
            view = _after(view, told, written, wording.under(matter.under(told)))
            written = {}
    ways = [
        way
        for meaning in ("reason_accepted", "reason_rejected")
        for way in options_meaning(found, actor, meaning, now, wording)
    ]
    return replace(view, ways=tuple(ways))


def _after(
    view: ReasonView, told: Told, written: Mapping[str, object], wording: Wording
) -> ReasonView:
    """Return where the reason stands after one more act."""
    event, pack = told.event, wording.procedure.pack
    assert isinstance(event, ActDone)  # noqa: S101 - the caller looked
    means = pack.acts[event.act].means
    words = _words(event.act, written, wording)
    who = wording.person(event.person)
    if "late_explained" in means:
        return ReasonView(words, who, at_office(event.at), rejected=view.rejected)
    judged = next((v for v in ("accepted", "rejected") if f"reason_{v}" in means), "")
    if not judged:
        return view
    return replace(
        view,
        verdict=judged,
        ruling=words,
        judged_by=who,
        judged_at=at_office(event.at),
        article=wording.articles(event.cite),
        rejected=view.rejected + (judged == "rejected"),
    )


def _words(act: str, written: Mapping[str, object], wording: Wording) -> str:
    """Return what was written with an act, as far as it is words and no secret."""
    pack = wording.procedure.pack
    said = [
        str(written[name])
        for name in (*pack.acts[act].form, *pack.acts[act].also)
        if name in written and pack.facts[name].type == "text" and pack.facts[name].private is None
    ]
    return wording.written(wording.choose("；", "; ").join(said))

"""The rooms of supervision as tabs, and the regulation and period an address asks for."""

from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext as _

from shouwen.casework import queries
from shouwen.casework.shapes import Choice
from shouwen.packs import shelf
from shouwen.vocabulary import OFFICE_ZONE, Month, NotAMonth, at_office
from shouwen.web import tabs
from shouwen.web.requests import DeskRequest
from shouwen.web.tabs import Tab


def rooms(current: str) -> tuple[Tab, ...]:
    """Return the rooms of supervision; what is found in each depends on who looks."""
    places = [
        ("map", _("超期分布")), ("lateness", _("逾期原因")), ("disputes", _("承办争议")),
        ("queue", _("回访")), ("scores", _("单位评价")),
    ]  # fmt: skip
    return tabs.rooms(
        ((f"supervision:{name}", label) for name, label in places), f"supervision:{current}"
    )


def regulations(request: DeskRequest) -> tuple[Choice, ...]:
    """Return the regulations this person sees cases of, by title, the one most in use first."""
    return tuple(
        Choice(id_, pack.say(pack.pack.title, request.language))
        for id_ in queries.supervised(request.actor, request.now)
        for pack in (shelf.procedure(id_, on=request.now.date()).pack,)
    )


@dataclass(frozen=True, slots=True)
class Way:
    """What one regulation provides for a matter of supervision; nothing where `acts` is empty."""

    regulation: str
    acts: tuple[tuple[str, str], ...]


def ways(request: DeskRequest, *meanings: str) -> tuple[Way, ...]:
    """Return the acts of these meanings, with their articles, of every regulation supervised."""
    found = []
    for id_ in queries.supervised(request.actor, request.now):
        procedure = shelf.procedure(id_, on=request.now.date())
        pack = procedure.pack
        acts = tuple(
            (
                pack.say(pack.acts[name].title, request.language),
                procedure.articles(pack.acts[name].cite, request.language),
            )
            for meaning in meanings
            for name in pack.acts_meaning(meaning)
        )
        found.append(Way(pack.say(pack.pack.title, request.language), acts))
    return tuple(sorted(found, key=lambda way: not way.acts))


def chosen(request: DeskRequest, offered: tuple[Choice, ...]) -> str:
    """Return the regulation an address asks for; the first where it asks for none there is.

    Empty for somebody who sees cases of none.
    """
    asked = request.GET.get("regulation", "")
    known = [each.value for each in offered]
    return asked if asked in known else next(iter(known), "")


def month_asked(request: DeskRequest) -> Month:
    """Return the month an address asks for; the present one where it asks for none."""
    try:
        return Month.parse(request.GET.get("month", ""))
    except NotAMonth:
        return Month.of(at_office(request.now).date())


def bounds(month: Month) -> tuple[datetime, datetime]:
    """Return the instants a month begins at, and ends before, in the office zone."""
    first, after = month.first_day, month.next.first_day
    return (
        datetime.combine(first, time(), OFFICE_ZONE),
        datetime.combine(after, time(), OFFICE_ZONE),
    )

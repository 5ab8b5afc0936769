"""What the complainant gave a case beside its acts, as pages show it."""

from contextlib import suppress
from datetime import datetime

from shouwen import vault
from shouwen.casework.access import OpenCase, case_for
from shouwen.casework.beside import Evaluated, Said
from shouwen.casework.shapes import OpinionView, SaidView
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT


def given_of(
    actor: Actor, number: str, now: datetime
) -> tuple[tuple[SaidView, ...], tuple[OpinionView, ...]]:
    """Return what was said to a case beside its acts, and the opinions on it, newest first.

    The words stay masked; :func:`~shouwen.casework.giving.reveal_words` opens them.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = case_for(actor, number, now)
    return said_in(found), opinions_on(found)


def said_in(found: OpenCase, *, opened_for: datetime | None = None) -> tuple[SaidView, ...]:
    """Return what was said to an open case, newest first.

    :param opened_for: open the complainant's own words to the complainant, at this moment
    """
    views = []
    for each in reversed(found.matter.beside):
        event = each.event
        if not isinstance(event, Said):
            continue
        text, mine = "", each.actor == COMPLAINANT
        if opened_for is not None and mine and event.words:
            with suppress(vault.Forgotten):
                text = vault.reveal(
                    event.words, by=COMPLAINANT, reason="投诉人凭查询码查看",
                    case=found.matter.number, now=opened_for,
                )  # fmt: skip
        views.append(
            SaidView(each.version, each.at, event.about, event.files, bool(event.words), text, mine)
        )
    return tuple(views)


def opinions_on(found: OpenCase) -> tuple[OpinionView, ...]:
    """Return the opinions given on an open case, newest first."""
    return tuple(
        OpinionView(
            each.version, each.at, each.event.process, each.event.outcome, each.event.reasons,
            bool(each.event.words),
        )
        for each in reversed(found.matter.beside)
        if isinstance(each.event, Evaluated)
    )  # fmt: skip

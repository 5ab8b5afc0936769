"""Cases by somebody in them: a telephone, a number, an address or a name, through blind indexes.

Nothing is opened, and who searched for whom is kept with the reason. Only cases the actor may open
come up, and none in which who complained is kept from him: finding it would tell.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from shouwen import vault
from shouwen.casework import editions
from shouwen.casework.access import OpenCase, cases_for
from shouwen.casework.conditions import of_scope, sight_of
from shouwen.casework.lists import case_rows
from shouwen.casework.paging import SELECT, fetch_all
from shouwen.casework.secrecy import is_kept, kept_numbers
from shouwen.casework.shapes import CaseRow
from shouwen.vocabulary import Actor

_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class PersonHit:
    """One case somebody stands in, and as what."""

    row: CaseRow
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonsFound:
    """Cases somebody stands in, newest first; `more` says that there are others."""

    hits: tuple[PersonHit, ...]
    more: bool


def search_person(
    text: str, *, reason: str, actor: Actor, now: datetime, language: str = "zh"
) -> PersonsFound:
    """Return the cases in which somebody stands, of those the actor may open; keep the search.

    :param text: a telephone, identity number, e-mail address, account, or two letters of a name
    :raises ReasonNeeded: if `reason` is blank
    """
    with transaction.atomic():
        found = vault.search_person(text, by=actor.person, reason=reason, now=now)
    refs = [ref for each in found.values() for ref in each]
    return _cases_of(refs, actor, now, language)


def same_contact(
    actor: Actor, number: str, now: datetime, language: str = "zh"
) -> tuple[CaseRow, ...]:
    """Return other cases with a telephone, address or number of this case, newest first.

    Of those the actor may open. Nothing is opened, and nothing said of which number it is.
    """
    found = cases_for(actor, [number], now).get(number)
    return () if found is None else same_contact_as(found, now, language)


def same_contact_as(found: OpenCase, now: datetime, language: str = "zh") -> tuple[CaseRow, ...]:
    """Return the same for a case that is open, to its reader."""
    actor, number = found.reader, found.matter.number
    if actor is None or is_kept(found):
        return ()  # where else he complained would tell who he is
    rows = fetch_all(
        'SELECT "ref" FROM casework_particular WHERE "number" = %(number)s::text',
        {"number": number},
    )
    others = vault.same_value([row["ref"] for row in rows])
    hits = _cases_of(others, actor, now, language).hits
    return tuple(hit.row for hit in hits if hit.row.number != number)


def _cases_of(refs: list[str], actor: Actor, now: datetime, language: str) -> PersonsFound:
    if not refs:
        return PersonsFound((), more=False)
    sight = sight_of(actor, now)
    asked = of_scope(sight.scope)
    rows = fetch_all(
        f"SELECT {SELECT}, p.facts FROM (SELECT number, array_agg(DISTINCT fact ORDER BY fact)"  # noqa: S608 - own parts
        " AS facts FROM casework_particular WHERE ref = ANY(%(refs)s::text[]) GROUP BY number) AS p"
        f' JOIN casework_case AS c ON c."number" = p."number" WHERE {asked.where}'
        f' ORDER BY c."opened_at" DESC, c."number" DESC LIMIT {_MOST + 1}',
        asked.params | {"refs": refs},
    )
    more, kept = len(rows) > _MOST, kept_numbers(actor, rows, now)
    rows = [row for row in rows[:_MOST] if row["number"] not in kept]
    titles = []
    for row in rows:
        pack = editions.procedure_of(row["digest"]).pack
        titles.append(
            tuple(pack.say(pack.facts[f].title, language) for f in row["facts"] if f in pack.facts)
        )
    shown = case_rows(rows, sight, language)
    hits = tuple(PersonHit(row, facts) for row, facts in zip(shown, titles, strict=True))
    return PersonsFound(hits, more=more)

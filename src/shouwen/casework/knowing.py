"""Which of these numbers somebody may know, for lists that are not of cases.

A message, a call, a contact, a notice may belong to a case; whoever handles one need not be he who
may know of the other. Such a list asks here before it says so.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef

from shouwen import people
from shouwen.casework.access import cases_for
from shouwen.casework.conditions import of_scope, scope_at
from shouwen.casework.models import Case
from shouwen.casework.paging import fetch_all
from shouwen.casework.secrecy import kept_numbers
from shouwen.vocabulary import Actor


def known_numbers(actor: Actor, numbers: Iterable[str], now: datetime) -> frozenset[str]:
    """Return those of these numbers whose cases the actor may know of."""
    return frozenset(_known(actor, numbers, now))


def told_numbers(actor: Actor, numbers: Iterable[str], now: datetime) -> frozenset[str]:
    """Return those of these numbers whose cases the actor may know of, and who complained there."""
    known = known_numbers(actor, numbers, now)
    if not known:
        return known
    rows = Case.objects.filter(number__in=known).values("number", "flags")
    return known - kept_numbers(actor, rows, now)


def _known(actor: Actor, numbers: Iterable[str], now: datetime) -> Iterator[str]:
    wanted = sorted({number for number in numbers if number})
    if not wanted:
        return
    asked = of_scope(scope_at(actor, people.directory(now), now)).also(
        'c."number" = ANY(%(numbers)s::text[])', numbers=wanted
    )
    rows = fetch_all(
        f'SELECT c."number" FROM casework_case AS c WHERE {asked.where}',  # noqa: S608 - own parts
        asked.params,
    )
    listed = {row["number"] for row in rows}
    yield from listed
    # What no list of his shows he may still open by its number, or by two seats of a circle.
    rest = [number for number in wanted if number not in listed]
    if rest:
        yield from cases_for(actor, rest, now)


def barred(person: str, number: str = "number") -> Exists:
    """Return the condition that a row's case is one this person may neither see nor handle.

    :param number: the column of the row that holds the case's number
    """
    return Exists(Case.objects.filter(number=OuterRef(number), recused__contains=[person]))

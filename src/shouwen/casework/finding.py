"""The search page's questions: cases by words with facets, and cases by a person of theirs.

Everything is asked within what the actor may see, counts included.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shouwen.casework.conditions import of_scope, sight_of
from shouwen.casework.facets import FACETS, Facet, Searched, facets_of
from shouwen.casework.lists import case_rows
from shouwen.casework.paging import Asked, Rows, fetch, fetch_all
from shouwen.casework.search_words import SHORTEST, Sought, excerpt, marked, sought
from shouwen.casework.searching import Looking, place, searched
from shouwen.casework.secrecy import perhaps_kept, unsearched
from shouwen.casework.shapes import CaseRow
from shouwen.vocabulary import Actor

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One case found. Pieces say whether they are what was looked for."""

    row: CaseRow
    subject: Pieces
    excerpt: Pieces


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. `count` ends in + where there are more than were counted."""

    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    count: str
    next_cursor: str | None
    too_short: bool = False


def search_cases(
    actor: Actor,
    text: str,
    *,
    filters: Mapping[str, str] | None = None,
    cursor: str | None = None,
    limit: int = 20,
    now: datetime,
    language: str = "zh",
) -> Found:
    """Return one page of the cases that contain the words and that the actor may see.

    Newest first; a case whose number was typed whole comes before the others. Facets count what
    each of their values would give while all the other choices stay as they are; beyond 300 cases,
    and for words that are everywhere, counts are lower bounds.

    :param text: see :func:`shouwen.casework.search_words.sought`
    :param filters: any of :data:`FACETS`; unknown values find nothing
    :param cursor: the `next_cursor` of the page before
    :raises BadCursor: if the cursor is not one of a search
    """
    words = sought(text, shortest=SHORTEST)
    if not words:
        return Found((), (), "0", None, too_short=bool(text.strip()))
    chosen = {name: value for name, value in (filters or {}).items() if value and name in FACETS}
    sight = sight_of(actor, now)
    directory, seen = sight.directory, of_scope(sight.scope)
    scope = unsearched(sight.scope, seen)
    looking = Looking(words, place(cursor))
    asked = Searched(scope, looking, chosen, directory, now, language)
    by_number = replace(asked, scope=seen).narrowed()
    exact = _by_number(by_number, text) if cursor is None else []
    if exact:
        # Found already. Its number may stand in other texts, too, but digits are everywhere:
        # looking for those takes longest, and who wants them goes on to the next page.
        looking.most_steps = 0
    rows, more = looking.page(asked.narrowed(), limit)
    facets: tuple[Facet, ...] = ()
    count = ""
    if cursor is None:
        facets, count = facets_of(asked, shown=len(rows))
        rows = _exact_first(exact, rows)
    else:  # the one whose number was typed stood on the first page
        rows = [row for row in rows if row["number"].lower() != text.strip().lower()]
    bodies = _bodies([row["number"] for row in rows if not perhaps_kept(sight.scope, row)])
    hits = tuple(
        _hit(row, words, bodies.get(row.number, "")) for row in case_rows(rows, sight, language)
    )
    return Found(hits, facets, count, more)


def quick_search(
    actor: Actor, text: str, now: datetime, language: str = "zh", *, limit: int = 6
) -> tuple[CaseRow, ...]:
    """Return the few newest cases that contain the words: for the palette, while somebody types.

    A case whose number was typed whole comes first. Two letters are needed, as everywhere.
    """
    words = sought(text, shortest=SHORTEST)
    if not words:
        return ()
    sight = sight_of(actor, now)
    asked = of_scope(sight.scope)
    exact = _by_number(asked, text)
    rows, _more = searched(unsearched(sight.scope, asked), words, None, limit, shallow=bool(exact))
    rows = _exact_first(exact, rows)
    return case_rows(rows[:limit], sight, language)


def _exact_first(exact: Rows, rows: Rows) -> Rows:
    known = {row["number"] for row in exact}
    return exact + [row for row in rows if row["number"] not in known]


def _by_number(asked: Asked, text: str) -> Rows:
    """Return the case whose number was typed, if it is asked about."""
    typed = text.strip()
    numbers = list({typed, typed.upper(), typed.lower()})
    if not typed or " " in typed:
        return []
    return fetch(asked.also('c."number" = ANY(%(typed)s::text[])', typed=numbers), "LIMIT 1")


def _bodies(numbers: list[str]) -> dict[str, str]:
    rows = fetch_all(
        'SELECT "number", "body" FROM casework_search WHERE "number" = ANY(%(numbers)s::text[])',
        {"numbers": numbers},
    )
    return {row["number"]: row["body"] for row in rows}


def _hit(row: CaseRow, words: Sought, body: str) -> Hit:
    piece = excerpt(body, words.words)
    return Hit(row, marked(row.subject, words.words), marked(piece, words.words))

"""Cases by words they contain, newest first, at a cost that does not follow their number.

Text is matched as it stands, whatever its language: two characters and more through an index of
neighbouring pairs, which finds exactly what LIKE finds.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db import connection

from shouwen.casework.paging import SELECT, Asked, Rows, fetch_all, read_cursor, write_cursor
from shouwen.casework.search_words import Sought

_WINDOW: Final = 4000
#: So many of the newest texts are counted through for a frequent word.
_WIDE: Final = 5 * _WINDOW
#: Found so often among the newest texts, a word is frequent.
_FREQUENT: Final = _WINDOW // 100
#: So many cases are looked through one by one.
_FEW: Final = 3000
#: Where a search begins.
NEWEST: Final = 2**62
#: What facets count by.
_COUNTED: Final = (
    's."id" AS found_id, c."number", c."digest", c."pack", c."stage", c."unit",'
    ' c."channel", c."ended", c."opened_at", c."next_due_at"'
)
_CASES: Final = f'{SELECT}, s."id" AS found_id'


@dataclass(frozen=True, slots=True)
class Hits:
    """Cases found, newest first. `whole` says that there are no others."""

    rows: Rows
    whole: bool


@dataclass
class Looking:
    """One search for words: asked several times, it looks at the newest texts once.

    The newest texts answer for frequent words. Where they do not fill the page, a word is rare,
    and the index finds it; or it is frequent and few cases are asked about, which are then looked
    through; or many are, and somewhat older texts answer.
    """

    words: Sought
    before: int = NEWEST

    def page(self, asked: Asked, limit: int) -> tuple[Rows, str | None]:
        """Return a page of the cases that contain the words, and the cursor of the next."""
        asked, hit = _matching(asked, self.words, self.before)
        rows = _found(asked, hit, _newest(_WINDOW), limit)
        if len(rows) <= limit and not self._seen_all:
            rows = self._further(asked, hit, limit)
        if len(rows) <= limit:
            return rows, None
        return rows[:limit], write_cursor("id", "", str(rows[limit - 1]["found_id"]))

    def counted(self, asked: Asked, *, most: int, frequent: bool) -> Hits:
        """Return the newest cases that contain the words, with what facets are counted by.

        :param most: no more than this are returned
        :param frequent: count among the newest texts only; then others are left out
        """
        asked, hit = _matching(asked, self.words, self.before)
        if frequent:
            rows = _found(asked, hit, _newest(_WIDE), most, _COUNTED)
            return Hits(rows[:most], whole=len(rows) <= most and not _more_than(_WIDE))
        if self._seen_all:
            rows = _found(asked, hit, _newest(_WINDOW), most, _COUNTED)
        else:
            rows = self._further(asked, hit, most, _COUNTED)
        return Hits(rows[:most], whole=len(rows) <= most)

    @property
    def _seen_all(self) -> bool:
        """Whether the newest texts are all there are, or no index knows of the others."""
        return not self.words.pairs or self._seen[0] < _WINDOW

    @cached_property
    def _seen(self) -> tuple[int, int]:
        """How many of the newest texts there are, and how many of them contain the words."""
        asked, hit = _matching(Asked("true", {}), self.words, self.before)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*), count(*) FILTER (WHERE {hit}) FROM {_newest(_WINDOW)} AS s",  # noqa: S608
                asked.params,
            )
            texts, hits = cursor.fetchone()
        return texts, hits

    def _further(self, asked: Asked, hit: str, limit: int, columns: str = _CASES) -> Rows:
        if self._seen[1] >= _FREQUENT:
            # Of a frequent word the index would give a good part of the whole table.
            if _count(f"casework_case AS c WHERE {asked.where}", asked.params, _FEW) < _FEW:
                return _found_among(asked, hit, limit, columns)
            rows = _found(asked, hit, _newest(10 * _WINDOW), limit, columns)
            if len(rows) > limit:
                return rows
        # Materialized: else the newest-first order tempts the planner to walk the whole table.
        hits = (
            '(WITH hits AS MATERIALIZED (SELECT "id", "number", "body" FROM casework_search AS s'  # noqa: S608
            f' WHERE casework_grams("body") @> %(pairs)s::int4[] AND {hit}) SELECT * FROM hits)'
        )
        return _found(asked, hit, hits, limit, columns)


def searched(
    asked: Asked, wanted: Sought, cursor: str | None, limit: int
) -> tuple[Rows, str | None]:
    """Return a page of the cases that contain the words, and the cursor of the next.

    :raises BadCursor: if the cursor is not one of a search
    """
    return Looking(wanted, place(cursor)).page(asked, limit)


def place(cursor: str | None) -> int:
    """Return where a page begins: what is found lies before it.

    :raises BadCursor: if the cursor is not one of a search
    """
    return NEWEST if cursor is None else int(read_cursor(cursor, "id")[1])


def _matching(asked: Asked, wanted: Sought, before: int) -> tuple[Asked, str]:
    """Return the question knowing the words, and the condition on a text ``s`` that has them."""
    params: dict[str, Any] = {"before": before}
    parts = ['s."id" < %(before)s::bigint']
    for kind, words, operator in (
        ("with", wanted.words, "LIKE"),
        ("without", wanted.without, "NOT LIKE"),
    ):
        for n, word in enumerate(words):
            params[f"{kind}_{n}"] = _like(word)
            parts.append(f's."body" {operator} %({kind}_{n})s::text')
    if wanted.pairs:
        params["pairs"] = [_signed(ord(a) << 16 | ord(b)) for a, b in wanted.pairs]
    return asked.knowing(**params), " AND ".join(parts)


def _found(asked: Asked, hit: str, texts: str, limit: int, columns: str = _CASES) -> Rows:
    """Return the cases of these texts that hit."""
    return fetch_all(
        f"SELECT {columns} FROM {texts} AS s"  # noqa: S608 - own parts
        f' JOIN casework_case AS c ON c."number" = s."number" WHERE {asked.where} AND {hit}'
        f' ORDER BY s."id" DESC LIMIT {limit + 1}',
        asked.params,
    )


def _found_among(asked: Asked, hit: str, limit: int, columns: str) -> Rows:
    """Return the cases that hit, reading the text of each that is asked about."""
    # OFFSET 0 keeps the two apart: joined, the planner might prefer to read every text there is.
    return fetch_all(
        f"SELECT {columns}"  # noqa: S608 - own parts
        f" FROM (SELECT * FROM casework_case AS c WHERE {asked.where} OFFSET 0) AS c,"
        ' LATERAL (SELECT * FROM casework_search AS t WHERE t."number" = c."number" OFFSET 0) AS s'
        f' WHERE {hit} ORDER BY s."id" DESC LIMIT {limit + 1}',
        asked.params,
    )


def _newest(count: int) -> str:
    return (
        '(SELECT * FROM casework_search WHERE "id" < %(before)s::bigint'  # noqa: S608
        f' ORDER BY "id" DESC LIMIT {count})'
    )


def _more_than(texts: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT EXISTS (SELECT FROM casework_search ORDER BY "id" DESC OFFSET %s)', [texts]
        )
        (more,) = cursor.fetchone()
    return bool(more)


def _count(rows: str, params: dict[str, Any], most: int) -> int:
    """Return how many rows there are, counted to `most`."""
    ask = f"SELECT count(*) FROM (SELECT FROM {rows} LIMIT {most}) AS counted"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(ask, params)
        (count,) = cursor.fetchone()
    return int(count)


def _like(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _signed(number: int) -> int:
    """Return a number as PostgreSQL's four-byte shift leaves it."""
    number &= 0xFFFFFFFF
    return number - (1 << 32) if number >= 1 << 31 else number

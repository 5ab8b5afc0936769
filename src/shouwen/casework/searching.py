"""Cases by a text they contain, newest first, at a cost that does not follow their number.

Text is matched as it stands, whatever its language: two characters and more through an index of
neighbouring pairs, which finds exactly what LIKE finds.
"""

from itertools import pairwise
from typing import Any, Final

from django.db import connection

from shouwen.casework.paging import SELECT, Asked, Rows, fetch_all, read_cursor, write_cursor

_WINDOW: Final = 4000
#: Found so often among the newest texts, a word is frequent.
_FREQUENT: Final = _WINDOW // 100
#: So many cases are looked through one by one.
_FEW: Final = 3000
_HIT: Final = 's."body" LIKE %(like)s::text AND s."id" < %(before)s::bigint'


def searched(asked: Asked, text: str, cursor: str | None, limit: int) -> tuple[Rows, str | None]:
    """Return a page of the cases that contain the text, and the cursor of the next.

    The newest texts answer for frequent words. Where they do not fill the page, a word is rare,
    and the index finds it; or it is frequent and few cases are asked about, which are then looked
    through; or many are, and somewhat older texts answer.

    :raises BadCursor: if the cursor is not one of a search
    """
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    before = 2**62 if cursor is None else int(read_cursor(cursor, "id")[1])
    asked = asked.knowing(like=like, before=before)
    rows = _found(asked, _newest(_WINDOW), limit)
    if len(rows) <= limit and len(text) > 1:
        rows = _found_further(asked, text, limit)
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], write_cursor("id", "", str(rows[limit - 1]["found_id"]))


def _found_further(asked: Asked, text: str, limit: int) -> Rows:
    if _count(f"{_newest(_WINDOW)} AS s WHERE {_HIT}", asked.params, _FREQUENT) == _FREQUENT:
        # Of a frequent word the index would give a good part of the whole table.
        if _count(f"casework_case AS c WHERE {asked.where}", asked.params, _FEW) < _FEW:
            return _found_among(asked, limit)
        rows = _found(asked, _newest(10 * _WINDOW), limit)
        if len(rows) > limit:
            return rows
    pairs = [_signed(ord(a) << 16 | ord(b)) for a, b in pairwise(text)]
    # Materialized: else the newest-first order tempts the planner to walk the whole table.
    hits = (
        '(WITH hits AS MATERIALIZED (SELECT "id", "number", "body" FROM casework_search AS s'  # noqa: S608
        f' WHERE casework_grams("body") @> %(pairs)s::int4[] AND {_HIT}) SELECT * FROM hits)'
    )
    return _found(asked.knowing(pairs=pairs), hits, limit)


def _found(asked: Asked, texts: str, limit: int) -> Rows:
    """Return the cases of these texts that hit."""
    return fetch_all(
        f'SELECT {SELECT}, s."id" AS found_id FROM {texts} AS s'  # noqa: S608 - own parts
        f' JOIN casework_case AS c ON c."number" = s."number" WHERE {asked.where} AND {_HIT}'
        f' ORDER BY s."id" DESC LIMIT {limit + 1}',
        asked.params,
    )


def _found_among(asked: Asked, limit: int) -> Rows:
    """Return the cases that hit, reading the text of each that is asked about."""
    # OFFSET 0 keeps the two apart: joined, the planner might prefer to read every text there is.
    return fetch_all(
        f'SELECT {SELECT}, s."id" AS found_id'  # noqa: S608 - own parts
        f" FROM (SELECT * FROM casework_case AS c WHERE {asked.where} OFFSET 0) AS c,"
        ' LATERAL (SELECT * FROM casework_search AS t WHERE t."number" = c."number" OFFSET 0) AS s'
        f' WHERE {_HIT} ORDER BY s."id" DESC LIMIT {limit + 1}',
        asked.params,
    )


def _newest(count: int) -> str:
    return (
        '(SELECT * FROM casework_search WHERE "id" < %(before)s::bigint'  # noqa: S608
        f' ORDER BY "id" DESC LIMIT {count})'
    )


def _count(rows: str, params: dict[str, Any], most: int) -> int:
    """Return how many rows there are, counted to `most`."""
    ask = f"SELECT count(*) FROM (SELECT FROM {rows} LIMIT {most}) AS counted"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(ask, params)
        (count,) = cursor.fetchone()
    return int(count)


def _signed(number: int) -> int:
    """Return a number as PostgreSQL's four-byte shift leaves it."""
    number &= 0xFFFFFFFF
    return number - (1 << 32) if number >= 1 << 31 else number

"""Cases by words they contain, newest first, at a cost that does not follow their number.

Text is matched as it stands, whatever its language: two characters and more through an index of
neighbouring pairs, which finds exactly what comparing every text finds. Texts are looked through
from the newest back, in steps of about as many candidates each: how far a step reaches follows from
how often the words stand in the newest texts. A page never costs more than a few steps; where they
do not fill it, it ends early and the next goes on from there.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db import connection

from shouwen.casework.paging import SELECT, Asked, Rows, fetch_all, read_cursor, write_cursor
from shouwen.casework.search_words import Sought

#: So many of the newest texts are read first; they tell how frequent the words are.
_WINDOW: Final = 4000
#: A step looks at about so many texts that contain the pairs.
_STEP: Final = 500
#: A page takes no more steps than this, the window aside.
_MOST_STEPS: Final = 3
#: Found so often in the window, the words are read for: an index would give too much.
_EVERYWHERE: Final = _WINDOW // 50
#: Found less often in the window, the index tells all there is in one step.
_RARE: Final = 3
#: Facets are counted among no more of the newest texts that hit.
_MOST_COUNTED: Final = 1500
#: So many cases are looked through one by one.
_FEW: Final = 2000
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
    """One search for words: asked several times, it looks at each text once.

    With no steps allowed, only the newest texts are looked at; the cursor goes on from there.

    What it has found so far says nothing of who may see it: cases are asked for in the end.
    """

    words: Sought
    before: int = NEWEST
    most_steps: int = _MOST_STEPS
    _ids: list[int] = field(default_factory=list)
    _numbers: list[str] = field(default_factory=list)
    _reached: int = 0
    _steps: int = 0
    _frequency: int = 0
    _known_few: dict[str, bool] = field(default_factory=dict)

    def page(self, asked: Asked, limit: int) -> tuple[Rows, str | None]:
        """Return a page of the cases that contain the words, and the cursor of the next.

        A page may hold less than `limit` and be followed by another all the same.
        """
        self._look()
        rows = self._seen(asked, 0, limit)
        if self.most_steps and len(rows) <= limit and not self._all_seen and self._few(asked):
            rows = self._among(asked, limit, _CASES)
        else:
            while len(rows) <= limit and not self._all_seen and self._steps <= self.most_steps:
                already = len(self._ids)
                self._look()
                rows += self._seen(asked, already, limit - len(rows))
            if len(rows) <= limit and not self._all_seen:
                return rows, write_cursor("id", "", str(self._reached))
        if len(rows) <= limit:
            return rows, None
        return rows[:limit], write_cursor("id", "", str(rows[limit - 1]["found_id"]))

    def counted(self, asked: Asked, most: int) -> Hits:
        """Return the newest cases among those found so far, with what facets are counted by.

        :param most: no more than this are returned
        """
        if not self._ids and not self._steps:
            self._look()
        if self.most_steps and not self._all_seen and self._few(asked):
            rows = self._among(asked, most, _COUNTED)
            return Hits(rows[:most], whole=len(rows) <= most)
        rows = self._seen(asked, 0, most, _COUNTED, until=_MOST_COUNTED)
        all_asked = self._all_seen and len(self._ids) <= _MOST_COUNTED
        return Hits(rows[:most], whole=len(rows) <= most and all_asked)

    @property
    def _all_seen(self) -> bool:
        return self._steps > 0 and (self._reached == 0 or self._reached <= self._lowest)

    @cached_property
    def _lowest(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute('SELECT coalesce(min("id"), 0) FROM casework_search')
            (lowest,) = cursor.fetchone()
        return int(lowest)

    @cached_property
    def _hit(self) -> tuple[str, dict[str, Any]]:
        """The condition on a text ``s`` that it has the words, and its parameters."""
        params: dict[str, Any] = {}
        parts = []
        # Not LIKE: in UTF-8 it goes letter by letter, and takes twice as long.
        for kind, words, operator in (
            ("with", self.words.words, ">"),
            ("without", self.words.without, "="),
        ):
            for n, word in enumerate(words):
                params[f"{kind}_{n}"] = word
                parts.append(f'strpos(s."body", %({kind}_{n})s::text) {operator} 0')
        params["pairs"] = [gram(a, b) for a, b in self.words.pairs]
        return " AND ".join(parts), params

    def _look(self) -> None:
        """Take one more step back."""
        hit, params = self._hit
        if not self._steps:
            texts = '(SELECT * FROM casework_search WHERE "id" < %(before)s::bigint'
            texts += f' ORDER BY "id" DESC LIMIT {_WINDOW})'
            lowest, count = self._take(texts, hit, params | {"before": self.before})
            self._reached = lowest if count == _WINDOW else 0
            self._frequency = len(self._ids)
        else:
            low = self._next_reach()
            pairs = ""
            if self.words.pairs and self._frequency < _EVERYWHERE:
                pairs = 'casework_grams("body") @> %(pairs)s::int4[] AND '
            # Of a range, and unordered: an order would tempt the planner to walk the texts.
            texts = f"(SELECT * FROM casework_search WHERE {pairs}"  # noqa: S608 - own parts
            texts += '"id" < %(high)s::bigint AND "id" >= %(low)s::bigint)'
            self._take(texts, hit, params | {"high": self._reached, "low": low})
            self._reached = low
        self._steps += 1

    def _take(self, texts: str, hit: str, params: dict[str, Any]) -> tuple[int, int]:
        """Note which of these texts hit; return the lowest of them all, and how many there are."""
        with connection.cursor() as cursor:
            cursor.execute(
                'SELECT array_agg(s."id") FILTER (WHERE hit),'  # noqa: S608 - own parts
                ' array_agg(s."number") FILTER (WHERE hit), min(s."id"), count(*)'
                f' FROM (SELECT s."id", s."number", {hit} AS hit FROM {texts} AS s) AS s',
                params,
            )
            ids, numbers, lowest, count = cursor.fetchone()
        for id_, number in sorted(zip(ids or (), numbers or (), strict=True), reverse=True):
            self._ids.append(id_)
            self._numbers.append(number)
        return lowest or 0, count

    def _next_reach(self) -> int:
        """Return how far back the next step goes."""
        if self.words.pairs and self._frequency < _RARE:
            return self._lowest
        wide = _WINDOW * _STEP // max(self._frequency, 1)
        if not self.words.pairs or self._frequency >= _EVERYWHERE:
            wide = 2 * _WINDOW
        return max(self._lowest, self._reached - wide)

    def _seen(
        self,
        asked: Asked,
        since: int,
        limit: int,
        columns: str = _CASES,
        *,
        until: int | None = None,
    ) -> Rows:
        """Return the cases asked about among those found after the first `since`."""
        if len(self._ids) <= since:
            return []
        return fetch_all(
            f"SELECT {columns} FROM"  # noqa: S608 - own parts
            " unnest(%(found_ids)s::bigint[], %(found_numbers)s::text[]) AS s(id, number)"
            f' JOIN casework_case AS c ON c."number" = s."number" WHERE {asked.where}'
            f' ORDER BY s."id" DESC LIMIT {limit + 1}',
            asked.params
            | {"found_ids": self._ids[since:until], "found_numbers": self._numbers[since:until]},
        )

    def _few(self, asked: Asked) -> bool:
        """Say whether the cases asked about are so few that each can be looked at."""
        if self._frequency < _RARE and self.words.pairs:
            return False  # the index tells more cheaply
        key = f"{asked.where} {asked.params}"
        if key not in self._known_few:
            self._known_few[key] = self._are_few(asked)
        return self._known_few[key]

    def _are_few(self, asked: Asked) -> bool:
        ask = f"SELECT count(*) FROM (SELECT FROM casework_case AS c WHERE {asked.where}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"{ask} LIMIT {_FEW}) AS counted", asked.params)
            (count,) = cursor.fetchone()
        return bool(count < _FEW)

    def _among(self, asked: Asked, limit: int, columns: str) -> Rows:
        """Return the cases that hit, reading the text of each that is asked about."""
        hit, params = self._hit
        # OFFSET 0 keeps the two apart: joined, the planner might prefer to read every text.
        return fetch_all(
            f"SELECT {columns}"  # noqa: S608 - own parts
            f" FROM (SELECT * FROM casework_case AS c WHERE {asked.where} OFFSET 0) AS c,"
            " LATERAL (SELECT * FROM casework_search AS t"
            ' WHERE t."number" = c."number" OFFSET 0) AS s'
            f' WHERE {hit} AND s."id" < %(before)s::bigint ORDER BY s."id" DESC LIMIT {limit + 1}',
            asked.params | params | {"before": self.before},
        )


def searched(
    asked: Asked, wanted: Sought, cursor: str | None, limit: int, *, shallow: bool = False
) -> tuple[Rows, str | None]:
    """Return a page of the cases that contain the words, and the cursor of the next.

    A page may hold less than `limit`, even nothing, and be followed by another all the same.

    :param shallow: look at the newest texts only
    :raises BadCursor: if the cursor is not one of a search
    """
    steps = 0 if shallow else _MOST_STEPS
    return Looking(wanted, place(cursor), steps).page(asked, limit)


def place(cursor: str | None) -> int:
    """Return where a page begins: what is found lies before it.

    :raises BadCursor: if the cursor is not one of a search
    """
    return NEWEST if cursor is None else int(read_cursor(cursor, "id")[1])


def gram(one: str, other: str) -> int:
    """Return two letters as the index keeps them: a number of four bytes, as PostgreSQL shifts."""
    number = (ord(one) << 16 | ord(other)) & 0xFFFFFFFF
    return number - (1 << 32) if number >= 1 << 31 else number

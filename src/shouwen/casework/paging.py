"""Pages of cases: a condition, an order, and where the page before ended."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import connection

from shouwen.casework.reaching import Reach, head
from shouwen.casework.words import NEVER
from shouwen.vocabulary import ShouwenError, moment

COLUMNS: Final = (
    "number", "digest", "stage", "ended", "opened_at", "ended_at", "updated_at", "unit", "handler",
    "subject", "complainant", "channel", "category", "next_due_at", "next_due_since",
    "next_clock", "next_provisional", "confidential", "flags",
)  # fmt: skip
SELECT: Final = ", ".join(f'c."{name}"' for name in COLUMNS)
#: What an undone import took back is kept and shown, and counts for nothing.
COUNTS: Final = "NOT c.\"flags\" @> ARRAY['taken_back']"
#: What work is ordered by, and what its cursors are called.
_WAITS: Final = 'CASE WHEN c."ended" THEN c."ended_at" ELSE c."next_due_at" END'
_WAITING: Final = "waits"
Rows = list[dict[str, Any]]


class BadCursor(ShouwenError, ValueError):
    """A page was asked for after a place that no page of this list ended at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition on ``casework_case AS c`` with its parameters.

    `kind` is the part of it an index in the order of the list answers: open or ended, late, soon.
    """

    where: str
    params: dict[str, Any]
    kind: str = "true"

    def also(self, where: str, **params: Any) -> "Asked":
        """Return the condition with one more."""
        return replace(self, where=f"{self.where} AND {where}", params=self.params | params)

    def of_kind(self, kind: str, **params: Any) -> "Asked":
        """Return the condition with one more, which is a matter of kind."""
        return replace(self.also(kind, **params), kind=f"{self.kind} AND {kind}")

    def knowing(self, **params: Any) -> "Asked":
        """Return the same condition with more parameters, for what is said around it."""
        return replace(self, params=self.params | params)


def paged(
    asked: Asked,
    column: str,
    direction: str,
    cursor: str | None,
    limit: int,
    *,
    only: tuple[str, str] | None = None,
    reach: Reach | None = None,
) -> tuple[Rows, str | None]:
    """Return a page in the order of an instant and the number, and the cursor of the next.

    :param direction: ``ASC`` or ``DESC``
    :param only: a text column and the one value wanted, where an index begins with that column
    :param reach: how far the reader sees; None where the condition itself leaves but a few cases
    """
    order = [column, "number"]
    walked = asked.kind
    if only is not None:
        # Not "=": the planner would drop the column from the order as constant, and could walk the
        # instants of all cases in search of these, thinking they lie evenly among the others.
        name, value = only
        order = [name, *order]
        asked = asked.also(f'c."{name}" BETWEEN %(only)s::text AND %(only)s::text', only=value)
    if cursor is not None:
        at, number = read_cursor(cursor, column)
        place = "%(only)s::text, " if only is not None else ""
        behind = (
            f"({_listed(order)}) {'>' if direction == 'ASC' else '<'}"
            f" ({place}%(after_at)s::timestamptz, %(after_number)s::text)"
        )
        asked = asked.also(behind, after_at=at, after_number=number)
        walked += f" AND {behind}"
    by = _listed(order, f" {direction}")
    rest = f"ORDER BY {by} LIMIT {limit + 1}"
    if reach is None or only is not None:
        rows = fetch(asked, rest)
    elif reach.numbers is not None:
        rows = fetch(asked.knowing(**reach.params), rest, source=reach.source)
    else:
        rows = fetch(asked, rest, source=head(walked, by))
        if len(rows) <= limit:  # too few of those at the head are his: let the planner find others
            rows = fetch(asked, rest)
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], write_cursor(column, last[column].isoformat(), last["number"])


def paged_work(asked: Asked, cursor: str | None, limit: int) -> tuple[Rows, str | None]:
    """Return a page of somebody's work, what has waited longest first, and the next cursor.

    An open case waits from its limit on, a closed one that left something to do from its closing.
    For conditions that leave but a few cases: no index has this order.
    """
    if cursor is not None:
        at, number = read_cursor(cursor, _WAITING)
        asked = asked.also(
            f'({_WAITS}, c."number") > (%(after_at)s::timestamptz, %(after_number)s::text)',
            after_at=at,
            after_number=number,
        )
    rows = fetch(asked, f'ORDER BY {_WAITS}, c."number" LIMIT {limit + 1}')
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    at = last["ended_at"] if last["ended"] else last["next_due_at"]
    return rows[:limit], write_cursor(_WAITING, at.isoformat(), last["number"])


def fetch(asked: Asked, rest: str, *, source: str = "casework_case AS c") -> Rows:
    """Return the cases of a condition; `rest` says in what order and how many."""
    sql = f"SELECT {SELECT} FROM {source} WHERE {asked.where} {rest}"  # noqa: S608
    return fetch_all(sql, asked.params)


def fetch_all(sql: str, params: dict[str, Any]) -> Rows:
    """Return the rows of a statement by name."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def write_cursor(column: str, at: str, number: str) -> str:
    """Return what stands for the end of a page."""
    return urlsafe_b64encode(json.dumps([column, at, number]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, column: str) -> tuple[datetime, str]:
    """Return instant and number a page ended at.

    :raises BadCursor: if it is no cursor, or one of a list in another order
    """
    try:
        of, at, number = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if of != column or not isinstance(number, str) or (of == "id" and not number.isdigit()):
            raise ValueError(cursor)
        return (NEVER if of == "id" else moment(at)), number
    except (ValueError, TypeError, RecursionError) as error:
        raise BadCursor("页码不对", "请从第一页重新翻起", "not a cursor of this list") from error


def _listed(names: list[str], behind: str = "") -> str:
    return ", ".join(f'c."{name}"{behind}' for name in names)

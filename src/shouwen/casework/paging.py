"""Pages of cases: a condition, an order, and where the page before ended."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

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
Rows = list[dict[str, Any]]


class BadCursor(ShouwenError, ValueError):
    """A page was asked for after a place that no page of this list ended at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition on ``casework_case AS c`` with its parameters."""

    where: str
    params: dict[str, Any]

    def also(self, where: str, **params: Any) -> "Asked":
        """Return the condition with one more."""
        return Asked(f"{self.where} AND {where}", self.params | params)

    def knowing(self, **params: Any) -> "Asked":
        """Return the same condition with more parameters, for what is said around it."""
        return Asked(self.where, self.params | params)


def paged(
    asked: Asked,
    column: str,
    direction: str,
    cursor: str | None,
    limit: int,
    *,
    only: tuple[str, str] | None = None,
) -> tuple[Rows, str | None]:
    """Return a page in the order of an instant and the number, and the cursor of the next.

    :param direction: ``ASC`` or ``DESC``
    :param only: a text column and the one value wanted, where an index begins with that column
    """
    order = [column, "number"]
    if only is not None:
        # Not "=": the planner would drop the column from the order as constant, and could walk the
        # instants of all cases in search of these, thinking they lie evenly among the others.
        name, value = only
        order = [name, *order]
        asked = asked.also(f'c."{name}" BETWEEN %(only)s::text AND %(only)s::text', only=value)
    if cursor is not None:
        at, number = read_cursor(cursor, column)
        place = "%(only)s::text, " if only is not None else ""
        asked = asked.also(
            f"({_listed(order)}) {'>' if direction == 'ASC' else '<'}"
            f" ({place}%(after_at)s::timestamptz, %(after_number)s::text)",
            after_at=at,
            after_number=number,
        )
    rows = fetch(asked, f"ORDER BY {_listed(order, f' {direction}')} LIMIT {limit + 1}")
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], write_cursor(column, last[column].isoformat(), last["number"])


def fetch(asked: Asked, rest: str) -> Rows:
    """Return the cases of a condition; `rest` says in what order and how many."""
    sql = f"SELECT {SELECT} FROM casework_case AS c WHERE {asked.where} {rest}"  # noqa: S608
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
    except (ValueError, TypeError) as error:
        raise BadCursor("页码不对", "请从第一页重新翻起", "not a cursor of this list") from error


def _listed(names: list[str], behind: str = "") -> str:
    return ", ".join(f'c."{name}"{behind}' for name in names)

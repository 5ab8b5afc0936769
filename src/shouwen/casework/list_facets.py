"""What a list can be narrowed by, and how much would be left: facets that respect each other.

Counted is what somebody sees among the cases at the head of the view, some thousands at most, so
that the price does not follow the size of the table. Where the view is longer, a count says "at
least".
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from os.path import commonpath
from typing import Any, Final

from django.db import connection

from shouwen.casework.conditions import (
    DUE,
    Sight,
    due_range,
    filtered,
    level_of,
    narrowed,
    sight_of,
)
from shouwen.casework.counted import as_counted
from shouwen.casework.keys import path_of
from shouwen.casework.paging import Asked
from shouwen.casework.reaching import EVERYTHING, Reach, head
from shouwen.vocabulary import Actor, Directory

LIST_FACETS: Final = ("stage", "unit", "level", "regulation", "channel", "category", "due")
#: So many cases at the head of a view are looked at.
WINDOW: Final = 3000
#: Where there are more units than this, those next below are offered instead.
MOST_UNITS: Final = 40
_MOST_COUNTED: Final = 99
#: Facets, and the columns they read.
_READ: Final = {
    "stage": "stage",
    "unit": "unit",
    "regulation": "pack",
    "channel": "channel",
    "category": "category",
}
_BY_DUE: Final = 'c."next_due_at", c."number"'
_ALL: Final = Asked("true", {})


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value a facet may take: how many cases of the view have it, given the other filters."""

    value: str
    count: int
    more: bool

    @property
    def text(self) -> str:
        """The count as shown: 99+ and no further; 12+ where the view goes on uncounted."""
        if self.count > _MOST_COUNTED:
            return f"{_MOST_COUNTED}+"
        return f"{self.count}+" if self.more else str(self.count)


def list_facets(
    actor: Actor,
    *,
    view: str,
    filters: Mapping[str, str],
    now: datetime,
    sight: Sight | None = None,
) -> dict[str, tuple[FacetValue, ...]]:
    """Return the values of every facet of :data:`LIST_FACETS`, the most frequent first.

    A facet's own filter does not count against its values; a value chosen is always among them.

    :param filters: as for ``work_list``; ``text`` is left out: what is found is not counted
    :param sight: what the actor may see now, where it was asked for already
    """
    wanted = {name: value for name, value in filters.items() if value and name != "text"}
    sight = sight or sight_of(actor, now)
    directory = sight.directory
    asked = as_counted(sight.viewed(view), wanted, sight.scope, now)
    # What no facet shows narrows the window itself.
    asked = filtered(
        asked, {name: wanted[name] for name in wanted if name not in LIST_FACETS}, directory, now
    )
    chosen = {name: wanted[name] for name in LIST_FACETS if name in wanted}
    looked, params = _looked_at(asked, view, sight.reach(view))
    has = {name: narrowed(_ALL, name, value, directory, now) for name, value in chosen.items()}
    buckets = " ".join(
        f'WHEN c."next_due_at" >= %(low_{value})s::timestamptz'
        f" AND c.\"next_due_at\" < %(high_{value})s::timestamptz THEN '{value}'"
        for value in DUE
    )
    for value in DUE:
        params[f"low_{value}"], params[f"high_{value}"] = due_range(value, now)
    columns = [*(f'c."{column}" AS "{name}"' for name, column in _READ.items())]
    columns += [f"CASE {buckets} ELSE 'none' END AS \"due\""]
    for name, each in has.items():
        columns.append(f'({each.where}) AS "has_{name}"')
        params |= each.params
    counts = []
    for name in LIST_FACETS:
        others = "".join(f' AND "has_{other}"' for other in has if other != name)
        column = "unit" if name == "level" else name
        counts.append(
            f"SELECT '{name}', \"{column}\", count(*) FROM looked"  # noqa: S608
            f" WHERE seen{others} GROUP BY 2"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH looked AS MATERIALIZED (SELECT {', '.join(columns)}, {looked})"  # noqa: S608
            f" {' UNION ALL '.join(counts)} UNION ALL SELECT '', '', count(*) FROM looked",
            params,
        )
        rows = cursor.fetchall()
    return _offered(rows, chosen, directory)


def _looked_at(asked: Asked, view: str, reach: Reach | None) -> tuple[str, dict[str, Any]]:
    """Return what is looked at, from the columns on, with whether each row is `seen`."""
    order = 'c."ended_at" DESC, c."number" DESC' if view == "closed" else _BY_DUE
    if reach is not None and reach.numbers is None:
        first = head(asked.kind, order, WINDOW + 1)
        return f'({asked.where}) AS "seen" FROM {first}', dict(asked.params)
    few = reach or EVERYTHING
    return (
        f'true AS "seen" FROM {few.source} WHERE {asked.where} ORDER BY {order} LIMIT {WINDOW + 1}',
        asked.params | few.params,
    )


def _offered(
    rows: Sequence[tuple[str, str, int]], chosen: Mapping[str, str], directory: Directory
) -> dict[str, tuple[FacetValue, ...]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in LIST_FACETS}
    more = False
    for name, value, count in rows:
        if not name:
            more = count > WINDOW
        elif kept := level_of(value, directory) if name == "level" else value:
            counts[name][kept] += count
    if len(counts["unit"]) > MOST_UNITS:
        counts["unit"] = _climbed(counts["unit"], chosen.get("unit"), directory)
    for name, value in chosen.items():
        counts[name].setdefault(value, 0)
    return {
        name: tuple(FacetValue(value, count, more) for value, count in counted.most_common())
        for name, counted in counts.items()
    }


def _climbed(counts: Counter[str], chosen: str | None, directory: Directory) -> Counter[str]:
    """Return counts by the units next below the one chosen, or below what all have in common.

    The one chosen and the one above it are counted, too: that is the way back up.
    """
    lines = {unit: path_of(unit, directory).strip("/").split("/") for unit in counts}
    if chosen:
        top = path_of(chosen, directory).strip("/").split("/")
    else:
        known = [path for unit in counts if (path := path_of(unit, directory))]
        top = commonpath(known).strip("/").split("/") if known else []
    climbed: Counter[str] = Counter()
    for unit, count in counts.items():
        line = lines[unit]
        if line[: len(top)] == top:
            names = {line[min(len(top), len(line) - 1)], chosen or ""}
        else:  # outside what was chosen, or of a unit that is gone
            names = set() if chosen else {unit}
        if chosen and line[: len(top) - 1] == top[:-1]:
            names |= set(top[-2:-1])
        for name in names - {""}:
            climbed[name] += count
    return climbed

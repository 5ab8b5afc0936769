"""What a list can be narrowed by, and how much would be left: facets that respect each other.

Counted are the cases at the head of the view, some thousands at most, so that the price does not
follow the size of the table. Where the view is longer, a count says "at least".
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shouwen import people
from shouwen.casework.conditions import (
    due_bucket,
    filtered,
    level_of,
    of_scope,
    scope_at,
    viewed,
)
from shouwen.casework.keys import path_of
from shouwen.vocabulary import Actor, Directory

LIST_FACETS: Final = ("stage", "unit", "level", "regulation", "channel", "category", "due")
#: So many cases at the head of a view are counted.
WINDOW: Final = 3000
_MOST_COUNTED: Final = 99
_READ: Final = ("stage", "unit", "unit_path", "pack", "channel", "category", "next_due_at")


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
    actor: Actor, *, view: str, filters: Mapping[str, str], now: datetime
) -> dict[str, tuple[FacetValue, ...]]:
    """Return the values of every facet of :data:`LIST_FACETS`, the most frequent first.

    A facet's own filter does not count against its values; a value chosen is always among them.

    :param filters: as for ``work_list``; ``text`` is left out: what is found is not counted
    """
    wanted = {name: value for name, value in filters.items() if value and name != "text"}
    directory = people.directory(now)
    scope = scope_at(actor, directory, now)
    asked = viewed(of_scope(scope), view, actor, directory, scope, now)
    # What no facet shows narrows the window itself.
    asked = filtered(
        asked, {name: wanted[name] for name in wanted if name not in LIST_FACETS}, directory, now
    )
    order = '"ended_at" DESC' if view == "closed" else '"next_due_at", c."number"'
    columns = ", ".join(f'c."{name}"' for name in _READ)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM casework_case AS c WHERE {asked.where}"  # noqa: S608
            f" ORDER BY c.{order} LIMIT {WINDOW + 1}",
            asked.params,
        )
        rows = cursor.fetchall()
    more = len(rows) > WINDOW
    return _counted(rows[:WINDOW], wanted, more, directory, now)


def _counted(
    rows: Sequence[tuple[object, ...]],
    wanted: Mapping[str, str],
    more: bool,
    directory: Directory,
    now: datetime,
) -> dict[str, tuple[FacetValue, ...]]:
    below = path_of(wanted.get("unit"), directory) if "unit" in wanted else ""
    levels = {unit: level_of(unit, directory) for unit in {str(row[1]) for row in rows}}
    counts: dict[str, Counter[str]] = {name: Counter() for name in LIST_FACETS}
    for stage, unit, path, pack, channel, category, due_at in rows:
        has = {
            "stage": stage,
            "unit": unit,
            "level": levels[str(unit)],
            "regulation": pack,
            "channel": channel,
            "category": category,
            "due": due_bucket(due_at, now),  # type: ignore[arg-type]
        }
        lacking = [
            name
            for name, value in wanted.items()
            if name in has
            and (
                not (below and str(path).startswith(below)) if name == "unit"
                else has[name] != value
            )
        ]  # fmt: skip
        if len(lacking) > 1:
            continue
        for name in lacking or LIST_FACETS:
            if has[name]:
                counts[name][str(has[name])] += 1
    found = {}
    for name, counted in counts.items():
        if name in wanted and wanted[name] not in counted:
            counted[wanted[name]] = 0
        found[name] = tuple(
            FacetValue(value, count, more) for value, count in counted.most_common()
        )
    return found

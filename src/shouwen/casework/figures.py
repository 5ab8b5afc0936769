"""What supervision measures by: what is late where, and how units did; from indexes alone.

Both questions are answered without looking at a case: their indexes carry every column they need.
Cases kept in a circle, and those somebody is recused from, are in no figure shown to him.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Any, Final

from django.db import connection

from shouwen import people
from shouwen.casework.access import Scope
from shouwen.casework.conditions import scope_at
from shouwen.casework.in_force import governing
from shouwen.casework.keys import path_of, range_of
from shouwen.casework.paging import COUNTS
from shouwen.vocabulary import Actor, Directory

#: So many late cases are looked at, the latest first; more are said to be more.
MOST_LATE: Final = 50_000
#: So many closed cases of a period are measured.
MOST_SCORED: Final = 400_000
#: Fewer cases than this say little about a unit.
FEW: Final = 20
#: What is summed up of a unit's closed cases.
_SUMS: Final = (
    "closed", "timed", "in_time", "good", "rated", "again", "reopened", "owed", "given", "judged",
    "accepted", "blamed",
)  # fmt: skip
_Z: Final = 1.959963984540054  # the normal distribution's 97.5th percentile


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with the bounds of Wilson's 95 % interval; no rate where `whole` is 0."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        """The share, 0 to 1."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's score interval (E. B. Wilson, 1927) at 95 %, 0 to 1."""
        return wilson(self.part, self.whole)

    @property
    def few(self) -> bool:
        """Whether the whole is too small to compare with."""
        return self.whole < FEW


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """Return the bounds of Wilson's 95 % score interval of a share, or None where nothing is."""
    if whole <= 0:
        return None
    share = part / whole
    spread = _Z * sqrt(share * (1 - share) / whole + _Z * _Z / (4 * whole * whole))
    middle, below = share + _Z * _Z / (2 * whole), 1 + _Z * _Z / whole
    return max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)


@dataclass(frozen=True, slots=True)
class LateRow:
    """One unit, and how many cases are late under it in each stage; `own`: its own ones only."""

    unit: str
    name: str
    own: bool
    deeper: bool
    cells: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class LateMap:
    """What is late below a unit: a row to each unit next below, a column to each stage."""

    unit: str
    name: str
    above: tuple[tuple[str, str], ...]
    stages: tuple[tuple[str, str], ...]
    rows: tuple[LateRow, ...]
    most: int
    total: int
    cut: bool


def countable(scope: Scope, pack: str) -> tuple[str, dict[str, Any]]:
    """Return what of one regulation may be counted: by place, never what a circle keeps."""
    params: dict[str, Any] = {"pack": pack, "person": scope.barred}
    parts = ["false"]
    if pack in scope.overseen:
        parts = ["true"]
    else:
        for n, (_, path) in enumerate(each for each in scope.below if each[0] == pack):
            params[f"low_{n}"], params[f"high_{n}"] = range_of(path)
            parts += [
                f'(c."{column}" >= %(low_{n})s::text AND c."{column}" < %(high_{n})s::text)'
                for column in ("unit_path", "receiving_path")
            ]
    return (
        f'c."pack" = %(pack)s::text AND NOT c."confidential"'
        f' AND NOT c."recused" && %(person)s::text[] AND ({" OR ".join(parts)})',
        params,
    )


def start_of(actor: Actor, regulation: str, unit: str, now: datetime) -> str:
    """Return the unit a figure begins at: the one asked for, else the top of what may be seen."""
    directory = people.directory(now)
    if unit in directory.units:
        return unit
    scope = scope_at(actor, directory, now)
    tops = [each.id for each in directory.units.values() if each.parent is None]
    if regulation in scope.overseen:
        return tops[0] if len(tops) == 1 else ""
    paths = [path for pack, path in scope.below if pack == regulation]
    return paths[0].rstrip("/").rpartition("/")[2] if len(paths) == 1 else ""


def late_map(
    actor: Actor, regulation: str, unit: str, now: datetime, language: str = "zh"
) -> LateMap:
    """Return what is late below a unit, by the units next below it and the stages of the cases.

    :param unit: "" for the top of the tree
    """
    directory = people.directory(now)
    where, params = countable(scope_at(actor, directory, now), regulation)
    path = path_of(unit, directory) or "/"
    counted, cut = _by_child(
        f'NOT c."ended" AND c."next_due_at" < %(now)s::timestamptz AND {where}',
        params | {"now": now},
        path,
        'c."stage"',
        'c."next_due_at"',
        MOST_LATE,
    )
    pack = governing(regulation, now).pack if regulation else None
    stages = {} if pack is None else pack.stages
    cells: dict[str, dict[str, int]] = {}
    for child, stage, count in counted:
        cells.setdefault(child, {})[stage] = count
    known = [name for name in stages if any(name in row for row in cells.values())]
    known += sorted({stage for row in cells.values() for stage in row} - set(known))
    deeper = _parents(directory)
    rows = [
        LateRow(
            child or unit,
            _name(child or unit, directory),
            not child,
            child in deeper,
            tuple(row.get(stage, 0) for stage in known),
            sum(row.values()),
        )
        for child, row in cells.items()
    ]
    rows.sort(key=lambda row: (-row.total, row.name))
    return LateMap(
        unit,
        _name(unit, directory),
        _above(unit, directory),
        tuple(
            (name, pack.say(stages[name].title, language) if pack and name in stages else name)
            for name in known
        ),
        tuple(rows),
        max((cell for row in rows for cell in row.cells), default=0),
        sum(row.total for row in rows),
        cut,
    )


@dataclass(frozen=True, slots=True)
class Score:
    """How one unit did with what was closed in a period, each figure with its whole."""

    unit: str
    name: str
    own: bool
    deeper: bool
    closed: int
    in_time: Share
    due: Share
    blamed: Share
    satisfied: Share
    rated: Share
    again: Share
    reopened: Share
    explained: Share
    accepted: Share


def scores(
    actor: Actor, regulation: str, unit: str, first: datetime, until: datetime, now: datetime
) -> tuple[tuple[Score, ...], bool]:
    """Return how the units below one did with cases closed from `first` to before `until`.

    In time: of those that had a limit, those that passed none; `due` the same, but open ones whose
    limit passed before `until` (and before now) stand in the whole, too: leaving late cases open
    makes no unit better. `blamed`: without those whose lateness has an accepted reason.
    Satisfied: of those who rated. Rated: of all closed. Again and reopened: of all closed.
    Explained: of reasons for lateness owed, those that stand given (a rejected one does not).
    Accepted: of those judged. Parts and wholes are the lists of :mod:`.counted`. The second value
    says whether there was more than could be measured.
    """
    directory = people.directory(now)
    where, params = countable(scope_at(actor, directory, now), regulation)
    path = path_of(unit, directory) or "/"
    late = '(c."timed" AND \'late\' = ANY(c."flags"))'
    kinds = (
        'c."timed"', late, "c.\"rating\"", "'again' = ANY(c.\"flags\")",
        "'reopened' = ANY(c.\"flags\")", 'c."delay"',
    )  # fmt: skip
    overdue, more = _by_child(
        f'NOT c."ended" AND c."next_due_at" < %(passed)s::timestamptz AND {late} AND {where}',
        params | {"passed": min(until, now)},
        path,
        'c."stage"',
        'c."next_due_at"',
        MOST_LATE,
    )
    counted, cut = _by_child(
        f'c."ended" AND c."ended_at" >= %(first)s::timestamptz'
        f' AND c."ended_at" < %(until)s::timestamptz AND {where} AND {COUNTS}',
        params | {"first": first, "until": until},
        path,
        ", ".join(kinds),
        'c."ended_at"',
        MOST_SCORED,
    )
    sums: dict[str, dict[str, int]] = {}
    for child, timed, was_late, rating, again, reopened, delay, count in counted:
        row = sums.setdefault(child, {})
        for name, holds in (
            ("closed", True), ("timed", timed), ("in_time", timed and not was_late),
            ("good", rating == "good"), ("rated", rating in ("good", "fair", "bad")),
            ("again", again), ("reopened", reopened),
            ("owed", delay != ""), ("given", delay in ("given", "accepted")),
            ("judged", delay in ("accepted", "rejected")), ("accepted", delay == "accepted"),
            ("blamed", timed and not (was_late and delay == "accepted")),
        ):  # fmt: skip
            row[name] = row.get(name, 0) + (count if holds else 0)
    for child, _stage, count in overdue:
        row = sums.setdefault(child, dict.fromkeys(_SUMS, 0))
        row["open"] = row.get("open", 0) + count
    deeper = _parents(directory)
    found = [
        _score(child, unit, row, directory, deeper=child in deeper) for child, row in sums.items()
    ]
    return tuple(sorted(found, key=lambda score: (-score.closed, score.name))), cut or more


def _score(
    child: str, unit: str, row: Mapping[str, int], directory: Directory, *, deeper: bool
) -> Score:
    return Score(
        child or unit,
        _name(child or unit, directory),
        not child,
        deeper,
        row["closed"],
        Share(row["in_time"], row["timed"]),
        Share(row["in_time"], row["timed"] + row.get("open", 0)),
        Share(row["in_time"], row["blamed"]),
        Share(row["good"], row["rated"]),
        Share(row["rated"], row["closed"]),
        Share(row["again"], row["closed"]),
        Share(row["reopened"], row["closed"]),
        Share(row["given"], row["owed"]),
        Share(row["accepted"], row["judged"]),
    )


def _by_child(
    where: str, params: Mapping[str, Any], path: str, kinds: str, order: str, most: int
) -> tuple[list[tuple[Any, ...]], bool]:
    """Count the cases below a place by the unit next below it and `kinds`; say if cut at `most`."""
    low, high = range_of(path)
    names = [f"k{n}" for n, _ in enumerate(kinds.split(", "))]
    chosen = ", ".join(
        f"{kind} AS {name}" for kind, name in zip(kinds.split(", "), names, strict=True)
    )
    listed = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH those AS (SELECT split_part(substr(c.\"unit_path\", %(begin)s::int), '/', 1)"  # noqa: S608
            f" AS child, {chosen} FROM casework_case AS c WHERE {where}"
            ' AND c."unit_path" >= %(low)s::text AND c."unit_path" < %(high)s::text'
            f" ORDER BY {order} LIMIT {most + 1})"
            f" SELECT child, {listed}, count(*) FROM those GROUP BY child, {listed}",
            {**params, "low": low, "high": high, "begin": len(path) + 1},
        )
        rows = cursor.fetchall()
    return rows, sum(row[-1] for row in rows) > most


def supervised(actor: Actor, now: datetime) -> tuple[str, ...]:
    """Return the regulations this person sees cases of by his posts, the one most in use first."""
    directory = people.directory(now)
    scope = scope_at(actor, directory, now)
    ids = sorted({*scope.overseen, *(pack for pack, _ in scope.below)})
    if len(ids) < 2:
        return tuple(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pack, count(*) FROM (SELECT pack FROM casework_case"
            " WHERE pack = ANY(%s::text[]) ORDER BY updated_at DESC LIMIT 200) AS newest"
            " GROUP BY pack",
            [ids],
        )
        used = dict(cursor.fetchall())
    return tuple(sorted(ids, key=lambda id_: (-used.get(id_, 0), id_)))


def _parents(directory: Directory) -> set[str]:
    """Return the units with others below them: asked once, not once for every row."""
    return {unit.parent for unit in directory.units.values() if unit.parent is not None}


def _name(unit: str, directory: Directory) -> str:
    known = directory.units.get(unit)
    return unit if known is None else known.name


def _above(unit: str, directory: Directory) -> tuple[tuple[str, str], ...]:
    """Return the units above one, the top first."""
    line = [(above.id, above.name) for above in directory.lineage(unit or None)]
    return tuple(reversed(line[1:]))

"""What a search can be narrowed by, and how many cases each choice would give."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from shouwen.casework import editions
from shouwen.casework.keys import path_of, range_of
from shouwen.casework.paging import Asked, Rows
from shouwen.casework.searching import Hits, Looking
from shouwen.casework.wording import Wording
from shouwen.vocabulary import OFFICE_ZONE, Directory, at_office

#: What a search can be narrowed by.
FACETS: Final = ("state", "regulation", "stage", "unit", "channel", "year")
_TITLES: Final = {
    "state": ("状态", "State"),
    "regulation": ("办法", "Regulation"),
    "stage": ("阶段", "Stage"),
    "unit": ("单位", "Unit"),
    "channel": ("渠道", "Channel"),
    "year": ("年份", "Year"),
}
_STATES: Final = {
    "open": ("办理中", "Open"),
    "late": ("已超期", "Overdue"),
    "ended": ("已办结", "Closed"),
}
_MOST_VALUES: Final = 10

#: No more than this are counted.
_MOST_COUNTED: Final = 300


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value with how many cases there are; `text` ends in + where there may be more."""

    value: str
    label: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a search."""

    name: str
    title: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """Who asks for what: `scope` is what he may see, `chosen` what it is narrowed by."""

    scope: Asked
    looking: Looking
    chosen: Mapping[str, str]
    directory: Directory
    now: datetime
    language: str

    def narrowed(self, chosen: Mapping[str, str] | None = None) -> Asked:
        """Return the condition with these choices, or with all that were made."""
        asked = self.scope
        for name, value in (self.chosen if chosen is None else chosen).items():
            asked = _narrowed(asked, name, value, self)
        return asked


def facets_of(asked: Searched, *, shown: int) -> tuple[tuple[Facet, ...], str]:
    """Return the facets, and how many cases there are in words: with + where there may be more.

    :param shown: how many the first page shows: the count is never less
    """

    def counted(chosen: Mapping[str, str]) -> Hits:
        return asked.looking.counted(asked.narrowed(chosen), _MOST_COUNTED)

    base = counted(asked.chosen)
    facets = []
    for name in FACETS:
        if name == "stage" and "regulation" not in asked.chosen and len(_packs(base.rows)) > 1:
            continue  # stages of different regulations are nothing that could be compared
        found = base
        if name in asked.chosen:
            rest = {other: value for other, value in asked.chosen.items() if other != name}
            if name == "regulation":
                rest.pop("stage", None)
            found = counted(rest)
        values = _values(name, found, asked)
        if len(values) > 1 or name in asked.chosen:
            title = _TITLES[name][1 if asked.language.startswith("en") else 0]
            facets.append(Facet(name, title, values))
    return tuple(facets), _number(max(len(base.rows), shown), base.whole)


def _values(name: str, found: Hits, asked: Searched) -> tuple[FacetValue, ...]:
    chosen = asked.chosen.get(name, "")
    counts: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for row in found.rows:
        for value in _of(name, row, asked.now):
            if not value:
                continue
            counts[value] += 1
            if value not in labels:
                labels[value] = _label(name, value, row, asked)
    if chosen and chosen not in counts:
        counts[chosen] = 0
        labels[chosen] = _own_label(name, chosen, asked)
    if name == "state":
        order = [value for value in _STATES if value in counts]
    elif name == "year":
        order = sorted(counts, reverse=True)
    else:
        order = [value for value, _count in counts.most_common()]
    kept = order[:_MOST_VALUES]
    if chosen and chosen not in kept:
        kept.append(chosen)
    return tuple(
        FacetValue(value, labels[value], _number(counts[value], found.whole), value == chosen)
        for value in kept
    )


def _of(name: str, row: Mapping[str, Any], now: datetime) -> tuple[str, ...]:
    match name:
        case "state":
            if row["ended"]:
                return ("ended",)
            return ("open", "late") if row["next_due_at"] < now else ("open",)
        case "regulation":
            return (row["pack"],)
        case "year":
            return (str(at_office(row["opened_at"]).year),)
        case _:
            return (row[name],)


def _label(name: str, value: str, row: Mapping[str, Any], asked: Searched) -> str:
    if name in ("state", "year"):
        return _own_label(name, value, asked)
    procedure = editions.procedure_of(row["digest"])
    wording = Wording(procedure, asked.directory, asked.language)
    pack = procedure.pack
    match name:
        case "regulation":
            return wording.say(pack.pack.title)
        case "stage":
            stage = pack.stages.get(value)
            return value if stage is None else wording.say(stage.title)
        case "unit":
            return wording.unit(value)
        case _:
            fact = pack.fact_meaning("channel")
            if fact is None:
                return value
            return wording.value(pack.facts[fact].type.removeprefix("list:"), value)


def _own_label(name: str, value: str, asked: Searched) -> str:
    english = asked.language.startswith("en")
    if name == "state" and value in _STATES:
        return _STATES[value][1 if english else 0]
    if name == "year":
        return value if english else f"{value} 年"
    if name == "unit" and value in asked.directory.units:
        return asked.directory.units[value].name
    return value


def _packs(rows: Rows) -> set[str]:
    return {row["pack"] for row in rows}


def _number(count: int, whole: bool) -> str:
    return str(count) if whole else f"{count}+"


def _narrowed(asked: Asked, name: str, value: str, by: Searched) -> Asked:
    match name:
        case "state":
            return _in_state(asked, value, by.now)
        case "year":
            return _in_year(asked, value)
        case "unit":
            return _in_unit(asked, path_of(value, by.directory), value)
        case "regulation":
            return asked.also('c."pack" = %(f_pack)s::text', f_pack=value)
        case _:
            return asked.also(f'c."{name}" = %(f_{name})s::text', **{f"f_{name}": value})


def _in_state(asked: Asked, state: str, now: datetime) -> Asked:
    match state:
        case "open":
            return asked.also('NOT c."ended"')
        case "late":
            return asked.also(
                'NOT c."ended" AND c."next_due_at" < %(f_now)s::timestamptz', f_now=now
            )
        case "ended":
            return asked.also('c."ended"')
        case _:
            return asked.also("false")


def _in_year(asked: Asked, year: str) -> Asked:
    if not (year.isascii() and year.isdigit() and 1900 < int(year[:4]) < 2200 and len(year) == 4):
        return asked.also("false")
    return asked.also(
        'c."opened_at" >= %(f_from)s::timestamptz AND c."opened_at" < %(f_until)s::timestamptz',
        f_from=datetime(int(year), 1, 1, tzinfo=OFFICE_ZONE),
        f_until=datetime(int(year) + 1, 1, 1, tzinfo=OFFICE_ZONE),
    )


def _in_unit(asked: Asked, path: str, unit: str) -> Asked:
    if not path:  # closed since: its own cases still bear its name
        return asked.also('c."unit" = %(f_unit)s::text', f_unit=unit)
    low, high = range_of(path)
    return asked.also(
        'c."unit_path" >= %(f_low)s::text AND c."unit_path" < %(f_high)s::text',
        f_low=low,
        f_high=high,
    )

"""What a person chose on the page of a sheet: read from its form, checked, kept as plain values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from shouwen.intake.by_page import choosing
from shouwen.intake.by_page.choosing import FactOffered, Way
from shouwen.intake.by_page.looking import ColumnSeen, SheetSeen
from shouwen.regulations import Procedure

#: A mobile telephone or an identity number of the mainland.
_PERSONAL: Final = re.compile(
    r"1[3-9]\d{9}|\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
)


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One line of the mapping: a column, what it is taken for, and its crosswalk or its dates."""

    column: ColumnSeen
    n: int
    fact: str
    members: tuple[tuple[str, str], ...]
    crosswalk: tuple[tuple[str, str], ...]
    dated: bool
    key: bool


def read(
    post: QueryDict, seen: SheetSeen, facts: tuple[FactOffered, ...], way: Way | None
) -> dict[str, Any]:
    """Return what the form says, column by column."""
    by_name = {fact.name: fact for fact in facts}
    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    for n, column in enumerate(seen.columns):
        name = post.get(f"fact-{n}", "")
        if name not in by_name:
            continue
        columns[column.title] = name
        members = {member for member, _label in by_name[name].members}
        for place, written in enumerate(column.values):
            member = post.get(f"value-{n}-{place}", "")
            if member in members:
                values.setdefault(name, {})[written] = member
    return {
        "shape": choosing.shape(seen),
        "sheet": seen.sheet,
        "header": seen.header,
        "encoding": post.get("encoding", ""),
        "as": "historical" if post.get("as") == "historical" else "open",
        "act": way.act if way is not None else "",
        "role": way.role if way is not None else "",
        "unit": post.get("unit", ""),
        "order": post.get("order", "") if post.get("order") in ("ymd", "mdy", "dmy") else "",
        "columns": columns,
        "key": [c.title for n, c in enumerate(seen.columns) if post.get(f"key-{n}")],
        "values": values,
    }


def first(
    procedure: Procedure, seen: SheetSeen, facts: tuple[FactOffered, ...], way: Way | None
) -> dict[str, Any]:
    """Return what is proposed before anybody has chosen: facts by titles, values by labels."""
    columns = choosing.propose(procedure, seen, facts)
    return {
        "shape": choosing.shape(seen), "sheet": seen.sheet, "header": seen.header,
        "encoding": "", "as": "open",
        "act": way.act if way is not None else "", "role": way.role if way is not None else "",
        "unit": "", "order": "", "columns": columns, "key": [],
        "values": choosing.proposed_values(procedure, seen, columns, facts),
    }  # fmt: skip


def fitted(saved: Mapping[str, Any], seen: SheetSeen, encoding: str) -> dict[str, Any]:
    """Return saved choices for this sheet: what it has no column for is left out.

    :param encoding: in which this sheet was read; "" if it was told by itself
    """
    titles = {column.title for column in seen.columns}
    return {
        **saved,
        "shape": choosing.shape(seen),
        "sheet": seen.sheet,
        "header": seen.header,
        "encoding": encoding,
        "columns": {t: name for t, name in saved["columns"].items() if t in titles},
        "key": [title for title in saved.get("key", []) if title in titles],
    }


def shown(
    seen: SheetSeen, facts: tuple[FactOffered, ...], chosen: Mapping[str, Any]
) -> tuple[ColumnShown, ...]:
    """Return the lines of the mapping."""
    by_name = {fact.name: fact for fact in facts}
    lines = []
    for n, column in enumerate(seen.columns):
        fact = by_name.get(chosen["columns"].get(column.title, ""))
        members = fact.members if fact is not None else ()
        table = chosen["values"].get(fact.name, {}) if fact is not None else {}
        labels = {label: member for member, label in members}
        crosswalk = tuple(
            (value, table.get(value) or labels.get(value, "")) for value in column.values
        )
        lines.append(
            ColumnShown(
                column, n, fact.name if fact is not None else "", members,
                crosswalk if members else (),
                fact is not None and fact.kind in ("time", "date"),
                column.title in chosen["key"],
            )
        )  # fmt: skip
    return tuple(lines)


def problems(
    chosen: Mapping[str, Any], facts: tuple[FactOffered, ...], seen: SheetSeen
) -> dict[str, str]:
    """Return what is wrong with the choices, by the id of a control."""
    found: dict[str, str] = {}
    given = list(chosen["columns"].values())
    for fact in facts:
        if given.count(fact.name) > 1:
            n = max(i for i, c in enumerate(seen.columns)
                    if chosen["columns"].get(c.title) == fact.name)  # fmt: skip
            found[f"fact-{n}"] = _("两列都对到了“%(title)s”，只能留一列") % {"title": fact.title}
        if fact.needed and fact.name not in given:
            words = _("还没有哪一列对到“%(title)s”，没有它不能受理") % {"title": fact.title}
            found["columns"] = words
    for n, column in enumerate(seen.columns):
        if column.title in chosen["key"] and any(map(_PERSONAL.fullmatch, column.examples)):
            found[f"key-{n}"] = _(
                "“%(title)s”里是电话或证件号码，账册要永久保存认行的列，请改勾编号一类的列"
            ) % {"title": column.title}
    if not given:
        found["columns"] = _("还没有对上任何一列")
    return found

"""The one statement that writes: particulars, events and rows together, or nothing.

Everything rides on the first event. Where somebody else came first no row is touched, and the
caller raises what :func:`shouwen.ledger.lost` says.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from django.db import connection

from shouwen import ledger, vault
from shouwen.casework import models
from shouwen.casework.matter import PREFIX
from shouwen.casework.projection import Rows


def _columns(model: Any) -> list[str]:
    names = [field.column for field in model._meta.concrete_fields]
    return [name for name in names if name not in ("id", "read_at")]


def _list(names: Iterable[str], prefix: str = "") -> str:
    # Only "to" is a word of the language.
    return ", ".join(f'{prefix}"{name}"' if name == "to" else prefix + name for name in names)


def _insert(model: Any) -> str:
    """Return the statement that writes new rows of one table."""
    table, names = model._meta.db_table, _list(_columns(model))
    if len(_columns(model)) == len(model._meta.concrete_fields):
        into, chosen = table, "*"  # a record of the table has the table's columns, in its order
    else:
        into, chosen = f"{table} ({names})", names
    return (
        f"INSERT INTO {into} SELECT {chosen}"  # noqa: S608 - names come from the models
        f" FROM jsonb_populate_recordset(NULL::{table}, %({{part}}_rows)s::jsonb) WHERE {{guard}}"
    )


def _upsert(model: Any, key: list[str], change: str) -> str:
    """Return the statement that writes rows of one table, some of which may be there already.

    :param change: what happens to a row that is there: ``nothing``, ``newer`` or ``other``
    """
    table = model._meta.db_table
    rest = [name for name in _columns(model) if name not in key]
    sets = f"({_list(rest)}) = ROW ({_list(rest, 'EXCLUDED.')})"
    match change:
        case "nothing":
            action = "DO NOTHING"
        case "newer":
            # A rebuild running beside a command must not put an older row back.
            action = f"DO UPDATE SET {sets} WHERE {table}.version <= EXCLUDED.version"
        case _:
            action = f"DO UPDATE SET {sets} WHERE {table}.* IS DISTINCT FROM EXCLUDED.*"
    return f"{_insert(model)} ON CONFLICT ({_list(key)}) {action}"


_DESK_LEFT: Final = """
    DELETE FROM casework_desk AS d WHERE d.number = ANY(%(numbers)s::text[]) AND {guard}
    AND NOT EXISTS (
        SELECT FROM jsonb_to_recordset(%(desk_rows)s::jsonb) AS kept(number text, what text)
        WHERE kept.number = d.number AND kept.what = d.what)"""
#: A case that has gone over may have fewer clocks than before; only whole rows can tell.
_CLOCK_LEFT: Final = """
    DELETE FROM casework_clock AS c WHERE c.number = ANY(%(whole)s::text[]) AND {guard}
    AND NOT EXISTS (
        SELECT FROM jsonb_to_recordset(%(clock_rows)s::jsonb) AS kept(number text, clock text)
        WHERE kept.number = c.number AND kept.clock = c.clock)"""
_NEW_SEARCH: Final = """
    INSERT INTO casework_search (number, body)
    SELECT number, body
    FROM jsonb_to_recordset(%(search_rows)s::jsonb) AS new(number text, body text)
    WHERE {guard}"""
_SEARCH: Final = f"""{_NEW_SEARCH}
    ON CONFLICT (number) DO UPDATE SET body = EXCLUDED.body
    WHERE casework_search.body <> EXCLUDED.body"""
#: What a statement may consist of; a part without rows is left out, for each has its price.
_PARTS: Final = {
    "case": _upsert(models.Case, ["number"], "newer"),
    "clock_left": _CLOCK_LEFT,
    "clock": _upsert(models.Clock, ["number", "clock"], "other"),
    "desk_left": _DESK_LEFT,
    "desk": _upsert(models.Desk, ["number", "what"], "other"),
    "notice": _upsert(models.Notice, ["number", "version", "to"], "nothing"),
    "document": _upsert(models.Document, ["number", "version"], "nothing"),
    "particular": _upsert(models.Particular, ["ref"], "nothing"),
    "search": _SEARCH,
}
#: The same for a case whose stream begins with this command: nothing of it is there yet.
_NEW_PARTS: Final = {
    "case": _insert(models.Case),
    "clock": _insert(models.Clock),
    "desk": _insert(models.Desk),
    "notice": _insert(models.Notice),
    "document": _insert(models.Document),
    "particular": _insert(models.Particular),
    "search": _NEW_SEARCH,
}
#: Whether the row's case was written to by this statement; of one command, whether it wrote at all.
_WRITTEN: Final = f"'{PREFIX}' || number IN (SELECT stream FROM event_first)"  # noqa: S608
_BEGUN: Final = "EXISTS (SELECT FROM event_first)"


@cache
def _commands(names: frozenset[str], *, new: bool, keeping: bool, several: bool) -> str:
    before = [vault.KEEP_CTES, ledger.APPEND_CTES] if keeping else [ledger.APPEND_CTES]
    parts = _NEW_PARTS if new else _PARTS
    guard = _WRITTEN if several else _BEGUN
    return _joined(before, parts, names, guard, "SELECT stream FROM event_first")


@cache
def _rows_only(names: frozenset[str]) -> str:
    return _joined([], _PARTS, names, "true", "SELECT 1")


def _joined(
    before: list[str], parts: Mapping[str, str], names: frozenset[str], guard: str, answer: str
) -> str:
    ctes = before + [
        f"{name}_written AS ({text.format(part=name, guard=guard)})"
        for name, text in parts.items()
        if name in names
    ]
    # psycopg remembers how to send a short statement, and spaces count.
    return " ".join(f"WITH {', '.join(ctes)} {answer}".split())


def write(
    prepared: Sequence[ledger.PreparedAppend],
    rows: Sequence[Rows],
    kept: vault.PreparedKeeping | None = None,
) -> set[str]:
    """Write commands on different cases in one statement, and return the streams written to.

    Events, rows and the particulars a command brought. Of a case whose stream has moved on, or
    whose command id has been used, nothing is written; see :func:`shouwen.ledger.lost`.
    """
    of_rows = params_of(rows)
    params = ledger.append_params(prepared) | of_rows
    if kept is not None:
        params |= kept.params
    new = all(each.expected.version == 0 for each in prepared)
    sql = _commands(_filled(of_rows), new=new, keeping=kept is not None, several=len(rows) > 1)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {stream for (stream,) in cursor}


def put(rows: Sequence[Rows]) -> None:
    """Write rows whose events are in the ledger already."""
    params = params_of(rows)
    with connection.cursor() as cursor:
        cursor.execute(_rows_only(_filled(params)), params)


def _filled(params: Mapping[str, Any]) -> frozenset[str]:
    """Return the parts of a statement that have something to do."""
    parts = {name for name in _PARTS if params.get(f"{name}_rows", _NONE) != _NONE}
    parts.add("desk_left")
    if params["whole"]:
        parts.add("clock_left")
    return frozenset(parts)


def params_of(rows: Sequence[Rows]) -> dict[str, Any]:
    """Return the parameters of the part of a statement that writes rows."""
    return {
        "numbers": [each.case["number"] for each in rows],
        "whole": [each.case["number"] for each in rows if each.whole],
        "case_rows": _json(each.case for each in rows),
        "clock_rows": _json(row for each in rows for row in each.clocks),
        "desk_rows": _json(row for each in rows for row in each.desk),
        "notice_rows": _json(row for each in rows for row in each.notices),
        "document_rows": _json(row for each in rows for row in each.documents),
        "particular_rows": _json(row for each in rows for row in each.particulars),
        "search_rows": _json(
            {"number": each.case["number"], "body": each.search}
            for each in rows
            if each.search is not None
        ),
    }


def differing(rows: Sequence[Rows]) -> list[tuple[str, str]]:
    """Return the tables and numbers of cases whose rows are not these, in the order of the tables.

    Where a unit lies in the tree is left out: that follows the organisation, not the ledger.
    """
    with connection.cursor() as cursor:
        cursor.execute(_differing(), params_of(rows))
        found = cursor.fetchall()
    return sorted(found, key=lambda each: (TABLES.index(each[0]), each[1]))


@cache
def _differing() -> str:
    sides: list[str] = []
    answers: list[str] = []
    for table, model in _MODELS.items():
        names = _list([name for name in _columns(model) if not name.endswith("_path")])
        source = model._meta.db_table
        sides += [
            f"{table}_due AS (SELECT {names}"  # noqa: S608 - names come from the models
            f" FROM jsonb_populate_recordset(NULL::{source}, %({table}_rows)s::jsonb))",
            f"{table}_there AS (SELECT {names}"  # noqa: S608
            f" FROM {source} WHERE number = ANY(%(numbers)s::text[]))",
        ]
        answers += [
            f"SELECT '{table}', number FROM ("  # noqa: S608
            f"(TABLE {table}_due EXCEPT TABLE {table}_there)"
            f" UNION (TABLE {table}_there EXCEPT TABLE {table}_due)) AS {table}_differs"
        ]
    return f"WITH {', '.join(sides)} {' UNION '.join(answers)}"


def _json(rows: Iterable[dict[str, Any]]) -> str:
    return _encode(list(rows))


_encode: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_NONE: Final = _encode([])


_MODELS: Final[dict[str, Any]] = {
    "case": models.Case,
    "clock": models.Clock,
    "desk": models.Desk,
    "notice": models.Notice,
    "document": models.Document,
    "particular": models.Particular,
    "search": models.SearchText,
}
TABLES: Final = tuple(_MODELS)

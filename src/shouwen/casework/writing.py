"""The one statement that writes: particulars, events and rows together, or nothing.

Everything rides on the first event. When somebody else came first no row is touched, and the caller
raises what :func:`shouwen.ledger.lost` says.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection

from shouwen import ledger, vault
from shouwen.casework import models
from shouwen.casework.projection import Rows


def _columns(model: Any) -> list[str]:
    names = [field.column for field in model._meta.concrete_fields]
    return [name for name in names if name not in ("id", "read_at")]


def _list(names: list[str], prefix: str = "") -> str:
    return ", ".join(f'{prefix}"{name}"' for name in names)


def _upsert(model: Any, key: list[str], parameter: str, change: str) -> str:
    table, names = model._meta.db_table, _columns(model)
    rest = [name for name in names if name not in key]
    sets = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in rest)
    match change:
        case "nothing":
            action = "DO NOTHING"
        case "newer":
            # A rebuild running beside a command must not put an older row back.
            action = f'DO UPDATE SET {sets} WHERE {table}."version" <= EXCLUDED."version"'
        case _:
            before, after = _list(rest, f"{table}."), _list(rest, "EXCLUDED.")
            action = f"DO UPDATE SET {sets} WHERE ({before}) IS DISTINCT FROM ({after})"
    return f"""
        INSERT INTO {table} ({_list(names)})
        SELECT {_list(names)}
        FROM jsonb_populate_recordset(NULL::{table}, %({parameter})s::jsonb)
        WHERE {{guard}}
        ON CONFLICT ({_list(key)}) {action}"""  # noqa: S608 - names come from the models


def _projection() -> str:
    return f"""
    case_rows AS ({_upsert(models.Case, ["number"], "case_rows", "newer")}
    ),
    clock_rows AS ({_upsert(models.Clock, ["number", "clock"], "clock_rows", "other")}
    ),
    desk_left AS (
        DELETE FROM casework_desk AS d
        WHERE d.number = ANY(%(numbers)s::text[]) AND {{guard}} AND NOT EXISTS (
            SELECT FROM jsonb_to_recordset(%(desk_rows)s::jsonb) AS kept(number text, what text)
            WHERE kept.number = d.number AND kept.what = d.what)
    ),
    desk_rows AS ({_upsert(models.Desk, ["number", "what"], "desk_rows", "other")}
    ),
    notice_rows AS ({_upsert(models.Notice, ["number", "version", "to"], "notice_rows", "nothing")}
    ),
    document_rows AS ({_upsert(models.Document, ["number", "version"], "document_rows", "nothing")}
    ),
    particular_rows AS ({_upsert(models.Particular, ["ref"], "particular_rows", "nothing")}
    ),
    search_rows AS (
        INSERT INTO casework_search (number, body)
        SELECT number, body
        FROM jsonb_to_recordset(%(search_rows)s::jsonb) AS new(number text, body text)
        WHERE {{guard}}
        ON CONFLICT (number) DO UPDATE SET body = EXCLUDED.body
        WHERE casework_search.body <> EXCLUDED.body
    )"""  # noqa: S608 - names come from the models


_WITH_EVENTS: Final = _projection().format(guard="EXISTS (SELECT FROM event_first)")
_COUNT: Final = "SELECT count(*) FROM event_first"
_COMMAND: Final = f"WITH {ledger.APPEND_CTES}, {_WITH_EVENTS} {_COUNT}"
_COMMAND_KEEPING: Final = f"WITH {vault.KEEP_CTES}, {ledger.APPEND_CTES}, {_WITH_EVENTS} {_COUNT}"
_ROWS_ONLY: Final = f"WITH {_projection().format(guard='true')} SELECT 1"


def write(
    prepared: ledger.PreparedAppend, rows: Rows, kept: vault.PreparedKeeping | None = None
) -> None:
    """Write a command's events, the particulars it brought and its rows in one statement.

    :raises LedgerConflict: if the stream has moved on
    :raises CommandRepeated: if the command id has been used
    """
    params = {**prepared.params, **params_of([rows])}
    sql = _COMMAND
    if kept is not None:
        params |= kept.params
        sql = _COMMAND_KEEPING
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        (written,) = cursor.fetchone()
    if not written:
        raise ledger.lost(prepared)


def put(rows: Sequence[Rows]) -> None:
    """Write rows whose events are in the ledger already."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS_ONLY, params_of(rows))


def params_of(rows: Sequence[Rows]) -> dict[str, Any]:
    """Return the parameters of the part of a statement that writes rows."""
    return {
        "numbers": [each.case["number"] for each in rows],
        "case_rows": _json(each.case for each in rows),
        "clock_rows": _json(row for each in rows for row in each.clocks),
        "desk_rows": _json(row for each in rows for row in each.desk),
        "notice_rows": _json(row for each in rows for row in each.notices),
        "document_rows": _json(row for each in rows for row in each.documents),
        "particular_rows": _json(row for each in rows for row in each.particulars),
        "search_rows": _json({"number": each.case["number"], "body": each.search} for each in rows),
    }


def differing(rows: Sequence[Rows], table: str) -> set[str]:
    """Return the numbers of cases whose rows in one table are not these.

    Where a unit lies in the tree is left out: that follows the organisation, not the ledger.

    :param table: one of :data:`TABLES`
    """
    model = _MODELS[table]
    names = [name for name in _columns(model) if not name.endswith("_path")]
    source = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH due AS (
                SELECT {_list(names)}
                FROM jsonb_populate_recordset(NULL::{source}, %(rows)s::jsonb)
            ), found AS (
                SELECT {_list(names)} FROM {source} WHERE number = ANY(%(numbers)s::text[])
            )
            SELECT number FROM (SELECT * FROM due EXCEPT SELECT * FROM found) AS missing
            UNION
            SELECT number FROM (SELECT * FROM found EXCEPT SELECT * FROM due) AS surplus
            """,  # noqa: S608 - names come from the models
            {
                "rows": params_of(rows)[f"{table}_rows"],
                "numbers": [each.case["number"] for each in rows],
            },
        )
        return {row[0] for row in cursor.fetchall()}


def _json(rows: Iterable[dict[str, Any]]) -> str:
    return json.dumps(list(rows), ensure_ascii=False)


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

"""Many cases made of a few real ones: rows for lists, whole streams where they are worked on.

The few are registered and worked on through the door, so that whatever a row holds is what the
product writes. Copies differ in number, unit, handler and times.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime

from django.db import ProgrammingError, connection, transaction

from shouwen import ledger, people
from shouwen.casework import editions, models, writing
from shouwen.casework.matter import matter_of, stream_of
from shouwen.casework.projection import rows_of

_BATCH = 200
_PAGE = 50_000
_TABLES = {
    **{
        model._meta.db_table: ", ".join(field.column for field in model._meta.concrete_fields)
        for model in (models.Case, models.Clock, models.Desk)
    },
    "casework_search": "number, body",
}


def history(number: str) -> list[ledger.NewEvent]:
    """Return what has happened in a case so far, to be told again of others."""
    return [
        ledger.NewEvent(each.type, each.shape, each.body, each.happened_at)
        for each in ledger.read(stream_of(number))
    ]


def streams(told: Sequence[ledger.NewEvent], count: int, name: str, *, now: datetime) -> list[str]:
    """Make cases with this history, in the ledger and in the tables, and return their numbers.

    They stand in the ledger as anything else does: with digests of their own.
    """
    directory = people.directory(now)
    numbers = [f"{name}{n:07}" for n in range(count)]
    for begin in range(0, count, _BATCH):
        batch = numbers[begin : begin + _BATCH]
        with transaction.atomic():
            new = [ledger.NewStream(stream_of(each), told, "crowd", each) for each in batch]
            ledger.append_many(new, now=now)
            found = ledger.read_many(stream_of(each) for each in batch)
            matters = [matter_of(each, found[stream_of(each)]) for each in batch]
            procedure = editions.procedure_of(matters[0].case.digest)
            writing.put([rows_of(each, procedure, directory) for each in matters])
    return numbers


def rows(patterns: Sequence[str], count: int, name: str, changes: dict[str, str]) -> None:
    """Copy the rows of some cases, taken in turn, `count` times in all; no history stands behind.

    :param changes: by table, an SQL expression of the jsonb object to lay over a copied row; it
        may use ``n``, the number of the copy, and ``old``, the row copied, both as they are
    """
    number = f"'{name}' || lpad(n::text, 7, '0')"
    for begin in range(0, count, _PAGE):
        page = {"patterns": list(patterns), "from": begin, "until": min(count, begin + _PAGE) - 1}
        with connection.cursor() as cursor:
            for table, columns in _TABLES.items():
                over = changes.get(table, "'{}'")
                cursor.execute(
                    f"""
                    INSERT INTO {table} ({columns}) SELECT {columns}
                    FROM generate_series(%(from)s::int, %(until)s::int) AS n
                    JOIN LATERAL (
                        SELECT to_jsonb(model) AS old FROM {table} AS model WHERE model.number =
                            (%(patterns)s::text[])[1 + n %% cardinality(%(patterns)s::text[])]
                    ) AS copied ON true,
                    LATERAL jsonb_populate_record(
                        NULL::{table},
                        old || {over} || jsonb_build_object('number', {number})
                    ) AS new
                    """,
                    page,
                )
    analyze()


def analyze() -> None:
    """Let the planner know what is there now."""
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"ANALYZE {table}")


@contextmanager
def bare() -> Iterator[None]:
    """Take the indexes that are no constraints off the tables and put them back at the end.

    Building them anew is several times faster than keeping them while a million rows come in.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT indexname, indexdef FROM pg_indexes
            WHERE tablename = ANY(%s::text[])
              AND indexname NOT IN (SELECT conname FROM pg_constraint)
            """,
            [list(_TABLES)],
        )
        found = cursor.fetchall()
        for index, _ in found:
            cursor.execute(f"DROP INDEX {index}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for _, definition in found:
            cursor.execute(definition)
        cursor.execute("RESET maintenance_work_mem")
        for table in _TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")
        # Else what is measured next pays for writing all this out. Not every account may.
        with suppress(ProgrammingError):
            cursor.execute("CHECKPOINT")

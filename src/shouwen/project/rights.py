"""What the account that serves may do in the database: the day's work, and nothing to the record.

Whoever owns a table can switch its triggers off. So pages and chores connect under a second
account, which may add to what is append-only but neither change nor remove it, and makes no
tables; the owner is for migrations and for the commands of whoever administers the machine.
"""

from typing import Final, LiteralString

import psycopg
from psycopg import errors, sql

from shouwen.project import address
from shouwen.vocabulary import ShouwenError

#: Any number nobody else uses: two starts at once would change the same rights.
_LOCK: Final = 5_801_771
#: Only the owner writes these: which migrations were applied, and by how much transactions moved.
READ_ONLY: Final = ("django_migrations", "ledger_era")
#: A table is append-only where a trigger goes before UPDATE, DELETE and TRUNCATE (2, 16, 8, 32),
#: for a statement, and is always on. Found by that, so that a new one is not forgotten.
_APPEND_ONLY: Final = """
    SELECT DISTINCT c.relname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
      AND t.tgtype = 58 AND t.tgenabled = 'A'
"""


class NoSuchAccount(ShouwenError):
    """The database knows no account of this name, or not the way it was reached."""


def grant(url: str, role: str, *, make: bool = False) -> tuple[str, ...]:
    """Give a role what serving needs, and take from it what it had beyond; all or nothing.

    :param url: the database, as the owner of its tables
    :param make: make the role when there is none; the embedded server's owner may
    :return: the append-only tables, in order: it may read them and add to them
    :raises NoSuchAccount: if there is no such role and none may be made
    """
    name = sql.Identifier(role)
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        if known is None and not make:
            raise NoSuchAccount(
                f"数据库里没有账号 {role}",
                f"请先用管理员建立：CREATE ROLE {role} LOGIN PASSWORD '…'",
                f"the database has no role {role}; create it first",
            )
        if known is None:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
        return give(connection, role)


def give(connection: psycopg.Connection, role: str) -> tuple[str, ...]:
    """Do the same within a transaction of the caller's, for a role that exists."""
    row = connection.execute("SELECT current_schema()").fetchone()
    schema, name = sql.Identifier(row[0] if row else "public"), sql.Identifier(role)
    guarded = tuple(sorted(each for (each,) in connection.execute(_APPEND_ONLY)))
    for statement in (
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {name}",
        "GRANT USAGE ON SCHEMA {schema} TO {name}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}",
    ):
        connection.execute(sql.SQL(statement).format(schema=schema, name=name))
    for table in guarded:
        _take(connection, "UPDATE, DELETE", schema, table, name)
    for table in READ_ONLY:
        _take(connection, "INSERT, UPDATE, DELETE", schema, table, name)
    return guarded


def _take(
    connection: psycopg.Connection,
    rights: LiteralString,
    schema: sql.Identifier,
    table: str,
    name: sql.Identifier,
) -> None:
    statement = sql.SQL("REVOKE {} ON {}.{} FROM {}")
    connection.execute(statement.format(sql.SQL(rights), schema, sql.Identifier(table), name))


def check_door(url: str) -> None:
    """Make sure the account is let in.

    :raises NoSuchAccount: if not: a server started by an older program knows only the owner
    """
    try:
        psycopg.connect(url).close()
    except errors.OperationalError as error:
        raise NoSuchAccount(
            f"服务账号 {address.WORKER} 连不上数据库（{str(error).strip().splitlines()[-1]}）",
            "数据库可能还是旧版本程序启动的：请停止使用这个数据文件夹的其他窗口，再启动一次",
            f"the account {address.WORKER} is not let in; if an older program started the "
            "database, stop everything that uses this data folder and start again",
        ) from error

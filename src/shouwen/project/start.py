"""Get Django and the database's tables ready, in a process that is not a web server."""

import os

from shouwen.project import catalogues
from shouwen.vocabulary import ShouwenError

#: Any number nobody else uses: two starts at once must not both change the tables.
_MIGRATION_LOCK = 5_801_770


class TablesOutOfDate(ShouwenError):
    """The database's tables are older than the program."""


def django() -> None:
    """Set up Django once; the database must have been brought up before (``DATABASE_URL``)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.project.settings")
    import django as framework
    from django.apps import apps

    if not apps.ready:
        catalogues.compile_stale()
        framework.setup()


def tables(*, change: bool) -> int:
    """Make sure the tables are those of this program; return how many migrations were applied.

    :param change: apply what is missing; False for a database somebody else administers
    :raises TablesOutOfDate: if something is missing and may not be changed
    """
    from django.core.management import call_command
    from django.db import connection

    if not _missing():
        return 0
    if not change:
        raise TablesOutOfDate(
            "数据库的表结构旧于程序",
            "请先备份，再运行 ./shouwen manage migrate",
            "the tables are older than the program; back up, then run ./shouwen manage migrate",
        )
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        try:
            missing = _missing()  # the start that held the lock before us may have done it
            if missing:
                call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [_MIGRATION_LOCK])
    return missing


def _missing() -> int:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))

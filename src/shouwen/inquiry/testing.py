"""For tests only: empty what tests that committed have left."""

from django.db import connection, transaction


def erase() -> None:
    """Empty links and the reading log."""
    log = "inquiry_reading"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {log} DISABLE TRIGGER {log}_is_append_only")
        cursor.execute(f"TRUNCATE {log}, inquiry_link")
        cursor.execute(f"ALTER TABLE {log} ENABLE ALWAYS TRIGGER {log}_is_append_only")

"""For tests only: empty the reading log after tests that committed to it."""

from django.db import connection, transaction


def erase() -> None:
    """Empty the vault."""
    with transaction.atomic(), connection.cursor() as cursor:
        for log in ("vault_reading", "vault_search"):
            cursor.execute(f"ALTER TABLE {log} DISABLE TRIGGER {log}_is_append_only")
        cursor.execute("TRUNCATE vault_reading, vault_search, vault_name, vault_index, vault_item")
        for log in ("vault_reading", "vault_search"):
            cursor.execute(f"ALTER TABLE {log} ENABLE ALWAYS TRIGGER {log}_is_append_only")

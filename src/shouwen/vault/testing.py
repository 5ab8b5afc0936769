"""For tests only: empty the reading log after tests that committed to it."""

from django.db import connection, transaction


def erase() -> None:
    """Empty the vault."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vault_reading DISABLE TRIGGER vault_reading_is_append_only")
        cursor.execute("TRUNCATE vault_reading, vault_index, vault_item")
        cursor.execute(
            "ALTER TABLE vault_reading ENABLE ALWAYS TRIGGER vault_reading_is_append_only"
        )

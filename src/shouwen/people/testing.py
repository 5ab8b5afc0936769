"""For tests only: empty the organisation after tests that committed to it."""

from django.db import connection, transaction

from shouwen.people import standing


def erase() -> None:
    """Remove units, people, posts and the log of changes; logins stay."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_change DISABLE TRIGGER people_change_is_append_only")
        cursor.execute(
            "TRUNCATE people_change, people_deputy, people_post, people_person,"
            " people_unit_state, people_unit"
        )
        cursor.execute(
            "ALTER TABLE people_change ENABLE ALWAYS TRIGGER people_change_is_append_only"
        )
        cursor.execute("UPDATE people_version SET number = nextval('people_version_number')")
    standing.forget()

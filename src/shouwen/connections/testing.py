"""For tests only: begin anew after tests that committed."""

from django.db import connection


def erase() -> None:
    """Empty the tables of this part."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE connections_key, connections_use, connections_answer,"
            " connections_subscription, connections_delivery, connections_submission,"
            " connections_city, connections_forwarding"
        )

"""So many requests a minute for each caller, counted once for all processes."""

from datetime import datetime, timedelta

from django.db import connection

_KEPT = timedelta(hours=2)


def count(caller: str, now: datetime, weight: int = 1) -> int:
    """Count a request and return how many there have been in this minute, this one included."""
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO connections_use AS u (caller, minute, count) VALUES (%s, %s, %s)"
            " ON CONFLICT (caller, minute) DO UPDATE SET count = u.count + EXCLUDED.count"
            " RETURNING count",
            [caller, minute, weight],
        )
        (counted,) = cursor.fetchone()
    return int(counted)


def seconds_left(now: datetime) -> int:
    """Return how many seconds are left until a new minute begins, at least one."""
    return max(1, 60 - now.second)


def forget(now: datetime) -> int:
    """Drop the counts of minutes long past, and return how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM connections_use WHERE minute < %s", [now - _KEPT])
        return int(cursor.rowcount)

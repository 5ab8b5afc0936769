"""Serial numbers without gaps: a series is one row, locked until the drawing transaction ends."""

from django.db import connection


def draw(series: str) -> int:
    """Return the next serial of a series, beginning with 1."""
    return draw_many(series, 1)[0]


def draw_many(series: str, count: int) -> range:
    """Return the next `count` serials of a series."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_serial AS s (series, last) VALUES (%s::text, %s::bigint)"
            " ON CONFLICT (series) DO UPDATE SET last = s.last + EXCLUDED.last RETURNING last",
            [series, count],
        )
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)

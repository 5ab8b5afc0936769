"""Serial numbers without gaps: a series is one row, locked until the drawing transaction ends."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from shouwen.engine import number_from


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


def raise_to(lasts: Mapping[str, int]) -> None:
    """Make sure no series draws a number it has drawn before; none is ever set back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_serial AS s (series, last)"
            " SELECT * FROM unnest(%s::text[], %s::bigint[])"
            " ON CONFLICT (series) DO UPDATE SET last = greatest(s.last, EXCLUDED.last)",
            [list(lasts), list(lasts.values())],
        )


def drawn_as(pattern: str, at: datetime, number: str) -> tuple[str, int] | None:
    """Return series and serial a number of this pattern and day was made of, or None."""
    series: list[str] = []

    def note(name: str) -> int:
        series.append(name)
        return 0

    number_from(pattern, at, note)
    if not series or not number.startswith(series[0]):
        return None
    digits = re.match(r"[0-9]+", number[len(series[0]) :])
    return None if digits is None else (series[0], int(digits[0]))

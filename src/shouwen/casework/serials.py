"""Serial numbers without gaps: a series is one row, locked until the drawing transaction ends.

Cases, documents on them and contacts are numbered here. Verification asks the ledger for every
number drawn, so whoever numbers something else must tell :mod:`.rebuilding` where it is found.
"""

import re
from collections.abc import Iterator, Mapping
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


def lasts() -> dict[str, int]:
    """Return how far each series has been drawn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT series, last FROM casework_serial ORDER BY series")
        return dict(cursor.fetchall())


class Drawn:
    """The serials seen of every series, a bit each."""

    def __init__(self) -> None:
        self._seen: dict[str, bytearray] = {}

    def see(self, series: str, serial: int) -> None:
        """Note that a serial is in use."""
        place, bit = divmod(serial, 8)
        seen = self._seen.setdefault(series, bytearray())
        if place >= len(seen):
            seen.extend(bytes(place + 1 - len(seen)))
        seen[place] |= 1 << bit

    def missing(self, series: str, last: int) -> Iterator[int]:
        """Yield the serials of a series up to `last` that were not seen."""
        seen = self._seen.get(series, b"")
        for serial in range(1, last + 1):
            place, bit = divmod(serial, 8)
            if place >= len(seen) or not seen[place] >> bit & 1:
                yield serial


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
    if digits is None:
        return None
    serial = int(digits[0])
    # A number kept from elsewhere may begin alike; it was not drawn.
    return (series[0], serial) if number_from(pattern, at, lambda _: serial) == number else None

"""How good suggestions turned out to be: what people chose when one was made."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from shouwen.insight.models import Answered


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one choice and version: how often something was suggested, and taken."""

    regulation: str
    fact: str
    version: int
    made: int
    taken: int


def keep_choice(
    number: str,
    regulation: str,
    fact: str,
    *,
    version: int,
    suggested: str,
    percent: int,
    chosen: str,
    now: datetime,
) -> None:
    """Keep what was suggested for a case and what was chosen; the first time counts."""
    Answered.objects.get_or_create(
        number=number,
        fact=fact,
        defaults={
            "regulation": regulation, "version": version, "suggested": suggested,
            "percent": percent, "chosen": chosen, "at": now,
        },
    )  # fmt: skip


def measured() -> tuple[Measured, ...]:
    """Return how every choice and version did, in a fixed order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT regulation, fact, version, count(*),"
            " count(*) FILTER (WHERE suggested = chosen) FROM insight_answered"
            " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
        return tuple(Measured(*row) for row in cursor.fetchall())

"""Whom to ask how it went: a share of every unit's closed cases, drawn so that all can draw it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shouwen import people
from shouwen.casework.conditions import scope_at
from shouwen.casework.figures import countable
from shouwen.casework.paging import COUNTS
from shouwen.vocabulary import Actor

#: No plan draws more than this.
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Drawn:
    """One case drawn: its unit, and how many of the unit's cases there were to draw from."""

    number: str
    unit: str
    subject: str
    handler: str
    of: int
    rating: str


def sample(
    actor: Actor,
    regulation: str,
    first: datetime,
    until: datetime,
    *,
    share: int,
    seed: str,
    now: datetime,
) -> tuple[Drawn, ...]:
    """Return `share` per cent of every unit's cases closed from `first` to before `until`.

    At least one of each unit. Drawn by a digest of seed and number: the same seed draws the same
    cases for everybody who may see them, today and next year, and nobody chooses his own.

    :param share: 1 to 100
    """
    scope = scope_at(actor, people.directory(now), now)
    where, params = countable(scope, regulation)
    with connection.cursor() as cursor:
        cursor.execute(
            'WITH those AS (SELECT c."number", c."unit", c."subject", c."handler", c."rating",'  # noqa: S608
            ' row_number() OVER (PARTITION BY c."unit" ORDER BY md5(%(seed)s || c."number"),'
            ' c."number") AS place, count(*) OVER (PARTITION BY c."unit") AS whole'
            ' FROM casework_case AS c WHERE c."ended" AND c."ended_at" >= %(first)s::timestamptz'
            f' AND c."ended_at" < %(until)s::timestamptz AND {where} AND {COUNTS})'
            ' SELECT "number", "unit", "subject", "handler", whole, "rating" FROM those'
            " WHERE place <= greatest(1, ceil(whole * %(share)s::numeric / 100))"
            f' ORDER BY "unit", place LIMIT {MOST}',
            params | {"seed": seed, "first": first, "until": until, "share": share},
        )
        return tuple(Drawn(*row) for row in cursor.fetchall())

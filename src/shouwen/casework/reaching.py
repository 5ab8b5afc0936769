"""Where a list is read from: the few cases somebody can see, or the head of all in its order.

A list is sorted by an instant and holds what its reader may see. Who sees much is served by walking
the order, who sees little by gathering what is his: the other way round either costs a hundred
times as much. The planner of the database cannot tell the two apart, for its statistics know
nothing of how units hang together. So what is visible is gathered first, up to a bound, each way
into sight through an index of its own; beyond it, the order is walked.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from shouwen.casework.access import Scope

#: Who sees no more cases than this has them gathered.
FEW: Final = 3000
#: So many cases at the head of an order are walked before the planner is asked after all.
HEAD: Final = 6000


@dataclass(frozen=True, slots=True)
class Reach:
    """The numbers of all cases somebody can see, of one kind; None where they are not few."""

    numbers: tuple[str, ...] | None

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of :attr:`source`."""
        return {} if self.numbers is None else {"reach": list(self.numbers)}

    @property
    def source(self) -> str:
        """What to select from, as ``c``; OFFSET 0 keeps the planner from turning it about."""
        if self.numbers is None:
            return "casework_case AS c"
        return (
            '(SELECT * FROM casework_case AS c WHERE c."number" = ANY(%(reach)s::text[])'
            " OFFSET 0) AS c"
        )


EVERYTHING: Final = Reach(None)


def reach_of(scope: Scope, *, ended: bool | None) -> Reach:
    """Return how far somebody sees.

    :param ended: only open cases, only ended ones, or both
    """
    if scope.overseen:
        return EVERYTHING
    ways, params = scope.ways()
    kind = {None: "", True: 'c."ended" AND ', False: 'NOT c."ended" AND '}[ended]
    arms = " UNION ".join(
        f'(SELECT c."number" FROM casework_case AS c WHERE {kind}{way} LIMIT {FEW + 1})'  # noqa: S608
        for way in ways
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT array_agg(number) FROM ({arms}) AS seen", params)  # noqa: S608
        (numbers,) = cursor.fetchone()
    return EVERYTHING if len(numbers or ()) > FEW else Reach(tuple(numbers or ()))


def head(kind: str, order: str, most: int = HEAD) -> str:
    """Return what to select from, as ``c``: the head of all cases of a kind, in an order."""
    return f"(SELECT * FROM casework_case AS c WHERE {kind} ORDER BY {order} LIMIT {most}) AS c"  # noqa: S608

"""The list behind a figure: exactly the cases it counted, no more and no fewer."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Final

from shouwen.casework.access import Scope
from shouwen.casework.figures import countable
from shouwen.casework.paging import COUNTS, Asked
from shouwen.vocabulary import OFFICE_ZONE, Month, NotAMonth

_LATE: Final = "'late' = ANY(c.\"flags\")"
_RATED: Final = "c.\"rating\" IN ('good', 'fair', 'bad')"
#: What each figure counts among the closed cases of a month; ``late``: among open ones, now;
#: ``due``: beside the closed ones, the open ones that missed a limit before the month was over.
COUNTED: Final[Mapping[str, str]] = {
    "late": 'NOT c."ended" AND c."next_due_at" < %(counted_now)s::timestamptz',
    "closed": "true",
    "timed": 'c."timed"',
    "due": 'c."timed"',
    "in_time": f'c."timed" AND NOT {_LATE}',
    "blamed": f'c."timed" AND NOT ({_LATE} AND c."delay" = \'accepted\')',
    "rated": _RATED,
    "good": "c.\"rating\" = 'good'",
    "again": "'again' = ANY(c.\"flags\")",
    "reopened": "'reopened' = ANY(c.\"flags\")",
    "owed": "c.\"delay\" <> ''",
    "given": "c.\"delay\" IN ('given', 'accepted')",
    "judged": "c.\"delay\" IN ('accepted', 'rejected')",
    "accepted": "c.\"delay\" = 'accepted'",
}


def as_counted(asked: Asked, wanted: Mapping[str, str], scope: Scope, now: datetime) -> Asked:
    """Return the condition with only what the figure named by ``counted`` counts.

    :param wanted: filters; ``counted`` is one of :data:`COUNTED`, ``month`` the month of closing,
        ``regulation`` whose figure it is. Without ``counted`` nothing changes.
    """
    kind = wanted.get("counted", "")
    if not kind:
        return asked
    if kind not in COUNTED:
        return asked.also("false")
    where, params = countable(scope, wanted.get("regulation", ""))
    asked = asked.also(where, **params)
    if kind == "late":
        return asked.also(COUNTED[kind], counted_now=now)
    closed = f'c."ended" AND {COUNTED[kind]} AND {COUNTS}'
    bounds: dict[str, datetime] = {}
    until = now
    try:
        month = Month.parse(wanted.get("month", ""))
    except NotAMonth:
        pass  # a list behind no month is of all of them
    else:
        until = datetime.combine(month.next.first_day, time(), OFFICE_ZONE)
        bounds = {
            "month_from": datetime.combine(month.first_day, time(), OFFICE_ZONE),
            "month_until": until,
        }
        closed += (
            ' AND c."ended_at" >= %(month_from)s::timestamptz'
            ' AND c."ended_at" < %(month_until)s::timestamptz'
        )
    if kind != "due":
        return asked.also(closed, **bounds)
    still = f'NOT c."ended" AND {_LATE} AND c."next_due_at" < %(counted_passed)s::timestamptz'
    return asked.also(f"({closed} OR {still})", **bounds, counted_passed=min(until, now))

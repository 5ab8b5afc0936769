"""Matters that came in through the city interface: which are whose, and how they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from shouwen.casework import queries
from shouwen.casework.queries import OutwardCase
from shouwen.connections.models import Submission
from shouwen.vocabulary import at_office


@dataclass(frozen=True, slots=True)
class Submitted:
    """One submitted matter with how it stands now."""

    number: str
    service: str
    token: str
    lat: str
    long: str
    at: datetime
    case: OutwardCase


def note(
    number: str, *, caller: str, service: str, now: datetime, lat: str = "", long: str = ""
) -> str:
    """Remember who submitted a matter, and return its token; a second time returns the first's."""
    found, _ = Submission.objects.get_or_create(
        number=number,
        defaults={
            "caller": caller, "service": service, "token": token_hex(12), "lat": lat[:40],
            "long": long[:40], "at": now,
        },
    )  # fmt: skip
    return found.token


def number_of(token: str, caller: str) -> str | None:
    """Return the number behind a token this caller was given, or None."""
    found = Submission.objects.filter(token=token, caller=caller)
    return found.values_list("number", flat=True).first()


def listed(
    caller: str,
    now: datetime,
    *,
    numbers: Iterable[str] = (),
    services: Iterable[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    ended: bool | None = None,
    limit: int = 1000,
    language: str = "zh",
) -> tuple[Submitted, ...]:
    """Return what this caller submitted, newest first.

    :param since: submitted at or after; `until`: at or before
    """
    found = Submission.objects.filter(caller=caller).order_by("-at", "number")
    if numbers := tuple(numbers):
        found = found.filter(number__in=numbers)
    if services := tuple(services):
        found = found.filter(service__in=services)
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lte=until)
    rows = list(found[:limit])
    cases = queries.outward(None, (row.number for row in rows), now, language)
    return tuple(
        Submitted(
            row.number, row.service, row.token, row.lat, row.long, at_office(row.at),
            cases[row.number],
        )
        for row in rows
        if row.number in cases and ended in (None, cases[row.number].ended)
    )  # fmt: skip

"""A request of somebody without an account."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest

from shouwen import people
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

#: Whoever writes on the portal; which role that is, every regulation says itself.
STRANGER: Final = Actor(COMPLAINANT)


class PublicRequest(HttpRequest):
    """A request as the portal's views see it.

    `now` is the one moment everything in this request happens at, in the office zone; `language`
    is ``zh`` or ``en``.
    """

    now: datetime
    language: str
    htmx: Any


def house(request: PublicRequest) -> str:
    """Return the name of the organisation: its topmost unit, or nothing before there is one."""
    units = people.directory(request.now).units.values()
    return next((unit.name for unit in units if unit.parent is None), "")

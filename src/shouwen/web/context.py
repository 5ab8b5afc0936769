"""What every template knows besides its view's own values."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shouwen import people
from shouwen.casework import queries
from shouwen.web.navigation import PLACES

THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return theme, language, moment, person and places; the database is asked only when used."""
    theme = request.COOKIES.get("theme", "")
    code = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    page = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "theme": theme if theme in THEMES else "",
        "language_code": code,
        "other_language": "zh-hans" if code == "en" else "en",
        "now": getattr(request, "now", None),
        "person": getattr(request, "person", None),
        "house_telephone": settings.PORTAL_TELEPHONE,
        "house_hours": settings.PORTAL_HOURS,
        "unread": SimpleLazyObject(lambda: _unread(request)),
        "person_unit": SimpleLazyObject(lambda: _unit(request)),
        "places": [
            {"place": place, "current": page == place.page or page in place.pages}
            for place in PLACES
            if place.open_to(getattr(request, "offices", ()))
        ],
    }


def _unread(request: HttpRequest) -> bool:
    """Return whether there is a notice this person has not read."""
    actor = getattr(request, "actor", None)
    return actor is not None and bool(
        queries.notices_of(actor, request.now, limit=1, unread=True)  # type: ignore[attr-defined]
    )


def _unit(request: HttpRequest) -> str:
    """Return where the person's first post is, in words."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return ""
    posts = people.posts(person=actor.person, at=request.now)  # type: ignore[attr-defined]
    return next((post.unit_name for post in posts if post.unit_name), "")

"""What every template knows besides its view's own values."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return theme, language, moment and person; nothing here asks the database by itself."""
    theme = request.COOKIES.get("theme", "")
    code = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {
        "theme": theme if theme in THEMES else "",
        "language_code": code,
        "other_language": "zh-hans" if code == "en" else "en",
        "now": getattr(request, "now", None),
        "person": getattr(request, "person", None),
        "page_name": request.resolver_match.view_name if request.resolver_match else "",
    }

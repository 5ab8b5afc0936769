"""Around every request of the interface: its id, its language, and one shape for its problems."""

import re
from collections.abc import Callable
from secrets import token_hex
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from shouwen.api import problems

PREFIX: Final = "/api/"
_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def envelope(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give requests of the interface an id and a language, and their errors the one shape."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return answer(request)
        given = request.headers.get("X-Request-Id", "")
        request.request_id = given if _ID.fullmatch(given) else token_hex(8)  # type: ignore[attr-defined]
        # Whoever comes with a browser has chosen a language of the pages; programs have no cookie.
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = language_of(chosen or request.headers.get("Accept-Language", ""))
        request.language = language  # type: ignore[attr-defined]
        with translation.override("en" if language == "en" else "zh-hans"):
            response = answer(request)
        if response.status_code >= 400 and not _spoken(response):
            allowed = response.get("Allow")
            trouble = problems.Trouble(problems.of_status(response.status_code))
            response = problems.response(request, trouble)
            if allowed:
                response["Allow"] = allowed
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        response.headers.setdefault("Content-Language", "en" if language == "en" else "zh-hans")
        response["Vary"] = "Accept-Language, Authorization"
        return response

    return middleware


def language_of(accepted: str) -> str:
    """Return ``en`` where English is preferred to Chinese, else ``zh``."""
    try:
        wanted = parse_accept_lang_header(accepted[:200])
    except ValueError:
        return "zh"
    for name, _ in wanted:
        if name.startswith("zh"):
            return "zh"
        if name.startswith("en"):
            return "en"
    return "zh"


def _spoken(response: HttpResponse) -> bool:
    """Say whether an answer explains itself already."""
    kind = response.get("Content-Type", "")
    return kind.startswith(problems.MEDIA_TYPE) or hasattr(response, "georeport")

"""What every request gets before a view runs: the moment, the language, the person, permission."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from shouwen import people
from shouwen.accountability import queries
from shouwen.vocabulary import Actor, at_office
from shouwen.web import kept
from shouwen.web.account import gate
from shouwen.web.permissions import OFFICES, PAGES, Audience

Answer = Callable[[HttpRequest], HttpResponse]
_NUL = "\0"

#: Nothing inline, nothing from elsewhere, never inside somebody else's frame.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


def moment(answer: Answer) -> Answer:
    """Read the clock once for the whole request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.now = at_office(timezone.now())  # type: ignore[attr-defined]
        return answer(request)

    return middleware


def language(answer: Answer) -> Answer:
    """Speak the language of the cookie; Chinese without one, whatever the browser would prefer."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = chosen if chosen in known else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = code  # type: ignore[attr-defined]
        request.language = code.partition("-")[0]  # type: ignore[attr-defined]
        with translation.override(code):
            response = answer(request)
            response.headers.setdefault("Content-Language", code)
            return response

    return middleware


def without_nul(answer: Answer) -> Answer:
    """Drop the character no keyboard writes and no database keeps, before anybody meets it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _NUL in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _cleaned(request.GET)  # type: ignore[assignment]
        if request.method == "POST" and any(_NUL in text for text in _texts(request.POST)):
            request.POST = _cleaned(request.POST)  # type: ignore[assignment]
        return answer(request)

    return middleware


def _texts(given: QueryDict) -> Iterator[str]:
    return (str(text) for name, values in given.lists() for text in (name, *values))


def _cleaned(given: QueryDict) -> QueryDict:
    cleaned = QueryDict(mutable=True)
    for name, values in given.lists():
        cleaned.setlist(name.replace(_NUL, ""), [str(each).replace(_NUL, "") for each in values])
    cleaned._mutable = False
    return cleaned


def headers(answer: Answer) -> Answer:
    """Tell the browser what our pages never do."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        if not request.path.startswith(settings.STATIC_URL):
            # Names and telephones must not stay behind in a shared computer's cache.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


class Doorman:
    """Ask the table of permissions before any view runs; what is not in it is refused."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.person = SimpleLazyObject(lambda: _person(request))  # type: ignore[attr-defined]
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Let the request through, ask for a login, or refuse."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        audience = PAGES.get(name)
        if audience is None:
            raise PermissionDenied(f"{name} is not in the table of permissions")
        if audience in (Audience.ANYONE, Audience.API):
            return None
        if not request.user.is_authenticated:
            return _login(request)
        try:
            standing = people.standing_of(request.user, request.now)  # type: ignore[attr-defined]
        except people.NotStaff as refusal:
            raise PermissionDenied(refusal.problem) from refusal
        request.actor, request.offices = standing.actor, standing.offices  # type: ignore[attr-defined]
        if audience is Audience.KEEPERS:
            mine = queries.keeping(request.actor, request.now)  # type: ignore[attr-defined]
            if not mine.keeps_any:
                raise PermissionDenied(f"{name} is for those who keep accounts")
        if audience in OFFICES and not OFFICES[audience] & standing.offices:
            raise PermissionDenied(f"{name} is for {audience.value}")
        return gate.before(request, name, office=audience in OFFICES)


def _login(request: HttpRequest) -> HttpResponse:
    """Ask for a login; what was being sent waits for it, see :mod:`.kept`."""
    typed = kept.typed(request)
    if getattr(request, "htmx", False):
        # A fragment must not be replaced by a login page. What is typed stays where it stands, and
        # the page offers a login beside it; where nothing is, the browser goes there as a whole.
        response = HttpResponse(status=401)
        response["Shouwen-Refusal"] = "expired"
        if not typed:
            whence = request.htmx.current_url_abs_path or settings.LOGIN_REDIRECT_URL  # type: ignore[attr-defined]
            response["Shouwen-Login"] = redirect_to_login(whence).url
        return response
    if typed:
        values = {
            "next": request.get_full_path(), "fields": typed, "expired": True,
            "provider": settings.IDENTITY_PROVIDER, "directory": settings.DIRECTORY,
        }  # fmt: skip
        return render(request, "account/login.html", values, status=401)
    whence = (
        request.get_full_path() if request.method == "GET" else str(settings.LOGIN_REDIRECT_URL)
    )
    return redirect_to_login(whence)


def _person(request: HttpRequest) -> Actor | None:
    """Return the member of staff on pages open to anyone, or None."""
    known = getattr(request, "actor", None)
    if known is not None:
        return known
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    try:
        return people.actor_for(user, request.now)  # type: ignore[attr-defined]
    except people.NotStaff:
        return None

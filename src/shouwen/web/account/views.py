"""Logging in with a password and out again; the switches for language and theme."""

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shouwen import logins, people
from shouwen.web import kept
from shouwen.web.account import entering, throttle
from shouwen.web.context import THEMES
from shouwen.web.public import opened

_YEAR = 365 * 24 * 60 * 60
_DIRECTORY = "shouwen.logins.backends.DirectoryPassword"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Show the form; let in who knows the password and has not guessed too often."""
    onward = entering.onward(request, str(settings.LOGIN_REDIRECT_URL))
    if request.method == "GET":
        if request.person:  # type: ignore[attr-defined]
            return redirect(onward)
        return form(request, onward)
    now = request.now  # type: ignore[attr-defined]
    name = request.POST.get("username", "").strip()
    password = request.POST.get("password", "")
    address = entering.address_of(request)
    refusal = locked(name, address, request)
    if refusal:
        return form(request, onward, name, refusal=refusal, status=429)
    try:
        user = auth.authenticate(request, username=name, password=password) if name else None
    except logins.DirectoryDown as down:
        throttle.note_failure(name, address, now)
        english = request.language == "en"  # type: ignore[attr-defined]
        refusal = down.english if english else f"{down.problem}。{down.remedy}。"
        return form(request, onward, name, refusal=refusal, status=503)
    if not isinstance(user, User):
        throttle.note_failure(name, address, now)
        logins.note_failure(name, "password", **entering.whence(request))
        refusal = _("登录名或密码不对，请核对后再试。注意大小写。")
        return form(request, onward, name, refusal=refusal, status=422)
    throttle.forget(name, address)
    backend = str(getattr(user, "backend", ""))
    way = "directory" if backend == _DIRECTORY else "password"
    try:
        return entering.enter(request, user, [way], onward, backend=backend)
    except people.NotStaff as refused:
        return form(request, onward, name, refusal=said(request, refused), status=403)


def locked(name: str, address: str, request: HttpRequest) -> str:
    """Return in words for how long a login is locked; nothing when it is not."""
    minutes = throttle.minutes_locked(name, address, request.now)  # type: ignore[attr-defined]
    told = _("密码输错次数过多，请 %(minutes)d 分钟后再试。") % {"minutes": minutes}
    return told if minutes else ""


def said(request: HttpRequest, refusal: Any) -> str:
    """Return what an error says, in the reader's language."""
    if request.language == "en" and refusal.english:  # type: ignore[attr-defined]
        return f"{refusal.english[:1].upper()}{refusal.english[1:]}."
    return f"{refusal.problem}。{refusal.remedy}。"


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session and go to the front page."""
    user, key = request.user, request.session.session_key
    if isinstance(user, User) and key:
        number = next((each.number for each in logins.sessions(user, key) if each.here), None)
        if number is not None:
            logins.end_session(user, number, request.now)  # type: ignore[attr-defined]
    auth.logout(request)
    # What was opened here as its complainant's, too: such as a matter of one's own.
    return opened.leave(redirect(str(settings.LOGOUT_REDIRECT_URL)))


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember a language and go back to where the switch was used."""
    response = HttpResponseRedirect(entering.onward(request, "/"))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        _remember(request, response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark and go back; `switch` from the system's own means dark."""
    response = HttpResponseRedirect(entering.onward(request, "/"))
    chosen = request.POST.get("theme", "")
    if chosen == "system":
        response.delete_cookie("theme", samesite="Lax")
    else:
        _remember(request, response, "theme", chosen if chosen in THEMES else "dark")
    return response


def form(
    request: HttpRequest,
    onward: str,
    name: str = "",
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the page for logging in."""
    values: dict[str, Any] = {
        "next": onward, "username": name, "refusal": refusal, "fields": kept.carried(request),
        "provider": settings.IDENTITY_PROVIDER, "directory": settings.DIRECTORY,
    }  # fmt: skip
    return render(request, "account/login.html", values, status=status)


def _remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )

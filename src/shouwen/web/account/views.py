"""Logging in and out; the switches for language and theme."""

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.web import kept
from shouwen.web.account import throttle
from shouwen.web.context import THEMES

_YEAR = 365 * 24 * 60 * 60


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Show the form; let in who knows the password and has not guessed too often."""
    onward = _onward(request, str(settings.LOGIN_REDIRECT_URL))
    if request.method == "GET":
        if request.person:  # type: ignore[attr-defined]
            return redirect(onward)
        return _form(request, onward)
    now = request.now  # type: ignore[attr-defined]
    name = request.POST.get("username", "").strip()
    password = request.POST.get("password", "")
    address = request.META.get("REMOTE_ADDR", "")
    minutes = throttle.minutes_locked(name, address, now)
    if minutes:
        return _form(
            request, onward, name, status=429,
            refusal=_("密码输错次数过多，请 %(minutes)d 分钟后再试。") % {"minutes": minutes},
        )  # fmt: skip
    user = auth.authenticate(request, username=name, password=password) if name else None
    if user is None:
        throttle.note_failure(name, address, now)
        refusal = _("登录名或密码不对，请核对后再试。注意大小写。")
        return _form(request, onward, name, refusal=refusal, status=422)
    throttle.forget(name, address)
    auth.login(request, user)
    waiting = kept.carried(request)
    if waiting:
        return kept.ask_again(request, onward, waiting, _("已经登录"))
    return redirect(onward)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session and go to the front page."""
    auth.logout(request)
    return redirect(str(settings.LOGOUT_REDIRECT_URL))


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember a language and go back to where the switch was used."""
    response = HttpResponseRedirect(_onward(request, "/"))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        _remember(request, response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark and go back; `switch` from the system's own means dark."""
    response = HttpResponseRedirect(_onward(request, "/"))
    chosen = request.POST.get("theme", "")
    if chosen == "system":
        response.delete_cookie("theme", samesite="Lax")
    else:
        _remember(request, response, "theme", chosen if chosen in THEMES else "dark")
    return response


def _form(
    request: HttpRequest,
    onward: str,
    name: str = "",
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    values: dict[str, Any] = {
        "next": onward, "username": name, "refusal": refusal, "fields": kept.carried(request),
    }  # fmt: skip
    return render(request, "account/login.html", values, status=status)


def _onward(request: HttpRequest, otherwise: str) -> str:
    """Return where to go next, if it lies on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else otherwise


def _remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )

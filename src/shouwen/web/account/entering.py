"""From a proven identity to a session: the second factor, what is written down, where it leads."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from shouwen import logins, people
from shouwen.logins import factors
from shouwen.vocabulary import iso, moment
from shouwen.web import kept

#: Ways that prove more than a password.
STRONG: Final = frozenset({"totp", "recovery_codes", "webauthn", "passkey", "provider_twice"})
#: How long somebody may take between the password and the second factor.
_PATIENCE: Final = timedelta(minutes=10)
_BACKEND: Final = "shouwen.logins.backends.LocalPassword"
_BROWSERS: Final = (
    ("Edg/", "Edge"), ("MicroMessenger", "微信"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def onward(request: HttpRequest, otherwise: str) -> str:
    """Return where to go next, if it lies on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else otherwise


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def device_of(request: HttpRequest) -> str:
    """Return browser and system in two words."""
    told = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in _BROWSERS if sign in told), "")
    system = next((name for sign, name in _SYSTEMS if sign in told), "")
    return " · ".join(filter(None, (browser, system)))


def whence(request: HttpRequest) -> dict[str, Any]:
    """Return address, device and moment as the record of logins wants them."""
    now: datetime = request.now  # type: ignore[attr-defined]
    return {"address": address_of(request), "device": device_of(request), "now": now}


def enter(
    request: HttpRequest, user: User, ways: Sequence[str], wanted: str, *, backend: str = ""
) -> HttpResponse:
    """Let somebody in who has proven himself once, or ask for the second factor.

    :raises NotStaff: if the login belongs to nobody who is in the organisation now
    """
    people.actor_for(user, request.now)  # type: ignore[attr-defined]
    if STRONG.isdisjoint(ways) and factors.factors_of(user).any:
        request.session["entering"] = {
            "user": user.pk, "ways": list(ways), "next": wanted, "backend": backend or _BACKEND,
            "at": iso(request.now),  # type: ignore[attr-defined]
        }  # fmt: skip
        return ask_second(request, user)
    return finish(request, user, ways, wanted, backend=backend)


def waiting_for_second(request: HttpRequest) -> tuple[User, dict[str, Any]] | None:
    """Return who has given a password and not yet the second factor, or None."""
    told = request.session.get("entering")
    if not told or moment(told["at"]) + _PATIENCE < request.now:  # type: ignore[attr-defined]
        return None
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    return (user, told) if user is not None else None


def ask_second(
    request: HttpRequest, user: User, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Show the page that asks for the second factor."""
    values = {
        "factors": factors.factors_of(user), "refusal": refusal, "fields": kept.carried(request),
    }  # fmt: skip
    return render(request, "account/second.html", values, status=status)


def finish(
    request: HttpRequest, user: User, ways: Sequence[str], wanted: str, *, backend: str = ""
) -> HttpResponse:
    """Begin the session, write it down and lead on; what was being sent is offered again."""
    now: datetime = request.now  # type: ignore[attr-defined]
    waiting = kept.carried(request)
    person = people.actor_for(user, now).person
    request.session.cycle_key()  # a session that was there before is not the one that follows
    auth.login(request, user, backend=backend or _BACKEND)
    session = request.session
    for name in ("entering", "owes", "reveals"):
        session.pop(name, None)
    session["ways"], session["confirmed"], session["seen"] = list(ways), iso(now), iso(now)
    if not logins.ask_no_longer():
        session["reveals"] = True
    if session.session_key is None:
        session.save()
    logins.began(user, str(session.session_key), ways, **whence(request))
    if STRONG.isdisjoint(ways) and logins.demanded_of(person, now):
        session["owes"] = True
        return redirect("account:security")
    if "recovery_codes" in ways:
        left = factors.factors_of(user).codes_left
        messages.warning(request, _("您用掉了一个恢复码，还剩 %(n)d 个。") % {"n": left})
    if waiting:
        return kept.ask_again(request, wanted, waiting, _("已经登录"))
    return redirect(wanted or str(settings.LOGIN_REDIRECT_URL))

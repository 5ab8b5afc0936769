"""What a session must have proven before certain pages open."""

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from shouwen import logins
from shouwen.vocabulary import iso, moment
from shouwen.web import kept
from shouwen.web.account.entering import STRONG

#: A proof of identity is good for so long before sensitive acts.
FRESH: Final = timedelta(minutes=15)
_SEEN_EVERY: Final = timedelta(minutes=10)
#: Acts for which somebody proves anew who he is.
SENSITIVE: Final = frozenset(
    {
        "account:app", "account:codes", "account:passkey_wanted", "account:passkey_new",
        "account:factor_remove", "administration:login", "administration:demands",
    }
)  # fmt: skip
#: Asked anew only where the organisation says so.
READING: Final = frozenset({"desk:reveal"})
#: What is open to somebody who must set up a second factor first.
_SETTING_UP: Final = frozenset(
    {
        "account:security", "account:app", "account:codes", "account:passkey_wanted",
        "account:passkey_new", "account:confirm", "account:password",
    }
)  # fmt: skip


def before(request: HttpRequest, name: str, *, office: bool = False) -> HttpResponse | None:
    """Return what must be answered before a page of staff opens, or None.

    :param office: whether the page is one for an office of the system
    """
    session = request.session
    if office and not session.get("owes") and _weak(request):
        session["owes"] = True  # the office was given after this session had begun
    if session.get("owes") and name not in _SETTING_UP:
        return _elsewhere(request, reverse("account:security"))
    if name in SENSITIVE or (name in READING and session.get("reveals")):
        asked = _prove_anew(request)
        if asked is not None:
            return asked
    _note_seen(request)
    return None


def _weak(request: HttpRequest) -> bool:
    """Say whether a session was begun with a password alone though a second factor is demanded."""
    ways = request.session.get("ways", ())
    return (
        bool(ways)
        and STRONG.isdisjoint(ways)
        and logins.demanded_of(request.actor.person, request.now)  # type: ignore[attr-defined]
    )


def fresh(request: HttpRequest) -> bool:
    """Say whether somebody has proven himself a short while ago."""
    told = request.session.get("confirmed")
    return bool(told) and moment(told) + FRESH >= request.now  # type: ignore[attr-defined]


def _prove_anew(request: HttpRequest) -> HttpResponse | None:
    if fresh(request):
        return None
    typed = kept.typed(request)
    htmx = bool(getattr(request, "htmx", False))
    if typed and not htmx:
        values = {"next": request.get_full_path(), "fields": typed}
        return render(request, "account/confirm.html", values, status=401)
    back = request.htmx.current_url_abs_path if htmx else request.get_full_path()  # type: ignore[attr-defined]
    return _elsewhere(request, f"{reverse('account:confirm')}?{urlencode({'next': back or '/'})}")


def _elsewhere(request: HttpRequest, address: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


def _note_seen(request: HttpRequest) -> None:
    told = request.session.get("seen")
    now = request.now  # type: ignore[attr-defined]
    if told and moment(told) + _SEEN_EVERY < now:
        request.session["seen"] = iso(now)
        logins.seen(str(request.session.session_key), now)

"""A complainant binds a WeChat account to the open matter, to be told of it there."""

from secrets import token_hex

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from shouwen.casework import queries
from shouwen.notices import binding
from shouwen.notices.adapters import Never, NotNow
from shouwen.web.public import opened
from shouwen.web.public.following import closed
from shouwen.web.public.qr import picture
from shouwen.web.public.request import PublicRequest, house

_COOKIE = "binding"
#: How WeChat's own browser names itself.
_WECHAT = "MicroMessenger"


@require_safe
def wechat(request: PublicRequest) -> HttpResponse:
    """Show a code to scan with WeChat for whoever has a matter open, or go on if this is WeChat."""
    mine = opened.read(request, request.now)
    if mine is None:
        return closed(request)
    if not binding.offered():
        return redirect("public:told")
    # Opens the matter: the code is right, or there is no ticket.
    queries.public_view(mine.number, mine.code, request.now, request.language)
    page = reverse("public:bind", args=[binding.ticket(mine.number, request.now)])
    if _WECHAT in request.headers.get("User-Agent", ""):
        return opened.keep(redirect(page), mine, request.now)
    address = _absolute(request, page)
    values = {
        "number": mine.number, "picture": picture(address), "address": address,
        "house": house(request),
    }  # fmt: skip
    return opened.keep(render(request, "public/wechat.html", values), mine, request.now)


@require_safe
def bind(request: PublicRequest, ticket: str) -> HttpResponse:
    """Say what is to be bound, and lead to where WeChat says whose account it is."""
    number = binding.number_of(ticket, request.now)
    if number is None:
        return _show(request, "old", status=410)
    browser = token_hex(16)
    way = binding.way_to(
        number, _absolute(request, reverse("public:bound")), browser, request.language, request.now
    )
    if way is None:
        return _show(request, "old", status=410)
    response = _show(request, "ask", number=number, way=way)
    response.set_cookie(
        _COOKIE, browser, max_age=binding.STAYS, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


@require_safe
def bound(request: PublicRequest) -> HttpResponse:
    """Take what WeChat says, and tell what came of it."""
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    try:
        number = binding.bind(state, code, request.COOKIES.get(_COOKIE, ""), now=request.now)
    except NotNow:
        return _show(request, "away", status=503)
    except Never:
        number = None
    if number is None:
        return _show(request, "old", status=410)
    response = _show(request, "bound", number=number)
    response.delete_cookie(_COOKIE, samesite="Lax")
    return response


def _show(
    request: PublicRequest, what: str, *, status: int = 200, number: str = "", way: str = ""
) -> HttpResponse:
    values = {"what": what, "number": number, "way": way, "house": house(request)}
    return render(request, "public/bind.html", values, status=status)


def _absolute(request: PublicRequest, page: str) -> str:
    return f"{settings.ORIGIN}{page}" if settings.ORIGIN else request.build_absolute_uri(page)

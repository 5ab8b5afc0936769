"""Other cities' services that speak GeoReport v2, and what was passed on to them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.connections import cities as kept
from shouwen.connections.errors import NoSuchCity, NoSuchForwarding, WrongForwarding
from shouwen.web.connections.tabs import tabs, words
from shouwen.web.requests import DeskRequest, show


@require_http_methods(["GET", "HEAD", "POST"])
def cities(request: DeskRequest) -> HttpResponse:
    """List cities and what was passed on to them; enter one, close one, send again."""
    error = ""
    if request.method == "POST":
        try:
            messages.success(request, _done(request))
            return redirect("connections:cities")
        except (WrongForwarding, NoSuchCity, NoSuchForwarding) as wrong:
            error = words(request, wrong)
    values = {
        "tabs": tabs("connections:cities"),
        "rows": kept.cities(),
        "forwardings": kept.recent(),
        "typed": request.POST if error else {},
        "error": error,
    }
    return show(request, "connections/cities.html", values, status=422 if error else 200)


def _done(request: DeskRequest) -> str:
    given = request.POST
    if given.get("close"):
        kept.close_city(given["close"], now=request.now)
        return _("不再外送到该平台")
    if given.get("again"):
        kept.again(given["again"], now=request.now)
        return _("已排队重发")
    kept.add_city(
        given.get("name", ""),
        given.get("address", "").strip(),
        jurisdiction=given.get("jurisdiction", ""),
        key=given.get("key", "").strip(),
        by=request.actor.person,
        now=request.now,
    )
    return _("平台已添加")

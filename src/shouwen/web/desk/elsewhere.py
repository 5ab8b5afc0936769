"""Passing a matter on to another city that speaks GeoReport v2, and how it stands there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shouwen.casework import queries
from shouwen.connections import cities
from shouwen.connections.errors import NoSuchCity, NotReached, WrongForwarding
from shouwen.connections.georeport import Service
from shouwen.vocabulary import ShouwenError
from shouwen.web.requests import DeskRequest, command_id, new_token, show

#: What the form asks for, by its own name for it.
_TYPED = ("service", "description", "address_string", "reason")


@sensitive_post_parameters("description", "address_string")
@require_http_methods(["GET", "HEAD", "POST"])
def elsewhere(request: DeskRequest, number: str) -> HttpResponse:
    """Show where a case was passed on to; pass it on to a service of a city."""
    sent = cities.forwardings(request.actor, number, request.now)
    view = queries.case_view(request.actor, number, request.now, request.language)
    known = cities.cities()
    asked = request.POST.get("city") or request.GET.get("city") or ""
    city = next((each for each in known if each.id == asked), None)
    if city is None and len(known) == 1:
        city = known[0]
    typed = {name: request.POST.get(name, "").strip() for name in _TYPED}
    faults = _faults(typed) if request.method == "POST" else {}
    if request.method == "POST" and city is not None and not faults:
        try:
            cities.forward(
                number, city.id, typed["service"],
                {name: typed[name] for name in ("description", "address_string")},
                reveal_content=typed["reason"], actor=request.actor, now=request.now,
                command_id=command_id(request),
            )  # fmt: skip
        except (WrongForwarding, NoSuchCity) as wrong:
            faults = {"service": _said(request, wrong)}
        else:
            messages.success(request, _("已排队送出，进展会显示在这里"))
            return redirect("desk:elsewhere", number=number)
    asked_for = city is not None and cities.works_on(view)
    services, away = _services(request, city.id) if asked_for and city else ((), "")
    values = {
        "case": view,
        "may": cities.works_on(view),
        "sent": sent,
        "cities": known,
        "city": city,
        "services": services,
        "away": away,
        "typed": typed,
        "faults": faults,
        "token": new_token(),
    }
    return show(request, "desk/elsewhere.html", values, status=422 if faults else 200)


def _faults(typed: dict[str, str]) -> dict[str, str]:
    faults = {}
    if not typed["service"]:
        faults["service"] = _("请选择对方的服务")
    if not typed["address_string"]:
        faults["address_string"] = _("请写明事发地点，对方据此派件")
    if typed["description"] and typed["reason"]:
        faults["reason"] = _("已写了说明，就不再附原文；请只留一项")
    return faults


def _services(request: DeskRequest, city: str) -> tuple[tuple[Service, ...], str]:
    """Return what a city offers, or why it is not known."""
    try:
        return cities.services_of(city), ""
    except NotReached as away:
        return (), _said(request, away)


def _said(request: DeskRequest, error: ShouwenError) -> str:
    english = request.language == "en" and error.english
    return str(error.english if english else error.problem)

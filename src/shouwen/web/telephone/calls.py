"""Who is calling, in a quiet banner; the call and its caller's matters; the log."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import people
from shouwen.casework import operations, queries
from shouwen.casework.errors import CaseNotFound
from shouwen.intake import telephone
from shouwen.people import Office
from shouwen.web.requests import DeskRequest, show

#: htmx stops asking when it is answered this.
_STOP = 286


@require_safe
def ringing(request: DeskRequest) -> HttpResponse:
    """Answer with the banner of a call at this person's extension, when another is to be shown."""
    extension = people.extension_of(request.actor.person)
    if not extension:
        return HttpResponse(status=_STOP)
    calls = telephone.calls_at(extension, request.now)
    mark = " ".join(f"{each.id}" for each in calls)
    if request.GET.get("shown", "") == mark:
        return HttpResponse(status=204)
    found = calls[0] if calls else None
    values: dict[str, object] = {"call": found, "others": calls[1:], "shown": mark}
    if found is not None:
        matters = telephone.cases_of_caller(request.actor, found, request.now, request.language)
        open_ = [row for row in matters if not row.ended]
        values |= {"open": open_[:3], "count": len(matters), "more": max(0, len(open_) - 3)}
    return show(request, "telephone/banner.html", values)


@require_safe
def log(request: DeskRequest) -> HttpResponse:
    """Show calls, newest first: one's own, or all to whoever looks after the system."""
    everybody = _everybody(request) and request.GET.get("show") == "all"
    page = telephone.call_log(
        request.actor, request.now, everybody=everybody, cursor=request.GET.get("after", "")
    )
    values = {
        "page": page,
        "everybody": everybody,
        "may_all": _everybody(request),
        "extension": people.extension_of(request.actor.person),
    }
    return show(request, "telephone/calls.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: DeskRequest, call: int) -> HttpResponse:
    """Show one call with its caller's matters; begin a registration, link it, put it away."""
    everybody = _everybody(request)
    row = telephone.call_of(request.actor, call, request.now, everybody=everybody)
    typed, error = "", ""
    if request.method == "POST":
        intent = request.POST.get("intent", "")
        if intent == "away":
            telephone.put_away(request.actor, call, now=request.now)
            return HttpResponse() if request.htmx else redirect("telephone:calls")
        if intent == "register":
            return _begin(request, row)
        typed = request.POST.get("number", "").strip()
        try:
            telephone.link(request.actor, call, typed, now=request.now, everybody=everybody)
        except CaseNotFound:
            error = _("没有这件投诉，或不在您的职责范围内")
        else:
            messages.success(request, _("已关联"))
            return redirect("telephone:call", call=call)
    values = {
        "call": row,
        "matters": telephone.cases_of_caller(request.actor, row, request.now, request.language),
        "ways": queries.registration_acts(request.actor, request.now, request.language),
        "typed": typed,
        "error": error,
    }
    return show(request, "telephone/call.html", values, status=422 if error else 200)


def _begin(request: DeskRequest, row: telephone.CallRow) -> HttpResponse:
    """Keep a draft with what the call says, and open it: nothing typed elsewhere is touched."""
    regulation, _dot, act = request.POST.get("way", "").partition(".")
    ways = queries.registration_acts(request.actor, request.now, request.language)
    if not any((way.regulation, way.act) == (regulation, act) for way in ways):
        raise Http404
    form = queries.registration_form(request.actor, regulation, act, request.now)
    filled: dict[str, object] = {}
    for field in form.fields:
        if field.means == "telephone" and row.caller:
            filled[field.name] = telephone.number_for(
                request.actor, row, reason="登记来电", now=request.now
            )
        elif field.means == "received_at":
            filled[field.name] = row.began_at.strftime("%Y-%m-%dT%H:%M")
        elif field.means == "channel":
            phones = [c.value for c in field.choices if c.value in ("phone", "telephone", "call")]
            if phones:
                filled[field.name] = phones[0]
    draft = operations.save_draft(regulation, act, filled, actor=request.actor, now=request.now)
    return redirect(f"{reverse('desk:register', args=[regulation, act])}?draft={draft}")


def _everybody(request: DeskRequest) -> bool:
    return bool({Office.ADMINISTRATOR, Office.AUDITOR} & set(request.offices))  # type: ignore[attr-defined]

"""Periodic duties: what is owed by when, and signing it off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.casework import operations, queries
from shouwen.web.requests import DeskRequest, show

_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def duties(request: DeskRequest) -> HttpResponse:
    """Show the duties this person owes or oversees; sign one off."""
    if request.method == "POST":
        return _sign(request)
    rows = queries.duty_list(request.actor, request.now, request.language, limit=_SHOWN)
    mine = [row for row in rows if row.may_sign]
    others = [row for row in rows if not row.may_sign and row.signed_at is None]
    signed = [row for row in rows if row.signed_at is not None]
    values = {
        "mine": mine,
        "others": others,
        "signed": signed,
        "full": len(rows) >= _SHOWN,
        "books": any(row.book for row in rows),
        "missed": sum(row.daily and row.late for row in mine),
    }
    return show(request, "desk/duties.html", values)


def _sign(request: DeskRequest) -> HttpResponse:
    done = operations.sign_duty(
        request.POST.get("key", ""),
        note=request.POST.get("note", ""),
        actor=request.actor,
        now=request.now,
    )
    if done:
        messages.success(request, _("已签办"))
    else:
        messages.warning(request, _("这一项已经由他人签办"))
    return redirect("desk:duties")

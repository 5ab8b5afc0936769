"""What this person was told: notices and escalations."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.casework import operations, queries
from shouwen.vocabulary import ShouwenError, moment
from shouwen.web.desk.asked import address
from shouwen.web.requests import DeskRequest, show

_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: DeskRequest) -> HttpResponse:
    """Show the notices, newest first, a page at a time; mark one or all of them as read."""
    unread = request.GET.get("show") != "all"
    if request.method == "POST":
        return _mark(request)
    after = request.GET.get("after", "")
    rows = queries.notices_of(
        request.actor,
        request.now,
        request.language,
        limit=_SHOWN + 1,
        unread=unread,
        before=_place(after),
    )
    last = rows[_SHOWN - 1] if len(rows) > _SHOWN else None
    values = {
        "rows": rows[:_SHOWN],
        "unread_only": unread,
        "any_unread": any(not row.read_at for row in rows),
        "first": address(request.GET, after=None) if after else "",
        "next": address(request.GET, after=f"{last.at.isoformat()}~{last.id}") if last else "",
    }
    return show(request, "desk/notices.html", values)


def _place(text: str) -> tuple[datetime, int] | None:
    """Return instant and id a page ended at; None where the address says nothing sensible."""
    at, tilde, id_ = text.partition("~")
    if not tilde or not id_.isdigit():
        return None
    try:
        return moment(at), int(id_)
    except (ValueError, ShouwenError):
        return None


def _mark(request: DeskRequest) -> HttpResponse:
    if request.POST.get("all"):
        marked = operations.mark_all_notices_read(actor=request.actor, now=request.now)
    else:
        given = [int(each) for each in request.POST.getlist("notice") if each.isdigit()]
        marked = operations.mark_notices_read(given, actor=request.actor, now=request.now)
    case = request.POST.get("case", "")
    if case:
        return redirect("desk:case", number=case)
    if marked > 1:
        messages.success(request, _("已将 %(n)d 条通知标为已读") % {"n": marked})
    return redirect("desk:notices")

"""What this person was told: notices and escalations."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.casework import operations, queries
from shouwen.web.requests import DeskRequest, show

_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: DeskRequest) -> HttpResponse:
    """Show the notices, newest first; mark one or all of them as read."""
    unread = request.GET.get("show") != "all"
    if request.method == "POST":
        return _mark(request)
    rows = queries.notices_of(
        request.actor, request.now, request.language, limit=_SHOWN, unread=unread
    )
    values = {"rows": rows, "unread_only": unread, "any_unread": any(not r.read_at for r in rows)}
    return show(request, "desk/notices.html", values)


def _mark(request: DeskRequest) -> HttpResponse:
    given = [int(each) for each in request.POST.getlist("notice") if each.isdigit()]
    if request.POST.get("all"):
        rows = queries.notices_of(
            request.actor, request.now, request.language, limit=_SHOWN, unread=True
        )
        given = [row.id for row in rows]
    marked = sum(
        operations.mark_notice_read(notice, actor=request.actor, now=request.now)
        for notice in given
    )
    case = request.POST.get("case", "")
    if case:
        return redirect("desk:case", number=case)
    if marked > 1:
        messages.success(request, _("已将 %(n)d 条通知标为已读") % {"n": marked})
    return redirect("desk:notices")

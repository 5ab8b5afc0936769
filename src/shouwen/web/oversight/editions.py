"""The editions of a regulation: when each holds, what is otherwise between two, open cases."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.casework import edition_views, operations, publishing, rulebooks
from shouwen.casework.migrating import pinned_to
from shouwen.packs.migrations import PlanSheet
from shouwen.people import Office
from shouwen.web.oversight.tabs import page_values
from shouwen.web.requests import DeskRequest, go, show

#: Open cases taken over at one press; the next takes the next.
_AT_ONCE = 200
_MOST = 1000


@require_safe
def editions(request: DeskRequest, id: str) -> HttpResponse:
    """Show every edition, and two of them side by side where they are asked for."""
    view = rulebooks.regulation(id, request.language)
    rows = edition_views.editions(id)
    keys = [row.key for row in rows]
    new = request.GET.get("new", keys[0])
    old = request.GET.get("old", keys[1] if len(keys) > 1 else "")
    compared = None
    if old in keys and new in keys and old != new:
        compared = edition_views.between(old, new)
    values = page_values(
        view, "editions", rows=rows, old=old, new=new, compared=compared,
        may_draft=Office.COMPLIANCE in request.offices,
        pinned={key: pinned_to(key, _MOST) for key in keys[:6]}, most=_MOST,
        plan=publishing.plan_of(keys[0]),
    )  # fmt: skip
    return show(request, "oversight/editions.html", values)


@require_POST
def take_over(request: DeskRequest, id: str) -> HttpResponse:
    """Let some open cases of the older edition go over to the published one, by its plan."""
    newest = edition_views.editions(id)[0].key
    found = publishing.plan_of(newest)
    back = reverse("oversight:editions", args=[id])
    if found is None or not found[1].strip():
        messages.error(request, _("这一版没有迁移方案，未结件继续按原版办理"))
        return go(request, back)
    old, plan = found
    report = operations.migrate_open(
        old, newest, actor=request.actor, now=request.now,
        plan=PlanSheet("plan.yaml", plan), limit=_AT_ONCE,
    )  # fmt: skip
    gone = sum(case.goes for case in report.cases)
    kept = [case for case in report.cases if not case.goes]
    messages.success(request, _("%(n)d 件已改按新版办理") % {"n": gone})
    for case in kept[:5]:
        messages.warning(request, f"{case.number}：{'；'.join(case.reasons)}")
    return go(request, back)

"""Units, persons and posts from a sheet: upload, look at every line, take in, take back."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import administration
from shouwen.casework import staffing
from shouwen.vocabulary import ShouwenError
from shouwen.web.administration.words import said
from shouwen.web.requests import DeskRequest, go, show

_LARGEST = 10 * 1024 * 1024
_SHOWN = 400


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: DeskRequest) -> HttpResponse:
    """Show where to upload; the plan of what was uploaded; take it in or back."""
    refusal, plan = "", None
    if request.method == "POST":
        way = request.POST.get("way", "")
        number = request.POST.get("number", "")
        try:
            if way == "carry_out" and number.isdigit():
                run = administration.carry_out(
                    int(number), by=request.actor.person, now=request.now
                )
                changed = sum(line.state != "unchanged" for line in run.lines)
                messages.success(request, _("已导入，变动 %(n)d 项") % {"n": changed})
                return go(request, "./")
            if way == "undo" and number.isdigit():
                _run, ended = administration.undo(
                    int(number), by=request.actor.person, now=request.now
                )
                told = _("已撤回。")
                if ended:
                    told += _("其中 %(n)d 项终止不能恢复，请重新登记。") % {"n": ended}
                messages.success(request, told)
                return go(request, "./")
            file = request.FILES.get("file")
            if file is None or file.size is None:
                refusal = _("请选择文件")
            elif file.size > _LARGEST:
                refusal = _("文件超过 10 MB，请分成几份")
            else:
                plan = administration.plan(
                    str(file.name), file.read(), roles=_roles(request),
                    by=request.actor.person, now=request.now,
                )  # fmt: skip
        except ShouwenError as wrong:
            refusal = said(request, wrong)
    lines = sorted(plan.lines, key=lambda line: _FIRST.get(line.state, 9)) if plan else []
    values = {
        "plan": plan,
        "lines": lines[:_SHOWN],
        "hidden": max(0, len(lines) - _SHOWN),
        "counts": [(state, plan.count(state)) for state in _FIRST] if plan else [],
        "runs": administration.runs(),
        "refusal": refusal,
    }
    return show(request, "administration/sheet.html", values, status=422 if refusal else 200)


_FIRST = {"wrong": 0, "ended": 1, "changed": 2, "added": 3, "unchanged": 4}


@require_safe
def template(request: DeskRequest) -> HttpResponse:
    """Return the workbook to fill in."""
    roles = staffing.roles_known(request.now, request.language)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    pairs = dict.fromkeys((row.role, row.title) for row in roles)
    response = HttpResponse(administration.template(pairs), content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="staff.xlsx"'
    return response


def _roles(request: DeskRequest) -> dict[str, str]:
    rows = staffing.roles_known(request.now)
    found = {row.title: row.role for row in rows}
    return {**found, **{row.role: row.role for row in rows}}

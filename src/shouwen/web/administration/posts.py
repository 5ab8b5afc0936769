"""Who holds what, which seats nobody can hold, what is demanded of logins, what was changed."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import logins, people
from shouwen.casework import staffing
from shouwen.people import looking
from shouwen.web.administration.words import attempt
from shouwen.web.requests import DeskRequest, go, show


@require_safe
def posts(request: DeskRequest) -> HttpResponse:
    """Show posts by role or unit, what a role may do, and seats that are empty."""
    role, unit = request.GET.get("role", ""), request.GET.get("unit", "")
    after = request.GET.get("after", "")
    rows, more = looking.holders(
        role=role, unit=unit, at=request.now, after=int(after) if after.isdigit() else 0
    )
    roles = staffing.roles_known(request.now, request.language)
    told = {"role": role, "unit": unit}
    values = {
        "rows": [(row, row.since > request.now) for row in rows],
        "roles": roles,
        "titles": {row.role: row.title for row in roles},
        "role": role,
        "unit": unit,
        "units": people.unit_choices(),
        "acts": staffing.acts_of(role, request.now, request.language) if role else (),
        "seats": staffing.empty_seats(request.now, request.language),
        "first": f"?{urlencode(told)}" if after else "",
        "next": f"?{urlencode({**told, 'after': more})}" if more else "",
    }
    return show(request, "administration/posts.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def demands(request: DeskRequest) -> HttpResponse:
    """Show of whom a second factor is demanded; demand or release it."""
    roles = staffing.roles_known(request.now, request.language)
    if request.method == "POST":
        role, by = request.POST.get("role", ""), request.actor.person
        known = role == logins.REVEALS or any(role == row.role for row in roles)
        if known and request.POST.get("way") == "demand":
            attempt(request, lambda: logins.demand(role, by=by, now=request.now), _("已要求"))
        elif known:
            attempt(request, lambda: logins.release(role, by=by, now=request.now), _("已取消"))
        return go(request, "./")
    wanted = logins.all_demands()
    named = {}
    for row in roles:
        named.setdefault(row.role, row)
    values = {
        "demanded": [row for row in named.values() if row.role in wanted],
        "others": [row for row in named.values() if row.role not in wanted],
        "reveals": logins.REVEALS in wanted,
        "reveals_name": logins.REVEALS,
    }
    return show(request, "administration/demands.html", values)


@require_safe
def changes(request: DeskRequest) -> HttpResponse:
    """Show who changed what in the organisation."""
    subject = request.GET.get("of", "").strip()
    rows = people.changes(subject or None, 200)
    persons = people.names_of_persons({row.by for row in rows} | {row.subject for row in rows})
    units = people.names_of_units({row.subject for row in rows})
    values = {
        "rows": [
            (row, WHAT().get(row.what, row.what), persons.get(row.by, row.by),
             units.get(row.subject) or persons.get(row.subject) or row.subject)
            for row in rows
        ],
        "subject": subject,
    }  # fmt: skip
    return show(request, "administration/changes.html", values)


def WHAT() -> dict[str, str]:  # noqa: N802 - a table, in the reader's language
    """Return what changes are called."""
    return {
        "unit.created": _("设立机构"), "unit.changed": _("修改机构"), "unit.moved": _("调整上级"),
        "unit.closed": _("撤销机构"), "person.created": _("登记人员"),
        "person.entered": _("登记人员"), "person.changed": _("修改人员"),
        "person.left": _("离岗"), "post.given": _("任职"), "post.ended": _("终止任职"),
        "deputy.named": _("指定代理"), "deputy.ended": _("终止代理"),
        "login.given": _("设定登录"), "login.closed": _("停用登录"),
        "login.reopened": _("恢复登录"), "login.link_given": _("发出一次性链接"),
        "factor.reset": _("重置双重验证"), "factor.demanded": _("要求双重验证"),
        "factor.released": _("取消双重验证要求"),
    }  # fmt: skip

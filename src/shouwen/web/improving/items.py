"""The list of improvements, one of them, and raising one by hand."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import people
from shouwen.accountability import operations, queries
from shouwen.vocabulary import ShouwenError
from shouwen.web import tabs
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show


@require_safe
def improvements(request: DeskRequest) -> HttpResponse:
    """Show the improvements this person may see, what is due first."""
    names = {
        "due": _("待办"), "overdue": _("逾期"), "mine": _("我负责的"), "ended": _("已了结"),
        "all": _("全部"),
    }  # fmt: skip
    chosen = request.GET.get("view", "due")
    chosen = chosen if chosen in names else "due"
    page = queries.improvement_list(
        request.actor, request.now, request.language, view=chosen,
        cursor=request.GET.get("after", ""),
    )  # fmt: skip
    values = {
        "tabs": tabs.views(names, chosen),
        "page": page,
        "first": f"?view={chosen}" if request.GET.get("after") else "",
        "next": f"?{urlencode({'view': chosen, 'after': page.next})}" if page.next else "",
        "raises": queries.may_raise(request.actor, request.now),
    }
    return show(request, "improving/list.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def improvement(request: DeskRequest, id_: str) -> HttpResponse:
    """Show one improvement; report on it, check it, move it on."""
    error = ""
    if request.method == "POST":
        try:
            _move(request, id_)
        except ShouwenError as refusal:
            english = request.language == "en" and refusal.english
            error = refusal.english if english else refusal.problem
        else:
            return go(request, "./")
    view = queries.improvement_view(request.actor, id_, request.now, request.language)
    values = {
        "view": view,
        "error": error,
        "typed": request.POST,
        "staff": people.person_choices(at=request.now) if view.may_keep else [],
        "token": new_token(),
    }
    return show(request, "improving/item.html", values, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def raise_(request: DeskRequest) -> HttpResponse:
    """Raise an improvement that an analysis or a look-back shows."""
    if not queries.may_raise(request.actor, request.now):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        due_on = _day(request.POST.get("due_on", ""))
        if due_on is None or not request.POST.get("what", "").strip():
            error = _("请写明内容、单位和期限")
        else:
            try:
                id_ = _raise(request, due_on)
            except ShouwenError as refusal:
                english = request.language == "en" and refusal.english
                error = refusal.english if english else refusal.problem
            else:
                messages.success(request, _("已下达 %(id)s") % {"id": id_})
                return go(request, reverse("improving:item", args=[id_]))
    values = {
        "error": error,
        "typed": request.POST,
        "units": people.unit_choices(),
        "staff": people.person_choices(at=request.now),
        "token": new_token(),
    }
    return show(request, "improving/raise.html", values, status=422 if error else 200)


def _raise(request: DeskRequest, due_on: date) -> str:
    given = request.POST
    months = given.get("check_after", "")
    return operations.raise_improvement(
        request.actor,
        title=given.get("title", ""),
        what=given.get("what", ""),
        unit=given.get("unit", ""),
        owner=given.get("owner") or None,
        due_on=due_on,
        check_after=f"{months} months" if months.isdigit() and int(months) else None,
        order=given.get("order") == "true",
        source=given.get("source", ""),
        now=request.now,
        command_id=command_id(request),
    )


def _move(request: DeskRequest, id_: str) -> None:
    given = request.POST
    common = {"now": request.now, "command_id": command_id(request)}
    due_on = _day(given.get("due_on", ""))
    actor = request.actor
    ways: dict[str, tuple[Callable[[], object], str]] = {
        "report": (
            lambda: operations.report(actor, id_, given.get("text", ""), **common),
            _("已报告"),
        ),
        "effective": (
            lambda: operations.check(
                actor, id_, effective=True, note=given.get("note", ""), due_on=None, **common
            ),
            _("已查效，事项了结"),
        ),
        "again": (
            lambda: operations.check(
                actor, id_, effective=False, note=given.get("note", ""), due_on=due_on, **common
            ),
            _("未见效，已另定期限"),
        ),
        "order": (
            lambda: operations.serve_order(actor, id_, given.get("number", ""), **common),
            _("已登记送达"),
        ),
        "owner": (
            lambda: operations.name_owner(actor, id_, given.get("owner", ""), **common),
            _("已指定责任人"),
        ),
        "postpone": (
            lambda: operations.postpone(
                actor, id_, due_on or date.min, given.get("reason", ""), **common
            ),
            _("已改期"),
        ),
        "withdraw": (
            lambda: operations.withdraw(actor, id_, given.get("reason", ""), **common),
            _("已撤销"),
        ),
    }
    way = ways.get(given.get("way", ""))
    if way is None or (given.get("way") == "postpone" and due_on is None):
        messages.error(request, _("请写明新的期限"))
        return
    way[0]()
    messages.success(request, way[1])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

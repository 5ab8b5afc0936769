"""Bulletins: common causes that callers are told of, and one answer for all who called."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.casework import operations, queries
from shouwen.casework.bulletins import BulletinRow
from shouwen.casework.errors import BulletinUnfit, MayNotPublish, NoSuchBulletin
from shouwen.vocabulary import OFFICE_ZONE
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show

_PARTS: Final = ("title", "say", "about", "unit", "since", "until")


@require_http_methods(["GET", "HEAD", "POST"])
def bulletins(request: DeskRequest) -> HttpResponse:
    """Show the bulletins that hold and those that did; make one."""
    typed = {name: request.POST.get(name, "").strip() for name in _PARTS}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            _publish(request, typed)
        except BulletinUnfit as unfit:
            wrong[unfit.field] = unfit.english if request.language == "en" else unfit.problem
        except MayNotPublish as barred:
            messages.warning(request, barred.problem)
            return redirect("desk:bulletins")
        else:
            messages.success(request, _("公告已发布，登记时会提示"))
            return redirect("desk:bulletins")
    values = {
        "rows": [(row, row.holds(request.now)) for row in queries.bulletins(request.now)],
        "past": queries.bulletins(request.now, past=True, limit=20),
        "may": queries.may_publish(request.actor, request.now),
        "typed": typed,
        "wrong": wrong,
        "kinds": queries.classes_by_regulation(request.now, request.language),
        "token": new_token(),
    }
    return show(request, "desk/bulletins.html", values, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def bulletin(request: DeskRequest, bulletin: str) -> HttpResponse:
    """Show one bulletin with what is attached; end it, or answer all of it."""
    try:
        row = queries.bulletin_row(bulletin, request.now)
    except NoSuchBulletin as unknown:
        raise Http404 from unknown
    outcome: Any = None
    wrong = ""
    answer = request.POST.get("answer", "").strip()
    if request.method == "POST":
        try:
            if request.POST.get("intent") == "end":
                operations.end_bulletin(
                    row.id, actor=request.actor, now=request.now, command_id=command_id(request)
                )
                messages.success(request, _("公告已结束"))
                return go(request, request.path)
            outcome = operations.answer_all(
                row.id, answer, actor=request.actor, now=request.now,
                command_id=command_id(request), language=request.language,
            )  # fmt: skip
        except BulletinUnfit as unfit:
            wrong = unfit.english if request.language == "en" else unfit.problem
        except MayNotPublish as barred:
            messages.warning(request, barred.problem)
            return go(request, request.path)
        row = queries.bulletin_row(bulletin, request.now)
    values = {
        "row": row,
        "holds": row.holds(request.now),
        "cases": queries.cases_of_bulletin(request.actor, row.id, request.now, request.language),
        "may": queries.may_publish(request.actor, request.now),
        "about": _about(row, request),
        "answer": answer or row.answer,
        "outcome": outcome,
        "wrong": wrong,
        "token": new_token(),
    }
    return show(request, "desk/bulletin.html", values, status=422 if wrong else 200)


def _publish(request: DeskRequest, typed: dict[str, str]) -> None:
    regulation, _colon, category = typed["about"].partition(":")
    operations.publish_bulletin(
        typed["title"],
        typed["say"],
        regulation=regulation,
        category=category,
        unit=queries.meant("unit", typed["unit"], request.now),
        since=_moment("since", typed),
        until=_moment("until", typed),
        actor=request.actor,
        now=request.now,
        command_id=command_id(request),
    )


def _moment(name: str, typed: dict[str, str]) -> datetime | None:
    if not typed[name]:
        return None
    try:
        found = datetime.fromisoformat(typed[name])
    except ValueError as no_moment:
        raise BulletinUnfit(name) from no_moment
    return found.replace(tzinfo=OFFICE_ZONE) if found.tzinfo is None else found


def _about(row: BulletinRow, request: DeskRequest) -> str:
    """Return in words which regulation and class a bulletin is about; nothing for all."""
    for id_, title, classes in queries.classes_by_regulation(request.now, request.language):
        if id_ == row.regulation:
            named = dict(classes).get(row.category, "")
            return f"{title} · {named}" if named else title
    return ""

"""Writing into the record of an inquiry, opening what is sealed in it, linking matters."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.casework import queries
from shouwen.casework.errors import Forgotten, KeptFromUnit, ReasonNeeded
from shouwen.casework.shapes import FactView, Field
from shouwen.documents.printing import Printed
from shouwen.inquiry import operations
from shouwen.inquiry.errors import Incomplete
from shouwen.intake.admission import Admitted, admit
from shouwen.vocabulary import OFFICE_ZONE
from shouwen.web import forms
from shouwen.web.desk.inquiry_fields import fields_of, title_of
from shouwen.web.files import as_file
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show

_FILE: Final = "file"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: DeskRequest, number: str, kind: str, n: int = 0) -> HttpResponse:
    """Ask for one entry of the record and write it down; what was typed stays where it is wrong.

    :param n: the allegation found on, or the piece handed over
    """
    if kind not in _WRITERS:
        raise Http404
    if request.method != "POST":
        return _form(request, number, kind, n, {}, {})
    blank = fields_of(kind)
    typed = forms.read(request.POST, blank)
    try:
        _WRITERS[kind](
            number, n, typed, request,
            {"actor": request.actor, "now": request.now, "command_id": command_id(request)},
        )  # fmt: skip
    except Incomplete as missing:
        words = missing.english if request.language == "en" else missing.problem
        return _form(request, number, kind, n, typed, {missing.field: (words,)}, 422)
    messages.success(request, _("已记入：%(title)s") % {"title": title_of(kind)})
    return _back(request, number, "inquiry")


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: DeskRequest, number: str, n: int) -> HttpResponse:
    """Ask why evidence is opened; hand its file out, and keep the opening in its custody."""
    reason = request.POST.get("other", "").strip() or request.POST.get("reason", "").strip()
    if request.method == "POST" and reason:
        try:
            kept = operations.open_evidence(
                number, n, reason, actor=request.actor, now=request.now,
                command_id=command_id(request),
            )  # fmt: skip
        except (Forgotten, KeptFromUnit) as gone:
            messages.warning(request, gone.problem)
            kept = None
        if kept is not None:
            return as_file(
                Printed(kept.name, kept.media_type, kept.content, reprint=False, masked=False)
            )
        return _back(request, number, "inquiry")
    view = queries.case_view(request.actor, number, request.now, request.language)
    label = _("证据 %(n)d") % {"n": n}
    values = {
        "case": view,
        "fact": FactView(str(n), label, "", True, False, "", None),
        "action": reverse("desk:evidence", args=[number, n]),
        "whole": True,
        "token": new_token(),
        **_asked(request),
    }
    status = 422 if request.method == "POST" else 200
    return show(
        request, "desk/reveal.html", values, fragment="desk/reveal_drawer.html", status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: DeskRequest, number: str, n: int, part: str) -> HttpResponse:
    """Ask why somebody wants to know who was interviewed, or what was said; show it."""
    if part not in ("name", "words"):
        raise Http404
    view = queries.case_view(request.actor, number, request.now, request.language)
    label = _("谈话对象") if part == "name" else _("谈话记录全文")
    values: dict[str, object] = {
        "case": view,
        "fact": FactView(part, label, "", True, part == "words", "", None),
        "action": reverse("desk:interview", args=[number, n, part]),
        **_asked(request),
    }
    status = 200
    if request.method == "POST":
        reason = request.POST.get("other", "").strip() or request.POST.get("reason", "").strip()
        try:
            values["value"] = operations.reveal_interview(
                number, n, part, reason=reason, actor=request.actor, now=request.now
            )
            values.pop("error", None)
        except ReasonNeeded:
            status = 422
        except (Forgotten, KeptFromUnit) as gone:
            messages.warning(request, gone.problem)
            return _back(request, number)
    return show(
        request, "desk/reveal.html", values, fragment="desk/reveal_drawer.html", status=status
    )


@require_POST
def unlink(request: DeskRequest, number: str, other: str) -> HttpResponse:
    """Take a link between two matters back."""
    try:
        operations.unlink(
            number, other, reason=request.POST.get("reason", ""), actor=request.actor,
            now=request.now, command_id=command_id(request),
        )  # fmt: skip
        messages.success(request, _("已取消关联"))
    except Incomplete as missing:
        messages.warning(request, missing.english if request.language == "en" else missing.problem)
    return _back(request, number, "links")


def reasons() -> list[str]:
    """Return what sealed things are commonly opened for."""
    return [
        _("办理本件需要了解内容"), _("与投诉人联系、答复"),
        _("回访"), _("核对身份"), _("督办检查"),
    ]  # fmt: skip


def _back(request: DeskRequest, number: str, place: str = "") -> HttpResponse:
    """Return to the case. With script to its top: to a place on the same page none would reload."""
    anchor = f"#{place}" if place and not request.htmx else ""
    return go(request, reverse("desk:case", args=[number]) + anchor)


def _asked(request: DeskRequest) -> dict[str, object]:
    asked: dict[str, object] = {
        "reasons": reasons(),
        "reason": request.POST.get("reason", "").strip(),
        "other": request.POST.get("other", "").strip(),
    }
    if request.method == "POST" and not (asked["reason"] or asked["other"]):
        asked["error"] = _("请选择或写明理由")
    return asked


def _form(
    request: DeskRequest,
    number: str,
    kind: str,
    n: int,
    typed: dict[str, Any],
    errors: dict[str, tuple[str, ...]],
    status: int = 200,
) -> HttpResponse:
    view = queries.case_view(request.actor, number, request.now, request.language)
    known: tuple[Field, ...] = fields_of(kind, typed, request.now)
    values = {
        "case": view,
        "kind": kind,
        "title": title_of(kind),
        "fields": forms.shown(known, errors),
        "file": kind == "evidence",
        "file_errors": errors.get(_FILE, ()),
        "action": reverse("desk:inquiry", args=[number, kind, n])
        if n
        else reverse("desk:inquiry_new", args=[number, kind]),
        "token": new_token(),
    }
    page, part = "desk/inquiry_form.html", "desk/inquiry_drawer.html"
    return show(request, page, values, fragment=part, status=status)


def _issue(
    number: str, _n: int, typed: dict[str, Any], _request: DeskRequest, by: dict[str, Any]
) -> None:
    operations.list_issue(number, typed.get("allegation", ""), **by)


def _finding(
    number: str, n: int, typed: dict[str, Any], _request: DeskRequest, by: dict[str, Any]
) -> None:
    operations.find_issue(number, n, typed.get("finding", ""), typed.get("because", ""), **by)


def _interview(
    number: str, _n: int, typed: dict[str, Any], _request: DeskRequest, by: dict[str, Any]
) -> None:
    try:
        held_at = datetime.fromisoformat(typed.get("held_at", ""))
    except ValueError:
        raise Incomplete("held_at", "请写明谈话时间", "say when it was held") from None
    held_at = held_at.replace(tzinfo=OFFICE_ZONE) if held_at.tzinfo is None else held_at
    given = {name: typed.get(name, "") for name in
             ("role", "name", "place", "beside", "gist", "words")}  # fmt: skip
    operations.record_interview(number, held_at=held_at, **given, **by)


def _check(
    number: str, _n: int, typed: dict[str, Any], _request: DeskRequest, by: dict[str, Any]
) -> None:
    given = {name: typed.get(name, "") for name in ("kind", "what", "result")}
    operations.record_check(number, **given, **by)


def _evidence(
    number: str, _n: int, typed: dict[str, Any], request: DeskRequest, by: dict[str, Any]
) -> None:
    file = None
    given = request.FILES.get(_FILE)
    if given is not None:
        answer = admit(given.name or "", given.read(), now=request.now)
        if not isinstance(answer, Admitted):
            raise Incomplete(_FILE, answer.text, answer.english)
        if answer.scanned is False:
            raise Incomplete(
                _FILE,
                "病毒扫描还没有答复，请稍后再试",
                "the virus scanner has not answered; try again",
            )
        file = operations.NewFile(answer.name, answer.media_type, answer.content)
    rest = {name: typed.get(name, "") for name in ("kind", "title", "source", "seal")}
    operations.take_evidence(number, file=file, **rest, **by)


def _handing(
    number: str, n: int, typed: dict[str, Any], _request: DeskRequest, by: dict[str, Any]
) -> None:
    operations.hand_evidence(number, n, typed.get("to", ""), typed.get("why", ""), **by)


def _link(
    number: str, _n: int, typed: dict[str, Any], _request: DeskRequest, by: dict[str, Any]
) -> None:
    given = {name: typed.get(name, "") for name in ("kind", "reason")}
    operations.link(number, typed.get("other", ""), **given, **by)


_Writer = Callable[[str, int, dict[str, Any], DeskRequest, dict[str, Any]], None]
_WRITERS: Final[dict[str, _Writer]] = {
    "issue": _issue,
    "finding": _finding,
    "interview": _interview,
    "check": _check,
    "evidence": _evidence,
    "handing": _handing,
    "link": _link,
}

"""One act on one case: its form, and what came of it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.casework import operations, queries
from shouwen.casework.errors import LedgerConflict
from shouwen.casework.shapes import ActForm, CaseView, NotDone, Why
from shouwen.web import forms
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: DeskRequest, number: str, act: str) -> HttpResponse:
    """Show the form of an act; carry it out, or say why not beside what was typed."""
    task = request.POST.get("task") or request.GET.get("task") or None
    if request.method != "POST":
        return _open(request, number, act, task)
    blank = _form(request, number, act, task)
    typed = forms.read(request.POST, blank.fields, request.now)
    intent = request.POST.get("intent")
    if intent == "save":
        return _save(request, number, act, typed)
    if intent == "wording":
        return _show(request, number, _form(request, number, act, task, typed))
    try:
        outcome = operations.act(
            number,
            act,
            typed,
            actor=request.actor,
            now=request.now,
            command_id=command_id(request),
            task=task,
            expected_version=_version(request),
            language=request.language,
        )
    except LedgerConflict:
        form = _form(request, number, act, task, typed)
        return _show(request, number, form, status=409, stale=True)
    if isinstance(outcome, NotDone):
        form = _form(request, number, act, task, typed, outcome.reasons)
        return _show(request, number, form, status=422, refused=True)
    for draft in queries.drafts_of(request.actor, regulation=number, act=act):
        operations.discard_draft(draft.id, actor=request.actor)
    done = [_("已办理：%(title)s") % {"title": blank.title}, *outcome.messages]
    messages.success(request, "　".join(done))
    words = "" if request.htmx else forms.advice(blank.fields, typed, blank.regulation)
    if words:  # with script it was said while typing
        messages.info(request, words)
    again = queries.reopening_act(request.actor, number, act, request.now, request.language)
    if again is not None:
        messages.warning(
            request,
            _("对方不满意。按%(article)s可以“%(title)s”，请填写")
            % {"article": again.article, "title": again.title},
        )
        return go(request, reverse("desk:act", args=[number, again.act]))
    called = any(field.means == "reached" for field in blank.fields)
    on = _on_from_call(request, number, act) if called else ""
    return go(request, on or _back(request, number))


def _back(request: DeskRequest, number: str) -> str:
    """Return where to go on: back to the list the act was opened over, or to the case."""
    here = (request.htmx.current_url_abs_path or "") if request.htmx else ""
    path = urlsplit(here).path
    if path == reverse("desk:list") or path.startswith(reverse("supervision:map")):
        return here
    return reverse("desk:case", args=[number])


def _open(request: DeskRequest, number: str, act: str, task: str | None) -> HttpResponse:
    draft = next(iter(queries.drafts_of(request.actor, regulation=number, act=act)), None)
    said = None if draft else _said(request, number, act)
    form = _form(request, number, act, task, draft.form if draft else said)
    if "urged" in form.means and not draft:
        form = _form(request, number, act, task, _urging(request, number, act))
    return _show(request, number, form, saved_at=draft.updated_at if draft else None)


def asking(number: str, act: str, outcome: str, answer: str) -> str:
    """Return the address of an act's form with what a call has said of it written in."""
    said = {"call": outcome, "answer": answer}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{reverse('desk:act', args=[number, act])}?{query}"


def _said(request: DeskRequest, number: str, act: str) -> Mapping[str, Any] | None:
    """Return what a call-back just heard, to be written into the form."""
    answer, call = request.GET.get("answer", ""), request.GET.get("call", "")
    if call in queries.OUTCOMES:
        found = queries.call_acts(request.actor, number, call, answer, request.now)
        return next((known for option, known in found if option.act == act), None)
    if answer not in queries.ANSWERS:
        return None
    return queries.rating_values(request.actor, number, answer, request.now)


def _on_from_call(request: DeskRequest, number: str, act: str) -> str:
    """Return where a regulation's own record of a call leads: to what was said in it, or nowhere.

    Where one act does both there is nothing left to do.
    """
    last = next(iter(queries.attempts_of([number], request.now).get(number, ())), None)
    if last is None or last.outcome != "reached":
        return ""
    found = queries.call_acts(
        request.actor, number, "reached", last.answered.result, request.now, request.language
    )
    ways = [option.act for option, _known in found]
    if act not in ways[:-1]:
        return ""
    return asking(number, ways[ways.index(act) + 1], "reached", last.answered.result)


def _urging(request: DeskRequest, number: str, act: str) -> Mapping[str, Any]:
    """Return what an urging slip says before anybody writes in it."""
    words = urging_words(queries.case_view(request.actor, number, request.now, request.language))
    return queries.urging_values(request.actor, number, act, words, request.now)


def urging_words(view: CaseView) -> str:
    """Return what an urging slip says as long as nobody writes otherwise: how late it is."""
    clock = next((clock for clock in view.clocks if clock.state == "running"), None)
    if clock is None or not clock.left:
        return _("请抓紧办理并回复进展。")
    return _("%(clock)s%(left)s，请抓紧办理并回复进展。") % {
        "clock": clock.title, "left": clock.left,
    }  # fmt: skip


def _form(
    request: DeskRequest,
    number: str,
    act: str,
    task: str | None,
    values: Mapping[str, Any] | None = None,
    reasons: tuple[Why, ...] = (),
) -> ActForm:
    return queries.act_form(
        request.actor,
        number,
        act,
        request.now,
        task=task,
        values=values,
        reasons=reasons,
        language=request.language,
    )


def _save(request: DeskRequest, number: str, act: str, typed: Mapping[str, Any]) -> HttpResponse:
    known = next(iter(queries.drafts_of(request.actor, regulation=number, act=act)), None)
    operations.save_draft(
        number,
        act,
        typed,
        actor=request.actor,
        now=request.now,
        draft=known.id if known else None,
    )
    if request.htmx:
        return show(request, "desk/saved_words.html", {"saved_at": request.now})
    messages.success(request, _("草稿已保存，下次打开时会在这里"))
    return go(request, reverse("desk:case", args=[number]))


def _version(request: DeskRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isdigit() else None


def _show(
    request: DeskRequest,
    number: str,
    form: ActForm,
    *,
    status: int = 200,
    stale: bool = False,
    refused: bool = False,
    saved_at: Any = None,
) -> HttpResponse:
    # As the drawer opens, nothing is typed yet: what is missing is no error then.
    errors = form.errors if refused else {}
    view = queries.case_view(request.actor, number, request.now, request.language)
    clock = next((clock for clock in view.clocks if clock.state == "running"), None)
    values = {
        "number": number,
        "case": view,
        "clock": clock,
        "form": form,
        "fields": forms.shown(form.fields, errors, form.regulation),
        "token": new_token(),
        "stale": stale,
        "refused": refused,
        "barred": bool(form.reasons) and not refused and not stale,
        "saved_at": saved_at,
        "draft": None,
    }
    return show(request, "desk/act.html", values, fragment="desk/act_drawer.html", status=status)

"""Taking a matter in: choose how, fill in what the regulation asks, never lose a draft."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.casework import operations, queries
from shouwen.casework.drafts import DraftForm
from shouwen.casework.errors import NoSuchDraft
from shouwen.casework.shapes import ActForm, CaseRow, NotDone, RegistrationAct, Why
from shouwen.intake.mail import operations as mail
from shouwen.web import forms
from shouwen.web.desk.knowledge import beside
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show

_GIVEN = "registered"


@require_safe
def choose(request: DeskRequest) -> HttpResponse:
    """Show every way this person may take a matter in, and drafts left behind."""
    acts = queries.registration_acts(request.actor, request.now, request.language)
    drafts = [
        (draft, way)
        for draft in queries.drafts_of(request.actor)
        for way in acts
        if (way.regulation, way.act) == (draft.regulation, draft.act)
    ]
    if len(acts) == 1 and not drafts:
        return redirect("desk:register", regulation=acts[0].regulation, act=acts[0].act)
    groups: dict[str, list[RegistrationAct]] = {}
    for way in acts:
        groups.setdefault(way.regulation_title, []).append(way)
    return show(request, "desk/registration.html", {"groups": groups, "drafts": drafts})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: DeskRequest, regulation: str, act: str) -> HttpResponse:
    """Show the form, keep a draft of it, or take the matter in."""
    draft = _draft(request, regulation, act)
    if request.method != "POST":
        form = _form(request, regulation, act, draft.form if draft else None)
        return _show(request, form, regulation, draft)
    blank = _form(request, regulation, act)
    typed = forms.read(request.POST, blank.fields)
    intent = request.POST.get("intent", "")
    if intent == "save":
        return _save(request, regulation, act, typed, draft)
    if intent == "cards":
        found = _cards(blank, regulation, typed, request)
        # What is there already stays: a card replaced between press and release loses the click.
        if request.POST.get("cards_shown", "") == found["cards_shown"]:
            return HttpResponse(status=204)
        return show(request, "desk/cards_beside.html", found)
    if intent == "wording":
        form = _form(request, regulation, act, typed)
        return _show(request, form, regulation, draft, typed=typed)
    if intent == "history":
        return show(request, "desk/history.html", _history(request, blank, typed))
    if intent == "discard":
        if draft is not None:
            operations.discard_draft(draft.id, actor=request.actor)
        messages.success(request, _("草稿已删除"))
        return redirect("desk:registration")
    outcome = operations.register(
        regulation,
        act,
        {name: value for name, value in typed.items() if value not in ("", [])},
        actor=request.actor,
        now=request.now,
        command_id=command_id(request),
        language=request.language,
    )
    if isinstance(outcome, NotDone):
        form = _form(request, regulation, act, typed, outcome.reasons)
        return _show(request, form, regulation, draft, typed=typed, refused=True)
    if draft is not None:
        mail.registered(draft.id, outcome.number, actor=request.actor, now=request.now)
        operations.discard_draft(draft.id, actor=request.actor)
    if words := forms.advice(blank.fields, typed, regulation):
        messages.info(request, words)
    # The code is shown to whoever registered, once: it is kept nowhere else in the clear.
    request.session[_GIVEN] = {
        "number": outcome.number, "code": outcome.code, "due": outcome.due_words,
    }  # fmt: skip
    return go(request, reverse("desk:registered", args=[outcome.number]))


@require_safe
def registered(request: DeskRequest, number: str) -> HttpResponse:
    """Show number, code and due date to whoever has just taken the matter in."""
    given = request.session.get(_GIVEN)
    if not given or given["number"] != number:
        return redirect("desk:case", number=number)
    view = queries.case_view(request.actor, number, request.now, request.language)
    return show(request, "desk/registered.html", {"given": given, "case": view})


def _form(
    request: DeskRequest,
    regulation: str,
    act: str,
    values: Mapping[str, Any] | None = None,
    reasons: tuple[Why, ...] = (),
) -> ActForm:
    return queries.registration_form(
        request.actor,
        regulation,
        act,
        request.now,
        values=values,
        reasons=reasons,
        language=request.language,
    )


def _draft(request: DeskRequest, regulation: str, act: str) -> DraftForm | None:
    wanted = request.POST.get("draft") or request.GET.get("draft")
    if not wanted:
        return None
    try:
        draft = operations.load_draft(wanted, actor=request.actor)
    except NoSuchDraft:
        return None  # submitted or deleted meanwhile: what was typed makes a new one
    if (draft.regulation, draft.act) != (regulation, act):
        raise Http404
    return draft


def _save(
    request: DeskRequest,
    regulation: str,
    act: str,
    typed: Mapping[str, Any],
    draft: DraftForm | None,
) -> HttpResponse:
    kept = operations.save_draft(
        regulation,
        act,
        typed,
        actor=request.actor,
        now=request.now,
        draft=draft.id if draft else None,
    )
    if request.htmx:
        values = {"saved_at": request.now, "draft": kept}
        return show(request, "desk/saved_words.html", values)
    messages.success(request, _("草稿已保存"))
    return redirect(f"{reverse('desk:register', args=[regulation, act])}?draft={kept}")


def _history(request: DeskRequest, form: ActForm, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return earlier cases of the telephone number typed."""
    name = next((field.name for field in form.fields if field.means == "telephone"), "")
    number = str(typed.get(name) or "").strip()
    rows: tuple[CaseRow, ...] = ()
    if number:
        rows = queries.history_of_telephone(
            request.actor, number, request.now, request.language, limit=5
        )
    return {"telephone": number, "earlier": rows, "telephone_field": name}


def _cards(
    form: ActForm, regulation: str, typed: Mapping[str, Any], request: DeskRequest
) -> dict[str, Any]:
    """Return the knowledge cards that go with what was typed."""
    chosen, words = {}, []
    for field in form.fields:
        value = typed.get(field.name) or ()
        if field.kind in ("choice", "choices"):
            chosen[field.name] = (value,) if isinstance(value, str) else tuple(value)
        elif field.text_kind == "registration" and isinstance(value, str):
            words.append(value)
    cards = beside(regulation, chosen, "\n".join(words), request.language)
    return {"cards": cards, "cards_shown": " ".join(code for code, *_ in cards)}


def _show(
    request: DeskRequest,
    form: ActForm,
    regulation: str,
    draft: DraftForm | None,
    *,
    typed: Mapping[str, Any] | None = None,
    refused: bool = False,
) -> HttpResponse:
    entered = typed if typed is not None else (draft.form if draft else {})
    values = {
        "form": form,
        "regulation": regulation,
        "way": _way(request, regulation, form.act),
        "sections": forms.sections(form.fields, form.errors if refused else {}, regulation),
        "refused": refused,
        "token": new_token(),
        "draft": draft.id if draft else "",
        "saved_at": draft.updated_at if draft else None,
        **_history(request, form, entered),
        **_cards(form, regulation, entered, request),
    }
    status = 422 if refused else 200
    return show(request, "desk/register.html", values, status=status)


def _way(request: DeskRequest, regulation: str, act: str) -> RegistrationAct | None:
    ways = queries.registration_acts(request.actor, request.now, request.language)
    return next((way for way in ways if (way.regulation, way.act) == (regulation, act)), None)

"""Taking a matter in: choose how, fill in what the regulation asks, never lose a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
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
from shouwen.casework.shapes import ActForm, Field, RegistrationAct, Why
from shouwen.web import forms
from shouwen.web.desk import beside as besides
from shouwen.web.desk import party_forms, taking_in
from shouwen.web.desk.knowledge import beside as cards_for
from shouwen.web.desk.taking_in import Asked, Problem
from shouwen.web.requests import DeskRequest, new_token, show


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
    own = queries.own_acts(request.actor, request.now, request.language)
    if len(acts) == 1 and not drafts and not own:
        return redirect("desk:register", regulation=acts[0].regulation, act=acts[0].act)
    titles = dict.fromkeys(way.regulation_title for way in acts)
    numbers = count(1)
    groups = {
        title: [(way, next(numbers)) for way in acts if way.regulation_title == title]
        for title in titles
    }
    return show(request, "desk/registration.html", {"groups": groups, "drafts": drafts, "own": own})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: DeskRequest, regulation: str, act: str) -> HttpResponse:
    """Show the form, keep a draft of it, say what lies beside it, or take the matter in."""
    draft = _draft(request, regulation, act)
    blank = _form(request, regulation, act)
    if blank.own:
        return redirect("desk:own_new", regulation=regulation, act=act)
    if request.method != "POST":
        form = _form(request, regulation, act, draft.form) if draft else blank
        kept = draft.form if draft else {}
        opened = Asked(regulation, blank, kept, parties=party_forms.from_draft(kept))
        return _show(request, form, opened, draft)
    found = taking_in.asked(request, regulation, blank)
    intent, *more = request.POST.get("intent", "").split(" ")
    match intent, more:
        case "save", []:
            return _save(request, found, draft)
        case "cards", []:
            return _cards_only(request, found)
        case "beside", []:
            return _beside_only(request, found)
        case "discard", []:
            _discard(request, draft)
            messages.success(request, _("草稿已删除"))
            return redirect("desk:registration")
        case "contact", [kind]:
            outcome = taking_in.keep_contact(request, found, kind)
        case "again", [number, *acts]:
            outcome = taking_in.belongs_to(request, found, number, "".join(acts))
        case "", []:
            outcome = taking_in.take_in(request, found, draft.id if draft else "")
        case "take", [fact, value]:
            taken = replace(found, typed={**found.typed, fact: value})
            return _show(request, _form(request, regulation, act, taken.typed), taken, draft)
        case _:  # look things up, check the wording, settle at once: the form comes back
            form = _form(request, regulation, act, found.typed)
            return _show(request, form, found, draft)
    if isinstance(outcome, Problem):
        form = _form(request, regulation, act, found.typed, outcome.reasons)
        return _show(request, form, found, draft, problem=outcome)
    _discard(request, draft)
    return outcome


@require_safe
def registered(request: DeskRequest, number: str) -> HttpResponse:
    """Show number, code and due date to whoever has just taken the matter in."""
    given = request.session.get(taking_in.GIVEN)
    if not given or given["number"] != number:
        return redirect("desk:case", number=number)
    view = queries.case_view(request.actor, number, request.now, request.language)
    return show(request, "desk/registered.html", {"given": given, "case": view})


@require_safe
def find(request: DeskRequest, kind: str) -> HttpResponse:
    """Show the units or persons whose name contains what is being typed, as choices of a field."""
    if kind not in ("unit", "person"):
        raise Http404
    text = next(iter(request.GET.values()), "")
    found = (
        queries.find_units(text, request.now)
        if kind == "unit"
        else queries.find_people(request.actor, text, request.now)
    )
    return show(request, "desk/found.html", {"choices": found})


def _form(
    request: DeskRequest,
    regulation: str,
    act: str,
    values: Mapping[str, Any] | None = None,
    reasons: Sequence[Why] = (),
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


def _discard(request: DeskRequest, draft: DraftForm | None) -> None:
    if draft is not None:
        operations.discard_draft(draft.id, actor=request.actor)


def _save(request: DeskRequest, found: Asked, draft: DraftForm | None) -> HttpResponse:
    # Kept from another window meanwhile: that draft stays as it is, and this makes its own.
    seen = request.POST.get("draft_at", "")
    parted = draft is not None and seen not in ("", draft.updated_at.isoformat())
    kept = operations.save_draft(
        found.regulation,
        found.blank.act,
        {**found.typed, **party_forms.kept(found.parties)},
        actor=request.actor,
        now=request.now,
        draft=draft.id if draft and not parted else None,
    )
    if request.htmx:
        values = {"saved_at": request.now, "draft": kept, "parted": parted}
        return show(request, "desk/saved_words.html", values)
    messages.success(request, _("草稿已保存"))
    address = reverse("desk:register", args=[found.regulation, found.blank.act])
    return redirect(f"{address}?draft={kept}")


def _beside_only(request: DeskRequest, found: Asked) -> HttpResponse:
    text, mark = besides.panel(
        request, besides.gather(request, found.blank, found.typed, found.then)
    )
    # What is there already stays: replaced between press and release, a button loses the click.
    if request.POST.get("beside_shown", "") == mark:
        return HttpResponse(status=204)
    return show(request, "desk/beside_shown.html", {"panel": text, "beside_shown": mark})


def _cards_only(request: DeskRequest, found: Asked) -> HttpResponse:
    cards = _cards(request, found)
    if request.POST.get("cards_shown", "") == cards["cards_shown"]:
        return HttpResponse(status=204)
    return show(request, "desk/cards_beside.html", cards)


def _cards(request: DeskRequest, found: Asked) -> dict[str, Any]:
    """Return the knowledge cards that go with what was typed."""
    chosen, words = {}, []
    for field in found.blank.fields:
        value = found.typed.get(field.name) or ()
        if field.kind in ("choice", "choices"):
            chosen[field.name] = (value,) if isinstance(value, str) else tuple(value)
        elif field.text_kind == "registration" and isinstance(value, str):
            words.append(value)
    cards = cards_for(found.regulation, chosen, "\n".join(words), request.language)
    return {"cards": cards, "cards_shown": " ".join(code for code, *_ in cards)}


def _show(
    request: DeskRequest,
    form: ActForm,
    found: Asked,
    draft: DraftForm | None,
    *,
    problem: Problem | None = None,
) -> HttpResponse:
    regulation = found.regulation
    text, mark = besides.panel(
        request, besides.gather(request, found.blank, found.typed, found.then)
    )
    steps = _steps(request, found, problem)
    fields = [_needed(field, steps) for field in form.fields]
    wrong = form.errors if problem else {}
    if problem and problem.step:
        wrong, _rest = forms.errors_of(problem.reasons, fields)
    values = {
        "form": form,
        "regulation": regulation,
        "way": _way(request, regulation, form.act),
        "sections": forms.sections(fields, wrong, regulation),
        "steps": steps,
        "parties": party_forms.groups(
            found.parties,
            known=[field.means for field in form.fields if field.means],
            limit=form.limit,
            language=request.language,
            errors=problem.errors if problem else None,
        ),
        "entry": found.parties.get(party_forms.ENTRY, ""),
        "problem": problem,
        "reasons": form.reasons
        if problem and not problem.step
        else getattr(problem, "reasons", ()),
        "token": new_token(),
        "draft": draft.id if draft else "",
        "saved_at": draft.updated_at if draft else None,
        "no_case": [(kind, _(words), key) for kind, (words, key) in taking_in.NO_CASE.items()],
        "panel": text,
        "beside_shown": mark,
        **_cards(request, found),
    }
    return show(request, "desk/register.html", values, status=422 if problem else 200)


def _needed(field: Field, steps: Sequence[Mapping[str, Any]]) -> Field:
    """Return a field of the registration as compulsory if an act that follows at once needs it."""
    needed = any(
        each.required for step in steps for each in step["form"].fields if each.name == field.name
    )
    return replace(field, required=True) if needed else field


def _steps(request: DeskRequest, found: Asked, problem: Problem | None) -> list[dict[str, Any]]:
    """Return the acts that follow at once: title, article, and the fields they add to the form."""
    shown = []
    typed = dict(found.typed)
    for n, (form, fields) in enumerate(taking_in.fields_of_steps(found)):
        typed |= found.steps[n][1].form
        filled = queries.at_once_form(
            found.regulation, found.blank.act, found.given, form.act, then=found.then[:n],
            actor=request.actor, now=request.now, values=typed, language=request.language,
        )  # fmt: skip
        names = {field.name for field in fields}
        own = [field for field in (filled or form).fields if field.name in names]
        wrong: dict[str, tuple[str, ...]] = {}
        if problem and problem.step == n + 1:
            wrong, _rest = forms.errors_of(problem.reasons, own)
        shown.append({"form": form, "fields": forms.shown(own, wrong, found.regulation)})
    return shown


def _way(request: DeskRequest, regulation: str, act: str) -> RegistrationAct | None:
    ways = queries.registration_acts(request.actor, request.now, request.language)
    return next((way for way in ways if (way.regulation, way.act) == (regulation, act)), None)

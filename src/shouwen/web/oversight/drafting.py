"""Drafting a new edition: written with help beside it, compared, proposed, published by another."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen import people
from shouwen.casework import edition_views, key_words, publishing, rulebooks
from shouwen.casework.errors import DraftChanged, EditionUnfit
from shouwen.casework.migrating import CaseOver, ClockOver, MigrationReport
from shouwen.casework.publishing import DraftOfEdition
from shouwen.vocabulary import ShouwenError
from shouwen.web.requests import DeskRequest, go, show

_MOST_SHOWN: Final = 60


@require_safe
def drafts(request: DeskRequest) -> HttpResponse:
    """Show every draft, and what waits for another person's word."""
    rows = publishing.drafts()
    names = people.names_of_persons(
        {name for row in rows for name in (row.updated_by, row.proposed_by) if name}
    )
    values = {
        "drafts": [
            (row, names.get(row.updated_by, ""), names.get(row.proposed_by, "")) for row in rows
        ],
        "titles": {row.id: row.title for row in rulebooks.regulations(request.language)},
    }
    return show(request, "oversight/drafts.html", values)


@require_POST
def begin(request: DeskRequest, id: str) -> HttpResponse:
    """Begin a draft from the newest edition of a regulation."""
    made = publishing.begin(id, actor=request.actor, now=request.now)
    return go(request, reverse("oversight:draft", args=[made]))


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: DeskRequest, draft: str) -> HttpResponse:
    """Show the text with its help and findings, and carry out what is asked."""
    if request.method != "POST":
        return _show(request, publishing.draft_of(draft))
    intent = request.POST.get("intent", "save")
    carried_out = {
        "save": _save, "propose": _propose, "decline": _decline, "publish": _publish,
        "discard": _discard, "plan": _plan,
    }.get(intent)  # fmt: skip
    if carried_out is None:
        raise BadRequest(f"no such intent: {intent}")
    return carried_out(request, draft)


@require_safe
def comparison(request: DeskRequest, draft: str) -> HttpResponse:
    """Show what a draft changes: entries, stories, open cases, lines."""
    found = publishing.draft_of(draft)
    read = publishing.opened(found)
    told = edition_views.effect(found, read, actor=request.actor, now=request.now)
    values = {
        **_values(request, found),
        "here": "comparison",
        "told": _touched(told),
        "compared": edition_views.compared(found.based_on, found.text, read),
        "sound": read.procedure is not None,
        "effect": told if isinstance(told, MigrationReport) else None,
        "unfit_plan": None if told is None or isinstance(told, MigrationReport) else told,
        "moved": _moved(told),
        "most": edition_views.MOST_CASES,
    }
    return show(request, "oversight/comparison.html", values)


@require_safe
def section(request: DeskRequest, section: str) -> HttpResponse:
    """Show the help for one section of a text."""
    found = key_words.section_help(section, request.language)
    if found is None:
        raise Http404
    return show(request, "oversight/section_help.html", {"help": found})


def _show(
    request: DeskRequest, found: DraftOfEdition, status: int = 200, **more: Any
) -> HttpResponse:
    read = publishing.opened(found)
    directory = people.directory(request.now)
    wanted = request.GET.get("section", "")
    values = {
        **_values(request, found),
        "here": "text",
        "findings": edition_views.findings(read, directory, request.language),
        "sound": read.procedure is not None,
        "sections": key_words.sections(request.language),
        "section": wanted,
        "help": key_words.section_help(wanted or "pack", request.language),
        **more,
    }
    return show(request, "oversight/draft.html", values, status=status)


def _values(request: DeskRequest, found: DraftOfEdition) -> dict[str, Any]:
    names = people.names_of_persons(
        {found.author, found.updated_by, found.proposed_by, found.decided_by}
    )
    titles = {row.id: row.title for row in rulebooks.regulations(request.language)}
    return {
        "draft": found,
        "title": titles.get(found.regulation, found.regulation),
        "updated_by": names.get(found.updated_by, ""),
        "proposed_by": names.get(found.proposed_by, ""),
        "decided_by": names.get(found.decided_by, ""),
        "mine": found.proposed_by == request.actor.person,
    }


def _save(request: DeskRequest, draft: str) -> HttpResponse:
    """Keep what is typed; a page that saves by itself gets the findings back."""
    try:
        _written(request, draft)
    except DraftChanged as changed:
        return _conflict(request, draft, changed)
    found = publishing.draft_of(draft)
    if request.htmx:
        read = publishing.opened(found)
        found_by = edition_views.findings(read, people.directory(request.now), request.language)
        values = {"draft": found, "findings": found_by, "sound": read.procedure is not None}
        return show(request, "oversight/draft_kept.html", values)
    messages.success(request, _("草稿已保存"))
    return redirect("oversight:draft", draft)


def _conflict(request: DeskRequest, draft: str, changed: ShouwenError) -> HttpResponse:
    """Say that another has written, and keep on the page what was typed here."""
    if request.htmx:
        return show(
            request,
            "oversight/draft_conflict.html",
            {"problem": _say(request, changed)},
            status=409,
        )
    found = publishing.draft_of(draft)
    typed = request.POST.get("text", found.text)
    return _show(request, found, 409, typed=typed, problem=_say(request, changed))


def _written(request: DeskRequest, draft: str) -> int:
    changes = {
        name: request.POST[name] for name in ("text", "plan", "note") if name in request.POST
    }
    revision = _revision(request)
    if not changes:
        return revision
    return publishing.write(draft, changes, revision=revision, actor=request.actor, now=request.now)


def _revision(request: DeskRequest) -> int:
    text = request.POST.get("revision", "")
    if not text.isdecimal():
        raise BadRequest("a draft names its revision")
    return int(text)


def _propose(request: DeskRequest, draft: str) -> HttpResponse:
    try:
        revision = _written(request, draft)
        publishing.propose(draft, revision=revision, actor=request.actor, now=request.now)
    except DraftChanged as changed:
        return _conflict(request, draft, changed)
    except EditionUnfit as unfit:
        return _show(request, publishing.draft_of(draft), 422, problem=_say(request, unfit))
    messages.success(request, _("已送审，等待另一位办法管理员批准"))
    return go(request, reverse("oversight:draft_compare", args=[draft]))


def _decline(request: DeskRequest, draft: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    publishing.decline(draft, reason, actor=request.actor, now=request.now)
    messages.success(request, _("已退回起草"))
    return go(request, reverse("oversight:draft", args=[draft]))


def _publish(request: DeskRequest, draft: str) -> HttpResponse:
    key = publishing.publish(draft, actor=request.actor, now=request.now)
    messages.success(request, _("%(key)s 已发布，自施行日起适用") % {"key": key})
    return go(request, reverse("oversight:editions", args=[key.partition("@")[0]]))


def _discard(request: DeskRequest, draft: str) -> HttpResponse:
    publishing.discard(draft, actor=request.actor, now=request.now)
    messages.success(request, _("拟稿已作废"))
    return go(request, reverse("oversight:drafts"))


def _plan(request: DeskRequest, draft: str) -> HttpResponse:
    """Put a plan to fill in into the draft that has none."""
    try:
        revision = _written(request, draft)
        found = publishing.draft_of(draft)
        plan = edition_views.plan_to_fill_in(found)
        if plan and not found.plan.strip():
            publishing.write(
                draft, {"plan": plan}, revision=revision, actor=request.actor, now=request.now
            )
    except DraftChanged as changed:
        return _conflict(request, draft, changed)
    if not plan:
        messages.error(request, _("文本有错误时不能起草迁移方案，请先按校对结果改正"))
    return go(request, f"{reverse('oversight:draft', args=[draft])}#plan")


def _moved(told: object) -> dict[str, int]:
    """Return how many cases go, cannot go, and have a date that moves or is late at once."""
    if not isinstance(told, MigrationReport):
        return {}
    clocks = [clock for case in told.cases for clock in case.clocks]
    return {
        "cases": len(told.cases),
        "goes": sum(case.goes for case in told.cases),
        "cannot": sum(not case.goes for case in told.cases),
        "moved": sum(clock.before != clock.after for clock in clocks),
        "late": sum(clock.late for clock in clocks),
    }


def _touched(told: object) -> list[tuple[CaseOver, list[ClockOver]]]:
    """Return the cases that cannot go, or whose dates move, with those dates; the first of them."""
    if not isinstance(told, MigrationReport):
        return []
    cases = [
        (case, [clock for clock in case.clocks if clock.before != clock.after or clock.late])
        for case in told.cases
    ]
    return [(case, clocks) for case, clocks in cases if clocks or not case.goes][:_MOST_SHOWN]


def _say(request: DeskRequest, error: ShouwenError) -> str:
    if request.language == "en":
        return error.english
    return f"{error.problem}。{error.remedy}"

"""Stories of a regulation: which hold, and one played again step by step."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shouwen.casework import rulebooks
from shouwen.casework.rulebook_shapes import RegulationView, StoryRow, StoryStepView
from shouwen.web.oversight.tabs import page_values
from shouwen.web.requests import DeskRequest, show


@dataclass(frozen=True, slots=True)
class DueLine:
    """One clock after a step: when it is due, whether that is new, and why."""

    title: str
    at: str
    moved: bool
    because: str


@require_safe
def stories(request: DeskRequest, id: str) -> HttpResponse:
    """Show every story by the file it is told in."""
    view = rulebooks.regulation(id, request.language)
    words = request.GET.get("q", "").strip()
    files: dict[str, list[StoryRow]] = {}
    for row in view.stories:
        if words.lower() in f"{row.title} {row.articles}".lower():
            files.setdefault(row.file.removesuffix(".yaml"), []).append(row)
    values = page_values(view, "scenarios", files=files, words=words)
    return render(request, "oversight/stories.html", values)


@require_safe
def story(request: DeskRequest, id: str, index: int) -> HttpResponse:
    """Play one story again up to a step."""
    view = rulebooks.regulation(id, request.language)
    played = rulebooks.story(id, index, request.language)
    if played is None or not played.steps:
        raise Http404
    at = _step(request.GET.get("step", ""), len(played.steps))
    step = played.steps[at - 1]
    before = played.steps[at - 2] if at > 1 else None
    values = page_values(
        view, "scenarios", story=played, step=step, at=at, last=len(played.steps),
        entered=before is None or before.stage != step.stage,
        dues=_dues(step, before),
        stopped=[title for title, _at in before.due if title not in dict(step.due)]
        if before else [],
        earlier=_neighbour(view, index, -1), later=_neighbour(view, index, 1),
    )  # fmt: skip
    return show(request, "oversight/story.html", values, fragment="oversight/replay.html")


def _step(text: str, last: int) -> int:
    """Return the step asked for, from 1; the first where nothing sensible is asked."""
    return min(max(int(text), 1), last) if text.isdecimal() and len(text) < 6 else 1


def _dues(step: StoryStepView, before: StoryStepView | None) -> list[DueLine]:
    known = dict(before.due) if before else {}
    return [
        DueLine(title, at, known.get(title) != at, because)
        for (title, at), because in zip(step.due, step.explanations, strict=True)
    ]


def _neighbour(view: RegulationView, index: int, way: int) -> StoryRow | None:
    return next((row for row in view.stories if row.index == index + way), None)

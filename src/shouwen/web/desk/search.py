"""The search page: cases by words, narrowed by facets; cards that fit; cases by a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.casework import operations, queries
from shouwen.casework.errors import ReasonNeeded
from shouwen.casework.facets import Facet
from shouwen.casework.paging import BadCursor
from shouwen.knowledge import suggesting
from shouwen.knowledge import views as card_views
from shouwen.web.requests import DeskRequest, show

_ROWS: Final = 20
_CARDS: Final = 4
_MOST_TYPED: Final = 200


@dataclass(frozen=True, slots=True)
class Way:
    """One value of a facet as a link: it narrows, or takes back what it narrowed."""

    label: str
    count: str
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """One facet. `folded` ones are opened by hand."""

    title: str
    ways: tuple[Way, ...]
    folded: bool


@require_safe
def search(request: DeskRequest) -> HttpResponse:
    """Show the cases that contain what was typed, a page at a time, and how to narrow them."""
    text = request.GET.get("q", "").strip()[:_MOST_TYPED]
    filters = {name: request.GET[name] for name in queries.FACETS if request.GET.get(name)}
    after = request.GET.get("after") or None
    try:
        found = queries.search_cases(
            request.actor, text, filters=filters, cursor=after, limit=_ROWS,
            now=request.now, language=request.language,
        )  # fmt: skip
    except BadCursor:
        return redirect(_address(request.GET, after=None))
    first = found.hits[0].row.number if found.hits else ""
    if not request.htmx and not filters and first and text.lower() == first.lower():
        return redirect("desk:case", number=first)
    groups = [_group(request.GET, facet) for facet in found.facets]
    values = {
        "text": text,
        "found": found,
        "groups": groups,
        "chosen": [way for group in groups for way in group.ways if way.chosen],
        "cleared": _address(request.GET, after=None, **dict.fromkeys(queries.FACETS)),
        "next": _address(request.GET, after=found.next_cursor) if found.next_cursor else "",
        "first": _address(request.GET, after=None) if after else "",
        "cards": () if after or found.too_short else _cards(text, request),
        "filters": filters,
    }
    return show(request, "desk/search.html", values, fragment="desk/search_found.html")


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
def persons(request: DeskRequest) -> HttpResponse:
    """Find cases by somebody in them. What was typed stands in no address and no log."""
    typed = request.POST.get("text", "").strip()[:_MOST_TYPED]
    reason = request.POST.get("reason", "").strip()
    reasons = (_("来电核对"), _("查重"), _("合并、关联"), _("督办检查"))
    values: dict[str, object] = {"typed": typed, "reason": reason, "reasons": reasons}
    status = 200
    if request.method == "POST" and "ask" not in request.POST:  # else typed on another page
        if len("".join(typed.split())) < 2:
            values["error"], status = _("请写两个字以上的姓名，或完整的号码"), 422
        else:
            try:
                values["found"] = operations.search_person(
                    typed, reason=reason, actor=request.actor, now=request.now,
                    language=request.language,
                )  # fmt: skip
            except ReasonNeeded:
                values["reason_error"], status = _("请选择查找理由"), 422
    return show(request, "desk/persons.html", values, status=status)


def _group(given: QueryDict, facet: Facet) -> Group:
    ways = tuple(
        Way(
            each.label or _("（未填）"), each.text, each.chosen,
            _address(given, after=None, **_narrowing(facet.name, each.value, chosen=each.chosen)),
        )
        for each in facet.values
    )  # fmt: skip
    return Group(facet.title, ways, folded=len(ways) > 6)


def _narrowing(name: str, value: str, *, chosen: bool) -> dict[str, str | None]:
    change: dict[str, str | None] = {name: None if chosen else value}
    if name == "regulation":
        change["stage"] = None  # a stage is one of its regulation
    return change


def _cards(text: str, request: DeskRequest) -> tuple[card_views.CardRow, ...]:
    if len(text) < suggesting.SHORTEST_SEARCH:
        return ()
    found = suggesting.search(text)[:_CARDS]
    return tuple(card_views.row(kept, request.language, request.now.date()) for kept in found)


def _address(given: QueryDict, **change: str | None) -> str:
    query: Mapping[str, str] = {
        name: given[name] for name in ("q", *queries.FACETS, "after") if given.get(name)
    }
    kept = QueryDict(mutable=True)
    for name, value in {**query, **change}.items():
        if value:
            kept[name] = value
    return f"{reverse('desk:search')}?{kept.urlencode()}"

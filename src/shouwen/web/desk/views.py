"""Work lists kept under a name: private, or shared with one's unit."""

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen import people
from shouwen.web.desk.asked import kept_query
from shouwen.web.models import SavedView
from shouwen.web.requests import DeskRequest, go, show

_MOST: Final = 40
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class ShownView:
    """A saved view as the side bar shows it; `by` is whose it is, where it is not one's own."""

    id: int
    title: str
    href: str
    shared: bool
    by: str


def views_of(request: DeskRequest) -> tuple[ShownView, ...]:
    """Return the saved views of this person, then those shared with a unit of his."""
    directory = people.directory(request.now)
    posts = directory.posts_of(request.actor.person)
    units = {above.id for post in posts for above in directory.lineage(post.unit)}
    mine = request.actor.person
    rows = SavedView.objects.filter(Q(owner=mine) | Q(unit__in=units)).order_by("title", "id")
    found = sorted(rows[:_MOST], key=lambda row: row.owner != mine)
    return tuple(
        ShownView(
            row.id,
            row.title,
            f"{reverse('desk:list')}?{row.query}&saved={row.id}",
            bool(row.unit),
            "" if row.owner == mine else row.owner_name,
        )
        for row in found
    )


@require_http_methods(["GET", "HEAD", "POST"])
def views(request: DeskRequest) -> HttpResponse:
    """Keep the list as it stands under a name; rename or throw away what one has kept."""
    if request.method == "POST":
        return _changed(request)
    return _show(request, request.GET.get("title", ""), kept_query(request.GET))


def _changed(request: DeskRequest) -> HttpResponse:
    intent = request.POST.get("intent")
    title = " ".join(request.POST.get("title", "").split())[:_LONGEST]
    if intent == "drop":
        _own(request).delete()
        messages.success(request, _("视图已删除"))
        return go(request, reverse("desk:views"))
    if intent == "rename":
        row = _own(request)
        if title:
            row.title = title
            row.save(update_fields=["title"])
            messages.success(request, _("视图已改名"))
        return go(request, reverse("desk:views"))
    query = kept_query(QueryDict(request.POST.get("query", "")))
    if not title:
        return _show(request, title, query, error=_("请给这个视图起个名字"))
    if SavedView.objects.filter(owner=request.actor.person).count() >= _MOST:
        return _show(request, title, query, error=_("视图已经够多了，请先删去不用的"))
    row = SavedView.objects.create(
        owner=request.actor.person,
        owner_name=request.actor.name,
        unit=_unit(request) if request.POST.get("shared") else "",
        title=title,
        query=query,
        made_at=request.now,
    )
    messages.success(request, _("已保存为视图“%(title)s”") % {"title": title})
    return go(request, f"{reverse('desk:list')}?{row.query}&saved={row.id}")


def _own(request: DeskRequest) -> SavedView:
    given = request.POST.get("view", "")
    row = SavedView.objects.filter(
        owner=request.actor.person, id=int(given) if given.isdigit() else 0
    ).first()
    if row is None:
        raise Http404
    return row


def _unit(request: DeskRequest) -> str:
    """Return the unit of this person's first post; empty for a post held everywhere."""
    posts = people.directory(request.now).posts_of(request.actor.person)
    return next((post.unit for post in posts if post.unit), "")


def _show(request: DeskRequest, title: str, query: str, error: str = "") -> HttpResponse:
    unit = people.directory(request.now).units.get(_unit(request))
    values = {
        "views": views_of(request),
        "title": title,
        "query": query,
        "unit": unit.name if unit else "",
        "error": error,
    }
    return show(
        request, "desk/views.html", values,
        fragment="desk/views_drawer.html", status=422 if error else 200,
    )  # fmt: skip

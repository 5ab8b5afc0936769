"""The tree of units on any day, and one unit with everything it was."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen import people
from shouwen.casework import operations, staffing
from shouwen.people import looking
from shouwen.web.administration.words import attempt, start_of
from shouwen.web.requests import DeskRequest, go, show


@require_http_methods(["GET", "HEAD", "POST"])
def units(request: DeskRequest) -> HttpResponse:
    """Show the tree as it lay on a day; open a unit."""
    refusal = ""
    if request.method == "POST":
        given = request.POST
        id_, name, kind = (given.get(each, "").strip() for each in ("id", "name", "kind"))
        if not id_ or not name or not kind:
            refusal = _("请写编号、名称和类别")
        else:
            refusal = attempt(
                request,
                lambda: people.create_unit(
                    id_, name, kind, parent=given.get("parent") or None,
                    attributes=_words(given.get("attributes", "")), by=request.actor.person,
                    now=request.now,
                ),
                _("已设立“%(name)s”") % {"name": name},
            )  # fmt: skip
        if not refusal:
            return go(request, reverse("administration:unit", args=[id_]))
    day = start_of(request.GET.get("on", ""))
    # As it stood at the end of that day.
    at = request.now if day is None else min(day + timedelta(days=1), request.now)
    values = {
        "tree": looking.tree(at),
        "on": f"{day:%Y-%m-%d}" if day else "",
        "past": day is not None and at < request.now,
        "choices": people.unit_choices(),
        "kinds": looking.kinds(),
        "typed": request.POST,
        "refusal": refusal,
    }
    return show(request, "administration/units.html", values, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: DeskRequest, id_: str) -> HttpResponse:
    """Show one unit, its people and its history; rename, move or close it."""
    refusal = ""
    if request.method == "POST":
        refusal = _change(request, id_)
        if not refusal:
            return go(request, "./")
    view = looking.unit_view(id_)
    below = {row.id for row in people.units_under(id_)}
    posts, more = looking.holders(unit=id_, at=request.now)
    values = {
        "view": view,
        "choices": [choice for choice in people.unit_choices() if choice[0] not in below],
        "kinds": looking.kinds(),
        "posts": posts,
        "more": more,
        "titles": role_titles(request),
        "changes": people.changes(id_, 20),
        "typed": request.POST,
        "refusal": refusal,
    }
    return show(request, "administration/unit.html", values, status=422 if refusal else 200)


def _change(request: DeskRequest, id_: str) -> str:
    given = request.POST
    by, now = request.actor.person, request.now
    name, kind = given.get("name", "").strip(), given.get("kind", "").strip()

    def change() -> None:
        people.change_unit(
            id_, name=name, kind=kind, attributes=_words(given.get("attributes", "")), by=by,
            now=now,
        )  # fmt: skip

    def move() -> None:
        people.move_unit(id_, given.get("parent") or None, by=by, now=now)
        operations.follow_units(now=now)

    ways: dict[str, tuple[Callable[[], object], str]] = {
        "change": (change, _("已修改")),
        "move": (move, _("已调整上级")),
        "close": (lambda: people.close_unit(id_, by=by, now=now), _("已撤销，任职随之终止")),
    }
    way = ways.get(given.get("way", ""))
    if way is None or (given.get("way") == "change" and not (name and kind)):
        return _("请写名称和类别")
    return attempt(request, *way)


def role_titles(request: DeskRequest) -> dict[str, str]:
    """Return the titles of roles, by their names."""
    return {row.role: row.title for row in staffing.roles_known(request.now, request.language)}


def _words(text: str) -> list[str]:
    return [word.strip() for word in re.split("[、，,]", text) if word.strip()]

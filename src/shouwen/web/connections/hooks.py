"""Subscriptions to events, and how their deliveries fare."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from shouwen.casework import queries
from shouwen.connections import hooks as kept
from shouwen.connections.delivering import deliver
from shouwen.connections.errors import WrongSubscription
from shouwen.connections.hooks import NewSubscription
from shouwen.web.connections.tabs import choices, listed, tabs, words
from shouwen.web.requests import DeskRequest, show
from shouwen.web.tabs import views

_PAGE = 50
#: Somebody waits for the page, and each may take ten seconds.
_AT_ONCE = 3
_STATES = ("waiting", "delivered", "dead")


@sensitive_variables("made")
@require_http_methods(["GET", "HEAD", "POST"])
def hooks(request: DeskRequest) -> HttpResponse:
    """List the subscriptions; make one, and show its secret this once."""
    made, error = None, ""
    if request.method == "POST":
        try:
            made = _subscribe(request)
        except WrongSubscription as wrong:
            error = words(request, wrong)
    english = request.language == "en"
    values = {
        "tabs": tabs("connections:hooks"),
        "rows": kept.rows(request.now),
        "events": [(name, said[1 if english else 0]) for name, said in kept.EVENTS.items()],
        "ticked": request.POST.getlist("events") if error else [],
        "regulations": queries.adopted_ids(),
        "ticked_regulations": request.POST.getlist("regulations") if error else [],
        "typed": request.POST if error else {},
        "made": made,
        "error": error,
        **choices(request),
    }
    return show(request, "connections/hooks.html", values, status=422 if error else 200)


def _subscribe(request: DeskRequest) -> NewSubscription:
    given = request.POST
    return kept.subscribe(
        given.get("name", ""),
        given.get("address", "").strip(),
        events=given.getlist("events"),
        regulations=given.getlist("regulations"),
        person=given.get("person", ""),
        unit=given.get("unit", ""),
        roles=listed(given, "roles"),
        by=request.actor.person,
        now=request.now,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hook(request: DeskRequest, hook: str) -> HttpResponse:
    """Show one subscription with its deliveries; try again, play again, stop, go on, end."""
    row = kept.row(hook, request.now)
    if request.method == "POST":
        return _move(request, hook)
    state = request.GET.get("state", "")
    state = state if state in _STATES else ""
    before = request.GET.get("before", "")
    found = kept.deliveries(
        hook,
        state=state,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
        limit=_PAGE,
    )
    address = reverse("connections:hook", args=[hook])
    said = {
        "": _("全部"), "waiting": _("待投递"), "delivered": _("已送达"), "dead": _("已放弃"),
    }  # fmt: skip
    values = {
        "row": row,
        "deliveries": found,
        "views": views(said, state, address=address, parameter="state"),
        "first": f"{address}?state={state}" if before else "",
        "next": f"{address}?state={state}&before={found[-1].id}" if len(found) == _PAGE else "",
    }
    return show(request, "connections/hook.html", values)


def _move(request: DeskRequest, hook: str) -> HttpResponse:
    given, now = request.POST, request.now
    one = given.get("delivery", "")
    way = given.get("way", "")
    if way == "end":
        kept.unsubscribe(hook)
        messages.success(request, _("订阅已取消"))
        return redirect("connections:hooks")
    ways: dict[str, tuple[Callable[[], object], str]] = {
        "try": (lambda: deliver(now=now, limit=_AT_ONCE, only=hook), _("已尝试投递")),
        "enable": (lambda: kept.enable(hook, now=now), _("已恢复投递")),
        "disable": (
            lambda: kept.disable(hook, because=request.actor.name, now=now),
            _("已停止投递"),
        ),
        "again": (lambda: kept.replay_one(hook, int(one), now=now), _("已排队重投")),
        "from_here": (lambda: kept.replay_from(hook, int(one), now=now), _("已从此处起排队重投")),
    }
    if way in ways and (way not in ("again", "from_here") or one.isdigit()):
        ways[way][0]()
        messages.success(request, ways[way][1])
    return redirect("connections:hook", hook=hook)

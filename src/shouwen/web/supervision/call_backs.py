"""Whom to call back: the queue, the attempts, the script beside, and a sample to draw."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.casework import operations, queries
from shouwen.casework.errors import HandlerCalls, NoSuchOutcome
from shouwen.casework.paging import BadCursor
from shouwen.vocabulary import OFFICE_ZONE
from shouwen.web.desk.asked import address
from shouwen.web.desk.knowledge import beside
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show
from shouwen.web.supervision.rooms import bounds, chosen, month_asked, regulations, rooms

_ROWS: Final = 25
_SHARES: Final = (5, 10, 20, 50, 100)
#: Offered for the next attempt: in two hours, tomorrow morning, tomorrow afternoon, in two days.
_LONGEST_SEED: Final = 40


@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """Show whom to call back, what was tried, and when to try again."""
    try:
        page = queries.work_list(
            request.actor,
            view="call_back",
            cursor=request.GET.get("after") or None,
            limit=_ROWS,
            now=request.now,
            language=request.language,
        )
    except BadCursor:
        return redirect("supervision:queue")
    tried = queries.attempts_of([row.number for row in page.rows], request.now, request.language)
    values = {
        "rooms": rooms("queue"),
        "page": page,
        "tried": {number: attempts[0] for number, attempts in tried.items()},
        "times": {number: len(attempts) for number, attempts in tried.items()},
        "next": address(request.GET, after=page.next_cursor) if page.next_cursor else "",
        "first": address(request.GET, after=None) if request.GET.get("after") else "",
    }
    return show(request, "supervision/queue.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: DeskRequest, number: str) -> HttpResponse:
    """Show one call-back with its script; keep an attempt, or go on to what was said."""
    view = queries.case_view(request.actor, number, request.now, request.language)
    meant = queries.acts_meaning(
        request.actor, number, "called_back", request.now, request.language
    )
    error, given = "", {"outcome": "", "note": "", "next": ""}
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in given}
        try:
            operations.note_attempt(
                number,
                given["outcome"],
                note=given["note"],
                next_at=_instant(given["next"]),
                actor=request.actor,
                now=request.now,
                command_id=command_id(request),
            )
        except (NoSuchOutcome, HandlerCalls) as refused:
            error = refused.problem if isinstance(refused, HandlerCalls) else _("请选择拨打结果")
        except ValueError:
            error = _("下次时间写得不对，例如 2026-11-28T09:30")
        else:
            act = next((each for each in meant.options if each.allowed), None)
            if given["outcome"] == "reached" and act is not None:
                return go(request, reverse("desk:act", args=[number, act.act]))
            messages.success(request, _("已记下这次拨打"))
            return go(request, reverse("supervision:queue"))
    chosen_facts = {fact.name: fact.options for fact in view.facts if fact.options}
    values = {
        "case": view,
        "number": number,
        "meant": meant,
        "act": next((each for each in meant.options if each.allowed), None),
        "attempts": queries.attempts_of([number], request.now, request.language).get(number, ()),
        "outcomes": [
            (value, words[1 if request.language == "en" else 0])
            for value, words in queries.OUTCOMES.items()
        ],
        "telephone": next((f for f in view.complainant if f.means == "telephone"), None),
        "reply": next((f for f in view.facts if f.means == "reply"), None),
        "cards": beside(view.regulation, chosen_facts, view.subject, request.language),
        "given": given,
        "suggested": (request.now + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "error": error,
        "token": new_token(),
    }
    page, part = "supervision/call.html", "supervision/call_drawer.html"
    return show(request, page, values, fragment=part, status=422 if error else 200)


def _instant(text: str) -> datetime | None:
    """Return a moment of the office's clock as a form sends it, or None for nothing."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE) if text else None


@require_safe
def sample(request: DeskRequest) -> HttpResponse:
    """Draw a share of every unit's closed cases; the same words draw the same ones again."""
    offered = regulations(request)
    regulation, month = chosen(request, offered), month_asked(request)
    seed = request.GET.get("seed", "").strip()[:_LONGEST_SEED]
    asked = request.GET.get("share", "")
    share = min(100, max(1, int(asked))) if asked.isdigit() else 10
    first, until = bounds(month)
    drawn = (
        queries.sample(
            request.actor, regulation, first, until, share=share, seed=seed, now=request.now
        )
        if seed
        else ()
    )
    numbers = [each.number for each in drawn]
    tried = queries.attempts_of(numbers, request.now, request.language)
    values = {
        "rooms": rooms("queue"),
        "regulations": offered,
        "regulation": regulation,
        "month": month,
        "seed": seed,
        "suggested": f"{month}-{regulation}",
        "share": share,
        "shares": sorted({*_SHARES, share}),
        "rows": [
            {
                "drawn": each,
                "unit": queries.unit_name(each.unit, request.now),
                "tried": tried.get(each.number, ()),
                "own": each.handler == request.actor.person,
            }
            for each in drawn
        ],
        "asked": sum(bool(tried.get(number)) for number in numbers),
        "rated": sum(each.rating in ("good", "fair", "bad") for each in drawn),
    }
    return show(request, "supervision/sample.html", values)

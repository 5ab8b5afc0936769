"""Plans of sampling: set one, see what it drew, draw it again, and what those drawn said."""

from dataclasses import replace
from typing import Final

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import people
from shouwen.casework import operations, queries
from shouwen.casework.errors import NoSuchPlan, NothingToDraw, TooMuchToDraw
from shouwen.casework.queries import Plan
from shouwen.vocabulary import Month, NotAMonth
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show
from shouwen.web.supervision.rooms import chosen, month_asked, regulations, rooms
from shouwen.web.supervision.scoring import figure

_GIVEN: Final = ("first", "last", "share", "strata", "seed")


@require_http_methods(["GET", "HEAD", "POST"])
def samples(request: DeskRequest) -> HttpResponse:
    """Show the plans of a regulation; set one more, which draws and keeps it."""
    offered = regulations(request)
    regulation = chosen(request, offered)
    error = ""
    month = str(month_asked(request).previous)
    given = {"first": month, "last": month, "share": "10", "strata": "unit", "seed": ""}
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in _GIVEN}
        wanted = request.POST.get("regulation", "")
        regulation = wanted if wanted in [each.value for each in offered] else regulation
        try:
            plan = operations.set_plan(
                regulation,
                Month.parse(given["first"]),
                Month.parse(given["last"] or given["first"]),
                share=int(given["share"]) if given["share"].isdigit() else 0,
                strata=given["strata"],
                seed=given["seed"],
                actor=request.actor,
                now=request.now,
                command_id=command_id(request),
            )
        except (NoSuchPlan, NotAMonth, NothingToDraw, TooMuchToDraw) as refused:
            english = request.language == "en"
            error = refused.english if english else f"{refused.problem}。{refused.remedy}"
        else:
            return go(request, reverse("supervision:plan", args=[plan.id]))
    values = {
        "rooms": rooms("queue"),
        "regulations": offered,
        "regulation": regulation,
        "plans": [
            _row(request, plan) for plan in queries.plans_of(request.actor, regulation, request.now)
        ],
        "strata": _strata(request),
        "given": given,
        "error": error,
        "token": new_token(),
    }
    return show(request, "supervision/samples.html", values, status=422 if error else 200)


@require_safe
def plan(request: DeskRequest, plan: str) -> HttpResponse:
    """Show what a plan drew, whether it draws the same again, and what those drawn said."""
    try:
        kept = queries.plan(request.actor, plan, request.now)
    except NoSuchPlan as lost:
        raise Http404 from lost
    result = queries.sample_result(request.actor, kept, request.now, request.language)
    values = {
        "rooms": rooms("queue"),
        "plan": _row(request, kept),
        "result": result,
        "audit": queries.audit(request.actor, kept, request.now),
        "figures": [
            (_("接通"), figure(result.reached), _("抽到的件中，打通并答了的")),
            (_("有效回访"), figure(result.tried), _("拨打过的件中，打通并答了的")),
            (_("参评"), figure(result.rated), _("打通的件中，评价了处理结果的")),
            (_("办理过程满意"), figure(result.process), _("评价了办理过程的件中，满意的")),
            (_("处理结果满意"), figure(result.outcome), _("评价了处理结果的件中，满意的")),
        ],
        "strata": [
            (
                each,
                [
                    replace(figure(share), name=name)
                    for name, share in (
                        (_("接通"), each.reached),
                        (_("办理过程满意"), each.process),
                        (_("处理结果满意"), each.outcome),
                    )
                ],
            )
            for each in result.strata
        ],
        "estimate": None if result.estimate is None else f"{100 * result.estimate:.1f}%",
    }
    return show(request, "supervision/plan.html", values)


def _strata(request: DeskRequest) -> dict[str, str]:
    place = 1 if request.language == "en" else 0
    return {value: words[place] for value, words in queries.STRATA.items()}


def _row(request: DeskRequest, plan: Plan) -> dict[str, object]:
    person = people.directory(request.now).people.get(plan.set_by)
    period = str(plan.first) if plan.first == plan.last else f"{plan.first} – {plan.last}"
    return {
        "kept": plan,
        "period": period,
        "strata": _strata(request)[plan.strata],
        "who": plan.set_by if person is None else person.name,
        "digest": plan.frame.digest[:12],
    }

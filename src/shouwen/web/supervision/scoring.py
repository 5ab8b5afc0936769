"""How units did in a month: shares with their wholes and bounds, never a bare per cent."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.casework import queries
from shouwen.casework.queries import Share
from shouwen.web.desk.asked import address
from shouwen.web.requests import DeskRequest, show
from shouwen.web.supervision.rooms import bounds, chosen, month_asked, regulations, rooms


@dataclass(frozen=True, slots=True)
class Figure:
    """One share as shown: per cent, what of what, the bounds of its interval, where it lies."""

    per_cent: str
    counts: str
    interval: str
    few: bool
    low: int
    wide: int
    at: int


@require_safe
def scores(request: DeskRequest) -> HttpResponse:
    """Show how the units below one did with what was closed in a month."""
    offered = regulations(request)
    regulation, month = chosen(request, offered), month_asked(request)
    unit = queries.start_of(request.actor, regulation, request.GET.get("unit", ""), request.now)
    first, until = bounds(month)
    found, cut = queries.scores(request.actor, regulation, unit, first, until, request.now)
    lines = [
        {
            "name": each.name,
            "own": each.own,
            "deeper": address(request.GET, unit=each.unit) if each.deeper else "",
            "closed": each.closed,
            "figures": [
                figure(share)
                for share in (
                    each.in_time, each.satisfied, each.rated, each.again, each.reopened,
                    each.explained,
                )
            ],
        }
        for each in found
    ]  # fmt: skip
    values = {
        "rooms": rooms("scores"),
        "regulations": offered,
        "regulation": regulation,
        "unit": unit,
        "month": month,
        "before": address(request.GET, month=str(month.previous)),
        "after": address(request.GET, month=str(month.next)),
        "lines": lines,
        "cut": cut,
        "definitions": _definitions(),
    }
    return show(request, "supervision/scores.html", values)


def figure(share: Share) -> Figure:
    """Return a share in words; where there is nothing to measure it is a dash, not a nought."""
    rate, interval = share.rate, share.interval
    if rate is None or interval is None:
        return Figure("—", "0/0", "", True, 0, 0, 0)
    low, high = (round(100 * bound) for bound in interval)
    return Figure(
        f"{100 * rate:.1f}%", f"{share.part}/{share.whole}", f"{low}–{high}%", share.few,
        low, high - low, round(100 * rate),
    )  # fmt: skip


def _definitions() -> list[tuple[str, str]]:
    return [
        (_("按期"), _("本月办结且有法定时限的件中，各项法定时限都未超过的")),
        (_("满意"), _("给出评价的件中，评为满意的；哪些算满意由办法写明")),
        (_("参评"), _("本月办结的件中，给出评价的；未能联系的不算评价")),
        (_("再次投诉"), _("本月办结的件中，曾就处理结果再次投诉的")),
        (_("重新办理"), _("本月办结的件中，办结后又重新办理过的")),
        (_("逾期原因"), _("须报告逾期原因的件中，已经报告的")),
    ]

"""How units did in a month: shares with their wholes and bounds, never a bare per cent."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.casework import queries
from shouwen.casework.queries import Score, Share
from shouwen.web.desk.asked import address
from shouwen.web.requests import DeskRequest, show
from shouwen.web.supervision.rooms import bounds, chosen, month_asked, regulations, rooms


@dataclass(frozen=True, slots=True)
class Figure:
    """One share as shown: per cent, what of what and their lists, its interval, where it lies."""

    per_cent: str
    part: int
    whole: int
    part_href: str
    whole_href: str
    interval: str
    few: bool
    low: int
    wide: int
    at: int
    name: str = ""


@require_safe
def scores(request: DeskRequest) -> HttpResponse:
    """Show how the units below one did with what was closed in a month."""
    offered = regulations(request)
    regulation, month = chosen(request, offered), month_asked(request)
    unit = queries.start_of(request.actor, regulation, request.GET.get("unit", ""), request.now)
    first, until = bounds(month)
    found, cut = queries.scores(request.actor, regulation, unit, first, until, request.now)

    def listed(score: Score, counted: str) -> str:
        """Return the address of the cases a figure counts."""
        place = {"at": score.unit} if score.own else {"place": score.unit}
        view = "all" if counted == "due" else "closed"
        asked = {"view": view, "counted": counted, "regulation": regulation}
        return f"{reverse('desk:list')}?{urlencode({**asked, 'month': str(month), **place})}"

    lines = [
        {
            "name": each.name,
            "own": each.own,
            "deeper": address(request.GET, unit=each.unit) if each.deeper else "",
            "closed": each.closed,
            "closed_href": listed(each, "closed"),
            "figures": [
                replace(figure(share, listed(each, part), listed(each, whole)), name=name)
                for name, (share, part, whole) in zip(
                    (name for name, _words in _definitions()), _shares(each), strict=True
                )
            ],
        }
        for each in found
    ]
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


def _shares(score: Score) -> tuple[tuple[Share, str, str], ...]:
    """Return the shares in the order of their definitions, and what part and whole count."""
    return (
        (score.in_time, "in_time", "timed"),
        (score.due, "in_time", "due"),
        (score.blamed, "in_time", "blamed"),
        (score.satisfied, "good", "rated"),
        (score.rated, "rated", "closed"),
        (score.again, "again", "closed"),
        (score.reopened, "reopened", "closed"),
        (score.explained, "given", "owed"),
        (score.accepted, "accepted", "judged"),
    )


def figure(share: Share, part_href: str = "", whole_href: str = "") -> Figure:
    """Return a share in words; where there is nothing to measure it is a dash, not a nought."""
    rate, interval = share.rate, share.interval
    if rate is None or interval is None:
        return Figure("—", 0, 0, "", "", "", True, 0, 0, 0)
    low, high = (round(100 * bound) for bound in interval)
    return Figure(
        f"{100 * rate:.1f}%", share.part, share.whole,
        part_href if share.part else "", whole_href, f"{low}–{high}%", share.few,
        low, high - low, round(100 * rate),
    )  # fmt: skip


def _definitions() -> list[tuple[str, str]]:
    return [
        (_("按期"), _("本月办结且有法定时限的件中，各项法定时限都未超过的")),
        (
            _("含未结按期"),
            _("同上，但分母加上期限在月末前已过、至今没有办结的件：拖着不办结不会让比例好看"),
        ),
        (
            _("剔除后按期"),
            _("本月办结的按期，但分母不含逾期原因已获认可的件：逾期仍是逾期，只是不归咎于单位"),
        ),
        (_("满意"), _("给出评价的件中，评为满意的；哪些算满意由办法写明")),
        (_("参评"), _("本月办结的件中，给出评价的；未能联系的不算评价")),
        (_("再次投诉"), _("本月办结的件中，曾就处理结果再次投诉的")),
        (_("重新办理"), _("本月办结的件中，办结后又重新办理过的")),
        (_("逾期原因"), _("须报告逾期原因的件中，已经报告且未被退回的")),
        (_("原因认可"), _("逾期原因已经认定的件中，获得认可的；还没有认定的不算")),
    ]

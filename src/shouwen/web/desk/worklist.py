"""The work list: what is due first, in nine views, narrowed by facets, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwen import people
from shouwen.casework import queries
from shouwen.casework.paging import BadCursor
from shouwen.casework.shapes import Badge
from shouwen.vocabulary import ShouwenError, moment
from shouwen.web.desk.asked import (
    COLUMNS,
    FACETS,
    FURTHER,
    ListAsked,
    address,
    asked_in,
    columns_in,
    kept_query,
    labels,
)
from shouwen.web.desk.views import views_of
from shouwen.web.requests import DeskRequest, go, show
from shouwen.web.tabs import Tab

_ROWS: Final = 25
_DENSE_ROWS: Final = 50
_MOST_SHOWN: Final = 60
_YEAR: Final = 365 * 86400
#: Remembered by the browser: how close the rows stand, and which columns they have.
DENSITY: Final = "density"
LAID_OUT: Final = "columns"
_OPENERS: Final = ("mine", "unit", "soon", "late", "approval", "call_back")


@dataclass(frozen=True, slots=True)
class Offer:
    """One value of a facet, with its count as shown; empty where nothing was counted."""

    value: str
    label: str
    count: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One facet of the filter bar."""

    name: str
    label: str
    offers: tuple[Offer, ...]
    chosen: str
    chosen_label: str
    without: str


@require_safe
def work_list(request: DeskRequest) -> HttpResponse:
    """Show the cases of one view this person may see."""
    asked = asked_in(request.GET, request.COOKIES.get(LAID_OUT, ""))
    if asked is None:
        return redirect("desk:list")
    dense = request.COOKIES.get(DENSITY) == "dense"
    sight = queries.sight_of(request.actor, request.now)
    try:
        page = queries.work_list(
            request.actor,
            view=asked.view,  # type: ignore[arg-type]
            filters=asked.wanted,
            order=asked.order,
            cursor=request.GET.get("after") or None,
            limit=_DENSE_ROWS if dense else _ROWS,
            now=request.now,
            language=request.language,
            sight=sight,
        )
    except BadCursor:
        return redirect(address(request.GET, after=None))
    text = asked.text
    if text and len(page.rows) == 1 and page.rows[0].number == text.upper():
        return redirect("desk:case", number=page.rows[0].number)
    badges = {
        badge.view: badge
        for badge in queries.badges(request.actor, request.now, request.language, sight=sight)
    }
    filters = facets_of(request, asked, sight)
    saved = views_of(request)
    here = kept_query(request.GET, asked.columns)
    chosen = next((each for each in saved if str(each.id) == request.GET.get("saved")), None)
    without = dict.fromkeys((*FACETS, *FURTHER))
    values = {
        "view": asked.view,
        "view_label": queries.VIEWS[asked.view][1 if request.language == "en" else 0],
        "page": page,
        "text": text,
        "tabs": _tabs(request, badges, asked.view),
        "filters": filters,
        "further": further(request, asked),
        "columns": [(name, _(COLUMNS[name])) for name in asked.columns],
        "cols": request.GET.get("cols", ""),
        "order": asked.order,
        "orders": _orders(request, asked),
        "narrowed": asked.narrowed,
        "cleared": address(request.GET, q=None, after=None, saved=None, **without),
        "text_cleared": address(request.GET, q=None, after=None),
        "next": address(request.GET, after=page.next_cursor) if page.next_cursor else "",
        "first": address(request.GET, after=None) if request.GET.get("after") else "",
        "here": here,
        "saved": saved,
        "saved_now": chosen,
        "dense": dense,
        "moved": _moved_address(request, [row.number for row in page.rows]),
        "again": address(request.GET),
        "soon": badges["soon"],
        "late": badges["late"],
        "unread": badges["notices"].count,
        "empty": _empty(asked.view, asked.narrowed),
    }
    return show(request, "desk/list.html", values, fragment="desk/list_rows.html")


@require_safe
def changes(request: DeskRequest) -> HttpResponse:
    """Say how many of the cases shown, or of the view, changed since the page was made."""
    asked = asked_in(request.GET)
    since = _instant(request.GET.get("since", ""))
    if asked is None or since is None:
        return HttpResponse(status=204)
    shown = request.GET.get("shown", "").split(",")[:_MOST_SHOWN]
    moved = queries.changed(
        request.actor,
        view=asked.view,  # type: ignore[arg-type]
        filters=asked.wanted,
        shown=shown,
        since=since,
        now=request.now,
    )
    again = f"{reverse('desk:list')}?{kept_query(request.GET)}"
    return show(request, "desk/list_moved.html", {"moved": moved, "again": again})


@require_safe
def columns(request: DeskRequest) -> HttpResponse:
    """Let somebody choose the columns of the list, and their order."""
    chosen = columns_in(request.GET.get("cols", "") or request.COOKIES.get(LAID_OUT, ""))
    kept = kept_query(request.GET)
    rows = []
    for place, name in enumerate(chosen):
        fewer = tuple(each for each in chosen if each != name)
        up = (*fewer[: max(0, place - 1)], name, *fewer[max(0, place - 1) :])
        down = (*fewer[: place + 1], name, *fewer[place + 1 :])
        rows.append(
            {
                "name": name, "label": _(COLUMNS[name]), "on": True,
                "turned": ",".join(fewer) if fewer else "",
                "up": ",".join(up) if place else "",
                "down": ",".join(down) if place + 1 < len(chosen) else "",
            }
        )  # fmt: skip
    rows += [
        {"name": name, "label": _(label), "on": False, "turned": ",".join((*chosen, name))}
        for name, label in COLUMNS.items()
        if name not in chosen
    ]
    values = {"rows": rows, "cols": ",".join(chosen), "kept": kept}
    return show(request, "desk/list_columns.html", values, fragment="desk/list_columns_drawer.html")


@require_POST
def layout(request: DeskRequest) -> HttpResponse:
    """Remember in this browser how close rows stand, or which columns they have."""
    back = f"{reverse('desk:list')}?{request.POST.get('back', '').lstrip('?')}"
    if "cols" in request.POST:
        chosen = ",".join(columns_in(request.POST["cols"]))
        query = request.POST.get("back", "").lstrip("?")
        kept = "&".join(part for part in query.split("&") if part and not part.startswith("cols="))
        back = f"{reverse('desk:list')}?{kept}"
        response = go(request, back)
        response.set_cookie(LAID_OUT, chosen, max_age=_YEAR, samesite="Lax", httponly=True)
        return response
    response = go(request, back)
    dense = "dense" if request.POST.get("density") == "dense" else ""
    response.set_cookie(DENSITY, dense, max_age=_YEAR, samesite="Lax", httponly=True)
    return response


def _instant(text: str) -> datetime | None:
    try:
        return moment(text)
    except (ValueError, ShouwenError):
        return None


def _moved_address(request: DeskRequest, numbers: list[str]) -> str:
    asked = request.GET.copy()
    asked["since"], asked["shown"] = request.now.isoformat(), ",".join(numbers)
    return f"{reverse('desk:list_changes')}?{asked.urlencode()}"


def _tabs(request: DeskRequest, badges: dict[str, Badge], view: str) -> list[Tab]:
    tabs = []
    for name, words in queries.VIEWS.items():
        badge = badges.get(name)
        tone = name if name in ("soon", "late") and badge and badge.count else ""
        href = address(request.GET, view=name, after=None, saved=None)
        label = words[1 if request.language == "en" else 0]
        count = badge.text if badge and name in _OPENERS else ""
        tabs.append(Tab(label, href, name == view, count, tone))
    return tabs


def _orders(request: DeskRequest, asked: ListAsked) -> list[tuple[str, str, bool]]:
    place = 3 if request.language == "en" else 2
    return [(name, words[place], name == asked.order) for name, words in queries.ORDERS.items()]


def further(request: DeskRequest, asked: ListAsked) -> list[dict[str, str]]:
    """Return what narrows the list besides its facets, in words."""
    given = [name for name in FURTHER if name in asked.filters]
    if not given:
        return []
    directory = people.directory(request.now)
    found = []
    for name in given:
        value = asked.filters[name]
        known = directory.people if name == "handler" else directory.units
        label = {
            "handler": _("经办人"), "place": _("承办单位及下属"), "at": _("承办单位"),
            "counted": _("督办统计"), "month": _("办结月份"),
        }[name]  # fmt: skip
        words = known[value].name if value in known else value
        if name == "counted":
            words = counted_words().get(value, value)
        without = address(request.GET, **{name: None, "after": None})
        found.append(
            {"name": name, "value": value, "label": label, "words": words, "without": without}
        )
    return found


def counted_words() -> dict[str, str]:
    """Return what the lists behind the figures of supervision are called."""
    return {
        "late": _("现已超期"), "closed": _("办结"), "timed": _("有法定时限"), "in_time": _("按期"),
        "due": _("有法定时限的办结件，和期限已过而未结的"),
        "blamed": _("有法定时限，逾期已获认可的除外"), "rated": _("给出评价"), "good": _("满意"),
        "again": _("再次投诉"), "reopened": _("重新办理"), "owed": _("须报告逾期原因"),
        "given": _("已报告逾期原因"), "judged": _("逾期原因已认定"),
        "accepted": _("逾期原因获认可"),
    }  # fmt: skip


def facets_of(
    request: DeskRequest, asked: ListAsked, sight: queries.Sight | None = None
) -> list[Filter]:
    """Return the facets of a list with what is left under each of their values."""
    counted = queries.list_facets(
        request.actor, view=asked.view, filters=asked.filters, now=request.now, sight=sight
    )
    known = labels(request)
    units = people.directory(request.now).units
    found = []
    for name, label in FACETS.items():
        offered = []
        for each in counted[name]:
            unit = units.get(each.value) if name == "unit" else None
            words = unit.name if unit else known[name].get(each.value, each.value)
            offered.append(Offer(each.value, words, each.text))
        seen = {offer.value for offer in offered}
        if any(each.more for each in counted[name]):
            # The view goes on beyond what was counted: anything may still be there.
            rest = known[name].items() if name != "level" else ()
            offered += [Offer(value, words, "") for value, words in rest if value not in seen]
        if name in ("due", "level"):
            order = {value: place for place, value in enumerate(known[name])}
            offered.sort(key=lambda offer: order.get(offer.value, len(order)))
        chosen = asked.filters.get(name, "")
        words = next((offer.label for offer in offered if offer.value == chosen), chosen)
        if len(offered) > 1 or chosen:
            without = address(request.GET, **{name: None, "after": None})
            found.append(Filter(name, _(label), tuple(offered), chosen, words, without))
    return found


def _empty(view: str, narrowed: bool) -> tuple[str, str, str]:
    """Return icon, title and text for a list with nothing in it."""
    if narrowed:
        return (
            "search-x", _("没有符合条件的投诉"), _("换个条件试试，或在“全部”里查找。"),
        )  # fmt: skip
    return {
        "mine": ("coffee", _("您的待办都办完了"), _("有新的投诉转到您这里时，会出现在这个列表。")),
        "unit": ("inbox", _("本单位没有在办的投诉"), _("本单位及下属单位收到的投诉会出现在这里。")),
        "soon": (
            "clock",
            _("没有即将到期的投诉"),
            _("24 小时内到期，或已用去八成时间的会列在这里。"),
        ),
        "late": ("circle-check", _("没有超期的投诉"), _("很好，请继续保持。")),
        "approval": ("stamp", _("没有等您审批的投诉"), _("按办法须您审批的，会列在这里。")),
        "call_back": (
            "phone-call", _("没有待回访的投诉"), _("您经办过的不在其中：回访由他人进行。"),
        ),
        "supervision": (
            "circle-check", _("没有需要督办的投诉"), _("超期的和承办有争议的会列在这里。"),
        ),
        "all": ("inbox", _("还没有您可以查看的投诉"), _("登记第一件投诉后，会出现在这里。")),
        "closed": ("archive", _("还没有办结的投诉"), _("办结的投诉会出现在这里，最近的在前。")),
    }[view]  # fmt: skip

"""What is late where; who owes a reason; who disputes what was sent to him; the urging slip."""

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.casework import queries
from shouwen.casework.paging import BadCursor
from shouwen.casework.shapes import CasePage
from shouwen.web import forms
from shouwen.web.desk.acting import urging_words
from shouwen.web.desk.asked import address
from shouwen.web.requests import DeskRequest, new_token, show
from shouwen.web.supervision.rooms import chosen, regulations, rooms, ways

_ROWS: Final = 25
_MOST_SHOWN: Final = 40
_LONGEST_SKIP: Final = 6
_MOST: Final = 999
_HEATS: Final = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One count of the map: as shown, how hot from 0 to 5, where its cases are, in what stage."""

    text: str
    heat: int
    href: str
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of the map; `deeper` leads to the units below it."""

    name: str
    own: bool
    deeper: str
    cells: tuple[Cell, ...]
    total: Cell
    share: int


@require_safe
def late_map(request: DeskRequest) -> HttpResponse:
    """Show how many cases are late, by unit and stage; each count leads to its cases."""
    offered = regulations(request)
    regulation = chosen(request, offered)
    unit = queries.start_of(request.actor, regulation, request.GET.get("unit", ""), request.now)
    found = queries.late_map(request.actor, regulation, unit, request.now, request.language)
    most = max((row.total for row in found.rows), default=0)
    skipped = _skipped(request)
    lines = []
    for row in found.rows[skipped : skipped + _MOST_SHOWN]:
        place = {"at": row.unit} if row.own else {"place": row.unit}
        cells = tuple(
            replace(_cell(count, found.most, regulation, {**place, "stage": stage}), stage=title)
            for count, (stage, title) in zip(row.cells, found.stages, strict=True)
        )
        deeper = ""
        if row.deeper:
            deeper = address(request.GET, unit=row.unit, regulation=regulation, skip=None)
        total = _cell(row.total, 0, regulation, place)
        lines.append(Line(row.name, row.own, deeper, cells, total, 100 * row.total // (most or 1)))
    values = {
        "rooms": rooms("map"),
        "regulations": offered,
        "regulation": regulation,
        "unit": unit,
        "map": found,
        "lines": lines,
        "sums": _sums(found, regulation, unit),
        "first": address(request.GET, skip=None) if skipped else "",
        "next": (
            address(request.GET, skip=str(skipped + _MOST_SHOWN))
            if len(found.rows) > skipped + _MOST_SHOWN
            else ""
        ),
        "above": [
            (address(request.GET, unit=id_, regulation=regulation, skip=None), name)
            for id_, name in found.above
        ],
    }
    return show(request, "supervision/map.html", values)


def _skipped(request: DeskRequest) -> int:
    """Return how many units were shown on the pages before; nonsense is none."""
    given = request.GET.get("skip", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < _LONGEST_SKIP else 0


def _sums(found: queries.LateMap, regulation: str, unit: str) -> Line:
    """Return the last line of the map: every stage over all units, and the whole."""
    place = {"place": unit} if unit else {}
    cells = tuple(
        replace(
            _cell(sum(row.cells[n] for row in found.rows), 0, regulation, {**place, "stage": name}),
            stage=title,
        )
        for n, (name, title) in enumerate(found.stages)
    )
    total = _cell(found.total, 0, regulation, place)
    return Line(_("合计"), False, "", cells, total, 100)


def _cell(count: int, most: int, regulation: str, filters: dict[str, str]) -> Cell:
    # One late matter is pale also where nothing is worse: deep red says that there are many.
    heat = 0 if not count or not most else -(-count * _HEATS // max(most, _HEATS))
    asked = {"view": "late", "counted": "late", "regulation": regulation, **filters}
    href = f"{reverse('desk:list')}?{urlencode(asked)}" if count else ""
    return Cell(f"{_MOST}+" if count > _MOST else str(count), heat, href)


@require_safe
def lateness(request: DeskRequest) -> HttpResponse:
    """Show where reasons for lateness stand: to be judged, owed, sent back, accepted."""
    counts = queries.lateness_counts(request.actor, request.now)
    named = {
        "given": _("待认定"), "owed": _("还没有报告"), "rejected": _("退回重报"),
        "accepted": _("已认可"),
    }  # fmt: skip
    asked = request.GET.get("show", "")
    first = next((name for name in named if counts[name] != "0"), "given")
    way = asked if asked in named else first
    page = _page(request, {"delay": way})
    if page is None:
        return redirect("supervision:lateness")
    numbers = [row.number for row in page.rows]
    provided = ways(request, "late_explained", "reason_accepted", "reason_rejected")
    values = {
        "rooms": rooms("lateness"),
        "page": page,
        "way": way,
        "shown": [(name, label, counts[name]) for name, label in named.items()],
        "reasons": queries.reasons_of(request.actor, numbers, request.now, request.language),
        "ways": provided,
        "asked_for": any(way.acts for way in provided),
        "next": address(request.GET, after=page.next_cursor) if page.next_cursor else "",
        "first": address(request.GET, after=None) if request.GET.get("after") else "",
    }
    return show(request, "supervision/lateness.html", values)


@require_safe
def disputes(request: DeskRequest) -> HttpResponse:
    """Show the cases a unit handed back, for whoever settles where they belong."""
    page = _page(request, {"waiting": "dispute"})
    if page is None:
        return redirect("supervision:disputes")
    settling = queries.acts_meaning_many(
        request.actor,
        [row.number for row in page.rows],
        "dispute_settled",
        request.now,
        request.language,
    )
    provided = ways(request, "declined", "dispute_settled")
    values = {
        "rooms": rooms("disputes"),
        "page": page,
        "settling": {number: options[0] for number, options in settling.items() if options},
        "ways": provided,
        "known": any(way.acts for way in provided),
        "next": address(request.GET, after=page.next_cursor) if page.next_cursor else "",
        "first": address(request.GET, after=None) if request.GET.get("after") else "",
    }
    return show(request, "supervision/disputes.html", values)


def _page(request: DeskRequest, filters: dict[str, str]) -> CasePage | None:
    try:
        return queries.work_list(
            request.actor,
            view="all",
            filters=filters,
            cursor=request.GET.get("after") or None,
            limit=_ROWS,
            now=request.now,
            language=request.language,
        )
    except BadCursor:
        return None


@require_safe
def urge(request: DeskRequest, number: str) -> HttpResponse:
    """Open the regulation's urging slip with its words written in: one more click sends it."""
    view = queries.case_view(request.actor, number, request.now, request.language)
    clock = next((clock for clock in view.clocks if clock.state == "running"), None)
    form = queries.urging_form(
        request.actor, number, urging_words(view), request.now, request.language
    )
    if form is None:
        refused = queries.acts_meaning(
            request.actor, number, "urged", request.now, request.language
        ).options
        reasons = [reason for option in refused for reason in option.reasons]
        values = {"case": view, "number": number, "reasons": reasons, "known": bool(refused)}
        page, part = "supervision/no_urging.html", "supervision/no_urging_drawer.html"
        return show(request, page, values, fragment=part)
    values = {
        "number": number,
        "case": view,
        "clock": clock,
        "form": form,
        "fields": forms.shown(form.fields, {}, form.regulation),
        "token": new_token(),
        "barred": bool(form.reasons),
        "draft": None,
    }
    return show(request, "desk/act.html", values, fragment="desk/act_drawer.html")

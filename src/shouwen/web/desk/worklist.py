"""The work list: what is due first, in six views, filtered, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.casework import queries
from shouwen.casework.paging import BadCursor
from shouwen.casework.shapes import Badge, Choice
from shouwen.packs import shelf
from shouwen.web.requests import DeskRequest, show

_ROWS: Final = 25
_CHOSEN: Final = ("stage", "channel", "category", "regulation")


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the list; `count` as shown, empty where nothing is counted."""

    view: str
    label: str
    count: str
    tone: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One drop-down of the filter bar."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str
    chosen_label: str
    without: str


@require_safe
def work_list(request: DeskRequest) -> HttpResponse:
    """Show the cases of one view this person may see."""
    view = request.GET.get("view", "mine")
    if view not in queries.VIEWS:
        return redirect("desk:list")
    text = request.GET.get("q", "").strip()
    filters = {name: request.GET[name] for name in _CHOSEN if request.GET.get(name)}
    try:
        page = queries.work_list(
            request.actor,
            view=view,  # type: ignore[arg-type]
            filters={**filters, "text": text},
            cursor=request.GET.get("after") or None,
            limit=_ROWS,
            now=request.now,
            language=request.language,
        )
    except BadCursor:
        return redirect(_address(request.GET, after=None))
    if text and len(page.rows) == 1 and page.rows[0].number == text.upper():
        return redirect("desk:case", number=page.rows[0].number)
    badges = {
        badge.view: badge for badge in queries.badges(request.actor, request.now, request.language)
    }
    values = {
        "view": view,
        "page": page,
        "text": text,
        "tabs": _tabs(request, badges, view),
        "filters": _filters(request),
        "narrowed": bool(text or filters),
        "cleared": _address(request.GET, q=None, after=None, **dict.fromkeys(_CHOSEN)),
        "text_cleared": _address(request.GET, q=None, after=None),
        "next": _address(request.GET, after=page.next_cursor) if page.next_cursor else "",
        "first": _address(request.GET, after=None) if request.GET.get("after") else "",
        "soon": badges["soon"],
        "late": badges["late"],
        "unread": badges["notices"].count,
        "empty": _empty(view, bool(text or filters)),
    }
    return show(request, "desk/list.html", values, fragment="desk/list_rows.html")


def _tabs(request: DeskRequest, badges: dict[str, Badge], view: str) -> list[Tab]:
    tabs = []
    for name, labels in queries.VIEWS.items():
        badge = badges.get(name)
        tone = name if name in ("soon", "late") and badge and badge.count else ""
        tabs.append(
            Tab(
                name,
                labels[1 if request.language == "en" else 0],
                badge.text if badge else "",
                tone,
                _address(request.GET, view=name, after=None),
                name == view,
            )
        )
    return tabs


def _filters(request: DeskRequest) -> list[Filter]:
    choices = filter_choices(request.now, request.language)
    labels = {
        "stage": _("状态"), "channel": _("渠道"), "category": _("类别"), "regulation": _("办法"),
    }  # fmt: skip
    found = []
    for name in _CHOSEN:
        offered = choices[name]
        chosen = request.GET.get(name, "")
        words = next((choice.label for choice in offered if choice.value == chosen), chosen)
        if len(offered) > 1 or chosen:
            without = _address(request.GET, **{name: None, "after": None})
            found.append(Filter(name, labels[name], offered, chosen, words, without))
    return found


def filter_choices(now: datetime, language: str) -> dict[str, tuple[Choice, ...]]:
    """Return what the list can be narrowed by, under all regulations adopted."""
    found: dict[str, dict[str, str]] = {name: {} for name in _CHOSEN}
    for id_ in queries.adopted_ids():
        pack = shelf.procedure(id_, on=now.date()).pack
        found["regulation"][id_] = pack.say(pack.pack.title, language)
        for name, stage in pack.stages.items():
            _add(found["stage"], name, pack.say(stage.title, language))
        for meaning in ("channel", "category"):
            fact = pack.fact_meaning(meaning)
            terms = pack.facts[fact].type.removeprefix("list:") if fact else ""
            for name, label in pack.terms.get(terms.removeprefix("enum:"), {}).items():
                _add(found[meaning], name, pack.say(label, language))
    return {
        name: tuple(Choice(value, label) for value, label in members.items())
        for name, members in found.items()
    }


def _add(labels: dict[str, str], name: str, label: str) -> None:
    """Note a label; two regulations may call the same thing by different words."""
    known = labels.get(name)
    if known is None:
        labels[name] = label
    elif label not in known.split(" / "):
        labels[name] = f"{known} / {label}"


def _address(query: QueryDict, **changes: str | None) -> str:
    """Return the list's address with some of its parameters changed, None removed."""
    wanted = query.copy()
    for name, value in changes.items():
        wanted.pop(name, None)
        if value:
            wanted[name] = value
    for name in [name for name, value in wanted.items() if not value]:
        del wanted[name]
    return f"?{wanted.urlencode()}" if wanted else "."


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
        "all": ("inbox", _("还没有您可以查看的投诉"), _("登记第一件投诉后，会出现在这里。")),
        "closed": ("archive", _("还没有办结的投诉"), _("办结的投诉会出现在这里，最近的在前。")),
    }[view]

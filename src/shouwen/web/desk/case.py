"""The case page, a particular revealed with a reason, and issued documents."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.casework import operations, queries
from shouwen.casework.errors import Forgotten, KeptFromUnit, NothingToReveal, ReasonNeeded
from shouwen.casework.shapes import ActOption, CaseView, FactView, StageStep, TimelineEntry
from shouwen.connections import cities
from shouwen.inquiry import operations as inquiry
from shouwen.inquiry import queries as around
from shouwen.inquiry import readings as readers
from shouwen.vocabulary import moment
from shouwen.web.desk.inquiring import reasons
from shouwen.web.desk.inquiry_fields import words as inquiry_words
from shouwen.web.desk.knowledge import beside
from shouwen.web.requests import DeskRequest, go, show

#: Icon of each kind of timeline entry.
SIGNS: Final = {
    "open": "inbox",
    "act": "pen-line",
    "facts": "file-pen-line",
    "stage": "arrow-right",
    "entry": "table-properties",
    "approval": "stamp",
    "money": "coins",
    "improvement": "wrench",
    "task": "clipboard-check",
    "clock": "timer",
    "point": "alarm-clock",
    "document": "file-text",
    "file": "paperclip",
    "recording": "headphones",
    "notify": "bell",
    "escalate": "arrow-up-from-line",
}
_HEADS: Final = ("act", "open", "point")
_BUTTONS: Final = 3
_MOST_ARTICLES: Final = 12
#: Why somebody who carries a case on reads it; the log has one language, its page translates.
_AT_WORK: Final = gettext_noop("办理本件，阅读投诉内容")
_READINGS: Final = 100
#: What happened before these comes when asked for, and on paper.
_HAPPENINGS: Final = 30
#: What facts say as long as nobody thought of them; shown when asked for.
_SAYS_NOTHING: Final = frozenset({"否", "No", "0.00 元", "CNY 0.00", "0"})


@dataclass(frozen=True, slots=True)
class Happening:
    """What somebody did, or a limit brought about, with everything that followed from it."""

    head: TimelineEntry
    sign: str
    followed: tuple[tuple[str, TimelineEntry], ...]


@dataclass(frozen=True, slots=True)
class Greyed:
    """Acts that cannot be done now, for the same kind of reason."""

    title: str
    text: str
    icon: str
    options: tuple[ActOption, ...]


@require_safe
def case(request: DeskRequest, number: str) -> HttpResponse:
    """Show everything about one case this person may see."""
    view = queries.case_view(request.actor, number, request.now, request.language)
    only, who = request.GET.get("show", ""), request.GET.get("who", "")
    values = page_values(view, only, who, whole="whole" in request.GET)
    values["why"] = "why" in request.GET
    if request.htmx:  # one part only: nothing else is read
        part = "desk/case_greyed.html" if values["why"] else "desk/case_history.html"
        return show(request, part, values)
    if request.method == "GET":
        inquiry.note_reading(view.number, request.actor.person, request.now)
    shown = _content_for_work(request, view)
    values["opened"] = shown is not None and shown != values["content"]
    values["content"] = shown
    chosen = {fact.name: fact.options for fact in view.facts if fact.options}
    words = "" if shown is None or shown.masked else shown.value
    values["cards"] = beside(view.regulation, chosen, f"{view.subject}\n{words}", request.language)
    values["around"] = around.around(
        request.actor, view.number, request.now, request.language, offices=request.offices
    )
    values["kinds"] = inquiry_words()
    values["works_on_it"] = works_on_it(view)
    values["elsewhere"] = cities.any_city()
    return show(request, "desk/case.html", values)


def _content_for_work(request: DeskRequest, view: CaseView) -> FactView | None:
    """Return the complaint's own words, opened for whoever has to carry the case on.

    Nobody can handle a complaint unread, so the reason is the work itself; the reading is logged
    all the same. Whoever only looks on states a reason first.
    """
    content = next((fact for fact in view.facts if fact.means == "content"), None)
    if content is None or not content.masked or not works_on_it(view):
        return content
    try:
        words = operations.reveal(
            view.number, content.name, reason=_AT_WORK, actor=request.actor, now=request.now
        )
    except Forgotten:
        return content
    return replace(content, value=words, masked=False)


def works_on_it(view: CaseView) -> bool:
    """Say whether this person has to carry the case on."""
    return any(act.carries_on for act in view.options)


def page_values(
    view: CaseView, only: str = "", who: str = "", *, whole: bool = False
) -> dict[str, object]:
    """Return the case as its page lays it out.

    :param only: the way to read its history; "" for what was done
    :param who: whose doings alone; "" for everybody's
    :param whole: with all of its history, not only the newest of it
    """
    happenings = _by(_happenings(view.timeline, only), who)
    greyed = _greyed(view.options)
    allowed = [option for option in view.options if option.allowed]
    done = {entry.title for entry in view.timeline if entry.kind == "act"}
    # What may be done again comes after what has not been done yet.
    primary = [option for option in allowed if option.weight == "primary"]
    buttons = sorted(primary, key=lambda option: option.task is None and option.title in done)[:1]
    others = [option for option in allowed if option not in buttons]
    others.sort(key=lambda option: _rank(option, done))
    buttons += others[: _BUTTONS - len(buttons)]
    content = next((fact for fact in view.facts if fact.means == "content"), None)
    facts = [fact for fact in view.facts if fact.means not in ("subject", "content")]
    plain = [fact for fact in facts if fact.value in _SAYS_NOTHING]
    running = [clock for clock in view.clocks if clock.state != "stopped"]
    first = next((clock for clock in running if clock.state == "running"), None)
    late = not view.ended and any(clock.urgency == "late" for clock in running)
    return {
        "case": view,
        "content": content,
        "steps": _steps(view.steps),
        "plain_facts": plain,
        "short_facts": [
            fact for fact in facts if fact not in plain and not fact.long and not fact.masked
        ],
        "long_facts": [fact for fact in facts if fact.long or fact.masked],
        "buttons": buttons,
        "more": [option for option in others if option not in buttons],
        "leads": bool(buttons) and _rank(buttons[0], done) < (True, True),
        "greyed": greyed,
        "greyed_acts": sum(len(group.options) for group in greyed),
        "open_tasks": [task for task in view.tasks if task.state == "open" and not task.item],
        "ended_tasks": [task for task in view.tasks if task.state != "open" and not task.item],
        "parts": [task for task in view.tasks if task.item],
        "ahead": [step for step in _steps(view.steps) if step.state == "ahead"][:1],
        "clocks": running,
        "first_clock": first,
        "urge": late and any("urged" in each.means for each in allowed if each not in buttons),
        "stopped": [clock for clock in view.clocks if clock.state == "stopped"],
        "happenings": happenings if whole else happenings[:_HAPPENINGS],
        "earlier": 0 if whole else max(0, len(happenings) - _HAPPENINGS),
        "begins": _HAPPENINGS if whole else None,
        "show": only,
        "shows": _shows(view.timeline),
        "who": who,
        "persons": sorted({entry.person for entry in view.timeline if entry.person}),
    }


def _rank(option: ActOption, done: set[str]) -> tuple[bool, ...]:
    """Return where an act comes: tasks, what carries the case on, new things, harmless things."""
    again = option.task is None and option.title in done
    return (
        option.task is None, again or not option.carries_on, again, option.weight == "grave",
    )  # fmt: skip


def _by(happenings: Iterable[Happening], person: str) -> list[Happening]:
    """Return what this person did, with what followed from it; everything for nobody."""
    return [
        each
        for each in happenings
        if not person
        or each.head.person == person
        or any(entry.person == person for _sign, entry in each.followed)
    ]


def _steps(steps: Iterable[StageStep]) -> list[StageStep]:
    """Return the stages without those that were passed over on the way to the present one."""
    found = list(steps)
    now = next((n for n, step in enumerate(found) if step.state == "current"), 0)
    return [step for n, step in enumerate(found) if n >= now or step.state == "done"]


def _greyed(options: Iterable[ActOption]) -> list[Greyed]:
    """Return what cannot be done, by how near it is."""
    found: dict[str, list[ActOption]] = {"condition": [], "person": [], "stage": []}
    for option in options:
        if not option.allowed:
            found.setdefault(option.bearing, []).append(option)
    words = {
        "condition": (_("还缺条件"), _("您可以办，先补齐以下条件"), "list-todo"),
        "person": (_("由他人办理"), _("不在您的职责范围内，或您须回避"), "user-round-x"),
        "stage": (_("不在这一阶段"), _("现在的阶段不能办"), "milestone"),
    }
    return [
        Greyed(*words[bearing], tuple(members))
        for bearing, members in found.items()
        if members and bearing in words
    ]


def _shows(timeline: Iterable[TimelineEntry]) -> list[tuple[str, str, int]]:
    """Return the ways to read the history: value, label, number of entries."""
    kinds = [entry.kind for entry in timeline]
    ways = [
        ("", _("办理记录"), sum(kind in _HEADS for kind in kinds)),
        ("clock", _("期限变动"), sum(kind in ("clock", "point") for kind in kinds)),
        ("notice", _("通知与上报"), sum(kind in ("notify", "escalate") for kind in kinds)),
        ("document", _("文书"), kinds.count("document")),
    ]
    return [way for way in ways if way[2] or not way[0]]


_OF_WAY: Final = {
    "clock": ("clock", "point"),
    "notice": ("notify", "escalate"),
    "document": ("document",),
}


def _happenings(timeline: Iterable[TimelineEntry], only: str) -> list[Happening]:
    """Return the history, newest first: consequences stand with what caused them."""
    entries = list(timeline)
    if only in _OF_WAY:
        return [
            Happening(entry, SIGNS[entry.kind], ())
            for entry in reversed(entries)
            if entry.kind in _OF_WAY[only]
        ]
    groups: list[list[TimelineEntry]] = []
    for entry in entries:
        begins = entry.kind in _HEADS and not (
            groups and groups[-1][0].at == entry.at and entry.kind == "act"
            and not any(each.kind == "act" for each in groups[-1])
        )  # fmt: skip
        if not groups or groups[-1][0].at != entry.at or begins:
            groups.append([])
        groups[-1].append(entry)
    return [_happening(group) for group in reversed(groups)]


def _happening(group: list[TimelineEntry]) -> Happening:
    head = next((entry for entry in group if entry.kind == "act"), group[0])
    followed = tuple((SIGNS[each.kind], each) for each in group if each is not head)
    return Happening(head, SIGNS[head.kind], followed)


@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: DeskRequest, number: str, fact: str) -> HttpResponse:
    """Ask why somebody wants to read a particular; show it, and keep the reason."""
    view = queries.case_view(request.actor, number, request.now, request.language)
    known = _masked(view, fact)
    reason = request.POST.get("reason", "").strip()
    other = request.POST.get("other", "").strip()
    values: dict[str, object] = {
        "case": view,
        "fact": known,
        "reason": reason,
        "other": other,
        "reasons": reasons(),
        "action": reverse("desk:reveal", args=[number, fact]),
    }
    status = 200
    if request.method == "POST":
        try:
            values["value"] = operations.reveal(
                number, fact, reason=other or reason, actor=request.actor, now=request.now
            )
        except ReasonNeeded:
            values["error"], status = _("请选择或写明理由"), 422
        except (Forgotten, KeptFromUnit) as gone:
            messages.warning(request, gone.problem)
            return go(request, reverse("desk:case", args=[number]))
    page, part = "desk/reveal.html", "desk/reveal_drawer.html"
    return show(request, page, values, fragment=part, status=status)


def _masked(view: CaseView, name: str) -> FactView:
    cells = (cell for record in view.records for row in record.entries for cell in row.cells)
    for fact in (*view.complainant, *view.facts, *cells, *_stated(view)):
        if fact.name == name and fact.masked:
            return fact
    raise NothingToReveal(view.number, name)


def _stated(view: CaseView) -> Iterable[FactView]:
    """Return what was stated of a matter beside its acts."""
    standing = view.standing
    if standing is None:
        return ()
    people = (each for one in standing.companions for each in (one.name, one.telephone))
    return (*standing.agent, *standing.forwarded, *(each for each in people if each is not None))


@require_safe
def pulse(request: DeskRequest, number: str) -> HttpResponse:
    """Say whether somebody has changed a case since the page was opened; nothing if not."""
    known = request.GET.get("version", "")
    found = queries.version_of(request.actor, number, request.now, request.language)
    if not known.isdigit() or int(known) >= found.version:
        return HttpResponse(status=204)
    values = {"number": number, "changed": found}
    return show(request, "desk/case_changed.html", values, status=286 if request.htmx else 200)


@require_safe
def articles(request: DeskRequest, number: str) -> HttpResponse:
    """Show the articles something rests on, in the edition the case is pinned to."""
    ids = [each for each in request.GET.get("of", "").split(",") if each][:_MOST_ARTICLES]
    found = queries.articles_of(request.actor, number, ids, request.now, request.language)
    values = {"number": number, "articles": found}
    return show(request, "desk/articles.html", values, fragment="desk/articles_list.html")


@require_safe
def readings(request: DeskRequest) -> HttpResponse:
    """Show auditors who read, opened and searched for what, newest first."""
    person = request.GET.get("who", "").strip()
    before = None
    with suppress(ValueError):
        before = moment(request.GET.get("before", ""))
    told = readers.all_readings(
        request.now,
        request.language,
        actor=request.actor,
        before=before,
        person=person,
        limit=_READINGS,
    )
    values = {
        "told": told,
        "who": person,
        "next": told[-1][1].at if len(told) == _READINGS else None,
        "first": before is not None,
    }
    return show(request, "desk/readings.html", values)

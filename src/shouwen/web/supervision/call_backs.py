"""Whom to call back: the queue, the attempts, the script beside, what was said."""

from datetime import datetime, time, timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import knowledge
from shouwen.casework import operations, queries
from shouwen.casework.errors import HandlerCalls, NoSuchOutcome, NotAskedApart
from shouwen.casework.paging import BadCursor
from shouwen.casework.shapes import ActOption, CaseView
from shouwen.vocabulary import OFFICE_ZONE, at_office
from shouwen.web.desk.acting import asking
from shouwen.web.desk.asked import address
from shouwen.web.desk.knowledge import beside
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show
from shouwen.web.supervision.rooms import rooms

_ROWS: Final = 25
#: After so many attempts on which nobody answered somebody may be noted as not reached.
_ENOUGH: Final = 3
_GIVEN: Final = ("outcome", "note", "when", "next", "process", "result")


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
    last = {number: attempts[0] for number, attempts in tried.items()}

    def later(number: str) -> bool:
        """Say whether somebody agreed to be called at a time that has not come."""
        known = last.get(number)
        return known is not None and known.next_at is not None and known.next_at > request.now

    values = {
        "rooms": rooms("queue"),
        "page": page,
        "rows": sorted(page.rows, key=lambda row: later(row.number)),
        "tried": last,
        "times": {number: len(attempts) for number, attempts in tried.items()},
        "next": address(request.GET, after=page.next_cursor) if page.next_cursor else "",
        "first": address(request.GET, after=None) if request.GET.get("after") else "",
    }
    return show(request, "supervision/queue.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: DeskRequest, number: str) -> HttpResponse:
    """Show one call-back with its script; keep an attempt and go on to what the regulation asks."""
    view = queries.case_view(request.actor, number, request.now, request.language)
    meant = queries.acts_meaning(
        request.actor, number, "called_back", request.now, request.language
    )
    act = next((each for each in meant.options if each.allowed), None)
    chosen = {fact.name: fact.options for fact in view.facts if fact.options}
    script = knowledge.script_for(view.regulation, chosen)
    error, given = "", dict.fromkeys(_GIVEN, "")
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in _GIVEN}
        asked_by = f"{script.name}@{script.script.version}" if script else ""
        try:
            operations.note_attempt(
                number,
                given["outcome"],
                note=given["note"],
                next_at=next_time(given["when"], given["next"], request.now),
                answered=queries.Answered(given["process"], given["result"], asked_by),
                actor=request.actor,
                now=request.now,
                command_id=command_id(request),
            )
        except NoSuchOutcome:
            error = _("请选择拨打结果")
        except (HandlerCalls, NotAskedApart) as refused:
            error = refused.english if request.language == "en" else refused.problem
        except ValueError:
            error = _("下次时间写得不对，例如 2026-11-28T09:30")
        else:
            return _after(request, number, given)
    again = queries.acts_meaning(
        request.actor, number, "complained_again", request.now, request.language
    ).options
    attempts = queries.attempts_of([number], request.now, request.language).get(number, ())
    values = {
        "case": view,
        "number": number,
        "meant": meant,
        "act": act,
        "again": _reopening(view, again),
        "attempts": attempts,
        "enough": sum(each.outcome != "reached" for each in attempts) >= _ENOUGH,
        "outcomes": _words(request, queries.OUTCOMES),
        "answers": _words(request, queries.ANSWERS),
        "telephone": next((f for f in view.complainant if f.means == "telephone"), None),
        "reply": next((f for f in view.facts if f.means == "reply"), None),
        "script": _script(script, request.language),
        "cards": beside(view.regulation, chosen, view.subject, request.language),
        "given": given,
        "times": _times(request.now),
        "error": error,
        "token": new_token(),
    }
    page, part = "supervision/call.html", "supervision/call_drawer.html"
    return show(request, page, values, fragment=part, status=422 if error else 200)


def _after(request: DeskRequest, number: str, given: dict[str, str]) -> HttpResponse:
    """Go on from an attempt: to the regulation's form, to taking it up again, or to the queue."""
    bad = given["outcome"] == "reached" and given["result"] == "bad"
    acts = queries.call_acts(
        request.actor, number, given["outcome"], given["result"], request.now, request.language
    )
    if acts:
        way, _known = acts[0]
        if "complained_again" in way.means:
            messages.success(request, _("已记下回访"))
            messages.warning(
                request,
                _("对方不满意。按%(article)s可以“%(title)s”，请填写")
                % {"article": way.article, "title": way.title},
            )
            return go(request, reverse("desk:act", args=[number, way.act]))
        return go(request, asking(number, way.act, given["outcome"], given["result"]))
    reached = given["outcome"] == "reached"
    messages.success(request, _("已记下回访") if reached else _("已记下这次拨打"))
    if bad:
        again = queries.acts_meaning(
            request.actor, number, "complained_again", request.now, request.language
        ).options
        why = "；".join(reason.text for each in again[:1] for reason in each.reasons)
        messages.warning(request, _("对方不满意，现在还不能重新办理：%(why)s") % {"why": why})
    return go(request, reverse("supervision:queue"))


def _reopening(view: CaseView, again: tuple[ActOption, ...]) -> ActOption | None:
    """Return the act that takes the matter up again: one allowed now, else any there is."""
    return next((each for each in again if each.allowed), next(iter(again), None))


def _script(kept: knowledge.KeptScript | None, language: str) -> dict[str, object] | None:
    if kept is None:
        return None
    say = kept.scripts.say
    return {
        "title": say(kept.script.title, language),
        "version": kept.script.version,
        "lines": [(line.asks or "", say(line.say, language)) for line in kept.script.lines],
    }


def _words(request: DeskRequest, known: "dict[str, tuple[str, str]]") -> list[tuple[str, str]]:
    place = 1 if request.language == "en" else 0
    return [(value, words[place]) for value, words in known.items()]


def _times(now: datetime) -> list[tuple[str, str]]:
    """Return when to try again, as offered: value and words."""
    offered = [("", _("不约")), ("2h", _("两小时后"))]
    for days, label in ((1, _("明天")), (2, _("后天"))):
        day = at_office(now) + timedelta(days=days)
        for hour, part in ((9, _("上午 9:30")), (15, _("下午 3:00"))):
            offered.append((f"{day:%Y-%m-%d}T{hour:02}", f"{label}{part}"))
    return [*offered, ("at", _("另定时间"))]


def next_time(when: str, at: str, now: datetime) -> datetime | None:
    """Return the moment chosen for the next attempt, in the office zone, or None for none.

    :param when: a value of the choice; ``at`` or nothing leaves it to `at`
    :param at: a moment as a form sends it
    :raises ValueError: if it is no moment, or one gone by
    """
    if when == "2h":
        return now + timedelta(hours=2)
    if when not in ("", "at"):
        day, _mark, hour = when.partition("T")
        minute = 30 if hour == "09" else 0
        return datetime.combine(
            datetime.fromisoformat(day).date(), time(int(hour), minute), OFFICE_ZONE
        )
    if not at:
        return None
    chosen = datetime.fromisoformat(at).replace(tzinfo=OFFICE_ZONE)
    if chosen <= now:
        raise ValueError(at)
    return chosen

"""A year's days off: entered from the notice, looked at, approved, rehearsed, published."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import administration, people
from shouwen.calendars import DaySet
from shouwen.casework import days as casework_days
from shouwen.packs.calendar_shelf import BrokenCalendarFile, open_days, shelf_ids
from shouwen.vocabulary import ShouwenError
from shouwen.web.administration.words import said
from shouwen.web.requests import DeskRequest, go, show

_LARGEST = 200_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One month: weeks of days with their kind (off, work, rest or nothing) and occasion."""

    month: int
    weeks: tuple[tuple[tuple[int, str, str], ...], ...]


def _titled(days: DaySet, request: DeskRequest) -> str:
    return days.english or days.title if request.language == "en" else days.title


@require_safe
def calendars(request: DeskRequest) -> HttpResponse:
    """Show what is published, and what is on its way."""
    found = [open_days(id_) for id_ in shelf_ids()]
    rows = administration.proposals()
    values = {
        "sets": [
            {"id": days.id, "title": _titled(days, request), "version": days.version,
             "until": days.known_until,
             "years": list(range(days.known_from.year, days.known_until.year + 1))[::-1],
             "next": days.known_until.year + 1}
            for days in found if days.over is None
        ],
        "rows": rows,
        "names": people.names_of_persons({row.proposed_by for row in rows}),
        "published": casework_days.published(),
        "shown": _year(request),
    }  # fmt: skip
    return show(request, "administration/calendars.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: DeskRequest) -> HttpResponse:
    """Read a notice, show the year as a picture, and propose it."""
    id_ = request.POST.get("calendar") or request.GET.get("calendar") or "cn-mainland"
    id_ = id_ if id_ in shelf_ids() else "cn-mainland"
    told = request.POST.get("year") or request.GET.get("year") or ""
    following = open_days(id_).known_until.year + 1
    year = int(told) if told.isdigit() and 1990 < int(told) < 2200 else following
    text, refusal, reading, picture = request.POST.get("text", ""), "", None, ()
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is not None:
            text = file.read(_LARGEST).decode("utf-8-sig", "replace")
        if not text.strip():
            refusal = _("请粘贴通知正文，或选择文件")
        else:
            reading = administration.read_notice(text[:_LARGEST], year)
            try:
                picture = sheets_of(casework_days.with_year(id_, year, reading.days), year)
            except BrokenCalendarFile as broken:
                reading.problems += [finding.partition(": ")[2] for finding in broken.findings]
        if reading and reading.good and request.POST.get("way") == "propose":
            number = administration.propose(
                id_, year, reading.days, source=text, actor=request.actor, now=request.now
            )
            messages.success(request, _("已提出，请另一位管理员对照通知核准"))
            return go(request, reverse("administration:calendar", args=[number]))
    values = {
        "calendar": id_, "year": year, "text": text, "reading": reading, "picture": picture,
        "refusal": refusal, "festivals": festivals(reading.days) if reading else (),
    }  # fmt: skip
    wrong = bool(refusal) or bool(reading and reading.problems)
    return show(request, "administration/calendar_new.html", values, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: DeskRequest, number: int) -> HttpResponse:
    """Show a proposed year; approve it, turn it down, or publish it."""
    refusal = ""
    if request.method == "POST":
        refusal = _move(request, number)
        if not refusal:
            return go(request, "./")
    row = administration.proposal(number)
    waiting = row.state in ("proposed", "approved")
    values: dict[str, Any] = {
        "row": row,
        "mine": row.proposed_by == request.actor.person,
        "names": people.names_of_persons({row.proposed_by, row.decided_by, row.published_by}),
        "festivals": festivals(row.days),
        "picture": sheets_of(casework_days.with_year(row.calendar, row.year, row.days), row.year),
        "rehearsal": administration.rehearse(number, now=request.now) if waiting else None,
        "recomputing": row.state == "published" and casework_days.to_recompute(),
        "refusal": refusal,
    }
    return show(request, "administration/calendar.html", values, status=422 if refusal else 200)


def _move(request: DeskRequest, number: int) -> str:
    given, actor, now = request.POST, request.actor, request.now
    try:
        match given.get("way"):
            case "approve":
                administration.approve(number, actor=actor, now=now)
                messages.success(request, _("已核准，可以公布"))
            case "turn_down":
                reason = given.get("reason", "").strip()
                if not reason:
                    return _("请写明退回的理由")
                administration.turn_down(number, reason, actor=actor, now=now)
                messages.success(request, _("已退回"))
            case "publish":
                version = administration.publish(number, actor=actor, now=now)
                messages.success(request, _("已公布，日历版本 %(v)s") % {"v": version})
            case _:
                return _("没有看懂这个操作")
    except ShouwenError as wrong:
        return said(request, wrong)
    return ""


def festivals(days: Any) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Return each festival with its days off and worked weekends, as text, in their order."""
    lines = (
        (name, tuple(line.get("off", ())), tuple(line.get("work", ())))
        for name, line in (days.get("festivals") or {}).items()
        if isinstance(line, dict)
    )
    return tuple(sorted(lines, key=lambda line: line[1:2]))


def sheets_of(days: DaySet, year: int) -> tuple[Sheet, ...]:
    """Return the twelve months of a year with what each day is."""
    return tuple(
        Sheet(
            month,
            tuple(
                tuple(
                    (day.day, _kind(days, day), days.off.get(day) or days.work.get(day) or "")
                    if day.month == month else (0, "", "")
                    for day in week
                )
                for week in Calendar().monthdatescalendar(year, month)
            ),
        )
        for month in range(1, 13)
    )  # fmt: skip


def _kind(days: DaySet, day: date) -> str:
    if day in days.off:
        return "off"
    if day in days.work:
        return "work"
    return "" if days.worked(day) else "rest"


def _year(request: DeskRequest) -> dict[str, Any] | None:
    told = request.GET.get("year", "")
    id_ = request.GET.get("calendar", "cn-mainland")
    if not told.isdigit() or id_ not in shelf_ids():
        return None
    days, year = open_days(id_), int(told)
    if not days.known_from.year <= year <= days.known_until.year:
        return None
    lines = [line for line in days.festivals if line.year == year]
    return {
        "year": year, "title": _titled(days, request), "picture": sheets_of(days, year),
        "notices": days.notices.get(year, ()), "lines": lines,
    }  # fmt: skip

"""Counting days: when a limit ends, which days counted, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.calendars import Due, Ends, Roll, WorkCalendar
from shouwen.packs.calendar_shelf import open_calendar
from shouwen.vocabulary import ShouwenError, Term, TermUnit, moment
from shouwen.web.requests import DeskRequest

_MOST: Final = 2000
_MOST_MONTHS: Final = 6
_WEEKDAYS: Final = {
    "zh": ("一", "二", "三", "四", "五", "六", "日"),
    "en": ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"),
}


class WrongAmount(ShouwenError):
    """Something that cannot be counted off was asked for."""


@dataclass(frozen=True, slots=True)
class Square:
    """One day of the month's sheet; `kind`: counted, skipped, start, due, or nothing."""

    day: int
    kind: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month's sheet; days of other months are None."""

    year: int
    month: int
    weeks: tuple[tuple[Square | None, ...], ...]


@require_safe
def days(request: DeskRequest) -> HttpResponse:
    """Ask for a start and a limit; show the last day, its reason, and the days on a calendar."""
    english = request.language == "en"
    asked = {
        "start": request.GET.get("start") or f"{request.now:%Y-%m-%dT%H:%M}",
        "amount": request.GET.get("amount") or "3",
        "unit": request.GET.get("unit") or TermUnit.WORKING_DAY,
        "hours": request.GET.get("hours", "").strip(),
        "ends": request.GET.get("ends") or Ends.CLOSE_OF_DAY,
        "roll": request.GET.get("roll") or Roll.NONE,
        "count_event_day": request.GET.get("count_event_day", "") == "yes",
    }
    values: dict[str, Any] = {
        "asked": asked,
        "units": _units(),
        "ends": _ends(),
        "rolls": _rolls(),
        "weekdays": _WEEKDAYS[request.language],
    }
    status = 200
    try:
        values |= _answer(asked, english=english)
    except (ShouwenError, ValueError) as wrong:
        values["wrong"] = _words(wrong, english=english)
        status = 422
    return render(request, "oversight/days.html", values, status=status)


def _answer(asked: Mapping[str, Any], *, english: bool) -> dict[str, Any]:
    if not str(asked["amount"]).isdecimal() or int(asked["amount"]) > _MOST:
        raise WrongAmount(
            f"“{asked['amount']}”不是可以数的数目",
            f"请写 0 到 {_MOST} 的整数",
            f"write a whole number from 0 to {_MOST}",
        )
    start = moment(str(asked["start"]))
    term = Term(int(asked["amount"]), TermUnit(str(asked["unit"])))
    calendar = open_calendar(str(asked["hours"]) or None)
    due = calendar.due(
        start,
        term,
        ends=Ends(str(asked["ends"])),
        roll=Roll(str(asked["roll"])),
        count_event_day=bool(asked["count_event_day"]),
    )
    return {
        "due": due,
        "because": calendar.explain(start, term, due, english=english),
        "months": _months(calendar, start.date(), due, calendar.days_of(start, due)),
    }


def _months(calendar: WorkCalendar, start: date, due: Due, listed: Any) -> tuple[Month, ...]:
    """Return the sheets from the month of the start to that of the end; none of a long span."""
    span = (due.day.year - start.year) * 12 + due.day.month - start.month + 1
    if not listed.complete or not 0 < span <= _MOST_MONTHS:
        return ()
    kinds = dict.fromkeys(listed.counted, "counted") | dict.fromkeys(listed.skipped, "skipped")
    kinds |= {start: kinds.get(start, "") + " start", due.day: "due"}
    return tuple(
        _month(start.year + (start.month - 1 + n) // 12, (start.month - 1 + n) % 12 + 1, kinds)
        for n in range(span)
    )


def _month(year: int, month: int, kinds: Mapping[date, str]) -> Month:
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    squares: list[Square | None] = [None] * first.weekday()
    squares += [
        Square(day, kinds.get(date(year, month, day), "").strip()) for day in range(1, last.day + 1)
    ]
    squares += [None] * (-len(squares) % 7)
    return Month(year, month, tuple(tuple(squares[n : n + 7]) for n in range(0, len(squares), 7)))


def _words(wrong: Exception, *, english: bool) -> str:
    if isinstance(wrong, ShouwenError):
        return wrong.english if english else f"{wrong.problem}。{wrong.remedy}"
    return (
        str(wrong) if str(wrong).isascii() is False else _("没有看懂这个时间或选项，请重新选择。")
    )


def _units() -> list[tuple[str, str]]:
    return [
        (TermUnit.WORKING_DAY, _("个工作日")),
        (TermUnit.WORKING_HOUR, _("个工作小时")),
        (TermUnit.HOUR, _("小时")),
        (TermUnit.DAY, _("日（自然日）")),
        (TermUnit.WEEK, _("周")),
        (TermUnit.MONTH, _("个月")),
    ]


def _ends() -> list[tuple[str, str]]:
    return [
        (Ends.CLOSE_OF_DAY, _("最后一日业务时间结束时")),
        (Ends.MIDNIGHT, _("最后一日二十四时")),
        (Ends.INSTANT, _("起算的同一时刻")),
    ]


def _rolls() -> list[tuple[str, str]]:
    return [
        (Roll.NONE, _("不顺延")),
        (Roll.NEXT, _("顺延到下一个工作日")),
        (Roll.PREVIOUS, _("提前到上一个工作日")),
    ]

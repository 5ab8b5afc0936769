"""Questions about dates as plain data, and their answers: what the options and JSON lines say."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shouwen.calendars import Due, Ends, Roll, WorkCalendar
from shouwen.packs.calendar_shelf import open_calendar
from shouwen.vocabulary import ShouwenError, Term, TermUnit, at_office, iso
from shouwen.vocabulary.term import NotATerm

_KEYS = frozenset({"start", "term", "hours", "days", "ends", "roll", "count_event_day", "id"})
_HOURS = (TermUnit.WORKING_HOUR, TermUnit.HOUR)
_ONE_DAY = timedelta(days=1)


class BadQuestion(ShouwenError):
    """A question about a date cannot be understood."""


def answer_due(asked: Mapping[str, Any], *, english: bool = False) -> tuple[Due, dict[str, Any]]:
    """Return the due date and the answer to one question, both as an object and as plain data.

    :raises ShouwenError: if the question cannot be understood or answered
    """
    if unknown := asked.keys() - _KEYS:
        raise BadQuestion(
            f"不认识“{'、'.join(sorted(unknown))}”",
            f"可写：{'、'.join(sorted(_KEYS))}",
            f"unknown: {', '.join(sorted(unknown))}; known are {', '.join(sorted(_KEYS))}",
        )
    start = read_moment(asked.get("start"), "start")
    term = Term.parse(_text(asked.get("term"), "term"))
    calendar = calendar_for(asked)
    found = calendar.due(
        start,
        term,
        ends=Ends(_choice(asked.get("ends"), "ends", Ends, Ends.CLOSE_OF_DAY)),
        roll=Roll(_choice(asked.get("roll"), "roll", Roll, Roll.NONE)),
        count_event_day=_flag(asked.get("count_event_day"), "count_event_day"),
    )
    days = calendar.days_of(start, found)
    answer: dict[str, Any] = {} if asked.get("id") is None else {"id": asked["id"]}
    answer |= {
        "due": iso(found.at),
        "date": found.day.isoformat(),
        "provisional": found.provisional,
        "counted": [day.isoformat() for day in days.counted],
        "skipped": [day.isoformat() for day in days.skipped],
        "because": calendar.explain(start, term, found, english=english),
    }
    if not days.complete:
        answer["complete"] = False
    return found, answer


def answer_elapsed(start: str, end: str, unit: str, calendar: WorkCalendar) -> dict[str, Any]:
    """Return how much of a unit lies between two moments, as plain data.

    Hours come with the exact `seconds`; weeks and months are whole ones, with the civil `days`.

    :raises ShouwenError: if a moment or the unit cannot be read, or lies outside the calendar
    """
    first, last = read_moment(start, "start"), read_moment(end, "end")
    asked = _unit(unit)
    amount = calendar.elapsed(first, last, asked)
    answer: dict[str, Any] = {"elapsed": amount, "unit": f"{asked}s"}
    if asked in _HOURS:
        answer["elapsed"] = amount // 3600 if amount % 3600 == 0 else round(amount / 3600, 4)
        answer["seconds"] = amount
    elif asked is TermUnit.WEEK:
        answer["elapsed"] = _toward_zero(amount, 7)
        answer["days"] = amount
    elif asked is TermUnit.MONTH:
        answer["elapsed"] = _whole_months(calendar, first, last)
        answer["days"] = amount
    days = calendar.days
    outer = (min(first, last).date(), max(first, last).date())
    answer["provisional"] = days is not None and not all(map(days.known, outer))
    return answer


def _unit(text: str) -> TermUnit:
    try:
        return Term.parse(f"1 {text}").unit
    except NotATerm:
        known = ", ".join(f"{each}s" for each in TermUnit)
        raise BadQuestion(
            f"“{text}”不是单位",
            f"请写 {known.replace(', ', '、')} 之一",
            f"'{text}' is no unit; write one of {known}",
        ) from None


def _whole_months(calendar: WorkCalendar, first: datetime, last: datetime) -> int:
    """Return how many months fit between, month ends as the calendar counts them."""
    if last < first:
        return -_whole_months(calendar, last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    while months > 0:
        if calendar.due(first, Term(months, TermUnit.MONTH), ends=Ends.INSTANT).day <= last.date():
            break
        months -= 1
    return max(0, months)


def _toward_zero(amount: int, size: int) -> int:
    return amount // size if amount >= 0 else -(-amount // size)


def read_question(line: bytes) -> dict[str, Any]:
    """Read one JSON line; names may be written with ``_`` or ``-``, null counts as not written.

    :raises BadQuestion: if the line is no JSON object
    """
    try:
        asked = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise BadQuestion(
            f"这一行不是 JSON（{wrong}）",
            '请写成 {"start": "2026-09-28T17:20+08:00", "term": "3 working_days"}',
            f"this line is no JSON ({wrong})",
        ) from None
    if not isinstance(asked, dict):
        raise BadQuestion(
            "这一行不是一个 JSON 对象",
            '请写成 {"start": "2026-09-28T17:20+08:00", "term": "3 working_days"}',
            "this line is no JSON object",
        )
    return {str(key).replace("-", "_"): value for key, value in asked.items() if value is not None}


def read_moment(value: object, key: str) -> datetime:
    """Read an ISO moment with its zone; ``T24:00`` is the end of that day.

    :raises BadQuestion: if it is missing or no moment
    :raises NaiveMoment: if it has no zone
    """
    text = _text(value, key)
    ending = "T24:00" in text
    try:
        when = datetime.fromisoformat(text.replace("T24:00", "T00:00") if ending else text)
        return at_office(when + _ONE_DAY if ending else when)
    except (ValueError, OverflowError):
        raise BadQuestion(
            f"“{text}”不是时刻（{key}）",
            "请写 ISO 8601 时刻并带时区，例如 2026-09-28T17:20+08:00",
            f"'{text}' is no moment ({key}); write ISO 8601 with a zone, "
            "such as 2026-09-28T17:20+08:00",
        ) from None


def _text(value: object, key: str) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise BadQuestion(
        f"缺少“{key}”" if value is None else f"“{key}”应为文字",
        "每个问题至少写 start 和 term，例如 2026-09-28T17:20+08:00 和 3 working_days",
        f"'{key}' is missing" if value is None else f"'{key}' should be text",
    )


def _choice(value: object, key: str, choices: type[Ends] | type[Roll], otherwise: str) -> str:
    if value is None:
        return otherwise
    if isinstance(value, str) and value.strip().lower() in set(map(str, choices)):
        return value.strip().lower()
    known = "、".join(map(str, choices))
    raise BadQuestion(
        f"“{value}”不是 {key} 可用的值",
        f"请写 {known} 之一",
        f"'{value}' is no value for {key}; write one of {known.replace('、', ', ')}",
    )


def _flag(value: object, key: str) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    raise BadQuestion(
        f"“{key}”应为 true 或 false", "请写 true 或 false", f"'{key}' should be true or false"
    )


def calendar_for(asked: Mapping[str, Any]) -> WorkCalendar:
    """Return the calendar for the `hours` and `days` of a question; the office's by default.

    :raises ShouwenError: if there are no such hours or days
    """
    hours, days = asked.get("hours"), asked.get("days")
    if isinstance(hours, list):
        hours = ",".join(map(str, hours))
    written = None if hours is None else _text(hours, "hours")
    return open_calendar(written, None if days is None else _text(days, "days"))

"""One sentence that says why a term ends when it does, in Chinese or in English."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from shouwen.calendars.due import DayList, Due, Ends
from shouwen.vocabulary import Term, TermUnit

if TYPE_CHECKING:
    from shouwen.calendars.workcalendar import WorkCalendar

_WEEKDAYS = "一二三四五六日"
_ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ENGLISH_UNITS = {
    TermUnit.WORKING_HOUR: "working hour",
    TermUnit.HOUR: "hour",
    TermUnit.WORKING_DAY: "working day",
    TermUnit.DAY: "day",
    TermUnit.WEEK: "week",
    TermUnit.MONTH: "month",
}
_HOUR_UNITS = frozenset({TermUnit.WORKING_HOUR, TermUnit.HOUR})
_ONE_DAY = timedelta(days=1)
#: More separate runs of days than this are summed up instead of listed.
_LISTED_RUNS = 3
_NOTHING: Mapping[date, str] = {}


def sentence(
    calendar: "WorkCalendar",
    start: datetime,
    term: Term,
    due: Due,
    days: DayList,
    *,
    english: bool = False,
) -> str:
    """Return the sentence; `start` in the office zone, `days` as ``days_of`` lists them."""
    return (_english if english else _chinese)(calendar, start, term, due, days)


def _chinese(calendar: "WorkCalendar", start: datetime, term: Term, due: Due, days: DayList) -> str:
    unit = term.unit
    parts: list[str] = []
    if unit is TermUnit.WORKING_HOUR:
        if not _counts_at(calendar, start):
            parts.append("起点不在办公时间内，自下一办公时刻起算")
        parts.append("只计办公时间" + (f"，计入{_counted(days.counted)}" if days.complete else ""))
    elif unit is TermUnit.HOUR:
        parts.append("自该时刻连续计算（《民法典》第二百零一条）")
    elif not term.amount:
        parts.append("限当日")
    else:
        parts.append(
            "当日计入" if due.count_event_day else "当日不计（《民法典》第二百零一条），次日起算"
        )
        if unit is TermUnit.WORKING_DAY:
            if days.complete:
                parts.append(f"计{_counted(days.counted)}")
        elif unit is TermUnit.MONTH:
            parts.append(_month_end(start, due))
        else:
            parts.append("按日历日连续计算")
    if unit in (TermUnit.WORKING_HOUR, TermUnit.WORKING_DAY):
        if days.skipped:
            parts.append(f"不计{_off(calendar, days.skipped)}")
        if exchanged := _exchanged(calendar, days.counted):
            parts.append(f"周末调休上班的{_runs(exchanged)}照计")
    if due.day > due.last:
        off = _off(calendar, [due.last])
        parts.append(f"最后一日{off}不是工作日，顺延至下一工作日（第二百零三条）")
    elif due.day < due.last:
        parts.append(f"最后一日{_off(calendar, [due.last])}不是工作日，提前至上一工作日")
    elif _ends_on_rest(calendar, due):
        parts.append(f"最后一日{_off(calendar, [due.last])}为休息日，期限不变")
    at_close = due.ends is Ends.CLOSE_OF_DAY and start < due.at < _end_of_day(due)
    parts.append(f"于{_moment(due)}{'业务时间结束时' if at_close else ''}届满")
    if due.provisional:
        parts.append(_unpublished(calendar, start, due))
    head = f"自{_day(start)}{start:%H:%M}起{term.chinese}"
    return f"{head}：{'；'.join(parts)}（日历 {calendar.version}）"


def _month_end(start: datetime, due: Due) -> str:
    if due.last.day == start.day or due.count_event_day:
        return (
            "止于最后一月的对应日" + ("前一日" if due.count_event_day else "") + "（第二百零二条）"
        )
    return "最后一月没有对应日，止于月末（第二百零二条）"


def _unpublished(calendar: "WorkCalendar", start: datetime, due: Due) -> str:
    year = due.day.year if due.day > calendar.known_until else start.year
    verb = "尚未公布" if due.day > calendar.known_until else "未收录"
    return f"{year}年放假安排{verb}，仅按周末推算，此日期为暂定"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def _moment(due: Due) -> str:
    clock = "24:00" if due.at.date() != due.day else f"{due.at:%H:%M}"
    return _day(due.day) + clock


def _counts_at(calendar: "WorkCalendar", start: datetime) -> bool:
    second = start.hour * 3600 + start.minute * 60 + start.second
    segments = calendar.timeline.segments[calendar.timeline.index(start)]
    return any(begin <= second < end for begin, end in segments)


def _exchanged(calendar: "WorkCalendar", days: Iterable[date]) -> list[date]:
    work = calendar.days.work if calendar.days is not None else _NOTHING
    return [day for day in days if day in work and day.weekday() > 4]


def _grouped(days: Sequence[date], names: Mapping[date, str]) -> list[tuple[date, date, str]]:
    """Return runs of consecutive days of one occasion: first, last and the occasion."""
    runs: list[tuple[date, date, str]] = []
    for day in days:
        name = names.get(day, "")
        if runs and runs[-1][2] == name and day.toordinal() == runs[-1][1].toordinal() + 1:
            runs[-1] = (runs[-1][0], day, name)
        else:
            runs.append((day, day, name))
    return runs


def _runs(days: Sequence[date]) -> str:
    texts = []
    month = 0
    for first, last, _ in _grouped(days, _NOTHING):
        texts.append(_span(first, last, month))
        month = last.month
    return "、".join(texts)


def _span(first: date, last: date, month: int = 0) -> str:
    """Return ``10月1日至7日``; the month is left out where it is still the one before."""
    text = f"{first.day}日" if first.month == month else f"{first.month}月{first.day}日"
    if last == first:
        return text
    return text + "至" + ("" if last.month == first.month else f"{last.month}月") + f"{last.day}日"


def _counted(days: Sequence[date]) -> str:
    if len(_grouped(days, _NOTHING)) <= _LISTED_RUNS:
        return _runs(days)
    return f"{_span(days[0], days[-1])}间的{len(days)}天"


def _off(calendar: "WorkCalendar", days: Sequence[date]) -> str:
    """Return days off with their occasion; many weekends are only counted."""
    names = calendar.days.off if calendar.days is not None else _NOTHING
    runs = _grouped(days, names)
    plain = [run for run in runs if not run[2]]
    texts = []
    if len(plain) > _LISTED_RUNS:
        off = sum((last - first).days + 1 for first, last, _ in plain)
        texts.append(f"周末休息{off}天")
        runs = [run for run in runs if run[2]]
    texts += [f"{_span(first, last)}（{name or '周末'}）" for first, last, name in runs]
    return "、".join(texts)


def _end_of_day(due: Due) -> datetime:
    return datetime.combine(due.day, time(), due.at.tzinfo) + _ONE_DAY


def _ends_on_rest(calendar: "WorkCalendar", due: Due) -> bool:
    return due.term.unit not in _HOUR_UNITS and not calendar.is_working_day(due.day)


# -- English ---------------------------------------------------------------------------------------


def _english(calendar: "WorkCalendar", start: datetime, term: Term, due: Due, days: DayList) -> str:
    unit = term.unit
    plural = "" if term.amount == 1 else "s"
    parts: list[str] = []
    if unit is TermUnit.WORKING_HOUR:
        if not _counts_at(calendar, start):
            parts.append("counting begins when business next opens")
        parts.append(
            "only business hours count" + (f", on {_list(days.counted)}" if days.complete else "")
        )
    elif unit is TermUnit.HOUR:
        parts.append("counted without a break from that moment (Civil Code art. 201)")
    elif not term.amount:
        parts.append("due the same day")
    else:
        parts.append(
            "the day of the event is counted"
            if due.count_event_day
            else "the day of the event is not counted (Civil Code art. 201)"
        )
        if unit is TermUnit.WORKING_DAY:
            if days.complete:
                parts.append(f"counted are {_list(days.counted)}")
        elif unit is TermUnit.MONTH:
            there = due.last.day == start.day or due.count_event_day
            parts.append(
                ("ends on the day before the corresponding day" if due.count_event_day
                 else "ends on the corresponding day")
                if there
                else "there is no corresponding day, so the month's last ends it"
            )  # fmt: skip
            parts[-1] += " (art. 202)"
        else:
            parts.append("civil days are counted without a break")
    if unit in (TermUnit.WORKING_HOUR, TermUnit.WORKING_DAY):
        if days.skipped:
            parts.append(f"not counted are {_list(days.skipped)}")
        if exchanged := _exchanged(calendar, days.counted):
            parts.append(f"{_list(exchanged)} count as worked weekends")
    if due.day > due.last:
        parts.append(f"{due.last} is no working day, so the next one ends it (art. 203)")
    elif due.day < due.last:
        parts.append(f"{due.last} is no working day, so the one before ends it")
    elif _ends_on_rest(calendar, due):
        parts.append(f"{due.last} is a day off and stays the last day")
    clock = "24:00" if due.at.date() != due.day else f"{due.at:%H:%M}"
    at_close = due.ends is Ends.CLOSE_OF_DAY and start < due.at < _end_of_day(due)
    closing = ", when business closes" if at_close else ""
    parts.append(f"due {_english_day(due.day)} {clock}{closing}")
    if due.provisional:
        parts.append("provisional: days off there are not published, only weekends are known")
    head = f"{term.amount} {_ENGLISH_UNITS[unit]}{plural} from {_english_day(start)} {start:%H:%M}"
    return f"{head}: {'; '.join(parts)} (calendar {calendar.version})"


def _english_day(day: date) -> str:
    return f"{_ENGLISH_WEEKDAYS[day.weekday()]} {day.year}-{day.month:02}-{day.day:02}"


def _list(days: Sequence[date]) -> str:
    runs = _grouped(days, _NOTHING)
    if len(runs) > _LISTED_RUNS:
        return f"{len(days)} days from {days[0]:%m-%d} to {days[-1]:%m-%d}"
    return ", ".join(
        f"{first:%m-%d}" if first == last else f"{first:%m-%d} to {last:%m-%d}"
        for first, last, _ in runs
    )

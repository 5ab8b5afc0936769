"""Reading a year's arrangement: the notice's own sentences, or a table somebody has made of it.

Nothing is guessed: what a line says of its weekdays and its number of days must agree with the days
read from it, and what was not understood is said.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

_ONE_DAY: Final = timedelta(days=1)
_WEEKDAYS: Final = "一二三四五六日"
_YEAR: Final = re.compile(r"(\d{4})\s*年(?:部分)?节假日")
_NUMBER: Final = re.compile(r"国办发明电\s*〔\d{4}〕\s*\d+\s*号")
_LINE: Final = re.compile(r"^\s*[一二三四五六七八九十]+\s*、\s*([^：:]{1,20})[：:](.+)$")
#: Year, month, day, and the weekday in parentheses behind it.
_DAY: Final = (
    r"(?:(\d{4})\s*年)?\s*(?:(\d{1,2})\s*月)?\s*(\d{1,2})\s*日\s*"
    r"(?:[（(][^）)]*?([一二三四五六日天])[^）)]*[）)])?"
)
_SPAN: Final = re.compile(rf"{_DAY}(?:\s*(?:至|到|—|-|–)\s*{_DAY})?")
_COUNT: Final = re.compile(r"共\s*(\d+)\s*天")


@dataclass(slots=True)
class Reading:
    """What was read: the year, days off and worked weekends by festival, and what is wrong.

    `days` has the shape of one year in a calendar's file. `problems` are sentences; with any the
    year is not to be used as it is.
    """

    year: int
    days: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether something was read and nothing is wrong with it."""
        return bool(self.days.get("festivals")) and not self.problems


def read_notice(text: str, year: int) -> Reading:
    """Return the arrangement of a year written in `text`: sentences, JSON, or CSV.

    :param year: of which year it should be; what is of another is said
    """
    stripped = text.lstrip("\ufeff \n\r\t")
    if stripped.startswith(("{", "[")):
        return _from_json(stripped, year)
    if re.match(r"(?i)^[^\n,;\t]*[,;\t]", stripped) and not _LINE.search(stripped.split("\n")[0]):
        return _from_csv(stripped, year)
    return _from_sentences(stripped, year)


# ---- sentences ---------------------------------------------------------------------------------


def _from_sentences(text: str, year: int) -> Reading:
    found = Reading(year)
    named = _YEAR.search(text)
    if named and int(named[1]) != year:
        found.problems.append(f"通知说的是 {named[1]} 年，不是 {year} 年")
    festivals: dict[str, dict[str, list[str]]] = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        name = match[1].strip()
        off, work = _sentences(match[2], year, name, found.problems)
        festivals[name] = _entry(off, work)
        told = _COUNT.search(match[2])
        if told and int(told[1]) != len(off):
            found.problems.append(f"{name}：通知说共 {told[1]} 天，读出 {len(off)} 天")
        if not off:
            found.problems.append(f"{name}：没有读出放假日期")
    if not festivals:
        found.problems.append("没有读出任何节日：每个节日一行，例如“一、元旦：1月1日放假，共1天。”")
    number = _NUMBER.search(text)
    found.days = _year(festivals, re.sub(r"\s", "", number[0]) if number else "", year)
    return found


def _sentences(
    text: str, year: int, name: str, problems: list[str]
) -> tuple[list[date], list[date]]:
    off: list[date] = []
    work: list[date] = []
    for sentence in re.split(r"[。；;]", text):
        if "上班" in sentence:
            work += _spans(sentence, year, name, problems)
        elif "放假" in sentence or "休" in sentence:
            off += _spans(sentence, year, name, problems)
    return off, work


def _spans(sentence: str, year: int, name: str, problems: list[str]) -> Iterator[date]:
    month = 0
    for match in _SPAN.finditer(sentence):
        try:
            first, month = _day(match.group(1), match.group(2), match.group(3), year, month)
            last = first
            if match.group(7):
                last, month = _day(match.group(5), match.group(6), match.group(7), year, month)
        except ValueError:
            problems.append(f"{name}：“{match[0].strip()}”不是日期")
            continue
        for day, told in ((first, match.group(4)), (last, match.group(8))):
            told = "日" if told == "天" else told
            if told and _WEEKDAYS[day.weekday()] != told:
                real = _WEEKDAYS[day.weekday()]
                problems.append(f"{name}：{day} 是周{real}，通知写的是周{told}")
        yield from _days(first, last)


def _day(year: str | None, month: str | None, day: str, of: int, before: int) -> tuple[date, int]:
    number = int(month) if month else before
    found = date(int(year) if year else of, number, int(day))
    return found, number


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _ONE_DAY


# ---- tables ------------------------------------------------------------------------------------


def _from_json(text: str, year: int) -> Reading:
    try:
        told = json.loads(text)
    except ValueError as wrong:
        return Reading(year, {}, [f"不是合法的 JSON：{wrong}"])
    rows = told.get("days") if isinstance(told, dict) else told
    if not isinstance(rows, list):
        return Reading(year, {}, ["JSON 中没有 days 列表"])
    lines = []
    for row in rows:
        if not isinstance(row, dict):
            return Reading(year, {}, ["days 中每一项应有 name、date、isOffDay"])
        lines.append((str(row.get("name", "")), str(row.get("date", "")), row.get("isOffDay")))
    return _from_rows(lines, year)


def _from_csv(text: str, year: int) -> Reading:
    dialect = "\t" if "\t" in text.split("\n")[0] else ";" if ";" in text.split("\n")[0] else ","
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=dialect) if any(row)]
    lines = []
    for row in rows:
        day = next((cell.strip() for cell in row if re.match(r"\d{4}-\d{2}-\d{2}", cell)), "")
        if not day:
            continue  # the heading
        rest = [cell.strip() for cell in row if cell.strip() != day]
        kind = next((cell for cell in rest if cell in _OFF | _WORK), "")
        name = next((cell for cell in rest if cell != kind), "")
        lines.append((name, day, True if kind in _OFF else False if kind in _WORK else None))
    if not lines:
        return Reading(year, {}, ["没有读出日期：每行写日期（2027-01-01）、放假或上班、节日名称"])
    return _from_rows(lines, year)


_OFF: Final = frozenset({"放假", "休", "off", "true", "1", "holiday", "True"})
_WORK: Final = frozenset({"上班", "班", "work", "false", "0", "workday", "False"})


def _from_rows(rows: Iterable[tuple[str, str, Any]], year: int) -> Reading:
    found = Reading(year)
    festivals: dict[str, tuple[list[date], list[date]]] = {}
    for name, text, off in rows:
        try:
            day = date.fromisoformat(text[:10])
        except ValueError:
            found.problems.append(f"“{text}”不是日期")
            continue
        if not isinstance(off, bool):
            found.problems.append(f"{day}：没有说放假还是上班")
            continue
        lists = festivals.setdefault(name or "节假日", ([], []))
        lists[0 if off else 1].append(day)
    found.days = _year({name: _entry(*lists) for name, lists in festivals.items()}, "", year)
    return found


def _entry(off: list[date], work: list[date]) -> dict[str, list[str]]:
    told = {"off": [str(day) for day in off], "work": [str(day) for day in work]}
    return {kind: days for kind, days in told.items() if days}


def _year(festivals: dict[str, dict[str, list[str]]], number: str, year: int) -> dict[str, Any]:
    notice = {
        "number": number, "title": f"国务院办公厅关于{year}年部分节假日安排的通知",
        "published": "", "url": "",
    }  # fmt: skip
    return {"notices": [notice] if number else [], "festivals": festivals}

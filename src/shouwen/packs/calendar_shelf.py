"""The shelf the shipped calendars stand on, and the reader of an organisation's own.

A file is read by its syntax tree rather than loaded, so that ``10-01`` stays text, a key written
twice is refused, and every fault can be told with file and line.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from shouwen.calendars import BadHours, BrokenDays, DaySet, HoursSpec, WorkCalendar
from shouwen.vocabulary import ShouwenError

_SHELF = Path(__file__).parent / "calendars"
_HOURS = _SHELF / "hours.yaml"
#: Written instead of a set of days when every civil day counts.
EVERY_DAY = "every_day"
#: The named hours used where nobody says which.
OFFICE = "office"

#: Years an organisation has published beside what is shipped: by calendar, with the version.
_published: dict[str, tuple[str, dict[str, Any]]] = {}

Lines = dict[tuple[str | int, ...], int]


class UnknownCalendar(ShouwenError):
    """No calendar of that name stands on the shelf."""


class BrokenCalendarFile(ShouwenError):
    """A calendar file cannot be used. `findings` holds ``file:line: message`` for every fault."""

    def __init__(self, findings: list[tuple[str, int, str, str]]) -> None:
        self.findings = [
            f"{file}:{line}: {chinese} / {english}" for file, line, chinese, english in findings
        ]
        super().__init__(
            "日历文件有误：" + "；".join(f"{file}:{line}: {zh}" for file, line, zh, _ in findings),
            "请按提示改正后重试",
            "; ".join(f"{file}:{line}: {en}" for file, line, _, en in findings),
        )


def shelf_ids() -> list[str]:
    """Return the ids of the shipped sets of days."""
    return sorted(path.stem for path in _SHELF.glob("*.yaml") if path != _HOURS)


def open_days(id: str = "cn-mainland") -> DaySet:
    """Return a shipped set of days, by id, with the sets it lies over.

    :raises UnknownCalendar: if there is no such set
    :raises BrokenCalendarFile: if its file is faulty
    """
    return _shipped_days(id)


@lru_cache(maxsize=32)
def _shipped_days(id: str) -> DaySet:
    if id not in shelf_ids():
        raise UnknownCalendar(
            f"没有名为“{id}”的日历",
            f"现有：{'、'.join(shelf_ids())}",
            f"there is no calendar '{id}'; there are {', '.join(shelf_ids())}",
        )
    return read_days(_SHELF / f"{id}.yaml", _published.get(id))


def put_years(id: str, version: str, years: Mapping[str, Any]) -> None:
    """Lay published years over a shipped set, or take them away again when there are none.

    Regulations opened before keep the calendar they were opened with: see ``shelf.forget_opened``.

    :param years: as ``years`` of a calendar's file: year, then ``notices`` and ``festivals``
    """
    if years:
        _published[id] = (version, dict(years))
    else:
        _published.pop(id, None)
    _shipped_days.cache_clear()
    open_calendar.cache_clear()


def days_with(id: str, version: str, years: Mapping[str, Any]) -> DaySet:
    """Return a shipped set as it would be with these years laid over it; nothing is put anywhere.

    :raises UnknownCalendar: if there is no such set
    :raises BrokenCalendarFile: with everything wrong with the years
    """
    open_days(id)
    return read_days(_SHELF / f"{id}.yaml", (version, dict(years)))


def find_days(source: str) -> DaySet:
    """Return the set of days of a shipped id, or of a file when `source` ends in ``.yaml``.

    :raises UnknownCalendar: if there is no such set
    :raises BrokenCalendarFile: if its file is faulty or missing
    """
    return read_days(Path(source)) if source.endswith((".yaml", ".yml")) else open_days(source)


def read_days(path: Path, over: tuple[str, dict[str, Any]] | None = None) -> DaySet:
    """Return the set of days in a file, on top of the one its ``over`` names, if any.

    :param over: a version and years that take the place of the file's own

    :raises BrokenCalendarFile: with file and line of every fault
    :raises UnknownCalendar: if ``over`` names no shipped calendar
    """
    data, lines = read_plain(path)
    if over is not None:
        version, years = over
        data = {**data, "version": version, "years": {**data.get("years", {}), **years}}
    try:
        days = DaySet.from_mapping(data)
    except BrokenDays as broken:
        raise BrokenCalendarFile(
            [
                (path.name, _line(lines, each.path), each.chinese, each.english)
                for each in broken.problems
            ]
        ) from None
    return days if days.over is None else DaySet.layered(open_days(days.over), days)


@lru_cache(maxsize=32)
def open_calendar(hours: str | None = None, days: str | None = None) -> WorkCalendar:
    """Return the calendar for named hours or for hours as text, on a set of days.

    :param hours: a name from ``hours.yaml``, or such as ``"09:00-12:00,14:00-18:00"``;
        None for the office
    :param days: the id or file of a set of days, or ``every_day``; None for the days the named
        hours belong to, or the office's
    :raises BadHours: if the hours are neither a name nor hours
    :raises UnknownCalendar: if there is no such set of days
    """
    named = _named_hours()
    name = (hours or OFFICE).strip()
    if name in named:
        on, written = named[name]
    elif any(letter.isdigit() for letter in name):
        on, written = named[OFFICE][0], HoursSpec.of(name)
    else:
        raise BadHours(
            f"没有名为“{name}”的办公时间",
            f"请写时段，例如 09:00-12:00,14:00-18:00，或名称：{'、'.join(named)}",
            f"there are no hours named '{name}'; write hours such as 09:00-12:00,14:00-18:00, "
            f"or one of {', '.join(named)}",
        )
    on = days or on
    return WorkCalendar(name, None if on == EVERY_DAY else find_days(on), written)


@lru_cache(maxsize=1)
def _named_hours() -> dict[str, tuple[str, HoursSpec]]:
    data, _ = read_plain(_HOURS)
    return {name: (entry["days"], HoursSpec.of(entry["hours"])) for name, entry in data.items()}


def read_plain(path: Path) -> tuple[dict[str, Any], Lines]:
    """Return what a YAML file says, every scalar as text, and the line of everything in it.

    :raises BrokenCalendarFile: if it is not readable YAML, or writes a key twice
    """
    lines: Lines = {}
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError) as wrong:
        raise BrokenCalendarFile(
            [(path.name, 1, f"读不出文件（{wrong}）", f"the file cannot be read ({wrong})")]
        ) from wrong
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        reason = str(getattr(wrong, "problem", "") or "syntax")
        raise BrokenCalendarFile(
            [
                (
                    path.name,
                    1 if mark is None else mark.line + 1,
                    f"不是合法的 YAML（{reason}）",
                    f"not valid YAML ({reason})",
                )
            ]
        ) from wrong
    plain = _plain(root, (), lines, path.name)
    if not isinstance(plain, dict):
        raise BrokenCalendarFile(
            [(path.name, 1, "应为“名称: 值”的条目", "should be entries of the form 'name: value'")]
        )
    return plain, lines


def _plain(node: Any, path: tuple[str | int, ...], lines: Lines, file: str) -> Any:
    if node is None:
        return None
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            line = key.start_mark.line + 1
            if name in found:
                raise BrokenCalendarFile(
                    [(file, line, f"“{name}”写了两次", f"'{name}' is written twice")]
                )
            found[name] = _plain(value, (*path, name), lines, file)
            lines[(*path, name)] = line
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), lines, file) for index, item in enumerate(node.value)]
    return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)


def _line(lines: Lines, path: tuple[str | int, ...]) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)

"""Which civil days are off and which are worked: published facts, versioned, in layers."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from shouwen.calendars.hours import WEEKDAYS, BadHours, Segments, read_segments
from shouwen.vocabulary import ShouwenError

_ONE_DAY = timedelta(days=1)
_SPAN = re.compile(r"((?:\d{4}-)?\d{2}-\d{2})(?:\.\.((?:\d{4}-)?\d{2}-\d{2}))?")
_KEYS = {
    "id",
    "title",
    "english",
    "version",
    "over",
    "weekend",
    "known_from",
    "known_until",
    "years",
}
_YEAR_KEYS = {"notices", "festivals", "hours"}
_FESTIVAL_KEYS = {"off", "work"}
_NOTICE_KEYS = ("number", "title", "published", "url")

#: Where in the mapping something stands: the keys and positions that lead there.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a set of days, with the place in the mapping it was read from."""

    path: Path
    chinese: str
    english: str


class BrokenDays(ShouwenError):
    """A set of days contradicts itself or cannot be read. `problems` holds all of them."""

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"日历“{source}”有{len(problems)}处错误："
            + "；".join(f"{_where(each.path)}{each.chinese}" for each in problems),
            "请对照公布的通知逐处改正",
            f"calendar '{source}' is broken: "
            + "; ".join(f"{_where(each.path)}{each.english}" for each in problems),
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """The published document a year's arrangement comes from."""

    number: str
    title: str
    published: str
    url: str


@dataclass(frozen=True, slots=True)
class Festival:
    """One line of a notice: the days off for an occasion, and the weekend days worked for it."""

    year: int
    name: str
    off: tuple[date, ...]
    work: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class DaySet:
    """Days off, worked weekends and half days, published from `known_from` to `known_until`.

    Outside those two days (both inclusive) only weekends are known, and dates are provisional.
    `off` and `work` map a day to the occasion; `own_hours` maps a half day to its hours. A set
    with `over` is a layer: it only means something on top of the set it names.
    """

    id: str
    version: str
    known_from: date
    known_until: date
    weekend: frozenset[int]
    off: Mapping[date, str] = field(repr=False)
    work: Mapping[date, str] = field(repr=False)
    own_hours: Mapping[date, Segments] = field(repr=False)
    notices: Mapping[int, tuple[Notice, ...]] = field(repr=False)
    festivals: tuple[Festival, ...] = field(repr=False)
    title: str = ""
    over: str | None = None
    names_weekend: bool = False
    english: str = ""

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "DaySet":
        """Return the days written in `data`, the shape of ``packs/calendars/*.yaml``.

        :raises BrokenDays: with every contradiction and every unreadable entry, not only the first
        """
        return _Reader(data).read()

    @classmethod
    def layered(cls, base: "DaySet", *regional: "DaySet") -> "DaySet":
        """Return `base` with what each region adds: its days win on the days they name.

        What is known ends where the first of the layers ends.

        :raises BrokenDays: if two regions say different things about one day
        """
        off, work, own = dict(base.off), dict(base.work), dict(base.own_hours)
        weekend = base.weekend
        said: dict[date, tuple[str, str]] = {}
        problems = []
        for layer in regional:
            if layer.names_weekend:
                weekend = layer.weekend
            for kind, days in (("off", layer.off), ("work", layer.work)):
                for day in days:
                    other = said.setdefault(day, (kind, layer.id))
                    if other[0] != kind:
                        problems.append(
                            Problem(
                                (),
                                f"{day} 在“{other[1]}”与“{layer.id}”中一处放假、一处上班",
                                f"{day} is off in one and worked in the other of "
                                f"'{other[1]}' and '{layer.id}'",
                            )
                        )
            for day, name in layer.off.items():
                off[day] = name
                work.pop(day, None)
                own.pop(day, None)
            for day, name in layer.work.items():
                work[day] = name
                off.pop(day, None)
            own.update(layer.own_hours)
        name = "+".join((base.id, *(layer.id for layer in regional)))
        if problems:
            raise BrokenDays(name, problems)
        return cls(
            name,
            "+".join((base.version, *(layer.version for layer in regional))),
            base.known_from,
            min(base.known_until, *(layer.known_until for layer in regional))
            if regional
            else base.known_until,
            weekend,
            off,
            work,
            own,
            base.notices,
            base.festivals + tuple(line for layer in regional for line in layer.festivals),
            base.title,
            english=base.english,
        )

    def worked(self, day: date) -> bool:
        """Say whether `day` is worked, whatever its hours."""
        if day in self.work or day in self.own_hours:
            return True
        return day not in self.off and day.weekday() not in self.weekend

    def known(self, day: date) -> bool:
        """Say whether the arrangement of `day` is published."""
        return self.known_from <= day <= self.known_until


class _Reader:
    """Reads one mapping, collecting every problem before it gives up."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.problems: list[Problem] = []
        self.off: dict[date, str] = {}
        self.work: dict[date, str] = {}
        self.own: dict[date, Segments] = {}
        self.seen: dict[date, str] = {}
        self.festivals: list[Festival] = []

    def read(self) -> DaySet:
        data = self.data
        self._known_keys(data, _KEYS, ())
        for key in ("id", "version", "years"):
            if not data.get(key):
                self._wrong((key,), f"缺少“{key}”", f"'{key}' is missing")
        weekend = self._weekend()
        notices: dict[int, tuple[Notice, ...]] = {}
        years: list[int] = []
        for key, block in self._mapping(data.get("years"), ("years",)).items():
            path: Path = ("years", key)
            if not str(key).isdigit():
                self._wrong(path, f"“{key}”不是年份", f"'{key}' is no year")
                continue
            years.append(int(str(key)))
            notices[years[-1]] = self._year(years[-1], block, path)
        years.sort()
        for before, after in pairwise(years):
            if after != before + 1:
                self._wrong(
                    ("years",),
                    f"{before} 年之后缺 {before + 1} 年，年份必须连续",
                    f"{before + 1} is missing after {before}; years must follow each other",
                )
        self._weekdays_worked(weekend)
        first, last = (years[0], years[-1]) if years else (1992, 1992)
        known_from = self._bound("known_from", date(first, 1, 1))
        known_until = self._bound("known_until", date(last, 12, 31))
        if self.problems:
            raise BrokenDays(str(data.get("id") or "?"), self.problems)
        over = data.get("over")
        return DaySet(
            str(data["id"]), str(data["version"]), known_from, known_until, weekend,
            self.off, self.work, self.own, notices, tuple(self.festivals),
            str(data.get("title") or ""), None if over is None else str(over),
            "weekend" in data, str(data.get("english") or ""),
        )  # fmt: skip

    def _year(self, year: int, block: Any, path: Path) -> tuple[Notice, ...]:
        written = self._mapping(block, path)
        self._known_keys(written, _YEAR_KEYS, path)
        for name, line in self._mapping(written.get("festivals"), (*path, "festivals")).items():
            self._festival(year, str(name), line, (*path, "festivals", name))
        for key, text in self._mapping(written.get("hours"), (*path, "hours")).items():
            place = (*path, "hours", key)
            for day in self._span(year, key, place):
                if day in self.off:
                    self._wrong(
                        place,
                        f"{day} 已列为放假，不能再有办公时段",
                        f"{day} is off and cannot have hours",
                    )
                try:
                    self.own[day] = read_segments(text)
                except BadHours as wrong:
                    self._wrong(place, wrong.problem, wrong.english)
        return tuple(self._notices(written.get("notices"), (*path, "notices")))

    def _festival(self, year: int, name: str, line: Any, path: Path) -> None:
        written = self._mapping(line, path)
        self._known_keys(written, _FESTIVAL_KEYS, path)
        lists: dict[str, tuple[date, ...]] = {}
        for kind, into, word in (("off", self.off, "放假"), ("work", self.work, "上班")):
            found: list[date] = []
            value = written.get(kind)
            several = isinstance(value, Sequence) and not isinstance(value, str)
            texts: Sequence[Any] = value or () if several else () if value is None else (value,)
            for index, text in enumerate(texts):
                place = (*path, kind, index) if several else (*path, kind)
                for day in self._span(year, text, place):
                    if day in self.seen:
                        self._wrong(
                            place,
                            f"{day} 已在“{self.seen[day]}”列出，一天只能说一次",
                            f"{day} is already listed under '{self.seen[day]}'",
                        )
                        continue
                    self.seen[day] = f"{name}{word}"
                    into[day] = name
                    found.append(day)
            lists[kind] = tuple(found)
        self.festivals.append(Festival(year, name, lists["off"], lists["work"]))

    def _weekdays_worked(self, weekend: frozenset[int]) -> None:
        if self.data.get("over") is not None:
            return  # a layer may well say that a national day off is worked
        for line in self.festivals:
            for day in line.work:
                if day.weekday() not in weekend:
                    self._wrong(
                        ("years", str(line.year), "festivals", line.name, "work"),
                        f"{day} 不是周末，本来就上班，不必列出",
                        f"{day} is no weekend day and is worked anyway",
                    )

    def _span(self, year: int, text: Any, path: Path) -> Iterator[date]:
        found = _SPAN.fullmatch(str(text).strip())
        try:
            if found is None:
                raise ValueError(text)
            first = _date(found[1], year)
            last = _date(found[2], year) if found[2] else first
        except ValueError:
            self._wrong(
                path,
                f"“{text}”不是日期，也不是起止日期（请写 10-01 或 10-01..10-07）",
                f"'{text}' is neither a day nor a span; write 10-01 or 10-01..10-07",
            )
            return
        # A notice may reach back into the December before, never further and never forward.
        if last < first or first < date(year - 1, 12, 1) or last > date(year, 12, 31):
            self._wrong(
                path,
                f"“{text}”倒置，或不属于 {year} 年",
                f"'{text}' runs backwards or does not belong to {year}",
            )
            return
        while first <= last:
            yield first
            first += _ONE_DAY

    def _notices(self, value: Any, path: Path) -> Iterator[Notice]:
        for index, entry in enumerate(value or ()):
            written = self._mapping(entry, (*path, index))
            self._known_keys(written, _NOTICE_KEYS, (*path, index))
            yield Notice(*(str(written.get(key, "")) for key in _NOTICE_KEYS))

    def _weekend(self) -> frozenset[int]:
        names = self.data.get("weekend", ["sat", "sun"])
        unknown = [name for name in names if str(name) not in WEEKDAYS]
        if unknown:
            self._wrong(
                ("weekend",),
                f"“{unknown[0]}”不是星期（mon … sun）",
                f"'{unknown[0]}' is no weekday (mon … sun)",
            )
        return frozenset(WEEKDAYS.index(str(name)) for name in names if str(name) in WEEKDAYS)

    def _bound(self, key: str, otherwise: date) -> date:
        value = self.data.get(key)
        if value is None:
            return otherwise
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self._wrong((key,), f"“{value}”不是日期", f"'{value}' is no date")
            return otherwise

    def _mapping(self, value: Any, path: Path) -> Mapping[Any, Any]:
        if value is None or isinstance(value, Mapping):
            return value or {}
        self._wrong(path, "应为“名称: 值”的条目", "should be entries of the form 'name: value'")
        return {}

    def _known_keys(self, written: Mapping[Any, Any], known: Collection[str], path: Path) -> None:
        for key in written:
            if key not in known:
                self._wrong(
                    (*path, key),
                    f"不认识“{key}”，可写：{'、'.join(sorted(known))}",
                    f"'{key}' is not known here; known are {', '.join(sorted(known))}",
                )

    def _wrong(self, path: Path, chinese: str, english: str) -> None:
        self.problems.append(Problem(path, chinese, english))


def _date(text: str, year: int) -> date:
    return date.fromisoformat(text if len(text) == 10 else f"{year}-{text}")


def _where(path: Path) -> str:
    return f"[{' › '.join(map(str, path))}] " if path else ""

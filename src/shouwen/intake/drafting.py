"""From a row of a sheet to a draft, as a mapping says. Everything wrong with a row is told."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from shouwen.intake.draft import Draft, Fault, Past
from shouwen.intake.mapping.header import Bound, alike
from shouwen.intake.mapping.model import OTHERWISE, After, As, Column, Skip, Value, braces
from shouwen.intake.mapping.opening import OpenedMapping
from shouwen.intake.moments import NotAMoment, Reading, read_moment
from shouwen.intake.sheets import Line, LostDigits, is_blank, number_as_written, text_of
from shouwen.regulations import Procedure
from shouwen.vault import SEARCHABLE
from shouwen.vocabulary import OFFICE_ZONE, Directory, ungrouped

_LONGEST_KEY: Final = 120
_NUMBER: Final = re.compile(r"[\w()（）〔〕\[\]#.-]{1,60}")
_CURRENCY: Final = re.compile(r"^(rmb|cny|[¥￥])\s*|\s*(元整?|圆整?|rmb|cny)$", re.IGNORECASE)
_YES_OR_NO: Final = dict.fromkeys("yt√✓有", "是") | dict.fromkeys("nf×无", "否")


#: What the times of a closed matter are called in English.
_TIMES: Final = {"受理时间": "Received", "办结时间": "Closed", "答复时间": "Answered"}


class _Unfit(Exception):
    """A cell cannot be what the mapping says; the message is the sentence shown."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese)
        self.english = english


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row the mapping leaves out, and why."""

    why: str


class Drafter:
    """Turns the rows of one bound sheet into drafts."""

    def __init__(
        self,
        opened: OpenedMapping,
        procedure: Procedure,
        bound: Bound,
        as_: As,
        directory: Directory,
        *,
        ragged: bool,
    ) -> None:
        self._mapping = opened.mapping
        self._facts = procedure.pack.facts
        self._say = procedure.pack.say
        self._terms = procedure.pack.terms
        self._bound = bound
        self._as = as_
        self._ragged = ragged
        self._names = _Names(directory)
        dates = opened.mapping.dates
        zone = OFFICE_ZONE if dates.zone in (None, "Asia/Shanghai") else ZoneInfo(dates.zone)
        self._dates = Reading(dates.order, dates.year, zone, tuple(dates.formats))
        self._values = {
            name: {alike(written): value for written, value in table.items()}
            for name, table in opened.mapping.values.items()
        }
        self._labels: dict[str, dict[str, str]] = {}
        self._key = [place for h in opened.mapping.key if (place := bound.place(h)) is not None]
        self._shared = list(opened.mapping.columns.items())
        self._past = self._past_columns(procedure)
        needed = [
            place
            for reading in opened.mapping.readings(as_).values()
            if not reading.optional
            for header in (reading.headers if isinstance(reading, Column) else [reading.days])
            if (place := bound.place(header)) is not None
        ]
        self._least = max([*needed, *self._key], default=-1) + 1

    def columns_of(self, fact: str) -> tuple[str, ...]:
        """Return the columns of the sheet a fact is read from, as they are titled there."""
        for name, column in (*self._shared, *self._past):
            if name == fact:
                places = [self._bound.place(header) for header in column.headers]
                return tuple(self._bound.titles[place] for place in places if place is not None)
        return ()

    def draft(self, line: Line) -> Draft | Skipped:
        """Return what one row says."""
        if line.damage:
            chinese, _, english = line.damage.partition(" / ")
            return Draft("", {}, faults=(Fault(chinese, None, english),))
        cells, faults = line.cells, self._shape(line)
        if not faults:
            for skip in self._mapping.skip_when:
                if self._skips(skip, cells):
                    return Skipped(f"“{skip.column}”符合对照表 skip_when")
        key = self._key_of(cells, faults)
        if faults:
            return Draft(key, {}, faults=tuple(faults))
        past = self._is_past(cells)
        pairs = [*self._shared, *self._past] if past else self._shared
        form = self._form(cells, pairs, past=past, faults=faults)
        times = self._times(cells, faults) if past else None
        return Draft(key, form, times, tuple(faults))

    # -- the row as a whole

    def _shape(self, line: Line) -> list[Fault]:
        have, wide = len(line.cells), self._bound.width
        if not self._ragged:
            return []
        if have > wide and not all(map(is_blank, line.cells[wide:])):
            text = f"有 {have} 列，表头只有 {wide} 列：可能有没加引号的分隔符"
            english = f"{have} columns under {wide} titles: perhaps an unquoted separator"
            return [Fault(text, None, english)]
        if have < self._least:
            text = f"只有 {have} 列，表头有 {wide} 列：可能在中间断了行"
            english = f"only {have} columns under {wide} titles: perhaps a broken line"
            return [Fault(text, None, english)]
        return []

    def _skips(self, skip: Skip, cells: list[object]) -> bool:
        text = _seen(self._cell(cells, skip.column))
        if skip.empty is not None:
            return skip.empty is not bool(text)
        if skip.is_ is not None:
            return alike(text) in {alike(each) for each in skip.is_}
        return re.search(skip.like or "", text) is not None

    def _key_of(self, cells: list[object], faults: list[Fault]) -> str:
        if not self._key:
            whole = "\x1f".join(_seen(cell) for cell in cells[: len(self._bound.titles)])
            return "row-" + sha256(whole.rstrip("\x1f").encode(errors="replace")).hexdigest()[:32]
        parts = []
        for place in self._key:
            cell = cells[place] if place < len(cells) else None
            try:
                parts.append(" ".join(number_as_written(cell).replace("\0", "").split()))
            except LostDigits as lost:
                title = self._bound.titles[place]
                faults.append(
                    Fault(f"行键“{title}”：{lost}", None, f"Key '{title}': {lost.english}")
                )
                return ""
        if not any(parts):
            titles = "、".join(self._bound.titles[place] for place in self._key)
            text = f"行键“{titles}”是空的，重复导入时无从辨认"
            english = f"The key '{titles}' is empty: the row could not be known again"
            faults.append(Fault(text, None, english))
            return ""
        key = "/".join(parts)
        if len(key) > _LONGEST_KEY:
            return "key-" + sha256(key.encode(errors="replace")).hexdigest()[:32]
        return key

    def _is_past(self, cells: list[object]) -> bool:
        history = self._mapping.historical
        if self._as != "each" or history is None:
            return self._as == "historical"
        closed = history.closed
        headers = closed.headers if isinstance(closed, Column) else [closed.days]
        return any(_seen(self._cell(cells, header)) for header in headers)

    # -- the facts

    def _form(
        self,
        cells: list[object],
        pairs: Iterable[tuple[str, Column]],
        *,
        past: bool,
        faults: list[Fault],
    ) -> dict[str, object]:
        form: dict[str, object] = {}
        for name, column in pairs:
            try:
                value = self._value(name, column, cells)
            except (_Unfit, NotAMoment, LostDigits) as unfit:
                title = self._facts[name].title
                english = f"'{self._say(title, 'en')}': {unfit.english}"
                faults.append(Fault(f"“{title}”：{unfit}", name, english))
                continue
            if value is not None and value != "" and value != []:
                form[name] = value
        defaults = dict(self._mapping.defaults)
        if past and self._mapping.historical is not None:
            defaults |= self._mapping.historical.defaults
        for name, default in defaults.items():
            if default is not None:
                form.setdefault(name, default)
        return form

    def _past_columns(self, procedure: Procedure) -> list[tuple[str, Column]]:
        history = self._mapping.historical
        if history is None:
            return []
        found = list(history.columns.items())
        for meaning in ("reply", "satisfied"):
            column, name = getattr(history, meaning), procedure.pack.fact_meaning(meaning)  # type: ignore[arg-type]
            if column is not None and name is not None:
                found.append((name, column))
        return found

    def _value(self, name: str, column: Column, cells: list[object]) -> object:
        fact = self._facts[name]
        kind = fact.type.removeprefix("list:")
        table = self._values.get(name)
        cell = self._read(column, cells)
        if is_blank(cell):
            return None
        if kind in ("time", "date") and column.split is None and table is None:
            when = read_moment(cell, self._dates)
            return when if kind == "time" or when is None else when.date()
        if isinstance(cell, bool) and kind == "bool" and table is None:
            return cell
        text = text_of(cell)
        if fact.type.startswith("list:") and column.part is None:
            items = _split(text, column.split) if column.split else [text]
            values = [self._one(name, kind, table, item) for item in items if item]
            return [value for value in values if value is not None]
        if column.split is not None and column.part is not None:
            pieces = _split(text, column.split)
            text = pieces[column.part - 1] if column.part <= len(pieces) else ""
        return self._one(name, kind, table, text) if text else None

    def _one(self, name: str, kind: str, table: dict[str, Value] | None, text: str) -> object:
        if table is not None:
            written = alike(text)
            if written in table and written != OTHERWISE:
                return table[written]
            if OTHERWISE in table:
                return table[OTHERWISE]
        if kind.startswith("enum:"):
            return self._member(kind[5:], text)
        match kind:
            case "money" | "int":
                return _amount(text)
            case "bool":
                return _YES_OR_NO.get(text.lower(), text)
            case "time":
                return read_moment(text, self._dates)
            case "date":
                when = read_moment(text, self._dates)
                return None if when is None else when.date()
            case "unit":
                return self._names.unit(text)
            case "person":
                return self._names.person(text)
            case _:
                numbered = self._facts[name].private in SEARCHABLE
                return number_as_written(text) if numbered else text

    def _member(self, term: str, text: str) -> str:
        labels = self._labels.get(term)
        if labels is None:
            members = self._terms[term]
            labels = {alike(member): member for member in members}
            labels |= {alike(label): member for member, label in members.items()}
            self._labels[term] = labels
        return labels.get(alike(text), text)

    # -- the cells

    def _cell(self, cells: list[object], header: str) -> object:
        place = self._bound.place(header)
        return cells[place] if place is not None and place < len(cells) else None

    def _read(self, column: Column, cells: list[object]) -> object:
        if column.from_:
            found: object = None
            for header in column.from_:
                cell = self._cell(cells, header)
                if not is_blank(cell):
                    found = cell
                    break
        else:
            found = column.with_.join(
                part for written in column.join if (part := self._part(written, cells))
            )
        if column.cut is not None and not is_blank(found):
            found = " ".join(text_of(found).split())[: column.cut]
        return found

    def _part(self, written: str, cells: list[object]) -> str:
        headers = braces(written)
        if not headers:
            return text_of(self._cell(cells, written))
        texts = {header: text_of(self._cell(cells, header)) for header in headers}
        if not any(texts.values()):
            return ""
        return re.sub(r"\{([^{}]+)\}", lambda found: texts[found[1].strip()], written)

    # -- the times

    def _times(self, cells: list[object], faults: list[Fault]) -> Past | None:
        history = self._mapping.historical
        assert history is not None  # noqa: S101 - asked only for closed rows
        opened = self._moment("受理时间", history.opened, cells, None, faults, needed=True)
        closed = self._moment("办结时间", history.closed, cells, opened, faults, needed=True)
        replied = None
        if history.replied is not None:
            replied = self._moment("答复时间", history.replied, cells, opened, faults)
        number = _seen(self._read(history.number, cells)) if history.number else ""
        if number and not _NUMBER.fullmatch(number):
            text = f"编号“{number[:60]}”含有不能用于编号的字符，或超过 60 字"
            english = f"Number '{number[:60]}' has signs no number may have, or is too long"
            faults.append(Fault(text, None, english))
        unit = None
        if history.unit is not None and (named := _seen(self._read(history.unit, cells))):
            try:
                unit = self._names.unit(named)
            except _Unfit as unfit:
                faults.append(Fault(f"办理单位：{unfit}", None, f"Unit: {unfit.english}"))
        if opened is None or closed is None:
            return None
        return Past(opened, closed, replied, number or None, unit, history.stage)

    def _moment(
        self,
        title: str,
        reading: Column | After,
        cells: list[object],
        opened: datetime | None,
        faults: list[Fault],
        *,
        needed: bool = False,
    ) -> datetime | None:
        if isinstance(reading, After):
            return self._after(title, reading, cells, opened, faults, needed=needed)
        try:
            when = read_moment(self._read(reading, cells), self._dates)
        except NotAMoment as unfit:
            faults.append(Fault(f"{title}：{unfit}", None, f"{_TIMES[title]}: {unfit.english}"))
            return None
        if when is None and needed:
            columns = "、".join(reading.headers)
            faults.append(_without(title, columns))
        return when

    def _after(
        self,
        title: str,
        reading: After,
        cells: list[object],
        opened: datetime | None,
        faults: list[Fault],
        *,
        needed: bool,
    ) -> datetime | None:
        text = _seen(self._cell(cells, reading.days))
        if not text:
            if needed:
                faults.append(_without(title, reading.days))
            return None
        try:
            days = float(text)
            if not 0 <= days <= 36_600:
                raise ValueError
        except ValueError:
            said = f"{title}：“{reading.days}”须为天数，不能是“{text[:40]}”"
            english = f"{_TIMES[title]}: '{reading.days}' must be days, not '{text[:40]}'"
            faults.append(Fault(said, None, english))
            return None
        return None if opened is None else opened + timedelta(days=days)


class _Names:
    """Units and persons by the names sheets call them; ids count too."""

    def __init__(self, directory: Directory) -> None:
        self._units = directory.units
        self._people = directory.people
        self._by_unit = _by_name((unit.name, id_) for id_, unit in directory.units.items())
        self._by_person = _by_name((one.name, id_) for id_, one in directory.people.items())

    def unit(self, text: str) -> str:
        return _named(text, self._units, self._by_unit, "机构", "units")

    def person(self, text: str) -> str:
        return _named(text, self._people, self._by_person, "人员", "persons")


def _without(title: str, columns: str) -> Fault:
    return Fault(
        f"没有{title}（“{columns}”为空），不能作为办结件",
        None,
        f"{_TIMES[title]} is missing ('{columns}' is empty): no closed matter",
    )


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, id_ in pairs:
        found.setdefault(alike(name), []).append(id_)
    return found


def _named(text: str, known: object, by_name: dict[str, list[str]], what: str, english: str) -> str:
    if not by_name or text in known:  # type: ignore[operator]
        return text
    ids = by_name.get(alike(text), [])
    if len(ids) > 1:
        choices = "、".join(sorted(ids)[:5])
        raise _Unfit(
            f"有 {len(ids)} 个{what}都叫“{text}”，请改填编号：{choices}",
            f"{len(ids)} {english} are called '{text}'; write one of {choices}",
        )
    return ids[0] if ids else text


def _amount(text: str) -> str:
    """Return an amount as a plain number; as it stands where it may mean something else."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "")
    plain = _CURRENCY.sub("", _CURRENCY.sub("", plain))
    times = {"万": 10_000, "亿": 100_000_000}.get(plain[-1:], 1)
    number = ungrouped(plain if times == 1 else plain[:-1])
    if times == 1:
        return number
    try:
        return format(Decimal(number) * times, "f")
    except InvalidOperation:
        return text


def _split(text: str, at: str | None) -> list[str]:
    pieces = re.split(f"[{re.escape(at or '')}]", text)
    return [piece.strip() for piece in pieces]


def _seen(cell: object) -> str:
    try:
        return text_of(cell)
    except LostDigits:
        return format(cell, ".0f") if isinstance(cell, float) else str(cell)

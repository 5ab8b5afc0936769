"""Units, persons and posts from a sheet: previewed line by line, taken in whole, taken back.

A workbook has up to three sheets, a text file one; which is which is told by the headings. Nothing
is written before somebody has seen the plan, and everything goes through ``people.operations``.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from xlsxwriter import Workbook

from shouwen import people
from shouwen.administration.errors import Unfinished
from shouwen.administration.models import StaffRun
from shouwen.administration.staff_lines import COLUMNS, KINDS, Line, Reader
from shouwen.casework import operations
from shouwen.intake.sheets import in_memory, is_blank, open_book, text_of
from shouwen.people import NewPerson, NewPost, NewUnit
from shouwen.vocabulary import at_office, moment

_MOST: Final = 20_000
_ORDER: Final = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sheet would change; `number` is what :func:`carry_out` asks for, 0 with errors."""

    number: int
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    def count(self, state: str) -> int:
        """Return how many lines are in a state."""
        return sum(line.state == state for line in self.lines)


@dataclass(frozen=True, slots=True)
class Run:
    """A sheet that was taken in; `undoable` while nothing in the organisation has changed since."""

    number: int
    name: str
    state: str
    made_at: datetime
    made_by: str
    done_at: datetime | None
    undoable: bool
    lines: tuple[Line, ...] = field(repr=False, default=())


def plan(name: str, content: bytes, *, roles: dict[str, str], by: str, now: datetime) -> Plan:
    """Return what a file would change, line by line. Only the plan itself is kept.

    :param roles: roles by their names and by their titles
    :raises Unreadable: if the file is no table
    """
    with in_memory(name, content) as place:
        hints = [heading for kind in KINDS for heading in COLUMNS[kind].values()]
        book = open_book(place, hints=hints)
        reader = Reader(roles, now)
        tables, notes = [], list(book.notes)
        for sheet in book.sheets:
            rows = [
                (line.number, [("" if is_blank(cell) else text_of(cell)) for cell in line.cells])
                for line in sheet.read()
            ]
            kind = reader.kind_of(rows)
            if kind is None:
                if rows and len(book.sheets) == 1:
                    notes.append("没有认出表头，请从模板开始填写")
                continue
            tables.append((kind, rows))
    for kind, rows in sorted(tables, key=lambda each: _ORDER[each[0]]):
        reader.read(kind, rows[: _MOST + 1])
    lines = tuple(reader.lines)
    good = lines and all(line.state != "wrong" for line in lines)
    number = 0
    if good:
        row = StaffRun.objects.create(
            name=name[:200], lines=[asdict(line) for line in lines], state="planned", made_at=now,
            made_by=by, version=people.version(),
        )  # fmt: skip
        number = int(row.pk)
    return Plan(number, lines, tuple(notes))


def carry_out(number: int, *, by: str, now: datetime) -> Run:
    """Take a planned sheet in, as a whole or not at all.

    :raises Unfinished: if there is no such plan, or the organisation has changed since
    :raises ShouwenError: what ``people.operations`` refuses; nothing is written then
    """
    with transaction.atomic():
        row = _row(number, "planned")
        if row.version != people.version():
            raise Unfinished(
                "预览之后机构或人员有了变化，请重新上传这份表",
                "units or persons have changed since the preview; upload the sheet again",
            )
        lines = _lines(row)
        _apply([line for line in lines if line.state in ("added", "changed", "ended")], by, now)
        row.lines = [asdict(line) for line in lines]
        row.state, row.done_at, row.version = "done", now, people.version()
        row.save()
    if any(line.kind == "unit" and "parent" in line.after for line in lines):
        operations.follow_units(now=now)
    return _told(row)


def undo(number: int, *, by: str, now: datetime) -> tuple[Run, int]:
    """Take a sheet back: what it added ends, what it changed is as before.

    What it ended stays ended, because somebody who has left comes back by a new entry; how many
    such lines there are is returned beside the run.

    :raises Unfinished: if it was not taken in, or the organisation has changed since
    """
    with transaction.atomic():
        row = _row(number, "done")
        if row.version != people.version():
            raise Unfinished(
                "导入之后机构或人员又有了变化，不能整批撤回，请逐项修改",
                "units or persons have changed since; change them one by one",
            )
        lines = _lines(row)
        _revert(lines, by, now)
        row.state, row.version = "undone", people.version()
        row.save()
    operations.follow_units(now=now)
    return _told(row), sum(line.state == "ended" for line in lines)


def runs(limit: int = 20) -> tuple[Run, ...]:
    """Return the sheets that were taken in, newest first."""
    version = people.version()
    rows = StaffRun.objects.exclude(state="planned").order_by("-pk")[:limit]
    return tuple(_told(row, version) for row in rows)


def template(roles: Iterable[tuple[str, str]]) -> bytes:
    """Return a workbook to fill in, with an example in each sheet and the roles there are.

    :param roles: names and titles
    """
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#EEF3FF", "bottom": 1})
    grey = book.add_format({"font_color": "#5F6777", "italic": True})
    for kind in KINDS:
        sheet = book.add_worksheet(_TITLES[kind])
        for column, heading in enumerate(COLUMNS[kind].values()):
            sheet.write(0, column, heading, head)
            sheet.write(1, column, _EXAMPLES[kind][column], grey)
        sheet.set_column(0, len(COLUMNS[kind]), 18)
        sheet.freeze_panes(1, 0)
    sheet = book.add_worksheet("角色一览")
    for row, cells in enumerate([("代号", "名称"), *roles]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell, head if row == 0 else None)
    sheet.set_column(0, 1, 28)
    book.close()
    return out.getvalue()


_TITLES: Final = {"unit": "机构", "person": "人员", "post": "任职"}
_EXAMPLES: Final[dict[str, Sequence[str]]] = {
    "unit": ("# 例 n1", "北一网点", "outlet", "north", "", ""),
    "person": ("# 例 wang.li", "王丽", "wang.li", "8101", ""),
    "post": ("# 例 wang.li", "handler", "n1", "2027-01-01", "", ""),
}


def _apply(lines: Sequence[Line], by: str, now: datetime) -> None:
    def of(kind: str, state: str) -> list[Line]:
        return [line for line in lines if line.kind == kind and line.state == state]

    people.create_units(_superiors_first(of("unit", "added")), by=by, now=now)
    for line in of("unit", "changed"):
        change = dict(line.after)
        if "parent" in change:
            people.move_unit(line.key, change.pop("parent") or None, by=by, now=now)
        if change:
            people.change_unit(line.key, **change, by=by, now=now)
    people.create_people(
        [
            NewPerson(
                line.key, line.after["name"], line.after.get("login") or None, "!",
                line.after.get("extension", ""),
            )
            for line in of("person", "added")
        ],
        by=by,
        now=now,
    )  # fmt: skip
    for line in of("person", "changed"):
        _change_person(line.key, line.after, by, now)
    for line in of("post", "ended"):
        people.end_post(line.entry, by=by, now=now)
    for line in of("person", "ended"):
        people.end_person(line.key, by=by, now=now)
    new = of("post", "added")
    entries = people.give_posts([_post(line) for line in new], by=by, now=now)
    for line, entry in zip(new, entries, strict=True):
        line.entry = entry
    for line in reversed(of("unit", "ended")):
        people.close_unit(line.key, by=by, now=now)


def _revert(lines: Sequence[Line], by: str, now: datetime) -> None:
    for line in lines:
        if line.kind == "post" and line.state == "added":
            people.end_post(line.entry, by=by, now=now)
    for line in lines:
        if line.kind == "person" and line.state == "added":
            people.end_person(line.key, by=by, now=now)
        elif line.kind == "person" and line.state == "changed":
            _change_person(line.key, line.before, by, now)
        elif line.kind == "unit" and line.state == "changed":
            change = dict(line.before)
            if "parent" in change:
                people.move_unit(line.key, change.pop("parent") or None, by=by, now=now)
            if change:
                people.change_unit(line.key, **change, by=by, now=now)
    added = [line for line in lines if line.kind == "unit" and line.state == "added"]
    for unit in reversed(_superiors_first(added)):
        people.close_unit(unit.id, by=by, now=now)


def _change_person(person: str, change: dict[str, Any], by: str, now: datetime) -> None:
    words = {name: change[name] for name in ("name", "extension") if name in change}
    if words:
        people.change_person(person, **words, by=by, now=now)
    if change.get("login"):
        people.give_login(person, change["login"], password=None, by=by, now=now)


def _post(line: Line) -> NewPost:
    def at(name: str) -> datetime | None:
        return moment(line.after[name]) if line.after.get(name) else None

    after = line.after
    return NewPost(after["person"], after["role"], after["unit"] or None, at("since"), at("until"))


def _superiors_first(lines: Sequence[Line]) -> list[NewUnit]:
    waiting, placed = list(lines), []
    new = {line.key for line in lines}
    done: set[str] = set()
    while waiting:
        ready = [
            line for line in waiting
            if line.after.get("parent") not in new or line.after.get("parent") in done
        ]  # fmt: skip
        if not ready:
            raise Unfinished(
                f"“{waiting[0].key}”的上级绕成了圈", f"the superiors of {waiting[0].key} go round"
            )
        for line in ready:
            after = line.after
            placed.append(
                NewUnit(
                    line.key, after["name"], after["kind"], after.get("parent") or None,
                    after.get("attributes", ()),
                )
            )  # fmt: skip
        done |= {line.key for line in ready}
        waiting = [line for line in waiting if line.key not in done]
    return placed


def _lines(row: StaffRun) -> tuple[Line, ...]:
    return tuple(Line(**line) for line in row.lines)


def _row(number: int, state: str) -> StaffRun:
    row = StaffRun.objects.select_for_update().filter(pk=number, state=state).first()
    if row is None:
        raise Unfinished("没有这份待办的表", "there is no such sheet waiting")
    return row


def _told(row: StaffRun, version: int | None = None) -> Run:
    version = people.version() if version is None else version
    return Run(
        int(row.pk), row.name, row.state, at_office(row.made_at), row.made_by,
        at_office(row.done_at) if row.done_at else None,
        row.state == "done" and row.version == version, _lines(row),
    )  # fmt: skip

"""One line of a staff sheet against the organisation: new, other, the same, ended or wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from shouwen.people.models import Person, Post, Unit
from shouwen.vocabulary import OFFICE_ZONE, iso

KINDS: Final = ("unit", "person", "post")
#: What each column is called at the head of a sheet.
COLUMNS: Final[dict[str, dict[str, str]]] = {
    "unit": {
        "key": "机构编号", "name": "机构名称", "kind": "类别", "parent": "上级编号",
        "attributes": "特征", "end": "撤销",
    },
    "person": {
        "key": "人员编号", "name": "姓名", "login": "登录名", "extension": "分机", "end": "离岗",
    },
    "post": {
        "person": "人员编号", "role": "角色", "unit": "机构编号", "since": "自", "until": "至",
        "end": "终止",
    },
}  # fmt: skip
#: The column no other kind of sheet has.
_OWN: Final = {"unit": "上级编号", "person": "姓名", "post": "角色"}
_YES: Final = frozenset({"是", "1", "y", "yes", "true", "√", "撤销", "离岗", "终止"})
_LONGEST: Final = {"key": 80, "name": 200, "kind": 80, "login": 150, "extension": 40}


@dataclass(slots=True)
class Line:
    """A line of a sheet. `state` is added, changed, unchanged, ended or wrong.

    `before` and `after` hold what differs, by field; `entry` is the number of a post.
    """

    kind: str
    row: int
    key: str
    name: str
    state: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    entry: int = 0


class Reader:
    """Reads the sheets of one file, units first, then persons, then posts."""

    def __init__(self, roles: dict[str, str], now: datetime) -> None:
        self.roles, self.now = roles, now
        self.lines: list[Line] = []
        self._seen: set[tuple[str, str]] = set()
        self._coming: set[str] = set()
        self._units = {row.id: row for row in Unit.objects.all()}
        self._persons = {row.id: row for row in Person.objects.select_related("user")}
        self._logins = {
            row.user.get_username(): row.id for row in self._persons.values() if row.user
        }
        self._posts: dict[tuple[str, str, str], Post] = {}
        for post in Post.objects.filter(until=None) | Post.objects.filter(until__gt=now):
            self._posts[post.person_id, post.role, post.unit_id or ""] = post

    def kind_of(self, rows: Sequence[tuple[int, list[str]]]) -> str | None:
        """Return what kind of sheet this is by its headings, or None."""
        head = set(rows[0][1]) if rows else set()
        return next((kind for kind in ("post", "person", "unit") if _OWN[kind] in head), None)

    def read(self, kind: str, rows: Sequence[tuple[int, list[str]]]) -> None:
        """Read the lines below the headings; examples of the template are passed over."""
        heads = {heading: name for name, heading in COLUMNS[kind].items()}
        names = [heads.get(cell) for cell in rows[0][1]]
        if kind == "unit" and "key" in names:
            place = names.index("key")
            self._coming = {cells[place].strip() for _, cells in rows[1:] if len(cells) > place}
        read: Callable[[int, dict[str, str]], Line] = getattr(self, f"_{kind}")
        for number, cells in rows[1:]:
            told = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
            if not any(told.values()) or next(iter(told.values())).startswith("#"):
                continue
            self.lines.append(read(number, told))

    # ---- units -------------------------------------------------------------------------------

    def _unit(self, number: int, told: dict[str, str]) -> Line:
        key = told.get("key", "")
        line = Line("unit", number, key, told.get("name", ""), "wrong")
        known = self._units.get(key)
        parent = told.get("parent", "")
        attributes = sorted(
            word.strip() for word in told.get("attributes", "").replace("，", "、").split("、")
            if word.strip()
        )  # fmt: skip
        line.problem = self._unfit(line, told) or (
            f"上级机构“{parent}”不存在，也不在这张表里"
            if parent and parent not in self._units and parent not in self._coming
            else "自己不能是自己的上级" if parent and parent == key else ""
        )  # fmt: skip
        if line.problem:
            return line
        if known is not None and known.closed_at is not None:
            line.problem = "这个机构已经撤销，请用新的编号"
            return line
        if told.get("end", "").lower() in _YES:
            return self._end(line, known is not None, "没有这个机构，不能撤销")
        if not line.name or (known is None and not told.get("kind")):
            line.problem = "请写机构名称和类别"
            return line
        after = {"name": line.name, "kind": told.get("kind") or (known.kind if known else "")}
        if "parent" in told or known is None:
            after["parent"] = parent
        if "attributes" in told or known is None:
            after["attributes"] = attributes
        before = {} if known is None else {
            "name": known.name, "kind": known.kind, "parent": known.parent_id or "",
            "attributes": sorted(known.attributes),
        }  # fmt: skip
        return self._compare(line, known is None, before, after)

    # ---- persons -----------------------------------------------------------------------------

    def _person(self, number: int, told: dict[str, str]) -> Line:
        key, login = told.get("key", ""), told.get("login", "")
        line = Line("person", number, key, told.get("name", ""), "wrong")
        known = self._persons.get(key)
        owner = self._logins.get(login, key)
        line.problem = self._unfit(line, told) or (
            f"登录名“{login}”已是“{owner}”的" if owner != key else ""
        )
        if line.problem:
            return line
        if known is not None and known.left_at is not None:
            line.problem = "此人已经离岗，请用新的编号"
            return line
        if told.get("end", "").lower() in _YES:
            return self._end(line, known is not None, "没有这个人，不能离岗")
        if not line.name:
            line.problem = "请写姓名"
            return line
        if login:
            self._logins[login] = key
        after = {"name": line.name}
        after |= {name: told[name] for name in ("login", "extension") if told.get(name)}
        before = {} if known is None else {
            "name": known.name, "extension": known.extension,
            "login": known.user.get_username() if known.user else "",
        }  # fmt: skip
        return self._compare(line, known is None, before, after)

    # ---- posts -------------------------------------------------------------------------------

    def _post(self, number: int, told: dict[str, str]) -> Line:
        person, unit = told.get("person", ""), told.get("unit", "")
        role = self.roles.get(told.get("role", ""), "")
        line = Line("post", number, f"{person} · {role} · {unit or '*'}", "", "wrong")
        known = self._persons.get(person)
        line.name = known.name if known else person
        if known is None and ("person", person) not in self._seen:
            line.problem = f"没有人员“{person}”"
        elif known is not None and known.left_at is not None:
            line.problem = f"“{person}”已经离岗"
        elif not role:
            line.problem = f"没有角色“{told.get('role', '')}”，见“角色一览”"
        elif unit and ("unit", unit) not in self._seen and unit not in self._units:
            line.problem = f"没有机构“{unit}”"
        elif unit in self._units and self._units[unit].closed_at is not None:
            line.problem = f"机构“{unit}”已经撤销"
        else:
            line.problem = self._twice(line)
        after: dict[str, Any] = {"person": person, "role": role, "unit": unit}
        for name in ("since", "until"):
            if told.get(name) and not line.problem:
                try:
                    after[name] = _moment(told[name])
                except ValueError:
                    line.problem = f"“{told[name]}”不是日期，请写 2027-01-01"
        if not line.problem and after.get("until", "~") <= after.get("since", iso(self.now)):
            line.problem = "结束不晚于开始"
        if line.problem:
            return line
        held = self._posts.get((person, role, unit))
        if told.get("end", "").lower() in _YES:
            if held is not None:
                line.entry = held.id
            return self._end(line, held is not None, "没有这项任职，不能终止")
        line.state = "added" if held is None else "unchanged"
        line.after = after if held is None else {}
        return line

    # ---- what all have in common -------------------------------------------------------------

    def _unfit(self, line: Line, told: dict[str, str]) -> str:
        if not line.key:
            return "请写编号"
        for name, most in _LONGEST.items():
            if len(told.get(name, "")) > most:
                return f"“{COLUMNS[line.kind][name]}”不能超过 {most} 个字"
        return self._twice(line)

    def _twice(self, line: Line) -> str:
        mark = (line.kind, line.key)
        if mark in self._seen:
            return "前面已有同样的一行"
        self._seen.add(mark)
        return ""

    @staticmethod
    def _end(line: Line, there: bool, otherwise: str) -> Line:
        line.state, line.problem = ("ended", "") if there else ("wrong", otherwise)
        return line

    @staticmethod
    def _compare(line: Line, new: bool, before: dict[str, Any], after: dict[str, Any]) -> Line:
        if new:
            line.state, line.after = "added", after
            return line
        line.after = {name: value for name, value in after.items() if value != before[name]}
        line.before = {name: before[name] for name in line.after}
        line.state = "changed" if line.after else "unchanged"
        return line


def _moment(text: str) -> str:
    """Return a day, or a day and a time, at the office as text.

    :raises ValueError: if it is neither
    """
    cleaned = text.replace("/", "-").replace(".", "-")
    found = datetime.fromisoformat(cleaned) if len(cleaned) > 10 else None
    day = found or datetime.combine(date.fromisoformat(cleaned), time())
    return iso(day.replace(tzinfo=OFFICE_ZONE))

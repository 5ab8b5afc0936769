"""Which column is which fact: proposed by titles, chosen by a person, written as a mapping."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any, Final

import yaml

from shouwen.intake.by_page.looking import SheetSeen
from shouwen.intake.mapping.header import alike
from shouwen.intake.mapping.opening import shipped_mappings
from shouwen.regulations import Procedure

_ENOUGH: Final = 0.6
#: The column of reasons in a sheet of refused rows; no fact stands in it.
REASONS: Final = ("拒收原因", "Why refused")
_MOST_MEMBERS: Final = 40
#: Times of closed rows, which are no facts of a regulation.
OPENED: Final = "@opened"
CLOSED: Final = "@closed"
REPLIED: Final = "@replied"
NUMBER: Final = "@number"
_TIMES: Final = {
    OPENED: ("受理时间", "Taken in at"),
    CLOSED: ("办结时间", "Closed at"),
    REPLIED: ("答复时间", "Answered at"),
    NUMBER: ("原编号", "Number it had"),
}
_OFTEN: Final = {
    "received_at": ("收到时间", "投诉时间", "登记时间", "日期", "受理日期"),
    "subject": ("事由", "主题", "标题"),
    "content": ("内容", "投诉内容", "详情", "经过"),
    "complainant": ("姓名", "客户", "客户姓名", "投诉人"),
    "telephone": ("电话", "联系电话", "手机", "手机号"),
    "category": ("类别", "投诉类别", "分类"),
    "channel": ("渠道", "来源"),
    "amount": ("金额", "涉及金额"),
    "accused_unit": ("网点", "被投诉单位", "机构", "科室"),
    "email": ("邮箱", "电子邮箱"),
    "address": ("地址", "住址"),
    "demand": ("诉求", "要求"),
}
_OFTEN_TIMES: Final = {
    OPENED: ("受理时间", "收到时间", "投诉时间", "登记时间", "日期"),
    CLOSED: ("办结时间", "办结日期", "完成时间"),
    REPLIED: ("答复时间", "答复日期"),
    NUMBER: ("编号", "原编号"),
}


@dataclass(frozen=True, slots=True)
class FactOffered:
    """One fact a column may be: `needed` where no row is taken in without it."""

    name: str
    title: str
    needed: bool
    kind: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to take rows in: an act, and the seat it is done from."""

    act: str
    role: str
    title: str


def ways(procedure: Procedure, language: str) -> tuple[Way, ...]:
    """Return the acts by which staff take matters in under a regulation."""
    pack = procedure.pack
    found = []
    for name, act in pack.acts.items():
        roles = [seat.role for seat in act.by if seat.role in pack.roles]
        staff = [role for role in roles if role and not pack.roles[role].external]
        if act.starts_case and staff:
            title = pack.say(act.title, language)
            found.append(
                Way(name, staff[0], f"{title}（{pack.say(pack.roles[staff[0]].title, language)}）")
            )
    return tuple(found)


def likeliest(
    procedure: Procedure, seen: SheetSeen, ways: tuple[Way, ...], language: str
) -> Way | None:
    """Return the way a sheet lacks least for, by its titles; of several the first.

    None if there is no way at all.
    """

    def lacking(way: Way) -> int:
        facts = offered(procedure, way.act, "open", language)
        given = set(propose(procedure, seen, facts).values())
        return sum(fact.needed and fact.name not in given for fact in facts)

    return min(ways, key=lacking, default=None)


def offered(procedure: Procedure, act: str, as_: str, language: str) -> tuple[FactOffered, ...]:
    """Return what a column may be: the facts of an act, or of closed rows with their times."""
    pack = procedure.pack
    english = language.startswith("en")
    facts: list[FactOffered] = []
    if as_ == "historical":
        facts = [
            FactOffered(name, words[english], name in (OPENED, CLOSED), "time", ())
            for name, words in _TIMES.items()
        ]
        names = [name for name, fact in pack.facts.items() if not fact.type.endswith("bool")]
        needed: set[str] = set()
    else:
        chosen = pack.acts[act]
        names = list(dict.fromkeys((*chosen.form, *chosen.also)))
        needed = set(chosen.form) - set(procedure.defaults)
    return (*facts, *(_fact(procedure, name, name in needed, language) for name in names))


def _fact(procedure: Procedure, name: str, needed: bool, language: str) -> FactOffered:
    pack = procedure.pack
    fact = pack.facts[name]
    kind = fact.type.removeprefix("list:")
    members: tuple[tuple[str, str], ...] = ()
    if kind.startswith("enum:"):
        terms = list(pack.terms[kind[5:]].items())[:_MOST_MEMBERS]
        members = tuple((id_, pack.say(label, language)) for id_, label in terms)
    return FactOffered(name, pack.say(fact.title, language), needed, kind.split(":")[0], members)


def propose(
    procedure: Procedure, seen: SheetSeen, facts: tuple[FactOffered, ...]
) -> dict[str, str]:
    """Return the fact each column's title speaks of most, each fact once; others are left out."""
    marks = []
    for column in seen.columns:
        if column.title in REASONS:
            continue
        for fact in facts:
            mark = _likeness(procedure, column.title, fact)
            if mark >= _ENOUGH:
                marks.append((-mark, column.title, fact.name))
    chosen: dict[str, str] = {}
    for _, title, name in sorted(marks):
        if title not in chosen and name not in chosen.values():
            chosen[title] = name
    return chosen


def shape(seen: SheetSeen) -> str:
    """Return what all sheets with the same titles have in common."""
    titles = sorted(alike(column.title) for column in seen.columns if column.title not in REASONS)
    return sha256("\x1f".join(titles).encode()).hexdigest()[:16]


def usual_values(procedure: Procedure) -> dict[str, dict[str, str]]:
    """Return what spellings usually mean under a regulation, by fact: from shipped mappings."""
    known: dict[str, dict[str, str]] = {}
    for found in shipped_mappings():
        if procedure.pack.pack.id in found.mapping.regulations:
            for name, table in found.mapping.values.items():
                texts = {alike(text): str(value) for text, value in table.items()}
                known[name] = texts | known.get(name, {})
    return known


def proposed_values(
    procedure: Procedure, seen: SheetSeen, columns: dict[str, str], facts: tuple[FactOffered, ...]
) -> dict[str, dict[str, str]]:
    """Return what each spelling of a column with fixed answers is taken for, where that is known.

    By the label or the id of the answer, and by what shipped mappings say.
    """
    by_name, usual = {fact.name: fact for fact in facts}, usual_values(procedure)
    found: dict[str, dict[str, str]] = {}
    for column in seen.columns:
        fact = by_name.get(columns.get(column.title, ""))
        if fact is None or not fact.members:
            continue
        labels = {alike(label): member for member, label in fact.members}
        known = usual.get(fact.name, {}) | labels | {member: member for member, _ in fact.members}
        table = {text: known[alike(text)] for text in column.values if alike(text) in known}
        if table:
            found[fact.name] = table
    return found


def _likeness(procedure: Procedure, title: str, fact: FactOffered) -> float:
    names = [fact.title, fact.name]
    if fact.name in _OFTEN_TIMES:
        names += _OFTEN_TIMES[fact.name]
    else:
        names += _OFTEN.get(procedure.pack.facts[fact.name].means or "", ())
    written = alike(title)
    return max(SequenceMatcher(None, written, alike(name)).ratio() for name in names)


def written(choices: dict[str, Any], procedure: Procedure, id_: str) -> str:
    """Return the choices as the text of a mapping.

    :param id_: what the mapping is called, so that rows are known again
    """
    columns, past = {}, {}
    for title, name in choices["columns"].items():
        if name in _TIMES:
            past[name[1:]] = {"from": [title], "optional": name in (REPLIED, NUMBER)}
        else:
            columns[name] = {"from": [title], "optional": True}
    mapping: dict[str, Any] = {
        "mapping": id_,
        "title": choices.get("title") or id_,
        "regulations": [procedure.pack.pack.id],
        "as": choices["as"],
        "columns": columns,
        "key": choices.get("key", []),
        "header_row": choices["header"],
    }
    if choices.get("sheet"):
        mapping["sheet"] = choices["sheet"]
    if choices.get("encoding"):
        mapping["encoding"] = choices["encoding"]
    values = {name: table for name, table in choices.get("values", {}).items() if table}
    if values:
        mapping["values"] = values
    if choices.get("order"):
        mapping["dates"] = {"order": choices["order"]}
    if choices["as"] == "historical":
        mapping["historical"] = past
    else:
        mapping["act"] = {"name": choices["act"], "role": choices["role"]}
    text: str = yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False)
    return text

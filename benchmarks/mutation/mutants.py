"""Small mistakes somebody could make in a regulation, one at a time.

Each is a copy of the regulation's data with one thing changed, and where it was written. What is
changed is what the engine executes; titles and the texts people read are left alone.
"""

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Path = tuple[str | int, ...]
Data = dict[str, Any]

_NUMBER = re.compile(r"(?<![\w.'])(\d+(?:\.\d+)?)(?![\w.'])")
_COMPARED = re.compile(r"<=|>=|<|>")
_JOINED = re.compile(r"&&|\|\|")
_EQUAL = re.compile(r"==|!=")
_QUOTED = re.compile(r"'[^']*'")
_SPAN = re.compile(r"^(\d+)( \w+)$")
_POINT = re.compile(r"^(due [+-] )?(\d+)(%| \w+)?$")
_OTHER = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&", "==": "!=",
          "!=": "=="}  # fmt: skip
#: Conditions: where they stand, and under which key.
_CONDITIONS = ("is", "that", "when", "unless")


Change = Callable[[Data], None]
Found = Iterator[tuple[Path, str, Change]]


@dataclass(frozen=True)
class Mutant:
    """One mistake: of which kind, where, in words, and how it is made."""

    kind: str
    path: Path
    words: str
    change: Change

    def made_in(self, data: Data) -> Data:
        """Return a copy of a regulation's data with the mistake in it."""
        changed = copy.deepcopy(data)
        self.change(changed)
        return changed


def mutants(data: Data) -> Iterator[Mutant]:
    """Yield every mistake of every kind, in the order of the regulation."""
    for kind, make in KINDS.items():
        for path, words, change in make(data):
            yield Mutant(kind, path, words, change)


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _dropping(path: Path) -> Change:
    def change(data: Data) -> None:
        del _at(data, path[:-1])[path[-1]]

    return change


def _putting(path: Path, value: Any) -> Change:
    def change(data: Data) -> None:
        _at(data, path[:-1])[path[-1]] = value

    return change


def _section(data: Data, name: str) -> Iterator[tuple[Path, Data]]:
    for key, item in (data.get(name) or {}).items():
        if isinstance(item, dict):
            yield (name, key), item


def _effects(data: Data) -> Iterator[tuple[Path, list[Any]]]:
    """Yield every list of effects, with its place."""
    for section in ("acts", "rules"):
        for path, item in _section(data, section):
            if item.get("do"):
                yield (*path, "do"), item["do"]
    for path, item in _section(data, "approvals"):
        if item.get("lapse"):
            yield (*path, "lapse"), item["lapse"]
    for path, item in _section(data, "clocks"):
        for number, point in enumerate(item.get("points") or ()):
            if point.get("do"):
                yield (*path, "points", number, "do"), point["do"]


def _conditions(data: Data) -> Iterator[tuple[Path, str]]:
    """Yield every condition of what the engine executes; registers only print."""
    for section in ("derived", "acts", "approvals", "clocks", "rules", "ledgers", "improvements",
                    "circles", "tasks"):  # fmt: skip
        for path, item in _section(data, section):
            yield from _under(path, item)


def _under(path: Path, item: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(item, dict):
        for key, value in item.items():
            if key in _CONDITIONS and isinstance(value, str):
                yield (*path, key), value
            elif key == "set" and isinstance(value, dict):
                for name, each in value.items():
                    if isinstance(each, str):
                        yield (*path, key, name), each
            else:
                yield from _under((*path, key), value)
    elif isinstance(item, list):
        for number, value in enumerate(item):
            yield from _under((*path, number), value)


def _unquoted(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for match in pattern.finditer(text):
        if not any(begin <= match.start() < end for begin, end in quoted):
            yield match


def _more(number: str) -> str:
    return str(Decimal(number) + 1)


# -- the kinds


def _musts(data: Data) -> Found:
    for path, act in _section(data, "acts"):
        for number, must in enumerate(act.get("must") or ()):
            here = (*path, "must", number)
            yield here, f"without “{must.get('else')}”", _dropping(here)


def _bounds(data: Data) -> Found:
    for path, text in _conditions(data):
        for match in _unquoted(text, _NUMBER):
            changed = text[: match.start()] + _more(match[1]) + text[match.end() :]
            yield path, f"{match[1]} → {_more(match[1])} in “{text}”", _putting(path, changed)
        for match in _unquoted(text, _COMPARED):
            changed = text[: match.start()] + _OTHER[match[0]] + text[match.end() :]
            yield path, f"{match[0]} → {_OTHER[match[0]]} in “{text}”", _putting(path, changed)
    for path, table in _section(data, "tables"):
        for number, row in enumerate(table.get("rows") or ()):
            for column, cell in (row.get("when") or {}).items():
                here = (*path, "rows", number, "when", column)
                for words, value in _cells(cell):
                    yield here, words, _putting(here, value)
    # What only a periodic duty asks for is filled in outside any case, where no story goes.
    asked = {
        name
        for _, act in _section(data, "acts")
        for name in (*(act.get("form") or ()), *(act.get("also") or ()))
    }
    for path, fact in _section(data, "facts"):
        if path[1] not in asked:
            continue
        for key, by in (("min", 1), ("max", -1)):
            if isinstance(fact.get(key), int | Decimal) and not isinstance(fact[key], bool):
                here = (*path, key)
                yield here, f"{key} {fact[key]} → {fact[key] + by}", _putting(here, fact[key] + by)


def _cells(cell: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(cell, str):
        for match in _NUMBER.finditer(cell):
            changed = cell[: match.start()] + _more(match[1]) + cell[match.end() :]
            yield f"{cell} → {changed}", changed
        for match in _COMPARED.finditer(cell):
            changed = cell[: match.start()] + _OTHER[match[0]] + cell[match.end() :]
            yield f"{cell} → {changed}", changed
    elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        yield f"{cell} → {cell + 1}", cell + 1


def _limits(data: Data) -> Found:
    for path, clock in _section(data, "clocks"):
        here = (*path, "limit")
        if isinstance(clock.get("limit"), str) and (span := _SPAN.match(clock["limit"])):
            changed = f"{_more(span[1])}{span[2]}"
            yield here, f"{clock['limit']} → {changed}", _putting(here, changed)
        here = (*path, "extension", "up_to")
        extension = clock.get("extension") or {}
        if isinstance(extension.get("up_to"), str) and (span := _SPAN.match(extension["up_to"])):
            changed = f"{_more(span[1])}{span[2]}"
            yield here, f"{extension['up_to']} → {changed}", _putting(here, changed)
    for path, table in _section(data, "tables"):
        for number, row in enumerate(table.get("rows") or ()):
            for column, value in (row.get("then") or {}).items():
                here = (*path, "rows", number, "then", column)
                if isinstance(value, int | Decimal) and not isinstance(value, bool):
                    yield here, f"{column} {value} → {value + 1}", _putting(here, value + 1)
    for path, duty in _section(data, "duties"):
        here, due = (*path, "due"), str(duty.get("due"))
        if (span := _SPAN.match(due)) or (span := re.match(r"^day (\d+)()$", due)):
            changed = due.replace(span[1], _more(span[1]), 1)
            yield here, f"{due} → {changed}", _putting(here, changed)
    for path, item in _section(data, "improvements"):
        for key in ("within", "check_after"):
            if isinstance(item.get(key), str) and (span := _SPAN.match(item[key])):
                here, changed = (*path, key), f"{_more(span[1])}{span[2]}"
                yield here, f"{item[key]} → {changed}", _putting(here, changed)


def _requirements(data: Data) -> Found:
    """A requirement loses every answer: one mention less changes nothing as long as others stay."""
    places: dict[str, list[Path]] = {}

    def walk(path: Path, item: Any) -> None:
        if isinstance(item, dict):
            for key, value in item.items():
                if key == "covers" and isinstance(value, list):
                    for code in value:
                        places.setdefault(code, []).append((*path, key))
                else:
                    walk((*path, key), value)
        elif isinstance(item, list):
            for number, value in enumerate(item):
                walk((*path, number), value)

    walk((), data)
    for code, where in places.items():

        def change(changed: Data, code: str = code, where: list[Path] = where) -> None:
            for path in where:
                listed = _at(changed, path)
                listed[:] = [each for each in listed if each != code]

        yield where[0], f"{code} is answered nowhere", change


def _rows(data: Data) -> Found:
    for path, table in _section(data, "tables"):
        for number, row in enumerate(table.get("rows") or ()):
            here = (*path, "rows", number)
            yield here, f"without the row {row.get('when')}", _dropping(here)


def _dropped_effects(data: Data) -> Found:
    for path, effects in _effects(data):
        for number, effect in enumerate(effects):
            here = (*path, number)
            yield here, f"without {effect}", _dropping(here)


def _points(data: Data) -> Found:
    for path, clock in _section(data, "clocks"):
        for number, point in enumerate(clock.get("points") or ()):
            here = (*path, "points", number)
            yield here, f"without the point {point.get('at')}", _dropping(here)
            at = str(point.get("at"))
            moved = None
            if at == "due":
                moved = "due + 1 day"
            elif match := _POINT.match(at):
                moved = at.replace(match[2], _more(match[2]), 1)
            if moved is not None:
                yield (*here, "at"), f"{at} → {moved}", _putting((*here, "at"), moved)


def _roles(data: Data) -> Found:
    staff = [name for name, role in (data.get("roles") or {}).items()
             if not (isinstance(role, dict) and role.get("external"))]  # fmt: skip

    def other(role: str) -> str | None:
        left = [each for each in staff if each != role]
        at = staff.index(role) if role in staff else 0
        return left[at % len(left)] if left else None

    for path, seat in _seats(data):
        held = seat if isinstance(seat, str) else seat.get("role")
        if held is None or held not in staff or (swapped := other(held)) is None:
            continue
        value = swapped if isinstance(seat, str) else {**seat, "role": swapped}
        yield path, f"{held} → {swapped}", _putting(path, value)


def _seats(data: Data) -> Iterator[tuple[Path, Any]]:
    for path, act in _section(data, "acts"):
        for number, seat in enumerate(act.get("by") or ()):
            yield (*path, "by", number), seat
    for section in ("stages", "tasks"):
        for path, item in _section(data, section):
            if item.get("owner") is not None:
                yield (*path, "owner"), item["owner"]
    for path, effects in _effects(data):
        for number, effect in enumerate(effects):
            for verb in ("notify", "escalate"):
                if isinstance(effect, dict) and effect.get(verb) is not None:
                    yield (*path, number, verb), effect[verb]
    for path, duty in _section(data, "duties"):
        yield (*path, "by"), duty.get("by")


def _seats_dropped(data: Data) -> Found:
    for path, act in _section(data, "acts"):
        seats = act.get("by") or ()
        for number, seat in enumerate(seats):
            if len(seats) > 1:
                here = (*path, "by", number)
                yield here, f"without {seat}", _dropping(here)


def _guards(data: Data) -> Found:
    """A `when` of an effect, rule or clock is left out."""
    for path, effects in _effects(data):
        for number, effect in enumerate(effects):
            if isinstance(effect, dict) and "when" in effect:
                here = (*path, number, "when")
                yield here, f"always, not when “{effect['when']}”", _dropping(here)
    for section in ("rules", "clocks", "ledgers", "improvements", "approvals"):
        for path, item in _section(data, section):
            if isinstance(item.get("when"), str):
                here = (*path, "when")
                yield here, f"always, not when “{item['when']}”", _dropping(here)


def _logic(data: Data) -> Found:
    for path, text in _conditions(data):
        for pattern in (_JOINED, _EQUAL):
            for match in _unquoted(text, pattern):
                changed = text[: match.start()] + _OTHER[match[0]] + text[match.end() :]
                yield path, f"{match[0]} → {_OTHER[match[0]]} in “{text}”", _putting(path, changed)


def _recusals(data: Data) -> Found:
    for path, act in _section(data, "acts"):
        for number, each in enumerate(act.get("not_by") or ()):
            here = (*path, "not_by", number)
            yield here, f"also by {each}", _dropping(here)
    persons = (data.get("recusal") or {}).get("persons") or ()
    for number, each in enumerate(persons):
        if len(persons) > 1:
            here = ("recusal", "persons", number)
            yield here, f"{each} need not stand aside", _dropping(here)
    if persons:
        yield ("recusal",), "nobody need stand aside", _dropping(("recusal",))


def _stages(data: Data) -> Found:
    """An act that may be done in several stages loses one."""
    for path, act in _section(data, "acts"):
        stages = act.get("in")
        if isinstance(stages, list) and len(stages) > 1:
            for number, each in enumerate(stages):
                here = (*path, "in", number)
                yield here, f"not in {each}", _dropping(here)


def _tags(data: Data) -> Found:
    """A clock or rule no longer hears of one thing that happened."""
    keys = {
        "clocks": ("start", "stop", "pause", "resume"),
        "rules": ("on",),
        "approvals": ("given",),
    }
    for section, names in keys.items():
        for path, item in _section(data, section):
            for name in names:
                tags = item.get(name)
                if isinstance(tags, list) and len(tags) > 1:
                    for number, each in enumerate(tags):
                        here = (*path, name, number)
                        yield here, f"{name} without {each}", _dropping(here)


def _forms(data: Data) -> Found:
    """Something that must be filled in may be left open."""
    for path, act in _section(data, "acts"):
        for number, each in enumerate(act.get("form") or ()):
            here = (*path, "form", number)

            def change(changed: Data, path: Path = path, number: int = number) -> None:
                found = _at(changed, path)
                found["also"] = [*(found.get("also") or ()), found["form"].pop(number)]

            yield here, f"{each} may be left open", change
    for path, document in _section(data, "documents"):
        for number, each in enumerate(document.get("must_hold") or ()):
            here = (*path, "must_hold", number)
            yield here, f"leaves without {each}", _dropping(here)


#: What the aim is counted over: what the issue names.
NAMED: dict[str, Callable[[Data], Found]] = {
    "must": _musts,
    "bound": _bounds,
    "limit": _limits,
    "requirement": _requirements,
    "row": _rows,
    "effect": _dropped_effects,
    "point": _points,
    "role": _roles,
}
#: Further mistakes; reported, and counted with --further.
FURTHER: dict[str, Callable[[Data], Found]] = {
    "guard": _guards,
    "logic": _logic,
    "recusal": _recusals,
    "stage": _stages,
    "tag": _tags,
    "form": _forms,
    "seat": _seats_dropped,
}
KINDS = {**NAMED, **FURTHER}

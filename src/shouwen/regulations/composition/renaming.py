"""A companion's names inside the regulation it runs with: its own get a prefix, others are bound.

A text is walked by the shape of what it says, so that every name is renamed as what it is: a task
in ``pending('inquire')``, a fact in ``of: superior(unit)``, an article in ``cite``.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from shouwen.regulations.composition.sheet import Sheet
from shouwen.regulations.expressions import LIBRARY, ExpressionError
from shouwen.regulations.expressions.parsing import parse
from shouwen.regulations.expressions.syntax import Call, Literal, Loop, Name, Node, children
from shouwen.regulations.forms import PLACEHOLDER
from shouwen.regulations.forms import WORDS as FORM_WORDS
from shouwen.regulations.reading import Path
from shouwen.regulations.seats import BUILT_IN_PERSONS, BUILT_IN_UNITS, PlaceFault, place_from

#: What each mark of a shape is called in findings, and the sections its names are declared in.
_KINDS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "article": ("条文", ("articles",)),
    "calendar": ("日历", ("calendars",)),
    "term": ("词表", ("terms",)),
    "name": ("要素", ("facts", "derived", "tables", "records")),
    "fact": ("自己的要素", ("facts",)),
    "table": ("决策表", ("tables",)),
    "record": ("清单", ("records",)),
    "task": ("任务", ("tasks",)),
    "act": ("动作", ("acts",)),
    "clock": ("时限", ("clocks",)),
    "document": ("文书", ("documents",)),
}
#: Names every case has.
BUILT_IN: Final = frozenset({"now", "each", *BUILT_IN_PERSONS, *BUILT_IN_UNITS, *FORM_WORDS})

_CITED: Final = {"cite": ["article"]}
_EFFECT: Final[dict[str, Any]] = {
    "open": "task",
    "cancel": "task",
    "issue": "document",
    "notify": "seat",
    "escalate": "seat",
    "set": ("fact", "expression"),
    "clear": ["fact"],
    "extend": "clock",
    "enter": "record",
    "strike": "record",
    "when": "expression",
    "name": {"fact": "fact", "seat": "seat", "on": "name"},
    **dict.fromkeys(("goto", "post", "release", "raise"), "stage"),
    **_CITED,
}
_MUST: Final = {"that": "expression", **_CITED}
_SIGNATURE: Final = {"act": "act"}
_CELL: Final = {"": "name", "show": "name", "sign": _SIGNATURE}
_BLOCK: Final[dict[str, Any]] = {
    "": "name",
    "show": "name",
    "sign": _SIGNATURE,
    "row": [_CELL],
    "table": "record",
    "columns": [_CELL],
    "total": ["name"],
    "of": ["name"],
    "only": "name",
    "unless": "name",
    "signatures": [_SIGNATURE],
    **dict.fromkeys(("heading", "note", "to", "paragraph", "from", "tear"), "braces"),
}
_BLOCK["rows"] = [_BLOCK]
#: What an entry of each section says by name; keys that name nothing are left out.
SHAPES: Final[Mapping[str, Any]] = {
    "articles": {},
    "calendars": {},
    "terms": {},
    "facts": {"type": "type", **_CITED},
    "derived": {"type": "type", "is": "expression", **_CITED},
    "tables": {
        "inputs": ["name"],
        "outputs": ("", "type"),
        "rows": [{"when": ("name", ""), **_CITED}],
        **_CITED,
    },
    "records": {"of": ["name"], "key": ["name"], "keeps": ["name"], **_CITED},
    "tasks": {"owner": "seat", "for_each": "name", **_CITED},
    "acts": {
        "by": ["seat"],
        "in": "stage",
        "form": ["fact"],
        "also": ["fact"],
        "not_by": ["barred"],
        "completes": "task",
        "must": [_MUST],
        "do": [_EFFECT],
        **_CITED,
    },
    "clocks": {
        "calendar": "calendar",
        **dict.fromkeys(("start", "stop", "pause", "resume"), "tags"),
        "when": "expression",
        "since": "name",
        "until": "name",
        "limit_from": "output",
        "points": [{"at": "output", "do": [_EFFECT]}],
        "extension": {"amount": "fact", **_CITED},
        **_CITED,
    },
    "rules": {"on": "tags", "when": "expression", "do": [_EFFECT], **_CITED},
    "documents": {
        "fields": ["name"],
        "must_hold": ["name"],
        "layout": [_BLOCK],
        "signed_by": [_SIGNATURE],
        **_CITED,
    },
    "duties": {
        "calendar": "calendar",
        "form": ["fact"],
        "book": {"act": "act", "form": ("fact", "")},
        **_CITED,
    },
    "musts": _MUST,
    "not_encoded": {"articles": ["article"]},
    "supported": {},
}
_OUTPUT = re.compile(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)")


class Renaming:
    """One companion's names in one regulation. What leads nowhere is found on its sheet.

    :param prefix: what its own names get before them
    :param bound: the facts of the regulation its ``uses`` stand for
    :param ends: the stages in which a case of the regulation has ended
    :param complainant: the regulation's role for whoever complains, and the companion's
    """

    def __init__(
        self,
        sheet: Sheet,
        prefix: str,
        bound: Mapping[str, str],
        ends: Iterable[str],
        roles: Mapping[str, str],
    ) -> None:
        self._sheet = sheet
        self._prefix = prefix
        self._bound = bound
        self._ends = tuple(ends)
        self._roles = roles
        self._own = {
            kind: {name for word in sections for name in sheet.section(word)}
            for kind, (_, sections) in _KINDS.items()
        }

    def own(self, name: str) -> str:
        """Return a name of the companion's own as the regulation has it."""
        return f"{self._prefix}_{name}"

    def entry(self, section: str, value: Any, path: Path) -> Any:
        """Return an entry of a section with every name in it renamed."""
        return self._walk(value, SHAPES[section], path)

    # -- by shape

    def _walk(self, value: Any, shape: Any, path: Path) -> Any:
        if isinstance(shape, str):
            return self._scalar(value, shape, path)
        if isinstance(shape, list):
            if not isinstance(value, list):
                return value
            return [self._walk(each, shape[0], (*path, n)) for n, each in enumerate(value)]
        if isinstance(shape, tuple):
            return self._keyed(value, shape, path)
        if isinstance(value, str) and "" in shape:
            return self._scalar(value, shape[""], path)
        if isinstance(value, list) and "row" in shape:
            return self._walk(value, shape["row"], path)
        if not isinstance(value, dict):
            return value
        return {
            key: self._walk(item, shape[key], (*path, key)) if key in shape else item
            for key, item in value.items()
        }

    def _keyed(self, value: Any, shape: tuple[str, str], path: Path) -> Any:
        if not isinstance(value, dict):
            return value
        mark, under = shape
        return {
            self._scalar(key, mark, (*path, key)): self._scalar(item, under, (*path, key))
            for key, item in value.items()
        }

    def _scalar(self, value: Any, mark: str, path: Path) -> Any:
        match mark:
            case "tags":
                return self._tags(value, path)
            case "stage":
                return self._no_stage(value, path)
            case "seat":
                return self._seat(value, path)
        if not isinstance(value, str):
            return value
        match mark:
            case "":
                return value
            case "expression":
                return self._expression(value, path)
            case "type":
                return self._type(value, path)
            case "output":
                return self._output(value, path)
            case "braces":
                return PLACEHOLDER.sub(
                    lambda found: f"{{{self._named('name', found[1], path)}}}", value
                )
            case "barred":
                if value.startswith("did "):
                    return f"did {self._named('act', value[4:], path)}"
                return self._named("name", value, path)
            case _:
                return self._named(mark, value, path)

    # -- names

    def _named(self, kind: str, name: str, path: Path) -> str:
        if name in self._own[kind]:
            return self.own(name)
        if kind == "name" and name in self._bound:
            return self._bound[name]
        if kind == "name" and name in BUILT_IN:
            return name
        title, _ = _KINDS[kind]
        may = [*sorted(self._own[kind]), *(sorted(self._bound) if kind == "name" else ())]
        if kind == "fact" and name in self._bound:
            problem = f"“{name}”是管辖办法的要素，只能读，不能填写"
            english = f"'{name}' belongs to the governing regulation; it may be read, not written"
        else:
            problem = f"没有名为“{name}”的{title}"
            english = f"the companion has no {kind} '{name}'"
        self._sheet.say("J02", path, problem, f"可用：{'、'.join(may) or '（无）'}", english)
        return name

    def _type(self, value: str, path: Path) -> str:
        head, _, term = value.rpartition("enum:")
        if not head and not value.startswith("enum:"):
            return value
        return f"{head}enum:{self._named('term', term, path)}"

    def _output(self, value: str, path: Path) -> str:
        found = _OUTPUT.fullmatch(value)
        return value if found is None else f"{self._named('table', found[1], path)}.{found[2]}"

    def _seat(self, value: Any, path: Path) -> Any:
        if isinstance(value, str):
            return self._roles.get(value, value)
        if not isinstance(value, dict):
            return value
        seat = dict(value)
        if isinstance(seat.get("role"), str):
            seat["role"] = self._roles.get(seat["role"], seat["role"])
        if isinstance(seat.get("person"), str):
            seat["person"] = self._named("name", seat["person"], path)
        if isinstance(seat.get("table"), str):
            seat["table"] = self._output(seat["table"], path)
        if isinstance(seat.get("of"), str):
            seat["of"] = self._place(seat["of"], path)
        return seat

    def _place(self, written: str, path: Path) -> str:
        try:
            root = place_from(written).root
        except PlaceFault:
            return written  # the model says what is wrong with it
        named = self._named("name", root, path)
        return re.sub(rf"\b{root}\b(?!\()", named, written, count=1)

    def _no_stage(self, value: Any, path: Path) -> Any:
        if value in ("any_open", "anywhere"):
            return value
        self._sheet.say(
            "J05",
            path,
            "并行规定不认识管辖办法的阶段和账",
            "动作写 in: any_open 或 anywhere；案件的去向、罚扣和整改由管辖办法决定",
            "a companion knows no stages or ledgers of what governs; write any_open or anywhere",
        )
        return "any_open"

    def _tags(self, value: Any, path: Path) -> Any:
        if not isinstance(value, list):
            return value
        found: list[Any] = []
        for index, tag in enumerate(value):
            here = (*path, index)
            word, _, name = str(tag).partition(" ")
            match word:
                case "ended" | "reopened" if not name:
                    verb = "enter" if word == "ended" else "leave"
                    found += [f"{verb} {stage}" for stage in self._ends]
                case "act":
                    found.append(f"act {self._named('act', name, here)}")
                case "open" | "done" | "all_done":
                    found.append(f"{word} {self._named('task', name, here)}")
                case "due":
                    found.append(f"due {self._named('clock', name, here)}")
                case "means":
                    found.append(tag)
                case _:
                    self._no_stage(tag, here)
        return found

    def _expression(self, source: str, path: Path) -> str:
        try:
            tree = parse(source)
        except ExpressionError:
            return source  # compiling says what is wrong with it
        edits = sorted(self._edits(tree, frozenset(), path), reverse=True)
        for at, length, text in edits:
            source = source[:at] + text + source[at + length :]
        return source

    def _edits(
        self, node: Node, variables: frozenset[str], path: Path
    ) -> list[tuple[int, int, str]]:
        """Return what to put where: position, length of what goes, and what comes."""
        edits: list[tuple[int, int, str]] = []
        if isinstance(node, Name):
            if node.name not in variables:
                named = self._named("name", node.name, path)
                edits.append((node.position, len(node.name), named))
            return edits
        if isinstance(node, Loop):
            edits += self._edits(node.of, variables, path)
            return edits + self._edits(node.body, variables | {node.variable}, path)
        if isinstance(node, Call):
            function = LIBRARY.get(node.function)
            kinds = [function.refers if function is not None else None, "name"]
            for argument, kind in zip(node.arguments, kinds, strict=False):
                refers = function is not None and function.refers is not None
                if refers and kind and isinstance(argument, Literal):
                    text = str(argument.value)
                    named = self._named(kind, text, path)
                    edits.append((argument.position + 1, len(text), named))
        for child in children(node):
            edits += self._edits(child, variables, path)
        return edits

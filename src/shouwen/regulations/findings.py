"""What a proofreader writes in the margin: a place, a problem, a remedy."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Literal, Protocol, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from shouwen.regulations.faults import FORMS
from shouwen.vocabulary import ShouwenError

Severity = Literal["error", "warning", "note"]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a text, or worth knowing about it.

    :param code: the kind of finding, such as ``D01``
    :param severity: an error forbids using the text; a warning and a note do not
    :param file: what the file is called
    :param line: from 1
    :param path: the place in the data, such as ``acts.register.must.0``
    :param problem: what is wrong, in Chinese
    :param remedy: what to do about it, in Chinese
    :param english: both, in English
    :param cite: the articles concerned
    """

    code: str
    severity: Severity
    file: str
    line: int
    path: str
    problem: str
    remedy: str = ""
    english: str = ""
    cite: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.code} {self.path}" if self.path else self.code
        remedy = f"；{self.remedy}" if self.remedy else ""
        english = f" / {self.english}" if self.english else ""
        return f"{self.file}:{self.line}: {place}: {self.problem}{remedy}{english}"


class Lines(Protocol):
    """A text that knows where each piece of its data was written (see ``reading.Source``)."""

    def file(self, path: Path) -> str:
        """Return what the file is called in which a place was written."""

    def line(self, path: Path) -> int:
        """Return the line of a place."""

    def place(self, path: Path) -> Path:
        """Return the part of a path that was written."""


def dotted(path: Path) -> str:
    """Return a path as it is printed."""
    return ".".join(str(step) for step in path)


# ---- from pydantic's errors

#: error type: (problem, remedy, English); filled from the error's context
_WORDS: dict[str, tuple[str, str, str]] = {
    "literal_error": ("“{input}”不在可选之列", "可用：{expected}", "use one of {expected}"),
    "enum": ("“{input}”不在可选之列", "可用：{expected}", "use one of {expected}"),
    "string_pattern_mismatch": (
        "“{input}”的写法不对",
        "请按文档的格式书写",
        "'{input}' does not have the form the reference asks for",
    ),
    "string_type": ("这里须是文字", "文字有冒号或像数字时请加引号", "text is wanted here"),
    "string_too_short": ("文字太短", "至少 {min_length} 字", "at least {min_length} characters"),
    "string_too_long": ("文字太长", "至多 {max_length} 字", "at most {max_length} characters"),
    "int_type": ("这里须是整数", "请写数字，不加引号", "a whole number is wanted here"),
    "int_parsing": ("“{input}”不是整数", "请写数字", "'{input}' is not a whole number"),
    "int_from_float": ("“{input}”不是整数", "请写整数", "'{input}' is not a whole number"),
    "decimal_type": ("这里须是数字", "请写数字，不加引号", "a number is wanted here"),
    "decimal_parsing": ("“{input}”不是数字", "请写数字", "'{input}' is not a number"),
    "bool_type": ("这里须是 true 或 false", "请写 true 或 false", "write true or false"),
    "bool_parsing": ("“{input}”不是 true 或 false", "请写 true 或 false", "write true or false"),
    "list_type": ("这里须是列表", "请写成 [甲, 乙]，或每行以“- ”开头", "a list is wanted here"),
    "dict_type": (
        "这里须是“名称: 值”",
        "请每行写一个 名称: 值",
        "entries 'name: value' are wanted",
    ),
    "too_short": ("至少要有 {min_length} 项", "请补上", "at least {min_length} items"),
    "too_long": ("至多只能有 {max_length} 项", "请删减", "at most {max_length} items"),
    "greater_than_equal": ("“{input}”太小", "至少为 {ge}", "at least {ge}"),
    "greater_than": ("“{input}”太小", "须大于 {gt}", "must be more than {gt}"),
    "less_than_equal": ("“{input}”太大", "至多为 {le}", "at most {le}"),
    "less_than": ("“{input}”太大", "须小于 {lt}", "must be less than {lt}"),
    "date_from_datetime_parsing": ("“{input}”不是日期", "例如 2026-09-28", "not a date"),
    "date_parsing": ("“{input}”不是日期", "例如 2026-09-28", "not a date"),
    "date_type": ("这里须是日期", "例如 2026-09-28", "a date is wanted here"),
    "datetime_parsing": ("“{input}”不是时刻", "例如 2026-09-28T17:20+08:00", "not a moment"),
    "datetime_from_date_parsing": (
        "“{input}”不是时刻",
        "例如 2026-09-28T17:20+08:00",
        "not a moment",
    ),
}
for _same in ("model_type", "model_attributes_type", "dataclass_type"):
    _WORDS[_same] = _WORDS["dict_type"]
_CODES = {"missing": "S01", "extra_forbidden": "S02"}
_SHOWN = 60
#: Nobody reads more at once, and a file that is no regulation at all would fill the screen.
_MOST_ERRORS = 300


def findings_from(
    error: ValidationError, source: Lines, model: type[BaseModel] | None = None
) -> list[Finding]:
    """Return the findings a pydantic validation amounts to, in order of their lines.

    :param source: where the data was written
    :param model: the model it was read as; with it, misspelt keys get a suggestion
    """
    places = _by_place(error, source)
    for path, errors in list(places.items()):
        # A key that is missing because it is misspelt is one mistake, not two.
        if errors[0]["type"] == "extra_forbidden" and (near := _nearest_key(path, model)):
            meant = places.get((*path[:-1], near))
            if meant is not None and meant[0]["type"] == "missing":
                del places[*path[:-1], near]
    found = [_finding(path, errors, source, model) for path, errors in places.items()]
    return sorted(found, key=lambda each: (each.line, each.path))


def _by_place(error: ValidationError, source: Lines) -> dict[Path, list[Any]]:
    """Return the errors grouped by where they are.

    Of a union, every alternative complains. Those that got further into the data are the ones the
    writer meant; the others are dropped.
    """
    places: dict[Path, list[Any]] = {}
    for each in error.errors(include_url=False)[:_MOST_ERRORS]:
        location: Path = each["loc"]
        here = source.place(location)
        if each["type"] == "missing":
            here = (*here, location[-1])
        places.setdefault(here, []).append(each)
    return {
        path: errors
        for path, errors in places.items()
        if not (
            all(len(each["loc"]) > len(path) for each in errors)
            and any(other[: len(path)] == path and other != path for other in places)
        )
    }


def _finding(
    path: Path, errors: list[Any], source: Lines, model: type[BaseModel] | None
) -> Finding:
    kinds = {each["type"] for each in errors}
    first = errors[0]
    if "extra_forbidden" in kinds:
        problem, remedy, english = _unknown_key(path, model)
    elif kinds == {"missing"}:
        problem, remedy, english = _missing_key(path)
    elif len(errors) > 1:
        problem, remedy, english = _no_alternative(errors)
    else:
        problem, remedy, english = _sentence(first)
    return Finding(
        code=_CODES.get(first["type"], "S03"),
        severity="error",
        file=source.file(path),
        line=source.line(path),
        path=dotted(path),
        problem=problem,
        remedy=remedy,
        english=english,
    )


def _missing_key(path: Path) -> tuple[str, str, str]:
    key = path[-1]
    return f"缺少“{key}”", f"请补上 {key}", f"'{key}' is missing"


def _nearest_key(path: Path, model: type[BaseModel] | None) -> str | None:
    known = [] if model is None else sorted(_keys_at(model, path[:-1]))
    return next(iter(get_close_matches(str(path[-1]), known, 1, 0.5)), None)


def _unknown_key(path: Path, model: type[BaseModel] | None) -> tuple[str, str, str]:
    key = str(path[-1])
    if near := _nearest_key(path, model):
        return (
            f"不认识“{key}”",
            f"是否想写 {near}",
            f"'{key}' is not known here; did you mean '{near}'",
        )
    known = [] if model is None else sorted(_keys_at(model, path[:-1]))
    choices = "、".join(known)
    return (
        f"不认识“{key}”",
        f"可用：{choices}" if known else "请删去或改正",
        f"'{key}' is not known here" + (f"; use one of {', '.join(known)}" * bool(known)),
    )


def _no_alternative(errors: list[Any]) -> tuple[str, str, str]:
    """Return the sentence for a value that fits none of several ways of writing it."""
    told = [each for each in errors if each["type"] != "is_instance_of"]
    sentences = [_sentence(each) for each in told or errors]
    remedies = list(dict.fromkeys(remedy for _, remedy, _ in sentences if remedy))
    english = list(dict.fromkeys(text for *_, text in sentences if text))
    return (
        f"{_shown(errors[0]['input'])}不合任何一种写法",
        "；或".join(remedies),
        " or ".join(english),
    )


def _sentence(error: Any) -> tuple[str, str, str]:
    context = error.get("ctx") or {}
    cause = context.get("error")
    if isinstance(cause, ShouwenError):
        return cause.problem, cause.remedy, cause.english
    if error["type"] == "value_error":
        return "内容不成立", str(cause), str(cause)
    words = _WORDS.get(error["type"])
    if (form := FORMS.get(context.get("pattern", ""))) is not None:
        return f"“{_bare(error['input'])}”的写法不对", *form
    if words is None:
        return "写法不对", "请按文档的格式书写", str(error["msg"])
    filled = {**context, "input": _bare(error["input"])}
    if "expected" in filled:
        filled["expected"] = re.sub(r" (or|and) ", ", ", str(filled["expected"])).replace("'", "")
    problem, remedy, english = (text.format(**filled) for text in words)
    return problem, remedy, english


def _bare(value: object) -> str:
    words = {True: "true", False: "false", None: "null"}
    text = words[value] if value is None or isinstance(value, bool) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _shown(value: object) -> str:
    return f"“{_bare(value)}”"


def _keys_at(model: type[BaseModel], path: Path) -> set[str]:
    """Return the keys a model knows at a place of its data."""
    here: list[Any] = [model]
    for step in path:
        here = [below for type_ in here for below in _below(type_, step)]
    return {
        field.alias or name
        for type_ in _alternatives(here)
        if isinstance(type_, type) and issubclass(type_, BaseModel)
        for name, field in type_.model_fields.items()
    }


def _alternatives(types: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for type_ in types:
        origin = get_origin(type_)
        if origin is Annotated:
            found += _alternatives(get_args(type_)[:1])
        elif origin in (Union, UnionType):
            found += _alternatives(get_args(type_))
        else:
            found.append(type_)
    return found


def _below(type_: Any, step: str | int) -> list[Any]:
    found: list[Any] = []
    for each in _alternatives([type_]):
        arguments = get_args(each)
        if isinstance(each, type) and issubclass(each, BaseModel):
            found += [
                field.annotation
                for name, field in each.model_fields.items()
                if step in (field.alias, name)
            ]
        elif arguments and isinstance(step, str) and len(arguments) == 2:
            found.append(arguments[1])
        elif arguments and isinstance(step, int):
            found.append(arguments[0])
    return found

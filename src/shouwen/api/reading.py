"""The interface as a page shows it: operations by what they are about, and the problems."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from shouwen.api.openapi import description
from shouwen.api.problems import MEDIA_TYPE, PROBLEMS
from shouwen.connections.events import EVENTS
from shouwen.connections.scopes import SCOPES

#: What the operations are about, in the order somebody new meets them.
_TAGS: Final = {
    "regulations": _noop("办法与表单"),
    "cases": _noop("投诉件"),
    "contacts": _noop("来件"),
    "desk": _noop("本人事项"),
    "calendar": _noop("期限计算"),
    "webhooks": _noop("事件订阅"),
    "cities": _noop("外部受理平台"),
}
_SAID_ONCE: Final = frozenset({"Accept-Language", "Idempotency-Key"})


@dataclass(frozen=True, slots=True)
class Part:
    """One parameter, or one field of a body or an answer."""

    name: str
    kind: str
    where: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One operation."""

    id: str
    method: str
    path: str
    title: str
    about: str
    parameters: tuple[Part, ...]
    body: tuple[Part, ...]
    answer: tuple[Part, ...]
    statuses: tuple[str, ...]
    once: bool


def shown(language: str) -> dict[str, Any]:
    """Return what the page shows, in a language."""
    spoken = 1 if language == "en" else 0
    groups = [
        (tag, _(title), [each for each in _operations(language) if each[0] == tag])
        for tag, title in _TAGS.items()
    ]
    return {
        "groups": [
            (tag, title, [operation for _tag, operation in found]) for tag, title, found in groups
        ],
        "events": [(name, words[spoken]) for name, words in EVENTS.items()],
        "scopes": [(name, words[spoken]) for name, words in SCOPES.items()],
        "media_type": MEDIA_TYPE,
        "problems": [
            (code, status, english if spoken else chinese)
            for code, (status, chinese, english) in PROBLEMS.items()
        ],
    }


@cache
def _operations(language: str) -> tuple[tuple[str, Shown], ...]:
    found = []
    document = description()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = operation.get("tags", ["desk"])[0]
            found.append((tag, _shown(document, path, method, operation, language)))
    return tuple(found)


def _shown(
    document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any], language: str
) -> Shown:
    chinese, _dot, english = operation["summary"].partition(" · ")
    parameters = operation["parameters"]
    body = operation.get("requestBody", {}).get("content", {})
    good = next(answer for status, answer in operation["responses"].items() if status < "3")
    return Shown(
        operation["operationId"],
        method.upper(),
        path,
        english if language == "en" else chinese,
        operation.get("description", ""),
        tuple(
            Part(
                each["name"], _kind(each["schema"]), each["in"], bool(each.get("required")),
                each.get("description", "") or each["schema"].get("description", ""),
            )
            for each in parameters
            if each["name"] not in _SAID_ONCE
        ),
        tuple(_parts(document, next(iter(body.values()), {}).get("schema", {}))),
        tuple(_parts(document, _content(good))),
        tuple(operation["responses"]),
        any(each["name"] == "Idempotency-Key" for each in parameters),
    )  # fmt: skip


def _content(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    return answer.get("content", {}).get("application/json", {}).get("schema", {})


def _parts(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Part]:
    schema = _resolved(document, schema)
    required = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        about = each.get("description") or _resolved(document, each).get("description", "")
        yield Part(name, _kind(each), "", name in required, about)


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else schema


def _kind(schema: Mapping[str, Any]) -> str:
    """Return what a value is, in the words of the schema."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(each) or '""' for each in schema["enum"])
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or "any")

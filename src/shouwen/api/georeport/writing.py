"""Answers in XML or JSON, as GeoReport v2 writes them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from django.http import HttpResponse

from shouwen.vocabulary import iso

TYPES: Final = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
#: What the items of a list are called in XML; JSON has no names for them.
_ITEM: Final = {
    "services": "service", "attributes": "attribute", "values": "value",
    "service_requests": "request", "errors": "error", "endpoints": "endpoint",
    "formats": "format",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tree:
    """A list or an object with the name of its root in XML."""

    root: str
    value: Sequence[Any] | Mapping[str, Any]


def response(tree: Tree, form: str, status: int = 200) -> HttpResponse:
    """Return a tree in one of the two formats."""
    if form == "json":
        text = json.dumps(tree.value, ensure_ascii=False)
    else:
        body = _xml(tree.root, tree.value)
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'
    given = HttpResponse(text, status=status, content_type=TYPES[form])
    # The envelope leaves these as they are: errors here have a shape of their own.
    given.georeport = True  # type: ignore[attr-defined]
    return given


def errors(form: str, status: int, *said: str) -> HttpResponse:
    """Return errors as the specification wants them: a code and a description each."""
    told = [{"code": status, "description": each} for each in said]
    return response(Tree("errors", told), form, status)


def moment_words(at: datetime | None) -> str | None:
    """Return a date and time as W3C writes it, with its zone; None stays None."""
    return None if at is None else iso(at)


def _xml(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        inside = "".join(_xml(key, each) for key, each in value.items())
    elif isinstance(value, list | tuple):
        inside = "".join(_xml(_ITEM.get(name, "item"), each) for each in value)
    elif isinstance(value, bool):
        inside = "true" if value else "false"
    else:
        inside = "" if value is None else escape(_written(str(value)))
    return f"<{name}>{inside}</{name}>" if inside else f"<{name}/>"


def _written(text: str) -> str:
    """Return a text without the characters XML 1.0 has no way to write."""
    return (
        "".join(
            each
            for each in text
            if each in "\t\n\r" or "\x20" <= each <= "\ud7ff" or each >= "\ue000"
        )
        .replace("\ufffe", "")
        .replace("\uffff", "")
    )

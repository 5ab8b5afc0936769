"""The form of an act, described as JSON Schema (2020-12) that says where each field comes from."""

from collections.abc import Mapping
from typing import Any, Final

from ninja import Schema
from pydantic import Field as Described

from shouwen.api.problems import ReasonOut, reason_of
from shouwen.casework.shapes import ActForm, Field

#: Longer lists of units or persons are not written out; any id may be sent.
_MOST_CHOICES: Final = 2000
_LISTED: Final = frozenset({"choices", "units", "persons", "list"})


class FormOut(Schema):
    """What an act asks for. `schema` describes the object to send as `form`."""

    regulation: str
    act: str
    title: str
    article: str
    hint: str | None
    task: str | None
    version: int = Described(description="of the case the form is for; 0 for a new one")
    form: dict[str, Any] = Described(description="JSON Schema 2020-12 of the `form` to send")
    reasons: list[ReasonOut] = Described(description="why the act is not possible now; all of them")


def described(form: ActForm) -> FormOut:
    """Return a form as the interface describes it."""
    errors = [
        {"code": "form", "text": text, "article": "", "cite": [], "field": name}
        for name, texts in form.errors.items()
        for text in texts
    ]
    return FormOut(
        regulation=form.regulation,
        act=form.act,
        title=form.title,
        article=form.article,
        hint=form.hint,
        task=form.task,
        version=form.expected_version,
        form=schema_of(form),
        reasons=[ReasonOut(**each) for each in [*map(reason_of, form.reasons), *errors]],
    )


def schema_of(form: ActForm) -> dict[str, Any]:
    """Return the JSON Schema of what a form asks for."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {field.name: property_of(field) for field in form.fields},
        "required": [field.name for field in form.fields if field.required],
        "additionalProperties": False,
    }


def property_of(field: Field) -> dict[str, Any]:
    """Return the JSON Schema of one field; what JSON Schema has no word for begins with ``x-``."""
    one = _one(field)
    found: dict[str, Any] = {"title": field.label}
    if field.hint:
        found["description"] = field.hint
    found |= {"type": "array", "items": one} if field.kind in _LISTED else one
    if field.value not in (None, (), ""):
        found["default"] = list(field.value) if isinstance(field.value, tuple) else field.value
    said = {
        "x-kind": field.kind, "x-article": field.article, "x-means": field.means,
        "x-private": field.private or None, "x-particular": field.particular,
    }  # fmt: skip
    return found | {name: value for name, value in said.items() if value}


def _one(field: Field) -> dict[str, Any]:
    choices = field.choices[: _MOST_CHOICES + 1]
    listed: Mapping[str, Any] = {}
    if choices and len(choices) <= _MOST_CHOICES:
        listed = {"oneOf": [{"const": each.value, "title": each.label.strip()} for each in choices]}
    match field.kind:
        case "bool":
            return {"type": "boolean"}
        case "int":
            return {"type": "integer", **_bounds(field)}
        case "money":
            return {"type": "string", "pattern": r"^-?\d+(\.\d{1,2})?$", **_said(field)}
        case "date":
            return {"type": "string", "format": "date"}
        case "time":
            return {"type": "string", "format": "date-time"}
    return {"type": "string", **listed}


def _bounds(field: Field) -> dict[str, Any]:
    bounds = {"minimum": field.minimum, "maximum": field.maximum}
    return {name: int(value) for name, value in bounds.items() if value is not None}


def _said(field: Field) -> dict[str, Any]:
    bounds = {"x-minimum": field.minimum, "x-maximum": field.maximum}
    return {name: value for name, value in bounds.items() if value is not None}

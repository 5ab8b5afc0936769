"""Services are the ways a complainant may submit a matter; their attributes are the form."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from shouwen.casework import queries
from shouwen.casework.shapes import ActForm, Field, RegistrationAct
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

STRANGER: Final = Actor(COMPLAINANT, "投诉人")
#: What the specification has arguments of its own for, by what a field means.
ARGUMENTS: Final = {
    "content": "description", "complainant": "first_name", "telephone": "phone",
    "email": "email", "address": "address_string",
}  # fmt: skip
_DATATYPES: Final = {
    "int": "number", "date": "datetime", "time": "datetime", "choice": "singlevaluelist",
    "bool": "singlevaluelist", "choices": "multivaluelist", "unit": "singlevaluelist",
    "units": "multivaluelist", "persons": "text", "list": "text",
}  # fmt: skip
_YES_NO: Final = (("true", "是", "yes"), ("false", "否", "no"))


def code_of(way: RegistrationAct) -> str:
    """Return the code of a service, such as ``postal-bank.submit``."""
    return f"{way.regulation}.{way.act}"


def ways(now: datetime, language: str) -> dict[str, RegistrationAct]:
    """Return every way to submit a matter, by the code of its service."""
    return {code_of(way): way for way in queries.public_acts(now, language)}


def form_of(way: RegistrationAct, now: datetime, language: str) -> ActForm:
    """Return what a service asks for."""
    return queries.registration_form(STRANGER, way.regulation, way.act, now, language=language)


def listed(found: Iterable[tuple[str, RegistrationAct]]) -> list[dict[str, Any]]:
    """Return services as the list shows them."""
    return [
        {
            "service_code": code,
            "service_name": way.title,
            "description": way.hint or way.regulation_title,
            "metadata": True,
            "type": "realtime",
            "keywords": way.regulation,
            "group": way.regulation_title,
        }
        for code, way in found
    ]


def attributes(form: ActForm, language: str) -> list[dict[str, Any]]:
    """Return the attributes of a service: the form, without what has arguments of its own."""
    asked = [field for field in form.fields if field.means not in ARGUMENTS]
    return [_attribute(field, order, language) for order, field in enumerate(asked, 1)]


def _attribute(field: Field, order: int, language: str) -> dict[str, Any]:
    values = [{"key": each.value, "name": each.label.strip()} for each in field.choices]
    if field.kind == "bool":
        english = language == "en"
        values = [{"key": key, "name": en if english else zh} for key, zh, en in _YES_NO]
    datatype = _DATATYPES.get(field.kind, "text" if field.long else "string")
    if datatype.endswith("list") and not values:
        datatype = "string"
    found: dict[str, Any] = {
        "variable": True,
        "code": field.name,
        "datatype": datatype,
        "required": field.required,
        "datatype_description": field.hint,
        "order": order,
        "description": field.label,
    }
    if values:
        found["values"] = values
    return found


def values_of(form: ActForm, given: Mapping[str, str], attributed: Mapping[str, Any]) -> dict:
    """Return the form as the regulation asks for it, from what came in.

    :param given: arguments of the specification: description, first_name, phone …
    :param attributed: attributes by code
    """
    name = "".join(part for part in (given.get("last_name", ""), given.get("first_name", "")))
    if name.isascii():
        name = " ".join(
            part for part in (given.get("first_name", ""), given.get("last_name", "")) if part
        )
    told = {**given, "first_name": name, "description": _description(given)}
    values: dict[str, Any] = dict(attributed)
    for field in form.fields:
        argument = ARGUMENTS.get(field.means or "")
        if argument and told.get(argument):
            values[field.name] = told[argument]
        elif field.means == "subject" and field.name not in values and given.get("description"):
            values[field.name] = given["description"].splitlines()[0][:60]
        elif field.means == "channel" and field.name not in values and field.value:
            values[field.name] = field.value
    return values


def _description(given: Mapping[str, str]) -> str:
    """Return the description with what the form has no field of its own for."""
    more = []
    if given.get("lat") and given.get("long"):
        more.append(f"（位置：{given['lat']}, {given['long']}）")
    if given.get("address_string"):
        more.append(f"（地点：{given['address_string']}）")
    if given.get("media_url"):
        more.append(f"（图片：{given['media_url']}）")
    text = given.get("description", "")
    return "\n".join([text, *more]) if text else ""

"""Generated forms: which control a field gets, and what came back from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shouwen.casework import queries
from shouwen.casework.shapes import Choice, Field, Promise, Why
from shouwen.knowledge import views
from shouwen.knowledge.views import RemarkView
from shouwen.knowledge.wordlist import TEXT_KINDS
from shouwen.vocabulary import at_office, moment

#: Names of facts are the regulation's own: the prefix keeps them apart from our hidden fields.
PREFIX: Final = "f-"
#: In front of the name of a moment chosen instead of typed.
QUICK: Final = "q-"
_FEW: Final = 4
_MOST_ADVICE: Final = 3
_FEW_LETTERS: Final = 22
_SEVERAL: Final = frozenset({"choices", "units", "persons"})
_ONE_OF: Final = frozenset({"choice", "unit", "person"})
_CONTROLS: Final = {"time": "datetime-local", "date": "date"}
_MODES: Final = {"money": "decimal", "int": "numeric"}
_SENTENCES: Final = frozenset({"subject", "demand", "withdraw_reason"})
_PERSONAL: Final = frozenset(
    {
        "complainant", "telephone", "email", "address", "anonymous", "agent", "agent_telephone",
        "agent_tie", "authority", "members", "representatives", "confidential", "language",
    }
)  # fmt: skip
_MATTER: Final = frozenset(
    {
        "channel", "subject", "content", "category", "demand", "received_at",
        "forwarder", "forward_number", "forward_due", "reply_form",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field with its control: check, segments, picks, select, area, or a type of input.

    `wide` ones take the whole width of the form; the choices of a `tree` are indented. `remarks`
    are what the wording rules say of what is in it, under `regulation`. `looked_for` is ``unit`` or
    ``person`` where it is looked for by name, and empty otherwise.
    """

    name: str
    label: str
    control: str
    required: bool
    private: bool
    long: bool
    hint: str | None
    choices: tuple[Choice, ...]
    known: bool
    shown: str
    several: tuple[str, ...]
    checked: bool
    mode: str
    article: str
    errors: tuple[str, ...]
    wide: bool
    tree: bool
    text_kind: str = "none"
    regulation: str = ""
    remarks: tuple[RemarkView, ...] = ()
    looked_for: str = ""
    promises: tuple[Promise, ...] = ()

    @property
    def worded(self) -> bool:
        """Whether its wording is checked."""
        return self.text_kind != "none" and self.control in ("text", "area")

    @property
    def described(self) -> bool:
        """Whether there are words below it."""
        return bool(self.hint or self.errors)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together."""

    title: str
    icon: str
    fields: tuple[ShownField, ...]


def shown(
    fields: Iterable[Field],
    errors: Mapping[str, Iterable[str]] | None = None,
    regulation: str = "",
) -> tuple[ShownField, ...]:
    """Return the fields as the template wants them, with what is wrong beside each.

    :param regulation: whose wording rules remark on what is in them; without one, none do
    """
    return tuple(
        _with_remarks(_shown(field, tuple((errors or {}).get(field.name, ()))), regulation)
        for field in fields
    )


def sections(
    fields: Iterable[Field],
    errors: Mapping[str, Iterable[str]] | None = None,
    regulation: str = "",
) -> tuple[Section, ...]:
    """Return the fields by what they are about, in the order a conversation takes."""
    found: dict[str, list[Field]] = {"matter": [], "person": [], "unit": [], "ruling": []}
    for field in fields:
        found[_about(field)].append(field)
    titles = {
        "matter": (_("来件内容"), "message-square-text"),
        "person": (_("投诉人"), "user-round"),
        "unit": (_("涉及单位和人员"), "building-2"),
        "ruling": (_("判断"), "list-checks"),
    }
    return tuple(
        Section(*titles[about], _in_order(shown(members, errors, regulation)))
        for about, members in found.items()
        if members
    )


def _in_order(fields: Iterable[ShownField]) -> tuple[ShownField, ...]:
    """Return the fields as they lie on the page, so that the tab key goes where the eye goes.

    Boxes to tick come last; a wide field waits until the row before it is full.
    """
    found: list[ShownField] = []
    waiting: list[ShownField] = []
    half = False
    for field in sorted(fields, key=lambda field: field.control == "check"):
        if field.wide and half:
            waiting.append(field)
            continue
        found.append(field)
        half = half != (not field.wide)
        if not half:
            found += waiting
            waiting = []
    return (*found, *waiting)


def read(post: QueryDict, fields: Iterable[Field], now: datetime | None = None) -> dict[str, Any]:
    """Return what was typed, by fact; fields that were not in the form are left out.

    :param now: the moment names of units and persons are looked up at, where they were typed
    """
    values: dict[str, Any] = {}
    for field in fields:
        name = PREFIX + field.name
        if name not in post:
            if field.kind in _SEVERAL:
                values[field.name] = []
            continue
        given = post.getlist(name)
        if field.kind in _SEVERAL:
            values[field.name] = [each for each in given if each]
        elif field.kind == "list":
            values[field.name] = [line.strip() for line in given[-1].splitlines() if line.strip()]
        else:
            values[field.name] = given[-1].strip()
        if field.promises and not values[field.name]:
            values[field.name] = post.get(QUICK + field.name, "").strip()
        if field.searched and now is not None:
            values[field.name] = queries.meant(field.kind, values[field.name], now)
    return values


def errors_of(
    reasons: Iterable[Why], fields: Iterable[Field]
) -> tuple[dict[str, tuple[str, ...]], tuple[Why, ...]]:
    """Return the reasons at their fields, and those that belong to none of them."""
    names = {field.name for field in fields}
    at_field: dict[str, tuple[str, ...]] = {}
    others: list[Why] = []
    for reason in reasons:
        if reason.field in names:
            assert reason.field is not None  # noqa: S101 - None is no field's name
            at_field[reason.field] = (*at_field.get(reason.field, ()), reason.text)
        else:
            others.append(reason)
    return at_field, tuple(others)


def _shown(field: Field, errors: tuple[str, ...]) -> ShownField:
    value = field.value
    several = tuple(value) if isinstance(value, tuple | list) else ()
    control = _control(field)
    value = _named(field, value) if control == "search" else value
    choices = field.choices
    if control == "segments" and field.kind == "bool":
        choices = (Choice("true", _("是")), Choice("false", _("否")))
    return ShownField(
        name=field.name,
        label=field.label,
        control=control,
        required=field.required,
        private=field.private,
        long=field.long,
        hint=_hint(field),
        choices=choices,
        known=value is not None,
        shown=_text(field, value, several),
        several=several,
        checked=value is True or value == "true",
        mode=_MODES.get(field.kind, "tel" if field.means == "telephone" else ""),
        article=field.article,
        errors=errors,
        wide=control in ("area", "picks")
        or bool(field.promises)
        or field.means in _SENTENCES
        or (control == "text" and len(str(value or "")) > _FEW_LETTERS)
        or (control == "segments" and len(choices) > 2),
        tree=field.kind == "units",
        text_kind=field.text_kind,
        looked_for=field.kind if field.searched else "",
        promises=field.promises,
    )


def _with_remarks(field: ShownField, regulation: str) -> ShownField:
    if not regulation or not field.worded:
        return replace(field, text_kind="none")
    remarks = wording_remarks(field.shown, field.text_kind, regulation)
    return replace(field, regulation=regulation, remarks=remarks)


def wording_remarks(text: str, kind: str, regulation: str) -> tuple[RemarkView, ...]:
    """Return what the wording rules say of a text in a field, in the language of the page."""
    kinds = tuple(each for each in TEXT_KINDS if each == kind)
    return views.remarks(text, kinds, regulation, get_language() or "zh") if text else ()


def advice(fields: Iterable[Field], typed: Mapping[str, Any], regulation: str) -> str:
    """Return in one sentence what the wording rules say of what was sent; nothing if nothing."""
    found = dict.fromkeys(
        f"“{each.found}” → {'、'.join(each.use)}" if each.use else f"“{each.found}”"
        for field in fields
        if field.text_kind != "none"
        for each in wording_remarks(str(typed.get(field.name) or ""), field.text_kind, regulation)
    )
    if not found:
        return ""
    return _("用语提示：%(remarks)s") % {"remarks": "；".join(list(found)[:_MOST_ADVICE])}


def _control(field: Field) -> str:
    if field.kind == "bool":
        return "segments" if field.required else "check"
    if field.kind in _SEVERAL:
        return "picks"
    if field.kind == "choice" and field.required and len(field.choices) <= _FEW:
        letters = sum(len(choice.label) for choice in field.choices)
        return "segments" if letters <= _FEW_LETTERS else "select"
    if field.searched:
        return "search"
    if field.kind in _ONE_OF:
        return "select"
    if field.long or field.kind == "list":
        return "area"
    return _CONTROLS.get(field.kind, "text")


def _named(field: Field, value: object) -> object:
    """Return the name of a unit or person known by its id, which is what people read and write."""
    return next((each.label for each in field.choices if each.value == value), value)


def _text(field: Field, value: object, several: tuple[str, ...]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if several:
        return "\n".join(several)
    text = str(value)
    if field.kind == "time" and text:
        return _local(text)
    return text


def _local(text: str) -> str:
    """Return a moment as the browser's date-and-time control wants it; as typed if it is none."""
    try:
        found: datetime = at_office(moment(text))
    except ValueError:
        return text
    return found.strftime("%Y-%m-%dT%H:%M")


def _hint(field: Field) -> str | None:
    if field.kind == "list":
        return field.hint or _("每行一项")
    return field.hint


def _about(field: Field) -> str:
    if field.means in _PERSONAL or field.particular not in (None, "text"):
        return "person"
    if field.kind in ("unit", "units", "person", "persons"):
        return "unit"
    if field.means in _MATTER or field.private:
        return "matter"
    return "ruling"

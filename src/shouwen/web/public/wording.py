"""A regulation's fields in the words of somebody who has never read one.

A regulation says what a fact means; what a complainant should write there follows from that,
whichever regulation it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final
from unicodedata import normalize

from django.utils.translation import gettext as _

from shouwen.casework.shapes import Choice, Field
from shouwen.web import forms
from shouwen.web.forms import ShownField

#: Who complained: asked apart from the matter, and neither asked nor kept of the anonymous.
CONTACT: Final = frozenset({"complainant", "telephone", "email", "address", "identity_number"})
#: What a conversation asks first; the rest follows as the regulation has it.
_ORDER: Final = ("category", "accused_unit", "subject", "content", "demand", "amount")
_CONTACT_ORDER: Final = ("complainant", "telephone", "email", "address", "identity_number")
#: Meanings of texts in which somebody says why; most regulations give these none.
_REASONS: Final = (None, "withdraw_reason")
_LONGEST: Final = 20_000
_FEWEST_DIGITS: Final = 5  # service numbers such as 95580
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_MOST_TILES: Final = 12


#: What a browser may fill in of its owner, and the keyboard a telephone shows for it.
_AUTOCOMPLETE: Final = {
    "complainant": "name",
    "telephone": "tel",
    "email": "email",
    "address": "street-address",
}
_TYPES: Final = {"telephone": "tel", "email": "email"}


@dataclass(frozen=True, slots=True)
class AskedField(ShownField):
    """A field as the portal shows it; `control` may also be ``tiles``.

    `autocomplete` says what of its owner a browser may fill in; `type` is that of an input.
    """

    autocomplete: str = "off"
    type: str = "text"


@dataclass(frozen=True, slots=True)
class Asked:
    """A form as the portal asks it: the matter, whether anonymous, and how to reach somebody."""

    matter: tuple[AskedField, ...]
    anonymous: AskedField | None
    contact: tuple[AskedField, ...]

    @property
    def wrong(self) -> tuple[AskedField, ...]:
        """The fields something is wrong with, in the order of the page."""
        hidden = self.anonymous is not None and self.anonymous.checked
        fields = (*self.matter, *(() if hidden else self.contact))
        return tuple(field for field in fields if field.errors)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer read back before it is sent."""

    label: str
    words: str
    long: bool


def asked(
    wanted: Iterable[Field],
    errors: Mapping[str, Iterable[str]] | None = None,
    *,
    roomy: bool = False,
) -> Asked:
    """Return the fields in plain words and in the order a conversation takes.

    :param roomy: give every text of no particular meaning several lines: it is why somebody acts
    """
    plain = [_plain(field) for field in wanted if _answerable(field)]
    means = {field.name: field.means for field in plain}
    drawn = [_drawn(field, means[field.name], roomy) for field in forms.shown(plain, errors)]
    matter = [f for f in drawn if means[f.name] not in CONTACT | {"anonymous"}]
    contact = [f for f in drawn if means[f.name] in CONTACT]
    anonymous = next((f for f in drawn if means[f.name] == "anonymous"), None)
    return Asked(
        tuple(sorted(matter, key=lambda f: _rank(_ORDER, means[f.name]))),
        anonymous,
        tuple(sorted(contact, key=lambda f: _rank(_CONTACT_ORDER, means[f.name]))),
    )


def kept(typed: Mapping[str, Any], wanted: Iterable[Field]) -> dict[str, Any]:
    """Return what was typed without what is empty, and without contact of the anonymous."""
    asked_for = {field.name: field.means for field in wanted}
    contact = {name for name, means in asked_for.items() if means in CONTACT}
    anonymous = any(
        str(typed.get(name, "")) == "true"
        for name, means in asked_for.items()
        if means == "anonymous"
    )
    return {
        name: value
        for name, value in typed.items()
        if name in asked_for and value not in ("", [], None) and not (anonymous and name in contact)
    }


def problems(values: Mapping[str, Any], wanted: Iterable[Field]) -> dict[str, tuple[str, ...]]:
    """Return what can be told wrong before the regulation is asked, by field."""
    found: dict[str, tuple[str, ...]] = {}
    for field in map(_plain, wanted):
        value = values.get(field.name)
        if field.required and value in (None, "", []):
            verb = _("请选择：%(label)s") if field.choices else _("请填写：%(label)s")
            found[field.name] = (verb % {"label": field.label},)
        elif len(str(value)) > _LONGEST:
            found[field.name] = (_("太长了，请不要超过 %(most)d 字") % {"most": _LONGEST},)
        elif field.means == "email" and value and not _EMAIL.fullmatch(str(value)):
            found[field.name] = (_("这不像电子邮箱，例如 wang@example.com；没有可以留空"),)
        elif field.means == "telephone" and value and not _telephone(str(value)):
            found[field.name] = (_("这不像电话号码，例如 13800138000 或 010-12345678"),)
    return found


def _telephone(text: str) -> bool:
    """Return whether somebody could be called there; extensions and remarks may follow."""
    return sum(letter.isdigit() for letter in normalize("NFKC", text)) >= _FEWEST_DIGITS


def answers(values: Mapping[str, Any], wanted: Iterable[Field]) -> tuple[Answer, ...]:
    """Return what will be sent, in words."""
    plain = {field.name: field for field in map(_plain, wanted)}
    order = (*_ORDER, "anonymous", *_CONTACT_ORDER)
    told = (n for n in plain if n in values and str(values[n]) != "false")
    names = sorted(told, key=lambda n: _rank(order, plain[n].means))
    return tuple(
        Answer(
            plain[n].label, _words(plain[n], values[n]), plain[n].long or plain[n].kind == "list"
        )
        for n in names
    )


def _words(field: Field, value: Any) -> str:
    labels = {choice.value: choice.label.strip("　 ") for choice in field.choices}
    if field.kind == "bool":
        return _("是") if str(value) == "true" else _("否")
    if isinstance(value, list | tuple):
        return _("、").join(labels.get(str(each), str(each)) for each in value)
    return labels.get(str(value), str(value))


def _plain(field: Field) -> Field:
    words = _plain_words().get(field.means or "")
    # A default amount of nothing is a clerk's convenience; a customer should not have to erase it.
    nothing = field.kind == "money" and str(field.value or "").strip("0.") == ""
    value = None if nothing else field.value
    if field.means == "satisfied" and field.kind == "bool":
        return _content(field)
    if words is None:
        return replace(field, value=value)
    label, hint = words
    if field.required and field.choices:
        hint = ""  # these hints say when one may leave it out
    return replace(field, label=label, hint=hint or None, value=value)


def _content(field: Field) -> Field:
    """Return the question whether one is content, where the regulation knows yes and no only."""
    choices = (
        Choice("true", _("满意，接受")),
        Choice("false", _("不满意，不接受")),
    )
    return replace(
        field, label=_("您对处理结果"), hint=None, kind="choice", choices=choices, required=True,
        value=None if field.value is None else str(field.value).lower(),
    )  # fmt: skip


def _answerable(field: Field) -> bool:
    # The public is given no list of staff: a person is named in the text instead.
    return field.required or field.kind not in ("person", "persons") or bool(field.choices)


def _plain_words() -> dict[str, tuple[str, str]]:
    return {
        "subject": (_("一句话说明"), _("例如：收费与说明的不一样")),
        "content": (_("详细经过"), _("写清时间、地点、经过；记不清的可以不写。")),
        "demand": (_("您希望怎样解决"), ""),
        "category": (_("问题类型"), ""),
        "accused_unit": (
            _("在哪里办理的"),
            _("选最接近的一家；不确定的可以不选，在经过里说明即可。"),
        ),
        "amount": (_("涉及金额（元）"), _("没有涉及钱款的不用填。")),
        "anonymous": (_("我要匿名"), ""),
        "complainant": (_("怎样称呼您"), ""),
        "telephone": (_("电话"), _("只用于核实和答复这件事。")),
        "email": (_("电子邮箱"), ""),
        "address": (_("通信地址"), _("需要书面答复的请填写。")),
        "identity_number": (_("证件号码"), ""),
        "satisfied": (_("您对处理结果"), ""),
        "withdraw_reason": (_("为什么撤回"), _("一两句话即可。")),
    }


def _drawn(field: ShownField, meaning: str | None, roomy: bool) -> AskedField:
    """Return the field with its choices as tiles, where they are few enough to be seen at once."""
    control, type_ = field.control, "text"
    if roomy and control == "text" and meaning in _REASONS:
        control = "area"
    if control in ("select", "segments") and 0 < len(field.choices) <= _MOST_TILES:
        control = "tiles"
    elif control not in ("select", "segments", "picks", "area", "check"):
        control, type_ = "text", _TYPES.get(meaning or "", control)
    values = {each.name: getattr(field, each.name) for each in fields(ShownField)}
    return AskedField(
        **values | {"control": control},
        autocomplete=_AUTOCOMPLETE.get(meaning or "", "off"),
        type=type_,
    )


def _rank(order: tuple[str, ...], meaning: str | None) -> int:
    return order.index(meaning) if meaning in order else len(order)

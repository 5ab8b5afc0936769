"""What lies beside a registration while somebody speaks: who calls, what it resembles, when due.

Everything is read from what is typed so far, and nothing is done: the clerk decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from shouwen import insight
from shouwen.casework import queries
from shouwen.casework.callers import Earlier
from shouwen.casework.common_causes import CommonCause
from shouwen.casework.expecting import Expected
from shouwen.casework.on_the_spot import Step
from shouwen.casework.resembling import Resembling, Told, about
from shouwen.casework.shapes import ActForm, CaseRow
from shouwen.insight import Suggestion
from shouwen.web.requests import DeskRequest

#: In front of the number of a matter somebody compares with.
SAME: Final = "same-"
#: In front of the name of a choice something was suggested for.
SUGGESTED: Final = "suggested-"
_MOST_SUGGESTED: Final = 3
_MOST_ACTS: Final = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """One matter to compare with, why, and what was said of it so far: same, different, nothing.

    `acts` are those open on it; `caller` says it is one of the caller's own.
    """

    row: CaseRow
    reasons: tuple[str, ...]
    said: str
    acts: tuple[Any, ...]
    caller: bool
    age: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """One suggestion in words; `taken` says whether it is what is chosen now."""

    label: str
    value_label: str
    made: Suggestion
    accuracy: int
    taken: bool


def gather(
    request: DeskRequest,
    form: ActForm,
    typed: Mapping[str, Any],
    then: Sequence[Step] = (),
) -> dict[str, Any]:
    """Return what the panel beside the form shows, for its template."""
    telephone = _said(form, typed, "telephone")
    text = "\n".join(
        value for field in form.fields
        if field.kind == "text" and field.particular in (None, "text")
        and isinstance(value := typed.get(field.name), str) and value
    )  # fmt: skip
    begun = bool(text or telephone or _said(form, typed, "category"))
    values: dict[str, Any] = {"telephone": telephone, "begun": begun, "regulation": form.regulation}
    if not begun:
        return values
    kinds = {field.name: field.particular for field in form.fields if field.particular}
    units = [value for field in form.fields if field.kind == "unit"
             and isinstance(value := typed.get(field.name), str) and value]  # fmt: skip
    told = Told(text, units[0] if units else "", about(typed, kinds))
    earlier = queries.earlier_matters(request.actor, telephone, request.now, request.language)
    alike = queries.resembling(request.actor, told, request.now, request.language)
    expected = queries.expected(
        form.regulation, form.act, typed, then=then, actor=request.actor, now=request.now,
        language=request.language,
    )  # fmt: skip
    suggested, untaught = _suggested(form, typed, text)
    return {
        **values,
        "suggestions": suggested,
        "untaught": untaught,
        "causes": _causes(request, form, typed, units, text),
        "compared": _compared(request, earlier, alike, request.now),
        "known_caller": bool(earlier),
        "expected": expected,
        "missing": sum(why.code == "form_missing" for why in expected.reasons),
        "against": [why for why in expected.reasons if why.code != "form_missing"],
        "at_once": [] if len(then) >= _MOST_ACTS else _at_once(expected, then),
    }


def panel(request: DeskRequest, values: Mapping[str, Any]) -> tuple[str, str]:
    """Return the panel as HTML, and a mark that is the same while nothing in it has changed."""
    text = render_to_string("desk/beside.html", dict(values), request)
    return text, sha256(text.encode()).hexdigest()[:16]


def compared(post: Mapping[str, str]) -> dict[str, str]:
    """Return what was said of the matters shown: by number, ``same`` or ``different``."""
    return {
        name.removeprefix(SAME): value
        for name, value in post.items()
        if name.startswith(SAME) and value in ("same", "different")
    }


def suggestions_posted(post: Mapping[str, str]) -> dict[str, tuple[str, int, int]]:
    """Return what was suggested on the page that was sent: value, percent, version by choice."""
    found = {}
    for name, value in post.items():
        parts = value.rsplit("|", 2)
        if name.startswith(SUGGESTED) and len(parts) == 3 and all(n.isdigit() for n in parts[1:]):
            found[name.removeprefix(SUGGESTED)] = (parts[0], int(parts[1]), int(parts[2]))
    return found


def _suggested(
    form: ActForm, typed: Mapping[str, Any], text: str
) -> tuple[list[Suggested], list[tuple[str, int]]]:
    """Return suggestions for the choices of the form; and where too few cases teach anything."""
    choices = {
        field.name: field
        for field in form.fields
        if field.kind == "choice" and field.means != "channel"
    }
    made, untaught = insight.suggest(form.regulation, choices, text)
    shown = []
    for each in made[:_MOST_SUGGESTED]:
        field = choices[each.fact]
        labels = {choice.value: choice.label for choice in field.choices}
        if each.value in labels:
            taken = typed.get(each.fact) == each.value
            shown.append(
                Suggested(field.label, labels[each.value], each, round(each.accuracy * 100), taken)
            )
    category = [
        (choices[each.fact].label, each.cases)
        for each in untaught
        if choices[each.fact].means == "category"
    ]
    return shown, category


def _said(form: ActForm, typed: Mapping[str, Any], meaning: str) -> str:
    for field in form.fields:
        if field.means == meaning and isinstance(typed.get(field.name), str):
            return str(typed[field.name]).strip()
    return ""


def _causes(
    request: DeskRequest, form: ActForm, typed: Mapping[str, Any], units: list[str], text: str
) -> list[tuple[CommonCause, bool]]:
    """Return the bulletins that fit, each with whether it is ticked."""
    chosen = [
        value for field in form.fields if field.kind == "choice"
        and isinstance(value := typed.get(field.name), str) and value
    ]  # fmt: skip
    ticked = request.POST.getlist("bulletin")
    found = queries.common_causes(
        form.regulation, chosen, units, text, request.now, request.language
    )
    return [(each, each.row.id in ticked) for each in found]


def _compared(
    request: DeskRequest,
    earlier: Sequence[Earlier],
    alike: Sequence[Resembling],
    now: datetime,
) -> list[Compared]:
    said = compared(request.POST.dict())
    reasons = {each.row.number: each.reasons for each in alike}
    of_caller = {each.row.number for each in earlier}
    own = [
        Compared(
            each.row, reasons.get(each.row.number, ()), said.get(each.row.number, ""), each.acts,
            caller=True, age=_age(each.row.opened_at, now),
        )
        for each in earlier
    ]  # fmt: skip
    others = [
        Compared(
            each.row, each.reasons, said.get(each.row.number, ""), (), caller=False,
            age=_age(each.row.opened_at, now),
        )
        for each in alike
        if each.row.number not in of_caller
    ]  # fmt: skip
    return own + others


def _age(opened_at: datetime, now: datetime) -> str:
    days = (now.date() - opened_at.date()).days
    if days <= 0:
        return _("今天")
    return _("昨天") if days == 1 else _("%(days)d 天前") % {"days": days}


def _at_once(expected: Expected, then: Sequence[Step]) -> list[Any]:
    done = {step.act for step in then}
    return [option for option in expected.at_once if option.act not in done]

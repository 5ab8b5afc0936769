"""One act on several cases: chosen on the list, one form, and what came of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.casework import operations, queries
from shouwen.casework.errors import CaseNotFound, LedgerConflict
from shouwen.casework.shapes import ActForm, NotDone, Why
from shouwen.web import forms
from shouwen.web.requests import DeskRequest, command_id, new_token, show


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case: done, or refused with every reason."""

    number: str
    done: bool
    words: tuple[str, ...]
    reasons: tuple[Why, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: DeskRequest) -> HttpResponse:
    """Offer what may be done to the chosen cases together; do it, and tell of each."""
    if request.method == "POST":
        return _carry_out(request)
    choice = queries.bulk_choice(
        request.actor, request.GET.getlist("number"), request.now, request.language
    )
    wanted = request.GET.get("act", "")
    act = next((each for each in choice.acts if each.act == wanted), None)
    if act is None:
        return _show(request, {"choice": choice})
    form = queries.bulk_form(
        request.actor, act.numbers, act.act, request.now, language=request.language
    )
    left = [number for number in choice.numbers if number not in act.numbers]
    return _form(request, list(act.numbers), form, {}, {"left": left})


def _carry_out(request: DeskRequest) -> HttpResponse:
    numbers = list(dict.fromkeys(request.POST.getlist("number")))[: queries.MOST_AT_ONCE]
    act = request.POST.get("act", "")
    if not numbers:
        return _show(request, {"choice": None})
    form = queries.bulk_form(request.actor, numbers, act, request.now, language=request.language)
    typed = forms.read(request.POST, form.fields)
    token = command_id(request)
    outcomes = [_do(request, number, act, typed, token) for number in numbers]
    done = sum(each.done for each in outcomes)
    told = {"outcomes": outcomes, "done": done, "refused": len(outcomes) - done}
    if done:
        again = QueryDict(mutable=True)
        again.setlist("number", [each.number for each in outcomes if not each.done])
        return _show(request, {**told, "form": form, "again": again.urlencode()})
    # Nothing was done: the form stays, with what was typed and why not.
    form = queries.bulk_form(
        request.actor, numbers, act, request.now, values=typed, language=request.language
    )
    return _form(request, numbers, form, _errors(outcomes), told, status=422)


def _do(
    request: DeskRequest, number: str, act: str, typed: Mapping[str, Any], token: str
) -> Outcome:
    try:
        outcome = operations.act(
            number,
            act,
            typed,
            actor=request.actor,
            now=request.now,
            command_id=f"{token}/{number}",
            task=queries.task_of(request.actor, number, act, request.now),
            language=request.language,
        )
    except CaseNotFound:
        return Outcome(number, False, (_("没有这件，或不在您的职责范围内"),), ())
    except LedgerConflict:
        return Outcome(number, False, (_("他人刚刚办理了这件，请单独打开再办"),), ())
    if isinstance(outcome, NotDone):
        return Outcome(number, False, (), outcome.reasons)
    return Outcome(number, True, outcome.messages, ())


def _errors(outcomes: Iterable[Outcome]) -> dict[str, list[str]]:
    """Return what any case found wrong with a field, each once."""
    found: dict[str, list[str]] = {}
    for reason in (reason for outcome in outcomes for reason in outcome.reasons):
        if reason.field and reason.text not in found.setdefault(reason.field, []):
            found[reason.field].append(reason.text)
    return found


def _form(
    request: DeskRequest,
    numbers: list[str],
    form: ActForm,
    errors: Mapping[str, list[str]],
    more: Mapping[str, object],
    status: int = 200,
) -> HttpResponse:
    values = {
        **more,
        "numbers": numbers,
        "form": form,
        "fields": forms.shown(form.fields, errors, form.regulation),
        "token": new_token(),
    }
    return _show(request, values, status)


def _show(request: DeskRequest, values: Mapping[str, object], status: int = 200) -> HttpResponse:
    page, part = "desk/bulk.html", "desk/bulk_drawer.html"
    return show(request, page, values, fragment=part, status=status)

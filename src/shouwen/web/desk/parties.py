"""For whom, with whom and through whom somebody complains in one matter: entered and checked."""

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shouwen.casework import operations, queries
from shouwen.casework.errors import NothingGiven
from shouwen.casework.shapes import CaseView, NotDone, Why
from shouwen.web.desk import party_forms
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show

_CHECK: Final = "authority"
_ANSWERED: Final = "answered"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def parties(request: DeskRequest, number: str) -> HttpResponse:
    """Show who stands behind a matter; enter an agent, people with the same matter, a wish."""
    case = queries.case_view(request.actor, number, request.now, request.language)
    if request.method != "POST":
        return _show(request, case)
    about = request.POST.get("intent", "")
    typed = party_forms.read(request.POST)
    names = {_CHECK: (_CHECK,), **party_forms.GROUPS}.get(about, ())
    typed = {name: value for name, value in typed.items() if name in names}
    if about == _ANSWERED:
        how = request.POST.get("how", "").strip()
        if not how:
            return _show(request, case, how_wrong=True)
        outcome = operations.state(
            number, _ANSWERED, {"how": how}, actor=request.actor, now=request.now,
            command_id=command_id(request), language=request.language,
        )  # fmt: skip
    else:
        errors = {} if about == _CHECK else party_forms.errors_in(typed)
        if not typed:
            errors = {party_forms.PREFIX + name: (_("请填写"),) for name in names[:1]}
        if errors:
            return _show(request, case, about, typed, errors)
        outcome = _say(request, number, about, typed)
    if isinstance(outcome, NotDone):
        return _show(request, case, about, typed, reasons=outcome.reasons)
    messages.success(request, _("已保存"))
    return go(request, reverse("desk:parties", args=[number]))


def _say(request: DeskRequest, number: str, about: str, typed: Mapping[str, str]) -> NotDone | None:
    token = command_id(request)
    if about != _CHECK:
        return party_forms.say_all(request, number, typed, token)
    try:
        outcome = operations.state(
            number, _CHECK, typed, actor=request.actor, now=request.now, command_id=token,
            language=request.language,
        )  # fmt: skip
    except NothingGiven:
        return None
    return outcome if isinstance(outcome, NotDone) else None


def _show(
    request: DeskRequest,
    case: CaseView,
    about: str = "",
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, tuple[str, ...]] | None = None,
    *,
    reasons: tuple[Why, ...] = (),
    how_wrong: bool = False,
) -> HttpResponse:
    standing = case.standing
    assert standing is not None  # noqa: S101 - every case has one
    groups = party_forms.groups(
        typed or {}, known=(), limit=standing.limit, language=request.language, errors=errors
    )
    check = None
    if standing.has_agent:
        own = next(each for each in groups if each.about == "agent")
        fields = tuple(each for each in own.fields if each.name == party_forms.PREFIX + _CHECK)
        check = party_forms.Group(_CHECK, own.title, own.icon, fields, True)
    values = {
        "case": case,
        "standing": standing,
        "groups": groups,
        "check": check,
        "answering": standing.forwarder_waits,
        "how": request.POST.get("how", ""),
        "how_wrong": how_wrong,
        "reasons": reasons,
        "token": new_token(),
    }
    status = 422 if errors or reasons or how_wrong else 200
    return show(request, "desk/parties.html", values, status=status)

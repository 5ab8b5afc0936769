"""What somebody who works here files for himself: from the desk, followed on the portal."""

from dataclasses import replace
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen import intake
from shouwen.casework import operations, queries
from shouwen.casework.shapes import ActForm, Field, NotDone, RegistrationAct, Why
from shouwen.intake import submission
from shouwen.web import forms
from shouwen.web.public import opened
from shouwen.web.public.opened import Opened
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show

#: How somebody files: under his name, or so that nobody learns it.
NAMED, ANONYMOUS = "named", "anonymous"
#: What says who somebody is, and is left out of what nobody is to know.
_WHO: Final = queries.IDENTIFYING


@require_safe
def own(request: DeskRequest) -> HttpResponse:
    """Show what this person has filed himself, and the ways to file."""
    values = {
        "ways": queries.own_acts(request.actor, request.now, request.language),
        "rows": queries.own_matters(request.actor, request.now, request.language),
        "token": new_token(),
    }
    return show(request, "desk/own.html", values)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def own_new(request: DeskRequest, regulation: str, act: str) -> HttpResponse:
    """Show the form of an own matter; take it in and open its receipt as a complainant's."""
    way = _way(request, regulation, act)
    blank = _form(request, way)
    secret = next((each for each in blank.fields if each.means == "anonymous"), None)
    if request.method != "POST":
        return _ask(request, way, blank, secret, NAMED)
    how = ANONYMOUS if secret is not None and request.POST.get("how") == ANONYMOUS else NAMED
    typed = forms.read(request.POST, blank.fields, request.now)
    sent = [(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    files, refused = intake.admit_all(sent, now=request.now)
    if refused:
        words = "；".join(each.say(request.language) for each in refused)
        return _ask(request, way, _form(request, way, typed), secret, how, notice=words)
    answer = submission.submit_own(
        regulation, act, _handed_in(blank, typed, how), files, actor=request.actor,
        now=request.now, command_id=command_id(request), language=request.language,
    )  # fmt: skip
    if isinstance(answer, NotDone):
        form = _form(request, way, typed, answer.reasons)
        return _ask(request, way, form, secret, how, refused=True)
    mine = Opened(answer.number, answer.code)
    return opened.keep(go(request, reverse("public:receipt")), mine, request.now)


@require_POST
def own_open(request: DeskRequest, number: str) -> HttpResponse:
    """Open an own matter on the portal, as its complainant sees it."""
    code = operations.open_own(
        number, actor=request.actor, now=request.now, command_id=command_id(request)
    )
    return opened.keep(redirect("public:case"), Opened(number, code), request.now)


def _handed_in(form: ActForm, typed: dict[str, Any], how: str) -> dict[str, Any]:
    given = {name: value for name, value in typed.items() if value not in ("", [], None)}
    for field in form.fields:
        if field.means == "anonymous":
            given[field.name] = how == ANONYMOUS
        elif how == ANONYMOUS and field.means in _WHO:
            given.pop(field.name, None)
    return given


def _way(request: DeskRequest, regulation: str, act: str) -> RegistrationAct:
    for way in queries.own_acts(request.actor, request.now, request.language):
        if (way.regulation, way.act) == (regulation, act):
            return way
    raise Http404


def _form(
    request: DeskRequest,
    way: RegistrationAct,
    typed: dict[str, Any] | None = None,
    reasons: tuple[Why, ...] = (),
) -> ActForm:
    return queries.registration_form(
        request.actor, way.regulation, way.act, request.now, values=typed, reasons=reasons,
        language=request.language,
    )  # fmt: skip


def _ask(
    request: DeskRequest,
    way: RegistrationAct,
    form: ActForm,
    secret: Field | None,
    how: str,
    *,
    refused: bool = False,
    notice: str = "",
) -> HttpResponse:
    asked = [
        replace(each, value=request.actor.name)
        if each.means == "complainant" and request.method != "POST"
        else each
        for each in form.fields
        if each.means != "anonymous"
    ]
    errors = form.errors if refused else {}
    values = {
        "way": way,
        "form": form,
        "matter": forms.shown([e for e in asked if e.means not in _WHO], errors, form.regulation),
        "who": forms.shown([e for e in asked if e.means in _WHO], errors),
        "secret": secret,
        "how": how,
        "reasons": form.reasons if refused else (),
        "wrong": bool(errors),
        "notice": notice
        and _("%(words)s。没有提交，其他内容都还在，请重选文件。") % {"words": notice},
        "token": new_token(),
    }
    status = 422 if refused or notice else 200
    return show(request, "desk/own_new.html", values, status=status)

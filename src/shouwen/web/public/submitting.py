"""Taking a matter in on the portal: say it, read it over, send it, keep number and code."""

from collections.abc import Mapping
from hashlib import sha256
from json import dumps
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.casework import operations, queries
from shouwen.casework.shapes import ActForm, NotDone, RegistrationAct, Why
from shouwen.web import forms
from shouwen.web.public import opened, patience, qr, wording
from shouwen.web.public.opened import Opened
from shouwen.web.public.request import STRANGER, PublicRequest, house
from shouwen.web.requests import new_token

#: People leave it empty, programs that fill in everything do not.
TRAP: Final = "homepage"


@require_safe
def home(request: PublicRequest) -> HttpResponse:
    """Say what this is, and lead to the two things one can do."""
    ways = queries.public_acts(request.now, request.language)
    values = {"ways": ways, "house": house(request), "open": opened.read(request, request.now)}
    return render(request, "public/home.html", values)


@require_safe
def choose(request: PublicRequest) -> HttpResponse:
    """Ask under which regulation; go straight on when there is only one."""
    ways = queries.public_acts(request.now, request.language)
    if len(ways) == 1:
        return redirect("public:submit", regulation=ways[0].regulation, act=ways[0].act)
    return render(request, "public/choose.html", {"ways": ways, "house": house(request)})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: PublicRequest, regulation: str, act: str) -> HttpResponse:
    """Show the form, read it back, and take the matter in."""
    way = _way(request, regulation, act)
    blank = _form(request, way)
    if request.method != "POST":
        return _ask(request, way, blank)
    typed = forms.read(request.POST, blank.fields)
    values = wording.kept(typed, blank.fields)
    form = _form(request, way, typed)
    if request.POST.get(TRAP):
        return _ask(
            request, way, form, notice=_("请把标着“请留空”的一栏清空，再提交一次。"), status=422
        )
    wrong = wording.problems(values, blank.fields)
    if wrong:
        return _ask(request, way, form, errors=wrong, status=422)
    intent = request.POST.get("intent", "")
    if intent == "change":
        return _ask(request, way, form)
    if intent != "send":
        outcome = operations.check_registration(
            regulation, act, values, actor=STRANGER, now=request.now, language=request.language
        )
        if isinstance(outcome, NotDone):
            return _refuse(request, way, typed, outcome)
        return _read_back(request, way, blank, values)
    minutes = patience.minutes_to_wait(request, "submit", request.now)
    if minutes:
        notice = _("这里刚刚提交得太频繁，请 %(minutes)d 分钟后再试，或致电我们。") % {
            "minutes": minutes
        }
        return _ask(request, way, form, notice=notice, status=429)
    outcome = operations.register(
        regulation,
        act,
        values,
        actor=STRANGER,
        now=request.now,
        command_id=command_id(request, values),
        language=request.language,
    )
    if isinstance(outcome, NotDone):
        return _refuse(request, way, typed, outcome)
    patience.note(request, "submit", request.now)
    response = redirect("public:receipt")
    return opened.keep(response, Opened(outcome.number, outcome.code), request.now)


@require_safe
def receipt(request: PublicRequest) -> HttpResponse:
    """Show number, code, promise and a picture of the link to whoever has the matter open."""
    mine = opened.read(request, request.now)
    if mine is None:
        return redirect("public:track")
    case = queries.public_view(mine.number, mine.code, request.now, request.language)
    link = request.build_absolute_uri(reverse("public:track"))
    values = {
        "case": case,
        "code": mine.code,
        "link": link,
        "picture": qr.picture(qr.address(link, mine.number, mine.code)),
        "house": case.organisation,
    }
    return opened.keep(render(request, "public/receipt.html", values), mine, request.now)


def command_id(request: PublicRequest, values: Mapping[str, Any]) -> str:
    """Return the id of what is sent: the same text sent twice is taken in once.

    The text is part of it, so that a form corrected with the browser's back button is a new one.
    Under its own heading, so that nobody can have somebody else's answer repeated to him.
    """
    token = request.POST.get("token", "")
    if not token.isalnum() or not 16 <= len(token) <= 64:
        token = new_token()
    text = dumps([request.path, values], sort_keys=True, ensure_ascii=False)
    return f"portal/{token}/{sha256(text.encode()).hexdigest()[:16]}"


def _way(request: PublicRequest, regulation: str, act: str) -> RegistrationAct:
    for way in queries.public_acts(request.now, request.language):
        if (way.regulation, way.act) == (regulation, act):
            return way
    raise Http404


def _form(
    request: PublicRequest,
    way: RegistrationAct,
    values: Mapping[str, Any] | None = None,
    reasons: tuple[Why, ...] = (),
) -> ActForm:
    return queries.registration_form(
        STRANGER,
        way.regulation,
        way.act,
        request.now,
        values=values,
        reasons=reasons,
        language=request.language,
    )


def _ask(
    request: PublicRequest,
    way: RegistrationAct,
    form: ActForm,
    *,
    errors: Mapping[str, tuple[str, ...]] | None = None,
    reasons: tuple[Why, ...] = (),
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    values = {
        "way": way,
        "asked": wording.asked(form.fields, errors),
        "reasons": reasons,
        "notice": notice,
        "trap": TRAP,
        "trapped": request.POST.get(TRAP, ""),
        "token": request.POST.get("token") or new_token(),
        "house": house(request),
    }
    return render(request, "public/submit.html", values, status=status)


def _refuse(
    request: PublicRequest, way: RegistrationAct, typed: Mapping[str, Any], outcome: NotDone
) -> HttpResponse:
    form = _form(request, way, typed, outcome.reasons)
    return _ask(request, way, form, errors=form.errors, reasons=form.reasons, status=422)


def _read_back(
    request: PublicRequest,
    way: RegistrationAct,
    form: ActForm,
    values: Mapping[str, Any],
) -> HttpResponse:
    told = {
        "way": way,
        "answers": wording.answers(values, form.fields),
        "carried": [
            (forms.PREFIX + name, str(each))
            for name, value in values.items()
            for each in (value if isinstance(value, list) else [value])
        ],
        "token": request.POST.get("token", ""),
        "house": house(request),
    }
    return render(request, "public/check.html", told)

"""Following a matter: open it with number and code, read where it stands, act, leave it."""

from collections.abc import Mapping
from typing import Any, Final
from unicodedata import normalize

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.casework import operations, queries
from shouwen.casework.errors import CaseNotFound, NoSuchForm, TooManyTries
from shouwen.casework.shapes import ActForm, ActOption, FactView, NotDone, PublicCase, Why
from shouwen.documents.cases import letter_to_complainant
from shouwen.documents.printing import copies_of, made
from shouwen.web import forms, kept
from shouwen.web.files import as_file
from shouwen.web.public import opened, patience, wording
from shouwen.web.public.opened import Opened
from shouwen.web.public.progress import steps_of
from shouwen.web.public.request import STRANGER, PublicRequest, house
from shouwen.web.public.submitting import command_id
from shouwen.web.requests import new_token

#: The box a person ticks to say that nobody made him withdraw.
FREELY: Final = "freely"
_LONGEST: Final = 100


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: PublicRequest) -> HttpResponse:
    """Ask for number and code, and open the matter they belong to."""
    mine = opened.read(request, request.now)
    if request.method != "POST":
        return render(request, "public/track.html", {"open": mine, "house": house(request)})
    number = "".join(_half_width(request, "number").split()).upper()
    code = "".join(each for each in _half_width(request, "code") if each.isalnum()).upper()
    if not number or not code:
        return _again(request, number, _("请填写编号和查询码。"), 422)
    minutes = patience.minutes_to_wait(request, "code", request.now)
    if minutes:
        return _wait(request, number, minutes)
    try:
        queries.public_view(number, code, request.now, request.language)
    except CaseNotFound:
        patience.note(request, "code", request.now)
        words = _("编号和查询码对不上。请核对回执：查询码是 8 个字母和数字，不分大小写。")
        return _again(request, number, words, 422)
    except TooManyTries:
        return _wait(request, number, int(patience.WINDOW.total_seconds()) // 60)
    onward, waiting = request.POST.get("next", ""), kept.carried(request)
    if waiting and _is_act(onward):
        answer = kept.ask_again(
            request, onward, waiting, _("已经打开 %(number)s") % {"number": number}
        )
    else:
        answer = redirect("public:case")
    return opened.keep(answer, Opened(number, code), request.now)


@require_safe
def case(request: PublicRequest) -> HttpResponse:
    """Show where the open matter stands, what was answered, and what one may do."""
    mine = opened.read(request, request.now)
    if mine is None:
        return redirect("public:track")
    view = queries.public_view(mine.number, mine.code, request.now, request.language)
    told = {"subject", "content", "reply", "received_at"}
    # That it was submitted and that it was received is one thing to whoever submitted it.
    history = [e for e in view.history if e.kind != "act" or e.at != view.opened_at]
    values = {
        "case": view,
        "house": view.organisation,
        "steps": steps_of(view),
        "reply": _meaning(view, "reply"),
        "facts": [fact for fact in view.facts if fact.means not in told],
        "acts": [option for option in view.options if not _grave(request, mine, option)],
        "grave": [option for option in view.options if _grave(request, mine, option)],
        "history": history[::-1],
    }
    return opened.keep(render(request, "public/case.html", values), mine, request.now)


@require_safe
def letter(request: PublicRequest, position: int) -> HttpResponse:
    """Hand out a letter of the open matter to whom it was written."""
    mine = opened.read(request, request.now)
    if mine is None:
        return redirect("public:track")
    paper = letter_to_complainant(mine.number, mine.code, position, request.now, request.language)
    return opened.keep(as_file(made(paper, "pdf", copies_of(paper))), mine, request.now)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: PublicRequest, act: str) -> HttpResponse:
    """Show the form of something the complainant may do; carry it out, or say why not."""
    mine = opened.read(request, request.now)
    if mine is None:
        typed_before = kept.typed(request)
        if not typed_before:
            return redirect("public:track")
        closed = {"fields": typed_before, "onward": request.path, "house": house(request)}
        return render(request, "public/track.html", closed, status=401)
    task = request.POST.get("task") or request.GET.get("task") or None
    blank = _form(request, mine, act, task)
    if request.method != "POST":
        return _ask(request, mine, blank)
    typed = forms.read(request.POST, blank.fields)
    values = {name: value for name, value in typed.items() if value not in ("", [])}
    wrong = wording.problems(values, blank.fields)
    willing = not _withdraws(blank) or request.POST.get(FREELY) == "yes"
    if wrong or not willing:
        form = _form(request, mine, act, task, typed)
        return _ask(request, mine, form, errors=wrong, willing=willing, status=422)
    outcome = operations.act(
        mine.number,
        act,
        values,
        actor=STRANGER,
        now=request.now,
        command_id=command_id(request, values),
        task=task,
        code=mine.code,
        language=request.language,
    )
    if isinstance(outcome, NotDone):
        form = _form(request, mine, act, task, typed, outcome.reasons)
        return _ask(request, mine, form, errors=form.errors, reasons=form.reasons, status=422)
    told = Opened(mine.number, mine.code, did=act)
    return opened.keep(redirect("public:done"), told, request.now)


@require_safe
def done(request: PublicRequest) -> HttpResponse:
    """Confirm what was just done, and say what happens next."""
    mine = opened.read(request, request.now)
    if mine is None or not mine.did:
        return redirect("public:case")
    form = _form(request, mine, mine.did, None)
    view = queries.public_view(mine.number, mine.code, request.now, request.language)
    values = {
        "case": view, "form": form, "withdraws": _withdraws(form), "house": view.organisation,
    }  # fmt: skip
    return opened.keep(render(request, "public/done.html", values), mine, request.now)


@require_POST
def leave(request: PublicRequest) -> HttpResponse:
    """Close the open matter."""
    return opened.leave(redirect("public:home"))


def _form(
    request: PublicRequest,
    mine: Opened,
    act: str,
    task: str | None,
    values: Mapping[str, Any] | None = None,
    reasons: tuple[Why, ...] = (),
) -> ActForm:
    return queries.public_form(
        mine.number,
        mine.code,
        act,
        request.now,
        task=task,
        values=values,
        reasons=reasons,
        language=request.language,
    )


def _ask(
    request: PublicRequest,
    mine: Opened,
    form: ActForm,
    *,
    errors: Mapping[str, tuple[str, ...]] | None = None,
    reasons: tuple[Why, ...] | None = None,
    willing: bool = True,
    status: int = 200,
) -> HttpResponse:
    barred = form.reasons if reasons is None and errors is None else ()
    values = {
        "form": form,
        "number": mine.number,
        "asked": wording.asked(form.fields, errors),
        "reasons": reasons or (),
        "barred": [reason for reason in barred if reason.code != "form_missing"],
        "withdraws": _withdraws(form),
        "willing": willing,
        "freely": request.POST.get(FREELY) == "yes",
        "FREELY": FREELY,
        "token": request.POST.get("token") or new_token(),
        "house": house(request),
    }
    response = render(request, "public/act.html", values, status=status)
    return opened.keep(response, Opened(mine.number, mine.code), request.now)


def _is_act(address: str) -> bool:
    try:
        return resolve(address).view_name == "public:act"
    except Resolver404:
        return False


def _half_width(request: PublicRequest, name: str) -> str:
    """Return what was typed; a Chinese keyboard may have written the letters full width."""
    return normalize("NFKC", request.POST.get(name, ""))[:_LONGEST]


def _again(request: PublicRequest, number: str, words: str, status: int) -> HttpResponse:
    values = {
        "number": number, "refusal": words, "house": house(request),
        "fields": kept.carried(request), "onward": request.POST.get("next", ""),
    }  # fmt: skip
    return render(request, "public/track.html", values, status=status)


def _wait(request: PublicRequest, number: str, minutes: int) -> HttpResponse:
    words = _("输错的次数太多了，为了保护您的信息，请 %(minutes)d 分钟后再试。") % {
        "minutes": minutes
    }
    return _again(request, number, words, 429)


def _meaning(view: PublicCase, meaning: str) -> FactView | None:
    return next((fact for fact in view.facts if fact.means == meaning), None)


def _withdraws(form: ActForm) -> bool:
    return any(field.means == "withdraw_reason" for field in form.fields)


def _grave(request: PublicRequest, mine: Opened, option: ActOption) -> bool:
    """Whether an act ends the matter, so that it stands apart from the others."""
    if option.weight == "grave":
        return True
    try:
        return _withdraws(_form(request, mine, option.act, option.task))
    except NoSuchForm:
        return False

"""Following a matter: open it with number and code, read where it stands, leave it."""

from typing import Final
from unicodedata import normalize

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.casework import queries
from shouwen.casework.errors import CaseNotFound, NoSuchForm, TooManyTries
from shouwen.casework.shapes import ActOption, FactView, PublicCase
from shouwen.intake import own_files_of
from shouwen.web import kept
from shouwen.web.public import opened, opinion, patience
from shouwen.web.public.drawer import Drawer
from shouwen.web.public.opened import Opened
from shouwen.web.public.progress import next_words, steps_of
from shouwen.web.public.request import PublicRequest, house

_LONGEST: Final = 100
#: Pages with a form of the open matter: what was typed into one is sent on after opening again.
_FORMS: Final = frozenset({"public:act", "public:add", "public:rate"})


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
    if waiting and _is_form(onward):
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
    mine_said = opinion.shown(view)
    if mine_said is not None:
        told.add("satisfied")  # what staff noted of it is not set against one's own words
    # That it was submitted and that it was received is one thing to whoever submitted it.
    history = [e for e in view.history if e.kind != "act" or e.at != view.opened_at]
    asked = {option.act: meanings(request, mine, option) for option in view.options}
    grave = [option for option in view.options if is_grave(option, asked[option.act])]
    values = {
        "case": view,
        "house": view.organisation,
        "steps": steps_of(view),
        "next": next_words(view),
        "reply": _meaning(view, "reply"),
        "facts": [fact for fact in view.facts if fact.means not in told],
        "acts": [option for option in view.options if option not in grave],
        "grave": grave,
        "history": history[::-1],
        "files": own_files_of(mine.number, mine.code, request.now, request.language),
        "may_add": not any("supplemented" in option.means for option in view.options),
        # Where the regulation itself asks whether one is content, it is not asked twice.
        "may_rate": opinion.may_rate(view)
        and not any("satisfied" in means for means in asked.values()),
        "opinion": mine_said,
    }
    return opened.keep(render(request, "public/case.html", values), mine, request.now)


@require_safe
def lost(request: PublicRequest) -> HttpResponse:
    """Say what to do when number or code is lost; nothing is told to whoever cannot prove it."""
    return render(request, "public/lost.html", {"house": house(request)})


@require_safe
def help_page(request: PublicRequest) -> HttpResponse:
    """Answer what people ask."""
    return render(request, "public/help.html", {"house": house(request)})


@require_POST
def leave(request: PublicRequest) -> HttpResponse:
    """Close the open matter, and destroy what was not sent."""
    Drawer(request).discard_all()
    return opened.leave(redirect("public:home"))


def closed(request: PublicRequest) -> HttpResponse:
    """Ask for number and code again; what was typed meanwhile travels along."""
    typed_before = kept.typed(request)
    if not typed_before:
        return redirect("public:track")
    values = {"fields": typed_before, "onward": request.path, "house": house(request)}
    return render(request, "public/track.html", values, status=401)


def withdraws(fields_means: tuple[str | None, ...]) -> bool:
    """Say whether a form with fields of these meanings withdraws the matter."""
    return "withdraw_reason" in fields_means


def is_grave(option: ActOption, asked: tuple[str | None, ...]) -> bool:
    """Whether an act ends the matter, so that it stands apart from the others.

    :param asked: what the fields of its form mean
    """
    return option.weight == "grave" or "withdrawn" in option.means or withdraws(asked)


def meanings(request: PublicRequest, mine: Opened, option: ActOption) -> tuple[str | None, ...]:
    """Return what the fields of an act's form mean; nothing for an act without one."""
    try:
        form = queries.public_form(
            mine.number, mine.code, option.act, request.now, task=option.task,
            language=request.language,
        )  # fmt: skip
    except NoSuchForm:
        return ()
    return tuple(field.means for field in form.fields)


def _is_form(address: str) -> bool:
    try:
        return resolve(address).view_name in _FORMS
    except Resolver404:
        return False


def _half_width(request: PublicRequest, name: str) -> str:
    """Return what was typed; a Chinese keyboard may have written the letters full width."""
    return normalize("NFKC", request.POST.get(name, ""))[:_LONGEST]


def _again(request: PublicRequest, number: str, words: str, status: int) -> HttpResponse:
    values = {
        "number": number, "code": _half_width(request, "code").strip(), "refusal": words,
        "house": house(request),
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

"""What the regulation lets a complainant do: its form with files, withdrawing, what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.casework import operations, queries
from shouwen.casework.shapes import ActForm, NotDone, Why
from shouwen.intake import submission
from shouwen.web import forms
from shouwen.web.public import opened, opinion, uploads, wording
from shouwen.web.public.drawer import Drawer
from shouwen.web.public.following import closed, withdraws
from shouwen.web.public.opened import Opened
from shouwen.web.public.request import STRANGER, PublicRequest, house
from shouwen.web.public.submitting import command_id
from shouwen.web.public.uploads import Luggage
from shouwen.web.requests import new_token

#: The box a person ticks to say that nobody made him withdraw.
FREELY: Final = "freely"


@dataclass(slots=True)
class _Doing:
    """One act being filled in on the open matter."""

    mine: Opened
    form: ActForm
    drawer: Drawer
    typed: dict[str, Any] = field(default_factory=dict)
    luggage: Luggage = field(default_factory=lambda: Luggage(()))

    @property
    def place(self) -> str:
        return f"case/{self.mine.number}/{self.form.act}"

    @property
    def address(self) -> str:
        return reverse("public:act", args=(self.form.act,))

    @property
    def withdraws(self) -> bool:
        return withdraws(tuple(each.means for each in self.form.fields))

    @property
    def rates(self) -> bool:
        return any(each.means == "satisfied" for each in self.form.fields)

    @property
    def takes_files(self) -> bool:
        """Files come with words: not with a mark, and not with a withdrawal."""
        return not self.withdraws and not self.rates

    @property
    def will(self) -> str | None:
        """The fact in which a regulation keeps that a withdrawal is somebody's own will."""
        if not self.withdraws:
            return None
        return next((each.name for each in self.form.fields if each.kind == "bool"), None)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: PublicRequest, act: str) -> HttpResponse:
    """Show the form of something the complainant may do; carry it out, or say why not."""
    mine = opened.read(request, request.now)
    if mine is None:
        return closed(request)
    task = request.POST.get("task") or request.GET.get("task") or None
    doing = _Doing(mine, _form(request, mine, act, task), Drawer(request))
    if request.method != "POST":
        draft = doing.drawer.open(doing.place)
        if draft is not None:
            doing.typed = dict(draft.values)
            doing.form = _form(request, mine, act, task, doing.typed)
        doing.form = _unasked(doing.form, doing.typed)
        doing.luggage = uploads.of_form(doing.drawer, doing.place)
        return _ask(request, doing)
    doing.typed = forms.read(request.POST, doing.form.fields, request.now)
    if doing.takes_files:
        doing.drawer.put(doing.place, doing.typed, own=False)
        doing.luggage = uploads.took(request, doing.drawer, doing.place)
    return doing.drawer.lend(_answer(request, doing, task))


def _unasked(form: ActForm, typed: Mapping[str, Any]) -> ActForm:
    """Return the form without an opinion chosen beforehand: staff may have noted one."""
    fields = tuple(
        replace(each, value=None) if each.means == "satisfied" and each.name not in typed else each
        for each in form.fields
    )
    return replace(form, fields=fields)


def _answer(request: PublicRequest, doing: _Doing, task: str | None) -> HttpResponse:
    mine, intent = doing.mine, request.POST.get("intent", "")
    blank = doing.form
    if uploads.wanted(request):
        if request.htmx:
            return uploads.fragment(request, doing.luggage, doing.address)
        doing.form = _form(request, mine, blank.act, task, doing.typed)
        return _ask(request, doing, errors={})
    values = {name: value for name, value in doing.typed.items() if value not in ("", [])}
    willing = not doing.withdraws or request.POST.get(FREELY) == "yes"
    if doing.will is not None and willing:
        values[doing.will] = "true"
    asked = [each for each in blank.fields if each.name != doing.will]
    wrong = wording.problems(values, asked)
    if wrong or not willing or doing.luggage.refused:
        doing.form = _form(request, mine, blank.act, task, doing.typed)
        return _ask(request, doing, errors=wrong, willing=willing, status=422)
    if doing.withdraws and intent != "send":
        return _confirm(request, doing, values)
    outcome = submission.act_submitting(
        mine.number, blank.act, values, doing.drawer.admitted(doing.place), actor=STRANGER,
        now=request.now, command_id=command_id(request, values), code=mine.code, task=task,
        language=request.language,
    )  # fmt: skip
    if isinstance(outcome, NotDone):
        doing.form = _form(request, mine, blank.act, task, doing.typed, outcome.reasons)
        return _ask(
            request, doing, errors=doing.form.errors, reasons=doing.form.reasons, status=422
        )
    doing.drawer.discard(doing.place)
    if doing.rates:
        _keep_opinion(request, mine)
    told = Opened(mine.number, mine.code, did=blank.act)
    return opened.keep(redirect("public:done"), told, request.now)


def _keep_opinion(request: PublicRequest, mine: Opened) -> None:
    """Keep what was said of how it went beside what the regulation asked."""
    given = opinion.read(request)
    if given.empty:
        return
    operations.evaluate(
        mine.number, process=given.process, outcome=given.outcome, reasons=given.reasons,
        words=given.words, actor=STRANGER, now=request.now, code=mine.code,
        command_id=command_id(request, {"opinion": [given.process, *given.reasons, given.words]}),
    )  # fmt: skip


@require_safe
def done(request: PublicRequest) -> HttpResponse:
    """Confirm what was just done, and say what happens next."""
    mine = opened.read(request, request.now)
    if mine is None or not mine.did:
        return redirect("public:case")
    view = queries.public_view(mine.number, mine.code, request.now, request.language)
    title, withdrew, bad = _("补充材料"), False, mine.did == "rate-bad"
    if mine.did.startswith("rate"):
        title = _("您的评价")
    elif mine.did != "add":
        form = _form(request, mine, mine.did, None)
        title = form.title
        withdrew = withdraws(tuple(each.means for each in form.fields))
    values = {
        "case": view,
        "title": title,
        "withdraws": withdrew,
        "again": [o for o in view.options if "complained_again" in o.means] if bad else [],
        "house": view.organisation,
    }
    return opened.keep(render(request, "public/done.html", values), mine, request.now)


def _confirm(request: PublicRequest, doing: _Doing, values: Mapping[str, Any]) -> HttpResponse:
    """Ask once more before a matter is withdrawn."""
    told = {
        "form": doing.form,
        "number": doing.mine.number,
        "answers": wording.answers(
            values, [each for each in doing.form.fields if each.name != doing.will]
        ),
        "carried": [
            *((forms.PREFIX + name, str(value)) for name, value in values.items()),
            (FREELY, "yes"),
        ],
        "token": request.POST.get("token", ""),
        "house": house(request),
    }
    response = render(request, "public/withdraw.html", told)
    return opened.keep(response, Opened(doing.mine.number, doing.mine.code), request.now)


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
    doing: _Doing,
    *,
    errors: Mapping[str, tuple[str, ...]] | None = None,
    reasons: tuple[Why, ...] | None = None,
    willing: bool = True,
    status: int = 200,
) -> HttpResponse:
    form = doing.form
    barred = form.reasons if reasons is None and errors is None else ()
    missing = {} if willing else {FREELY: _("请确认是否出于自愿；如果不是，请不要撤回。")}
    values = {
        "form": form,
        "number": doing.mine.number,
        "asked": wording.asked(
            [each for each in form.fields if each.name != doing.will], errors, roomy=True
        ),
        "reasons": reasons or (),
        "barred": [reason for reason in barred if reason.code != "form_missing"],
        "withdraws": doing.withdraws,
        "rates": doing.rates,
        "asks_words": not any(each.long for each in form.fields),
        "takes_files": doing.takes_files,
        "luggage": doing.luggage,
        "address": doing.address,
        "marks": opinion.marks() if doing.rates else (),
        "opinion_reasons": opinion.reasons() if doing.rates else {},
        "said": opinion.read(request) if request.method == "POST" else opinion.Given(),
        "names": opinion,
        "willing": willing,
        "missing": missing,
        "freely": request.POST.get(FREELY) == "yes",
        "FREELY": FREELY,
        "token": request.POST.get("token") or new_token(),
        "house": house(request),
    }
    response = render(request, "public/act.html", values, status=status)
    return opened.keep(response, Opened(doing.mine.number, doing.mine.code), request.now)

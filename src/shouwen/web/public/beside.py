"""What a complainant may always do: add to the matter, and say what one thinks of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shouwen.casework import operations, queries
from shouwen.intake import submission
from shouwen.web.public import opened, opinion, uploads
from shouwen.web.public.drawer import Drawer
from shouwen.web.public.following import closed
from shouwen.web.public.opened import Opened
from shouwen.web.public.request import STRANGER, PublicRequest, house
from shouwen.web.public.submitting import command_id
from shouwen.web.requests import new_token

_WORDS = "words"
_LONGEST = 20_000


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PublicRequest) -> HttpResponse:
    """Take in words and files for the open matter, whatever its regulation provides for."""
    mine = opened.read(request, request.now)
    if mine is None:
        return closed(request)
    drawer, place = Drawer(request), f"case/{mine.number}/+"
    draft = drawer.open(place)
    words = str(draft.values.get(_WORDS, "")) if draft is not None else ""
    luggage = uploads.of_form(drawer, place)
    error, status = "", 200
    if request.method == "POST":
        words = request.POST.get(_WORDS, "").strip()
        drawer.put(place, {_WORDS: words}, own=False)
        luggage = uploads.took(request, drawer, place)
        if uploads.wanted(request):
            if request.htmx:
                answer = uploads.fragment(request, luggage, reverse("public:add"))
                return drawer.lend(answer)
        elif len(words) > _LONGEST:
            error, status = _("太长了，请不要超过 %(most)d 字") % {"most": _LONGEST}, 422
        elif not words and not luggage.files:
            error, status = _("请写一句说明，或者添加照片、文件。"), 422
        elif luggage.refused:
            status = 422
        else:
            files = drawer.admitted(place)
            told = {"words": words, "files": [each.digest for each in files]}
            submission.add_material(
                mine.number, words, files, actor=STRANGER, now=request.now, code=mine.code,
                command_id=command_id(request, told),
            )  # fmt: skip
            drawer.discard(place)
            did = Opened(mine.number, mine.code, did="add")
            return opened.keep(redirect("public:done"), did, request.now)
    values = {
        "number": mine.number,
        "words": words,
        "error": error,
        "missing": {_WORDS: error} if error else {},
        "luggage": luggage,
        "address": reverse("public:add"),
        "token": request.POST.get("token") or new_token(),
        "house": house(request),
    }
    response = render(request, "public/add.html", values, status=status)
    opened.keep(response, Opened(mine.number, mine.code), request.now)
    return drawer.lend(response) if request.method == "POST" else response


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: PublicRequest) -> HttpResponse:
    """Ask what one thinks of how it went and of what came of it, and keep it."""
    mine = opened.read(request, request.now)
    if mine is None:
        return closed(request)
    view = queries.public_view(mine.number, mine.code, request.now, request.language)
    if not opinion.may_rate(view):
        raise Http404
    said, error = opinion.Given(), ""
    if request.method == "POST":
        said = opinion.read(request)
        if not said.empty:
            told = [said.process, said.outcome, *said.reasons, said.words]
            operations.evaluate(
                mine.number, process=said.process, outcome=said.outcome, reasons=said.reasons,
                words=said.words, actor=STRANGER, now=request.now, code=mine.code,
                command_id=command_id(request, {"opinion": told}),
            )  # fmt: skip
            did = Opened(mine.number, mine.code, did="rate-bad" if said.bad else "rate")
            return opened.keep(redirect("public:done"), did, request.now)
        error = _("请至少选一项，或者写一句话。")
    values = {
        "number": mine.number,
        "said": said,
        "marks": opinion.marks(),
        "opinion_reasons": opinion.reasons(),
        "names": opinion,
        "missing": {opinion.OUTCOME: error} if error else {},
        "token": request.POST.get("token") or new_token(),
        "house": house(request),
    }
    response = render(request, "public/rate.html", values, status=422 if error else 200)
    return opened.keep(response, Opened(mine.number, mine.code), request.now)

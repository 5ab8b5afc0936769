"""Taking a matter in on the portal: say it, read it over, send it, keep number and code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps
from typing import Any, Final
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.casework import operations, queries
from shouwen.casework.shapes import ActForm, Field, NotDone, Registered, RegistrationAct, Why
from shouwen.intake import submission
from shouwen.web import forms
from shouwen.web.public import opened, patience, qr, uploads, wishes, wording
from shouwen.web.public.drawer import Draft, Drawer
from shouwen.web.public.opened import Opened
from shouwen.web.public.request import STRANGER, PublicRequest, house
from shouwen.web.public.uploads import Luggage
from shouwen.web.public.wishes import Wishes
from shouwen.web.requests import new_token

#: People leave it empty, programs that fill in everything do not.
TRAP: Final = "homepage"
#: How many files the reader was shown before sending.
_COUNT: Final = "count"


@require_safe
def home(request: PublicRequest) -> HttpResponse:
    """Say what this is, and lead to the things one can do."""
    ways = queries.public_acts(request.now, request.language)
    titles = {(way.regulation, way.act): way for way in ways}
    unfinished = [
        (draft, titles[key])
        for draft in Drawer(request).unfinished()
        if (key := tuple(draft.place.split("/")[1:])) in titles
    ]
    values = {
        "ways": ways,
        "house": house(request),
        "open": opened.read(request, request.now),
        "unfinished": unfinished,
    }
    return render(request, "public/home.html", values)


@require_safe
def choose(request: PublicRequest) -> HttpResponse:
    """Ask under which regulation; go straight on when there is only one."""
    ways = queries.public_acts(request.now, request.language)
    if len(ways) == 1:
        return redirect("public:submit", regulation=ways[0].regulation, act=ways[0].act)
    return render(request, "public/choose.html", {"ways": ways, "house": house(request)})


@require_POST
def discard(request: PublicRequest) -> HttpResponse:
    """Destroy everything this browser has not sent, and say so on the front page."""
    Drawer(request).discard_all()
    return redirect("public:home")


@dataclass(slots=True)
class _Desk:
    """One form being filled in: what was typed, the files beside it, the drawer it is kept in."""

    way: RegistrationAct
    form: ActForm
    drawer: Drawer
    typed: dict[str, Any] = field(default_factory=dict)
    wishes: Wishes = field(default_factory=Wishes)
    luggage: Luggage = field(default_factory=lambda: Luggage(()))
    since: Draft | None = None

    @property
    def place(self) -> str:
        return f"submit/{self.way.regulation}/{self.way.act}"

    @property
    def values(self) -> dict[str, Any]:
        return wording.kept(self.typed, self.form.fields)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the form, without those the portal asks in its own words."""
        return tuple(each for each in self.form.fields if each.means not in wishes.MEANINGS)

    @property
    def handed_in(self) -> dict[str, Any]:
        """The form as the regulation takes it: the complainant is who it is about."""
        return self.wishes.said(self.values, self.form.fields)[0]

    @property
    def address(self) -> str:
        return reverse("public:submit", args=(self.way.regulation, self.way.act))


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: PublicRequest, regulation: str, act: str) -> HttpResponse:
    """Show the form, take files in, read it back, and take the matter in."""
    way = _way(request, regulation, act)
    desk = _Desk(way, _form(request, way), Drawer(request))
    if request.method != "POST":
        return _begin(request, desk)
    intent = request.POST.get("intent", "")
    if intent == "clear":
        desk.drawer.discard(desk.place)
        return redirect(desk.address)
    desk.typed = forms.read(request.POST, desk.form.fields, request.now)
    desk.wishes = wishes.read(request)
    kept = desk.typed | desk.wishes.plain()
    desk.drawer.put(desk.place, kept, own=desk.wishes.own)
    desk.luggage = uploads.took(request, desk.drawer, desk.place)
    return desk.drawer.keep(_answer(request, desk, intent), own=desk.wishes.own)


def _begin(request: PublicRequest, desk: _Desk) -> HttpResponse:
    desk.since = desk.drawer.open(desk.place)
    if desk.since is None:
        desk.wishes = wishes.first(request)
    else:
        desk.typed = dict(desk.since.values)
        desk.wishes = wishes.kept(desk.since.values, own=desk.since.own)
    desk.luggage = uploads.of_form(desk.drawer, desk.place)
    return _ask(request, desk)


def _answer(request: PublicRequest, desk: _Desk, intent: str) -> HttpResponse:
    if intent == "save" and request.htmx:
        return render(request, "public/saved.html", {"now": request.now})
    if uploads.wanted(request) and request.htmx:
        return uploads.fragment(request, desk.luggage, desk.address)
    if uploads.wanted(request) or intent in ("change", "save"):
        notice = _("已存好。") if intent == "save" else ""
        return _ask(request, desk, saved=notice)
    if request.POST.get(TRAP):
        return _ask(request, desk, notice=_("请把标着“请留空”的一栏清空，再提交一次。"), status=422)
    wrong = wording.problems(desk.values, desk.form.fields)
    if wrong or desk.wishes.errors or desk.luggage.refused:
        return _ask(request, desk, errors=wrong, status=422)
    if intent != "send":
        return _check(request, desk)
    return _send(request, desk)


def _check(request: PublicRequest, desk: _Desk) -> HttpResponse:
    outcome = operations.check_registration(
        desk.way.regulation, desk.way.act, desk.handed_in, actor=STRANGER, now=request.now,
        language=request.language,
    )  # fmt: skip
    if isinstance(outcome, NotDone):
        return _refuse(request, desk, outcome)
    return _read_back(request, desk)


def _send(request: PublicRequest, desk: _Desk) -> HttpResponse:
    id_ = command_id(request, desk.values | desk.wishes.plain())
    before = operations.answered_before(id_, request.language)
    if isinstance(before, Registered):
        return _received(request, desk, before)
    minutes = patience.minutes_to_wait(request, "submit", request.now)
    if minutes:
        notice = _("这里刚刚提交得太频繁，请 %(minutes)d 分钟后再试，或致电我们。") % {
            "minutes": minutes
        }
        return _ask(request, desk, notice=notice, status=429)
    shown = request.POST.get(_COUNT, "")
    files = desk.drawer.admitted(desk.place)
    if shown.isdecimal() and int(shown) > len(files):
        notice = _("附件放得太久，已经清除了。请重新添加，或者直接提交。")
        return _ask(request, desk, notice=notice, status=422)
    form, said = desk.wishes.said(desk.values, desk.form.fields)
    outcome = submission.submit(
        desk.way.regulation, desk.way.act, form, files, actor=STRANGER, now=request.now,
        command_id=id_, said=said, language=request.language,
    )  # fmt: skip
    if isinstance(outcome, NotDone):
        return _refuse(request, desk, outcome)
    patience.note(request, "submit", request.now)
    return _received(request, desk, outcome)


def _received(request: PublicRequest, desk: _Desk, outcome: Registered) -> HttpResponse:
    desk.drawer.discard(desk.place)
    mine = Opened(outcome.number, outcome.code)
    return opened.keep(redirect("public:receipt"), mine, request.now)


@require_safe
def receipt(request: PublicRequest) -> HttpResponse:
    """Show number, code, promise and a picture of the link to whoever has the matter open."""
    mine = opened.read(request, request.now)
    if mine is None:
        return redirect("public:track")
    case = queries.public_view(mine.number, mine.code, request.now, request.language)
    link = request.build_absolute_uri(reverse("public:track"))
    words = _("投诉编号：%(number)s\n查询码：%(code)s\n查询地址：%(link)s") % {
        "number": mine.number, "code": mine.code, "link": link,
    }  # fmt: skip
    title = _("投诉回执 %(number)s") % {"number": mine.number}
    values = {
        "case": case,
        "code": mine.code,
        "link": link,
        "words": words,
        "mail": f"mailto:?subject={quote(title)}&body={quote(words)}",
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
    desk: _Desk,
    *,
    errors: Mapping[str, tuple[str, ...]] | None = None,
    reasons: tuple[Why, ...] = (),
    notice: str = "",
    saved: str = "",
    status: int = 200,
) -> HttpResponse:
    form = _form(request, desk.way, desk.typed or None)
    handed_in = request.method == "POST" and status == 422
    values = {
        "way": desk.way,
        "address": desk.address,
        "asked": wording.asked(
            [each for each in form.fields if each.means not in wishes.MEANINGS], errors
        ),
        "reasons": reasons,
        "notice": notice,
        "saved": saved,
        "since": desk.since,
        "luggage": desk.luggage,
        "wishes": desk.wishes,
        "missing": desk.wishes.errors if handed_in else {},
        "names": wishes,
        "trap": TRAP,
        "trapped": request.POST.get(TRAP, ""),
        "token": request.POST.get("token") or new_token(),
        "house": house(request),
    }
    return render(request, "public/submit.html", values, status=status)


def _refuse(request: PublicRequest, desk: _Desk, outcome: NotDone) -> HttpResponse:
    form = _form(request, desk.way, desk.typed, outcome.reasons)
    return _ask(request, desk, errors=form.errors, reasons=form.reasons, status=422)


def _read_back(request: PublicRequest, desk: _Desk) -> HttpResponse:
    told = {
        "way": desk.way,
        "answers": wording.answers(desk.values, desk.fields),
        "wishes": desk.wishes,
        "luggage": desk.luggage,
        "carried": [
            (forms.PREFIX + name, str(each))
            for name, value in desk.values.items()
            for each in (value if isinstance(value, list) else [value])
        ]
        + [*desk.wishes.carried, (_COUNT, str(len(desk.luggage.files)))],
        "token": request.POST.get("token", ""),
        "house": house(request),
    }
    return render(request, "public/check.html", told)

"""The book customers write in: its days, entries copied from it, pictures, the signature."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import intake
from shouwen.casework import operations, queries
from shouwen.casework.errors import NoSuchDuty, NothingGiven, TooManyFiles
from shouwen.vocabulary import Month, ShouwenError, at_office
from shouwen.web.desk.taking_in import NO_CASE
from shouwen.web.files import as_download
from shouwen.web.requests import DeskRequest, command_id, new_token, show

#: Kinds of contact an entry may be kept as; everything else in a book is a complaint.
_KINDS = tuple(NO_CASE)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def opinion_book(request: DeskRequest) -> HttpResponse:
    """Show the books this person has to do with, one of them by its days, one day whole."""
    if request.method == "POST":
        return _change(request)
    return _show(request)


@require_safe
def page(request: DeskRequest) -> HttpResponse:
    """Hand out a picture of a page, or show the small one of our own making."""
    n, small = request.GET.get("n", ""), "small" in request.GET
    if not n.isdecimal() or len(n) > 9:
        raise Http404
    key = request.GET.get("key", "")
    kept = intake.open_book_page(key, int(n), actor=request.actor, now=request.now, small=small)
    if not small:
        day = key.rpartition("/")[2]
        end = kept.media_type.rpartition("/")[2].replace("jpeg", "jpg")
        return as_download(f"{_('意见簿')} {day}-{n}.{end}", kept.content)
    response = HttpResponse(kept.content, content_type="image/jpeg")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _show(
    request: DeskRequest, typed: dict[str, str] | None = None, wrong: str = ""
) -> HttpResponse:
    found = queries.books(request.actor, request.now, request.language)
    if found is None:
        return show(request, "desk/opinion_book.html", {"books": None})
    key = (request.POST if typed else request.GET).get("key", "")
    unit, asked = _asked(request, found, key)
    month = Month.of(asked)
    days = queries.book_month(request.actor, unit, month, request.now, request.language)
    chosen = next(
        (each for each in days if each.key == key or (not key and each.day == asked)), None
    )
    if chosen is None and not request.GET.get("day") and days:
        chosen = days[0]
    opened = (
        queries.book_day(request.actor, chosen.key, request.now, request.language)
        if chosen is not None
        else None
    )
    values = {
        "books": found,
        "unit": unit,
        "unit_name": _name_of(unit, found, days),
        "month": month,
        "days": days,
        "missed": sum(each.state == "missing" for each in days),
        "chosen": opened,
        "kinds": [(kind, _(words)) for kind, (words, _key) in NO_CASE.items()],
        "named": {kind: _(words) for kind, (words, _key) in NO_CASE.items()},
        "typed": typed or {},
        "wrong": wrong,
        "token": new_token(),
    }
    return show(request, "desk/opinion_book.html", values, status=422 if wrong else 200)


def _asked(request: DeskRequest, found: queries.Books, key: str) -> tuple[str, date]:
    """Return which place and which day are wanted: those asked for, else one's own, today's."""
    today = at_office(request.now).date()
    if key.count("/") >= 3:
        _rest, unit, day = key.rsplit("/", 2)
        return unit, _day(day) or today
    unit = request.GET.get("unit", "")
    if name := request.GET.get("place", "").strip():
        unit = next((each.value for each in queries.find_units(name, request.now)), unit)
    if not unit:
        unit = found.places[0][0] if found.places else ""
    day = _day(request.GET.get("day", ""))
    if day is None and (month := request.GET.get("month", "")):
        try:
            wanted = Month.parse(month)
            day = today if wanted == Month.of(today) else wanted.last_day
        except ShouwenError:
            day = today
    return unit, day or today


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _name_of(unit: str, found: queries.Books, days: tuple[queries.BookDay, ...]) -> str:
    if days:
        return days[0].unit_name
    return dict(found.places).get(unit, "")


def _change(request: DeskRequest) -> HttpResponse:
    intent, *more = request.POST.get("intent", "").split(" ")
    changes: dict[str, Callable[[DeskRequest, list[str]], HttpResponse]] = {
        "copy": _copy, "pictures": _pictures, "sign": _sign, "note": _note, "begin": _begin,
    }  # fmt: skip
    if intent not in changes:
        raise Http404
    return changes[intent](request, more)


def _copy(request: DeskRequest, _more: list[str]) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("words", "name", "telephone")}
    key = request.POST.get("key", "")
    try:
        entry = operations.copy_entry(
            key, typed["words"], name=typed["name"], telephone=typed["telephone"],
            actor=request.actor, now=request.now, command_id=command_id(request),
        )  # fmt: skip
    except NothingGiven:
        return _show(request, typed, _("请照抄客户写的话"))
    if request.POST.get("then") == "begin":
        return _begin_with(request, entry)
    messages.success(request, _("已抄录"))
    return _back(key)


def _pictures(request: DeskRequest, _more: list[str]) -> HttpResponse:
    key = request.POST.get("key", "")
    sent = [(file.name or "", file.read()) for file in request.FILES.getlist("pictures")]
    admitted, refused = intake.admit_all(sent, now=request.now)
    odd = [each.name for each in admitted if each.family != "picture" and each.kind != "pdf"]
    words = [each.say(request.language) for each in refused]
    words += [_("%(name)s 不是图片或 PDF") % {"name": name} for name in odd]
    if not sent:
        words = [_("请先选择图片")]
    if not words:
        try:
            count = intake.keep_pages(
                key, admitted, actor=request.actor, now=request.now,
                command_id=command_id(request),
            )  # fmt: skip
        except TooManyFiles as full:
            words = [full.english if request.language == "en" else full.problem]
        else:
            messages.success(request, _("已存 %(n)s 张") % {"n": count})
            return _back(key)
    messages.error(request, "；".join(words))
    return _back(key)


def _sign(request: DeskRequest, _more: list[str]) -> HttpResponse:
    key = request.POST.get("key", "")
    done = operations.sign_duty(
        key, note=request.POST.get("note", ""), actor=request.actor, now=request.now
    )
    if done:
        messages.success(request, _("已签办"))
    else:
        messages.warning(request, _("这一项已经由他人签办"))
    return _back(key)


def _note(request: DeskRequest, more: list[str]) -> HttpResponse:
    kind, entry = [*more, "", ""][:2]
    if kind not in _KINDS:
        raise NoSuchDuty(entry)
    contact = operations.note_entry(entry, kind, actor=request.actor, now=request.now)  # type: ignore[arg-type]
    words = {"kind": _(NO_CASE[kind][0]), "contact": contact}
    messages.success(request, _("已记为%(kind)s，来件编号 %(contact)s") % words)
    return _back(entry.rpartition("/")[0])


def _begin(request: DeskRequest, more: list[str]) -> HttpResponse:
    return _begin_with(request, "".join(more[:1]))


def _begin_with(request: DeskRequest, entry: str) -> HttpResponse:
    """Open the registration with what the entry says; the draft remembers whence it came."""
    opened = operations.open_entry(entry, actor=request.actor, now=request.now)
    draft = operations.save_draft(
        opened.regulation, opened.act, {**opened.form, "of-entry": entry}, actor=request.actor,
        now=request.now,
    )  # fmt: skip
    address = reverse("desk:register", args=[opened.regulation, opened.act])
    return redirect(f"{address}?{urlencode({'draft': draft})}")


def _back(key: str) -> Any:
    return redirect(f"{reverse('desk:opinion_book')}?{urlencode({'key': key})}")

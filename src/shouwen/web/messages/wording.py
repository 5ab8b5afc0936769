"""The texts of messages: those in force, their versions, a preview with a real case."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.casework import queries as casework
from shouwen.casework.errors import CaseNotFound
from shouwen.notices import WrongText, operations, queries
from shouwen.notices.adapters import CHANNELS
from shouwen.notices.occasions import OCCASIONS
from shouwen.notices.texts import LANGUAGES, Texts, Wording, faults_of, meanings, shipped, versions
from shouwen.packs import shelf
from shouwen.web.requests import DeskRequest, show


@dataclass(frozen=True, slots=True)
class Line:
    """One occasion on the page of texts: its text everywhere, and where it has others."""

    occasion: str
    title: str
    staff: bool
    text: Wording
    own: tuple[Wording, ...]


@require_safe
def texts(request: DeskRequest) -> HttpResponse:
    """Show every occasion with the text in force."""
    known, language = Texts(), request.language
    own = known.own()
    lines = [
        Line(
            occasion.id,
            occasion.english if language == "en" else occasion.title,
            occasion.audience == "staff",
            known.of(occasion.id, "", "", language),
            tuple(
                each for each in own
                if each.occasion == occasion.id and (each.channel or each.regulation)
            ),
        )
        for occasion in OCCASIONS.values()
    ]  # fmt: skip
    return show(request, "messages/texts.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: DeskRequest, occasion: str) -> HttpResponse:
    """Show one text for editing; check it, preview it with a case, or keep a new version."""
    if occasion not in OCCASIONS:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    place = _place(request, given)
    language = place["language"]
    kept = versions(occasion, language=language, channel=place["channel"],
                    regulation=place["regulation"])  # fmt: skip
    now = kept[0] if kept else shipped(occasion, language)
    typed: dict[str, Any] = {"subject": now.subject, "body": now.body, "on": now.on}
    errors: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    if request.method == "POST":
        typed = {
            "subject": request.POST.get("subject", "").strip(),
            "body": request.POST.get("body", "").strip(),
            "on": request.POST.get("on") == "true",
        }
        if request.POST.get("intent") == "preview":
            errors = _errors(
                request, faults_of(occasion, place["channel"], language,
                                   typed["subject"], typed["body"])
            )  # fmt: skip
            values |= _preview(request, occasion, typed, language)
        else:
            try:
                operations.save_text(
                    occasion, **place, **typed, by=request.actor.person, now=request.now
                )
            except WrongText as wrong:
                errors = _errors(request, wrong.faults)
            else:
                messages.success(request, _("已保存为新的一版"))
                return redirect(_address(occasion, place))
    values |= {
        "occasion": OCCASIONS[occasion],
        "place": place,
        "typed": typed,
        "errors": errors,
        "kept": kept,
        "shipped": shipped(occasion, language),
        "meanings": meanings(occasion, request.language),
        "regulations": _regulations(request),
        "ways": [(k, v[1 if request.language == "en" else 0]) for k, v in CHANNELS.items()],
    }
    return show(request, "messages/text.html", values, status=422 if errors else 200)


def _place(request: DeskRequest, given: Any) -> dict[str, str]:
    language = given.get("language", request.language)
    channel = given.get("channel", "")
    regulation = given.get("regulation", "")
    if language not in LANGUAGES or (channel and channel not in CHANNELS):
        raise Http404
    if regulation and regulation not in dict(_regulations(request)):
        raise Http404
    return {"language": language, "channel": channel, "regulation": regulation}


def _regulations(request: DeskRequest) -> list[tuple[str, str]]:
    return [
        (id_, shelf.procedure(id_).pack.say(shelf.procedure(id_).pack.pack.title, request.language))
        for id_ in sorted(casework.worked_by(request.now))
    ]


def _errors(request: DeskRequest, faults: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field, chinese, english in faults:
        found.setdefault(field, []).append(english if request.language == "en" else chinese)
    return found


def _preview(
    request: DeskRequest, occasion: str, typed: dict[str, Any], language: str
) -> dict[str, Any]:
    number = request.POST.get("number", "").strip()
    if not number:
        return {"number": "", "number_error": _("请填一个投诉编号")}
    try:
        subject, body = queries.preview(
            request.actor, occasion, typed["subject"], typed["body"], number, request.now, language
        )
    except CaseNotFound:
        return {"number": number, "number_error": _("没有这件投诉，或不在您的职责范围内")}
    return {"number": number, "preview": {"subject": subject, "body": body, "length": len(body)}}


def _address(occasion: str, place: dict[str, str]) -> str:
    query = "&".join(f"{name}={value}" for name, value in place.items() if value)
    return f"{reverse('messages:text', args=[occasion])}?{query}"

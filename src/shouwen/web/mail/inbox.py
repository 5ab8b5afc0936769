"""The inbox: what came by mail, read with a reason, and brought to where it belongs."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.casework import queries as casework
from shouwen.casework.errors import CaseNotFound, ReasonNeeded
from shouwen.intake.mail import answering, operations, queries, states
from shouwen.vocabulary import ShouwenError
from shouwen.web import tabs
from shouwen.web.files import as_download
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show


@require_safe
def inbox(request: DeskRequest) -> HttpResponse:
    """Show the messages of this person's mailboxes, newest first."""
    names = {
        "waiting": _("待办"), "unparsed": _("无法解析"), "settled": _("已办结"),
        "machine": _("退信和自动回复"),
    }  # fmt: skip
    chosen = request.GET.get("view", "waiting")
    chosen = chosen if chosen in names else "waiting"
    page = queries.inbox(
        request.actor, request.now, request.language, view=chosen,
        cursor=request.GET.get("after") or None,
    )  # fmt: skip
    values = {
        "tabs": tabs.views(names, chosen, page.counts),
        "page": page,
        "first": f"?view={chosen}" if request.GET.get("after") else "",
        "next": f"?{urlencode({'view': chosen, 'after': page.next})}" if page.next else "",
        "has_boxes": bool(queries.boxes_of(request.actor, request.now)),
    }
    return show(request, "mail/inbox.html", values)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: DeskRequest, id_: int) -> HttpResponse:
    """Show one message, masked until it is taken or read with a reason; settle it."""
    if request.method != "POST":
        return _page(request, id_)
    way = request.POST.get("way", "")
    try:
        answer = _do(request, id_, way)
    except (ShouwenError, ValueError) as refusal:
        if type(refusal).__name__ == "NoSuchMail":
            raise
        return _page(request, id_, error=_words(request, refusal), typed=request.POST, way=way)
    return answer


@require_POST
def file(request: DeskRequest, id_: int, n: int) -> HttpResponse:
    """Hand out one file of a message, or the raw message (0); the reading is recorded."""
    kept = operations.open_file(
        request.actor, id_, n, reason=request.POST.get("reason") or operations.READING,
        now=request.now,
    )  # fmt: skip
    return as_download(kept.name, kept.content)


def _do(request: DeskRequest, id_: int, way: str) -> HttpResponse:
    given, actor, now = request.POST, request.actor, request.now
    here = reverse("mail:message", args=[id_])
    match way:
        case "take":
            operations.take(id_, actor=actor, now=now)
            return go(request, here)
        case "read":
            reason = given.get("other", "").strip() or given.get("reason", "")
            try:
                words = queries.read(actor, id_, reason=reason, now=now)
            except ReasonNeeded:
                return _page(request, id_, error=_("请写明查看理由"), typed=given, way=way)
            return _page(request, id_, words=words)
        case "register":
            act = given.get("act", "")
            draft = operations.begin_registration(id_, act, actor=actor, now=now)
            regulation = queries.mail_view(actor, id_, now).regulation
            address = reverse("desk:register", args=[regulation, act])
            return go(request, f"{address}?{urlencode({'draft': draft})}")
        case "attach":
            number = given.get("number", "").strip()
            try:
                operations.attach(id_, number, actor=actor, now=now)
            except CaseNotFound:
                words = _("没有您可以办理的投诉 %(number)s，请核对编号") % {"number": number}
                return _page(request, id_, error=words, typed=given, way=way)
            messages.success(request, _("已并入 %(number)s") % {"number": number})
        case "answer":
            answering.answer(
                id_, given.get("text", ""), actor=actor, now=now, command_id=command_id(request),
                settle=given.get("settle") == "true",
            )  # fmt: skip
            messages.success(request, _("答复已记录，即将发出"))
        case "close":
            kind: Any = given.get("kind", "")
            operations.close(
                id_, kind, given.get("reason", ""), actor=actor, now=now,
                command_id=command_id(request),
            )  # fmt: skip
            messages.success(request, _("来信已办结"))
        case "take_up":
            operations.take_up(id_, actor=actor, now=now)
            return go(request, here)
        case _:
            return go(request, here)
    return go(request, here)


def _page(
    request: DeskRequest,
    id_: int,
    *,
    words: queries.MailWords | None = None,
    error: str = "",
    typed: Mapping[str, str] | None = None,
    way: str = "",
) -> HttpResponse:
    view = queries.mail_view(request.actor, id_, request.now, request.language)
    if words is None and view.mine and not view.settled:
        words = queries.read(request.actor, id_, reason=operations.READING, now=request.now)
    ways = casework.registration_acts(request.actor, request.now, request.language)
    values = {
        "view": view,
        "words": words,
        "evidence": _evidence(view.evidence),
        "acts": [each for each in ways if each.regulation == view.regulation],
        "kinds": [(kind, label) for kind, label in _kinds().items()],
        "reasons": [_("经办来信"), _("核对是否同一事项"), _("检查、督办调阅")],
        "files": _named(view, words),
        "following": queries.following(request.actor, id_, request.now) if view.settled else None,
        "open": not view.settled and view.row.state != states.MACHINE,
        "error": error,
        "typed": typed or {},
        "way": way,
        "token": new_token(),
    }
    return show(request, "mail/message.html", values, status=422 if error else 200)


def _named(
    view: queries.MailView, words: queries.MailWords | None
) -> list[tuple[queries.FileRow, str]]:
    """Return the files with their names, once the message may be read."""
    names = words.names if words is not None else ()
    return [(row, names[row.n - 1] if row.n <= len(names) else "") for row in view.files]


def _kinds() -> dict[str, str]:
    return {
        "consultation": _("咨询"), "praise": _("表扬"), "suggestion": _("建议"),
        "out_of_scope": _("不属受理范围"), "refused": _("不予受理"),
        "other": _("其他（广告、误寄等）"),
    }  # fmt: skip


def _evidence(name: str) -> str:
    return {
        "message_id": _("回复了本件发出的邮件"), "address": _("寄往本件专用的地址"),
        "thread": _("接续同一往来"), "number": _("信中写有编号"),
    }.get(name, "")  # fmt: skip


def _words(request: DeskRequest, refusal: Exception) -> str:
    if isinstance(refusal, ShouwenError):
        english = request.language == "en" and refusal.english
        return str(refusal.english if english else refusal.problem)
    return _("请选择来信种类")

"""Mailboxes: add, change, try out, pause; what came of the last fetch."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import people
from shouwen.intake.mail import mailboxes as boxes
from shouwen.intake.mail import queries
from shouwen.intake.mail.errors import CannotReach, WrongMailbox
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show

_FIELDS = (
    "name", "address", "host", "port", "tls", "login", "folder", "processed", "regulation", "unit",
)  # fmt: skip


@require_safe
def mailboxes(request: DeskRequest) -> HttpResponse:
    """Show every mailbox, how its last fetch went and what waits in it."""
    return show(request, "mail/mailboxes.html", {"boxes": queries.box_rows(request.now)})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: DeskRequest, id_: int | None = None) -> HttpResponse:
    """Show the form of a mailbox; keep it, try it out, pause it or go on with it."""
    box = queries.box_row(id_, request.now) if id_ is not None else None
    kept = {name: str(getattr(box, name)) for name in _FIELDS} if box else {"tls": "ssl"}
    if request.method != "POST":
        return _page(request, box, kept)
    given = request.POST
    command = command_id(request)
    try:
        match given.get("way", ""):
            case "try":
                count = boxes.try_out(given, id_=id_)
                words = _("连接成功，文件夹里有 %(n)d 封邮件") % {"n": count}
                return _page(request, box, given.dict(), good=words)
            case "pause" | "resume" if id_ is not None:
                boxes.set_active(
                    id_, active=given["way"] == "resume", actor=request.actor, now=request.now,
                    command_id=command,
                )  # fmt: skip
            case _:
                boxes.save(given, actor=request.actor, now=request.now, command_id=command, id_=id_)
                messages.success(request, _("邮箱已保存"))
    except WrongMailbox as wrong:
        place = 1 if request.language == "en" else 0
        faults = {name: words[place] for name, words in wrong.faults.items()}
        return _page(request, box, given.dict(), faults=faults)
    except CannotReach as refusal:
        english = request.language == "en"
        words = refusal.english if english else f"{refusal.problem}。{refusal.remedy}"
        return _page(request, box, given.dict(), bad=str(words))
    return go(request, reverse("mail:mailboxes"))


def _page(
    request: DeskRequest,
    box: queries.BoxRow | None,
    typed: Mapping[str, str],
    *,
    faults: Mapping[str, str] | None = None,
    good: str = "",
    bad: str = "",
) -> HttpResponse:
    values = {
        "box": box,
        "typed": typed,
        "faults": faults or {},
        "good": good,
        "bad": bad,
        "units": people.unit_choices(),
        "regulations": queries.regulation_choices(request.now, request.language),
        "tls": [
            ("ssl", "SSL/TLS (993)"),
            ("starttls", "STARTTLS (143)"),
            ("none", _("不加密（仅限内网）")),
        ],
        "token": new_token(),
    }
    return show(request, "mail/mailbox.html", values, status=422 if faults or bad else 200)

"""Files of a case, handed out as attachments only; recordings of its calls, listened to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import intake
from shouwen.casework import operations, queries
from shouwen.casework.errors import ReasonNeeded
from shouwen.casework.shapes import NotDone
from shouwen.web.files import as_download
from shouwen.web.requests import DeskRequest, command_id, new_token, show


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: DeskRequest, number: str) -> HttpResponse:
    """Show the files of a case by their names; take in more of them."""
    refused: tuple[intake.Refused, ...] = ()
    if request.method == "POST":
        # Who may not know of the case learns it before his files are looked at.
        queries.files_of(request.actor, number, request.now)
        given = [(file.name or "", file.read()) for file in request.FILES.getlist("files")]
        admitted, refused = intake.admit_all(given, now=request.now)
        count = intake.enclose(
            number, admitted, source="desk", actor=request.actor, now=request.now,
            command_id=command_id(request),
        )  # fmt: skip
        if count:
            messages.success(request, _("已收下 %(n)d 个附件") % {"n": count})
        if not refused and given:
            return redirect("desk:files", number=number)
    view = queries.case_view(request.actor, number, request.now, request.language)
    limits = intake.Limits.set_here()
    values = {
        "case": view,
        "files": intake.files_of(request.actor, number, request.now, request.language, names=True),
        "refused": [each.say(request.language) for each in refused],
        "none": request.method == "POST" and not refused,
        "token": new_token(),
        "one": limits.one // 2**20,
        "most": limits.most,
    }
    status = 422 if values["refused"] or values["none"] else 200
    return show(request, "desk/files.html", values, status=status)


@require_safe
def file(request: DeskRequest, number: str, n: int) -> HttpResponse:
    """Hand out one file, to be kept; the reading is recorded."""
    kept = intake.open_file(
        number, n, reason=_noop("办理本件，下载附件"), actor=request.actor, now=request.now
    )
    return as_download(kept.name, kept.content)


@require_safe
def thumbnail(request: DeskRequest, number: str, n: int) -> HttpResponse:
    """Show the small picture of a file: a JPEG of our own making, never what was sent."""
    kept = intake.open_file(
        number, n, reason=_noop("办理本件，查看附件缩略图"), actor=request.actor, now=request.now,
        thumbnail=True,
    )  # fmt: skip
    response = HttpResponse(kept.content, content_type="image/jpeg")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def recordings(request: DeskRequest, number: str) -> HttpResponse:
    """Show the recordings of a case and who listened to them; record that one was heard."""
    typed = {"recording": "1", "why": "", "conclusion": ""}
    error = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in typed}
        try:
            operations.record_hearing(
                number, int(typed["recording"]) if typed["recording"].isdigit() else 0,
                why=typed["why"], conclusion=typed["conclusion"], actor=request.actor,
                now=request.now, command_id=command_id(request),
            )  # fmt: skip
        except ReasonNeeded:
            error = _("请写明为什么复听，以及复听的结论")
        else:
            messages.success(request, _("复听已记录"))
            return _heard(request, number, typed["conclusion"])
    view = queries.case_view(request.actor, number, request.now, request.language)
    recordings = queries.recordings_of(
        request.actor, number, request.now, request.language, conclusions=True
    )
    values = {
        "case": view,
        "act": next(
            (each for each in view.options if each.allowed and "heard_again" in each.means), None
        ),
        "recordings": recordings,
        "may_hear": [each for each in recordings if each.reference],
        "typed": typed,
        "error": error,
        "token": new_token(),
    }
    return show(request, "desk/recordings.html", values, status=422 if error else 200)


def _heard(request: DeskRequest, number: str, conclusion: str) -> HttpResponse:
    """Do the act the regulation asks for with it; where it asks for more, open its form."""
    form = queries.hearing_form(request.actor, number, conclusion, request.now, request.language)
    if form is None:
        return redirect("desk:recordings", number=number)
    typed = {field.name: field.value for field in form.fields if field.value}
    outcome = operations.act(
        number, form.act, typed, actor=request.actor, now=request.now,
        command_id=f"{command_id(request)}/act", task=form.task, language=request.language,
    )  # fmt: skip
    if isinstance(outcome, NotDone):
        operations.save_draft(number, form.act, typed, actor=request.actor, now=request.now)
        messages.warning(request, _("请接着办理：%(title)s") % {"title": form.title})
        return redirect("desk:act", number=number, act=form.act)
    messages.success(request, _("已办理：%(title)s") % {"title": form.title})
    return redirect("desk:recordings", number=number)

"""What the complainant gave a case beside its acts; and a new code for whoever has lost it."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shouwen.casework import operations, queries
from shouwen.casework.errors import ProofNeeded, ReasonNeeded
from shouwen.web.public.opinion import marks, reasons
from shouwen.web.requests import DeskRequest, command_id, new_token, show


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def given(request: DeskRequest, number: str) -> HttpResponse:
    """Show words and opinions, masked; open one with a reason; give a new code on proof."""
    intent = request.POST.get("intent", "") if request.method == "POST" else ""
    opened, code, wrong = 0, "", {}
    text = ""
    if intent == "renew":
        try:
            code = operations.renew_code(
                number, proof=request.POST.get("proof", ""), actor=request.actor, now=request.now,
                command_id=command_id(request),
            )  # fmt: skip
        except ProofNeeded as refusal:
            wrong["proof"] = refusal.english if request.language == "en" else refusal.problem
    elif intent.startswith("open-") and intent.removeprefix("open-").isdecimal():
        version = int(intent.removeprefix("open-"))
        try:
            text = operations.reveal_words(
                number, version, reason=request.POST.get("reason", ""), actor=request.actor,
                now=request.now,
            )  # fmt: skip
            opened = version
        except ReasonNeeded:
            wrong["reason"] = _("请写明查看的理由")
    said, opinions = queries.given_of(request.actor, number, request.now)
    words = {mark.value: mark.words for mark in marks()}
    known = reasons()
    values = {
        "number": number,
        "said": said,
        "opinions": [
            (each, words.get(each.process or 0, ""), words.get(each.outcome or 0, ""),
             [known[reason] for reason in each.reasons if reason in known])
            for each in opinions
        ],
        "opened": opened,
        "text": text,
        "code": code,
        "wrong": wrong,
        "reason": request.POST.get("reason", "") or _("办理本件"),
        "proof": request.POST.get("proof", ""),
        "token": new_token(),
    }  # fmt: skip
    return show(request, "desk/given.html", values, status=422 if wrong else 200)

"""Keys of the interface: who has which, made and taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.connections import keys as kept
from shouwen.connections.errors import NoSuchKey, WrongKey
from shouwen.connections.keys import NewKey
from shouwen.connections.scopes import SCOPES
from shouwen.web.connections.tabs import choices, end_of, listed, tabs, words
from shouwen.web.requests import DeskRequest, show


@sensitive_variables("made")
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: DeskRequest) -> HttpResponse:
    """List the keys; make one, and show it this once."""
    made, error = None, ""
    if request.method == "POST":
        try:
            made = _make(request)
        except WrongKey as wrong:
            error = words(request, wrong)
        except ValueError:
            error = _("有效期请写成日期")
    english = request.language == "en"
    values = {
        "tabs": tabs("connections:keys"),
        "rows": kept.rows(request.now),
        "scopes": [(name, said[1 if english else 0]) for name, said in SCOPES.items()],
        "ticked": request.POST.getlist("scopes") if error else [],
        "typed": request.POST if error else {},
        "per_minute": kept.PER_MINUTE,
        "made": made,
        "error": error,
        **choices(request),
    }
    return show(request, "connections/keys.html", values, status=422 if error else 200)


def _make(request: DeskRequest) -> NewKey:
    given = request.POST
    rate = given.get("per_minute", "").strip()
    return kept.make(
        given.get("name", ""),
        scopes=given.getlist("scopes"),
        person=given.get("person", ""),
        unit=given.get("unit", ""),
        roles=listed(given, "roles"),
        networks=listed(given, "networks"),
        expires_at=end_of(given.get("expires", "")),
        per_minute=int(rate) if rate.isascii() and rate.isdigit() else kept.PER_MINUTE,
        by=request.actor.person,
        now=request.now,
    )


@require_POST
def revoke(request: DeskRequest, key: str) -> HttpResponse:
    """Take a key back."""
    try:
        kept.revoke(key, by=request.actor.person, now=request.now)
    except NoSuchKey as wrong:
        messages.error(request, words(request, wrong))
    else:
        messages.success(request, _("密钥已停用"))
    return redirect("connections:keys")

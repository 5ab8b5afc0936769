"""Telephone exchanges and their keys, for administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.intake import telephone
from shouwen.web.requests import DeskRequest, show


@require_http_methods(["GET", "HEAD", "POST"])
def exchanges(request: DeskRequest) -> HttpResponse:
    """Show exchanges; make a key, which is shown this once, or end one."""
    values: dict[str, object] = {}
    status = 200
    if request.method == "POST":
        name = request.POST.get("name", "")
        try:
            if request.POST.get("intent") == "end":
                telephone.end_key(name, by=request.actor.person, now=request.now)
                messages.success(request, _("已停用，这把密钥不再有效"))
                return redirect("telephone:exchanges")
            key = telephone.make_key(name, by=request.actor.person, now=request.now)
            values |= {"key": key, "name": " ".join(name.split())}
        except telephone.NoSuchExchange as wrong:
            error = wrong.english if request.language == "en" else wrong.problem
            values |= {"error": error, "typed": name}
            status = 422
    values |= {
        "rows": telephone.exchanges(),
        "address": request.build_absolute_uri(reverse("telephone:events")),
    }
    return show(request, "telephone/exchanges.html", values, status=status)

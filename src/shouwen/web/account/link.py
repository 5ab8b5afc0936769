"""Setting a password by the link an administrator has handed over."""

from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from shouwen import logins
from shouwen.web.account import entering, throttle
from shouwen.web.account.security import weaknesses
from shouwen.web.account.views import locked, said


@sensitive_variables("secret")
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show whose password is set; set it, once."""
    now = request.now  # type: ignore[attr-defined]
    address = entering.address_of(request)
    mark = f"link {address}"
    refusal = locked(mark, address, request)
    if refusal:
        return render(request, "account/link.html", {"refusal": refusal}, status=429)
    wrong: dict[str, list[str]] = {}
    try:
        found = logins.open_reset(secret, now)
        if request.method == "POST":
            new = request.POST.get("password", "")
            wrong = weaknesses(new, request.POST.get("again", ""), found.user)
            if not wrong:
                user = logins.use_reset(secret, new, now=now)
                logins.note(user, "changed", "password", **entering.whence(request))
                messages.success(request, _("密码已设好，请登录"))
                return redirect("account:login")
    except logins.WrongLink as bad:
        throttle.note_failure(mark, address, now)
        return render(request, "account/link.html", {"refusal": said(request, bad)}, status=410)
    except ValidationError as weak:
        wrong = {"password": list(weak.messages)}
    values = {"found": found, "wrong": wrong, "advice": password_validators_help_texts()}
    return render(request, "account/link.html", values, status=422 if wrong else 200)

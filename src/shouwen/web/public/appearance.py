"""Size of letters and contrast: switches that need neither script nor account."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

_YEAR: Final = 365 * 24 * 60 * 60
#: Cookies and the values that differ from the usual look.
SWITCHES: Final = {"type": ("large", "largest"), "contrast": ("high",)}


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Remember a switch, or forget it, and go back to where it was used."""
    wanted = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(wanted if here else reverse("public:home"))
    for name, values in SWITCHES.items():
        if name not in request.POST:
            continue
        if request.POST[name] in values:
            response.set_cookie(
                name,
                request.POST[name],
                max_age=_YEAR,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        else:
            response.delete_cookie(name, samesite="Lax")
    return response

"""How a complainant wants to be told of the open matter: by which way, and where to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shouwen.casework import queries
from shouwen.notices import binding, operations
from shouwen.notices.ways import fits
from shouwen.web.public import opened
from shouwen.web.public.following import closed
from shouwen.web.public.opened import Opened
from shouwen.web.public.request import PublicRequest, house

#: The ways a complainant may choose; a WeChat account is bound on a page of its own.
_WAYS = {
    "sms": (gettext_lazy("短信"), gettext_lazy("发到手机；晚上 9 点到早上 8 点不发")),
    "mail": (gettext_lazy("邮件"), gettext_lazy("发到邮箱")),
    "none": (gettext_lazy("不用通知"), gettext_lazy("我自己上网查")),
}


@sensitive_post_parameters("address")
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: PublicRequest) -> HttpResponse:
    """Ask by which way news of the open matter is to come, and keep the answer."""
    mine = opened.read(request, request.now)
    if mine is None:
        return closed(request)
    # Opens the matter: the code is right, or nothing is kept.
    queries.public_view(mine.number, mine.code, request.now, request.language)
    way, address, missing = "", "", {}
    if request.method == "POST":
        way = request.POST.get("way", "")
        address = request.POST.get("address", "").strip()
        if way not in _WAYS:
            missing["way"] = _("请选一种方式。")
        elif address and not fits(way, address):
            missing["address"] = (
                _("请填 11 位手机号码。")
                if way == "sms"
                else _("请填完整的邮箱，例如 name@example.cn。")
            )
        if not missing:
            operations.wish(
                mine.number, way, address="" if way == "none" else address,
                language=request.language, now=request.now,
            )  # fmt: skip
            messages.success(request, _("已记下，以后按您选的方式通知。"))
            return opened.keep(redirect("public:case"), mine, request.now)
    values = {
        "number": mine.number,
        "ways": [(key, *words) for key, words in _WAYS.items()],
        "way": way,
        "address": address,
        "missing": missing,
        "wechat": binding.offered(),
        "house": house(request),
    }
    response = render(request, "public/told.html", values, status=422 if missing else 200)
    return opened.keep(response, Opened(mine.number, mine.code), request.now)

"""What was sent, what was not and why, tried again; and how somebody wants to be told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.notices import NoSuchMessage, WrongSetting, operations, queries
from shouwen.web.requests import DeskRequest, show

#: Ways a member of staff may be told by.
_STAFF_WAYS = ("wecom", "mail", "sms", "wecom_robot")
_MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: DeskRequest) -> HttpResponse:
    """Show messages, newest first, with the provider's own words; try one again."""
    only = request.GET.get("show", "")
    only = only if only in queries.FILTERS else ""
    number = request.GET.get("number", "").strip()
    if request.method == "POST":
        return _retry(request)
    cursor = request.GET.get("after", "")
    page = queries.messages(
        only, int(cursor) if cursor.isdigit() else None, number, request.language,
        actor=request.actor, now=request.now,
    )  # fmt: skip
    english = request.language == "en"
    values: dict[str, object] = {
        "page": page,
        "only": only,
        "number": number,
        "tabs": [(key, each[2 if english else 1]) for key, each in queries.FILTERS.items()],
        "troubles": queries.troubles(),
    }
    try:
        values["ways"] = queries.channels(request.language)
    except WrongSetting as wrong:
        values["wrong"] = wrong.english if english else wrong.problem
    return show(request, "messages/sent.html", values)


def _retry(request: DeskRequest) -> HttpResponse:
    given = request.POST.get("message", "")
    try:
        operations.retry(int(given) if given.isdigit() else 0, now=request.now)
    except NoSuchMessage as gone:
        messages.warning(request, gone.english if request.language == "en" else gone.problem)
    else:
        messages.success(request, _("马上重新发送"))
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse("messages:sent") + (f"?{query}" if query else ""))


@require_safe
def of_case(request: DeskRequest, number: str) -> HttpResponse:
    """Show what was sent about one case to whoever may know of it."""
    rows = queries.messages_of(request.actor, number, request.now, request.language)
    return show(request, "messages/of_case.html", {"number": number, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: DeskRequest) -> HttpResponse:
    """Show and keep by which ways this person wants to be told."""
    ways = queries.channels(request.language)
    known = queries.staff_ways(request.actor.person)
    lines = []
    faults = 0
    for way in ways:
        if way.channel not in _STAFF_WAYS:
            continue
        address, on = known.get(way.channel, ("", False))
        error = ""
        if request.method == "POST":
            address = request.POST.get(f"address-{way.channel}", "").strip()
            on = request.POST.get(f"on-{way.channel}") == "true"
            error = _fault(address, on=on)
            faults += bool(error)
        lines.append({"way": way, "address": address, "on": on, "error": error})
    if request.method == "POST" and not faults:
        for line in lines:
            if line["address"] or line["way"].channel in known:
                operations.set_staff_way(
                    request.actor.person, line["way"].channel, line["address"], on=line["on"],
                    now=request.now,
                )  # fmt: skip
        messages.success(request, _("已保存"))
        return redirect("messages:mine")
    return show(request, "messages/mine.html", {"lines": lines}, status=422 if faults else 200)


def _fault(address: str, *, on: bool) -> str:
    if on and not address:
        return _("启用前请填写地址")
    if len(address) > _MOST or not address.isprintable():
        return _("地址最多 200 字，不能有换行")
    return ""

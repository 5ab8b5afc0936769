"""The register of sanctions with its publication list, and the register of the money of cases."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.accountability import operations, queries
from shouwen.web import tabs
from shouwen.web.money.rooms import rooms
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show


@require_http_methods(["GET", "HEAD", "POST"])
def sanctions(request: DeskRequest) -> HttpResponse:
    """Show sanctions; record that some were made known on a personnel notice."""
    if request.method == "POST":
        return _publish(request)
    names = {"unpublished": _("待公布"), "published": _("已公布"), "all": _("全部")}
    chosen = request.GET.get("view", "unpublished")
    chosen = chosen if chosen in names else "unpublished"
    page = queries.sanction_list(
        request.actor, request.now, request.language, view=chosen,
        cursor=request.GET.get("after") or None,
    )  # fmt: skip
    values = {
        "rooms": rooms(request, "sanctions"),
        "tabs": tabs.views(names, chosen),
        "page": page,
        "publishes": any(row.may_publish for row in page.rows),
        "first": f"?view={chosen}" if request.GET.get("after") else "",
        "next": f"?{urlencode({'view': chosen, 'after': page.next})}" if page.next else "",
        "token": new_token(),
    }
    return show(request, "money/sanctions.html", values)


@require_safe
def register(request: DeskRequest) -> HttpResponse:
    """Show compensation, refunds, recovered amounts and losses of the cases one may see."""
    names = {
        "": _("全部"), "compensation": _("赔付"), "refund": _("退款"), "recovered": _("追回"),
        "loss": _("损失"),
    }  # fmt: skip
    chosen = request.GET.get("view", "")
    chosen = chosen if chosen in names else ""
    page = queries.money_list(
        request.actor, request.now, request.language, kind=chosen,
        cursor=request.GET.get("after") or None,
    )  # fmt: skip
    values = {
        "rooms": rooms(request, "register"),
        "tabs": tabs.views(names, chosen),
        "page": page,
        "first": f"?view={chosen}" if request.GET.get("after") else "",
        "next": f"?{urlencode({'view': chosen, 'after': page.next})}" if page.next else "",
    }
    return show(request, "money/register.html", values)


def _publish(request: DeskRequest) -> HttpResponse:
    chosen = request.POST.getlist("charge")
    notice = request.POST.get("notice", "").strip()
    if not chosen or not notice:
        messages.error(request, _("请勾选处分，并写明人事公布单的文号"))
        return go(request, "./")
    count = operations.publish(
        request.actor, chosen, notice, now=request.now, command_id=command_id(request)
    )
    messages.success(
        request, _("已登记公布 %(count)s 项：%(notice)s") % {"count": count, "notice": notice}
    )
    return go(request, "./")

"""One's own statement, the accounts of others, and corrections by two persons."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.accountability import operations, queries
from shouwen.accountability.errors import NotYours
from shouwen.accountability.shapes import ChargeView, StatementView
from shouwen.vocabulary import ShouwenError
from shouwen.web import tabs
from shouwen.web.money.rooms import month_asked, rooms
from shouwen.web.requests import DeskRequest, command_id, go, new_token, show


@require_safe
def mine(request: DeskRequest) -> HttpResponse:
    """Show this person's own statement of a month."""
    view = queries.statement_for(
        request.actor, None, month_asked(request), request.now, request.language
    )
    return show(request, "money/statement.html", {"view": view, "rooms": rooms(request, "mine")})


@require_safe
def accounts(request: DeskRequest) -> HttpResponse:
    """Show the accounts this person keeps, and what waits for his decision."""
    names = {
        "unsettled": _("未结清"), "asked": _("待批更正"), "left": _("已离职"), "all": _("全部"),
    }  # fmt: skip
    chosen = request.GET.get("view", "unsettled")
    chosen = chosen if chosen in names else "unsettled"
    page = queries.account_list(
        request.actor, request.now, request.language, view=chosen,
        cursor=request.GET.get("after", ""),
    )  # fmt: skip
    values = {
        "rooms": rooms(request, "accounts"),
        "tabs": tabs.views(names, chosen),
        "page": page,
        "first": f"?view={chosen}" if request.GET.get("after") else "",
        "next": f"?{urlencode({'view': chosen, 'after': page.next})}" if page.next else "",
        "requests": queries.requests_for(request.actor, request.now, request.language),
        "token": new_token(),
    }
    return show(request, "money/accounts.html", values)


@require_safe
def account(request: DeskRequest, key: str) -> HttpResponse:
    """Show one account in one month."""
    view = queries.statement_for(
        request.actor, key, month_asked(request), request.now, request.language
    )
    values = {"view": view, "rooms": rooms(request, "accounts"), "token": new_token()}
    return show(request, "money/statement.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: DeskRequest, key: str) -> HttpResponse:
    """Ask for a correction of one charge, put an appeal to decision, or record a payment."""
    name = request.POST.get("charge") or request.GET.get("charge", "")
    view = queries.statement_for(
        request.actor, key, month_asked(request), request.now, request.language
    )
    charge = _charge(view, name)
    typed = {part: request.POST.get(part, "") for part in ("cause", "to", "reason")}
    error = ""
    if request.method == "POST":
        try:
            _carry_out(request, name, typed)
        except ShouwenError as refusal:
            english = request.language == "en" and refusal.english
            error = refusal.english if english else refusal.problem
        else:
            return go(request, _statement(key, view.month))
    values = {
        "view": view, "charge": charge, "typed": typed, "error": error,
        "rooms": rooms(request, "accounts"), "token": new_token(),
    }  # fmt: skip
    return show(request, "money/correct.html", values, status=422 if error else 200)


@require_POST
def decide(request: DeskRequest, key: str) -> HttpResponse:
    """Approve a correction, or refuse it."""
    approve = request.POST.get("decision") == "approve"
    operations.decide_correction(
        request.actor,
        key,
        request.POST.get("request", ""),
        approve=approve,
        reason=request.POST.get("reason", ""),
        now=request.now,
        command_id=command_id(request),
    )
    messages.success(request, _("已批准") if approve else _("未批准，账目不变"))
    if request.POST.get("from") == "list":
        return go(request, reverse("money:accounts"))
    return go(request, _statement(key, request.POST.get("month", "")))


def _carry_out(request: DeskRequest, charge: str, typed: dict[str, str]) -> None:
    if typed["cause"] == "paid":
        operations.pay(
            request.actor,
            charge,
            operations.amount(typed["to"]),
            reason=typed["reason"],
            now=request.now,
            command_id=command_id(request),
        )
        messages.success(request, _("已登记缴款"))
        return
    operations.ask_correction(
        request.actor,
        charge,
        cause="appeal" if typed["cause"] == "appeal" else "corrected",
        to=operations.amount(typed["to"]),
        reason=typed["reason"],
        now=request.now,
        command_id=command_id(request),
    )
    messages.success(request, _("已提交，待另一人批准"))


def _charge(view: StatementView, name: str) -> ChargeView:
    for charge in view.charges:
        if charge.charge == name and charge.may_correct:
            return charge
    raise NotYours(name)


def _statement(key: str, month: str) -> str:
    return f"{reverse('money:account', args=[key])}?{urlencode({'month': month})}"

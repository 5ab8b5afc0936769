"""The rooms money pages lead to, as tabs; and the month in an address."""

from django.utils.translation import gettext as _

from shouwen.accountability import queries
from shouwen.vocabulary import Month, NotAMonth
from shouwen.web import tabs
from shouwen.web.requests import DeskRequest
from shouwen.web.tabs import Tab


def rooms(request: DeskRequest, current: str) -> tuple[Tab, ...]:
    """Return the rooms this person may enter; his own statement is always one."""
    places = [("mine", _("我的对账单")), ("register", _("赔付与追回"))]
    if queries.keeping(request.actor, request.now).keeps_any:
        places[1:1] = [
            ("accounts", _("分户账")), ("month", _("月结")), ("sanctions", _("处分公布")),
        ]  # fmt: skip
    return tabs.rooms(((f"money:{name}", label) for name, label in places), f"money:{current}")


def month_asked(request: DeskRequest) -> Month | None:
    """Return the month the address asks for; None where it asks for none, or for nonsense."""
    try:
        return Month.parse(request.GET.get("month", "") or request.POST.get("month", ""))
    except NotAMonth:
        return None

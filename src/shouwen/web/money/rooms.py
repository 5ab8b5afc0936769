"""The rooms money pages lead to, as tabs; and the month in an address."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.accountability import queries
from shouwen.vocabulary import Month, NotAMonth
from shouwen.web.requests import DeskRequest


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at a list, or one room beside others."""

    label: str
    href: str
    current: bool
    count: int = 0
    tone: str = ""


def rooms(request: DeskRequest, current: str) -> tuple[Tab, ...]:
    """Return the rooms this person may enter; his own statement is always one."""
    places = [("mine", _("我的对账单")), ("register", _("赔付与追回"))]
    if queries.keeping(request.actor, request.now).keeps_any:
        places[1:1] = [
            ("accounts", _("分户账")), ("month", _("月结")), ("sanctions", _("处分公布")),
        ]  # fmt: skip
    return tuple(Tab(label, reverse(f"money:{name}"), name == current) for name, label in places)


def month_asked(request: DeskRequest) -> Month | None:
    """Return the month the address asks for; None where it asks for none, or for nonsense."""
    try:
        return Month.parse(request.GET.get("month", "") or request.POST.get("month", ""))
    except NotAMonth:
        return None


def tabs(names: dict[str, str], current: str) -> tuple[Tab, ...]:
    """Return views of one list as tabs."""
    return tuple(Tab(label, f"?view={name}", name == current) for name, label in names.items())

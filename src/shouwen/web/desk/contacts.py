"""Everything that came in, also what became no case."""

from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.casework import queries
from shouwen.web.requests import DeskRequest, show

_SHOWN: Final = 100


def kinds() -> dict[str, str]:
    """Return every kind of contact in words."""
    return {
        "complaint": _("投诉"),
        "consultation": _("咨询"),
        "praise": _("表扬"),
        "suggestion": _("建议"),
        "out_of_scope": _("不属受理范围"),
        "refused": _("不予受理"),
        "other": _("其他"),
    }


@require_safe
def contacts(request: DeskRequest) -> HttpResponse:
    """Show what came in at this person's units, newest first."""
    kind = request.GET.get("kind", "")
    named = kinds()
    wanted = [kind] if kind in named else []
    rows = queries.contact_list(request.actor, request.now, kinds=wanted, limit=_SHOWN)
    values = {
        "rows": [(row, named.get(row.kind, row.kind)) for row in rows],
        "kinds": list(named.items()),
        "kind": kind,
        "full": len(rows) >= _SHOWN,
    }
    return show(request, "desk/contacts.html", values)

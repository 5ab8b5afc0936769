"""The rooms of one regulation, and which of them one is in."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.casework.rulebook_shapes import RegulationView
from shouwen.web.tabs import Tab


def page_values(view: RegulationView, page: str, **more: Any) -> dict[str, Any]:
    """Return what every page of a regulation shows, and what this one adds."""
    broken = sum(not each.holds for each in view.stories)
    tabs = [
        ("regulation", _("条文与规则"), "book-open", len(view.articles)),
        ("drawing", _("流程图"), "waypoints", 0),
        ("tables", _("决策表"), "table-2", len(view.tables)),
        ("scenarios", _("情景"), "play", len(view.stories)),
        ("coverage", _("要求"), "list-checks", len(view.requirements)),
        ("findings", _("校对"), "scan-search", len(view.findings)),
        ("editions", _("版本"), "history", 0),
    ]
    return {
        "regulation": view,
        "broken": broken,
        "tabs": [
            Tab(label, reverse(f"oversight:{name}", args=[view.id]), name == page, count, icon=icon)
            for name, label, icon, count in tabs
        ],
        **more,
    }

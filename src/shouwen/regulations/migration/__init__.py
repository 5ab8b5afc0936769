"""How open cases go over from one edition to another: a plan, written, checked, cited."""

from shouwen.regulations.migration.draft import draft_of
from shouwen.regulations.migration.opening import OpenedPlan, PlanUnfit, default_plan, open_plan
from shouwen.regulations.migration.plan import How, MigrationPlan, PlanText, head_of

__all__ = [
    "How",
    "MigrationPlan",
    "OpenedPlan",
    "PlanText",
    "PlanUnfit",
    "default_plan",
    "draft_of",
    "head_of",
    "open_plan",
]

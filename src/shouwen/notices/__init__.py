"""Messages to complainants and staff, from the ledger: what to tell whom, and getting it there.

The names below are loaded when first used: this package is imported before Django's models are.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shouwen.notices.courier import DeliverReport, deliver
    from shouwen.notices.errors import NoSuchMessage, WrongSetting, WrongText
    from shouwen.notices.planning import PlanReport, begin_here, plan

__all__ = [
    "DeliverReport",
    "NoSuchMessage",
    "PlanReport",
    "WrongSetting",
    "WrongText",
    "begin_here",
    "deliver",
    "plan",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        for room in ("errors", "planning", "courier"):
            found = getattr(import_module(f"shouwen.notices.{room}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

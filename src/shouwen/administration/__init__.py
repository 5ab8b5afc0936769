"""What administrators do beside the work itself: calendars by two persons, sheets of staff, health.

The names below are loaded when first used: this package is imported before Django's models are.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shouwen.administration.calendars import (
        Proposal,
        approve,
        proposal,
        proposals,
        propose,
        publish,
        rehearse,
        turn_down,
    )
    from shouwen.administration.errors import NotYourTurn, Unfinished
    from shouwen.administration.health import Finding, alive, chores, look
    from shouwen.administration.notice import Reading, read_notice
    from shouwen.administration.staff_lines import Line
    from shouwen.administration.staff_sheets import (
        Plan,
        Run,
        carry_out,
        plan,
        runs,
        template,
        undo,
    )
    from shouwen.administration.upkeep import note_rebuilt, note_resealed, resealed_to

__all__ = [
    "Finding",
    "Line",
    "NotYourTurn",
    "Plan",
    "Proposal",
    "Reading",
    "Run",
    "Unfinished",
    "alive",
    "approve",
    "carry_out",
    "chores",
    "look",
    "note_rebuilt",
    "note_resealed",
    "plan",
    "proposal",
    "proposals",
    "propose",
    "publish",
    "read_notice",
    "rehearse",
    "resealed_to",
    "runs",
    "template",
    "turn_down",
    "undo",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        for room in (
            "errors", "calendars", "notice", "staff_lines", "staff_sheets", "health", "upkeep",
        ):  # fmt: skip
            found = getattr(import_module(f"shouwen.administration.{room}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

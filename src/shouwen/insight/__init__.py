"""Suggestions learnt from the organisation's own closed cases; a person takes them or does not.

The names below are loaded when first used: this package is imported before Django's models are.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shouwen.insight.errors import LearningMissing
    from shouwen.insight.measuring import Measured, keep_choice, measured
    from shouwen.insight.suggesting import Suggestion, Untaught, suggest
    from shouwen.insight.training import Lesson, learn_all

__all__ = [
    "LearningMissing",
    "Lesson",
    "Measured",
    "Suggestion",
    "Untaught",
    "keep_choice",
    "learn_all",
    "measured",
    "suggest",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        for room in ("errors", "measuring", "suggesting", "training"):
            found = getattr(import_module(f"shouwen.insight.{room}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

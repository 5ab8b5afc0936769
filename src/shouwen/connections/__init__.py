"""Other systems: who may come in, who is told what happened, and where matters are passed on.

The names below are loaded when first used: this package is imported before Django's models are.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shouwen.connections import hooks, keys, once, rates, submissions, tokens

__all__ = ["hooks", "keys", "once", "rates", "submissions", "tokens"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f"shouwen.connections.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

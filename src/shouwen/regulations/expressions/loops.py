"""Loops over lists: the body runs once for each item, its variable in a slot of the locals."""

from collections.abc import Callable
from typing import Any

from shouwen.regulations.expressions.values import UNKNOWN, Scope

#: takes the scope, and, inside loops, [steps left, variable, variable, …]
Run = Callable[[Scope, Any], Any]


def mapped(items: Any, body: Run, scope: Scope, local: Any, slot: int) -> Any:
    """Return what the body gives for each item."""
    found = []
    for item in items:
        local[slot] = item
        found.append(body(scope, local))
    return found


def filtered(items: Any, body: Run, scope: Scope, local: Any, slot: int) -> Any:
    """Return the items the body holds for; UNKNOWN if it is unknown for any."""
    found = []
    for item in items:
        local[slot] = item
        value = body(scope, local)
        if value is UNKNOWN:
            return UNKNOWN
        if value:
            found.append(item)
    return found


def every(items: Any, body: Run, scope: Scope, local: Any, slot: int) -> Any:
    """Say whether the body holds for every item."""
    return _first(False, items, body, scope, local, slot)


def some(items: Any, body: Run, scope: Scope, local: Any, slot: int) -> Any:
    """Say whether the body holds for any item."""
    return _first(True, items, body, scope, local, slot)


def _first(ends: bool, items: Any, body: Run, scope: Scope, local: Any, slot: int) -> Any:
    """Return `ends` if any round gives it; else UNKNOWN if any is unknown; else the other."""
    unknown = False
    for item in items:
        local[slot] = item
        value = body(scope, local)
        if value is ends:
            return ends
        if value is UNKNOWN:
            unknown = True
    return UNKNOWN if unknown else not ends


FINISH = {"map": mapped, "filter": filtered, "all": every, "exists": some}

"""The interface put together from its parts."""

from typing import Final

from shouwen.api import calls, cases, desk, files, hooks, papers, passing_on, regulations, stated
from shouwen.api.answering import api

_PARTS: Final = (regulations, cases, calls, stated, papers, files, desk, hooks, passing_on)
for part in _PARTS:
    api.add_router("", part.router)

#: What every path is reached by, as the address book writes paths: ``cases/<number>``.
METHODS: Final[dict[str, frozenset[str]]] = {
    path.strip("/").replace("{", "<").replace("}", ">"): frozenset(
        method for operation in view.operations for method in operation.methods
    )
    for part in _PARTS
    for path, view in part.router.path_operations.items()
}

__all__ = ["METHODS", "api"]

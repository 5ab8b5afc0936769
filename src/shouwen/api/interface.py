"""The interface put together from its parts."""

from shouwen.api import cases, desk, files, hooks, passing_on, regulations
from shouwen.api.answering import api

for part in (regulations, cases, files, desk, hooks, passing_on):
    api.add_router("", part.router)

__all__ = ["api"]

"""The interface put together from its parts."""

from shouwen.api import cases, desk, files, hooks, papers, passing_on, regulations
from shouwen.api.answering import api

for part in (regulations, cases, papers, files, desk, hooks, passing_on):
    api.add_router("", part.router)

__all__ = ["api"]

"""Where a story that migrates finds the edition it leads to, and the plan."""

from typing import Protocol

from shouwen.regulations.compiled import Procedure
from shouwen.regulations.migration import MigrationPlan


class Editions(Protocol):
    """A shelf, as far as stories need one."""

    def procedure(self, key: str) -> Procedure:
        """Return an edition by its key."""

    def plan(self, old: Procedure, new: Procedure, named: str | None) -> MigrationPlan:
        """Return the plan between two editions, by the name of its file where one is given."""

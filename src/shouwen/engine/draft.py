"""A case on the way to a decision: a copy of its own and the events so far."""

from collections import deque
from datetime import datetime

from shouwen.engine.case import Case, absorb
from shouwen.engine.events import Cite, Event, FactsRecorded
from shouwen.engine.outcome import Accepted
from shouwen.engine.scope import CaseScope
from shouwen.engine.seating import Seating
from shouwen.regulations.compiled import Procedure
from shouwen.vocabulary import Directory


class Draft:
    """The scratch case of one decision and the events so far; discarded when refused."""

    def __init__(
        self, procedure: Procedure, case: Case | None, directory: Directory, now: datetime
    ) -> None:
        self.procedure = procedure
        self.case = Case() if case is None else case.copy()
        self.directory = directory
        self.now = now
        self.at = now
        self.events: list[Event] = []
        self._tags: deque[str] = deque()
        self._answered = 0
        self._facts_changed: set[str] = set()
        self._scope: CaseScope | None = None
        self._item: str | None = None
        self._fired: set[str] = set()
        self._fresh: set[str] = set()
        self._written: dict[str, Cite] = {}
        self._person: str | None = None

    def accepted(self) -> Accepted:
        return Accepted(tuple(self.events), self.case, frozenset(self._fired))

    def emit(self, event: Event) -> None:
        absorb(self.case, event)
        self.events.append(event)
        self._scope = None

    def scope(self) -> CaseScope:
        if self._scope is None:
            self._scope = CaseScope(self.procedure, self.case, self.at)
        return self._scope

    def seating(self, item: str | None = None) -> Seating:
        return Seating(self.procedure, self.scope(), self.directory, item or self._item)

    def record(self, values: dict[str, object], cite: tuple[str, ...]) -> None:
        changed = {
            name: value
            for name, value in values.items()
            if name not in self.case.facts or self.case.facts[name] != value
        }
        if changed:
            self._facts_changed |= changed.keys()
            self._fresh.clear()
            self.emit(FactsRecorded(self.at, cite, changed))

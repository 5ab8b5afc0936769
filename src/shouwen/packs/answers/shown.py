"""Which stories show which places of a regulation at work.

A place is shown by a story in which it did something: an act was accepted, a condition refused, a
row decided, a point came, a document left. What a story only says it covers is not enough.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from shouwen.engine import Case, CaseScope, Event, FactsRecorded, RecordEntered, TaskOpened
from shouwen.engine.circles import readers_of
from shouwen.packs import shelf
from shouwen.packs.migrations import EDITIONS
from shouwen.packs.stories import played_under, stories_of
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.expressions import UNKNOWN
from shouwen.scenarios import Coverage, Story, StoryFile, StoryPlayed, coverage, play
from shouwen.vocabulary import Directory

#: An item of a list in a place: ``must[0]``.
_ITEM = re.compile(r"(\w+)\[(\d+)\]")


@dataclass(frozen=True)
class Told:
    """A story played, with what it tried."""

    regulation: str
    file: str
    line: int
    story: Story
    played: StoryPlayed
    seen: Coverage
    procedure: Procedure

    @property
    def name(self) -> str:
        """Where it is written: ``bank-outlet/stories/letters.yaml:12``."""
        return f"{self.file}:{self.line}"

    @property
    def holds(self) -> bool:
        """Whether every expectation held."""
        return self.played.holds

    def shows(self, where: str) -> bool:
        """Say whether the place did something in this story.

        :param where: as ``regulations.witnesses`` tells it: ``acts.reply.must[0]``
        """
        section, _, rest = where.partition(".")
        name, _, inner = rest.partition(".")
        seen = self.seen
        if section == "recusal":
            return (
                any(
                    reason.code == "recusal"
                    for step in self.played.steps
                    for reason in step.reasons
                )
                or self._recused()
            )
        item = _ITEM.match(inner)
        part, number = (item[1], int(item[2])) if item else ("", 0)
        if section == "acts" and part == "must":
            return (name, number) in seen.musts
        if section == "tables":
            hits = {row for table, row in seen.rows if table == name}
            return number + 1 in hits if part == "rows" else bool(hits)
        if section == "clocks" and part == "points":
            at = self.procedure.pack.clocks[name].points[number].at
            return (name, at) in seen.points
        kept = {
            "acts": seen.acts,
            "clocks": seen.clocks,
            "rules": seen.rules,
            "documents": seen.documents,
            "duties": seen.duties,
            "records": seen.entered,
            "approvals": seen.given,
            "ledgers": seen.posted,
            "improvements": seen.raised,
            "tasks": self.opened,
            "facts": self.filled,
            "derived": self.known,
            "circles": self.closed,
        }.get(section)
        return kept is not None and name in kept

    def says(self, type_: str) -> set[str]:
        """Return the options of a list that facts or entries of the case ever held."""
        pack = self.procedure.pack
        names = {
            name for name, fact in pack.facts.items() if fact.type.removeprefix("list:") == type_
        }
        found: set[str] = set()
        for event in self._events():
            if isinstance(event, FactsRecorded | RecordEntered):
                held = event.values
            else:
                continue
            for name in names & held.keys():
                value = held[name]
                found |= set(value) if isinstance(value, list | tuple) else {str(value)}
        return found

    @cached_property
    def opened(self) -> set[str]:
        """The tasks that were opened."""
        return {event.task for event in self._events() if isinstance(event, TaskOpened)}

    @cached_property
    def filled(self) -> set[str]:
        """The facts somebody filled in, or something computed."""
        return {
            name
            for event in self._events()
            if isinstance(event, FactsRecorded)
            for name in event.values
        }

    @cached_property
    def known(self) -> set[str]:
        """The derived facts that were known, and did not say no."""
        found: set[str] = set()
        for case, at in self._states():
            scope = CaseScope(self.procedure, case, at)
            for name in self.procedure.pack.derived.keys() - found:
                value = scope.look(name)
                if value is not UNKNOWN and value is not False:
                    found.add(name)
        return found

    @cached_property
    def closed(self) -> set[str]:
        """The circles that closed the case."""
        circles = self.procedure.pack.circles
        return {
            name
            for case, at in self._states()
            for circle in readers_of(self.procedure, case, at)
            for name, each in circles.items()
            if each is circle
        }

    def _recused(self) -> bool:
        recusal = self.procedure.pack.recusal
        return recusal is not None and any(fact in self.filled for fact in recusal.persons)

    def _events(self) -> Iterator[Event]:
        for step in self.played.steps:
            if not step.broken:
                yield from step.events

    def _states(self) -> Iterator[tuple[Case, datetime]]:
        for _, step, case in self.played.trail:
            if case is not None and not step.broken:
                yield case, step.at


def told_of(name: str) -> tuple[Told, ...]:
    """Return every story of a regulation, or of one with its companions, played.

    :raises NotOnShelf: if there is no such regulation
    """
    procedure, directory = shelf.procedure(name), shelf.directory(name)
    return tuple(
        _told(name, procedure, directory, file, story)
        for file in stories_of(name)
        if played_under(file, procedure) is procedure  # a case that goes over began under another
        for story in file.stories
    )


def _told(
    name: str, procedure: Procedure, directory: Directory, file: StoryFile, story: Story
) -> Told:
    model = file.directory or directory
    played = play(procedure, story, model, EDITIONS)
    seen = coverage(procedure, [played], model)
    return Told(name, file.name, file.line_of(story, 1), story, played, seen, procedure)

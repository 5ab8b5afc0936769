"""Whether a mistake is noticed: by proofreading, by a story, or by what no story tries any more."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from mutants import Mutant, mutants
from pydantic import ValidationError

from shouwen.packs import shelf
from shouwen.packs.migrations import EDITIONS
from shouwen.packs.stories import own_stories, played_under
from shouwen.regulations import Finding, Opened, Pack, PackUnfit, proofread_seats
from shouwen.regulations.compiling import Compiler
from shouwen.regulations.composition import assemble
from shouwen.regulations.findings import findings_from
from shouwen.regulations.proofreading import Proof, proofread, read_references
from shouwen.regulations.reading import Source
from shouwen.scenarios import Story, StoryFile, coverage, play, untried
from shouwen.vocabulary import Directory, ShouwenError


@dataclass(frozen=True)
class Judged:
    """What became of one mistake. `by` is empty for one nobody noticed."""

    regulation: str
    kind: str
    file: str
    line: int
    where: str
    words: str
    by: str


class Unsound(Exception):
    """A regulation with faults of its own: it would seem to notice everything, so is not tried."""


class Bench:
    """One regulation with its stories, ready to be spoiled."""

    def __init__(self, name: str) -> None:
        edition = shelf.edition(name)
        assembled = assemble(edition.text, f"{name}/{edition.path.name}")
        if assembled.source is None:
            raise Unsound("it cannot be read")
        self.name = name
        self.source: Source = assembled.source
        self.directory: Directory = shelf.directory(name)
        try:
            procedure = shelf.procedure(name)
        except PackUnfit as unfit:
            raise Unsound("proofreading has findings") from unfit
        self.stories: list[tuple[StoryFile, Story]] = [
            (file, story)
            for file in own_stories(name)
            if played_under(file, procedure) is procedure
            for story in file.stories
        ]
        opened = self.open(self.source.data)
        self.sound = {_key(each) for each in self._findings(opened)}
        if opened.procedure is None:
            raise Unsound("proofreading has findings")
        for file, story in self.stories:
            played = play(opened.procedure, story, file.directory or self.directory, EDITIONS)
            if not played.holds:
                raise Unsound(f"“{story.title}” does not hold")

    def mutants(self) -> list[Mutant]:
        """Return every mistake that can be made in it."""
        return list(mutants(self.source.data))

    def judge(self, mutant: Mutant) -> Judged:
        """Return whether anybody notices a mistake, and who."""
        file, line = self.source.file(mutant.path), self.source.line(mutant.path)
        where = ".".join(map(str, mutant.path))
        by = self._noticed(mutant)
        return Judged(self.name, mutant.kind, file, line, where, mutant.words, by)

    def open(self, data: dict) -> Opened:
        """Return a text's data opened as a regulation is, with every finding."""
        source = replace(self.source, data=data)
        try:
            pack = Pack.model_validate(data)
        except ValidationError as faults:
            return Opened(source, None, None, tuple(findings_from(faults, source, Pack)))
        proof = Proof(source, pack)
        read_references(proof)
        if proof.findings:
            return Opened(source, pack, None, tuple(proof.sorted()))
        procedure = Compiler(pack, shelf.day_sets(), proof.say).procedure("0" * 64)
        if proof.findings:
            return Opened(source, pack, None, tuple(proof.sorted()))
        return Opened(source, pack, procedure, tuple(proofread(source, pack, procedure)))

    def _findings(self, opened: Opened) -> Iterable[Finding]:
        yield from (each for each in opened.findings if each.severity != "note")
        if opened.source is not None and opened.pack is not None and self.directory.posts:
            yield from proofread_seats(opened.source, opened.pack, self.directory)

    def _noticed(self, mutant: Mutant) -> str:
        opened = self.open(mutant.made_in(self.source.data))
        for finding in self._findings(opened):
            if _key(finding) not in self.sound:
                return f"check {finding.code}"
        procedure = opened.procedure
        if procedure is None:
            return "check"
        played = []
        for file, story in self._in_order(mutant):
            try:
                result = play(procedure, story, file.directory or self.directory, EDITIONS)
            except ShouwenError:
                return f"story {story.title}"
            if not result.holds:
                self._remember(mutant, story)
                return f"story {story.title}"
            played.append(result)
        if left := untried(procedure, coverage(procedure, played, self.directory)):
            return f"untried {left[0].kind}"
        return ""

    def _in_order(self, mutant: Mutant) -> list[tuple[StoryFile, Story]]:
        """Return the stories, those first that noticed something here before, or do the act."""
        first = _remembered(self.name, mutant.path[:2])
        act = mutant.path[1] if mutant.path[0] == "acts" else ""

        def likely(each: tuple[StoryFile, Story]) -> int:
            story = each[1]
            if story.title in first:
                return 0
            return 1 if any(step.act == act for step in story.steps) else 2

        return sorted(self.stories, key=likely)

    def _remember(self, mutant: Mutant, story: Story) -> None:
        _remembered(self.name, mutant.path[:2]).add(story.title)


@cache
def _remembered(name: str, place: tuple) -> set[str]:
    return set()


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.path, finding.problem

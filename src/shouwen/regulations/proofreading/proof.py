"""The sheet findings are written on, and what every reader of a pack needs to know about it."""

from collections.abc import Iterator
from typing import Literal

from shouwen.regulations.effects import Effect
from shouwen.regulations.elements import Seat
from shouwen.regulations.findings import Finding
from shouwen.regulations.model import Act, Pack
from shouwen.regulations.reading import Source

Path = tuple[str | int, ...]


class Proof:
    """Findings about one pack."""

    def __init__(self, source: Source, pack: Pack) -> None:
        self.source = source
        self.pack = pack
        self.findings: list[Finding] = []

    def say(
        self,
        code: str,
        path: Path,
        problem: str,
        remedy: str = "",
        english: str = "",
        severity: Literal["error", "warning", "note"] = "error",
    ) -> None:
        """Write down one finding at a place of the pack."""
        self.findings.append(
            Finding(
                code=code,
                severity=severity,
                file=self.source.file(path),
                line=self.source.line(path),
                path=".".join(str(part) for part in path),
                problem=problem,
                remedy=remedy,
                english=english,
            )
        )

    def sorted(self) -> list[Finding]:
        """Return the findings in order of their lines, file by file."""
        return sorted(self.findings, key=lambda each: (each.file, each.line, each.code, each.path))

    def effect_lists(self) -> Iterator[tuple[list[Effect], Path]]:
        """Yield every list of effects the engine carries out in one go, with its place."""
        pack = self.pack
        for name, act in pack.acts.items():
            yield act.do, ("acts", name, "do")
        for name, rule in pack.rules.items():
            yield rule.do, ("rules", name, "do")
        for name, clock in pack.clocks.items():
            for index, point in enumerate(clock.points):
                yield point.do, ("clocks", name, "points", index, "do")
        for name, approval in pack.approvals.items():
            yield approval.lapse, ("approvals", name, "lapse")

    def effects(self) -> Iterator[tuple[Effect, Path]]:
        """Yield every effect of the pack with its place."""
        for effects, path in self.effect_lists():
            yield from _placed(effects, path)

    def seats(self) -> Iterator[tuple[Seat, Path]]:
        """Yield every seat of the pack with its place."""
        pack = self.pack
        for name, stage in pack.stages.items():
            if stage.owner is not None:
                yield stage.owner, ("stages", name, "owner")
        for name, task in pack.tasks.items():
            yield task.owner, ("tasks", name, "owner")
        for name, act in pack.acts.items():
            for index, seat in enumerate(act.by):
                yield seat, ("acts", name, "by", index)
        for name, circle in pack.circles.items():
            for index, seat in enumerate(circle.readers):
                yield seat, ("circles", name, "readers", index)
        for effect, path in self.effects():
            seat_ = effect.notify or effect.escalate
            if seat_ is not None:
                yield seat_, (*path, effect.verb)
            if effect.name is not None:
                yield effect.name.seat, (*path, "name", "seat")

    def open_stages(self) -> list[str]:
        """Return the stages a case can stand in without having ended."""
        return [name for name, stage in self.pack.stages.items() if stage.kind == "open"]

    def stages_of(self, act: Act) -> list[str]:
        """Return the stages an act may be done in."""
        if act.starts_case:
            return [self.pack.pack.first_stage]
        if act.in_ == "any_open":
            return self.open_stages()
        if act.in_ == "anywhere":
            return list(self.pack.stages)
        return list(act.in_)


def _placed(effects: list[Effect], path: Path) -> Iterator[tuple[Effect, Path]]:
    for index, effect in enumerate(effects):
        yield effect, (*path, index)

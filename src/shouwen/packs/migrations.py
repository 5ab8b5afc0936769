"""Migration plans on the shelf, and the editions they connect.

They lie beside the text they lead to, in ``<id>/migrations/*.yaml``; beside a companion, those that
take cases under the two together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shouwen.packs import shelf
from shouwen.regulations import Finding, Procedure
from shouwen.regulations.migration import (
    MigrationPlan,
    OpenedPlan,
    PlanUnfit,
    default_plan,
    head_of,
    open_plan,
)
from shouwen.vocabulary import ShouwenError


class NoPlan(ShouwenError):
    """Nobody has written how cases go over from one edition to another."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(
            f"没有从 {old} 到 {new} 的迁移方案",
            f"请写一份并用 --plan 指明；起草：shouwen rules migrate {old} {new} --draft",
            f"there is no plan from {old} to {new}; write one and name it with --plan "
            "(a draft: --draft)",
        )


@dataclass(frozen=True, slots=True)
class PlanFile:
    """One plan on the shelf."""

    path: Path
    old: str
    new: str

    @property
    def name(self) -> str:
        """What findings call the file."""
        return "/".join(self.path.parts[-3:])

    @property
    def text(self) -> str:
        """The text itself."""
        return self.path.read_text(encoding="utf-8", errors="surrogateescape")


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """One plan that lies nowhere: `name` is what findings call it."""

    name: str
    text: str


def procedure(key: str) -> Procedure:
    """Return an edition by its key: ``a@2015.1``, or ``a@2015.1+b@2020.3``; newest without one.

    :raises NotOnShelf: if the shelf does not hold it
    :raises PackUnfit: if it has errors
    """
    governing, plus, beside = key.partition("+")
    id_, _, version = governing.partition("@")
    return shelf.procedure(f"{id_}{plus}{beside}", version=version or None)


def plan_files() -> Iterator[PlanFile]:
    """Yield every plan on the shelf whose head can be read; the others are findings."""
    for folder in shelf.folders():
        for path in sorted(folder.glob("*/migrations/*.yaml")):
            ends = head_of(path.read_text(encoding="utf-8", errors="surrogateescape"))
            if ends is not None:
                yield PlanFile(path, *ends)


def plan_file(old: str, new: str, named: str | None = None) -> PlanFile | None:
    """Return the plan on the shelf between two editions, or None; of several, the last.

    :param named: the name of its file, where there are several
    """
    found = [
        each
        for each in plan_files()
        if (each.old, each.new) == (old, new) and named in (None, each.path.name, each.path.stem)
    ]
    return found[-1] if found else None


def opened_plan(
    old: Procedure, new: Procedure, written: PlanFile | PlanSheet | None = None
) -> OpenedPlan:
    """Return the plan between two editions: the one given, the shelf's, or the one nobody wrote."""
    found = written or plan_file(old.key, new.key)
    if found is None:
        return default_plan(old, new)
    return open_plan(found.text, found.name, old, new)


class ShelfEditions:
    """The editions and plans of the shelf, for stories that migrate."""

    def procedure(self, key: str) -> Procedure:
        """Return an edition by its key."""
        return procedure(key)

    def plan(self, old: Procedure, new: Procedure, named: str | None = None) -> MigrationPlan:
        """Return the plan between two editions, by the name of its file where one is given.

        :raises NoPlan: if there is none
        :raises PlanUnfit: if it has errors
        """
        return _plan(old.key, old.digest, new.key, new.digest, named)


#: One for everybody: it holds nothing of its own.
EDITIONS = ShelfEditions()


@lru_cache(maxsize=64)
def _plan(old: str, old_digest: str, new: str, new_digest: str, named: str | None) -> MigrationPlan:
    found = plan_file(old, new, named)
    if found is None:
        raise NoPlan(old, new)
    opened = opened_plan(procedure(old), procedure(new), found)
    if opened.plan is None:
        raise PlanUnfit(found.name, opened.errors)
    return opened.plan


def plan_findings(id_: str) -> list[Finding]:
    """Return what is wrong with the plans that lie beside a regulation or a companion."""
    findings: list[Finding] = []
    for folder in shelf.folders():
        for path in sorted(folder.glob(f"{id_}/migrations/*.yaml")):
            text = path.read_text(encoding="utf-8", errors="surrogateescape")
            name = "/".join(path.parts[-3:])
            ends = head_of(text)
            try:
                old, new = (procedure(key) for key in ends or ("-", "-"))
            except ShouwenError as lost:
                place = (name, 1, "migration")
                findings.append(
                    Finding("W14", "error", *place, lost.problem, lost.remedy, lost.english)
                )
                continue
            findings += open_plan(text, name, old, new).findings
    return findings

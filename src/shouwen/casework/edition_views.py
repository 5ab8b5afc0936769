"""Two texts of one regulation beside each other, as the pages of drafts and editions show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final, Literal

from shouwen.casework.migrating import MigrationReport, rehearse
from shouwen.casework.publishing import DraftOfEdition, opened
from shouwen.casework.rulebook_shapes import FindingRow
from shouwen.casework.rulebooks import finding_row
from shouwen.packs import shelf
from shouwen.packs.migrations import PlanSheet
from shouwen.packs.migrations import procedure as procedure_of_key
from shouwen.packs.stories import Otherwise, otherwise
from shouwen.regulations import Finding, Opened, proofread_seats
from shouwen.regulations.comparing import Change, compare
from shouwen.regulations.migration import PlanUnfit, draft_of
from shouwen.vocabulary import Actor, Directory

_AROUND: Final = 3
#: Open cases looked at before a page answers.
MOST_CASES: Final = 200


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a comparison, with its number in the old and in the new text, from 1."""

    kind: Literal["same", "added", "removed"]
    old: int | None
    new: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is otherwise in the newer text: its lines in blocks, its entries, its stories."""

    blocks: tuple[tuple[DiffLine, ...], ...]
    changes: tuple[Change, ...]
    stories: tuple[Otherwise, ...]

    @property
    def same(self) -> bool:
        """Whether the two texts are the same."""
        return not self.blocks


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition on the shelf. `since` and `until` are the days it holds, both included."""

    key: str
    version: str
    since: str
    until: str
    digest: str
    newest: bool


def editions(id_: str) -> tuple[EditionRow, ...]:
    """Return the editions of a regulation, the newest first.

    :raises NotOnShelf: if there is no such regulation
    """
    found = shelf.editions(id_)
    return tuple(
        EditionRow(
            each.key,
            each.version,
            each.effective.isoformat(),
            "" if each.ends is None else each.ends.isoformat(),
            each.digest,
            each is found[-1],
        )
        for each in reversed(found)
    )


def findings(read: Opened, directory: Directory, language: str = "zh") -> tuple[FindingRow, ...]:
    """Return what the proofreader says of a text and its seats here, the worst first."""
    found: list[Finding] = list(read.findings)
    if read.source is not None and read.pack is not None and directory.posts:
        found += proofread_seats(read.source, read.pack, directory)
    order = {"error": 0, "warning": 1, "note": 2}
    found.sort(key=lambda each: (order[each.severity], each.line))
    return tuple(finding_row(each, language) for each in dict.fromkeys(found))


def compared(old_key: str, text: str, read: Opened) -> Comparison:
    """Return what a text changes against an edition on the shelf.

    Entries and stories are compared only when the text is sound.

    :raises NotOnShelf: if the shelf does not hold the edition
    """
    id_, _, version = old_key.partition("@")
    edition = shelf.edition(id_, version=version)
    before = shelf.opened(id_, version)
    blocks = tuple(
        _blocks(edition.path.read_text(encoding="utf-8").splitlines(), text.splitlines())
    )
    if read.procedure is None or read.pack is None or before.pack is None:
        return Comparison(blocks, (), ())
    stories = tuple(otherwise(id_, read.procedure)) if blocks else ()
    return Comparison(blocks, compare(before.pack, read.pack), stories)


def between(old_key: str, new_key: str) -> Comparison:
    """Return what a newer edition on the shelf changes against an older one of the regulation.

    :raises NotOnShelf: if the shelf does not hold one of them
    """
    id_, _, version = new_key.partition("@")
    edition = shelf.edition(id_, version=version)
    return compared(old_key, edition.path.read_text(encoding="utf-8"), shelf.opened(id_, version))


def effect(
    draft: DraftOfEdition, read: Opened, *, actor: Actor, now: datetime
) -> MigrationReport | PlanUnfit | None:
    """Return what would become of the open cases of the edition a draft is based on.

    Of some :data:`MOST_CASES` of them, by the draft's plan or, without one, by the one nobody
    wrote. None while the text has errors; the faults of the plan where it has any.
    """
    if read.procedure is None:
        return None
    plan = PlanSheet("plan.yaml", draft.plan) if draft.plan.strip() else None
    try:
        return rehearse(
            draft.based_on, read.procedure, actor=actor, now=now, plan=plan, limit=MOST_CASES
        )
    except PlanUnfit as unfit:
        return unfit


def plan_to_fill_in(draft: DraftOfEdition) -> str:
    """Return a plan for the open cases of the older edition, to be filled in; empty while unfit.

    :raises NotOnShelf: if the shelf does not hold the older edition
    """
    read = opened(draft)
    if read.procedure is None:
        return ""
    return draft_of(procedure_of_key(draft.based_on), read.procedure)


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[DiffLine, ...]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(_AROUND):
        lines: list[DiffLine] = []
        for tag, a, b, c, d in group:
            if tag == "equal":
                lines += (DiffLine("same", a + n + 1, c + n + 1, old[a + n]) for n in range(b - a))
                continue
            lines += (DiffLine("removed", n + 1, None, old[n]) for n in range(a, b))
            lines += (DiffLine("added", None, n + 1, new[n]) for n in range(c, d))
        yield tuple(lines)

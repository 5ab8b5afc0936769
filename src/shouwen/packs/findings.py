"""Everything the proofreader finds on the shelf: the text, its seats, its stories."""

from collections.abc import Iterable
from datetime import date

from shouwen.packs import shelf
from shouwen.packs.migrations import EDITIONS, plan_findings
from shouwen.packs.stories import (
    inherited_stories,
    joint_ids,
    own_stories,
    played_under,
    stories_of,
)
from shouwen.regulations import Finding, Opened, Procedure, proofread_seats
from shouwen.regulations.reading import Path
from shouwen.scenarios import (
    Coverage,
    Story,
    StoryFile,
    StoryPlayed,
    Untried,
    coverage,
    play,
    untried,
)
from shouwen.vocabulary import Directory


def findings_of(id_: str, *, with_stories: bool) -> list[Finding]:
    """Return every finding on a regulation, in every edition, or on a companion.

    :raises NotOnShelf: if there is neither
    """
    if id_ in shelf.companion_ids():
        return _of_companion(id_, with_stories=with_stories)
    findings: list[Finding] = []
    directory = shelf.directory(id_)
    for edition in shelf.editions(id_):
        opened = shelf.opened(id_, edition.version)
        below = () if edition.base is None else shelf.opened(*edition.base.split("@")).findings
        findings += (each for each in opened.findings if each not in below)
        findings += _newer_base(edition, opened)
        findings += _seats(opened, directory)
    findings += plan_findings(id_)
    newest = shelf.opened(id_)
    if with_stories and newest.procedure is not None:
        findings += _stories(own_stories(id_), inherited_stories(id_), newest, directory)
    return findings


def _newer_base(edition: shelf.Edition, opened: Opened) -> list[Finding]:
    """Note where the text an overlay lies over has a newer edition."""
    if edition.base is None or opened.source is None:
        return []
    id_, _, version = edition.base.partition("@")
    newest = shelf.editions(id_)[-1]
    if newest.version == version or newest.effective == date.max:
        return []
    path = ("pack",)
    return [
        Finding(
            code="N04",
            severity="note",
            file=opened.source.file(path),
            line=opened.source.line(path),
            path="overlay.base",
            problem=f"{id_} 已有 {newest.version} 版，本细则仍依据 {version} 版",
            remedy="请核对是否需要另出一版",
            english=f"{id_} has edition {newest.version}; this still lies over {version}",
        )
    ]


def _of_companion(id_: str, *, with_stories: bool) -> list[Finding]:
    """Return what is found on a companion beside each regulation its stories play under."""
    joint = joint_ids(id_)
    if not joint:
        remedy = f"请在它的故事文件写 regulation: 办法+{id_}"
        english = f"no story says beside which regulation it runs: regulation: ID+{id_}"
        name = shelf.companion(id_).name
        problem = "没有故事说明它与哪一部办法并行"
        return [Finding("J07", "error", name, 1, "companion", problem, remedy, english)]
    findings: list[Finding] = plan_findings(id_)
    for name in joint:
        governing, opened = shelf.opened(name.partition("+")[0]), shelf.opened(name)
        directory = shelf.directory(name)
        known = {*governing.findings, *_seats(governing, directory)}
        found = [*opened.findings, *_seats(opened, directory)]
        findings += (each for each in found if each not in known)
        if with_stories and opened.procedure is not None:
            its_file = shelf.companion(id_).name
            findings += _stories(stories_of(name), (), opened, directory, its_file)
    if with_stories:
        # Stories of cases that go over begin under another text.
        for file in (each for each in own_stories(id_) if each.regulation not in joint):
            named = str(file.regulation)
            procedure, directory = shelf.procedure(named), shelf.directory(named)
            for story in file.stories:
                result = play(procedure, story, file.directory or directory, EDITIONS)
                findings += _broken(file, story, result)
    return list(dict.fromkeys(findings))


def _seats(opened: Opened, directory: Directory) -> list[Finding]:
    if opened.source is None or opened.pack is None or not directory.posts:
        return []
    return proofread_seats(opened.source, opened.pack, directory)


def _stories(
    own: Iterable[StoryFile],
    inherited: Iterable[StoryFile],
    opened: Opened,
    directory: Directory,
    its_file: str | None = None,
) -> list[Finding]:
    """Return what stories break, where those of a base come out otherwise, and what none tries.

    :param its_file: the file whose places must be tried; the text's own unless said. What the base
        or the governing regulation says is tried beside it
    """
    assert opened.procedure is not None  # noqa: S101 - callers have looked
    assert opened.source is not None  # noqa: S101 - it was read from somewhere
    findings: list[Finding] = []
    played: list[StoryPlayed] = []
    for file in own:
        procedure = played_under(file, opened.procedure)
        for story in file.stories:
            result = play(procedure, story, file.directory or directory, EDITIONS)
            played.append(result)
            findings += _broken(file, story, result)
    for file in inherited:
        for story in file.stories:
            result = play(opened.procedure, story, file.directory or directory, EDITIONS)
            played.append(result)
            findings += _difference(file, story, result, opened.procedure)
    seen = coverage(opened.procedure, played, directory)
    left = left_untried(opened, seen, frozenset({its_file or opened.source.name}))
    findings += [
        Finding(
            code="T02",
            severity="warning",
            file=opened.source.file(each.path),
            line=opened.source.line(each.path),
            path=".".join(map(str, each.path)),
            problem=each.text,
            remedy="请补写故事",
            english=each.english,
        )
        for each in left
    ]
    return findings


def left_untried(opened: Opened, seen: Coverage, files: frozenset[str]) -> list[Untried]:
    """Return what no story has tried of what stands in these files.

    A condition a companion writes into several acts has been tried when one of them refused by it.
    """
    assert opened.procedure is not None  # noqa: S101 - callers have looked
    assert opened.source is not None  # noqa: S101 - it was read from somewhere
    left = [
        each for each in untried(opened.procedure, seen) if opened.source.file(each.path) in files
    ]
    return [each for each in left if not _tried_elsewhere(each, left, opened)]


def _tried_elsewhere(each: Untried, left: list[Untried], opened: Opened) -> bool:
    """Say whether a condition written into several acts has refused in another of them."""
    if each.kind != "must" or opened.source is None or opened.pack is None:
        return False

    def place(path: Path) -> tuple[str, int]:
        assert opened.source is not None  # noqa: S101 - looked at above
        return opened.source.file(path), opened.source.line(path)

    here = place(each.path)
    copies = [
        path
        for name, act in opened.pack.acts.items()
        for index in range(len(act.must))
        if place(path := ("acts", name, "must", index)) == here
    ]
    return any(path not in {other.path for other in left} for path in copies)


def _broken(file: StoryFile, story: Story, played: StoryPlayed) -> list[Finding]:
    return [
        Finding(
            code="T01",
            severity="error",
            file=file.name,
            line=file.line_of(story, step.number),
            path=f"{story.title} 第 {step.number} 步",
            problem=broken.partition(" / ")[0],
            remedy="请核对办法或故事",
            english=f"step {step.number}: {broken.partition(' / ')[2]}",
        )
        for step in played.steps
        for broken in step.broken
    ]


def _difference(
    file: StoryFile, story: Story, played: StoryPlayed, procedure: Procedure
) -> list[Finding]:
    """Return where a story of the base first comes out otherwise: for an overlay, a note."""
    step = next((each for each in played.steps if each.broken), None)
    if step is None:
        return []
    chinese, _, english = step.broken[0].partition(" / ")
    return [
        Finding(
            code="N03",
            severity="note",
            file=file.name,
            line=file.line_of(story, step.number),
            path=f"{story.title} 第 {step.number} 步",
            problem=f"与 {procedure.base} 不同：{chinese}",
            english=f"otherwise than under {procedure.base}: {english}",
        )
    ]

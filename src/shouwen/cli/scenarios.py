"""``shouwen scenarios``: play stories against a regulation. Needs no database."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from shouwen.engine import Migrated, explain_reasons
from shouwen.packs import shelf
from shouwen.packs.migrations import EDITIONS
from shouwen.packs.stories import own_stories, played_under
from shouwen.regulations import Finding, Procedure
from shouwen.scenarios import (
    StepPlayed,
    StoriesUnreadable,
    Story,
    StoryFile,
    StoryPlayed,
    StoryUnplayable,
    play,
    read_stories,
)
from shouwen.vocabulary import Directory, iso


@click.group()
def scenarios() -> None:
    """Stories: what happened, and what the regulation made of it (故事演算)."""


@scenarios.command("play")
@click.argument("names", nargs=-1)
@click.option(
    "--regulation", default=None, help="The regulation a file of stories is played under."
)
@click.option("--version", default=None, help="Its edition; the newest unless said.")
@click.option("--all", "everything", is_flag=True, help="All shipped stories.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per step, then one per story."
)
@click.option("--quiet", is_flag=True, help="Only stories that do not hold.")
def play_(
    names: tuple[str, ...],
    regulation: str | None,
    version: str | None,
    everything: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Play files of stories, or the shipped stories of regulations by id.

    Exit 1 when an expectation does not hold, 2 when a file or a step cannot be read at all.
    """
    played = broken = 0
    unfit = False
    shipped = (*shelf.regulation_ids(), *shelf.companion_ids())
    chosen = names or (shipped if everything or regulation is None else (regulation,))
    for name in chosen:
        try:
            files = _files(name, regulation, version)
        except StoriesUnreadable as fault:
            unfit = True
            _print_findings(fault.findings, as_json=as_json)
            continue
        for file, procedure, directory in files:
            for story in file.stories:
                try:
                    result = play(procedure, story, file.directory or directory, EDITIONS)
                except StoryUnplayable as fault:
                    unfit = True
                    _print_findings((_finding(file, story, fault),), as_json=as_json)
                    continue
                played += 1
                broken += not result.holds
                if as_json:
                    _print_json(file, story, result, procedure)
                elif not quiet or not result.holds:
                    _print(file, story, result, procedure)
    if not as_json:
        click.echo(
            f"{played} 个故事，{played - broken} 个成立，{broken} 个不成立 / "
            f"{played} stories, {broken} do not hold"
        )
    sys.exit(2 if unfit else 1 if broken else 0)


def _print_findings(findings: Iterable[Finding], *, as_json: bool) -> None:
    for each in findings:
        told = json.dumps({"error": asdict(each)}, ensure_ascii=False) if as_json else str(each)
        click.echo(told)


def _finding(file: StoryFile, story: Story, fault: StoryUnplayable) -> Finding:
    return Finding(
        code="T00",
        severity="error",
        file=file.name,
        line=file.line_of(story, fault.step),
        path=story.title,
        problem=fault.problem,
        remedy=fault.remedy,
        english=fault.english,
    )


def _files(
    name: str, regulation: str | None, version: str | None
) -> list[tuple[StoryFile, Procedure, Directory]]:
    if name.endswith((".yaml", ".yml", ".json")) or name == "-" or Path(name).is_file():
        file = _read(name)
        id_ = regulation or file.regulation
        if id_ is None:
            raise click.UsageError(
                "请用 --regulation 指明办法，或在文件中写 regulation / name the regulation"
            )
        procedure = _procedure(id_, version or file.version)
        return [(file, procedure, shelf.directory(id_))]
    if name in shelf.companion_ids():
        # A companion's stories say beside which regulation they play.
        return [
            (file, _procedure(file.regulation, file.version), shelf.directory(file.regulation))
            for file in own_stories(name)
            if file.regulation is not None
        ]
    procedure = _procedure(name, version)
    return [
        (file, played_under(file, procedure), shelf.directory(file.regulation or name))
        for file in own_stories(name)
    ]


def _read(name: str) -> StoryFile:
    if name == "-":
        return read_stories(text_of(sys.stdin.buffer.read()), "-")
    place = Path(name)
    if not place.is_file():
        raise click.UsageError(f"没有文件 {name} / no such file")
    return read_stories(text_of(place.read_bytes()), name)


def text_of(written: bytes) -> str:
    """Return a file's text; bytes that are not UTF-8 become what no text may hold.

    Reading then names the line, instead of this breaking off.
    """
    return written.decode("utf-8", "surrogateescape")


def _procedure(id_: str, version: str | None) -> Procedure:
    opened = shelf.opened(id_, version)
    if opened.procedure is None:
        for finding in opened.errors:
            click.echo(str(finding), err=True)
        sys.exit(1)
    return opened.procedure


def _print_json(file: StoryFile, story: Story, played: StoryPlayed, procedure: Procedure) -> None:
    for step in played.steps:
        line = {"story": story.title, "line": file.line_of(story, step.number)}
        click.echo(json.dumps(line | step.as_json(procedure), ensure_ascii=False))
    end = {
        "story": story.title,
        "file": file.name,
        "regulation": procedure.key,
        "holds": played.holds,
    }
    click.echo(json.dumps(end, ensure_ascii=False))


def _print(file: StoryFile, story: Story, played: StoryPlayed, procedure: Procedure) -> None:
    pack = procedure.pack
    click.echo(f"{'✓' if played.holds else '✗'} {story.title}（{file.name}，{procedure.key}）")
    for step in played.steps:
        procedure = step.procedure or procedure
        pack = procedure.pack
        act = pack.acts[step.act].title if step.act in pack.acts else step.act or _passing(step)
        verdict = (
            ""
            if step.outcome == "accepted"
            else f" —— 拒绝：{explain_reasons(procedure, step.reasons)}"
        )
        stage = pack.stages[step.stage].title if step.stage in pack.stages else "—"
        click.echo(f"  {step.number:>2}. {iso(step.at)[:16]} {act}{verdict}  〔{stage}〕")
        for name, words in step.explanations.items():
            if any(getattr(event, "clock", None) == name for event in step.events):
                click.echo(f"        {words}")
        for label, happened in (
            (
                "发出",
                [pack.documents[name].title for name in step.issued if name in pack.documents],
            ),
            ("通知", [_role(procedure, name) for name in step.notified]),
            ("报告", [_role(procedure, name) for name in step.escalated]),
        ):
            if happened:
                click.echo(f"        {label}：{'、'.join(happened)}")
        for broken in step.broken:
            click.echo(f"     ✗ {file.name}:{file.line_of(story, step.number)}: {broken}")


def _passing(step: StepPlayed) -> str:
    return "迁移" if any(isinstance(event, Migrated) for event in step.events) else "时间推移"


def _role(procedure: Procedure, name: str) -> str:
    pack = procedure.pack
    if name in pack.roles:
        return pack.roles[name].title
    return pack.facts[name].title if name in pack.facts else name

"""``shouwen rules``: proofread, read and draw regulations. Needs no database."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from shouwen.cli.comparing import diff
from shouwen.cli.scenarios import text_of
from shouwen.packs import crosswalks, shelf
from shouwen.packs.side_by_side import side_by_side
from shouwen.packs.stories import inherited_stories, own_stories
from shouwen.regulations import (
    Finding,
    Opened,
    Procedure,
    mermaid,
    open_pack,
    proofread_seats,
    witnesses,
)
from shouwen.scenarios import Story, StoryFile, StoryPlayed, coverage, play, untried
from shouwen.vocabulary import Directory


@click.group()
def rules() -> None:
    """Regulations: proofread, read, draw (办法的校对、阅读与图示)."""


rules.add_command(diff)


@rules.command()
@click.argument("ids", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding.")
@click.option("--stories/--no-stories", default=True, help="Also play the stories (default).")
def check(ids: tuple[str, ...], as_json: bool, stories: bool) -> None:
    """Proofread regulations by id, or files; all on the shelf, and shared terms, if none is named.

    Exit 1 when there are errors or warnings; declared notes do not count.
    """
    findings: list[Finding] = []
    names = ids or shelf.regulation_ids()
    if not ids:
        findings += crosswalks.findings()
    for name in names:
        if name.endswith((".yaml", ".yml")):
            findings += _file_findings(name)
        else:
            findings += findings_of(name, with_stories=stories)
    for finding in findings:
        click.echo(json.dumps(asdict(finding), ensure_ascii=False) if as_json else str(finding))
    faults = [each for each in findings if each.severity != "note"]
    notes = len(findings) - len(faults)
    click.echo(
        f"校对 {len(names)} 部办法：{len(faults)} 处问题，{notes} 条说明 / "
        f"{len(names)} regulations read: {len(faults)} findings, {notes} notes",
        err=as_json,
    )
    sys.exit(1 if faults else 0)


def _file_findings(name: str) -> list[Finding]:
    place = Path(name)
    if not place.is_file():
        raise click.UsageError(f"没有文件 {name} / no such file")
    text = shelf.joined(text_of(place.read_bytes()))
    return list(open_pack(text, name, shelf.day_sets()).findings)


def findings_of(id_: str, *, with_stories: bool) -> list[Finding]:
    """Return every finding on every edition of a regulation, its seats and its stories."""
    findings: list[Finding] = []
    directory = shelf.directory(id_)
    for edition in shelf.editions(id_):
        opened = shelf.opened(id_, edition.version)
        below = () if edition.base is None else shelf.opened(*edition.base.split("@")).findings
        findings += (each for each in opened.findings if each not in below)
        if opened.source is not None and opened.pack is not None and directory.posts:
            findings += proofread_seats(opened.source, opened.pack, directory)
    newest = shelf.opened(id_)
    if with_stories and newest.procedure is not None:
        findings += _story_findings(id_, newest, directory)
    return findings


def _story_findings(id_: str, opened: Opened, directory: Directory) -> list[Finding]:
    assert opened.procedure is not None  # noqa: S101 - a sound pack has one
    assert opened.source is not None  # noqa: S101 - and it was read from somewhere
    findings: list[Finding] = []
    played = []
    for file in own_stories(id_):
        for story in file.stories:
            result = play(opened.procedure, story, file.directory or directory)
            played.append(result)
            for step in result.steps:
                findings += [
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
                    for broken in step.broken
                ]
    for file in inherited_stories(id_):
        for story in file.stories:
            result = play(opened.procedure, story, file.directory or directory)
            played.append(result)
            findings += _difference(file, story, result, opened.procedure)
    seen = coverage(opened.procedure, played, directory)
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
        for each in untried(opened.procedure, seen)
        # What the base says is tried beside the base.
        if opened.source.file(each.path) == opened.source.name
    ]
    return findings


def _difference(
    file: StoryFile, story: Story, played: StoryPlayed, procedure: Procedure
) -> list[Finding]:
    """Return where a story of the base first comes out otherwise: for an overlay, a note."""
    for step in played.steps:
        for broken in step.broken:
            chinese, _, english = broken.partition(" / ")
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
    return []


@rules.command("coverage")
@click.argument("id_", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
def coverage_(id_: str, as_json: bool) -> None:
    """Each numbered requirement and what executes it."""
    opened = _sound(id_)
    assert opened.pack is not None  # noqa: S101 - a sound pack has one
    told = _stories_by_requirement(id_)
    missing = 0
    for code, answers in witnesses(opened.pack).items():
        missing += not answers
        if as_json:
            click.echo(
                json.dumps(
                    {
                        "id": code,
                        "status": answers[0].status if answers else "missing",
                        "by": [
                            {
                                "where": each.where,
                                "what": each.what,
                                "cite": list(each.cite),
                                "assumed": each.assumed,
                                "status": each.status,
                            }
                            for each in answers
                        ],
                        "stories": told.get(code, []),
                    },
                    ensure_ascii=False,
                )
            )
            continue
        if not answers:
            click.echo(f"{code}  ✗ 没有着落 / missing")
        for index, each in enumerate(answers):
            label = {"executed": "执行", "supported": "功能", "not_encoded": "不编码"}[each.status]
            head = code if index == 0 else " " * len(code)
            articles = "、".join(
                opened.pack.articles[a].no for a in each.cite if a in opened.pack.articles
            )
            place = f"{each.where} " if each.where else ""
            click.echo(
                f"{head}  {label}  {place}{each.what}{f' 〔{articles}〕' if articles else ''}"
                f"{f'（推定：{each.assumed}）' if each.assumed else ''}"
            )
        for title in told.get(code, []):
            click.echo(f"{' ' * len(code)}  故事  {title}")
    sys.exit(1 if missing else 0)


def _stories_by_requirement(id_: str) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for file in own_stories(id_):
        for story in file.stories:
            for code in story.covers:
                told.setdefault(code, []).append(story.title)
    return told


@rules.command()
@click.argument("id_", metavar="ID")
@click.option("--version", default=None)
def read(id_: str, version: str | None) -> None:
    """Articles and the rules that implement them, side by side."""
    opened = _sound(id_, version)
    pack = opened.pack
    assert pack is not None  # noqa: S101 - a sound pack has one
    assert opened.procedure is not None  # noqa: S101 - and a procedure
    over = f"，在 {opened.procedure.base} 之上" if opened.procedure.base else ""
    head = f"{pack.pack.title}（{pack.pack.id}@{pack.pack.version}，{pack.pack.issuer}{over}）"
    click.echo(f"{head}\n")
    for article, implementing in side_by_side(pack):
        marks = "（推定）" if article.assumed else "（说明性）" if article.informative else ""
        click.echo(f"{article.no}{marks}  {article.gist}")
        if article.text:
            click.echo(f"    原文：{article.text}")
        for where, title in implementing:
            click.echo(f"    · {where}  {title}")
    for item in pack.not_encoded:
        codes = "、".join((*item.covers, *item.articles))
        click.echo(f"不编码 {codes}：{item.why}")


@rules.command()
@click.argument("id_", metavar="ID")
@click.option("--english", is_flag=True)
def diagram(id_: str, english: bool) -> None:
    """Print the lifecycle as Mermaid text."""
    opened = _sound(id_)
    assert opened.procedure is not None  # noqa: S101 - a sound pack has one
    click.echo(mermaid(opened.procedure, "en" if english else "zh"))


@rules.command()
def schema() -> None:
    """Print the JSON Schema of a pack, for editors."""
    from shouwen.regulations import Pack

    click.echo(json.dumps(Pack.model_json_schema(by_alias=True), ensure_ascii=False, indent=1))


@rules.command("list")
def list_() -> None:
    """List the regulations shipped, with their editions."""
    for id_ in shelf.regulation_ids():
        for edition in shelf.editions(id_):
            pack = shelf.opened(id_, edition.version).pack
            title = pack.pack.title if pack is not None else "（有错误）"
            click.echo(f"{id_}@{edition.version}  {title}")


def _sound(id_: str, version: str | None = None) -> Opened:
    opened = shelf.opened(id_, version)
    if opened.procedure is None:
        for finding in opened.errors:
            click.echo(str(finding))
        sys.exit(1)
    return opened

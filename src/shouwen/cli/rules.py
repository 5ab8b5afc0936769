"""``shouwen rules``: proofread, read and draw regulations. Needs no database."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from shouwen import knowledge
from shouwen.cli.adoption import adopted
from shouwen.cli.answering import show_all
from shouwen.cli.companions import companions
from shouwen.cli.comparing import diff
from shouwen.cli.migrate import migrate
from shouwen.cli.scenarios import text_of
from shouwen.packs import crosswalks, shelf
from shouwen.packs.findings import findings_of as findings_of
from shouwen.packs.side_by_side import side_by_side
from shouwen.packs.stories import own_stories
from shouwen.regulations import Finding, Opened, mermaid, open_pack, witnesses
from shouwen.regulations.composition import kind_of


@click.group()
def rules() -> None:
    """Regulations: proofread, read, draw (办法的校对、阅读与图示)."""


rules.add_command(diff)
rules.add_command(adopted)
rules.add_command(companions)
rules.add_command(migrate)


@rules.command()
@click.argument("ids", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding.")
@click.option("--stories/--no-stories", default=True, help="Also play the stories (default).")
@click.option("--with", "beside", help="The regulation a companion's draft is read beside.")
def check(ids: tuple[str, ...], as_json: bool, stories: bool, beside: str | None) -> None:
    """Proofread regulations by id, or files; all there is, shared terms and cards too, if none.

    Exit 1 when there are errors or warnings; declared notes do not count.
    """
    findings: list[Finding] = []
    names = ids or (*shelf.regulation_ids(), *shelf.companion_ids())
    if not ids:
        findings += [*crosswalks.findings(), *knowledge.findings()]
    for name in names:
        if name.endswith((".yaml", ".yml")):
            findings += _file_findings(name, beside)
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


def _file_findings(name: str, beside: str | None) -> list[Finding]:
    place = Path(name)
    if not place.is_file():
        raise click.UsageError(f"没有文件 {name} / no such file")
    text = text_of(place.read_bytes())
    if kind_of(text) != "companion":
        return list(open_pack(shelf.joined(text), name, shelf.day_sets()).findings)
    if beside is None:
        raise click.UsageError(
            "并行规定要和一部办法一起校对：--with 办法 / a companion is read beside: --with ID"
        )
    governing = shelf.edition(beside)
    joint = shelf.with_draft(governing, text)
    known = shelf.opened(beside).findings
    found = open_pack(joint, governing.name, shelf.day_sets()).findings
    return [each for each in found if each not in known]


@rules.command("coverage")
@click.argument("id_", metavar="[ID]", default="")
@click.option("--all", "everything", is_flag=True, help="Every requirement of every series.")
@click.option("--tests/--no-tests", default=True, help="With --all: run the tests that show it.")
@click.option("--json", "as_json", is_flag=True)
def coverage_(id_: str, everything: bool, tests: bool, as_json: bool) -> None:
    """Each numbered requirement, what answers it, and with --all what shows that it does.

    Exit 1 when one is missing or what shows it does not hold.
    """
    if everything:
        show_all(as_json=as_json, tests=tests)
    if not id_:
        raise click.UsageError("请写办法编号，或 --all / name a regulation, or --all")
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
    """List the regulations on the shelf with their editions, and the companions."""
    for id_ in shelf.regulation_ids():
        for edition in shelf.editions(id_):
            pack = shelf.opened(id_, edition.version).pack
            title = pack.pack.title if pack is not None else "（有错误）"
            over = f"  叠加于 {edition.base} / laid over" if edition.base else ""
            click.echo(f"{edition.key}  {title}{over}")
    for id_ in shelf.companion_ids():
        edition = shelf.companion(id_)
        click.echo(f"{edition.key}  {edition.title}  并行规定 / companion")


def _sound(id_: str, version: str | None = None) -> Opened:
    opened = shelf.opened(id_, version)
    if opened.procedure is None:
        for finding in opened.errors:
            click.echo(str(finding))
        sys.exit(1)
    return opened

"""``shouwen knowledge``: cards that help to answer. Needs no database."""

import json
import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click

from shouwen import knowledge as known
from shouwen.cli.scenarios import text_of
from shouwen.knowledge import suggesting, views
from shouwen.knowledge.shelf import outward_findings
from shouwen.regulations import Finding
from shouwen.vocabulary import OFFICE_ZONE

_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
_ENGLISH = click.option("--english", is_flag=True, help="用英文 / in English")


def _today() -> date:
    return datetime.now(OFFICE_ZONE).date()


@click.group()
def knowledge() -> None:
    """知识卡片 / knowledge cards."""


@knowledge.command("list")
@click.argument("words", nargs=-1)
@click.option("--kind", default="", help="只列一类，如 script / only one kind")
@click.option("--regulation", default="", help="只列与一部办法有关的 / of one regulation")
@_ENGLISH
@_JSON
def list_(words: tuple[str, ...], kind: str, regulation: str, english: bool, as_json: bool) -> None:
    """列出卡片，可以按词查找 / list cards, or those that hold all the words."""
    for kept in suggesting.search(" ".join(words), kind=kind, regulation=regulation):
        row = views.row(kept, "en" if english else "zh", _today())
        if as_json:
            click.echo(json.dumps(asdict(row), ensure_ascii=False))
        else:
            due = "  （应复核 / review due）" if row.due_for_review else ""
            click.echo(f"{row.code:<7} {row.title}  —— {row.question}{due}")


@knowledge.command()
@click.argument("code")
@click.option("--way", default="", help="各步选了第几项，如 1.0 / the answers chosen, such as 1.0")
@_ENGLISH
@_JSON
def show(code: str, way: str, english: bool, as_json: bool) -> None:
    """显示一张卡片 / show a card, with the steps gone so far."""
    found = views.view(known.card(code), "en" if english else "zh", _today(), way)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, default=str))
        return
    words = _LABELS["en" if english else "zh"]
    click.echo(f"{found.code}  {found.title}\n{found.question}")
    for each in found.check:
        click.echo(f"  {words['check']}{each}")
    if found.walk is not None:
        for gone in found.walk.gone:
            click.echo(f"  · {gone.ask} → {gone.chosen}")
        if found.walk.ask:
            click.echo(f"  {words['step'].format(found.walk.number)}{found.walk.ask}")
            if found.walk.warn:
                click.echo(f"    ! {found.walk.warn}")
            for fork in found.walk.forks:
                to = f"→ {fork.card}" if fork.card else f"--way {fork.way}"
                click.echo(f"    - {fork.label}  ({to})")
        if found.walk.outcome:
            click.echo(f"  ⇒ {found.walk.outcome}")
    click.echo(f"{words['answer']}{found.answer}")
    for name in ("alternatives", "warnings"):
        for each in getattr(found, name):
            click.echo(f"  {words[name]}{each}")
    for name in ("hand_over", "assumed", "owner"):
        if text := getattr(found, name):
            click.echo(f"{words[name]}{text}")
    click.echo(f"{words['sources']}{'; '.join(each.text for each in found.sources)}")
    click.echo(f"{words['review']}{found.review}   {found.file}:{found.line}")


@knowledge.command()
@click.argument("files", nargs=-1, metavar="[FILE…]")
@_JSON
def check(files: tuple[str, ...], as_json: bool) -> None:
    """校对卡片和用语表 / proofread cards and wording, or files.

    Exit 1 with errors; a review that is due is a note.
    """
    findings: list[Finding] = [] if files else list(known.findings(_today()))
    for name in files:
        place = Path(name)
        if not place.is_file():
            raise click.UsageError(f"没有文件 {name} / no such file")
        opened = known.open_knowledge(text_of(place.read_bytes()), name)
        findings += [*opened.findings, *outward_findings(opened, _today())]
    for each in findings:
        click.echo(json.dumps(asdict(each), ensure_ascii=False) if as_json else str(each))
    faults = [each for each in findings if each.severity != "note"]
    notes = len(findings) - len(faults)
    click.echo(
        f"{len(faults)} 处问题，{notes} 条说明 / {len(faults)} findings, {notes} notes", err=as_json
    )
    sys.exit(1 if faults else 0)


_LABELS = {
    "zh": {
        "check": "先核实：",
        "step": "第 {} 步：",
        "answer": "答复：",
        "alternatives": "可选：",
        "warnings": "注意：",
        "hand_over": "转给：",
        "assumed": "推定：",
        "owner": "负责：",
        "sources": "出处：",
        "review": "下次复核：",
    },
    "en": {
        "check": "check first: ",
        "step": "step {}: ",
        "answer": "answer: ",
        "alternatives": "instead: ",
        "warnings": "beware: ",
        "hand_over": "hand over to: ",
        "assumed": "assumed: ",
        "owner": "kept by: ",
        "sources": "source: ",
        "review": "next review: ",
    },
}

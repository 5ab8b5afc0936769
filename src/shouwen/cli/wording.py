"""``shouwen wording``: the wording table, and what it says of a text. Needs no database."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from shouwen.cli.scenarios import text_of
from shouwen.knowledge import views
from shouwen.knowledge.wordlist import TEXT_KINDS, TextKind
from shouwen.packs import shelf

_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
_ENGLISH = click.option("--english", is_flag=True, help="用英文 / in English")


@click.group()
def wording() -> None:
    """用语检查 / wording."""


@wording.command("list")
@click.option("--regulation", default="", help="只列一部办法适用的 / those of one regulation")
@_ENGLISH
@_JSON
def list_(regulation: str, english: bool, as_json: bool) -> None:
    """列出用语表 / list the wording table."""
    for rule in views.rules("en" if english else "zh", regulation):
        if as_json:
            click.echo(json.dumps(asdict(rule), ensure_ascii=False))
            continue
        code = f"  {rule.behaviour}" if rule.behaviour else ""
        use = "、".join(rule.use) or ("（nothing）" if english else "（不写）")
        click.echo(f"{'、'.join(rule.avoid)}  →  {use}  {rule.why}{code}")


@wording.command()
@click.argument("file", metavar="FILE|-")
@click.option(
    "--as", "kinds", multiple=True, type=click.Choice(TEXT_KINDS),
    help="是哪一种文字；不写就按各种都查 / what kind of text; any unless said",
)  # fmt: skip
@click.option("--regulation", default=None, help="按哪部办法写的 / the regulation it is under")
@_ENGLISH
@_JSON
def check(
    file: str, kinds: tuple[TextKind, ...], regulation: str | None, english: bool, as_json: bool
) -> None:
    """检查一段文字 / check a text. Exit 1 with remarks; they are advice."""
    text = _text(file)
    if regulation is not None and regulation not in shelf.regulation_ids():
        known = "、".join(shelf.regulation_ids())
        raise click.UsageError(f"没有名为“{regulation}”的办法；现有：{known} / no such regulation")
    language = "en" if english else "zh"
    found = views.remarks(text, kinds or TEXT_KINDS, regulation, language)
    for each in found:
        if as_json:
            click.echo(json.dumps(asdict(each), ensure_ascii=False))
            continue
        use = f" → {'、'.join(each.use)}" if each.use else ""
        more = "，".join(part for part in (each.why, each.unless, each.behaviour) if part)
        source = "；".join(source.text for source in each.sources)
        click.echo(f"{file}:{each.line}:{each.column}: “{each.found}”{use}：{more} 〔{source}〕")
    click.echo(f"{len(found)} 处提示 / remarks", err=as_json)
    sys.exit(1 if found else 0)


def _text(file: str) -> str:
    if file == "-":
        written = sys.stdin.buffer.read()
    else:
        place = Path(file)
        if not place.is_file():
            raise click.UsageError(f"没有文件 {file} / no such file")
        written = place.read_bytes()
    text = text_of(written)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise click.UsageError(f"{file} 不是 UTF-8 / is not UTF-8") from None
    return text

"""``shouwen taxonomy``: terms several regulations share. Needs no database."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from shouwen.cli.scenarios import text_of as decoded
from shouwen.intake.sheets import Book, open_book, text_of
from shouwen.packs import crosswalks, taxonomy_shelf
from shouwen.regulations import Finding
from shouwen.regulations.shared import Taxonomy, open_taxonomy, taxonomy_from, taxonomy_text

_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")


@click.group()
def taxonomy() -> None:
    """共享词表与对照表 / shared terms and crosswalks."""


@taxonomy.command("list")
@_JSON
def list_(as_json: bool) -> None:
    """列出共享词表和对照表 / list taxonomies and crosswalks."""
    for each in taxonomy_shelf.editions():
        found = taxonomy_shelf.opened(each.key).taxonomy
        title = "（有错误 / has faults）" if found is None else found.taxonomy.title
        count = 0 if found is None else len(found.entries)
        if as_json:
            told = {"taxonomy": each.key, "title": title, "entries": count}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            click.echo(f"{each.key}  {title}  {count} 项")
    for place in taxonomy_shelf.crosswalk_files():
        found_ = crosswalks.crosswalk(place.stem)
        if as_json:
            told = {"crosswalk": found_.id, "from": found_.source, "to": found_.target}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            click.echo(f"{found_.id}  {found_.title}  {found_.source} → {found_.target}")


@taxonomy.command()
@click.argument("key", metavar="ID[@VERSION]")
@click.option("--english", is_flag=True, help="用英文 / in English")
@_JSON
def show(key: str, english: bool, as_json: bool) -> None:
    """按层级显示一个词表 / show a taxonomy as a tree."""
    found = taxonomy_shelf.taxonomy(key)
    if as_json:
        click.echo(found.model_dump_json(exclude_none=True, indent=1))
        return
    head = found.taxonomy
    click.echo(f"{head.english or head.title if english else head.title}（{found.key}）")
    for entry, level in _walk(found, None):
        each = found.entries[entry]
        title = (each.english or each.title) if english else each.title
        code = f"  {each.code}" if each.code else ""
        click.echo(f"{'  ' * level}{entry}  {title}{code}")


@taxonomy.command()
@click.argument("names", nargs=-1, metavar="[FILE…]")
@_JSON
def check(names: tuple[str, ...], as_json: bool) -> None:
    """校对词表和对照表 / proofread taxonomies and crosswalks, or files. Exit 1 with findings."""
    findings: list[Finding] = [] if names else list(crosswalks.findings())
    for name in names:
        findings += open_taxonomy(decoded(_bytes(name)), name).findings
    for each in findings:
        click.echo(json.dumps(asdict(each), ensure_ascii=False) if as_json else str(each))
    click.echo(f"{len(findings)} 处问题 / findings", err=as_json)
    sys.exit(1 if findings else 0)


@taxonomy.command("map")
@click.argument("crosswalk")
@click.argument("terms", nargs=-1)
@_JSON
def map_(crosswalk: str, terms: tuple[str, ...], as_json: bool) -> None:
    """各词对照为什么 / what terms of one list count as in another; all if none is named."""
    found = crosswalks.crosswalk(crosswalk)
    source, target = crosswalks.term_list(found.source), crosswalks.term_list(found.target)
    unknown = [term for term in terms if term not in source.entries]
    if unknown:
        raise click.UsageError(f"{found.source} 没有 {'、'.join(unknown)} / no such term")
    for term in terms or source.entries:
        counts = found.counts_as(term)
        if as_json:
            click.echo(json.dumps({"term": term, "counts_as": list(counts)}))
            continue
        words = "、".join(f"{each} {target.entries[each].title}" for each in counts)
        click.echo(f"{term} {source.entries[term].title}  →  {words or '（无对应 / none）'}")


@taxonomy.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "id_", required=True, help="词表编号 / the taxonomy's id")
@click.option("--version", default="1", show_default=True, help="版本 / its edition")
@click.option("--title", help="名称，默认用编号 / its title; the id unless said")
@click.option("--source", default="", help="出处 / where it comes from")
@click.option("--sheet", help="工作表 / the sheet; the first unless said")
@click.option(
    "--levels", help="各级所在的列，逗号分隔 / columns of the levels, by header or number"
)
@click.option("--no-header", is_flag=True, help="第一行就是内容 / the first row is no header")
@click.option(
    "--earlier", help="沿用编号的前一版 / an earlier edition whose ids are kept (FILE or KEY)"
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写入文件 / write to a file")
def import_(
    file: Path,
    id_: str,
    version: str,
    title: str | None,
    source: str,
    sheet: str | None,
    levels: str | None,
    no_header: bool,
    earlier: str | None,
    output: Path | None,
) -> None:
    """从 CSV 或 XLSX 制作词表，每级一列，最多三级 / make a taxonomy from a sheet.

    Prints the file, or writes it with -o. Exit 1 when it has faults, such as an id that is none.
    """
    rows = list(_rows(open_book(file), sheet, levels, header=not no_header))
    text = taxonomy_text(
        rows,
        id_=id_,
        title=title or id_,
        version=version,
        source=source,
        earlier=None if earlier is None else _earlier(earlier),
    )
    opened = open_taxonomy(text, str(output or f"{id_}.yaml"))
    if opened.taxonomy is None:
        for finding in opened.findings:
            click.echo(str(finding))
        sys.exit(1)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
    sizes: dict[int, int] = {}
    for entry in opened.taxonomy.entries:
        level = opened.taxonomy.level(entry)
        sizes[level] = sizes.get(level, 0) + 1
    told = "、".join(f"第 {level} 级 {count} 项" for level, count in sorted(sizes.items()))
    click.echo(f"{len(rows)} 行：{told} / {len(rows)} rows, {sum(sizes.values())} terms", err=True)


def _walk(found: Taxonomy, above: str | None, level: int = 1) -> Iterator[tuple[str, int]]:
    for entry in found.children(above):
        yield entry, level
        yield from _walk(found, entry, level + 1)


def _bytes(name: str) -> bytes:
    place = Path(name)
    if not place.is_file():
        raise click.UsageError(f"没有文件 {name} / no such file")
    return place.read_bytes()


def _earlier(named: str) -> Taxonomy:
    if named.endswith((".yaml", ".yml")):
        return taxonomy_from(decoded(_bytes(named)), named)
    return taxonomy_shelf.taxonomy(named)


def _rows(
    book: Book, sheet: str | None, levels: str | None, *, header: bool
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield line numbers and the cells of the levels; blank rows are left out."""
    chosen = [each for each in book.sheets if sheet in (None, each.name)]
    if not chosen:
        names = "、".join(each.name for each in book.sheets)
        raise click.UsageError(f"没有工作表“{sheet}”；现有：{names} / no such sheet")
    columns: list[int] | None = None
    for line in chosen[0].read():
        cells = [text_of(cell).strip() for cell in line.cells]
        if not any(cells):
            continue
        if columns is None:
            columns = _columns(cells, levels, header=header)
            if header:
                continue
        yield line.number, [cells[at] if at < len(cells) else "" for at in columns]


def _columns(cells: list[str], levels: str | None, *, header: bool) -> list[int]:
    if levels is None:
        return list(range(len(cells)))
    found = []
    for word in (each.strip() for each in levels.split(",")):
        if word.isdigit() and 1 <= int(word) <= len(cells):
            found.append(int(word) - 1)
        elif header and word in cells:
            found.append(cells.index(word))
        else:
            raise click.UsageError(f"没有“{word}”这一列 / no column '{word}'")
    return found

"""``shouwen import``: take complaints in from spreadsheets, row by row, as often as one likes."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO, cast

import click

from shouwen import intake, people
from shouwen.cli.people import BY
from shouwen.intake import Plan, RowOutcome
from shouwen.vocabulary import OFFICE_ZONE, Actor, iso

_SHOWN = 20
_WORDS = {
    "accepted": "受理 accepted",
    "refused": "拒收 refused",
    "duplicate": "重复 duplicate",
    "skipped": "略过 skipped",
}
#: A spreadsheet takes a cell beginning with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--regulation", metavar="ID", help="按哪部办法受理 / the regulation")
@click.option(
    "--map", "mapping", metavar="MAP", help="对照表文件，或随附对照表的名称 / the mapping"
)
@click.option("--dry-run", is_flag=True, help="只看结果，不写入 / say what would happen")
@click.option("--json", "as_json", is_flag=True, help="每行一个 JSON，最后一个是合计 / JSON lines")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="只看前 N 行 / so many rows")
@click.option("--sheet", metavar="NAME", help="工作表名称 / the worksheet")
@click.option(
    "--as", "as_", type=click.Choice(["historical", "open", "each"]),
    help="办结件、未办结件，或逐行判断 / closed, open, or each row by itself",
)  # fmt: skip
@click.option("--encoding", metavar="NAME", help="文字编码，不写则自动判定 / text encoding")
@click.option("--delimiter", metavar="CHAR", help="分隔符，不写则自动判定 / separator")
@click.option("--unit", metavar="ID", help="受理单位 / the receiving unit")
@click.option("--by", metavar="LOGIN", help="以谁的名义导入 / who imports")
@click.option(
    "--report", type=click.File("w", encoding="utf-8-sig", lazy=True), metavar="OUT.csv",
    help="逐行结果另存为 CSV / write the outcomes to a CSV file",
)  # fmt: skip
@click.option("--list", "list_", is_flag=True, help="列出历次导入 / list the imports on record")
@click.option("--maps", is_flag=True, help="列出随附的对照表 / list the shipped mappings")
def import_(
    file: Path | None,
    regulation: str | None,
    mapping: str | None,
    dry_run: bool,
    as_json: bool,
    limit: int | None,
    sheet: str | None,
    as_: str | None,
    encoding: str | None,
    delimiter: str | None,
    unit: str | None,
    by: str | None,
    report: TextIO | None,
    list_: bool,
    maps: bool,
) -> None:
    """从表格（CSV、XLSX、XLS）导入投诉 / take complaints in from a sheet.

    Importing the same file again does no harm: rows taken in before are answered with their
    numbers. Exit 0: every row was taken in or was there; 1: some were refused, or the mapping does
    not fit; 2: the file cannot be read.
    """
    if maps or list_:
        _list_maps(as_json=as_json) if maps else _list_runs(as_json=as_json)
        return
    if file is None or regulation is None or mapping is None:
        raise click.UsageError(
            "请写明文件、--regulation 和 --map / give FILE, --regulation and --map"
        )
    try:
        planned = intake.plan(
            file, mapping, regulation, now=_now(), as_=cast(Any, as_), sheet=sheet,
            encoding=encoding, delimiter=delimiter, unit=unit,
        )  # fmt: skip
    except intake.MappingUnfit as unfit:
        _show_findings(unfit, as_json=as_json)
        sys.exit(1)
    if not as_json:
        for note in _notes(planned):
            click.echo(note, err=True)
    outcomes = intake.carry_out(planned, by=_actor(by), clock=_now, dry_run=dry_run, limit=limit)
    counts: Counter[str] = Counter()
    refused: list[RowOutcome] = []
    with ExitStack() as stack:
        write = _report(report)
        progress = stack.enter_context(_progress(planned))
        for outcome in outcomes:
            counts[outcome.outcome] += 1
            if outcome.outcome == "refused" and len(refused) < _SHOWN:
                refused.append(outcome)
            if as_json:
                click.echo(json.dumps(_told(outcome), ensure_ascii=False))
            write(outcome)
            progress()
    if as_json:
        click.echo(json.dumps(_summary(planned, counts, dry_run), ensure_ascii=False))
    else:
        _show(counts, refused, dry_run=dry_run)
    sys.exit(1 if counts["refused"] else 0)


def _now() -> datetime:
    return datetime.now(OFFICE_ZONE)


def _actor(login: str | None) -> Actor:
    if login is None:
        return Actor(BY, "导入")
    person = people.person_of_login(login)
    return Actor(person, people.names_of_persons([person]).get(person, ""))


def _notes(planned: Plan) -> Iterator[str]:
    bound, book = planned.bound, planned.book
    how = {"historical": "办结件", "open": "未办结件", "each": "逐行判断是否办结"}[planned.as_]
    title = f"{planned.procedure.pack.pack.title}（{planned.procedure.key}）"
    yield f"{planned.path.name} → {title}，{how}"
    where = f"工作表“{bound.sheet.name}”，" if book.kind != "CSV" else ""
    yield f"{where}表头在第 {bound.row} 行"
    yield from book.notes
    if bound.unused:
        yield f"没有用到的列：{'、'.join(bound.unused)}"


# -- row by row


def _told(outcome: RowOutcome) -> dict[str, Any]:
    told: dict[str, Any] = {"row": outcome.row, "outcome": outcome.outcome, "key": outcome.key}
    if outcome.line != outcome.row:
        told["line"] = outcome.line
    if outcome.number is not None:
        told["number"] = outcome.number
    if outcome.outcome in ("accepted", "duplicate"):
        told["as"] = "historical" if outcome.closed else "open"
    if outcome.reasons:
        told["reasons"] = [
            {
                "code": reason.code,
                "field": reason.field,
                "columns": list(reason.columns),
                "text": reason.text,
                "article": reason.article,
            }
            for reason in outcome.reasons
        ]
    return told


def _summary(planned: Plan, counts: Counter[str], dry_run: bool) -> dict[str, Any]:
    return {
        "summary": True,
        "file": planned.path.name,
        "regulation": planned.procedure.key,
        "mapping": planned.opened.mapping.mapping,
        "as": planned.as_,
        "sheet": planned.bound.sheet.name,
        "encoding": planned.book.encoding or None,
        "header_row": planned.bound.row,
        "unused_columns": list(planned.bound.unused),
        "notes": planned.book.notes,
        "dry_run": dry_run,
        "rows": counts.total(),
        **{name: counts[name] for name in _WORDS},
    }


def _report(out: TextIO | None) -> Any:
    if out is None:
        return lambda outcome: None
    writer = csv.writer(out)
    writer.writerow(["行", "结果", "行键", "编号", "要素", "列", "原因", "依据"])

    def write(outcome: RowOutcome) -> None:
        word = _WORDS[outcome.outcome].split()[0]
        start = [str(outcome.row), word, outcome.key, outcome.number or ""]
        for reason in outcome.reasons or [None]:
            rest = (
                ["", "", "", ""]
                if reason is None
                else [reason.field or "", "、".join(reason.columns), reason.text, reason.article]
            )
            writer.writerow([_harmless(cell) for cell in (*start, *rest)])

    return write


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


@contextmanager
def _progress(planned: Plan) -> Iterator[Any]:
    """Draw a bar where somebody is looking, and nothing anywhere else."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=1000, label="导入", file=sys.stderr) as bar:
        yield lambda: bar.update(int(planned.book.done() * 1000) - bar.pos)
        bar.update(1000 - bar.pos)


# -- at the end


def _show(counts: Counter[str], refused: list[RowOutcome], *, dry_run: bool) -> None:
    if refused:
        click.echo("拒收的行 / refused rows:")
        for outcome in refused:
            for n, reason in enumerate(outcome.reasons):
                where = "" if n else _place(outcome)
                columns = f"〔{'、'.join(reason.columns)}〕" if reason.columns else ""
                article = f"（{reason.article}）" if reason.article else ""
                click.echo(f"  {where:<10}{columns}{reason.text}{article}")
        if counts["refused"] > len(refused):
            more = counts["refused"] - len(refused)
            click.echo(f"  …… 另有 {more} 行，用 --report 查看全部 / {more} more, see --report")
    head = "试运行，没有写入 / dry run, nothing written: " if dry_run else ""
    words = "，".join(f"{word} {counts[name]:,}" for name, word in _WORDS.items())
    click.echo(f"{head}共 {counts.total():,} 行：{words}")


def _place(outcome: RowOutcome) -> str:
    text = f"，文本第 {outcome.line} 行" if outcome.line != outcome.row else ""
    return f"第 {outcome.row} 行{text}"


def _show_findings(unfit: intake.MappingUnfit, *, as_json: bool) -> None:
    if not as_json:
        for finding in unfit.findings:
            click.echo(str(finding))
        click.echo("没有导入任何一行 / nothing was imported", err=True)
        return
    for finding in unfit.findings:
        told = {
            "finding": finding.code,
            "severity": finding.severity,
            "file": finding.file,
            "line": finding.line,
            "path": finding.path,
            "problem": finding.problem,
            "remedy": finding.remedy,
            "english": finding.english,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    click.echo(json.dumps({"summary": True, "rows": 0, "findings": len(unfit.findings)}))


def _list_runs(*, as_json: bool) -> None:
    for run in intake.recent():
        if as_json:
            told = {
                "id": run.id,
                "began_at": iso(run.began_at),
                "ended_at": None if run.ended_at is None else iso(run.ended_at),
                "complete": run.complete,
                "by": run.by,
                **run.about,
                "counts": run.counts,
            }
            click.echo(json.dumps(told, ensure_ascii=False))
            continue
        state = "完成" if run.complete else "中断" if run.ended_at is None else "未到末尾"
        words = "，".join(
            f"{word.split()[0]} {run.counts[name]:,}"
            for name, word in _WORDS.items()
            if run.counts.get(name)
        )
        click.echo(
            f"{run.began_at:%Y-%m-%d %H:%M}  {state}  {run.about['file']}  {run.about['mapping']}"
            f" → {run.about['edition']}  {words or '——'}  {run.by}  {run.id}"
        )


def _list_maps(*, as_json: bool) -> None:
    for id_, title in intake.shipped().items():
        click.echo(
            json.dumps({"mapping": id_, "title": title}, ensure_ascii=False)
            if as_json
            else f"{id_:<28}{title}"
        )

"""``shouwen rules migrate``: open cases go over from one edition to another."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shouwen.packs import migrations
from shouwen.regulations import Finding
from shouwen.regulations.migration import PlanUnfit, draft_of, head_of
from shouwen.vocabulary import OFFICE_ZONE, Actor, at_office, iso

if TYPE_CHECKING:
    from shouwen.casework.migrating import CaseOver, ClockOver, MigrationReport

_HOW = {
    "keep": "沿用 / kept",
    "recompute": "重算 / computed again",
    "restart": "重新计时 / begins anew",
    "start": "起算 / begins",
    "drop": "不再适用 / ends",
}


@click.command("migrate")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--plan", "file", type=click.Path(path_type=Path), help="迁移方案 / the plan's file")
@click.option("--dry-run", is_flag=True, help="只看结果，不迁移 / write nothing")
@click.option("--draft", is_flag=True, help="打印一份待填的方案 / print a plan to fill in")
@click.option("--unit", help="只迁移某单位及其下级的件 / cases of a unit and those under it only")
@click.option("--limit", type=click.IntRange(1), default=1_000_000, help="最多几件 / cases at most")
@click.option("--at", type=click.DateTime(), help="按此刻推算，限试算 / as of then; dry runs only")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
@click.pass_context
def migrate(
    ctx: click.Context,
    old: str,
    new: str,
    file: Path | None,
    dry_run: bool,
    draft: bool,
    unit: str | None,
    limit: int,
    at: datetime | None,
    as_json: bool,
) -> None:
    """未结件由一版改按另一版办理 / take open cases from edition OLD to edition NEW.

    OLD and NEW are keys such as postal-bank@2015.1. May be interrupted and run again: what has gone
    over is not found any more. Exit 1 when a case cannot go over, or the plan has faults.
    """
    if draft:
        click.echo(draft_of(migrations.procedure(old), migrations.procedure(new)), nl=False)
        return
    if at is not None and not dry_run:
        raise click.UsageError("--at 只用于 --dry-run / --at goes with --dry-run only")
    plan = None if file is None else _plan(file)
    report = _carried_out(
        ctx, old, new, plan, dry_run=dry_run, unit=unit, limit=limit, at=at, json_=as_json
    )
    for each in report.cases:
        click.echo(json.dumps(_as_json(each), ensure_ascii=False) if as_json else _text(each))
    going = sum(each.goes for each in report.cases)
    late = sum(clock.late for each in report.cases for clock in each.clocks)
    kept = len(report.cases) - going
    if as_json:
        told = {
            "old": report.old, "new": report.new, "plan": report.plan, "dry_run": dry_run,
            "gone" if not dry_run else "would_go": going, "cannot": kept, "late_at_once": late,
            "more": report.more,
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        verb = "可迁移 / would go over" if dry_run else "已迁移 / gone over"
        click.echo(
            f"{report.old} → {report.new}（{report.plan}）：{going} 件{verb}，"
            f"{kept} 件不能迁移 / cannot，{late} 个时限即已逾期 / late at once"
        )
    sys.exit(1 if kept else 0)


def _carried_out(
    ctx: click.Context,
    old: str,
    new: str,
    plan: migrations.PlanFile | None,
    *,
    dry_run: bool,
    unit: str | None,
    limit: int,
    at: datetime | None,
    json_: bool,
) -> "MigrationReport":
    from shouwen.cli.main import open_record

    open_record(ctx.find_root())
    from shouwen.casework.operations import migrate_open
    from shouwen.cli.people import BY

    now = datetime.now(OFFICE_ZONE) if at is None else at.replace(tzinfo=OFFICE_ZONE)
    try:
        report = migrate_open(
            old, new, actor=Actor(BY), now=now, plan=plan, dry_run=dry_run, unit=unit, limit=limit
        )
    except PlanUnfit as unfit:
        _print(unfit.findings, json_=json_)
        sys.exit(1)
    _print(report.findings, json_=json_)
    return report


def _plan(file: Path) -> migrations.PlanFile:
    if not file.is_file():
        raise click.UsageError(f"没有文件 {file} / no such file")
    ends = head_of(file.read_text("utf-8", errors="surrogateescape"))
    return migrations.PlanFile(file, *(ends or ("", "")))


def _print(findings: tuple[Finding, ...], *, json_: bool) -> None:
    for each in findings:
        told = json.dumps({"finding": asdict(each)}, ensure_ascii=False) if json_ else str(each)
        click.echo(told)


def _text(case: "CaseOver") -> str:
    if not case.goes:
        return f"✗ {case.number}  {case.stage}  {'；'.join(case.reasons)}"
    lines = [f"✓ {case.number}  {case.stage}"]
    for clock in case.clocks:
        late = "  ！即已逾期 / late at once" if clock.late else ""
        dates = _dates(clock)
        lines.append(f"    {clock.title}  {_HOW[clock.how]}  {dates}{late}")
    return "\n".join(lines)


def _dates(clock: "ClockOver") -> str:
    before, after = (
        "—" if when is None else f"{at_office(when):%Y-%m-%d %H:%M}"
        for when in (clock.before, clock.after)
    )
    return before if before == after else f"{before} → {after}"


def _as_json(case: "CaseOver") -> dict[str, object]:
    return {
        "number": case.number,
        "goes": case.goes,
        "stage": case.stage,
        "reasons": list(case.reasons),
        "clocks": [
            {
                "clock": clock.clock,
                "how": clock.how,
                "before": None if clock.before is None else iso(clock.before),
                "after": None if clock.after is None else iso(clock.after),
                "late": clock.late,
            }
            for clock in case.clocks
        ],
    }

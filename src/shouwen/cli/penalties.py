"""``shouwen penalties``: statements, monthly figures and the close of months, on the server itself.

Whoever may run this administers the machine: nothing asks here which accounts are his to keep.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from shouwen import people
from shouwen.accountability import operations, queries
from shouwen.accountability.errors import NoSuchSheet, NotYours
from shouwen.accountability.shapes import AccountLine, ChargeView, MonthLine, StatementView
from shouwen.cli.people import BY
from shouwen.consequences import operations as consequences
from shouwen.consequences.errors import NotThisMonth
from shouwen.intake.errors import Unreadable
from shouwen.intake.sheets import open_book
from shouwen.vocabulary import OFFICE_ZONE, Month, NotAMonth, iso

_SHOWN = 20


class MonthType(click.ParamType):
    """A month, written 2026-07."""

    name = "month"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Month:
        """Read a month."""
        try:
            return Month.parse(str(value))
        except NotAMonth as fault:
            self.fail(str(fault), param, ctx)


MONTH = MonthType()
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")


@click.group()
def penalties() -> None:
    """分户账、月度基数与月结 / penalty accounts, monthly figures, close of months."""


@penalties.command()
@click.argument("whose", metavar="PERSON")
@click.option(
    "--month", type=MONTH, help="月份，不写就是正在记的一个月 / the month, or the open one"
)
@click.option("--unit", is_flag=True, help="PERSON 是单位编号 / PERSON is a unit")
@_JSON
def statement(whose: str, month: Month | None, unit: bool, as_json: bool) -> None:
    """一户一月的对账单 / one account in one month.

    PERSON is a person's id, or a name that only one person has. Exit 1 if the account does not
    exist.
    """
    key = f"unit:{whose}" if unit else f"person:{_person(whose)}"
    try:
        view = queries.statement_on_this_machine(key, month, _now())
    except NotYours:
        message = f"{whose} 没有分户账：没有投诉记过账 / no account: no case has charged it"
        if as_json:
            click.echo(json.dumps({"key": key, "account": False}, ensure_ascii=False))
        else:
            click.echo(message)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(_plain(asdict(view)), ensure_ascii=False, indent=2))
        return
    _print_statement(view)


@penalties.command("list")
@click.option(
    "--view", type=click.Choice(["unsettled", "asked", "left", "all"]), default="unsettled",
    show_default=True, help="未结清、有待批更正、已离职、全部 / which accounts",
)  # fmt: skip
@_JSON
@click.option("--month", type=MONTH, help="某月的扣收清单 / what a closed month took of each")
def list_(view: str, as_json: bool, month: Month | None) -> None:
    """列出分户账或某月的扣收清单 / list the accounts, or what a closed month took of each."""
    if month is not None:
        for line in _every_of(month):
            told = f"{line.key}\t{line.owner}\t{line.unit}\t实扣 {line.taken:,.2f}"
            if line.repaid or line.paid_out:
                told += f"\t退还 {line.repaid:,.2f}\t发放 {line.paid_out:,.2f}"
            told += f"\t结转 {line.carried:,.2f}"
            as_text = json.dumps(_plain(asdict(line)), ensure_ascii=False)
            click.echo(as_text if as_json else told)
        return
    for row in _every(view):
        if as_json:
            click.echo(json.dumps(_plain(asdict(row)), ensure_ascii=False))
        else:
            click.echo(_account_words(row))


@penalties.command()
@click.option("--month", type=MONTH, required=True, help="结哪个月 / which month")
@click.option("--preview", is_flag=True, help="只看结果，不写入 / say what would happen")
@click.option(
    "--leave-missing", is_flag=True,
    help="缺基数的户留到下月，照样结束本月 / end the month though figures are missing",
)  # fmt: skip
@_JSON
def close(month: Month, preview: bool, leave_missing: bool, as_json: bool) -> None:
    """月结：按基数和限额扣收，余额结转 / close a month.

    May be run again: what is closed stays closed, and what lacked figures is closed once they are
    there. Exit 1 while accounts lack figures.
    """
    try:
        if preview:
            report = consequences.preview_month(month, now=_now())
        else:
            report = consequences.close_month(
                month, person=BY, now=_now(), leave_missing=leave_missing
            )
    except NotThisMonth as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(2)
    if as_json:
        told = {
            "month": str(month),
            "closed": report.closed,
            "ended": report.ended,
            "preview": preview,
            "accounts": report.accounts or report.closed,
            "totals": {name: str(value) for name, value in report.totals.items()},
            "missing": {str(id_): list(names) for id_, names in report.missing.items()},
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print_close(month, report, preview=preview)
    sys.exit(1 if report.missing and not report.ended else 0)


@penalties.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--month", type=MONTH, required=True, help="哪个月的基数 / whose month")
@click.option("--sheet", metavar="NAME", help="工作表名称 / the worksheet")
@_JSON
def basis(file: Path, month: Month, sheet: str | None, as_json: bool) -> None:
    """从表格录入月度基数，逐行报告 / take in the figures of a month from a sheet.

    The header names 工号 (or 单位编号) and figures such as 绩效奖金, 绩效工资, 工资, 基点数. The
    same sheet may be taken in again. Exit 1 if a line was refused, 2 if it is no such sheet.
    """
    try:
        found = operations.read_sheet(_lines(file, sheet))
    except (NoSuchSheet, Unreadable) as fault:
        click.echo(str(fault), err=True)
        sys.exit(2)
    told = operations.bases_on_this_machine(month, found, source=file.name, person=BY, now=_now())
    for each in told:
        if as_json:
            line = {"line": each.line, "account": str(each.id), "outcome": each.outcome}
            if each.why:
                line |= {"why": each.why, "english": each.english}
            click.echo(json.dumps(line, ensure_ascii=False))
        elif each.outcome == "refused":
            click.echo(f"第 {each.line} 行：{each.why} / line {each.line}: {each.english}")
    counts = Counter(each.outcome for each in told)
    if not as_json:
        click.echo(
            f"{month}：录入 {counts['set']} 行，未变 {counts['unchanged']} 行，拒收"
            f" {counts['refused']} 行 / {counts['set']} set, {counts['unchanged']} unchanged,"
            f" {counts['refused']} refused"
        )
    sys.exit(1 if counts["refused"] else 0)


def _lines(file: Path, sheet: str | None) -> Iterator[tuple[int, list[object]]]:
    book = open_book(file, hints=("工号", "绩效奖金", "绩效工资"))
    chosen = [each for each in book.sheets if sheet in (None, each.name)]
    if not chosen:
        raise NoSuchSheet(f"没有工作表“{sheet}”", f"there is no worksheet '{sheet}'")
    for line in chosen[0].read():
        yield line.number, list(line.cells)


def _person(whose: str) -> str:
    directory = people.directory(_now())
    if whose in directory.people:
        return whose
    named = [person.id for person in directory.people.values() if person.name == whose]
    if len(named) > 1:
        raise click.UsageError(
            f"叫“{whose}”的有 {len(named)} 人，请写工号：{'、'.join(named)}"
            f" / several are called so: {', '.join(named)}"
        )
    return named[0] if named else whose


def _every(view: str) -> Iterator[AccountLine]:
    after: str | None = ""
    while after is not None:
        found = queries.accounts_on_this_machine(_now(), view=view, cursor=after)
        yield from found.rows
        after = found.next


def _every_of(month: Month) -> Iterator[MonthLine]:
    after: str | None = ""
    while after is not None:
        found = queries.month_list_on_this_machine(month, _now(), cursor=after)
        yield from found.rows
        after = found.next


def _print_statement(view: StatementView) -> None:
    state = {
        "closed": "已月结 / closed", "open": "未月结 / open", "skipped": "未单独月结 / not closed",
    }[view.state]  # fmt: skip
    click.echo(f"{view.owner}（{view.key}）{view.unit}  {view.month}  {state}")
    for name, value in view.basis:
        click.echo(f"  {name} {value:,.2f}")
    if view.missing:
        click.echo(f"  缺基数：{'、'.join(view.missing)} / figures are missing")
    for charge in view.charges:
        click.echo(f"  {_charge_words(charge)}")
    for cap in view.caps:
        click.echo(f"  {cap.title}：{cap.words}")
    for name, zh in (
        ("opening", "期初"), ("charged", "记入"), ("corrected", "更正"), ("paid", "自缴"),
        ("taken", "实扣"), ("repaid", "退还"), ("lapsed", "不再扣"), ("carried", "结转"),
        ("paid_out", "发放"), ("held", "挂账"),
    ):  # fmt: skip
        value = getattr(view, name)
        if value or name in ("taken", "carried"):
            click.echo(f"  {zh} {name}: {value:,.2f}")
    if view.collection is not None:
        click.echo(f"  收款率（扣除争议款）collection rate: {view.collection}%")


def _charge_words(charge: ChargeView) -> str:
    amount = charge.percent or f"{charge.opening + charge.charged + charge.corrected:,.2f}"
    what = charge.sanction or amount
    told = "  ".join(part for part in (charge.title, what, charge.number, charge.article) if part)
    if charge.sanction:
        return told
    return f"{told}  → 实扣 {charge.taken:,.2f}，结转 {charge.carried:,.2f}"


def _account_words(row: AccountLine) -> str:
    flags = [
        word
        for word, holds in (
            ("已离职", row.left), ("有待批更正", row.asked), ("有待定金额", row.undetermined),
        )
        if holds
    ]  # fmt: skip
    told = f"{row.key}\t{row.owner}\t{row.unit}\t{row.balance:,.2f}"
    return told + (f"\t{'、'.join(flags)}" if flags else "")


def _print_close(month: Month, report: consequences.CloseReport, *, preview: bool) -> None:
    verb = "将结" if preview else "本次结"
    click.echo(f"{month}：{verb} {report.closed} 户 / {report.closed} accounts")
    for name, zh in (
        ("taken", "实扣"), ("repaid", "退还"), ("paid_out", "发放"), ("carried", "结转"),
    ):  # fmt: skip
        click.echo(f"  {zh} {name}: {report.totals.get(name, Decimal(0)):,.2f}")
    for id_, names in list(report.missing.items())[:_SHOWN]:
        click.echo(f"  {id_} 缺 {'、'.join(names)} / figures are missing")
    if len(report.missing) > _SHOWN:
        click.echo(f"  ……共 {len(report.missing)} 户 / in all")
    if report.ended:
        click.echo("已结束，数字不再变 / ended; the figures are frozen")
    elif not preview:
        click.echo("录入缺少的基数后再运行一次 / run again when the figures are there")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _now() -> datetime:
    return datetime.now(OFFICE_ZONE)

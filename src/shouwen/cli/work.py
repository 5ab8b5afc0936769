"""``shouwen work``: the chores in the background, each safe to run by hand and beside itself."""

import json
import logging
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from types import FrameType

import click
from django.db import InterfaceError, OperationalError, connection

from shouwen import administration, insight, intake, notices
from shouwen.casework import operations
from shouwen.cli.fetching import fetch_mail
from shouwen.connections import cities, hooks, once, rates
from shouwen.consequences import operations as consequences
from shouwen.inquiry import operations as inquiry
from shouwen.intake import telephone
from shouwen.intake.by_page.working import Worker
from shouwen.vocabulary import OFFICE_ZONE, moment

_LOG = logging.getLogger("shouwen.work")
#: Duties begin with a day: looking once in so many sweeps is soon enough.
_SWEEPS_TO_DUTIES = 20


class _Moment(click.ParamType):
    name = "moment"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            return moment(value)
        except ValueError:
            self.fail(f"“{value}”不是时刻，请写 2026-09-28T17:20+08:00 / no ISO moment", param, ctx)


_AT = click.option("--at", type=_Moment(), help="按这一刻办 / as of this moment  [now]")
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")


@click.group()
def work() -> None:
    """后台工作 / chores in the background."""


work.add_command(fetch_mail)


@work.command()
@_AT
@click.option("--limit", type=click.IntRange(1), default=1_000_000, help="最多几件 / cases at most")
@_JSON
def sweep(at: datetime | None, limit: int, as_json: bool) -> None:
    """办理到期事项 / carry out what has come due. Exit 1 if a case could not be swept."""
    report = operations.sweep(now=at or datetime.now(OFFICE_ZONE), limit=limit)
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
    else:
        click.echo(f"{report.cases} 件，{report.events} 个事件 / cases and events")
        for number, reason in report.failed.items():
            click.echo(f"{number}: {reason}")
    sys.exit(1 if report.failed else 0)


@work.command()
@_AT
@_JSON
def duties(at: datetime | None, as_json: bool) -> None:
    """开出定期义务 / open the periodic duties whose period has begun."""
    report = operations.open_duties(now=at or datetime.now(OFFICE_ZONE))
    if as_json:
        click.echo(json.dumps(asdict(report)))
    else:
        click.echo(f"新开 {report.opened} 项 / opened")


@work.command()
@_AT
@click.option(
    "--contents", is_flag=True, help="也读保密内容，每次读取都留痕 / read private texts, each noted"
)
@_JSON
def learn(at: datetime | None, contents: bool, as_json: bool) -> None:
    """从已结案件学习类别建议 / learn suggestions from closed cases. Exit 1 without the packages."""
    try:
        lessons = insight.learn_all(now=at or datetime.now(OFFICE_ZONE), contents=contents)
    except insight.LearningMissing as missing:
        click.echo(str(missing))
        sys.exit(1)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in lessons], ensure_ascii=False))
        return
    for each in lessons:
        said = (
            f"{each.reason} / {each.english}"
            if each.reason
            else f"学自 {each.cases} 件，留出正确率 {each.accuracy:.1%}，总选最多的一类"
            f" {each.baseline:.1%} / accuracy of cases held out"
        )
        click.echo(f"{each.regulation} · {each.title}：{said}")
    for each in insight.measured():
        click.echo(
            f"{each.regulation} · {each.fact} v{each.version}：建议 {each.made} 次，采用"
            f" {each.taken} 次 / suggested, taken"
        )


@work.command()
@_AT
@_JSON
def recalendar(at: datetime | None, as_json: bool) -> None:
    """公布新一年放假安排后重算未结期限 / recompute open limits on newly published days off."""
    report = operations.recalendar_open(now=at or datetime.now(OFFICE_ZONE))
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
    else:
        click.echo(f"{report.cases} 件，{report.events} 个期限重算 / limits recomputed")
    sys.exit(1 if report.failed else 0)


@work.command()
@_AT
@click.option("--limit", type=click.IntRange(1), default=10_000, help="最多几条 / at most")
@_JSON
def deliver(at: datetime | None, limit: int, as_json: bool) -> None:
    """发出到时的消息 / write down what is to be told and send what is due.

    Exit 1 if a message could not be sent.
    """
    report = notices.deliver(now=at or datetime.now(OFFICE_ZONE), limit=limit)
    if as_json:
        click.echo(json.dumps(asdict(report)))
    else:
        click.echo(
            f"新增 {report.planned} 条，发出 {report.sent} 条，待重试 {report.failed} 条，"
            f"放弃 {report.given_up} 条，不知是否送达 {report.unsure} 条"
            " / written, sent, to be retried, given up, unsure"
        )
    sys.exit(1 if report.failed or report.given_up or report.unsure else 0)


@work.command()
@_AT
@_JSON
def scan(at: datetime | None, as_json: bool) -> None:
    """扫描等待中的附件 / ask the virus scanner about files that wait for it."""
    report = intake.scan_held(now=at or datetime.now(OFFICE_ZONE), limit=10_000)
    if as_json:
        click.echo(json.dumps(asdict(report)))
    else:
        click.echo(
            f"通过 {report.clean} 个，含病毒 {report.infected} 个，仍在等 {report.waiting} 个"
            " / clean, infected, waiting"
        )
    sys.exit(1 if report.infected else 0)


@work.command("deliver-webhooks")
@_AT
@click.option("--limit", type=click.IntRange(1), default=500, help="每个订阅最多几条 / each")
@_JSON
def deliver_webhooks(at: datetime | None, limit: int, as_json: bool) -> None:
    """投递事件订阅 / deliver events to subscribers. Exit 1 if any was not taken."""
    report = hooks.deliver(now=at or datetime.now(OFFICE_ZONE), limit=limit)
    if as_json:
        click.echo(json.dumps(asdict(report)))
    else:
        click.echo(
            f"送达 {report.delivered}，未送达 {report.failed + report.dead} / delivered, not taken"
        )
        for id_ in report.disabled:
            click.echo(f"{id_}: 已停用 / disabled")
    sys.exit(1 if report.failed or report.dead else 0)


@work.command("follow-cities")
@_AT
@_JSON
def follow_cities(at: datetime | None, as_json: bool) -> None:
    """送出外送件并查询进展 / send forwarded matters and ask how they stand."""
    report = cities.follow(now=at or datetime.now(OFFICE_ZONE))
    if as_json:
        click.echo(json.dumps(asdict(report)))
    else:
        click.echo(f"送出 {report.sent}，办结 {report.closed}，未成 {report.failed}")
    sys.exit(1 if report.failed else 0)


@work.command()
@click.option(
    "--every", type=click.FloatRange(0.2, 3600), default=5.0, show_default=True, help="秒 / seconds"
)
@click.option("--rounds", type=click.IntRange(1), help="几轮后停止 / stop after so many rounds")
def courier(every: float, rounds: int | None) -> None:
    """一直发送消息、扫描附件 / send messages and scan files until stopped (Ctrl-C or SIGTERM)."""
    _until_stopped(lambda _: _courier_round(), every, rounds)


def _courier_round() -> bool:
    """Do one round of the courier and say whether there is more to do at once."""
    now = datetime.now(OFFICE_ZONE)
    try:
        report = notices.deliver(now=now)
        intake.scan_held(now=now)
        telephone.link_calls(now=now)
        for id_ in hooks.deliver(now=now).disabled:
            _LOG.error("webhook %s was disabled after failing for long", id_)
        cities.follow(now=now)
        once.forget(now)
        rates.forget(now)
    except (OperationalError, InterfaceError) as error:
        _LOG.warning("database: %s", error)
        connection.close()
        return False
    except notices.WrongSetting as wrong:
        _LOG.error("%s", wrong)
        return False
    return report.more


@work.command()
def sheets() -> None:
    """执行网页上交来的表格导入 / carry out imports of sheets handed in by the page."""
    worker = Worker()
    slices = 0
    while worker.work(datetime.now(OFFICE_ZONE)):
        slices += 1
    click.echo(f"{slices} 批 / slices")


@work.command()
@click.argument("numbers", nargs=-1)
def rebuild(numbers: tuple[str, ...]) -> None:
    """由账册重建查询表，可指明编号 / make the tables anew from the ledger."""
    click.echo(f"{operations.rebuild(numbers or None)} 件 / cases")
    if not numbers:
        rows = consequences.rebuild(now=datetime.now(OFFICE_ZONE))
        inquiry.rebuild()
        administration.note_rebuilt(datetime.now(OFFICE_ZONE))
        click.echo(f"{rows} 行分户账和整改 / rows of accounts and improvements")


@work.command()
@click.option(
    "--every", type=click.FloatRange(0.2, 3600), default=3.0, show_default=True, help="秒 / seconds"
)
@click.option("--rounds", type=click.IntRange(1), help="几轮后停止 / stop after so many rounds")
def run(every: float, rounds: int | None) -> None:
    """一直办理，直到停止 / go on until stopped (Ctrl-C or SIGTERM)."""
    told: dict[str, str] = {}
    sheets = Worker()
    _until_stopped(
        lambda done: _round(told, sheets, with_duties=done % _SWEEPS_TO_DUTIES == 0), every, rounds
    )


def _until_stopped(turn: Callable[[int], bool], every: float, rounds: int | None) -> None:
    """Take turns until told to stop; `turn` gets how many there were, and says if it has more."""
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
    done = 0
    while not stopped.is_set():
        more = turn(done)
        done += 1
        if done == rounds:
            return
        if not more:
            stopped.wait(every)


def _round(told: dict[str, str], sheets: Worker, *, with_duties: bool) -> bool:
    """Do one round and say whether there is more to do at once.

    A database that is away for a moment ends the round and not the worker: it is said in the log,
    and the next round tries again.
    """
    now = datetime.now(OFFICE_ZONE)
    try:
        report = operations.sweep(now=now)
        for number, reason in report.failed.items():
            if told.get(number) != reason:  # say it once, not every few seconds
                told[number] = reason
                _LOG.error("%s: %s", number, reason)
        if with_duties:
            operations.open_duties(now=now)
            administration.chores(now)
        busy = sheets.work(now)
    except (OperationalError, InterfaceError) as error:
        _LOG.warning("database: %s", error)
        connection.close()
        return False
    return report.more or busy

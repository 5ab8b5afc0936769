"""``shouwen work fetch-mail``: what came by mail, and the answers to it, in the background."""

import json
import logging
import signal
import sys
import threading
from dataclasses import asdict
from datetime import datetime
from types import FrameType
from typing import Any

import click
from django.db import InterfaceError, OperationalError, connection

from shouwen.intake.mail import answering, fetching
from shouwen.notices.adapters import Letter, Never, NotNow
from shouwen.notices.adapters.mail import MailAdapter
from shouwen.notices.errors import WrongSetting
from shouwen.notices.setup import set_up
from shouwen.vocabulary import OFFICE_ZONE

_LOG = logging.getLogger("shouwen.mail")


@click.command("fetch-mail")
@click.option("--once", is_flag=True, help="所有邮箱收一次就结束 / every box once, then end")
@click.option(
    "--every", type=click.FloatRange(0.2, 3600), default=5.0, show_default=True, help="秒 / seconds"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
def fetch_mail(once: bool, every: float, as_json: bool) -> None:
    """收取邮箱、发出答复 / fetch the mailboxes and send answers. Exit 1 if a box failed.

    Each box is fetched once a minute, later when it fails. Safe with any number of workers.
    """
    if once:
        report, sent = _round(force=True)
        if as_json:
            both = {**asdict(report), "answers": asdict(sent)}
            click.echo(json.dumps(both, ensure_ascii=False))
        else:
            click.echo(
                f"{report.boxes} 个邮箱，新到 {report.new} 封，其中无法解析 {report.unparsed} 封；"
                f"发出答复 {sent.sent} 封 / boxes, new, unparsed; answers sent"
            )
            for name, reason in report.failed.items():
                click.echo(f"{name}: {reason}")
        sys.exit(1 if report.failed or sent.failed else 0)
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
    while not stopped.is_set():
        try:
            _round(force=False)
        except (OperationalError, InterfaceError) as error:
            _LOG.warning("database: %s", error)
            connection.close()
        stopped.wait(every)


def _round(*, force: bool) -> tuple[fetching.FetchReport, answering.SendReport]:
    def clock() -> datetime:
        return datetime.now(OFFICE_ZONE)

    report = fetching.fetch_all(now=clock(), force=force, clock=clock)
    return report, answering.send_due(_send, now=clock())


def _send(out: answering.Outgoing) -> None:
    """Hand an answer to whatever serves mail here: an SMTP server, or files without one."""
    now = datetime.now(OFFICE_ZONE)
    try:
        adapter: Any = set_up().adapters["mail"]
        if isinstance(adapter, MailAdapter):
            adapter.send_answer(
                out.to, out.subject, out.text, from_=out.from_, message_id=out.message_id,
                in_reply_to=out.in_reply_to, references=out.references, now=now,
            )  # fmt: skip
        else:
            name, _, host = out.to.partition("@")
            letter = Letter(
                out.message_id.partition("@")[0], "mail", out.to, f"{name[:1]}***@{host}",
                "answer", out.subject, out.text,
            )  # fmt: skip
            adapter.send(letter, now=now)
    except NotNow as again:
        raise answering.Again(again.words) from again
    except Never as never:
        raise answering.NeverSent(never.words) from never
    except WrongSetting as wrong:
        raise answering.Again(wrong.problem) from wrong

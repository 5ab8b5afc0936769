"""``shouwen ledger``: say whether the record is still what was written."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from shouwen import ledger as record
from shouwen.casework.operations import replay_faults
from shouwen.consequences import operations as consequences
from shouwen.inquiry import operations as inquiry
from shouwen.vocabulary import OFFICE_ZONE


@click.group()
def ledger() -> None:
    """账册核验与锚定 / verify and anchor the record."""


@ledger.command()
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="与导出的锚定文件比对，可多次给出 / compare with an anchor file",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
def verify(anchors: tuple[Path, ...], as_json: bool) -> None:
    """逐条核验账册，并重放每一件 / walk every chain and replay every case.

    Exit 1 if anything is not as it was written.
    """
    report = record.verify(progress=_progress)
    checks = {str(file): record.check_anchor(_read(file)) for file in anchors}
    faults = [str(fault) for fault in replay_faults()]
    now = datetime.now(OFFICE_ZONE)
    faults += [str(fault) for fault in consequences.replay_faults(now=now)]
    faults += inquiry.replay_faults()
    broken = {file: check.problem for file, check in checks.items() if not check.agrees}
    sound = report.sound and not faults and not broken
    if as_json:
        told = {
            "sound": sound,
            **asdict(report),
            "anchors": {file: asdict(check) for file, check in checks.items()},
            "replay_faults": faults,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(f"账页 {report.streams}，事件 {report.events} / streams and events checked")
        for fault in report.faults:
            click.echo(f"{fault.stream}:{fault.version}: {fault.problem} / {fault.kind}")
        if report.broken > len(report.faults):
            click.echo(f"……共 {report.broken} 个账页有问题 / broken streams in all")
        if not report.guarded:
            click.echo(
                "数据库中阻止修改账册的触发器被关掉或改动过 / "
                "the trigger that refuses changes to the ledger is off or was altered"
            )
        for file, problem in broken.items():
            click.echo(f"{file}: {problem} / the ledger differs from this anchor")
        for difference in faults:
            click.echo(difference)
        click.echo("账册完好 / sound" if sound else "账册有问题 / NOT sound")
    sys.exit(0 if sound else 1)


@ledger.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def anchor(file: Path) -> None:
    """把全部账页的摘要写入 FILE，另处保管 / write the digest of all heads to FILE.

    Keep the file where the database's administrator cannot reach it. An existing file is not
    overwritten.
    """
    taken = record.anchor(datetime.now(OFFICE_ZONE))
    try:
        with file.open("x", encoding="utf-8") as out:
            json.dump(taken, out, ensure_ascii=False, indent=2)
            out.write("\n")
    except FileExistsError:
        raise click.UsageError(f"{file} 已存在，不覆盖 / exists and is not overwritten") from None
    except OSError as error:
        raise click.UsageError(f"写不了 {file} / cannot write: {error.strerror}") from None
    click.echo(f"{taken['digest']}  {file}")


def _read(file: Path) -> dict[str, Any]:
    try:
        taken = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        taken = None
    return taken if isinstance(taken, dict) else {}


def _progress(events: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{events:,}", err=True, nl=False)

"""The ``shouwen`` command: a table of sub-commands, each loaded when it is called.

The law's commands must answer in a blink and without a database, so nothing here imports Django
or a sub-command. Commands that work on the record get the database up and Django ready *before*
their module is imported; they need not do it themselves.
"""

import contextlib
import importlib
import sys
from dataclasses import dataclass
from typing import Any

import click

from shouwen.vocabulary import ShouwenError


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a sub-command lives, what it is for, and whether it works on the record."""

    target: str
    purpose: str
    record: bool = False


COMMANDS = {
    "demo": Entry("shouwen.project.runtime:demo", "演示：建库、建机构、启动 / start the demo"),
    "serve": Entry("shouwen.project.runtime:serve", "启动服务 / start the server"),
    "test": Entry("shouwen.project.checks:test", "全部检查与测试 / run every check and test"),
    "manage": Entry("shouwen.project.runtime:manage", "Django 管理命令 / Django's own commands"),
    "grant": Entry("shouwen.project.runtime:grant", "服务账号授权 / the serving account's rights"),
    "calendar": Entry("shouwen.cli.calendar:calendar", "工作日与期限 / working days, due dates"),
    "rules": Entry("shouwen.cli.rules:rules", "制度：校对、阅读、比较 / regulations"),
    "scenarios": Entry("shouwen.cli.scenarios:scenarios", "情景推演 / play stories"),
    "taxonomy": Entry("shouwen.cli.taxonomy:taxonomy", "共享词表与对照 / shared terms"),
    "knowledge": Entry("shouwen.cli.knowledge:knowledge", "知识卡片 / knowledge cards"),
    "wording": Entry("shouwen.cli.wording:wording", "用语检查 / check wording"),
    "mail": Entry("shouwen.cli.mail:mail", "邮件：解析 / read messages"),
    "form": Entry("shouwen.cli.forms:form", "表单与登记表 / forms and registers"),
    "case": Entry("shouwen.cli.case:case", "查看与解释一件 / show and explain a case", True),
    "penalties": Entry(
        "shouwen.cli.penalties:penalties", "分户账与月结 / penalty accounts, close of months", True
    ),
    "improvements": Entry("shouwen.cli.improvements:improvements", "整改 / improvements", True),
    "ledger": Entry("shouwen.cli.ledger:ledger", "账册核验 / verify the record", True),
    "vault": Entry("shouwen.cli.vault:vault", "保密库：密钥与重新加密 / the vault's keys", True),
    "work": Entry("shouwen.cli.work:work", "后台工作 / chores in the background", True),
    "import": Entry("shouwen.cli.imports:import_", "导入表格 / import spreadsheets", True),
    "telephone": Entry(
        "shouwen.cli.telephone:telephone", "电话：密钥与试拨 / telephone keys, trial calls", True
    ),
    "api": Entry("shouwen.cli.api:api", "接口：描述与密钥 / the interface and its keys", True),
    "people": Entry("shouwen.cli.people:people", "机构与人员 / units and people", True),
}


class Table(click.Group):
    """A group whose commands are named in a table and imported when used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        _project("own_packs").put_on_shelf()
        if entry.record:
            open_record(ctx)
        module, name = entry.target.split(":")
        return getattr(importlib.import_module(module), name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.purpose) for name, entry in COMMANDS.items()])


def open_record(ctx: click.Context) -> None:
    """Bring the database up, and Django with it, for as long as this command runs."""
    """Get the database up and Django ready, until the command ends."""
    start = _project("start")
    if _asks_for_help():
        start.django()
        return
    server = ctx.with_resource(_project("postgres").database())
    start.django()
    # The embedded database is ours to bring up to date; another one is its administrator's.
    start.tables(change=server.charge is not None)


def ready_django() -> None:
    """Get Django ready without a database: for what only needs the words of pages."""
    _project("start").django()


def _project(module: str) -> Any:
    # By name: the command line lies below `project`, which is the only part that may know all.
    return importlib.import_module(f"shouwen.project.{module}")


def _asks_for_help() -> bool:
    return bool({"--help", "-h"} & set(sys.argv[1:]))


@click.group(
    cls=Table,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="shouwen", prog_name="shouwen")
def shouwen() -> None:
    """首问：按机构自己的制度办理投诉。 Complaint handling that executes the regulation."""


def main() -> None:
    """Run the command line: exit 0 fine, 1 findings, 2 asked wrongly or cannot."""
    for stream in (sys.stdout, sys.stderr):
        # Chinese text must get out of a terminal with LANG=C too, and into a pipe.
        with contextlib.suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        shouwen(prog_name="shouwen")
    except ShouwenError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except Exception as error:
        if not _database_went_away(error):
            raise
        click.echo(
            f"数据库中断，已写入的都是完整的；请再运行一次，会从停处继续 / the database went away;"
            f" what was written is whole, run the command again to go on ({_first_line(error)})",
            err=True,
        )
        sys.exit(2)


def _database_went_away(error: Exception) -> bool:
    # Django is there only if the command works on the record, and must not be imported otherwise.
    db = sys.modules.get("django.db")
    return db is not None and isinstance(error, db.OperationalError | db.InterfaceError)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


if __name__ == "__main__":
    main()

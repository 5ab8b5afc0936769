"""Commands that start or administer an installation."""

import contextlib
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from shouwen.project import address, assets, keeper, postgres, rights, start
from shouwen.project import serve as service
from shouwen.project.environment import Environment
from shouwen.vocabulary import OFFICE_ZONE, ShouwenError

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class NotOurs(ShouwenError):
    """Something would have to be deleted that is not this program's to delete."""


def _listening(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--workers", type=click.IntRange(1, 64), help="进程数 / worker processes"),
        click.option(
            "--data",
            type=click.Path(file_okay=False, path_type=Path),
            help="数据文件夹 / data folder  [.shouwen/data]",
        ),
        click.option("--host", default="127.0.0.1", show_default=True, help="地址 / address"),
        click.option(
            "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="端口"
        ),
    ):
        command = option(command)
    return command


@click.command()
@_listening
@click.option("--fresh", is_flag=True, help="删除演示数据重来 / delete the demo's data first")
@click.option(
    "--regulation",
    metavar="ID",
    help="改用这部办法的示范机构和故事，另存一处 / another regulation's organisation and stories",
)
def demo(
    port: int,
    host: str,
    data: Path | None,
    workers: int | None,
    fresh: bool,
    regulation: str | None,
) -> None:
    """用演示机构启动，打印网址和账号。 Start with the demo organisation."""
    if regulation is not None and data is None:
        data = _beside(Environment.read().data, regulation)
    _choose(data, host)
    environment = Environment.read()
    if fresh:
        if environment.database_url:
            raise NotOurs(
                "设置了 DATABASE_URL，--fresh 不会删除别处的数据库",
                "请自行清空该库，或去掉 DATABASE_URL",
                "--fresh does not delete the database of DATABASE_URL; empty it yourself",
            )
        postgres.remove(environment.data)
    _serve(host, port, workers, _demo_of(regulation))


@click.command()
@_listening
def serve(port: int, host: str, data: Path | None, workers: int | None) -> None:
    """启动服务（不带演示数据）。 Start the server without the demo organisation."""
    _choose(data, host)
    _serve(host, port, workers)


@click.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_interspersed_args": False,  # everything after the first word is Django's, "--" too
        "help_option_names": [],
    },
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """运行 Django 管理命令，数据库已启动。 Run Django's command with a database up."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.project.settings")
    with postgres.database() as server:
        if server.charge is not None:  # `dbshell` wants psql, which comes with the server
            supplied = str(Path(server.charge.postgres).parent)
            os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), supplied])
        execute_from_command_line(["shouwen manage", *arguments])


@click.command()
@click.argument("account")
def grant(account: str) -> None:
    """给服务账号授权：能办事，不能改动只追加的记录。 Give the account that serves its rights.

    DATABASE_URL 指向表的所有者；每次 manage migrate 之后运行。 Run as the owner, after migrations.
    """
    with postgres.database() as server:
        kept = rights.grant(server.url, account)
    click.echo(f"{account} 只能追加 / may only add to: {'、'.join(kept)}")


def _choose(data: Path | None, host: str) -> None:
    """Put the options where the settings, and every child process, read them."""
    if data is not None:
        os.environ["SHOUWEN_DATA"] = str(data.absolute())
    if host not in _LOOPBACK and "SHOUWEN_HOSTS" not in os.environ:
        # Whoever opens the server to a network without saying under which names it is reached
        # gets all of them; an installation sets SHOUWEN_ORIGIN.
        os.environ["SHOUWEN_HOSTS"] = "*" if not Environment.read().origin else ""


def _beside(usual: Path, regulation: str) -> Path:
    """Return the folder of a regulation's demo, beside the usual one.

    :raises NotOnShelf: if there is no such regulation: before anything is made
    """
    from shouwen.packs import shelf

    if regulation not in shelf.companion_ids():
        shelf.edition(regulation)
    return usual.with_name(f"{usual.name}-{regulation}")


def _serve(
    host: str, port: int, workers: int | None, fill: Callable[[], list[str]] | None = None
) -> None:
    """Serve until told to stop.

    :param fill: fills an empty database and returns the lines that tell the logins
    """
    began = time.monotonic()
    service.check_free(host, port)
    with postgres.database() as server:
        _step(f"数据库就绪 / database up ({'embedded' if server.charge else 'DATABASE_URL'})")
        postgres.check_letters(server.url)
        start.django()
        if start.tables(change=server.charge is not None or fill is not None):
            _step("表结构已更新 / tables up to date")
        if assets.collect_stale():
            _step("静态文件已收集 / static files collected")
        logins = fill() if fill is not None else []
        _close_connections()
        if server.charge is not None:
            _work_under_an_account_of_its_own(server.url, server.charge)
        team = service.companions(
            host, port, workers or service.suggested_workers(), Environment.read().threads
        )
        shown = host if host not in {"0.0.0.0", "::"} else "127.0.0.1"  # noqa: S104 -- compared

        def ready() -> None:
            _step(f"就绪，用时 {time.monotonic() - began:.1f} 秒 / ready")
            click.echo(f"\n  首问 Shouwen  http://{shown}:{port}/\n")
            for line in logins:
                click.echo(f"  {line}")
            click.echo("\n  按 Ctrl-C 停止 / press Ctrl-C to stop\n")

        with contextlib.suppress(KeyboardInterrupt):
            service.run(team, (host, port), ready, server.charge)
        click.echo("正在停止 / stopping")
    _step("已全部停止 / everything stopped")


def _work_under_an_account_of_its_own(owner: str, charge: keeper.Charge) -> None:
    """Let every process started from here on connect without the owner's rights."""
    rights.grant(owner, address.WORKER, make=True)
    url = address.url(charge.folder, account=address.WORKER)
    rights.check_door(url)
    os.environ["DATABASE_URL"] = url


def _demo_of(regulation: str | None) -> Callable[[], list[str]]:
    """Return what fills an empty database with the demo bank, or a model organisation."""

    def fill() -> list[str]:
        from django.contrib.auth import get_user_model
        from django.db import transaction

        from shouwen.demo import by_regulation, operations

        now = datetime.now(OFFICE_ZONE)
        if not get_user_model().objects.exists():
            # All or nothing: a demo interrupted while it is being made begins anew the next time.
            with transaction.atomic():
                if regulation is None:
                    operations.seed(now=now, progress=_step)
                else:
                    by_regulation.seed(regulation, now=now, progress=_step)
        if regulation is None:
            return list(operations.logins())
        by_regulation.check_same(regulation)
        return [*by_regulation.logins(regulation, now), _commands_hint()]

    return fill


def _commands_hint() -> str:
    """Return how the other commands find this data folder."""
    return f"其他命令 / other commands: SHOUWEN_DATA={Environment.read().data} ./shouwen …"


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


def _step(text: str, *_: Any) -> None:
    click.echo(f"· {text}")

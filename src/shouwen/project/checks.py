"""``shouwen test``: everything that must hold, in the order of speed, the tests last."""

import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import click

from shouwen.project import catalogues, postgres
from shouwen.project.environment import SOURCE_TREE
from shouwen.vocabulary import ShouwenError

_LAW = ("vocabulary", "calendars", "regulations", "engine", "scenarios")


class NoSourceTree(ShouwenError):
    """The program is installed without its tests."""


@click.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_interspersed_args": False,  # from the first word on, all is pytest's
        "help_option_names": ["--help"],
    },
)
@click.option("--only-tests", is_flag=True, help="只跑 pytest / pytest alone")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...], only_tests: bool) -> None:
    """运行全部检查，最后运行 pytest（其后的参数都给它）。 Run every check, then pytest."""
    if not (SOURCE_TREE / "tests").is_dir():
        raise NoSourceTree(
            "这里没有测试：程序不是从源码目录运行的",
            "请在代码仓库中运行 ./shouwen test",
            "no tests here: run ./shouwen test in the repository",
        )
    catalogues.compile_stale()
    with postgres.throwaway() as url:
        failed = [] if only_tests else [name for name in _checks() if not _holds(name, url)]
        if failed:
            click.secho(f"\n未通过 / failed: {', '.join(failed)}", fg="red", bold=True)
        click.secho("\n── pytest", bold=True)
        code = _run([sys.executable, "-m", "pytest", *_in_parallel(arguments), *arguments], url)
    sys.exit(code or (1 if failed else 0))


def _checks() -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    scripts = Path(sysconfig.get_path("scripts"))
    cli = [*python, "shouwen.cli.main"]
    return {
        "ruff check": [*python, "ruff", "check", "."],
        "ruff format": [*python, "ruff", "format", "--check", "."],
        "import contracts": [str(scripts / "lint-imports")],
        "templates": [*python, "djlint", "--lint", "--quiet", "src/shouwen"],
        "types of the law": [*python, "mypy"]
        + [argument for part in _LAW for argument in ("-p", f"shouwen.{part}")],
        "migrations complete": [*cli, "manage", "makemigrations", "--check", "--dry-run"],
        "rules check": [*cli, "rules", "check"],
    }


def _holds(name: str, url: str) -> bool:
    click.secho(f"\n── {name}", bold=True)
    began = time.monotonic()
    code = _run(_checks()[name], url)
    colour, said = ("green", "通过 / holds") if code == 0 else ("red", "未通过 / fails")
    click.secho(f"   {said} ({time.monotonic() - began:.1f} s)", fg=colour)
    return code == 0


def _run(command: list[str], url: str) -> int:
    sys.stdout.flush()
    return subprocess.run(
        command, cwd=SOURCE_TREE, env={**os.environ, "DATABASE_URL": url}, check=False
    ).returncode


def _in_parallel(arguments: tuple[str, ...]) -> list[str]:
    """Return what makes pytest use all processors, unless told otherwise or given one place."""
    if any(argument.startswith(("-n", "--pdb", "-p", "tests/")) for argument in arguments):
        return []
    # In the order tests/conftest.py gives: by number of tests, a file whose one test takes long
    # would come last, and everybody would wait for it.
    distributed = ["--dist", "loadfile", "--no-loadscope-reorder"]
    return ["-n", "auto", "--maxprocesses", "4", *distributed]

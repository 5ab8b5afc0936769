"""The command line as a whole: what it loads, what it says, how it ends."""

import os
import subprocess
import sys

import pytest

from shouwen.cli.main import COMMANDS
from shouwen.project.environment import SOURCE_TREE


def run(*words, **variables):
    return subprocess.run(
        [sys.executable, *words],
        env={**os.environ, "PYTHONPATH": str(SOURCE_TREE / "src"), "LC_ALL": "C", **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        cwd="/",
    )


def shouwen(*words, **variables):
    return run("-m", "shouwen.cli.main", *words, **variables)


@pytest.mark.parametrize(
    "name", ["calendar", "rules", "scenarios", "taxonomy", "knowledge", "wording"]
)
def test_commands_of_the_law_import_no_framework(name):
    module = COMMANDS[name].target.split(":")[0]
    done = run(
        "-c",
        f"import sys, shouwen.cli.main, {module}\n"
        "print({'django', 'psycopg', 'shouwen.project'} & set(sys.modules))",
    )
    assert (done.stdout, done.stderr) == ("set()\n", "")


def test_help_lists_every_command_and_loads_none():
    done = shouwen("--help")
    assert done.returncode == 0
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


def test_a_folder_of_ones_own_is_on_the_shelf_of_every_command(tmp_path):
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "own.yaml").write_text(
        "knowledge: {id: own, title: 本单位, owner: 客服, review: 2027-01-01}\n"
        "cards: {ZZ-01: {title: 班车, question: 几点？, answer: 七点。, sources: [本单位规定]}}\n",
        encoding="utf-8",
    )
    done = shouwen("knowledge", "show", "ZZ-01", SHOUWEN_PACKS=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "七点" in done.stdout
    assert shouwen("knowledge", "show", "ZZ-01").returncode == 2


def test_asked_wrongly_is_exit_2():
    assert shouwen("no-such-command").returncode == 2
    assert shouwen("demo", "--port", "many").returncode == 2
    unknown = shouwen("demo", "--regulation", "no-such-regulation")
    assert unknown.returncode == 2
    assert "hospital" in unknown.stderr


def test_a_known_trouble_is_one_sentence_without_traceback():
    done = shouwen("manage", "check", SHOUWEN_HOST="misspelt")
    assert done.returncode == 2
    assert "SHOUWEN_HOST" in done.stderr
    assert "Traceback" not in done.stderr


def test_fresh_never_empties_a_database_that_is_not_ours():
    done = shouwen("demo", "--fresh", DATABASE_URL="postgresql://clerk@db.example/cases")
    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr

"""Run single tests of the product by their names, and say how each came out."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree

from shouwen.project import catalogues, postgres
from shouwen.project.checks import NoSourceTree
from shouwen.project.environment import SOURCE_TREE

#: A test with its parameters: tests/x/test_y.py::test_z[a-b]
_PARAMETERS = re.compile(r"\[.+\]$")


def run(nodes: Iterable[str]) -> Mapping[str, bool]:
    """Run tests in one process with a database of their own; return for each whether it passed.

    A test named without parameters passed if every one of its kind did. What was skipped, or is
    not there, has not passed.

    :raises NoSourceTree: if the program runs without its tests
    """
    found = there(nodes)
    # One name that is not there would keep pytest from running all the others.
    wanted = [node for node in nodes if found[node]]
    if not wanted:
        return dict.fromkeys(nodes, False)
    catalogues.compile_stale()
    with postgres.throwaway() as url, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        _pytest([*wanted, f"--junitxml={report}", "-o", "junit_family=xunit1"], url)
        passed = _passed(report)
    return {node: _came_out(node, passed) for node in nodes}


def there(nodes: Iterable[str]) -> Mapping[str, bool]:
    """Return for each test whether there is one of this name.

    :raises NoSourceTree: if the program runs without its tests
    """
    wanted = _files_there(nodes)
    found: dict[str, list[bool]] = {}
    if wanted:
        files = sorted({node.partition("::")[0] for node in wanted})
        told = _pytest([*files, "--collect-only"], "postgresql://nobody@localhost/none")
        for line in told.splitlines():
            if "::" in line:
                found.setdefault(line.strip(), []).append(True)
    return {node: _came_out(node, found) for node in nodes}


def _files_there(nodes: Iterable[str]) -> list[str]:
    if not (SOURCE_TREE / "tests").is_dir():
        raise NoSourceTree(
            "这里没有测试：程序不是从源码目录运行的",
            "请在代码仓库中运行，或先看不带测试的结果",
            "no tests here: run it in the repository",
        )
    return [node for node in nodes if (SOURCE_TREE / node.partition("::")[0]).is_file()]


def _pytest(words: list[str], url: str) -> str:
    # One process: tests of one file share what they set up, and nothing else runs beside them.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, *words],
        cwd=SOURCE_TREE,
        env={**os.environ, "DATABASE_URL": url},
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    ).stdout


def _passed(report: Path) -> dict[str, list[bool]]:
    """Return how the tests of each name came out, as pytest's report tells it."""
    found: dict[str, list[bool]] = {}
    if not report.is_file():
        return found
    tree = ElementTree.parse(report)  # noqa: S314 - written by our own pytest just now
    for case in tree.iter("testcase"):
        name = f"{case.get('file')}::{case.get('name')}"
        wrong = any(case.find(each) is not None for each in ("failure", "error", "skipped"))
        found.setdefault(name, []).append(not wrong)
    return found


def _came_out(node: str, found: Mapping[str, list[bool]]) -> bool:
    if node in found:
        return all(found[node])
    of_kind = [each for name, each in found.items() if _PARAMETERS.sub("", name) == node]
    return bool(of_kind) and all(all(each) for each in of_kind)

"""What ``./shouwen`` says when something is missing, and that a second start sets nothing up."""

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shouwen.project.environment import SOURCE_TREE

NEEDED = ("sh", "cksum", "cat", "dirname", "readlink", "mkdir", "rm", "mv", "sleep")


@pytest.fixture
def checkout(tmp_path):
    """A copy of the launcher with its lock, in a folder of its own."""
    folder = tmp_path / "检出 copy"
    folder.mkdir()
    for name in ("shouwen", "requirements.lock", "pyproject.toml"):
        shutil.copy(SOURCE_TREE / name, folder)
    return folder


@pytest.fixture
def bare_path(tmp_path):
    """A PATH with the few programs the launcher may count on, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in NEEDED:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    return folder


def launch(launcher, path, **variables):
    return subprocess.run(
        [launcher, "--version"],
        env={"PATH": str(path), "LC_ALL": "C", **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        cwd="/",
    )


def program(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def ready_made(checkout):
    """An environment that looks set up, with a stamp the launcher itself computes."""
    binaries = checkout / ".shouwen" / "venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(sys.executable)
    program(binaries / "shouwen", 'echo "started with $*"')
    script = (checkout / "shouwen").read_text().split("\nif ! fresh; then")[0]
    subprocess.run(
        ["sh", "-c", script + '\nfingerprint >"$stamp"', checkout / "shouwen"], check=True
    )


def test_without_python_it_says_so(checkout, bare_path):
    done = launch(checkout / "shouwen", bare_path)
    assert done.returncode == 2
    assert "缺少 Python 3.11" in done.stderr
    assert "Python 3.11 or later is missing" in done.stderr


def test_an_old_python_is_not_enough(checkout, bare_path):
    program(bare_path / "python3", "exit 1")
    assert "缺少 Python 3.11" in launch(checkout / "shouwen", bare_path).stderr


@pytest.mark.parametrize("choice", ["/no/such/python", "/bin/false"])
def test_a_wrong_choice_is_named(checkout, bare_path, choice):
    done = launch(checkout / "shouwen", bare_path, SHOUWEN_PYTHON=choice)
    assert done.returncode == 2
    assert f"SHOUWEN_PYTHON={choice}" in done.stderr


def test_without_venv_and_uv_it_names_the_package(checkout, bare_path):
    # Debian's python3 without python3-venv: everything works but that import.
    program(
        bare_path / "python3",
        f'case "$*" in *ensurepip*) exit 1 ;; esac\nexec {sys.executable} "$@"',
    )
    done = launch(checkout / "shouwen", bare_path)
    assert done.returncode == 2
    assert "apt install python3-venv" in done.stderr


def test_a_second_start_sets_nothing_up_and_is_quick(checkout, bare_path, tmp_path):
    ready_made(checkout)
    link = tmp_path / "elsewhere"
    link.symlink_to(Path("检出 copy") / "shouwen")
    before = worked()
    done = launch(link, bare_path)
    assert (done.stdout, done.stderr) == ("started with --version\n", "")
    assert worked() - before < 0.3


def worked():
    """Return the processor seconds our children have used, whatever else this machine does."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_changed_lock_sets_up_again(checkout, bare_path):
    ready_made(checkout)
    with open(checkout / "requirements.lock", "a") as lock:
        lock.write("# changed\n")
    assert "缺少 Python" in launch(checkout / "shouwen", bare_path).stderr


def test_a_lock_left_by_a_killed_launch_is_taken_over(checkout, bare_path):
    busy = checkout / ".shouwen" / "venv.busy"
    busy.mkdir(parents=True)
    (busy / "pid").write_text("2147483647\n")
    done = launch(checkout / "shouwen", bare_path)
    assert "缺少 Python" in done.stderr
    assert not busy.exists()

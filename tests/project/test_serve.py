"""A whole installation: started, interrupted, killed."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from shouwen.project import address, postgres, serve
from shouwen.project.environment import SOURCE_TREE

COMMAND = (sys.executable, "-m", "shouwen.cli.main", "serve")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent"),
]


@pytest.fixture(scope="module")
def data():
    """One data folder for all: only the first start makes the tables and collects files."""
    folder = Path(tempfile.mkdtemp(prefix="shouwen-serve-"))
    folder.chmod(0o711)
    yield folder
    wait_for(lambda: not postgres.kept(address.home(folder)))
    shutil.rmtree(folder)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def installation(data, port):
    process = subprocess.Popen(
        [*COMMAND, "--port", str(port), "--data", str(data), "--workers", "1"],
        env={**os.environ, "PYTHONPATH": str(SOURCE_TREE / "src"), "DATABASE_URL": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        start_new_session=True,
    )
    lines = []
    for line in process.stdout:
        lines.append(line)
        if f"http://127.0.0.1:{port}/" in line:
            break
    else:
        pytest.fail("".join(lines))
    yield process
    process.kill()
    process.communicate()


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def status(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/static/django_htmx/htmx-2.min.js")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def test_ctrl_c_stops_everything_that_was_started(installation, data, port):
    assert status(port) == 200
    with pytest.raises(serve.CannotListen, match=str(port)):
        serve.check_free("127.0.0.1", port)
    installation.send_signal(signal.SIGINT)
    said, _ = installation.communicate(timeout=40)
    assert installation.returncode == 0
    assert "everything stopped" in said
    assert status(port) is None
    assert not postgres.kept(address.home(data))


def test_killed_it_leaves_nothing_behind(installation, data, port):
    installation.kill()
    wait_for(lambda: status(port) is None)
    wait_for(lambda: not postgres.kept(address.home(data)))
    serve.check_free("127.0.0.1", port)


def test_it_goes_on_when_the_database_is_killed(installation, data, port):
    home = address.home(data)
    pid = int((home / "cluster" / "postmaster.pid").read_text().split("\n", 1)[0])
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not postgres.kept(home))
    wait_for(lambda: postgres.kept(home))
    assert installation.poll() is None
    installation.send_signal(signal.SIGTERM)
    installation.communicate(timeout=40)
    assert installation.returncode == 0


def test_a_companion_that_ends_is_started_again_and_a_vital_one_ends_the_service():
    chore = serve.Companion("chore", [sys.executable, "-c", ""])
    chore.start()
    chore.process.wait()
    chore.tend()
    assert chore.process is None
    chore.tend()
    assert chore.process is None  # not at once: it may fail for a reason that passes
    chore.not_before = 0
    chore.tend()
    assert chore.process is not None
    chore.stop()

    vital = serve.Companion("vital", [sys.executable, "-c", "raise SystemExit(4)"], vital=True)
    vital.start()
    vital.process.wait()
    with pytest.raises(serve.Stopped, match="4"):
        vital.tend()

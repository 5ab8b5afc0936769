"""The embedded server, killed in every way we can think of."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from shouwen.project import address, postgres
from shouwen.project.environment import SOURCE_TREE, Environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent"),
]

HOLD = """
import sys
from pathlib import Path
from shouwen.project import postgres
with postgres.running(postgres.prepare(Path(sys.argv[1]))):
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data():
    """A data folder the account of the server can enter."""
    folder = Path(tempfile.mkdtemp(prefix="shouwen-test-"))
    folder.chmod(0o711)
    yield folder
    end = time.monotonic() + 20
    while postgres.kept(address.home(folder)) and time.monotonic() < end:
        time.sleep(0.05)
    shutil.rmtree(folder)


def ask(url, statement="select 1"):
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone() if cursor.description else None


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def postmaster(home):
    return int((home / "cluster" / "postmaster.pid").read_text().split("\n", 1)[0])


def parent(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return int(stat.read().rpartition(")")[2].split()[1])


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


@contextmanager
def somebody_using(data):
    """Another process that keeps the server up."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data)],
        env={**os.environ, "PYTHONPATH": str(SOURCE_TREE / "src"), "DATABASE_URL": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "up\n"
        yield process
    finally:
        process.communicate(timeout=30)


def test_it_stops_with_its_last_user_and_keeps_its_data(data):
    charge = postgres.prepare(data)
    with postgres.running(charge) as url:
        ask(url, "create table kept (n int)")
        ask(url, "insert into kept values (7)")
        pid = postmaster(charge.folder)
    assert not alive(pid)
    assert not postgres.kept(charge.folder)
    with postgres.running(charge) as url:
        assert ask(url, "select n from kept") == (7,)


def test_a_second_process_adopts_and_the_server_outlives_the_first(data):
    charge = postgres.prepare(data)
    with somebody_using(data) as first:
        pid = postmaster(charge.folder)
        with postgres.running(charge) as url:
            assert postmaster(charge.folder) == pid
            first.communicate(timeout=30)
            assert ask(url) == (1,)
            assert postmaster(charge.folder) == pid
    assert not alive(pid)


def test_the_server_ends_when_its_only_user_is_killed(data):
    home = postgres.prepare(data).folder
    with somebody_using(data) as user:
        pid = postmaster(home)
        user.kill()
        wait_for(lambda: not alive(pid))
    wait_for(lambda: not postgres.kept(home))


def test_the_server_ends_cleanly_when_its_keeper_is_killed(data):
    charge = postgres.prepare(data)
    with postgres.running(charge) as url:
        ask(url, "create table t (n int)")
        pid = postmaster(charge.folder)
        os.kill(parent(pid), signal.SIGKILL)
        wait_for(lambda: not alive(pid))
        assert "database system is shut down" in (charge.folder / "postgres.log").read_text()
        postgres.ensure(charge)
        assert ask(url, "select count(*) from t") == (0,)


def test_a_killed_server_recovers_at_the_next_start(data):
    charge = postgres.prepare(data)
    with postgres.running(charge) as url:
        ask(url, "create table t as select generate_series(1, 1000) n")
        os.kill(postmaster(charge.folder), signal.SIGKILL)
        wait_for(lambda: not postgres.kept(charge.folder))
        postgres.ensure(charge)
        assert ask(url, "select count(*) from t") == (1000,)


def test_both_killed_at_once(data):
    charge = postgres.prepare(data)
    with postgres.running(charge) as url:
        ask(url, "create table t as select 1 n")
        pid = postmaster(charge.folder)
        keeper = parent(pid)
        os.kill(pid, signal.SIGKILL)
        os.kill(keeper, signal.SIGKILL)
        postgres.ensure(charge)
        assert ask(url, "select n from t") == (1,)


def test_a_pid_file_that_names_somebody_else_does_not_stop_the_start(data):
    charge = postgres.prepare(data)
    with postgres.running(charge):
        pass
    # A living process of the same account as the server's, which is what misleads PostgreSQL.
    stranger = subprocess.Popen(
        ["sleep", "60"],
        **({"user": charge.uid, "group": charge.gid} if charge.uid is not None else {}),
        cwd="/",
    )
    try:
        file = charge.folder / "cluster" / "postmaster.pid"
        file.write_text(f"{stranger.pid}\n{charge.folder / 'cluster'}\n0\n5432\n\n\n        0 0\n")
        os.chmod(file, 0o600)
        if charge.uid is not None:
            os.chown(file, charge.uid, charge.gid)
        with postgres.running(charge) as url:
            assert ask(url) == (1,)
    finally:
        stranger.kill()
        stranger.wait()


def test_an_interrupted_first_start_leaves_nothing_in_the_way(data):
    home = postgres.prepare(data).folder
    (home / "cluster.draft").mkdir()
    (home / "cluster.draft" / "PG_VERSION").write_text("18\n")
    with postgres.running(postgres.prepare(data)) as url:
        postgres.check_letters(url)
        assert not (home / "cluster.draft").exists()


def test_only_a_socket_nobody_else_may_enter(data):
    charge = postgres.prepare(data)
    with postgres.running(charge) as url:
        assert ask(url, "show listen_addresses") == ("",)
        assert address.socket_folder(charge.folder).stat().st_mode & 0o777 == 0o700
        assert "trust" not in (charge.folder / "cluster" / "pg_hba.conf").read_text()


def test_a_long_path_gets_a_short_socket(data):
    deep = data / ("很深的文件夹" * 6)
    deep.mkdir(mode=0o711)
    charge = postgres.prepare(deep)
    with postgres.running(charge) as url:
        assert ask(url) == (1,)
        assert len(os.fsencode(address.socket_file(charge.folder))) < 108


@pytest.mark.skipif(os.geteuid() != 0, reason="only root serves under another account")
def test_root_keeps_the_cluster_where_the_server_can_reach_it(tmp_path, capsys):
    tmp_path.chmod(0o700)
    data = tmp_path / "data"
    charge = postgres.prepare(data)
    try:
        assert tmp_path not in charge.folder.parents
        assert str(charge.folder) in capsys.readouterr().err
        with postgres.running(charge) as url:
            assert address.embedded(data) == url
            assert ask(url) == (1,)
        assert tmp_path.stat().st_mode & 0o777 == 0o700
    finally:
        postgres.remove(data)
    assert not charge.folder.exists()


def test_a_cluster_in_use_is_not_removed(data):
    with somebody_using(data), pytest.raises(postgres.DatabaseDown, match="正在使用"):
        postgres.remove(data)


def test_a_database_that_cannot_start_says_what_the_log_says(data):
    charge = postgres.prepare(data)
    with postgres.running(charge):
        pass
    (charge.folder / "cluster" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(postgres.DatabaseDown, match="no_such_setting"), postgres.running(charge):
        pass


def test_the_environments_database_is_used_when_named(monkeypatch, data):
    monkeypatch.setenv("DATABASE_URL", "postgresql://clerk@db.example/cases")
    with postgres.database(data) as server:
        assert (server.url, server.charge) == (Environment.read().database_url, None)
    assert list(data.iterdir()) == []


def test_a_command_inside_a_command_shares_the_database(monkeypatch, data):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with postgres.database(data) as outer, postgres.database() as inner:
        assert inner.url == outer.url == os.environ["DATABASE_URL"]
    assert "DATABASE_URL" not in os.environ

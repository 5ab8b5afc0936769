"""The database for the time somebody needs it.

``database()`` is what every command uses: it gives the server named by ``DATABASE_URL``, or brings
up the embedded one. The first process that needs the embedded server starts a keeper for it
(:mod:`.keeper`), later ones adopt it, and the last one leaving ends it. A server counts as alive
when it answers a query, and never by a process id.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import errors, sql

from shouwen.project import account, address, binaries, keeper
from shouwen.project.environment import SOURCE_TREE, Environment
from shouwen.vocabulary import ShouwenError

_PAUSE = 0.02  # seconds between two looks
_PATIENCE = 60.0  # seconds without any keeper or answer
_SYSTEM_FOLDER = Path("/var/lib/shouwen")


class DatabaseDown(ShouwenError):
    """The database does not start or does not answer."""


class WrongLetters(ShouwenError):
    """The database's locale does not know letters beyond ASCII."""


@dataclass(frozen=True, slots=True)
class Server:
    """A database that answers. `charge` is None when it is not the embedded one."""

    url: str
    charge: keeper.Charge | None = None


@contextlib.contextmanager
def database(data: Path | None = None) -> Iterator[Server]:
    """Keep a database up; its address is put into ``DATABASE_URL`` for the time.

    May be nested; a child process inherits the address and needs nothing of its own.

    :param data: the data folder; by default the environment's
    :raises DatabaseDown: if it does not come up
    """
    environment = Environment.read()
    if environment.database_url:
        yield Server(environment.database_url)
        return
    charge = prepare(data or environment.data, chosen=environment.postgres)
    with running(charge) as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield Server(url, charge)
        finally:
            del os.environ["DATABASE_URL"]


@contextlib.contextmanager
def throwaway() -> Iterator[str]:
    """Keep an empty database up that is lost at the end; yield its address.

    It does not wait for the disk: for tests.
    """
    environment = Environment.read()
    # Not pytest's own temporary folder: only its owner may enter that, and the server of a test
    # run by root is somebody else.
    data = Path(tempfile.mkdtemp(prefix="shouwen-"))
    data.chmod(0o711)
    try:
        with running(prepare(data, chosen=environment.postgres, durable=False)) as url:
            yield url
    finally:
        shutil.rmtree(data, ignore_errors=True)


@contextlib.contextmanager
def running(charge: keeper.Charge) -> Iterator[str]:
    """Hold an embedded server up and yield its address."""
    with open(charge.folder / "leases", "a") as lease:
        _take(lease.fileno())
        ensure(charge)
        yield address.url(charge.folder)
    # Closing the file gave up our share of the lease.
    _see_off(charge.folder)


def prepare(data: Path, *, chosen: Path | None = None, durable: bool = True) -> keeper.Charge:
    """Return what a keeper of this data folder's cluster must know; make the folder if needed.

    :param chosen: folder with the programs to use, instead of the first ones found
    :param durable: False gives up safety against a power cut for speed, and deletes the cluster
        when its last user leaves
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        with open(data / "postgres.lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return _prepare(data, chosen, durable)
    except PermissionError as error:
        raise DatabaseDown(
            f"没有权限使用数据文件夹 {data}",
            "它可能属于另一个账号：请用那个账号运行，或用 --data 换一个文件夹",
            f"no permission to use {data}; run as its owner or choose another folder with --data",
        ) from error


def _prepare(data: Path, chosen: Path | None, durable: bool) -> keeper.Charge:
    home = address.home(data)
    server = account.to_run(home / "cluster")
    home.mkdir(mode=0o711 if server else 0o700, parents=True, exist_ok=True)
    if server is not None and not server.reaches(home):
        home = _SYSTEM_FOLDER / address.short(data.resolve())
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        address.elsewhere(data).write_text(f"{home}\n")
        _say(
            f"数据库账号 {server.name} 进不去 {data}，数据库放在 {home}",
            f"account {server.name} cannot enter {data}; the database is kept in {home}",
        )
    version = home / "cluster" / "PG_VERSION"
    programs = binaries.find(chosen, int(version.read_text()) if version.exists() else None)
    if server is not None and not server.can(programs.postgres, "--version"):
        _SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        programs = binaries.copied(programs, _SYSTEM_FOLDER)
    return keeper.Charge(
        home=str(home),
        postgres=str(programs.postgres),
        initdb=str(programs.initdb),
        major=programs.major,
        uid=server.uid if server else None,
        gid=server.gid if server else None,
        durable=durable,
        throwaway=not durable,
    )


def ensure(charge: keeper.Charge) -> None:
    """Return when the server answers a query; the caller must hold a lease.

    Starts a keeper when nobody keeps the cluster. Waits as long as there is one: recovery after
    a crash may take minutes.

    :raises DatabaseDown: if the keeper gives up
    """
    home = charge.folder
    began = last_word = time.monotonic()
    own: subprocess.Popen[bytes] | None = None
    while not _answers(home):
        code = own.poll() if own else 0
        if code:
            raise _down(home)
        if code == 0 and not kept(home):
            own = _start_keeper(charge)
        time.sleep(_PAUSE)
        if time.monotonic() - last_word > 10:
            last_word = time.monotonic()
            _say(
                f"数据库正在启动，已等待 {last_word - began:.0f} 秒",
                "the database is starting; after a crash it may need a while",
            )


def kept(home: Path) -> bool:
    """Say whether a keeper looks after the cluster now."""
    try:
        with open(home / "keeper.lock") as lock:
            # Shared: two processes looking at the same moment must not see each other.
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def remove(data: Path) -> None:
    """Delete the embedded cluster of a data folder, with everything in the database.

    :raises DatabaseDown: if somebody uses the cluster
    """
    home = address.home(data)
    if not home.is_dir():
        return
    _see_off(home, patience=5)
    if kept(home):
        raise DatabaseDown(
            f"{data} 正在使用中",
            "请先在另一个窗口按 Ctrl-C 停止它",
            f"{data} is in use; stop the other window's server with Ctrl-C first",
        )
    shutil.rmtree(home)
    address.elsewhere(data).unlink(missing_ok=True)


def check_letters(url: str) -> None:
    """Make sure the database knows letters beyond ASCII, or Chinese search would find nothing.

    :raises WrongLetters: if its locale is C
    """
    with psycopg.connect(url) as connection:
        row = connection.execute("select lower('É') = 'é'").fetchone()
    if row is None or not row[0]:
        raise WrongLetters(
            "数据库的区域设置不认识英文以外的文字，中文检索会失效",
            "请用 UTF-8 区域（如 C.UTF-8）重新建库",
            "the database's locale is not a UTF-8 one; create it with C.UTF-8",
        )


# ---- the small steps -------------------------------------------------------------------------


def _take(lease: int) -> None:
    """Take a share of the lease; a keeper that is just stopping its server is waited for."""
    end = time.monotonic() + 2 * _PATIENCE
    while True:
        try:
            fcntl.flock(lease, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise DatabaseDown(
                    "上一次的数据库迟迟没有停下",
                    "请稍后再试",
                    "the previous database server does not stop; try again later",
                ) from None
            time.sleep(_PAUSE)
        else:
            return


def _start_keeper(charge: keeper.Charge) -> subprocess.Popen[bytes]:
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    paths = [str(SOURCE_TREE / "src"), variables.get("PYTHONPATH", "")]
    variables["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    with open(keeper.log_file(charge.folder), "ab") as log:
        process = subprocess.Popen(
            charge.command(),
            cwd="/",
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    # Until it has its lock it looks as if nobody kept the cluster; a second one would only leave
    # again, but why start it.
    end = time.monotonic() + 5
    while process.poll() is None and not kept(charge.folder) and time.monotonic() < end:
        time.sleep(_PAUSE)
    return process


def _answers(home: Path) -> bool:
    if not address.socket_file(home).exists():
        return False
    try:
        with psycopg.connect(
            address.url(home, "postgres"), autocommit=True, connect_timeout=5
        ) as connection:
            _make_database(connection)
    except psycopg.OperationalError:
        return False
    return True


def _make_database(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "select 1 from pg_database where datname = %s", [address.NAME]
    ).fetchone()
    if row is None:
        # Another process may make it at the same moment; then it is there, which is all we want.
        with contextlib.suppress(errors.DuplicateDatabase, errors.UniqueViolation):
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(address.NAME)))


def _see_off(home: Path, patience: float = 2 * _PATIENCE) -> None:
    """Return when the server has stopped, or when somebody else is seen to use it."""
    end = time.monotonic() + patience
    look = time.monotonic() + 0.5
    while home.is_dir() and kept(home) and time.monotonic() < end:
        time.sleep(_PAUSE)
        if time.monotonic() > look:
            if _answers(home):
                return
            look = time.monotonic() + 0.5


def _down(home: Path) -> DatabaseDown:
    log = home / "postgres.log"
    lines = log.read_text(errors="replace").splitlines()[-8:] if log.exists() else []
    said = "\n  ".join(lines)
    return DatabaseDown(
        f"内置数据库没有启动（日志 {log}）",
        "请按日志最后几行处理，或者设置 DATABASE_URL 使用别的 PostgreSQL",
        f"the embedded database did not start; its last words:\n  {said}",
    )


def _say(chinese: str, english: str) -> None:
    print(f"{chinese} / {english}", file=sys.stderr, flush=True)

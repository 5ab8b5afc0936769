"""The supervisor of the embedded server: a small process of its own, one per cluster.

It starts PostgreSQL as its child, then waits for an exclusive lock on the file every user of the
database holds a shared lock on. The kernel hands it over when the last user is gone, be it by
exit, crash or kill -9; then the server is stopped. Killed itself, the kernel tells the server to
shut down. Nothing polls, and no process id is ever believed.
"""

import contextlib
import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shouwen.project import address, parentage

_HBA = "local all all peer map=office\n"
_PATIENCE = 60.0  # seconds for a dying predecessor, and for our own server's end
_NOBODYS_PID = 2**31 - 1
_LOG_LIMIT = 5_000_000  # bytes


def _memory() -> int:
    """Return how much memory the machine has, in MiB."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20


def _buffers(memory: int) -> int:
    """Return how many MiB the server keeps pages in: a sixteenth, PostgreSQL's usual at least.

    Half a gigabyte holds the indexes of a million cases; a machine of ours serves the pages, too.
    """
    return max(128, min(512, memory // 16))


@dataclass(frozen=True, slots=True)
class Charge:
    """What a keeper is told. `uid` and `gid` are None when no other account is needed."""

    home: str
    postgres: str
    initdb: str
    major: int
    uid: int | None
    gid: int | None
    durable: bool
    throwaway: bool

    @property
    def folder(self) -> Path:
        return Path(self.home)

    def command(self) -> list[str]:
        """Return the command that runs a keeper with this charge."""
        return [sys.executable, "-m", "shouwen.project.keeper", json.dumps(asdict(self))]


class Keeper:
    """Start, watch and stop one server."""

    def __init__(self, charge: Charge) -> None:
        self.charge = charge
        self.home = charge.folder
        self.cluster = self.home / "cluster"
        self.socket = address.socket_file(self.home)
        self.stopping = False

    def run(self) -> int:
        """Serve until nobody needs the database; return the exit code."""
        with open(self.home / "keeper.lock", "a") as mine:
            try:
                fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return 0  # another keeper looks after this cluster
            if not self.cluster.exists():
                self._make_cluster()
            self._write_access()
            self._make_socket_folder()
            server = self._start()
            threading.Thread(target=self._watch, args=(server,), daemon=True).start()
            with open(self.home / "leases", "a") as leases:
                try:
                    fcntl.flock(leases, fcntl.LOCK_EX)
                finally:
                    self._stop(server)
                    if self.socket.parent.parent != self.home:
                        shutil.rmtree(self.socket.parent, ignore_errors=True)
                if self.charge.throwaway:
                    shutil.rmtree(self.home, ignore_errors=True)
        return 0

    # ---- before ------------------------------------------------------------------------------

    def _as_account(self) -> dict[str, Any]:
        if self.charge.uid is None:
            return {}
        return {"user": self.charge.uid, "group": self.charge.gid, "extra_groups": []}

    def _own(self, path: Path, mode: int) -> None:
        path.chmod(mode)
        if self.charge.uid is not None and self.charge.gid is not None:
            os.chown(path, self.charge.uid, self.charge.gid)

    def _make_cluster(self) -> None:
        # Made beside its place and moved there when complete: an interrupted first start leaves
        # no half cluster behind.
        draft = self.home / "cluster.draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        self._own(draft, 0o700)
        # Never the environment's locale: with LANG=C Chinese letters would not be letters.
        locale = ["--locale=C.UTF-8"]
        if self.charge.major >= 17:
            locale.insert(0, "--locale-provider=builtin")
        command = [self.charge.initdb, "-D", str(draft), "-U", address.NAME, "-A", "peer"]
        command += ["-E", "UTF8", "--no-instructions", *locale]
        if not self.charge.durable:
            command.append("--no-sync")
        subprocess.run(command, cwd="/", env=_environment(), check=True, **self._as_account())
        draft.rename(self.cluster)

    def _write_access(self) -> None:
        """Let in the account that serves and the one that starts it, nobody else."""
        people = {pwd.getpwuid(os.geteuid()).pw_name, "root"}
        owner = self.cluster.stat().st_uid
        with contextlib.suppress(KeyError):
            people.add(pwd.getpwuid(owner).pw_name)
        people.discard("nobody")  # shared by everything that has no account of its own
        lines = [
            f'office "{person}" {account}\n'
            for person in sorted(people)
            for account in (address.NAME, address.WORKER)
        ]
        for name, text in (("pg_hba.conf", _HBA), ("pg_ident.conf", "".join(lines))):
            file = self.cluster / name
            file.write_text(text)
            self._own(file, 0o600)

    def _make_socket_folder(self) -> None:
        folder = self.socket.parent
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), self.charge.uid}:
            raise PermissionError(f"{folder} belongs to somebody else")
        self._own(folder, 0o700)

    # ---- the server --------------------------------------------------------------------------

    def _start(self) -> subprocess.Popen[bytes]:
        folder = str(self.socket.parent).replace('"', '""')
        options = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{folder}"',
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "log_checkpoints": "off",
            # Statements carry particulars of people; the log is no place for them.
            "log_min_error_statement": "panic",
        }
        if not self.charge.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        else:
            options["shared_buffers"] = f"{_buffers(_memory())}MB"
        command = [self.charge.postgres, "-D", str(self.cluster)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        patience = time.monotonic() + _PATIENCE
        while True:
            server = subprocess.Popen(
                command,
                cwd="/",
                env=_environment(),
                start_new_session=True,  # Ctrl-C at a terminal is not for the server
                preexec_fn=parentage.child_of_this(signal.SIGINT),
                **self._as_account(),
            )
            while server.poll() is None:
                if self._listens():
                    return server
                time.sleep(0.02)
            if not self._predecessor() or time.monotonic() > patience:
                raise SystemExit(f"postgres ended with {server.returncode}")
            time.sleep(0.1)

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket))
            except OSError:
                return False
        return (self.cluster / "postmaster.pid").exists()

    def _predecessor(self) -> bool:
        """Say whether it is worth trying again: a server is still dying, or only its pid is."""
        found = False
        for file in (self.cluster / "postmaster.pid", Path(f"{self.socket}.lock")):
            try:
                pid, rest = file.read_text().split("\n", 1)
            except (FileNotFoundError, ValueError):
                continue
            found = True
            if Path("/proc/self").exists() and not _runs_in(int(pid), self.cluster):
                # The pid is a zombie's nobody reaps, or has been given to somebody else; in
                # containers both are common, and PostgreSQL would take it for a living server
                # for ever. A pid that cannot exist makes it look at the rest of the file: is
                # the shared memory still in use?
                file.write_text(f"{_NOBODYS_PID}\n{rest}")
        return found

    def _watch(self, server: subprocess.Popen[bytes]) -> None:
        code = server.wait()
        if not self.stopping:
            print(f"keeper: postgres ended by itself with {code}", file=sys.stderr, flush=True)
            os._exit(3)

    def _stop(self, server: subprocess.Popen[bytes]) -> None:
        self.stopping = True
        for farewell in (signal.SIGINT, signal.SIGQUIT):
            server.send_signal(farewell)
            try:
                server.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                continue
            return


def log_file(home: Path) -> Path:
    """Return the server's log, put aside first when it has grown large."""
    file = home / "postgres.log"
    if file.exists() and file.stat().st_size > _LOG_LIMIT:
        file.replace(file.with_suffix(".log.1"))
    return file


def _runs_in(pid: int, cluster: Path) -> bool:
    """Say whether this living process is a server of the cluster (postgres works in it)."""
    try:
        return os.readlink(f"/proc/{pid}/cwd") == os.path.realpath(cluster)
    except OSError:  # gone, a zombie, or somebody else's
        return False


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def _leave(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


def main() -> int:
    """Run a keeper with the charge given as JSON in the first argument."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return Keeper(Charge(**json.loads(sys.argv[1]))).run()


if __name__ == "__main__":
    sys.exit(main())

"""Start everything a running installation consists of, watch over it, and stop it again."""

import contextlib
import errno
import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import click

from shouwen.project import keeper, parentage, postgres
from shouwen.vocabulary import ShouwenError

_FAREWELL = 15.0  # seconds a companion has to finish what it is doing
_LOOK = 1.0  # seconds between two looks at the companions


class CannotListen(ShouwenError):
    """The address is taken, or is not this machine's."""


class Stopped(ShouwenError):
    """Something without which there is no service ended by itself."""


@dataclass(slots=True)
class Companion:
    """A process that runs as long as the service does.

    :param vital: its end is the end of the service; otherwise it is started again
    """

    name: str
    command: list[str]
    vital: bool = False
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    not_before: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            start_new_session=True,  # Ctrl-C is for us; we tell the companions, in order
            preexec_fn=parentage.child_of_this(signal.SIGTERM),
        )

    def tend(self) -> None:
        """Start again if it has ended, waiting longer each time, up to a minute.

        :raises Stopped: if it is vital and has ended
        """
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            code = self.process.returncode
            if self.vital:
                raise Stopped(
                    f"{self.name}自行停止（代码 {code}）",
                    "请看上面的输出",
                    f"{self.name} ended by itself with {code}; see its output above",
                )
            self.process = None
            self.restarts += 1
            self.not_before = time.monotonic() + min(60, 2**self.restarts)
            click.echo(f"{self.name}停止（代码 {code}），稍后重新启动 / restarting soon", err=True)
        elif time.monotonic() >= self.not_before:
            self.start()

    def stop(self) -> None:
        """Ask it to finish; insist after a while."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def companions(host: str, port: int, workers: int, threads: int) -> list[Companion]:
    """Return what runs beside each other. A new chore that never ends gets its line here."""
    python = [sys.executable, "-m"]
    return [
        Companion(
            "网页服务",
            [*python, "shouwen.project.listener", host, str(port), str(workers), str(threads)],
            vital=True,
        ),
        Companion("到期巡检", [*python, "shouwen.cli.main", "work", "run"]),
        Companion("消息投递", [*python, "shouwen.cli.main", "work", "courier"]),
        # Apart from the sweep: a mail server may take its time.
        Companion("邮箱收发", [*python, "shouwen.cli.main", "work", "fetch-mail"]),
    ]


def check_free(host: str, port: int) -> None:
    """Make sure nobody listens there; granian itself would silently share the port.

    :raises CannotListen: with what to do instead
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotListen(
                    f"端口 {port} 已被占用",
                    f"请用 --port 换一个，例如 --port {port + 1}",
                    f"port {port} is taken; choose another with --port",
                ) from error
            raise CannotListen(
                f"不能在 {host}:{port} 上监听（{error.strerror}）",
                "请检查 --host 和 --port",
                f"cannot listen on {host}:{port}: {error.strerror}; check --host and --port",
            ) from error


def run(
    team: list[Companion],
    address: tuple[str, int],
    ready: Callable[[], None],
    charge: keeper.Charge | None,
) -> None:
    """Run the companions until SIGINT, SIGTERM or SIGHUP; call `ready` when pages are answered.

    :param charge: the embedded server to keep up, or None when the database is not ours
    :raises Stopped: if a vital companion ends by itself
    """
    with _told_to_stop() as told:
        try:
            for companion in team:
                companion.start()
            announced = False
            while not told(_LOOK if announced else 0.1):
                for companion in team:
                    companion.tend()
                if not announced and _answers(*address):
                    announced = True
                    ready()
                if charge is not None and announced and not postgres.kept(charge.folder):
                    postgres.ensure(charge)
        finally:
            for companion in team:
                companion.stop()


@contextlib.contextmanager
def _told_to_stop() -> Iterator[Callable[[float], bool]]:
    """Yield a function that waits so many seconds and says whether we were told to stop."""
    heard, tell = os.pipe()
    # A handler may interrupt anything, also a lock being taken: writing to a pipe is safe.
    before = {
        number: signal.signal(number, lambda *_: os.write(tell, b"!"))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield lambda seconds: bool(select.select([heard], [], [], seconds)[0])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(heard)
        os.close(tell)


def _answers(host: str, port: int) -> bool:
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- compared only
    connection = http.client.HTTPConnection(here, port, timeout=5)
    try:
        connection.request("HEAD", "/", headers={"Host": f"localhost:{port}"})
        connection.getresponse()
    except OSError:
        return False
    except http.client.HTTPException:
        return True
    finally:
        connection.close()
    return True


def suggested_workers() -> int:
    """Return how many worker processes suit this machine."""
    return max(1, min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2))

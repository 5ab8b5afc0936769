"""The process that listens for browsers: granian with its workers, and nothing else."""

import signal
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def main(host: str, port: str, workers: str, threads: str) -> None:
    """Serve until told to stop."""
    server = Granian(
        "shouwen.project.wsgi:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(workers),
        blocking_threads=int(threads),
        # A thread keeps its database connection; ending it after half a minute would waste it.
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        # It warns of more threads than processors, which is right for waiting on a database.
        log_level=LogLevels.error,
    )

    # A closed terminal means stop; granian would take it for "load the program again".
    @server.on_startup
    def _() -> None:
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)

    server.serve()


if __name__ == "__main__":
    main(*sys.argv[1:])

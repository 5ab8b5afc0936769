"""Tie a process's life to its parent's, on systems that can (Linux)."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: loading a library between fork and exec may deadlock.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with_parent(end: signal.Signals = signal.SIGTERM, parent: int | None = None) -> None:
    """Have the kernel send `end` to this process when its parent dies, even by kill -9.

    Must run after the last change of user, which clears the wish. `parent` is the expected
    parent's process id: when it died before this call, the process ends at once.
    """
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(end), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def child_of_this(end: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Return a ``preexec_fn`` for a child that must not outlive the calling process."""
    parent = os.getpid()
    return lambda: end_with_parent(end, parent)

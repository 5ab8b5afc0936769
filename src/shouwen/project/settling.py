"""A process that serves for days, and what it should not do again and again."""

import gc
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any, Final

#: By so many requests a worker has compiled its regulations and templates.
WARM: Final = 150


def settling(
    application: Callable[..., Iterable[bytes]], warm: int = WARM
) -> Callable[..., Iterable[bytes]]:
    """Return the application, which takes what it has built up out of garbage collection once warm.

    A full collection looks at every object of every compiled regulation, and everybody who waits
    for this process waits with it: a tenth to half a second, whenever it pleases.
    """
    asked = count(1)

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if next(asked) == warm:
            gc.collect()
            gc.freeze()
        return application(environ, start)

    return answer

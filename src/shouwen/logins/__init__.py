"""How staff get in: passwords, second factors, the directory, an identity provider.

A login belongs to a person of :mod:`shouwen.people`; this part says how somebody proves to be that
person, remembers who came in from where, and ends sessions. The pages are the web's.

The names below are loaded when first used: this package is imported before Django's models are.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shouwen.logins.demands import (
        REVEALS,
        all_demands,
        ask_no_longer,
        demand,
        demanded_of,
        release,
    )
    from shouwen.logins.directory import DirectoryDown
    from shouwen.logins.errors import WrongCode, WrongLink
    from shouwen.logins.identity import NotMapped, person_for
    from shouwen.logins.record import (
        LoginLine,
        SessionLine,
        began,
        end_session,
        end_sessions,
        forget_old,
        note,
        note_failure,
        recent,
        seen,
        sessions,
    )
    from shouwen.logins.resetting import Reset, give_reset, open_reset, use_reset

__all__ = [
    "REVEALS",
    "DirectoryDown",
    "LoginLine",
    "NotMapped",
    "Reset",
    "SessionLine",
    "WrongCode",
    "WrongLink",
    "all_demands",
    "ask_no_longer",
    "began",
    "demand",
    "demanded_of",
    "end_session",
    "end_sessions",
    "forget_old",
    "give_reset",
    "note",
    "note_failure",
    "open_reset",
    "person_for",
    "recent",
    "release",
    "seen",
    "sessions",
    "use_reset",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        for room in ("errors", "demands", "directory", "identity", "record", "resetting"):
            found = getattr(import_module(f"shouwen.logins.{room}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""What expressions are computed from: a scope, and the value of what nobody knows."""

from typing import Final, NoReturn, Protocol


class Unknown:
    """The value of a fact nobody has filled in. It is neither true nor false."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> NoReturn:
        raise TypeError("UNKNOWN is neither true nor false: compare with 'is True'")

    def __copy__(self) -> "Unknown":
        return self

    def __deepcopy__(self, memo: object) -> "Unknown":
        return self

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


class Scope(Protocol):
    """What an expression sees. The engine computes lazily behind it."""

    def look(self, name: str) -> object:
        """Return the value of a fact, a derived fact or a table's row; UNKNOWN if there is none."""

    def call(self, function: str, args: tuple[object, ...]) -> object:
        """Answer a function that depends on the case or its calendars; UNKNOWN if it cannot."""

"""Events as the ledger sees them: plain data under a dotted name. It never interprets a body."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple


class Bookmark(NamedTuple):
    """How far a follower has read: every event up to here has been handed out.

    The two numbers are a transaction and a position; together they are in commit-safe order.
    """

    tx: int
    position: int

    def __str__(self) -> str:
        return f"{self.tx}.{self.position}"

    @classmethod
    def parse(cls, text: str) -> "Bookmark":
        """Read what ``str`` wrote.

        :raises ValueError: if `text` is anything else
        """
        tx, position = text.split(".")
        return cls(int(tx), int(position))


#: Before the first event of all.
START = Bookmark(0, 0)
#: What the first event of a stream names as its predecessor.
NO_DIGEST = bytes(32)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that happened, about to be recorded.

    :param type: our own dotted name, such as ``case.stage_changed``; never a class path
    :param shape: counts the forms a body of this type has had, from 1
    :param body: JSON values: text, whole numbers, booleans, None, lists, string-keyed mappings
    :param happened_at: aware
    """

    type: str
    shape: int
    body: Mapping[str, Any]
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream ends. Version 0 means that there is no such stream yet."""

    stream: str
    version: int = 0
    digest: bytes = NO_DIGEST


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One line of the ledger. Moments are on the office's clock.

    `step` counts the events of one command from 1. `tx` and `position` are the database's and
    are not part of the digest.
    """

    stream: str
    version: int
    type: str
    shape: int
    body: dict[str, Any]
    happened_at: datetime
    recorded_at: datetime
    actor: str
    command_id: str
    step: int
    previous: bytes
    digest: bytes
    tx: int
    position: int

    @property
    def bookmark(self) -> Bookmark:
        """The bookmark of a follower that has handled this event."""
        return Bookmark(self.tx, self.position)

    @property
    def head(self) -> Head:
        """The head of the stream as this event left it."""
        return Head(self.stream, self.version, self.digest)

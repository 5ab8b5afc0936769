"""How a clock of a case stands: a value that carries everything later moments need."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class PointAhead:
    """A point still to come: point number `index` of the clock's list, its `turn`-th time."""

    at: datetime
    index: int
    turn: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Which edition set a date that a migration kept, and the articles that let it stay."""

    edition: str
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockState:
    """One clock.

    `since` is the instant counting begins at (the event, or an earlier receipt); `due_at` is None
    while the limit cannot be told yet (`waiting`). `first_due_at` keeps the date before any
    extension. A clock paused keeps its date; resuming moves it. `again` marks a fresh round: it
    counts from what began it, never from the first receipt. `points` are those not yet reached.
    `kept` is set while a date stands that an earlier edition gave.
    """

    state: Literal["running", "paused", "waiting", "stopped"]
    started_at: datetime
    since: datetime
    amount: int | None
    unit: str | None
    due_at: datetime | None
    due_on: str | None
    provisional: bool
    first_due_at: datetime | None
    extended: int
    added: int
    row: int | None
    calendar: str
    points: tuple[PointAhead, ...] = ()
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    again: bool = False
    kept: Kept | None = None

    def late(self, now: datetime) -> bool:
        """Say whether the clock was, or is, past its date. The due instant itself is in time.

        A clock stands still while it is paused, also when it is stopped before it runs again.
        """
        return self.due_at is not None and (self.paused_at or self.stopped_at or now) > self.due_at

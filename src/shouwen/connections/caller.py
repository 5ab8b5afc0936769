"""Whoever comes in through the interface."""

from dataclasses import dataclass

from shouwen.vocabulary import Actor


@dataclass(frozen=True, slots=True)
class Caller:
    """A key or token with whom it acts for. `id` is the same in every request of one caller."""

    id: str
    name: str
    actor: Actor
    scopes: frozenset[str]
    per_minute: int

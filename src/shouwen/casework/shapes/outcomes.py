"""What came of a command: taken in, done, or refused for reasons."""

from dataclasses import dataclass
from datetime import date

from shouwen.casework.shapes.articles import Why


@dataclass(frozen=True, slots=True)
class Registered:
    """A matter was taken in: its number, and the code that opens it to the complainant."""

    number: str
    code: str
    due_on: date | None
    due_words: str


@dataclass(frozen=True, slots=True)
class Done:
    """A command was carried out."""

    number: str
    version: int
    events: int
    stage: str
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotDone:
    """A command was refused, for all these reasons."""

    reasons: tuple[Why, ...]

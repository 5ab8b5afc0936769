"""What a decision says: events, or every reason against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shouwen.engine.case import Case
from shouwen.engine.events import Event
from shouwen.vocabulary import Actor

ReasonCode = Literal[
    "no_such_act",
    "not_open_yet",
    "already_open",
    "ended",
    "stage",
    "role",
    "unit_unknown",
    "recusal",
    "circle",
    "task",
    "form_missing",
    "form_invalid",
    "form_unexpected",
    "must",
    "document",
    "extension",
    "record",
    "ledger",
    "improvement",
    "order",
    "migration",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: a code for programs, a sentence for people, the articles, and the field meant."""

    code: ReasonCode
    text: str
    cite: tuple[str, ...] = ()
    field: str | None = None
    english: str = ""

    def say(self, language: str = "zh") -> str:
        """Return the sentence in the language asked for; Chinese where English lacks."""
        return self.english or self.text if language.startswith("en") else self.text


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants to do; with no act, only time passes.

    `task` names the item of a task the act completes (or its id); it may be left out when only
    one is open.
    """

    act: str | None = None
    actor: Actor | None = None
    form: Mapping[str, object] = field(default_factory=dict)
    task: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The regulation allows it: what happened, the case after, and the rules that answered."""

    events: tuple[Event, ...]
    case: Case
    rules: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Refused:
    """The regulation does not allow it, for all these reasons."""

    reasons: tuple[Reason, ...]


Outcome = Accepted | Refused

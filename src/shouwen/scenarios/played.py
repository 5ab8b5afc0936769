"""What playing a story led to, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shouwen.engine import Case, Event, Posted, Reason
from shouwen.regulations.compiled import Procedure
from shouwen.scenarios.story import Step
from shouwen.vocabulary import iso


@dataclass(frozen=True, slots=True)
class StepPlayed:
    """What one step led to. `broken` lists the expectations that did not hold, in words."""

    number: int
    at: datetime
    act: str | None
    outcome: str
    reasons: tuple[Reason, ...]
    stage: str | None
    due: Mapping[str, datetime]
    provisional: tuple[str, ...]
    issued: tuple[str, ...]
    notified: tuple[str, ...]
    escalated: tuple[str, ...]
    events: tuple[Event, ...]
    explanations: Mapping[str, str]
    broken: tuple[str, ...]
    rules: frozenset[str] = frozenset()
    closed: str | None = None
    accounts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: The edition in force after the step; another than the story's once a case has gone over.
    procedure: Procedure | None = field(default=None, repr=False, compare=False)

    def as_json(self, procedure: Procedure) -> dict[str, Any]:
        """Return the step as ``shouwen scenarios play --json`` prints it."""
        procedure = self.procedure or procedure
        return {
            "step": self.number,
            "at": iso(self.at),
            "act": self.act,
            "outcome": self.outcome,
            "reasons": [
                {
                    "code": reason.code,
                    "article": procedure.articles(reason.cite),
                    "cite": list(reason.cite),
                    "text": reason.text,
                }
                for reason in self.reasons
            ],
            "stage": self.stage,
            "due": {name: iso(at) for name, at in self.due.items()},
            "provisional": bool(self.provisional),
            "issued": list(self.issued),
            "notified": list(self.notified),
            "escalated": list(self.escalated),
            "posted": {
                event.ledger: {
                    posting.account: str(posting.amount)
                    if posting.amount is not None
                    else f"{posting.percent}% {posting.of}"
                    for posting in event.postings
                }
                for event in self.events
                if isinstance(event, Posted)
            },
            "closed": self.closed,
            "accounts": {name: dict(figures) for name, figures in self.accounts.items()},
            "broken": list(self.broken),
        }


@dataclass(frozen=True, slots=True)
class StoryPlayed:
    """A whole story."""

    title: str
    steps: tuple[StepPlayed, ...]
    case: Case | None
    trail: tuple[tuple[Step, StepPlayed, Case | None], ...] = field(repr=False, default=())

    @property
    def holds(self) -> bool:
        """Whether every expectation held."""
        return not any(step.broken for step in self.steps)

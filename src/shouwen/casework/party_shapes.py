"""Who stands behind a matter, as pages show it: frozen values, particulars masked."""

from dataclasses import dataclass
from datetime import datetime

from shouwen.casework.shapes import Choice, FactView


@dataclass(frozen=True, slots=True)
class Companion:
    """One of several people with the same matter; `representative` speaks for the others."""

    name: FactView | None
    telephone: FactView | None
    representative: bool


@dataclass(frozen=True, slots=True)
class RepresentativesLimit:
    """How many may speak for a group: the regulation's number with its article, or the usual one.

    `article` is empty where the regulation says nothing.
    """

    most: int
    article: str


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom, with whom and through whom a complainant speaks, and what was wished for.

    `agent` and `forwarded` hold what the regulation has no facts for; what it has stands among its
    own facts. `asked` is the paper usually asked of such an agent. `forward_due` is an instant in
    the office zone; `governs` says which comes first, that date or the regulation's.
    `hidden` says that this reader may not open who complained.
    """

    limit: RepresentativesLimit
    has_agent: bool = False
    proven: bool = False
    asked: str = ""
    agent: tuple[FactView, ...] = ()
    companions: tuple[Companion, ...] = ()
    forwarded: tuple[FactView, ...] = ()
    forward_due: datetime | None = None
    governs: str = ""
    answered: tuple[FactView, ...] = ()
    answered_at: datetime | None = None
    confidential: bool = False
    language: str = ""
    internal: bool = False
    hidden: bool = False

    @property
    def representatives(self) -> int:
        """How many of the companions speak for the others."""
        return sum(each.representative for each in self.companions)

    @property
    def said_anything(self) -> bool:
        """Whether anything is known beyond the complainant alone."""
        return bool(
            self.has_agent or self.companions or self.forwarded or self.governs
            or self.confidential or self.language or self.internal
        )  # fmt: skip

    @property
    def forwarder_waits(self) -> bool:
        """Whether a forwarder outside the regulation's facts still waits for an answer."""
        return bool(self.forwarded) and self.answered_at is None


@dataclass(frozen=True, slots=True)
class Statement:
    """What was said beside the acts at one time: its place in the stream, and what it says."""

    version: int
    at: datetime
    about: str
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class PartyChoices:
    """What may be chosen of an agent and a language. `papers` are what is asked, by the tie."""

    ties: tuple[Choice, ...]
    authorities: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    papers: dict[str, str]

"""What the writer hands over: a complaint as somebody would make it, with what it implies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Literal

Gender = Literal["female", "male"]
MediaLevel = Literal["local", "provincial", "central"]
Intent = Literal["well_meant", "malicious"]
Severity = Literal["ordinary", "major"]

#: The eight ways in, in the order of the regulation.
CHANNELS = ("phone", "book", "web", "visit", "letter", "media", "superior", "government")
#: The eight classes, in the order of the regulation.
CATEGORIES = (
    "mistake",
    "attitude",
    "management",
    "product",
    "channel",
    "violation",
    "crime",
    "anonymous",
)


class Outcome(StrEnum):
    """How an investigation may end."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"


@dataclass(frozen=True, slots=True)
class Complainant:
    """An invented person. Numbers look right and belong to nobody (see ``persons``)."""

    name: str
    surname: str
    gender: Gender
    age: int
    occupation: str
    telephone: str | None = None
    email: str | None = None
    id_number: str | None = None

    @property
    def called(self) -> str:
        """The name as a bank says it: 王女士, 李先生, Ms Novak."""
        if self.surname.isascii():
            return f"{'Ms' if self.gender == 'female' else 'Mr'} {self.surname}"
        return self.surname + ("女士" if self.gender == "female" else "先生")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a regulation may want to know besides class and channel."""

    celebrity: bool = False
    hot_topic: bool = False
    reputation: bool = False
    media_level: MediaLevel | None = None
    legal: bool = False
    crime: bool = False
    overseas: bool = False
    intent: Intent | None = None


@dataclass(frozen=True)
class WrittenComplaint:
    """A complaint, written.

    `unit` is complained about and `outlet` the one named in the text: they differ when a
    service centre is meant. `content_category` is what an anonymous complaint is about; otherwise
    it equals `category`. `amount` is in yuan. `accused_person_hint` is how the text points at
    somebody. `expected` are the demands, one wish each. `reference` is a forwarder's own number.
    `matter` names the story behind it; `details` are the words it was told with, so that the
    texts of handling agree with it.
    """

    title: str
    content: str
    channel: str
    category: str
    content_category: str
    unit: str
    outlet: str
    amount: Decimal | None
    complainant: Complainant | None
    anonymous: bool
    tone: str
    accused_person_hint: str | None
    expected: tuple[str, ...]
    facts: Facts
    matter: str
    topic: str
    forwarder: str | None = None
    reference: str | None = None
    language: Literal["zh", "en"] = "zh"
    details: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)

"""A draft: what a channel makes of what came in, before the regulation is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something that came in is no draft: a sentence, the fact it is about, and in English."""

    text: str
    fact: str | None = None
    english: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """The times of a matter that was closed elsewhere."""

    opened_at: datetime
    ended_at: datetime
    replied_at: datetime | None = None
    number: str | None = None
    unit: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One matter about to be put before the regulation, or taken in as history.

    :param key: what makes it the same matter when it comes in again
    :param past: the times, if it is closed already
    :param faults: why it cannot be taken in; all of them
    """

    key: str
    form: Mapping[str, object]
    past: Past | None = None
    faults: tuple[Fault, ...] = field(default=())

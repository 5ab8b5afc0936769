"""What a complainant gives a case beside the regulation's acts: words, and an opinion.

These events stand in the case's own stream, so that the chain covers them and a replay finds them,
but no regulation decides them: nothing that reaches the organisation is lost, whatever a regulation
provides for. The engine's case does not know of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

SAID: Final = "casework.said"
EVALUATED: Final = "casework.evaluated"
STATED: Final = "casework.stated"
#: Notices these events give rise to, as they stand in the table, and in English.
NOTICES: Final[Mapping[str, tuple[str, str]]] = {
    SAID: ("投诉人补充了材料", "The complainant added material"),
    EVALUATED: ("投诉人评价了本件的办理", "The complainant rated how this was handled"),
    STATED: ("投诉人说明了代理或者保密等事项", "The complainant said for whom, or what they wish"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """Words in the vault under `words`, or "", and how many files came with them.

    `about` says what they are: ``material``, ``agent`` (who speaks for whom), ``confidential`` (a
    wish not to be named). `told` are the keys of those who were notified.
    """

    words: str
    files: int = 0
    about: str = "material"
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What the complainant thinks: of how it went, and of what came of it, 1 (bad) to 5 (good).

    `reasons` are ids of the portal's own list; `words` are in the vault.
    """

    process: int | None
    outcome: int | None
    reasons: tuple[str, ...] = ()
    words: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """What is known of a matter by meaning, where its regulation has no fact for it.

    `about` says of what: ``agent``, ``authority``, ``companion`` (one of several complainants),
    ``forwarded``, ``answered`` (the forwarder was), ``wish``, ``internal``. `values` are by
    meaning; `private` are references into the vault by meaning, such as ``agent``.
    """

    about: str
    values: Mapping[str, str] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """No words come with it; whatever is private stands by its meaning."""
        return ""


Given = Said | Evaluated | Stated


@dataclass(frozen=True, slots=True)
class Beside:
    """One such event with its place in the stream, who gave it and when."""

    version: int
    actor: str
    at: datetime
    event: Given


def type_of(event: Given) -> str:
    """Return the name an event is stored under."""
    if isinstance(event, Stated):
        return STATED
    return SAID if isinstance(event, Said) else EVALUATED


def body_of(event: Given) -> dict[str, Any]:
    """Return the JSON body of shape 1."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(event).items()
    }


def event_from(type_: str, body: Mapping[str, Any]) -> Given:
    """Return the event a body of shape 1 holds."""
    values = {
        name: tuple(value) if isinstance(value, list) else value for name, value in body.items()
    }
    kinds: Mapping[str, Callable[..., Given]] = {
        SAID: Said, EVALUATED: Evaluated, STATED: Stated,
    }  # fmt: skip
    return kinds[type_](**values)


def refs_of(event: Given) -> dict[str, str]:
    """Return the references into the vault an event holds, each with what it is called there."""
    if isinstance(event, Stated):
        return {ref: meaning for meaning, ref in event.private.items()}
    return {event.words: "words"} if event.words else {}

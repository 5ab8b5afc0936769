"""What lies with a case: files, and recordings of calls with who listened to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class FileView:
    """One file put with a case. `n` counts them from 1.

    `label` says what it is without its name (图片 3); `name` is empty unless names were asked for.
    `source` says by which way it came. `state` is ``open``, ``waiting`` for the virus scanner,
    ``infected``, ``gone`` when it has been destroyed, or ``kept`` where it may show who complained
    and the reader's unit may not know.
    """

    n: int
    label: str
    name: str
    family: str
    media_type: str
    size: int
    size_words: str
    digest: str
    at: datetime
    person: str
    source: str
    thumbnail: bool
    state: Literal["open", "waiting", "infected", "gone", "kept"]


@dataclass(frozen=True, slots=True)
class HearingView:
    """Somebody listened to a recording: who, when, why, and what came of it."""

    at: datetime
    person: str
    why: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class RecordingView:
    """One recording of a call that belongs to a case. `n` counts them from 1.

    `reference` is what the exchange calls it; the recording itself stays there. It is empty where
    the voice is kept from the reader's unit.
    """

    n: int
    call: str
    reference: str
    began_at: datetime | None
    seconds: int | None
    at: datetime
    hearings: tuple[HearingView, ...]

"""How much of a message is looked at; what goes beyond is kept raw and said."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one message.

    :ivar size: bytes of a raw message that is parsed at all
    :ivar parts: MIME parts that are opened
    :ivar depth: how deep parts may lie in one another
    :ivar text: characters of the text that are kept
    :ivar attachments: bytes of all attachments together
    """

    size: int = 50 * 2**20
    parts: int = 400
    depth: int = 24
    text: int = 500_000
    attachments: int = 60 * 2**20


LIMITS: Final = Limits()

"""Parts of a message as they came."""

from email import message_from_bytes
from email.message import Message
from email.policy import compat32


class Part(Message):
    """A part whose bytes stay what they were.

    The standard one reads bytes by their label whenever it is asked for them, and what does not fit
    the label is lost: text labelled GB2312 that is GB18030, or has no label.
    """

    def as_it_came(self) -> str:
        """Return the content, still in its transfer encoding; unknown bytes as surrogates."""
        return self._payload if isinstance(self._payload, str) else ""


def read(raw: bytes) -> Part:
    """Return a message taken apart."""
    return message_from_bytes(raw, _class=Part, policy=compat32)

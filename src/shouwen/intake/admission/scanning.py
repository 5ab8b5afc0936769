"""Asking ClamAV about a file. A scanner that gives no answer has not said that a file is clean."""

import io
from dataclasses import dataclass
from typing import Final, Literal

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket

#: Seconds a scanner may take to answer about one file.
PATIENCE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of asking: ``clean``, ``infected`` (by what), or ``silent`` (why)."""

    state: Literal["clean", "infected", "silent"]
    words: str = ""


def scan(content: bytes, scanner: str, *, patience: float = PATIENCE) -> Verdict:
    """Send a file to clamd and return what it says.

    :param scanner: ``host:port``, or the path of a socket
    """
    host, colon, port = scanner.rpartition(":")
    if scanner.startswith("/"):
        client = ClamdUnixSocket(path=scanner, timeout=int(patience))
    elif colon and port.isdigit():
        client = ClamdNetworkSocket(host=host.strip("[]"), port=int(port), timeout=patience)
    else:
        return Verdict("silent", f"{scanner}?")
    try:
        answer = client.instream(io.BytesIO(content))
    except (ClamdError, OSError, ValueError) as error:
        return Verdict("silent", str(error)[:200] or type(error).__name__)
    state, words = answer.get("stream", (None, None))
    match state:
        case "OK":
            return Verdict("clean")
        case "FOUND":
            return Verdict("infected", words or "?")
        case _:
            return Verdict("silent", str(words or answer)[:200])

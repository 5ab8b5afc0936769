"""Outlook's rich text: unpacked (MS-OXRTFCP) and read for its words."""

import re
from typing import Final

from shouwen.intake.mail.charsets import decode

_LARGEST: Final = 8_000_000
_DICTIONARY: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TOKEN: Final = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|(.)",
    re.DOTALL,
)
_SKIPPED: Final = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "object",
        "header",
        "footer",
        "headerl",
        "headerr",
        "footerl",
        "footerr",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "themedata",
        "colorschememapping",
        "latentstyles",
        "datastore",
        "xmlnstbl",
        "fldinst",
        "mhtmltag",
    ]
)
_WORDS: Final = {
    "par": "\n", "line": "\n", "row": "\n", "sect": "\n", "tab": "\t", "cell": "\t",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "endash": "–", "emdash": "—",
}  # fmt: skip


def unpacked(packed: bytes) -> bytes:
    """Return the rich text of a compressed stream.

    :raises ValueError: if it is none
    """
    if len(packed) < 16:
        raise ValueError("too short for compressed rich text")
    size, kind = int.from_bytes(packed[4:8], "little"), packed[8:12]
    if kind == b"MELA":
        return packed[16 : 16 + size]
    if kind != b"LZFu":
        raise ValueError("no compressed rich text")
    window = bytearray(_DICTIONARY.ljust(4096, b"\0"))
    write, out, position = len(_DICTIONARY), bytearray(), 16
    limit = min(size, _LARGEST)
    while position < len(packed) and len(out) < limit:
        control = packed[position]
        position += 1
        for bit in range(8):
            if position >= len(packed) or len(out) >= limit:
                break
            if not control >> bit & 1:
                piece = packed[position : position + 1]
                position += 1
            else:
                token = int.from_bytes(packed[position : position + 2], "big")
                position += 2
                offset, length = token >> 4, (token & 15) + 2
                if offset == write:
                    return bytes(out)
                piece = b""
                for step in range(length):
                    # A run may read what it has just written.
                    byte = window[(offset + step) % 4096]
                    window[(write + step) % 4096] = byte
                    piece += bytes([byte])
                write = (write + length) % 4096
                out += piece
                continue
            window[write] = piece[0]
            write = (write + 1) % 4096
            out += piece
    return bytes(out[:limit])


def words(rtf: bytes) -> tuple[str, bool]:
    """Return what a rich text says, and whether that is HTML it was made from (MS-OXRTFEX)."""
    page = re.search(rb"\\ansicpg(\d{1,5})", rtf[:4096])
    charset = f"cp{int(page[1])}" if page else "cp1252"
    from_html = b"\\fromhtml" in rtf[:2048]
    reader = _Reader(charset, from_html)
    for found in _TOKEN.finditer(rtf[:_LARGEST]):
        reader.take(*found.groups())
    return reader.text(), from_html


class _Reader:
    def __init__(self, charset: str, from_html: bool) -> None:
        self.charset, self.from_html = charset, from_html
        self.out: list[str] = []
        self.raw = bytearray()
        self.stack: list[tuple[bool, bool]] = []
        self.skipping = self.plain_only = False
        self.after_star = False
        self.pending_skip = 0

    def take(
        self, word: bytes, number: bytes, hexed: bytes, symbol: bytes, brace: bytes, letter: bytes
    ) -> None:
        if brace == b"{":
            self._flush()
            self.stack.append((self.skipping, self.plain_only))
            self.after_star = False
        elif brace == b"}":
            self._flush()
            if self.stack:
                self.skipping, self.plain_only = self.stack.pop()
        elif word:
            self._word(word.decode(), int(number) if number else None)
        elif symbol == b"*":
            self.after_star = True
        elif hexed or letter or symbol:
            self._byte(bytes([int(hexed, 16)]) if hexed else letter or symbol)

    def _byte(self, byte: bytes) -> None:
        if self.pending_skip:
            self.pending_skip -= 1
        elif not self.skipping and not self.plain_only:
            self.raw += b" " if byte == b"~" else byte

    def _word(self, word: str, number: int | None) -> None:
        star, self.after_star = self.after_star, False
        if word == "htmltag":
            self.skipping = False
        elif word in _SKIPPED or star:
            self._flush()
            self.skipping = True
        elif word == "htmlrtf":
            self._flush()
            self.plain_only = self.from_html and number != 0
        elif word == "u" and number is not None:
            self._flush()
            if not self.skipping and not self.plain_only:
                self.out.append(chr(number % 65536))
            self.pending_skip = 1
        elif word == "bin" and number:
            self.pending_skip = number
        elif word in _WORDS and not self.skipping and not self.plain_only:
            self._flush()
            self.out.append(_WORDS[word])

    def _flush(self) -> None:
        if self.raw:
            self.out.append(decode(bytes(self.raw), self.charset).text)
            self.raw.clear()

    def text(self) -> str:
        """Return everything read; halves of a character above the first plane are put together."""
        self._flush()
        joined = "".join(self.out)
        return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()

"""What hides behind something harmless: a file that is a picture to one programme, more to another.

Nothing that is handed out here is opened by a browser, so such a file runs nowhere by itself; but
no honest camera makes one, and whoever saves it under another ending would be surprised.
"""

import re
import struct
from typing import Final

from shouwen.intake.admission.packages import holds_package

#: Programmes look for the beginning of a PDF in so many bytes.
_PDF_BEGINS: Final = 1024
#: Notes before the picture itself; cameras write a dozen.
_MOST_SEGMENTS: Final = 10_000
#: What begins a program, an archive, a document or a page, and no trailer of a camera.
_FOREIGN: Final = (
    b"MZ", b"\x7fELF", b"#!", b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"%PDF-",
    b"\xca\xfe\xba\xbe", b"L\0\0\0\x01\x14\x02\0",
)  # fmt: skip
_SCRIPT: Final = re.compile(rb"(?i)<(?:script|html|iframe)\b|<\?php|__HALT_COMPILER")


def hidden_fault(kind: str, content: bytes) -> str:
    """Return ``hidden`` if a picture, recording or PDF is something else besides, or "".

    A second picture or a short film behind a photo comes from the telephone that took it.
    """
    if holds_package(content):
        return "hidden"
    if kind != "pdf" and b"%PDF-" in content[:_PDF_BEGINS]:
        return "hidden"
    rest = content[_end_of(kind, content) :].lstrip(b"\0\r\n\t ")
    if rest.startswith(_FOREIGN) or _SCRIPT.search(rest):
        return "hidden"
    return ""


def _end_of(kind: str, content: bytes) -> int:
    """Return where a picture ends by its own account; the end of the file where it gives none."""
    match kind:
        case "png":
            end = content.find(b"IEND")
            return end + 8 if end > 0 else len(content)
        case "webp" if len(content) >= 12:
            return 8 + int(struct.unpack("<I", content[4:8])[0])
        case "bmp" if len(content) >= 6:
            size = int(struct.unpack("<I", content[2:6])[0])
            return size if size > 54 else len(content)
        case "gif":
            return _end_of_gif(content)
        case "jpg":
            return _end_of_jpeg(content)
        case _:
            return len(content)


def _end_of_jpeg(content: bytes) -> int:
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if at + 4 > len(content) or content[at] != 0xFF:
            return len(content)
        if content[at + 1] == 0xDA:
            # Within the picture's own bytes no FF stands before a D9.
            end = content.find(b"\xff\xd9", at)
            return end + 2 if end > 0 else len(content)
        at += int(struct.unpack(">H", content[at + 2 : at + 4])[0]) + 2
    return at


def _end_of_gif(content: bytes) -> int:
    if len(content) < 13:
        return len(content)
    at = 13 + _table(content[10])
    while at < len(content):
        match content[at]:
            case 0x21:
                at = _past_blocks(content, at + 2)
            case 0x2C if at + 10 <= len(content):
                at = _past_blocks(content, at + 11 + _table(content[at + 9]))
            case 0x3B:
                return at + 1
            case _:
                break
    return len(content)


def _table(flags: int) -> int:
    """Return the bytes of the colours a GIF's flags announce."""
    return int(3 * 2 ** ((flags & 7) + 1)) if flags & 0x80 else 0


def _past_blocks(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += content[at] + 1
    return at + 1

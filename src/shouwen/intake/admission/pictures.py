"""Pictures: whether one can be shown without harm, a small one of it, and where it was taken."""

import io
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

_SIDE: Final = 360
_GPS: Final = 0x8825
_QUALITY: Final = 78
#: Names by which Pillow opens what :mod:`.kinds` has recognised, and nothing else.
_READERS: Final = {
    "jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP", "tif": "TIFF",
}  # fmt: skip
#: Pictures whose place can be taken out without touching a pixel.
STRIPPED: Final = frozenset({"jpg", "png", "webp"})
_FAULTS: Final = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, EOFError, KeyError,
    IndexError, TypeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture looked at. `fault` is ``bomb`` or ``damaged``, or empty.

    `thumbnail` is a small JPEG without any of the photo's own notes; None where none can be made.
    """

    fault: str = ""
    width: int = 0
    height: int = 0
    thumbnail: bytes | None = None
    located: bool = False


def look(kind: str, content: bytes, most: int) -> Picture:
    """Return what a picture is like; of a HEIC photo nothing can be said.

    :param most: pixels at most, of all its frames together
    """
    reader = _READERS.get(kind)
    if reader is None:
        return Picture()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[reader]) as picture:
                return _looked_at(picture, most)
    except Image.DecompressionBombError:
        return Picture("bomb")
    except _FAULTS:
        return Picture("damaged")


def _looked_at(picture: Image.Image, most: int) -> Picture:
    width, height = picture.size
    # Before a pixel is unpacked: a file of a few kilobytes may claim billions.
    if width * height > most or width * height * getattr(picture, "n_frames", 1) > 4 * most:
        return Picture("bomb", width, height)
    located = bool(picture.getexif().get_ifd(_GPS))
    picture.draft("RGB", (_SIDE, _SIDE))
    small = ImageOps.exif_transpose(picture)
    small.thumbnail((_SIDE, _SIDE))
    if small.mode in ("RGBA", "LA", "PA", "P"):
        small = small.convert("RGBA")
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    else:
        small = small.convert("RGB")
    out = io.BytesIO()
    small.save(out, "JPEG", quality=_QUALITY, exif=b"")
    return Picture("", width, height, out.getvalue(), located)


def without_location(kind: str, content: bytes) -> bytes:
    """Return the picture without notes of where it was taken; its pixels stay as they are.

    :raises ValueError: for a kind not in :data:`STRIPPED`, or a file that ends too early
    """
    match kind:
        case "jpg":
            return _jpeg(content)
        case "png":
            return content[:8] + b"".join(
                chunk
                for name, chunk in _png_chunks(content)
                if name not in (b"eXIf", b"iTXt", b"tEXt", b"zTXt")
            )
        case "webp":
            return _webp(content)
        case _:
            raise ValueError(kind)


def _jpeg(content: bytes) -> bytes:
    """Return a JPEG whose notes (APP1) keep only which way up it is held."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        turned = picture.getexif().get(0x0112)
    out, at = bytearray(content[:2]), 2
    if turned:
        notes = Image.Exif()
        notes[0x0112] = turned
        body = notes.tobytes()
        out += b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xDA:
            return bytes(out + content[at:])
        size = struct.unpack(">H", content[at + 2 : at + 4])[0] + 2
        if mark != 0xE1:
            out += content[at : at + size]
        at += size
    raise ValueError("a JPEG without an image")


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(content):
        size = struct.unpack(">I", content[at : at + 4])[0] + 12
        yield content[at + 4 : at + 8], content[at : at + size]
        at += size


def _webp(content: bytes) -> bytes:
    out, at = bytearray(), 12
    while at + 8 <= len(content):
        name = content[at : at + 4]
        size = struct.unpack("<I", content[at + 4 : at + 8])[0]
        chunk = bytearray(content[at : at + 8 + size + size % 2])
        if name == b"VP8X":
            chunk[8] &= ~0b0000_1100  # neither EXIF nor XMP follows any more
        if name not in (b"EXIF", b"XMP "):
            out += chunk
        at += 8 + size + size % 2
    return b"RIFF" + struct.pack("<I", len(out) + 4) + b"WEBP" + bytes(out)

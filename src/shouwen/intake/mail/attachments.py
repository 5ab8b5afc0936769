"""Files that came with a message: their contents and a name nothing can be done with."""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from mimetypes import guess_extension
from pathlib import PureWindowsPath
from typing import Final
from urllib.parse import unquote

_LONGEST: Final = 200
#: Names Windows keeps for devices, whatever their ending.
_DEVICES: Final = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_ENDINGS: Final = {
    "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "message/rfc822": ".eml",
    "image/jpeg": ".jpg", "application/pdf": ".pdf", "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s", "application/x-pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m", "application/x-pkcs7-mime": ".p7m",
    "message/delivery-status": ".txt", "text/rfc822-headers": ".txt",
    "message/disposition-notification": ".txt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file. `media_type` is what the sender says it is; nobody has looked inside."""

    name: str
    media_type: str
    content: bytes
    inline: bool = False
    content_id: str = ""

    @property
    def size(self) -> int:
        """Its length in bytes, decoded."""
        return len(self.content)


def safe_name(name: str, media_type: str = "", number: int = 1) -> str:
    r"""Return a file name without folders, control or direction marks, never empty or a device.

    >>> safe_name("..\\..\\投诉 材料.docx"), safe_name("", "image/png", 2)
    ('投诉 材料.docx', 'attachment-2.png')
    """
    shown = unicodedata.normalize("NFC", name)
    shown = "".join(
        each for each in shown if each == "\u200d" or unicodedata.category(each)[0] != "C"
    )
    shown = PureWindowsPath(shown.replace("/", "\\").rstrip("\\ ")).name
    shown = re.sub(r'[<>:"|?*]', "_", shown)
    shown = re.sub(r"\s+", " ", shown).strip(" ").rstrip(".").lstrip(".") if shown else ""
    if not shown:
        return f"attachment-{number}{ending(media_type)}"
    if _DEVICES.match(shown):
        shown = f"_{shown}"
    if len(shown) > _LONGEST:
        stem, dot, last = shown.rpartition(".")
        keep = f"{dot}{last}" if dot and len(last) <= 10 else ""
        shown = (stem if keep else shown)[: _LONGEST - len(keep)] + keep
    return shown


def ending(media_type: str) -> str:
    """Return the usual ending of a type, with its dot; "" where there is none."""
    return _ENDINGS.get(media_type) or guess_extension(media_type) or ""


def meant_name(name: str) -> str:
    """Return a name some clients write as in an address or a page of the web, as it is meant."""
    if re.search(r"&#\d{3,6};", name):
        name = unescape(name)
    if not re.search(r"(?:%[89A-Fa-f][0-9A-Fa-f]){2}", name):
        return name
    try:
        return unquote(name, errors="strict")
    except UnicodeDecodeError:
        return name

"""Files that hold files: office documents, archives. Read by their list of contents only."""

import io
import re
import struct
import zipfile
import zlib
from contextlib import suppress
from typing import Final

from shouwen.intake.errors import UNSOUND

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A package may unpack to so many bytes, and to so many times its size, or it is a bomb.
_MOST_UNPACKED: Final = 400 * 2**20
_MOST_TIMES: Final = 200
_MOST_ENTRIES: Final = 10_000
_MACROS: Final = ("vbaproject.bin", "vbadata.xml", "activex")
_ODF: Final = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
#: An entry that needs a password says so in this bit.
_LOCKED: Final = 1
_READ: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MOST_MIMETYPE: Final = 200
#: So much is read of a part, and of one that names other parts.
_HEAD, _MOST_RELATIONS = 1024, 1 << 20
#: The list of contents itself: reading a longer one takes longer than anybody waits.
_MOST_LISTED: Final = 1_500_000
_LIST_END: Final = struct.Struct("<4s4H2LH")
_DTD: Final = b"<!DOCTYPE"
#: A template or an object that is fetched from somewhere when the document is opened. One on the
#: writer's own disk is what Word itself notes.
_FETCHED: Final = re.compile(
    rb"<Relationship\b(?=[^>]*/(?:attachedTemplate|oleObject|frame|subDocument)[\"'])"
    rb"(?=[^>]*\bTarget\s*=\s*[\"'](?:https?:|ftp:|mhtml:|[\\/]{2}|file:/*[^/:]+/))[^>]*>",
    re.IGNORECASE,
)
#: No shorter names: three bytes are met by chance in the picture of a scan.
_PDF_RUNS: Final = re.compile(rb"/(JavaScript|Launch|RichMedia|Rendition|EmbeddedFile)\b")
_PDF_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_OBJECTS: Final = re.compile(rb"/ObjStm\b.{0,400}?\bstream\r?\n", re.DOTALL)
_MOST_OBJECTS: Final = 32 * 2**20
_PIECE: Final = 64 * 1024


def zip_kind(content: bytes) -> str:
    """Return the kind of a ZIP file by what lies in it; ``zip`` if it is nothing else."""
    try:
        if _listed(content) > _MOST_LISTED:
            return "zip"
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _kind_within(package)
    except UNSOUND:
        return "zip"  # :func:`zip_fault` says what is wrong with it


def _kind_within(package: zipfile.ZipFile) -> str:
    names = {each.filename.replace("\\", "/") for each in package.infolist()}
    if "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names:
        return "program"
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names):
                return kind
    if "OFD.xml" in names:
        return "ofd"
    if "mimetype" in names:
        entry = package.getinfo("mimetype")
        plain = entry.compress_type in _READ and not entry.flag_bits & _LOCKED
        if plain and entry.file_size < _MOST_MIMETYPE:
            return _ODF.get(package.read(entry).strip(), "zip")
    return "zip"


def zip_fault(content: bytes) -> str:
    """Return why a package is not taken in: ``damaged``, ``bomb``, ``macro``, ``locked``; or ""."""
    if _listed(content) > _MOST_LISTED:
        return "bomb"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            return _list_fault(entries, len(content)) or _parts_fault(package, entries)
    except UNSOUND:
        return "damaged"


def _list_fault(entries: list[zipfile.ZipInfo], size: int) -> str:
    unpacked = sum(each.file_size for each in entries)
    if (
        len(entries) > _MOST_ENTRIES
        or unpacked > _MOST_UNPACKED
        or unpacked > _MOST_TIMES * max(size, 1 << 16)
    ):
        return "bomb"
    if any(each.flag_bits & _LOCKED for each in entries):
        return "locked"
    if any(part in each.filename.lower() for each in entries for part in _MACROS):
        return "macro"
    return ""


def _parts_fault(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str:
    """Look into the parts that say what else is opened with a document."""
    for each in entries:
        name = each.filename.lower()
        if not name.endswith((".xml", ".rels")) or each.compress_type not in _READ:
            continue
        with package.open(each) as part:
            head = part.read(_MOST_RELATIONS if name.endswith(".rels") else _HEAD)
        plain = head.replace(b"\0", b"")  # UTF-16 says the same
        if _DTD in plain[:_HEAD]:
            return "damaged"  # no office program writes one, and none opens it
        if name.endswith(".rels") and _FETCHED.search(plain):
            return "macro"
    return ""


def _listed(content: bytes) -> int:
    """Return how many bytes the list of contents has, as the end of the file says."""
    at = content.rfind(b"PK\5\6", max(0, len(content) - 66_000))
    if at < 0 or at + _LIST_END.size > len(content):
        return 0
    return int(_LIST_END.unpack_from(content, at)[5])


def ole_kind(content: bytes) -> str | None:
    """Return the kind of an old office file by the names of its streams; None if it is another."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("WordDocument"):
        return "doc"
    if holds("Workbook") or holds("Book\0"):
        return "xls"
    if holds("PowerPoint Document"):
        return "ppt"
    if holds("EncryptedPackage"):
        return "doc"
    # An installer has the same container and its tables' names are written in a way of their own.
    return "program" if "\u4840".encode("utf-16-le") in content else None


def ole_fault(content: bytes) -> str:
    """Return why an old office file is not taken in: ``macro`` or ``locked``; or ""."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "locked"
    if any(each.encode("utf-16-le") in content for each in ("_VBA_PROJECT", "Macros\0")):
        return "macro"
    return ""


def pdf_fault(content: bytes) -> str:
    """Return why a PDF is not taken in: ``macro``, ``locked`` or ``damaged``; or ""."""
    if b"%%EOF" not in content[-2048:]:
        return "damaged"
    if re.search(rb"/Encrypt\b", content):
        return "locked"
    if _PDF_RUNS.search(content) or _PDF_RUNS.search(_unescaped(content)):
        return "macro"
    left = _MOST_OBJECTS
    for objects in _PDF_OBJECTS.finditer(content):
        found = _unpacked(content, objects.end(), left + 1)
        left -= len(found)
        if left < 0:
            return "bomb"
        if _PDF_RUNS.search(found) or _PDF_RUNS.search(_unescaped(found)):
            return "macro"
    return ""


def _unpacked(content: bytes, at: int, most: int) -> bytes:
    """Return what is packed from a place on: up to `most` bytes, or up to where it is broken."""
    found, machine = bytearray(), zlib.decompressobj()
    # Packed in another way, or broken from some place on: nobody opens what follows.
    with suppress(zlib.error):
        while not machine.eof and at < len(content) and len(found) < most:
            found += machine.decompress(content[at : at + _PIECE], most - len(found))
            while machine.unconsumed_tail and len(found) < most:
                found += machine.decompress(machine.unconsumed_tail, most - len(found))
            at += _PIECE
    return bytes(found)


def _unescaped(content: bytes) -> bytes:
    """Return a PDF with its names as they are meant: ``/J#61vaScript`` is ``/JavaScript``."""
    return _PDF_HEX.sub(lambda found: bytes([int(found[1], 16)]), content)

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
_WITH_FIELDS: Final = ("word/", "xl/externallinks/")
#: A sheet in a document in slides is somebody's work; deeper is somebody's trick.
_DEEPEST: Final = 2
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
#: Fields and links by which a document starts a program (DDE).
_STARTS: Final = re.compile(rb"\bDDE(?:AUTO)?\b|<(?:\w+:)?ddeLink\b", re.IGNORECASE)
_INSTRUCTION: Final = re.compile(rb"<w:instrText[^>]*>([^<]*)|w:instr=\"([^\"]*)", re.IGNORECASE)
#: Objects that are any file one likes, or a way into a program nobody mends any more.
_OBJECTS: Final = tuple(
    name.encode("utf-16-le") for name in ("Ole10Native", "Equation Native", "\x01Ole10ItemName")
)
#: What RTF carries objects in, or fetches one from.
_RTF_CARRIES: Final = re.compile(
    rb"\\obj(?:data|emb|ocx|link|autlink|update|html)\b|\\dde(?:auto)?\b"
    rb"|\\\*\\template\s*(?:https?:|ftp:|\\\\\\\\)",
    re.IGNORECASE,
)
_MOST_EMBEDDED: Final = 40 * 2**20
_MOST_TEXT: Final = 16 * 2**20
#: No shorter names: three bytes are met by chance in the picture of a scan. Forms of the XFA kind
#: have scripts of their own.
_PDF_RUNS: Final = re.compile(rb"/(JavaScript|Launch|RichMedia|Rendition|EmbeddedFile|XFA)\b")
_PDF_HEX: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_OBJECTS: Final = re.compile(rb"/ObjStm\b.{0,400}?\bstream\r?\n", re.DOTALL)
#: Every programme that writes streams of objects packs them by Flate; another way hides them.
_PDF_HIDES: Final = re.compile(rb"/(?:ASCIIHex|ASCII85|LZW|RunLength)Decode\b|/(?:AHx|A85|RL)\b")
_OBJECTS_NAMED: Final = re.compile(rb"/ObjStm\b")
_MOST_OBJECTS: Final = 32 * 2**20
#: A stream holds a hundred objects and more; no file of ours has so many.
_MOST_STREAMS: Final = 20_000
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


def zip_fault(content: bytes, depth: int = 0) -> str:
    """Return why a package is not taken in, or "".

    It is one of ``damaged``, ``bomb``, ``macro``, ``locked``, ``embedded``.

    :param depth: in how many others it lies
    """
    if _listed(content) > _MOST_LISTED:
        return "bomb"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            return (
                _list_fault(entries, len(content))
                or _parts_fault(package, entries)
                or _carried_fault(package, entries, depth)
            )
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


def _carried_fault(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo], depth: int) -> str:
    """Look into what an office document carries inside, and into its fields."""
    left = _MOST_EMBEDDED
    for each in entries:
        name = each.filename.replace("\\", "/").lower()
        if each.compress_type not in _READ or name.endswith("/"):
            continue
        if "/embeddings/" in f"/{name}" or name.startswith("object "):
            with package.open(each) as part:
                inner = part.read(left + 1)
            left -= len(inner)
            if left < 0:
                return "bomb"
            if fault := _embedded_fault(inner, depth):
                return fault
        elif name.startswith(_WITH_FIELDS) and name.endswith(".xml"):
            with package.open(each) as part:
                text = part.read(_MOST_TEXT)
            fields = b"".join(a or b for a, b in _INSTRUCTION.findall(text))
            if _STARTS.search(text if name.startswith("xl/") else fields):
                return "macro"
    return ""


def _embedded_fault(inner: bytes, depth: int) -> str:
    """Return why something inside a document is not taken in: a chart's own sheet is."""
    if inner.startswith(OLE):
        if any(name in inner for name in _OBJECTS) or ole_kind(inner) == "program":
            return "embedded"
        return ole_fault(inner)
    if inner.startswith(b"PK\x03\x04"):
        if depth >= _DEEPEST or zip_kind(inner) not in ("docx", "xlsx", "pptx", "odt", "ods"):
            return "embedded"
        return zip_fault(inner, depth + 1)
    plain = inner.lstrip()[:1]
    return "" if plain in (b"", b"<") else "embedded"


def holds_ending(content: bytes, ends: frozenset[str]) -> bool:
    """Say whether the name of anything in a sound package ends in one of these."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return any(name.rpartition(".")[2].lower() in ends for name in package.namelist())


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
    return "embedded" if any(name in content for name in _OBJECTS) else ""


def rtf_fault(content: bytes) -> str:
    """Return ``embedded`` if a rich text carries an object or fetches one; or ""."""
    return "embedded" if _RTF_CARRIES.search(content) else ""


def holds_package(content: bytes) -> bool:
    """Say whether a file that is none can be opened as an archive, which is read from its end."""
    at = content.rfind(b"PK\5\6", max(0, len(content) - 66_000))
    if at < 0 or at + _LIST_END.size > len(content):
        return False
    listed = int(_LIST_END.unpack_from(content, at)[5])
    return 0 < listed <= at and content[at - listed : at - listed + 4] == b"PK\1\2"


def pdf_fault(content: bytes) -> str:
    """Return why a PDF is not taken in: ``macro``, ``locked`` or ``damaged``; or ""."""
    if b"%%EOF" not in content[-2048:]:
        return "damaged"
    if re.search(rb"/Encrypt\b", content):
        return "locked"
    if _PDF_RUNS.search(content) or _PDF_RUNS.search(_unescaped(content)):
        return "macro"
    if len(_OBJECTS_NAMED.findall(_unescaped(content))) > len(_OBJECTS_NAMED.findall(content)):
        return "macro"  # nobody writes such a name in figures but to hide it
    left = _MOST_OBJECTS
    for count, objects in enumerate(_PDF_OBJECTS.finditer(content)):
        if count == _MOST_STREAMS:
            return "bomb"
        near = max(0, objects.start() - 400)
        begun = max(content.rfind(b"obj", near, objects.start()), near)
        if _PDF_HIDES.search(_unescaped(content[begun : objects.end()])):
            return "macro"
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

"""Files that hold files: office documents, archives. Read by their list of contents only."""

import io
import re
import zipfile
import zlib
from typing import Final

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
#: What reading damaged bytes raises: no archive, a version of the format nobody has, a place before
#: the file or a name in no alphabet, a stream that cannot be unpacked or ends too soon.
_UNSOUND: Final = (zipfile.BadZipFile, NotImplementedError, ValueError, zlib.error, EOFError)
_PDF_RUNS: Final = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|EmbeddedFile)\b")


def zip_kind(content: bytes) -> str:
    """Return the kind of a ZIP file by what lies in it; ``zip`` if it is nothing else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _kind_within(package)
    except _UNSOUND:
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
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except _UNSOUND:
        return "damaged"
    unpacked = sum(each.file_size for each in entries)
    if (
        len(entries) > _MOST_ENTRIES
        or unpacked > _MOST_UNPACKED
        or unpacked > _MOST_TIMES * max(len(content), 1 << 16)
    ):
        return "bomb"
    if any(each.flag_bits & _LOCKED for each in entries):
        return "locked"
    if any(part in each.filename.lower() for each in entries for part in _MACROS):
        return "macro"
    return ""


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
    return "macro" if _PDF_RUNS.search(content) else ""

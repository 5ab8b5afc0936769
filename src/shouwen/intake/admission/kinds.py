"""What a file is by its content; what its name or its sender says counts for nothing."""

import re
from dataclasses import dataclass
from typing import Final

import filetype

from shouwen.intake.admission import packages


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    :param ends: what its name may end in; the first is given to a name that ends otherwise
    :param family: picture, document, sound, film, text, archive, mail, page or program
    """

    name: str
    media_type: str
    ends: tuple[str, ...]
    family: str
    title: str
    english: str


def _kinds(*rows: tuple[str, str, str, str, str, str]) -> dict[str, Kind]:
    return {row[0]: Kind(row[0], row[1], tuple(row[2].split()), *row[3:]) for row in rows}


_OOXML: Final = "application/vnd.openxmlformats-officedocument."
KINDS: Final = _kinds(
    ("jpg", "image/jpeg", "jpg jpeg", "picture", "照片", "photo"),
    ("png", "image/png", "png", "picture", "图片", "picture"),
    ("gif", "image/gif", "gif", "picture", "图片", "picture"),
    ("webp", "image/webp", "webp", "picture", "图片", "picture"),
    ("bmp", "image/bmp", "bmp", "picture", "图片", "picture"),
    ("tif", "image/tiff", "tif tiff", "picture", "扫描件", "scan"),
    ("heic", "image/heic", "heic heif", "picture", "照片", "photo"),
    ("pdf", "application/pdf", "pdf", "document", "PDF 文件", "PDF"),
    ("docx", _OOXML + "wordprocessingml.document", "docx", "document", "Word 文件", "Word"),
    ("xlsx", _OOXML + "spreadsheetml.sheet", "xlsx", "document", "表格", "sheet"),
    ("pptx", _OOXML + "presentationml.presentation", "pptx", "document", "演示文稿", "slides"),
    ("odt", "application/vnd.oasis.opendocument.text", "odt", "document", "文档", "document"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet", "ods", "document", "表格", "sheet"),
    ("doc", "application/msword", "doc wps", "document", "Word 文件", "Word"),
    ("xls", "application/vnd.ms-excel", "xls et", "document", "表格", "sheet"),
    ("ppt", "application/vnd.ms-powerpoint", "ppt dps", "document", "演示文稿", "slides"),
    ("ofd", "application/ofd", "ofd", "document", "版式文件", "OFD"),
    ("rtf", "application/rtf", "rtf", "document", "文档", "document"),
    ("txt", "text/plain", "txt log md", "text", "文本", "text"),
    ("csv", "text/csv", "csv tsv", "text", "表格", "sheet"),
    ("mp3", "audio/mpeg", "mp3", "sound", "录音", "recording"),
    ("wav", "audio/x-wav", "wav", "sound", "录音", "recording"),
    ("amr", "audio/amr", "amr", "sound", "录音", "recording"),
    ("m4a", "audio/mp4", "m4a", "sound", "录音", "recording"),
    ("mp4", "video/mp4", "mp4", "film", "视频", "video"),
    ("mov", "video/quicktime", "mov", "film", "视频", "video"),
    ("3gp", "video/3gpp", "3gp", "film", "视频", "video"),
    ("zip", "application/zip", "zip", "archive", "压缩包", "archive"),
    ("eml", "message/rfc822", "eml", "mail", "邮件", "mail"),
    ("html", "text/html", "html htm", "page", "网页", "web page"),
    ("svg", "image/svg+xml", "svg", "page", "矢量图", "SVG"),
    ("xml", "application/xml", "xml", "page", "XML 文件", "XML"),
)
#: Found, and taken in under no setting: it runs when it is opened.
PROGRAM: Final = Kind("program", "application/octet-stream", ("bin",), "program", "程序", "program")
#: Kinds an installation may not switch on: a browser would run what is in them.
NEVER: Final = frozenset({"html", "svg", "xml"})

_PROGRAMS: Final = (
    b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe", b"dex\n", b"L\0\0\0\x01\x14\x02\0", b"ITSF", b"\0asm", b"!<arch>",
)  # fmt: skip
#: Names that make a system run a text. Its content cannot tell.
SCRIPTS: Final = frozenset(
    re.findall(
        r"\w+",
        "bat cmd com exe scr pif vbs vbe js jse mjs wsf wsh hta ps1 psm1 sh bash csh py pyc pl rb"
        " php phtml jsp asp aspx cgi reg lnk url msi msp jar apk app dll sys cpl inf scf desktop"
        " command ade adp chm iso img vhd gadget application xll docm xlsm pptm dotm xltm ppam",
    )
)
_FOREIGN: Final = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp",
    "image/bmp": "bmp", "image/tiff": "tif", "image/heic": "heic", "audio/mpeg": "mp3",
    "audio/x-wav": "wav", "audio/amr": "amr", "audio/mp4": "m4a", "video/mp4": "mp4",
    "video/quicktime": "mov", "video/3gpp": "3gp", "application/rtf": "rtf",
}  # fmt: skip
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_PAGE: Final = re.compile(
    r"<\s*(!doctype\s+html|html|head|body|script|iframe|meta|img|table|div|form|a\s)", re.IGNORECASE
)
_MAIL: Final = re.compile(
    r"\A(?:[A-Za-z-]{2,40}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?(?:From|Received|Message-ID):",
    re.IGNORECASE,
)


def kind_of(content: bytes, name: str) -> Kind | None:
    """Return what `content` is, :data:`PROGRAM` for what runs, None for what nobody recognises.

    :param name: tells two kinds of text apart, nothing else
    """
    if content.startswith(_PROGRAMS) and not content.startswith(b"#!AMR"):
        return PROGRAM
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:5] == b"%PDF-":
        return KINDS["pdf"]
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = packages.zip_kind(content)
        return PROGRAM if found == "program" else KINDS[found]
    if content.startswith(packages.OLE):
        found = packages.ole_kind(content)
        return None if found is None else PROGRAM if found == "program" else KINDS[found]
    guess = filetype.guess(content[:8192])
    if guess is not None:
        known = _FOREIGN.get(guess.mime)
        return None if known is None else KINDS[known]
    return _text_kind(content, name)


def text_of(content: bytes) -> str | None:
    """Return what a text says, or None if it is none: UTF-8, UTF-16 with its mark, or GB 18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def _text_kind(content: bytes, name: str) -> Kind | None:
    text = text_of(content)
    if text is None:
        return None
    start = text.lstrip()[:4096]
    end = name.rpartition(".")[2].lower() if "." in name else ""
    if end in SCRIPTS or start.startswith(("<?php", "<%")):
        return PROGRAM
    if re.match(r"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg", start, re.DOTALL):
        return KINDS["svg"]
    if _PAGE.search(start) or end in KINDS["html"].ends:
        return KINDS["html"]
    if start.startswith("<?xml"):
        return KINDS["xml"]
    if end in KINDS["eml"].ends and _MAIL.match(start):
        return KINDS["eml"]
    return KINDS["csv" if end in KINDS["csv"].ends else "txt"]

"""What a file is, is told by its bytes and never by its name."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from shouwen.intake.errors import Unreadable
from shouwen.intake.sheets.delimited import open_delimited
from shouwen.intake.sheets.line import Book
from shouwen.intake.sheets.markup import open_markup
from shouwen.intake.sheets.workbook import open_workbook

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
#: beginnings of files that are something else: what they are, in Chinese and English
_OTHERS: Final = (
    (b"PAR1", "Parquet 文件", "a Parquet file"),
    (b"%PDF", "PDF 文件", "a PDF"),
    (b"\x1f\x8b", "gzip 压缩文件", "a gzip archive"),
    (b"Rar!", "RAR 压缩文件", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩文件", "a 7z archive"),
    (b"SQLite format 3", "SQLite 数据库", "an SQLite database"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
)
_MARKUP: Final = (
    b"<html",
    b"<!doctype",
    b"<table",
    b"<?xml",
    b"<meta",
    b"<head",
    b"<style",
    b"<!--",
)


def open_book(
    path: Path,
    *,
    hints: Collection[str] = (),
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Book:
    """Return a file as a book of sheets.

    :param hints: headers the table should have, for telling encodings and separators apart
    :raises Unreadable: if it is no table, or one that cannot be opened
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise Unreadable(
            f"打不开文件 {path}",
            "请核对路径和权限",
            f"cannot open {path}: {error.strerror}",
        ) from None
    for magic, chinese, english in _OTHERS:
        if head.startswith(magic):
            raise Unreadable(
                f"{path.name} 是{chinese}",
                "请先导出或解压为 CSV 或 XLSX",
                f"{path.name} is {english}; export it as CSV or XLSX first",
            )
    if head.startswith((_OLE, _ZIP)):
        return open_workbook(path)
    start = _plain(head)
    if start.startswith(_MARKUP):
        return open_markup(path, encoding=encoding, hints=hints)
    return open_delimited(path, encoding=encoding, delimiter=delimiter, hints=hints)


def _plain(head: bytes) -> bytes:
    """Return the beginning of a text without its mark, blanks and the zeros of UTF-16."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\0", b"")
    return text.lstrip().lower()

"""Files as answers."""

from typing import Protocol
from urllib.parse import quote

from django.http import HttpResponse


class Handed(Protocol):
    """A file with its name: printed by us, or kept as it was handed in."""

    @property
    def name(self) -> str: ...

    @property
    def media_type(self) -> str: ...

    @property
    def content(self) -> bytes: ...


def as_file(handed: Handed) -> HttpResponse:
    """Return a file to be kept, under its own name; a browser never opens it by itself."""
    response = HttpResponse(handed.content, content_type=handed.media_type)
    name = handed.name
    plain = "".join(each for each in name if each.isascii() and (each.isalnum() or each in "-._"))
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain or 'form'}\"; filename*=UTF-8''{quote(name)}"
    )
    return response


def as_download(name: str, content: bytes) -> HttpResponse:
    """Return a file somebody sent us, to be kept: no browser shows or runs what is in it.

    Its type is not told: a browser that knew it might have a program for it.
    """
    response = HttpResponse(content, content_type="application/octet-stream")
    end = name.rpartition(".")[2]
    plain = f"file.{end}" if end.isascii() and end.isalnum() else "file"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response

"""Files as answers."""

from urllib.parse import quote

from django.http import HttpResponse

from shouwen.documents.printing import Printed


def as_file(printed: Printed) -> HttpResponse:
    """Return a file to be kept, under its own name."""
    response = HttpResponse(printed.content, content_type=printed.media_type)
    name = printed.name
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

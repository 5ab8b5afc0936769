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

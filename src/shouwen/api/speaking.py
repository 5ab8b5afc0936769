"""What every address of the interface does with methods and media types (RFC 9110).

GET answers HEAD, too, without a body; OPTIONS says which methods there are; any other is 405 with
``Allow``. A body in another format than the operation reads is 415, an answer that nobody wants in
the format it has is 406: both before anything is done.
"""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from shouwen.api import problems
from shouwen.api.problems import MEDIA_TYPE, Trouble
from shouwen.documents import printing

JSON: Final = "application/json"
FORM: Final = "multipart/form-data"
FILE: Final = "application/octet-stream"
#: Operations that take files, and those that answer with something else than JSON.
TAKES_FORMS: Final = frozenset({"files_add", "files"})
GIVES_FILES: Final = frozenset({"file"})
GIVES_PAPERS: Final = frozenset({"paper"})


def spoken(found: URLPattern, methods: frozenset[str]) -> URLPattern:
    """Return an address of the framework's that answers as described above.

    :param methods: what its operations are reached by
    """
    answer, name = found.callback, found.name or ""
    allowed = sorted({*methods, "OPTIONS", *(("HEAD",) if "GET" in methods else ())})

    @csrf_exempt
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
        if request.method not in allowed:
            return problems.response(
                request, Trouble("method_not_allowed", headers={"Allow": ", ".join(allowed)})
            )
        trouble = _misread(request, name) or _unwanted(request, name, kwargs)
        if trouble is not None:
            return problems.response(request, trouble)
        return _without_body(answer, request, args, kwargs)

    return URLPattern(found.pattern, view, found.default_args, found.name)


def _without_body(
    answer: Callable[..., HttpResponse], request: HttpRequest, args: Any, kwargs: Any
) -> HttpResponse:
    """Return the answer; to HEAD, only what stands above it."""
    headless = request.method == "HEAD"
    if headless:
        request.method = "GET"
    response = answer(request, *args, **kwargs)
    if headless:
        request.method = "HEAD"
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
    patch_vary_headers(response, ["Accept"])
    return response


def _misread(request: HttpRequest, name: str) -> Trouble | None:
    """Return what is wrong with the format of a body; None where there is none to read."""
    if request.method in ("GET", "HEAD", "DELETE"):
        return None
    wanted = FORM if name in TAKES_FORMS else JSON
    # Of a form only its fields are held to this; files have limits of their own.
    if wanted == JSON and _length(request) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        return Trouble("too_large")
    given = (request.content_type or "").lower()
    if not given or given == wanted or (wanted == JSON and given.endswith("+json")):
        return None
    english = request.language == "en"  # type: ignore[attr-defined]
    said = (
        f"this operation reads {wanted}, not {given[:100]}"
        if english
        else f"这里读的是 {wanted}，不是 {given[:100]}"
    )
    return Trouble("unsupported_type", said, headers={"Accept": wanted})


def _length(request: HttpRequest) -> int:
    given = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(given) if given.isascii() and given.isdigit() else 0


def _unwanted(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> Trouble | None:
    """Return what is wrong where nobody wants the format an answer would have."""
    gives = JSON
    if name in GIVES_FILES:
        gives = FILE
    elif name in GIVES_PAPERS:
        gives = printing.MEDIA.get(str(kwargs.get("way")), JSON)
    asked = request.headers.get("Accept", "").strip()
    if not asked or request.accepts(gives) or request.accepts(MEDIA_TYPE):
        return None
    english = request.language == "en"  # type: ignore[attr-defined]
    return Trouble("not_acceptable", f"answers are {gives}" if english else f"答复的格式是 {gives}")

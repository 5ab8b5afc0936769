"""What a telephone exchange reports of calls. For machines: a key or a signature, no login."""

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from shouwen.intake import telephone

_MOST = 16 * 1024


@csrf_exempt
def events(request: HttpRequest) -> HttpResponse:
    """Take in one event of a call; answers 202 with the call's id, or says what is wrong."""
    if request.method != "POST":
        answer = _problem(405, "Method not allowed", "POST events of calls here")
        answer["Allow"] = "POST"
        return answer
    now = request.now  # type: ignore[attr-defined]
    if _length(request) > _MOST:
        return _problem(413, "Too large", f"an event has at most {_MOST} bytes")
    exchange = _exchange(request, now)
    if exchange is None:
        answer = _problem(
            401, "No valid key",
            "send a key as 'Authorization: Bearer', or sign the body: 'X-Shouwen-Signature'",
        )  # fmt: skip
        answer["WWW-Authenticate"] = 'Bearer realm="telephone"'
        return answer
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):  # or one nobody nests so deeply
        return _problem(400, "No JSON", "the body must be a JSON object in UTF-8")
    try:
        id_ = telephone.note(exchange, telephone.event_from(body, now), now=now)
    except telephone.Faulty as faulty:
        return _problem(422, "Not an event of a call", str(faulty), faulty.faults)
    return JsonResponse({"id": id_}, status=202)


def _exchange(request: HttpRequest, now: datetime) -> str | None:
    """Return who sends: whoever signed the body, where there is a signature; else by the key."""
    signature = request.headers.get("X-Shouwen-Signature")
    if signature is not None:
        return telephone.signer_of(signature, request.body, now)
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return telephone.exchange_of(key.strip(), now) if scheme.lower() == "bearer" else None


def _length(request: HttpRequest) -> int:
    try:
        return int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return _MOST + 1


def _problem(
    status: int, title: str, detail: str, fields: dict[str, str] | None = None
) -> JsonResponse:
    body: dict[str, object] = {"title": title, "status": status, "detail": detail}
    if fields:
        body["fields"] = fields
    return JsonResponse(body, status=status, content_type="application/problem+json")

"""The description of the interface: OpenAPI 3.1, with what the framework cannot say for us."""

from copy import deepcopy
from functools import cache
from typing import Any, Final

from shouwen.api.interface import api
from shouwen.api.problems import MEDIA_TYPE
from shouwen.connections.events import EVENTS

_WRITES: Final = ("post", "put", "patch", "delete")
_UNKEYED: Final = frozenset({"revealFact", "deleteWebhook"})
_IDEMPOTENCY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "the same key with the same request is carried out once, for 24 hours",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
_LANGUAGE: Final = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "zh or en",
    "schema": {"type": "string", "examples": ["en"]},
}
_REQUEST_ID: Final = {
    "description": "id of this request, also in the log",
    "schema": {"type": "string"},
}
#: What stands above an answer of a status: header, what it says, its type.
_SAYS: Final = {
    401: ("WWW-Authenticate", "how to prove who asks", "string"),
    405: ("Allow", "the methods there are", "string"),
    415: ("Accept", "the format this operation reads", "string"),
    429: ("Retry-After", "seconds to wait", "integer"),
}
#: Operations without a body have none too large or in a wrong format.
_BODILESS: Final = ("get", "delete")
_OF_BODIES: Final = (413, 415)


@cache
def description() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the interface."""
    found: dict[str, Any] = deepcopy(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
    found["openapi"] = "3.1.0"
    found["jsonSchemaDialect"] = "https://spec.openapis.org/oas/3.1/dialect/base"
    found["servers"] = [{"url": "/"}]
    found["components"]["securitySchemes"] = {
        "Bearer": {
            "type": "http", "scheme": "bearer",
            "description": "a key (shouwen_…) or a token of the identity provider",
        },
        "Key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    }  # fmt: skip
    for path in found["paths"].values():
        for method, operation in path.items():
            _complete(method, operation)
    _link(found)
    found["webhooks"] = {"case": {"post": _webhook()}}
    return found


#: Where an answer leads: operation, the operations its subject can be asked by, with the parameter
#: that names it, and where in the answer it stands.
_LEADS: Final = (
    (
        "registerCase", "number", "$response.body#/number",
        ("getCase", "getTimeline", "listOptions", "listDocuments", "listFiles", "addFiles",
         "listCallBacks"),
    ),
    (
        "makeWebhook", "hook", "$response.body#/id",
        ("getWebhook", "listDeliveries", "replayWebhook", "enableWebhook", "deleteWebhook"),
    ),
)  # fmt: skip


def _link(found: dict[str, Any]) -> None:
    """Say in the description where answers lead."""
    operations = {
        operation["operationId"]: operation
        for path in found["paths"].values()
        for operation in path.values()
    }
    for source, parameter, where, targets in _LEADS:
        for target in targets:
            if target not in operations:
                raise KeyError(target)
        for status, answer in operations[source]["responses"].items():
            if status.startswith("2"):
                answer["links"] = {
                    target: {"operationId": target, "parameters": {parameter: where}}
                    for target in targets
                }


def _complete(method: str, operation: dict[str, Any]) -> None:
    parameters = operation.setdefault("parameters", [])
    parameters.append(deepcopy(_LANGUAGE))
    if method in _WRITES and operation["operationId"] not in _UNKEYED:
        parameters.append(deepcopy(_IDEMPOTENCY))
    for parameter in parameters:
        if isinstance(parameter.get("examples"), list):
            # The framework repeats a schema's list here, where OpenAPI wants named examples.
            del parameter["examples"]
    operation["responses"] = {
        str(status): answer
        for status, answer in operation["responses"].items()
        if not (method in _BODILESS and int(status) in _OF_BODIES)
    }
    for status, answer in operation["responses"].items():
        code = int(status)
        answer["headers"] = {"X-Request-Id": _REQUEST_ID}
        if code >= 400:
            content = answer.get("content", {}).pop("application/json", None)
            if content is not None:
                answer["content"] = {MEDIA_TYPE: content}
        if code in (204, 304):
            answer.pop("content", None)
        if code in _SAYS:
            name, about, kind = _SAYS[code]
            answer["headers"][name] = {"description": about, "schema": {"type": kind}}


def _webhook() -> dict[str, Any]:
    due = {
        "type": "object",
        "properties": {
            "clock": {"type": "string"},
            "title": {"type": "string"},
            "state": {"enum": ["running", "paused"]},
            "due_at": {"type": ["string", "null"], "format": "date-time"},
            "provisional": {"type": "boolean"},
        },
    }
    data = {
        "id": {"type": "string", "description": "position in the ledger"},
        "number": {"type": "string"},
        "version": {"type": "integer"},
        "regulation": {"type": "string"},
        "stage": {"type": "string"},
        "stage_title": {"type": "string"},
        "ended": {"type": "boolean"},
        "dues": {"type": "array", "items": due},
    }
    body = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"enum": list(EVENTS)},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"type": "object", "required": list(data), "properties": data},
        },
    }
    return {
        "operationId": "caseEvent",
        "summary": "事件投递 · An event of a case",
        "description": "Signed as Standard Webhooks 1.0 says: webhook-id, webhook-timestamp, "
        "webhook-signature. Answer 2xx; anything else is tried again.",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"2XX": {"description": "taken"}},
    }

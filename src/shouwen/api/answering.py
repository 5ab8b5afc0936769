"""How answers are written, and how errors of the work become problems."""

import json
import re
from collections.abc import Callable, Mapping
from functools import wraps
from secrets import token_hex
from typing import Any, Final

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, RawPostDataException
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel

from shouwen.api import problems
from shouwen.api.problems import Problem, Trouble
from shouwen.connections import keys, once
from shouwen.connections.errors import KeyInUse, KeyRefused, KeyReused, NotReached
from shouwen.connections.once import Answered
from shouwen.vocabulary import ShouwenError

#: Errors of the work that mean "not for you, or not there": nobody learns which.
_ABSENT: Final = frozenset(
    {
        "CaseNotFound", "NothingToReveal", "NoSuchDuty", "NoSuchForm", "NoSuchDraft", "NotOnShelf",
        "NotWorkedBy", "NoSuchContact", "NotYours", "Forgotten", "NoSuchEnclosure", "KeptFromUnit",
        "NoSuchSubscription", "NoSuchKey", "NoSuchForwarding", "NoSuchCity", "NoSuchCopy",
    }
)  # fmt: skip
#: Errors that mean that what was asked cannot be understood or done as it was asked.
_INVALID: Final = frozenset(
    {
        "NoSuchView", "BadCursor", "BadQuestion", "NotATerm", "NaiveMoment", "BadHours",
        "OutsideCalendar", "WrongSubscription", "WrongKey", "ReasonNeeded", "WrongForwarding",
        "UnknownCalendar", "TooLarge", "NotAskedApart", "NoSuchOutcome", "NothingGiven",
    }
)  # fmt: skip
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")
#: Of these an answer that is given again is made up.
_KEPT_HEADERS: Final = ("Content-Type", "Location", "ETag")


class Renderer(BaseRenderer):
    """Chinese as it is, not as escapes."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """Return an answer as text."""
        return json.dumps(data, cls=NinjaJSONEncoder, ensure_ascii=False, separators=(",", ":"))


class Reader(Parser):
    """JSON in; decimals stay as they were written, and characters nobody can keep are refused."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body as plain values."""
        text = request.body.decode()
        data = json.loads(text, parse_float=str, parse_constant=_no_number)
        # An escape may bring in what UTF-8 cannot hold, or what the database does not keep.
        if "\\" in text:
            told = json.dumps(data, ensure_ascii=False)
            told.encode()
            if "\\u0000" in told:
                raise ValueError("NUL")
        return data


def _no_number(word: str) -> Any:
    raise ValueError(word)


api = NinjaAPI(
    title="首问 Shouwen",
    version="1.0.0",
    description=(
        "投诉办理接口。Complaints handled by executing the organisation's own regulation: "
        "every refusal names its article, every date its reason."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    renderer=Renderer(),
    parser=Reader(),
)

_ERRORS: Final = frozenset({400, 401, 403, 404, 405, 406, 413, 415, 422, 429, 500, 503})


def answers(schema: Any, status: int = 200, *more: int) -> dict[int, Any]:
    """Return what an operation may answer: its own, and the problems any may run into."""
    return {status: schema, **dict.fromkeys(sorted(_ERRORS | set(more)), Problem)}


def reply(data: Schema | Mapping[str, Any], status: int = 200, **headers: str) -> HttpResponse:
    """Return an answer to a write, ready to be sent and to be kept."""
    plain = data.model_dump() if isinstance(data, BaseModel) else data
    text = json.dumps(plain, cls=NinjaJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    given = HttpResponse(text, status=status, content_type="application/json; charset=utf-8")
    for name, value in headers.items():
        given[name] = value
    return given


def written(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Carry a write out once for each ``Idempotency-Key``, and give its command an id."""

    @wraps(view)
    def wrapper(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        caller, key = request.caller.id, request.headers.get("Idempotency-Key")
        if key is None:
            request.command_id = f"api/{caller}/{token_hex(16)}"
            return view(request, *args, **kwargs)
        if not _KEY.fullmatch(key):
            raise Trouble("bad_request", "Idempotency-Key: 1-200 visible ASCII characters")
        request.command_id = f"api/{caller}/{key}"

        def do() -> Answered:
            try:
                response = view(request, *args, **kwargs)
            except Exception as error:  # noqa: BLE001 - refusals are answers to be kept too
                response = api.on_exception(request, error)
            headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
            return Answered(response.status_code, headers, response.content.decode())

        given = once.answer(caller, key, _print_of(request), request.now, do)
        response = HttpResponse(given.body, status=given.status, headers=given.headers)
        if given.again:
            response["Idempotency-Replayed"] = "true"
        return response

    return wrapper


def _print_of(request: HttpRequest) -> bytes:
    try:
        body = [request.body]
    except RawPostDataException:  # a form with files: what is in it, in its order
        body = [f"{name}={value}".encode() for name, value in request.POST.items()]
        for name, file in request.FILES.items():
            body += [name.encode(), str(file.name).encode(), file.read()]
            file.seek(0)
    about = f"{request.method} {request.get_full_path()} {request.headers.get('If-Match', '')}"
    return once.fingerprint(about.encode(), *body)


# -- errors


def trouble_of(request: HttpRequest, error: Exception) -> Trouble | None:
    """Return what problem an error is; None for one that is our own fault."""
    match error:
        case Trouble():
            return error
        case ValidationError():
            return Trouble("invalid", reasons=[_flaw(each) for each in error.errors])
        case AuthenticationError():
            return _said(request, "unauthorized", keys.refused())
        case HttpError():
            return Trouble(problems.of_status(error.status_code))
        case Http404():
            return Trouble("not_found")
        case SuspiciousOperation() | BadRequest():
            return Trouble("bad_request")
        case ShouwenError():
            return _of_the_work(request, error)
    return None


def _of_the_work(request: HttpRequest, error: ShouwenError) -> Trouble:
    kind = type(error).__name__
    if isinstance(error, KeyRefused):
        return _said(request, "unauthorized", error)
    if isinstance(error, KeyReused):
        return _said(request, "key_reused", error)
    if isinstance(error, KeyInUse):
        trouble = _said(request, "in_progress", error)
        trouble.headers["Retry-After"] = "1"
        return trouble
    if kind == "HandlerCalls":
        return _said(request, "forbidden", error)
    if isinstance(error, NotReached):
        return _said(request, "unavailable", error)
    if kind in _ABSENT:
        return _said(request, "not_found", error)
    if kind in _INVALID:
        return _said(request, "invalid", error)
    # Whoever only reads is in nobody's way: what was asked could not be answered.
    return _said(request, "invalid" if request.method in ("GET", "HEAD") else "conflict", error)


def _said(request: HttpRequest, code: str, error: ShouwenError) -> Trouble:
    english = getattr(request, "language", "zh") == "en"
    if english and error.english:
        return Trouble(code, error.english[:1].upper() + error.english[1:])
    return Trouble(code, f"{error.problem}{error.remedy and '；' + error.remedy}")


def _flaw(error: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is wrong with a request as a reason; where it stands becomes the field."""
    place = [str(part) for part in error.get("loc", ())]
    return {
        "code": str(error.get("type", "invalid")),
        "text": str(error.get("msg", "")),
        "article": "",
        "cite": [],
        "field": ".".join(place) or None,
    }


def _on_error(request: HttpRequest, error: Any) -> HttpResponse:
    trouble = trouble_of(request, error)
    if trouble is None:
        raise error
    return problems.response(request, trouble)


for kind in (
    Trouble, ValidationError, AuthenticationError, HttpError, Http404, SuspiciousOperation,
    BadRequest, ShouwenError,
):  # fmt: skip
    api.add_exception_handler(kind, _on_error)

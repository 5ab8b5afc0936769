"""What a GeoReport request asks for, read and checked."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError

from shouwen import people
from shouwen.api.answering import trouble_of
from shouwen.api.door import let_in
from shouwen.api.georeport.writing import errors
from shouwen.api.problems import PROBLEMS, Trouble
from shouwen.vocabulary import moment

#: Arguments of a request, and how long each may be.
ARGUMENTS: Final = {
    "lat": 40, "long": 40, "address_string": 400, "address_id": 100, "email": 200,
    "device_id": 200, "account_id": 200, "first_name": 100, "last_name": 100, "phone": 60,
    "description": 4000, "media_url": 1000,
}  # fmt: skip
SPAN: Final = timedelta(days=90)
_MOST_LISTED: Final = 200
_ATTRIBUTE: Final = re.compile(r"attribute\[([^\[\]]{1,120})\](\[\])?")
_DEGREES: Final = re.compile(r"[+-]?\d{1,3}(\.\d{1,15})?")


class Wrong(Exception):
    """A request is not as the specification wants it."""

    def __init__(self, status: int, *said: str) -> None:
        super().__init__(said)
        self.status, self.said = status, said


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer whatever goes wrong in the specification's own shape."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = kwargs["form"]
        try:
            _check_jurisdiction(request)
            return view(request, *args, **kwargs)
        except Wrong as wrong:
            return errors(form, wrong.status, *wrong.said)
        except MultiPartParserError:
            return errors(form, 400, "the form cannot be read")
        except Exception as error:
            trouble = trouble_of(request, error)
            if trouble is None:
                raise
            return _told(request, form, trouble)

    return wrapper


def _told(request: HttpRequest, form: str, trouble: Trouble) -> HttpResponse:
    status, chinese, english = PROBLEMS[trouble.code]
    title = english if request.language == "en" else chinese  # type: ignore[attr-defined]
    said = [each["text"] for each in trouble.reasons] or [trouble.detail or title]
    # The specification knows 400, 403 and 404: a wrong key is 403, a refused form 400.
    status = {401: 403, 422: 400}.get(status, status)
    given = errors(form, status, *said)
    for name, value in trouble.headers.items():
        given[name] = value
    return given


def enter(request: Any, given: QueryDict, scope: str) -> None:
    """Let whoever has a key in: ``api_key``, as the specification has it, or a header of ours.

    :raises Wrong: if there is none
    """
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    key = given.get("api_key", "") or request.headers.get("X-API-Key", "") or bearer
    if not key:
        raise Wrong(403, "missing api_key")
    let_in(request, key, scope)


def _check_jurisdiction(request: HttpRequest) -> None:
    wanted = request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id")
    if wanted and wanted not in jurisdictions(request.now):  # type: ignore[attr-defined]
        raise Wrong(404, f"jurisdiction_id '{wanted[:100]}' was not found")


def jurisdictions(now: datetime) -> list[str]:
    """Return what this organisation is called as a jurisdiction: its topmost units."""
    return [unit.id for unit in people.directory(now).units.values() if unit.parent is None]


def arguments(post: QueryDict) -> dict[str, str]:
    """Return the arguments of a new request.

    :raises Wrong: if one is too long, or no place on earth
    """
    given = {name: post.get(name, "").strip() for name in ARGUMENTS}
    said = [
        f"{name} is longer than {most} characters"
        for name, most in ARGUMENTS.items()
        if len(given[name]) > most
    ]
    said += [
        f"{name} is not a number of degrees"
        for name, most in (("lat", 90), ("long", 180))
        if given[name] and not (_DEGREES.fullmatch(given[name]) and abs(float(given[name])) <= most)
    ]
    if bool(given["lat"]) != bool(given["long"]):
        said.append("lat and long belong together")
    if not (given["lat"] or given["address_string"] or given["address_id"]):
        said.append("lat & long, address_string or address_id is needed")
    if said:
        raise Wrong(400, *said)
    return given


def attributed(post: QueryDict) -> dict[str, Any]:
    """Return the attributes of a new request by their codes; lists where they are sent as such."""
    found: dict[str, Any] = {}
    for name in post:
        match = _ATTRIBUTE.fullmatch(name)
        if match is None:
            continue
        values = [str(each) for each in post.getlist(name)]
        found[match[1]] = values if match[2] or len(values) > 1 else values[0]
    return found


def listed(text: str) -> list[str]:
    """Return what stands between commas, each once.

    :raises Wrong: if it is more than anybody may ask for at once
    """
    found = list(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))
    if len(found) > _MOST_LISTED:
        raise Wrong(400, f"no more than {_MOST_LISTED} values at once")
    return found


def span(given: QueryDict, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return from when until when requests are asked for: 90 days at most.

    :raises Wrong: if one of the dates cannot be read, or they lie further apart
    """
    first, last = _moment(given, "start_date"), _moment(given, "end_date")
    if first is not None and last is not None and (last < first or last - first > SPAN):
        raise Wrong(400, "start_date and end_date span 90 days at most")
    if given.get("service_request_id"):
        return None, None  # the specification: it overrides all other arguments
    if first is None:
        first = (last or now) - SPAN
    return first, last if last is not None else first + SPAN


def _moment(given: QueryDict, name: str) -> datetime | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        found = moment(text.replace(" ", "+"))
        # Some room to count from it: there is no ninetieth day before the first year.
        if not 1900 <= found.year <= 9000:
            raise ValueError(text)
    except ValueError as error:
        raise Wrong(400, f"{name} is not an ISO 8601 date") from error
    return found

"""The methods of GeoReport v2."""

from datetime import datetime
from secrets import token_hex
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from shouwen import people
from shouwen.api.georeport import asked, services
from shouwen.api.georeport.asked import Wrong, enter, spoken
from shouwen.api.georeport.writing import TYPES, Tree, errors, moment_words, response
from shouwen.casework import operations
from shouwen.casework.shapes import NotDone
from shouwen.connections import submissions
from shouwen.connections.submissions import Submitted


def _only(*methods: str) -> Any:
    def decorate(view: Any) -> Any:
        def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.method in methods or (request.method == "HEAD" and "GET" in methods):
                return view(request, **kwargs)
            given = errors(kwargs["form"], 405, f"use {' or '.join(methods)}")
            given["Allow"] = ", ".join(methods)
            return given

        return csrf_exempt(checked)

    return decorate


@_only("GET")
@spoken
def discovery(request: Any, form: str) -> HttpResponse:
    """Say where the service is and what it speaks."""
    address = request.build_absolute_uri(reverse("georeport:services", args=["xml"]))
    told = {
        "changeset": "2026-11-26T00:00:00+08:00",
        "contact": request.build_absolute_uri(reverse("public:home")),
        "key_service": request.build_absolute_uri(reverse("public:home")),
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": address.removesuffix("/services.xml"),
                "changeset": "2026-11-26T00:00:00+08:00",
                "type": "production",
                "formats": [kind.partition(";")[0] for kind in TYPES.values()],
            }
        ],
    }
    return response(Tree("discovery", told), form)


@_only("GET")
@spoken
def service_list(request: Any, form: str) -> HttpResponse:
    """List the services: every way a complainant may submit a matter."""
    found = services.ways(request.now, request.language)
    return response(Tree("services", services.listed(found.items())), form)


@_only("GET")
@spoken
def definition(request: Any, code: str, form: str) -> HttpResponse:
    """Say what a service asks for."""
    way = services.ways(request.now, request.language).get(code)
    if way is None:
        raise Wrong(404, f"service_code '{code[:100]}' was not found")
    asks = services.form_of(way, request.now, request.language)
    told = {
        "service_code": code,
        "attributes": services.attributes(asks, request.language),
    }
    return response(Tree("service_definition", told), form)


@_only("GET", "POST")
@spoken
def requests(request: Any, form: str) -> HttpResponse:
    """Take a request, or list those this key has sent."""
    return _submit(request, form) if request.method == "POST" else _list(request, form)


def _submit(request: Any, form: str) -> HttpResponse:
    post = request.POST
    enter(request, post, "register")
    code = post.get("service_code", "").strip()
    if not code:
        raise Wrong(400, "service_code was not provided")
    way = services.ways(request.now, request.language).get(code)
    if way is None:
        raise Wrong(404, f"service_code '{code[:100]}' was not found")
    given = asked.arguments(post)
    asks = services.form_of(way, request.now, request.language)
    values = services.values_of(asks, given, asked.attributed(post))
    key = request.headers.get("Idempotency-Key", "")[:200] or token_hex(16)
    outcome = operations.register(
        way.regulation, way.act, values, actor=services.STRANGER, now=request.now,
        command_id=f"georeport/{request.caller.id}/{key}", language=request.language,
    )  # fmt: skip
    if isinstance(outcome, NotDone):
        raise Wrong(400, *(why.text for why in outcome.reasons))
    token = submissions.note(
        outcome.number, caller=request.caller.id, service=code, now=request.now,
        lat=given["lat"], long=given["long"],
    )  # fmt: skip
    english = request.language == "en"
    notice = f"code {outcome.code}" if english else f"查询码 {outcome.code}"
    if outcome.due_words:
        notice = f"{notice}; {outcome.due_words}" if english else f"{notice}；{outcome.due_words}"
    # RFC 7240: who asked to be answered before it is done gets a token, as from a slower server.
    later = "respond-async" in request.headers.get("Prefer", "")
    known = {"token": token} if later else {"service_request_id": outcome.number}
    told = [{**known, "service_notice": notice, "account_id": None}]
    return response(Tree("service_requests", told), form, 201)


def _list(request: Any, form: str) -> HttpResponse:
    enter(request, request.GET, "read")
    status = request.GET.get("status", "")
    if unknown := set(asked.listed(status)) - {"open", "closed"}:
        raise Wrong(400, f"status '{min(unknown)[:40]}' is neither open nor closed")
    wanted = set(asked.listed(status))
    since, until = asked.span(request.GET, request.now)
    numbers = asked.listed(request.GET.get("service_request_id", ""))
    found = submissions.listed(
        request.caller.id, request.now, numbers=numbers, since=since, until=until,
        services=[] if numbers else asked.listed(request.GET.get("service_code", "")),
        ended=None if numbers or len(wanted) != 1 else wanted == {"closed"},
        language=request.language,
    )  # fmt: skip
    return _told(request, found, form)


@_only("GET")
@spoken
def one(request: Any, number: str, form: str) -> HttpResponse:
    """Say how a request stands."""
    enter(request, request.GET, "read")
    found = submissions.listed(
        request.caller.id, request.now, numbers=[number], language=request.language
    )
    if not found:
        raise Wrong(404, f"service_request_id '{number[:100]}' was not found")
    return _told(request, found, form)


@_only("GET")
@spoken
def token(request: Any, token: str, form: str) -> HttpResponse:
    """Say which request a token stands for."""
    enter(request, request.GET, "read")
    number = submissions.number_of(token, request.caller.id)
    if number is None:
        raise Wrong(404, "token was not found")
    told = [{"service_request_id": number, "token": token}]
    return response(Tree("service_requests", told), form)


def _told(request: Any, found: tuple[Submitted, ...], form: str) -> HttpResponse:
    ways = services.ways(request.now, request.language)
    agency = _agency(request.now)
    told = []
    for each in found:
        way = ways.get(each.service)
        told.append(
            {
                "service_request_id": each.number,
                "status": "closed" if each.case.ended else "open",
                "status_notes": each.case.stage_title,
                "service_name": way.title if way else each.service,
                "service_code": each.service,
                "description": None,
                "agency_responsible": agency,
                "service_notice": None,
                "requested_datetime": moment_words(each.at),
                "updated_datetime": moment_words(each.case.updated_at),
                "expected_datetime": moment_words(
                    None if each.case.ended else each.case.expected_at
                ),
                "address": None,
                "address_id": None,
                "zipcode": None,
                "lat": each.lat or None,
                "long": each.long or None,
                "media_url": None,
            }
        )
    return response(Tree("service_requests", told), form)


def _agency(now: datetime) -> str:
    roots = [unit for unit in people.directory(now).units.values() if unit.parent is None]
    return roots[0].name if roots else ""


@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer every address that is none."""
    return errors("json" if rest.endswith(".json") else "xml", 404, "there is no such method")

"""GeoReport v2 as a client: another city's services, requests and their status.

XML, which every server must speak (JSON is optional there). What a server answers is foreign text:
it is bounded, and document types are refused before anything is parsed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from shouwen.connections.errors import NotReached
from shouwen.connections.outgoing import Reply, send
from shouwen.vocabulary import ShouwenError

_HEADERS: Final = {"Accept": "text/xml, application/xml", "User-Agent": "Shouwen"}


class CityRefused(ShouwenError):
    """The other city answered that it does not want this."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where another city's service is, and as whom we come."""

    address: str
    jurisdiction: str
    key: str


@dataclass(frozen=True, slots=True)
class Service:
    """One service a city offers; with `metadata` it has attributes of its own."""

    code: str
    name: str
    description: str
    metadata: bool
    group: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A request was taken: its id, or a token until it has one."""

    request: str
    token: str
    notice: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a request stands: open or closed, in the city's words."""

    request: str
    status: str
    notes: str
    updated: str


def services(place: Place) -> tuple[Service, ...]:
    """Return the services of a city.

    :raises NotReached: if it does not answer as the specification says
    """
    return tuple(
        Service(
            _text(each, "service_code"), _text(each, "service_name"), _text(each, "description"),
            _text(each, "metadata") == "true", _text(each, "group"),
        )
        for each in _get(place, "services.xml").iter("service")
    )  # fmt: skip


def submit(
    place: Place,
    service: str,
    values: Mapping[str, str],
    attributes: Mapping[str, str | Sequence[str]],
) -> Taken:
    """Send a request and return what it is known by there.

    :raises CityRefused: if it was refused
    :raises NotReached: if there is no answer that can be understood
    """
    pairs = [("api_key", place.key), ("service_code", service)]
    if place.jurisdiction:
        pairs.append(("jurisdiction_id", place.jurisdiction))
    pairs += [(name, value) for name, value in values.items() if value]
    for name, value in attributes.items():
        if isinstance(value, str):
            pairs.append((f"attribute[{name}]", value))
        else:
            pairs += [(f"attribute[{name}][]", each) for each in value]
    reply = send(
        "POST", _address(place, "requests.xml", ()),
        {**_HEADERS, "Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
        urlencode(pairs).encode(),
    )  # fmt: skip
    found = next(_parsed(reply).iter("request"), None)
    if found is None or not (_text(found, "service_request_id") or _text(found, "token")):
        raise _unclear()
    return Taken(
        _text(found, "service_request_id"), _text(found, "token"), _text(found, "service_notice")
    )


def resolve(place: Place, token: str) -> str:
    """Return the id behind a token, or nothing while there is none."""
    found = next(_get(place, f"tokens/{quote(token, safe='')}.xml").iter("request"), None)
    return "" if found is None else _text(found, "service_request_id")


def standing(place: Place, request: str) -> Standing:
    """Return how a request stands.

    :raises CityRefused: if the city knows no such request
    :raises NotReached: if there is no answer that can be understood
    """
    found = next(_get(place, f"requests/{quote(request, safe='')}.xml").iter("request"), None)
    if found is None or _text(found, "status").lower() not in ("open", "closed"):
        raise _unclear()
    return Standing(
        _text(found, "service_request_id"), _text(found, "status").lower(),
        _text(found, "status_notes"), _text(found, "updated_datetime"),
    )  # fmt: skip


def _get(place: Place, what: str) -> ElementTree.Element:
    asked = [("jurisdiction_id", place.jurisdiction)] if place.jurisdiction else []
    if place.key:
        asked.append(("api_key", place.key))
    return _parsed(send("GET", _address(place, what, asked), _HEADERS))


def _address(place: Place, what: str, asked: Iterable[tuple[str, str]]) -> str:
    query = urlencode(list(asked))
    return f"{place.address.rstrip('/')}/{what}{'?' if query else ''}{query}"


def _parsed(reply: Reply) -> ElementTree.Element:
    if b"<!" in reply.body.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        raise _unclear()
    try:
        root = ElementTree.fromstring(reply.body)  # noqa: S314 - bounded, no document type
    except ElementTree.ParseError as error:
        if 400 <= reply.status < 500:
            raise _refused(reply.status, "") from error
        raise _unclear() from error
    said = next((_text(each, "description") for each in root.iter("error")), "")
    if 400 <= reply.status < 500:
        raise _refused(reply.status, said)
    if not 200 <= reply.status < 300:
        raise _unclear()
    return root


def _text(element: ElementTree.Element, name: str) -> str:
    return (element.findtext(name) or "").strip()[:4000]


def _refused(status: int, said: str) -> CityRefused:
    return CityRefused(
        f"对方拒绝（{status}）：{said[:200] or '未说明原因'}",
        "请核对服务代码、辖区和密钥",
        f"refused there ({status}): {said[:200] or 'no reason given'}",
    )


def _unclear() -> NotReached:
    unclear = NotReached(
        "对方的答复不符合 GeoReport v2",
        "请核对接口地址",
        "the answer from there is not GeoReport v2",
    )
    unclear.maybe_arrived = True
    return unclear

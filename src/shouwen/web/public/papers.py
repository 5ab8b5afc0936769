"""Letters and files of the open matter: read on the page, or taken away."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from shouwen.documents.cases import letter_to_complainant
from shouwen.documents.papers import Paper
from shouwen.documents.printing import copies_of, made
from shouwen.documents.sheet import Box, Part, Place, Prose, Ruled, Signing
from shouwen.intake import open_file
from shouwen.web.files import as_file
from shouwen.web.public import opened
from shouwen.web.public.opened import Opened
from shouwen.web.public.request import STRANGER, PublicRequest
from shouwen.web.public.uploads import picture

_OWN_READING = "投诉人凭查询码查看"


@dataclass(frozen=True, slots=True)
class Read:
    """One piece of a letter in reading order.

    `kind` is ``heading``, ``pair`` (what stands beside what), ``text`` or ``signed``.
    """

    kind: str
    text: str
    label: str = ""


@require_safe
def letter(request: PublicRequest, position: int) -> HttpResponse:
    """Hand out a letter of the open matter to whom it was written, as it lies on paper."""
    mine = opened.read(request, request.now)
    if mine is None:
        return redirect("public:track")
    paper = _paper(request, mine, position)
    return opened.keep(as_file(made(paper, "pdf", copies_of(paper))), mine, request.now)


@require_safe
def reading(request: PublicRequest, position: int) -> HttpResponse:
    """Show a letter as a page that can be enlarged and read aloud."""
    mine = opened.read(request, request.now)
    if mine is None:
        return redirect("public:track")
    paper = _paper(request, mine, position)
    sheet = paper.sheet(1 if paper.copies else None)
    values = {
        "number": mine.number,
        "position": position,
        "sheet": sheet,
        "issued_at": paper.issued_at,
        "pieces": [piece for part in sheet.parts for piece in in_order(part)],
        "house": sheet.over,
    }
    return opened.keep(render(request, "public/letter.html", values), mine, request.now)


@require_safe
def file(request: PublicRequest, n: int) -> HttpResponse:
    """Hand out a file of the open matter to whoever sent it."""
    mine = opened.read(request, request.now)
    if mine is None:
        return redirect("public:track")
    found = open_file(
        mine.number, n, reason=_OWN_READING, actor=STRANGER, now=request.now, code=mine.code
    )
    return opened.keep(as_file(found), mine, request.now)


@require_safe
def small(request: PublicRequest, n: int) -> HttpResponse:
    """Show the small picture of a file of the open matter."""
    mine = opened.read(request, request.now)
    if mine is None:
        raise Http404
    found = open_file(
        mine.number, n, reason=_OWN_READING, actor=STRANGER, now=request.now, code=mine.code,
        thumbnail=True,
    )  # fmt: skip
    return picture(found.content)


def in_order(part: Part) -> list[Read]:
    """Return a part of a sheet as it is read aloud: labels with what stands beside them."""
    match part:
        case Prose():
            if part.kind == "tear":
                return [Read("heading", part.text)]
            return [Read("text", each) for each in (part.text, part.more) if each.strip()]
        case Signing():
            return [piece for place in part.places for piece in _signed(place)]
        case Ruled():
            return _pairs(part)


def _pairs(table: Ruled) -> list[Read]:
    boxes = sorted(table.boxes, key=lambda box: (box.line, box.start))
    found: list[Read] = []
    label = ""
    for box in boxes:
        if box.kind in ("heading", "side", "head"):
            found.append(Read("heading", box.text))
        elif box.kind == "label":
            label = box.text
        else:
            found += _value(box, label)
            label = ""
    return found


def _value(box: Box, label: str) -> list[Read]:
    found = [Read("pair", box.text, label)] if box.text.strip() else []
    return [*found, *(_signed(box.sign) if box.sign is not None else [])]


def _signed(place: Place) -> list[Read]:
    if not place.name and not place.day:
        return []
    return [Read("signed", f"{place.name}　{place.day}".strip(), place.who)]


def _paper(request: PublicRequest, mine: Opened, position: int) -> Paper:
    return letter_to_complainant(mine.number, mine.code, position, request.now, request.language)

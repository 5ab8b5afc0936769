"""Issued forms and letters of a case, as PDF or Word: masked, or in full with a reason."""

from secrets import token_hex
from typing import Literal
from urllib.parse import quote

from django.http import HttpResponse
from ninja import Query, Router

from shouwen.api.answering import answers
from shouwen.api.door import CallerRequest, needs, scope_missing
from shouwen.api.problems import Trouble
from shouwen.documents import cases, printing

router = Router(tags=["cases"])


@router.get(
    "/cases/{number}/documents/{int:position}/{way}", response=answers(None), auth=needs("read"),
    url_name="paper", operation_id="printDocument", summary="打印文书 · Print a document",
    openapi_extra={
        "responses": {
            200: {
                "description": "the document",
                "content": {printing.MEDIA[way]: {} for way in ("pdf", "docx")},
            }
        }
    },
)  # fmt: skip
def paper(
    request: CallerRequest,
    number: str,
    position: int,
    way: Literal["pdf", "docx"],
    one: int | None = Query(None, alias="copy", ge=1, le=20, description="one copy only, from 1"),
    reason: str = Query("", max_length=500, description="why names and numbers are to be in full"),
) -> HttpResponse:
    """Print a document as it was issued.

    Names and numbers are masked; with a `reason`, and the scope `reveal`, they are in full, which
    goes into the reading log.
    """
    if reason.strip() and "reveal" not in request.caller.scopes:
        raise scope_missing(request, "reveal")
    found = cases.case_of(request.actor, number, request.now)
    try:
        issued = cases.paper_at(found, position, request.language)
    except KeyError as unknown:
        raise Trouble("not_found") from unknown
    if reason.strip():
        printed = printing.print_paper(
            found, issued, way, copy=one, reason=reason, by=request.actor.person,
            command_id=f"api/{request.caller.id}/{token_hex(16)}", now=request.now,
        )  # fmt: skip
    else:
        printed = printing.preview(issued, way, one)
    response = HttpResponse(printed.content, content_type=printed.media_type)
    response["Content-Disposition"] = (
        f"attachment; filename=\"document.{way}\"; filename*=UTF-8''{quote(printed.name, safe='')}"
    )
    return response

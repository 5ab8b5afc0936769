"""Files of a case: put in through admission, listed, and opened with a reason."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile

from shouwen import intake
from shouwen.api.answering import answers, reply, written
from shouwen.api.door import CallerRequest, needs
from shouwen.api.problems import Trouble

router = Router(tags=["cases"])
#: At least one: a form without any is no upload.
_FILES: Any = File(..., min_length=1)


class FileOut(Schema):
    """One file. Waiting or infected ones are given to nobody, `kept` ones not to this unit."""

    n: int
    label: str
    family: str
    media_type: str
    size: int
    digest: str
    at: datetime
    source: str
    state: str


class FileList(Schema):
    """The files of a case."""

    items: list[FileOut]


class Enclosed(Schema):
    """How many files were put with the case; the same content twice counts once."""

    number: str
    enclosed: int


@router.get(
    "/cases/{number}/files", response=answers(FileList), auth=needs("read"), url_name="files",
    operation_id="listFiles", summary="材料清单 · Files",
)  # fmt: skip
def files(request: CallerRequest, number: str) -> Any:
    """List the files of a case."""
    found = intake.files_of(request.actor, number, request.now, request.language)
    return {"items": found}


@router.post(
    "/cases/{number}/files", response=answers(Enclosed, 201, 409, 413), auth=needs("act"),
    url_name="files_add", operation_id="addFiles", summary="添加材料 · Add files",
)  # fmt: skip
@written
def add(request: CallerRequest, number: str, files: list[UploadedFile] = _FILES) -> Any:
    """Put files with a case: looked at by their content, limited, and scanned where set up."""
    # Who may not know of the case learns nothing from how his files are judged.
    intake.files_of(request.actor, number, request.now)
    admitted, turned_away = intake.admit_all(
        [(file.name or "", file.read()) for file in files], now=request.now
    )
    if turned_away:
        reasons = [
            {"code": each.code, "text": each.say(request.language), "article": "", "cite": [],
             "field": each.name or None}
            for each in turned_away
        ]  # fmt: skip
        raise Trouble("invalid", reasons[0]["text"] or "", reasons=reasons)
    enclosed = intake.enclose(
        number, admitted, source="api", actor=request.actor, now=request.now,
        command_id=request.command_id,
    )  # fmt: skip
    return reply({"number": number, "enclosed": enclosed}, 201)


@router.get(
    "/cases/{number}/files/{int:n}", response=answers(None), auth=needs("reveal"), url_name="file",
    operation_id="openFile", summary="打开材料 · Open a file",
    openapi_extra={
        "responses": {
            200: {"description": "the file", "content": {"application/octet-stream": {}}}
        }
    },
)  # fmt: skip
def one(
    request: CallerRequest,
    number: str,
    n: int,
    reason: str = Query(..., min_length=1, max_length=500),
) -> HttpResponse:
    """Open a file of a case. Who opened it, when and why goes into the reading log."""
    kept = intake.open_file(number, n, reason=reason, actor=request.actor, now=request.now)
    return HttpResponse(
        kept.content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": "attachment", "X-File-Type": kept.media_type},
    )

"""Printing: particulars are opened with a reason, and every print of an issued document is kept.

The prints of one document are a stream of their own. The first print of a copy is the original; a
later one is marked 补印.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.db import transaction

from shouwen import ledger
from shouwen.casework.access import OpenCase
from shouwen.documents.cases import revealed
from shouwen.documents.errors import NoSuchCopy
from shouwen.documents.own_templates import filled, own_template
from shouwen.documents.papers import Paper
from shouwen.documents.typesetting import pdf_of
from shouwen.documents.word import docx_of
from shouwen.vocabulary import at_office

PRINTED: Final = "documents.printed"
PREFIX: Final = "printing/"
MEDIA: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Way = Literal["pdf", "docx"]
_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Printed:
    """A file to hand out. `reprint` says that some copy of it had been printed before."""

    name: str
    media_type: str
    content: bytes
    reprint: bool
    masked: bool


#: A copy of a form, by its number from 1, or None of a form without copies; and its marks.
Copies = list[tuple[int | None, tuple[str, ...]]]


def made(paper: Paper, way: Way, copies: Copies) -> Printed:
    """Return a paper as a file; nothing is recorded.

    An office's own Word template is filled in once: for the first of the copies.

    :raises TemplateUnfit: if there is such a template and it cannot be filled in
    """
    day = None if paper.issued_at is None else at_office(paper.issued_at).date()
    template = own_template(paper) if way == "docx" else None
    if template is not None:
        content = filled(template, paper, *copies[0])
    else:
        sheets = [paper.sheet(*each) for each in copies]
        content = pdf_of(sheets, day=day) if way == "pdf" else docx_of(sheets, day=day)
    return Printed(f"{_stem(paper)}.{way}", MEDIA[way], content, False, False)


def copies_of(paper: Paper, copy: int | None = None, marks: tuple[str, ...] = ()) -> Copies:
    """Return every copy of a paper, or the one asked for, with these marks.

    :raises NoSuchCopy: if the form has no such copy
    """
    return [(each, marks) for each in wanted_copies(paper, copy)]


def wanted_copies(paper: Paper, copy: int | None) -> list[int | None]:
    """Return the copies asked for; a form without copies is printed once.

    :raises NoSuchCopy: if the form has no such copy
    """
    count = len(paper.copies)
    if copy is None:
        return list(range(1, count + 1)) or [None]
    if not 1 <= copy <= max(count, 1):
        raise NoSuchCopy(paper.document.title, copy, count)
    return [copy if count else None]


def preview(paper: Paper, way: Way, copy: int | None = None) -> Printed:
    """Return a paper with its particulars masked; nothing is opened and nothing recorded.

    :raises NoSuchCopy: if the form has no such copy
    """
    masked = bool(paper.particulars)
    mark = paper.filling.wording.choose("遮盖件", "Masked")
    marks = (*((mark,) if masked else ()), *_left_out(paper))
    printed = made(paper, way, copies_of(paper, copy, marks))
    return Printed(printed.name, printed.media_type, printed.content, False, masked)


def print_paper(
    found: OpenCase, paper: Paper, way: Way, *, copy: int | None = None, reason: str, by: str,
    command_id: str, now: datetime,
) -> Printed:  # fmt: skip
    """Print a paper in full and record it: the readings, and of an issued document the print.

    These stand or fall together. A draft is no document yet: only its readings are recorded. What
    is kept from whoever opened the case is left out, and the print says so.

    :param by: a person's id
    :param command_id: sent twice, it is the same print
    :raises NoSuchCopy: if the form has no such copy
    :raises ReasonNeeded: if it shows particulars and `reason` is blank
    """
    copies = wanted_copies(paper, copy)
    number = found.matter.number
    with transaction.atomic():
        opened = paper.opened(revealed(found, list(paper.particulars), by, reason, now))
        before: frozenset[int] = frozenset()
        if paper.state == "issued":
            before = _record(number, paper, way, copies, reason, by, command_id, now)
    mark = paper.filling.wording.choose("补印", "Reprint")
    marked: Copies = [
        (each, (*((mark,) if (each or 0) in before else ()), *_left_out(paper))) for each in copies
    ]
    printed = made(opened, way, marked)
    return Printed(printed.name, printed.media_type, printed.content, bool(before), False)


def _left_out(paper: Paper) -> tuple[str, ...]:
    """Return the mark of a print that does not say who complained, for whom that is kept from."""
    wording = paper.filling.wording
    closed = wording.closed is not None
    return (wording.choose("隐去投诉人", "Complainant left out"),) if closed else ()


def _record(
    number: str, paper: Paper, way: Way, copies: list[int | None], reason: str, by: str,
    command_id: str, now: datetime,
) -> frozenset[int]:  # fmt: skip
    """Record a print; return which of these copies had been printed before it."""
    stream = f"{PREFIX}{number}/{paper.name}/{paper.sequence}"
    wanted = [each or 0 for each in copies]
    body = {
        "digest": paper.digest,
        "way": way,
        "copies": wanted,
        "reason": reason.strip(),
    } | ({"left_out": True} if _left_out(paper) else {})
    for _ in range(_TRIES):
        stored = ledger.read(stream)
        ids = [each.command_id for each in stored]
        earlier = stored[: ids.index(command_id)] if command_id in ids else stored
        # One that left somebody out is no original: the first whole one still is.
        known = frozenset(
            copy
            for each in earlier
            if not each.body.get("left_out")
            for copy in each.body["copies"]
        )
        if command_id in ids:
            return known & frozenset(wanted)
        try:
            with transaction.atomic():
                ledger.append(
                    stream,
                    expected_version=len(stored),
                    events=[ledger.NewEvent(PRINTED, 1, body, now)],
                    actor=by,
                    command_id=command_id,
                    now=now,
                )
        except ledger.LedgerConflict:
            continue  # somebody printed it in this moment: look again what is printed
        return known & frozenset(wanted)
    raise ledger.LedgerConflict(stream, len(stored), len(stored) + 1)


def _stem(paper: Paper) -> str:
    """Return the name of the file: the form's code or title, and its number."""
    parts = [paper.document.form or "", paper.document.title]
    parts.append(paper.number or paper.filling.words.get("case_number", ""))
    return "-".join(part.replace("/", "-") for part in parts if part)

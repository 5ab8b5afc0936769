"""Forms of the cases in the record, for those who may know of the case."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shouwen import vault
from shouwen.casework import secrecy
from shouwen.casework.access import OpenCase, case_by_code, case_for, opened
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.standing import may_be_told
from shouwen.casework.wording import wording_of
from shouwen.documents.papers import Paper, chosen_paper, document_named, issued_paper
from shouwen.engine import DocumentIssued
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

_OWN_LETTER: Final = "投诉人凭查询码下载答复"


def paper_of_case(
    found: OpenCase, code: str, now: datetime, sequence: int | None = None, language: str = "zh"
) -> Paper:
    """Return a form of a case, particulars masked: as last issued, or as a draft.

    What is kept from whoever opened the case stays closed on it, however it is printed.

    The regulation the case is pinned to says which form a code names.

    :raises NoSuchForm: if that regulation has no such form
    :raises NotIssued: if fewer were issued
    :raises FormLacks: if it was not issued and what it must hold is not known
    """
    matter, procedure = found.matter, found.procedure
    wording = wording_of(found, language)
    name = document_named(procedure, code)
    issued = [
        told.version
        for told in matter.told
        if isinstance(told.event, DocumentIssued) and told.event.document == name
    ]
    if issued and sequence in (None, *range(1, len(issued) + 1)):
        # As it lay on paper then: the case may have gone over to another edition since.
        return paper_at(found, issued[(sequence or 0) - 1], language)
    paper = chosen_paper(
        procedure, matter.case, matter.events(), name, wording, matter.number, now, sequence
    )
    return with_masks(paper)


def paper_at(found: OpenCase, position: int, language: str = "zh") -> Paper:
    """Return the document a case issued at this position of its stream, particulars masked.

    :raises KeyError: if it issued nothing there
    """
    matter = found.matter
    told = next((each for each in matter.told if each.version == position), None)
    if told is None or not isinstance(told.event, DocumentIssued):
        raise KeyError(position)
    procedure = matter.under(told)
    wording = wording_of(found, language).under(procedure)
    paper = issued_paper(procedure, matter.events(), told.event, wording, matter.number)
    return with_masks(paper)


def with_masks(paper: Paper) -> Paper:
    """Return a paper whose every particular has its mask, also those only a record holds."""
    known = paper.filling.wording.masks
    missing = [ref for ref in paper.particulars if ref not in known]
    return paper.opened(vault.masked_many(missing)) if missing else paper


def case_of(actor: Actor, number: str, now: datetime) -> OpenCase:
    """Return a case this person may know of.

    :raises CaseNotFound: if there is none, or the actor may not know of it
    """
    return case_for(actor, number, now)


def case_on_this_machine(number: str, now: datetime) -> OpenCase:
    """Return a case for whoever administers the machine it is kept on; no page may use this.

    :raises CaseNotFound: if there is none
    """
    return opened(number, now)


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form of a case's regulation: how often it was issued, and where last."""

    code: str
    name: str
    title: str
    number: str
    issued: int
    position: int


def forms_of_case(found: OpenCase, language: str = "zh") -> list[FormRow]:
    """Return every form of a case's regulation, in the regulation's order."""
    pack = found.procedure.pack
    counts: Counter[str] = Counter()
    last: dict[str, tuple[int, str]] = {}
    for told in found.matter.told:
        if isinstance(told.event, DocumentIssued):
            counts[told.event.document] += 1
            last[told.event.document] = (told.version, told.event.number or "")
    return [
        FormRow(
            document.form or "", name, pack.say(document.title, language),
            last.get(name, (0, ""))[1], counts[name], last.get(name, (0, ""))[0],
        )
        for name, document in pack.documents.items()
    ]  # fmt: skip


def letter_to_complainant(
    number: str, code: str, position: int, now: datetime, language: str = "zh"
) -> Paper:
    """Return a public letter of a case for its complainant, who holds number and code.

    The words and the name of the complainant are opened for the letter, which is recorded; other
    particulars stay masked.

    :raises CaseNotFound: if there is no such case, the code is not its own, or the case issued no
        public letter there; or it is held by an agent who has proven no authority
    :raises TooManyTries: after too many wrong codes
    """
    found = case_by_code(number, code, now)
    try:
        paper = paper_at(found, position, language)
    except KeyError as unknown:
        raise CaseNotFound(number) from unknown
    if not paper.document.public or not may_be_told(found):
        raise CaseNotFound(number)
    facts = found.procedure.pack.facts
    own = [
        str(ref)
        for name, value in paper.filling.contents.items()
        if name in facts
        and facts[name].private is not None
        and (facts[name].means == "complainant" or facts[name].public)
        for ref in (value if isinstance(value, list | tuple) else [value])
    ]
    return paper.opened(revealed(found, own, COMPLAINANT, _OWN_LETTER, now))


def revealed(
    found: OpenCase, refs: list[str], by: str, reason: str, now: datetime
) -> dict[str, str]:
    """Return particulars in full, each reading recorded; those destroyed or kept are left out.

    :param by: who is noted as having read them: the machine's administrator opens no case himself
    :raises ReasonNeeded: if `reason` is blank
    """
    closed = secrecy.closed_refs(found)
    words = {}
    for ref in refs:
        if ref in (closed or ()):
            continue  # the mask says that it is kept from him
        try:
            words[ref] = vault.reveal(
                ref, by=by, reason=reason, case=found.matter.number, now=now, without=closed
            )
        except vault.Forgotten:
            continue  # the mask says that it was destroyed
    return words

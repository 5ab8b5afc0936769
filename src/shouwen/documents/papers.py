"""One form of one case: issued and frozen, a draft from the case as it stands, or an empty one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from shouwen.casework.wording import Wording
from shouwen.documents.errors import FormLacks, NoSuchForm, NotIssued
from shouwen.documents.filling import Filling, Signers, day_words, moment_words
from shouwen.documents.layout import parts_of
from shouwen.documents.sheet import Sheet
from shouwen.engine import (
    ActDone,
    Case,
    CaseOpened,
    CaseScope,
    DocumentIssued,
    Event,
    contents_of,
    digest_of,
)
from shouwen.regulations import Procedure
from shouwen.regulations.forms import Document

_NUMERALS: Final = "一二三四五六七八九十"
#: How much of a digest is printed.
_SHOWN_DIGEST: Final = 16


@dataclass(frozen=True)
class Paper:
    """One form with all that will stand on it.

    :param name: the document's id in the regulation
    :param state: `issued` is frozen, `draft` follows the case, `blank` is to be written on
    :param digest: of an issued one, in hexadecimal
    """

    name: str
    document: Document
    filling: Filling
    state: Literal["issued", "draft", "blank"]
    number: str = ""
    sequence: int = 1
    issued_at: datetime | None = None
    digest: str = ""
    articles: str = ""

    @property
    def copies(self) -> tuple[str, ...]:
        """The marks of its copies; none of a letter, nor where there is only one."""
        if self.document.is_letter or len(self.document.copies) < 2:
            return ()
        wording = self.filling.wording
        marks = []
        for n, (key, copy) in enumerate(self.document.copies.items(), 1):
            place = wording.choose(f"第{chinese_number(n)}联", f"Copy {n}")
            to = wording.say(copy.to) if copy.to is not None else self._recipient(key)
            purpose = wording.say(copy.purpose)
            whom = wording.choose(f"（{to}）", f" ({to})") if to and to != purpose else ""
            marks.append(f"{place}　{purpose}{whom}")
        return tuple(marks)

    @property
    def particulars(self) -> tuple[str, ...]:
        """The references of the particulars it shows, each once."""
        facts = self.filling.wording.procedure.pack.facts
        contents = self.filling.contents
        rows = [contents]
        for value in contents.values():
            if isinstance(value, list | tuple):
                rows += [each for each in value if isinstance(each, Mapping)]
        found: dict[str, None] = {}
        for row in rows:
            for name, value in row.items():
                if name in facts and facts[name].private is not None:
                    refs = value if isinstance(value, list | tuple) else [value]
                    found |= dict.fromkeys(str(ref) for ref in refs)
        return tuple(found)

    def opened(self, words: Mapping[str, str]) -> "Paper":
        """Return the same paper with these particulars in full, by reference."""
        wording = self.filling.wording
        masks = {**wording.masks, **words}
        return replace(self, filling=replace(self.filling, wording=replace(wording, masks=masks)))

    def sheet(self, copy: int | None = None, marks: tuple[str, ...] = ()) -> Sheet:
        """Return it as a sheet.

        :param copy: which of its copies, from 1
        """
        filling, wording = self.filling, self.filling.wording
        letter, say = self.document.is_letter, wording.say
        number = ""
        if self.number:
            number = self.number if letter else f"{wording.choose('编号：', 'No. ')}{self.number}"
        elif self.document.number is not None and not letter:
            number = wording.choose("编号：＿＿＿＿＿＿＿＿", "No. ＿＿＿＿＿＿＿＿")
        day = filling.words.get("issued_on", "")
        draft = self.state == "draft"
        if draft:
            marks = (wording.choose("草稿 · 未签发", "Draft · not issued"), *marks)
        return Sheet(
            title=say(self.document.title),
            parts=parts_of(self.document, filling),
            over=organisation(wording),
            left="" if letter else number,
            right=number if letter else day,
            copy="" if copy is None or not self.copies else self.copies[copy - 1],
            marks=marks,
            watermark=wording.choose("草稿", "DRAFT") if draft else "",
            foot=self._foot(),
            letter=letter,
            page=self.document.page,
            english=wording.english,
        )

    def _recipient(self, key: str) -> str:
        """Return who a copy is for, where its key is a role or a fact that is known."""
        pack, wording = self.filling.wording.procedure.pack, self.filling.wording
        if key in pack.roles:
            return wording.say(pack.roles[key].title)
        if key in pack.facts and pack.facts[key].private is None:
            return self.filling.text(key) or wording.say(pack.facts[key].title)
        return ""

    def _foot(self) -> str:
        wording = self.filling.wording
        pack = wording.procedure.pack
        said = [source_words(wording, pack.pack.title, self.articles)]
        if self.document.form is not None:
            said.append(self.document.form)
        case = self.filling.words.get("case_number", "")
        if case:
            said.append(f"{wording.choose('案件', 'Case')} {case}")
        if self.document.is_letter and self.document.copies:
            sent = []
            for key, copy in self.document.copies.items():
                to = wording.say(copy.to) if copy.to is not None else self._recipient(key)
                colon, between = wording.choose("：", ": "), wording.choose("；", "; ")
                sent.append(f"{wording.say(copy.purpose)}{colon + to if to else ''}")
            said.append(between.join(sent))
        if self.digest:
            said.append(f"{wording.choose('校验', 'Digest')} {self.digest[:_SHOWN_DIGEST]}")
        return "　".join(said)


def document_named(procedure: Procedure, code: str) -> str:
    """Return the id of the document with this form code, or of this id.

    :raises NoSuchForm: if the regulation has none
    """
    documents = procedure.pack.documents
    for name, document in documents.items():
        if code in (document.form, name):
            return name
    known = [each.form or name for name, each in documents.items()]
    raise NoSuchForm(procedure.pack.pack.title, code, known)


def chosen_paper(
    procedure: Procedure, case: Case, events: Iterable[Event], name: str, wording: Wording,
    case_number: str, now: datetime, sequence: int | None = None,
) -> Paper:  # fmt: skip
    """Return a document as it was issued, the last time unless said; else as a draft.

    :raises NotIssued: if it was not issued so often
    :raises FormLacks: if it was never issued and what it must hold is not known
    """
    issued = [each for each in case.documents if each.document == name]
    if sequence is not None and not 1 <= sequence <= len(issued):
        title = wording.say(procedure.pack.documents[name].title)
        raise NotIssued(title, sequence, len(issued))
    if not issued:
        return draft_paper(procedure, case, events, name, wording, case_number, now)
    chosen = issued[-1 if sequence is None else sequence - 1]
    return issued_paper(procedure, events, chosen, wording, case_number)


def issued_paper(
    procedure: Procedure, events: Iterable[Event], issued: DocumentIssued, wording: Wording,
    case_number: str,
) -> Paper:  # fmt: skip
    """Return a document as it was issued: what was frozen then, and who had signed by then."""
    document = procedure.pack.documents[issued.document]
    before = _until(events, issued)
    words = {
        **_case_words(before, wording, case_number),
        "document_number": issued.number or "",
        "issued_at": moment_words(issued.at),
        "issued_on": day_words(issued.at, wording),
    }
    filling = Filling(wording, issued.contents, words, _signers(before))
    return Paper(
        issued.document, document, filling, "issued", issued.number or "", issued.sequence,
        issued.at, digest_of(issued), wording.articles(issued.cite),
    )  # fmt: skip


def draft_paper(
    procedure: Procedure, case: Case, events: Iterable[Event], name: str, wording: Wording,
    case_number: str, now: datetime,
) -> Paper:  # fmt: skip
    """Return a document that has not been issued, filled with what is known now.

    :raises FormLacks: if what it must hold is not known
    """
    document = procedure.pack.documents[name]
    told = list(events)
    scope = CaseScope(procedure, case, now)
    contents = contents_of(document.shown, scope)
    articles = wording.articles(document.cite)
    filling = Filling(wording, contents, _case_words(told, wording, case_number), _signers(told))
    lacking = [each for each in document.must_hold if not contents_of([each], scope)]
    if lacking:
        raise FormLacks(procedure.pack, document.title, lacking, articles)
    return Paper(name, document, filling, "draft", articles=articles)


def blank_paper(procedure: Procedure, name: str, wording: Wording) -> Paper:
    """Return an empty form."""
    document = procedure.pack.documents[name]
    words = {"issuer": wording.say(procedure.pack.pack.issuer)}
    filling = Filling(wording, {}, words, by_hand=True)
    articles = wording.articles(document.cite)
    return Paper(name, document, filling, "blank", articles=articles)


def source_words(wording: Wording, title: str, articles: str) -> str:
    """Return what a paper rests on, such as ``《客户投诉处理办法》第十条``."""
    said = wording.say(title)
    return wording.choose(f"《{said}》{articles}", f"{said}, {articles}" if articles else said)


def organisation(wording: Wording) -> str:
    """Return the name of the organisation: its topmost unit, or else who issued the regulation."""
    top = next((unit.name for unit in wording.directory.units.values() if unit.parent is None), "")
    return top or wording.say(wording.procedure.pack.pack.issuer)


def chinese_number(n: int) -> str:
    """Return a number from 1 to 99 in Chinese."""
    tens, ones = divmod(n, 10)
    if tens == 0:
        return _NUMERALS[ones - 1]
    head = "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return head + (_NUMERALS[ones - 1] if ones else "")


def _until(events: Iterable[Event], issued: DocumentIssued) -> list[Event]:
    """Return the events before a document was issued."""
    found: list[Event] = []
    for event in events:
        if event is issued:
            break
        found.append(event)
    return found


def _signers(events: Iterable[Event]) -> Signers:
    return {event.act: (event.person, event.at) for event in events if isinstance(event, ActDone)}


def _case_words(events: Iterable[Event], wording: Wording, number: str) -> dict[str, str]:
    words = {
        "case_number": number,
        "issuer": wording.say(wording.procedure.pack.pack.issuer),
    }
    for event in events:
        if isinstance(event, CaseOpened):
            words["opened_at"] = moment_words(event.at)
            words["receiving_unit"] = wording.unit(event.unit)
            words["first_receiver"] = wording.person(event.person)
            break
    return words

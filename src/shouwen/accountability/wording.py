"""Accounts and improvements in words, in the language asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from shouwen import people
from shouwen.casework.in_force import adopted_procedures
from shouwen.consequences.operations import Told
from shouwen.engine.charging import AccountId
from shouwen.engine.improvements import (
    DuePostponed,
    EffectChecked,
    ImprovementOpened,
    ImprovementWithdrawn,
    OrderServed,
    OwnerNamed,
    ReportGiven,
)
from shouwen.engine.ledgers import Charge, Corrected, CorrectionAsked, Entry, Paid, Released
from shouwen.regulations.ledgers import BASES, KINDS
from shouwen.regulations.model import Pack
from shouwen.vocabulary import Directory

CAUSES: Final = {
    "amended": ("改记", "amended"),
    "corrected": ("更正", "correction"),
    "appeal": ("申诉", "appeal"),
}
STATES: Final = {
    "open": ("待报告", "Report due"),
    "reported": ("待查效", "To be checked"),
    "effective": ("已见效", "Effective"),
    "withdrawn": ("已撤销", "Withdrawn"),
}
#: Figures of a month that nothing is capped by: points to share by, and what was collected.
FIGURES: Final = {
    **BASES,
    "base_points": ("基点数", "base points"),
    "collected": ("已收款", "collected"),
    "receivable": ("应收款", "receivable"),
}
_ENTRIES: Final = {
    "charged": ("记账", "charged"),
    "taken": ("即时扣收", "taken at once"),
    "amended": ("改记", "amended by the case"),
    "corrected": ("更正", "corrected"),
    "appeal": ("申诉后更正", "corrected on appeal"),
    "released": ("撤销", "released"),
    "paid": ("本人自缴", "paid by the owner"),
}


@dataclass(frozen=True)
class Words:
    """Says things of accounts and improvements in one language."""

    language: str
    directory: Directory
    packs: dict[str, Pack]
    former: dict[str, str] = field(default_factory=dict)

    @property
    def english(self) -> bool:
        """Whether English is asked for."""
        return self.language.startswith("en")

    def choose(self, chinese: str, english: str) -> str:
        """Return one of two wordings of our own."""
        return english if self.english else chinese

    def say(self, ledger: str, text: str) -> str:
        """Return a title of a regulation; `ledger` is ``regulation.ledger``."""
        pack = self.packs.get(ledger.partition(".")[0])
        return text if pack is None else pack.say(text, self.language)

    def quoted(self, ledger: str, articles: str) -> str:
        """Return numbers of articles, as they were written down, in the language asked for."""
        pack = self.packs.get(ledger.partition(".")[0])
        return articles if pack is None else pack.requoted(articles, self.language)

    def person(self, person: str | None) -> str:
        """Return a person's name, also of somebody who has left."""
        if not person:
            return ""
        known = self.directory.people.get(person)
        return known.name if known is not None else self.former.get(person, person)

    def unit(self, unit: str | None) -> str:
        """Return a unit's name."""
        known = self.directory.units.get(unit or "")
        return known.name if known is not None else unit or ""

    def owner(self, id_: AccountId) -> str:
        """Return whose account it is."""
        return self.unit(id_.id) if id_.kind == "unit" else self.person(id_.id)

    def place(self, path: str) -> str:
        """Return the name of the unit a path leads to."""
        last = path.strip("/").rpartition("/")[2].replace("%2F", "/")
        return self.unit(last)

    def kind(self, kind: str) -> str:
        """Return what kind of money it is."""
        return self.choose(*KINDS[kind]) if kind in KINDS else kind

    def figure(self, name: str) -> str:
        """Return the name of a figure of a month."""
        return self.choose(*FIGURES[name]) if name in FIGURES else name

    def percent(self, percent: Decimal | None, of: str | None) -> str:
        """Return a share of a figure, such as 绩效奖金的 30%."""
        if percent is None or of is None:
            return ""
        share = f"{percent.normalize():f}%"
        return self.choose(f"{self.figure(of)}的 {share}", f"{share} of the {self.figure(of)}")

    def entry(self, entry: Entry) -> tuple[str, str, str]:
        """Return what happened, who did it and why, of one entry of an account."""
        words = self.choose(*_ENTRIES[entry.what])
        if entry.percent:
            share = f"{entry.percent.normalize():+f}%"
            words = f"{words} {share}"
        event = entry.event
        if isinstance(event, Corrected | Released):
            people_ = [self.person(event.person)]
            if event.approver:
                approved = self.choose("批准", "approved by")
                name = self.person(event.approver)
                people_.append(self.choose(f"{name}{approved}", f"{approved} {name}"))
            return words, self.choose("，", ", ").join(people_), event.reason
        if isinstance(event, Paid):
            return words, self.person(event.person), event.reason
        return words, "", event.articles

    def request(self, asked: CorrectionAsked, charge: Charge | None) -> str:
        """Return what somebody asks for."""
        if asked.release:
            return self.choose("全部撤销", "release it whole")
        if asked.by_percent:
            to = ((charge.percent if charge else None) or Decimal(0)) + asked.by_percent
            share = self.percent(to, charge.first.of if charge else None)
            return self.choose(f"改为 {share}", f"change it to {share}")
        due = ((charge.due if charge else None) or Decimal(0)) + asked.by
        return self.choose(f"改为 {due:,} 元", f"change it to CNY {due:,}")

    def told(self, told: Told) -> tuple[str, str]:
        """Return what happened to an improvement, and what was written with it."""
        event = told.event
        match event:
            case ImprovementOpened():
                return self.choose("下达", "Raised"), event.what
            case OrderServed():
                served = self.choose("送达整改意见书", "Rectification order served")
                return f"{served} {event.number}".strip(), ""
            case OwnerNamed():
                owner = self.person(event.owner)
                return self.choose(f"指定责任人 {owner}", f"{owner} answers for it"), ""
            case DuePostponed():
                due = event.due_on.isoformat()
                return self.choose(f"改期至 {due}", f"Postponed to {due}"), event.reason
            case ReportGiven():
                return self.choose("报告整改情况", "Report given"), event.text
            case EffectChecked():
                return self._checked(event), event.note
            case ImprovementWithdrawn():
                return self.choose("撤销", "Withdrawn"), event.reason

    def _checked(self, event: EffectChecked) -> str:
        count = event.repeats
        if event.effective:
            return self.choose(
                f"查效：已见效，报告后重复投诉 {count} 件",
                f"Effect checked: effective; {count} complaints of the kind since the report",
            )
        due = event.due_on.isoformat() if event.due_on else ""
        return self.choose(
            f"查效：未见效，报告后重复投诉 {count} 件，限 {due} 前再整改",
            f"Effect checked: not effective; {count} complaints of the kind since the report; "
            f"again by {due}",
        )


def words_of(language: str, now: datetime, persons: Iterable[str] = ()) -> Words:
    """Return the words for one answer; `persons` may include those who have left."""
    directory = people.directory(now)
    gone = sorted({person for person in persons if person} - directory.people.keys())
    packs = {procedure.pack.pack.id: procedure.pack for procedure in adopted_procedures(now)}
    return Words(language, directory, packs, people.names_of_persons(gone) if gone else {})

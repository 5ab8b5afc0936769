"""Facts, people and places of one case in words, in the language asked for; particulars masked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shouwen import people, vault
from shouwen.casework.access import OpenCase
from shouwen.casework.beside import refs_of
from shouwen.casework.secrecy import CLOSED, closed_refs, says_who, written_for
from shouwen.casework.shapes import FactView
from shouwen.casework.sweeping import CLOCKWORK
from shouwen.engine import (
    ApprovalGiven,
    FactsRecorded,
    Posted,
    Posting,
    Recipient,
    RecordEntered,
    RecordStruck,
    sanction_words,
    value_words,
)
from shouwen.regulations import Procedure
from shouwen.regulations.ledgers import BASES
from shouwen.vault.particular import mask_words
from shouwen.vocabulary import Directory, Term, TermUnit
from shouwen.vocabulary.identity import COMPLAINANT

FLAGS: Mapping[str, tuple[str, str]] = {
    "imported": ("历史件", "Historical"),
    "taken_back": ("已收回", "Taken back"),
    "urgent": ("紧急", "Urgent"),
    "late": ("曾超期", "Was late"),
    "escalated": ("已上报", "Escalated"),
    "extended": ("已延期", "Extended"),
    "reopened": ("重新办理", "Reopened"),
    "again": ("再次投诉", "Complained again"),
    "urged": ("已催办", "Urged"),
    "declined": ("曾退派", "Was handed back"),
    "anonymous": ("匿名", "Anonymous"),
    "agent": ("代理", "Through an agent"),
    "group": ("多人", "A group"),
    "unnamed": ("请求保密", "Asked not to be named"),
    "internal": ("内部投诉", "By staff"),
}
_OF_RECORDS = (RecordEntered, RecordStruck)
_UNITS: Mapping[str, str] = {
    TermUnit.WORKING_HOUR: "working hour",
    TermUnit.HOUR: "hour",
    TermUnit.WORKING_DAY: "working day",
    TermUnit.DAY: "day",
    TermUnit.WEEK: "week",
    TermUnit.MONTH: "month",
}


@dataclass(frozen=True)
class Wording:
    """Says things of one regulation in one language. `masks` are by vault reference.

    `closed` are the references that are kept from whom it speaks to, with everything else that says
    who complained; None keeps nothing. `blacks` takes the same out of what somebody wrote.
    """

    procedure: Procedure
    directory: Directory
    language: str = "zh"
    masks: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)
    closed: frozenset[str] | None = None
    blacks: Callable[[str], str] | None = None

    def under(self, procedure: Procedure) -> "Wording":
        """Return the wording of the same case under another of its editions."""
        return self if procedure is self.procedure else replace(self, procedure=procedure)

    @property
    def english(self) -> bool:
        """Whether English is asked for."""
        return self.language.startswith("en")

    def say(self, text: str | None) -> str:
        """Return a title or sentence of the pack in the language asked for."""
        return "" if text is None else self.procedure.pack.say(text, self.language)

    def articles(self, cite: Sequence[str]) -> str:
        """Return the numbers of articles as they are quoted in the language asked for."""
        return self.procedure.articles(tuple(cite), self.language)

    def choose(self, chinese: str, english: str) -> str:
        """Return one of two wordings of our own."""
        return english if self.english else chinese

    def person(self, person: str | None) -> str:
        """Return a person's name, also of somebody who has left."""
        if not person:
            return ""
        if person == COMPLAINANT:
            return self.choose("投诉人", "the complainant")
        if person == CLOCKWORK:
            return self.choose("系统", "the system")
        found = self.directory.people.get(person)
        return found.name if found is not None else self.former.get(person, person)

    def unit(self, unit: str | None) -> str:
        """Return a unit's name."""
        found = self.directory.units.get(unit or "")
        return found.name if found is not None else unit or ""

    def role(self, role: str | None) -> str:
        """Return a role's title; of a seat that names a person, the title of the fact."""
        pack = self.procedure.pack
        if role in pack.roles:
            return self.say(pack.roles[role].title)
        if role in pack.facts:
            return self.say(pack.facts[role].title)
        return self.choose("首问人", "first receiver") if role else ""

    def seat(self, to: Recipient) -> str:
        """Return who a task or notice is for, such as ``渡口网点投诉管理人（何苗）``."""
        gap = " " if self.english else ""
        seat = gap.join(part for part in (self.unit(to.unit), self.role(to.name)) if part)
        names = self.choose("、", ", ").join(self.person(person) for person in to.persons)
        if not names:
            return seat or self.choose("（席位待定）", "(not yet known)")
        return f"{seat} ({names})" if self.english else f"{seat}（{names}）"

    def fact(self, name: str, value: object) -> FactView:
        """Return a known fact of the pack as a page shows it."""
        known = self.procedure.pack.facts[name]
        closed = self.keeps(name)
        return FactView(
            name,
            self.say(known.title),
            self.choose(*CLOSED) if closed
            else self.masked(value) if known.private is not None
            else self.value(known.type, value),
            known.private is not None and not closed,
            known.long,
            self.articles(known.cite),
            known.means,
            _options(known.type, value),
        )  # fmt: skip

    def keeps(self, name: str) -> bool:
        """Say whether a fact is kept from whom this speaks to: it says who complained."""
        return self.closed is not None and says_who(self.procedure, name)

    def cell(self, name: str, value: object, of: str = "") -> FactView:
        """Return what a fact or a derived fact says; `of` is what it is called where it stands.

        None stands for what nobody filled in.
        """
        pack = self.procedure.pack
        if name in pack.facts and value is not None:
            return replace(self.fact(name, value), name=of or name)
        known = pack.typed(name)
        kind, cite = ("text", ()) if known is None else (known.type, known.cite)
        words = "" if value is None else self.value(kind, value)
        label = self.say(pack.title_of(name))
        return FactView(of or name, label, words, False, False, self.articles(cite), None)

    def entry(self, record: str, values: Mapping[str, object]) -> str:
        """Return one entry of a record in a line."""
        colon, semicolon = self.choose("：", ": "), self.choose("；", "; ")
        columns = self.procedure.pack.records[record].of
        cells = [self.cell(name, values[name]) for name in columns if name in values]
        return semicolon.join(f"{cell.label}{colon}{cell.value}" for cell in cells)

    def basis(self, basis: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
        """Return what an approval rested on: names and values; of a record, its entries."""
        records = self.procedure.pack.records
        found = []
        for name, value in basis.items():
            if name in records:
                entries = value if isinstance(value, list | tuple) else ()
                words = "\n".join(f"{n}. {self.entry(name, e)}" for n, e in enumerate(entries, 1))
                found.append((self.say(records[name].title), words))
            else:
                cell = self.cell(name, value)
                found.append((cell.label, cell.value))
        return tuple(found)

    def account(self, account: str) -> str:
        """Return whose account it is: a person's or a unit's name."""
        known = account in self.directory.units
        return self.unit(account) if known else self.person(account)

    def posting(self, ledger: str, posting: Posting) -> str:
        """Return what is charged: an amount, or a part of a month's figure, after a sanction."""
        basis = self.choose(*BASES[posting.of]) if posting.of is not None else ""
        words = "" if posting.amount is None else self.value("money", posting.amount)
        if posting.percent is not None:
            share = f"{posting.percent.normalize():f}%"
            words = self.choose(f"{basis}的 {share}", f"{share} of the {basis}")
        if posting.sanction is None:
            return words
        sanction = self.say(sanction_words(self.procedure, ledger, posting.sanction))
        return f"{sanction} {words}" if posting.percent or posting.amount else sanction

    def either(self, both: str) -> str:
        """Return one half of a text written in both languages, ``中文 / English``."""
        chinese, _, english = both.partition(" / ")
        return self.choose(chinese, english or chinese)

    def ordered(self, values: Mapping[str, object]) -> list[tuple[str, object]]:
        """Return facts in the pack's order: JSON that was stored keeps no order."""
        place = {name: n for n, name in enumerate(self.procedure.pack.facts)}
        return sorted(values.items(), key=lambda each: place.get(each[0], len(place)))

    def masked(self, value: object) -> str:
        """Return what may be shown of one reference or several."""
        refs = value if isinstance(value, list | tuple) else [value]
        hidden = self.choose("（已保密）", "(confidential)")
        closed, kept = self.closed or frozenset(), self.choose(*CLOSED)
        shown = [kept if str(ref) in closed else self.masks.get(str(ref), hidden) for ref in refs]
        return self.choose("、", ", ").join(mask_words(mask, self.language) for mask in shown)

    def value(self, type_: str, value: object) -> str:
        """Return a value of a declared type."""
        if isinstance(value, list | tuple):
            kind = type_.removeprefix("list:")
            return self.choose("、", ", ").join(self.value(kind, item) for item in value)
        if type_ == "person":
            return self.person(str(value))
        if type_ == "text":
            return self.written(value_words(self.procedure, type_, value, self.directory))
        if not self.english:
            return value_words(self.procedure, type_, value, self.directory)
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if type_.startswith("enum:"):
            return self.say(self.procedure.pack.terms[type_[5:]].get(str(value), str(value)))
        if type_ == "money":
            return f"CNY {value:,}"
        return value_words(self.procedure, type_, value, self.directory)

    def written(self, text: str) -> str:
        """Return what somebody wrote, without what is kept from whom this speaks to."""
        return text if self.blacks is None else self.blacks(text)

    def term(self, amount: int | None, unit: str | None) -> str:
        """Return a limit, such as ``3个工作日``."""
        if unit == "until" or amount is None or unit is None:
            return self.choose("按约定时间", "as promised") if unit == "until" else ""
        if self.english:
            return f"{amount} {_UNITS[unit]}{'' if amount == 1 else 's'}"
        return Term(amount, TermUnit(unit)).chinese

    def flags(self, flags: Iterable[str]) -> tuple[str, ...]:
        """Return the marks of a case."""
        return tuple(self.choose(*FLAGS[flag]) for flag in flags if flag in FLAGS)


def wording_of(found: OpenCase, language: str) -> Wording:
    """Return the wording of one case for its reader, masks and names of those who left looked up.

    What is kept from the reader stays closed in whatever is said with it.
    """
    matter, procedure, directory = found.matter, found.procedure, found.directory
    facts = {}
    for each in (*matter.editions(), procedure):
        facts |= each.pack.facts
    refs: set[str] = set()
    values: list[Mapping[str, object]] = [matter.case.facts]
    values += [issued.contents for issued in matter.case.documents]
    values += [task.data for task in matter.case.tasks.values()]
    values += [event.values for event in matter.events() if isinstance(event, _OF_RECORDS)]
    values += [event.basis for event in matter.events() if isinstance(event, ApprovalGiven)]
    for known in values:
        for name, value in known.items():
            if name in facts and facts[name].private is not None:
                refs |= {str(ref) for ref in (value if isinstance(value, list) else [value])}
    refs |= {ref for given in matter.beside for ref in refs_of(given.event)}
    persons = {told.actor for told in (*matter.told, *matter.beside)}
    said = [event.values for event in matter.events() if isinstance(event, FactsRecorded)]
    persons |= {
        str(person)
        for known in (*values, *said)
        for name, value in known.items()
        if name in facts and facts[name].type.endswith("person")
        for person in (value if isinstance(value, list) else [value])
    }
    persons |= {person for done in matter.case.did.values() for person in done}
    persons |= {
        posting.account
        for event in matter.events()
        if isinstance(event, Posted) and event.account == "person"
        for posting in (*event.postings, *event.set_aside)
    }
    closed = closed_refs(found)
    gone = sorted(persons - directory.people.keys() - {COMPLAINANT, CLOCKWORK})
    return Wording(
        procedure,
        directory,
        language,
        vault.masked_many(sorted(refs)),
        people.names_of_persons(gone) if gone else {},
        closed,
        None if closed is None else written_for(found),
    )


def _options(type_: str, value: object) -> tuple[str, ...]:
    if not type_.removeprefix("list:").startswith("enum:"):
        return ()
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)

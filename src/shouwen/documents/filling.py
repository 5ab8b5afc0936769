"""What a form is filled with: frozen contents, or a case as it stands, or nothing yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from shouwen.casework.secrecy import CLOSED
from shouwen.casework.wording import Wording
from shouwen.documents.sheet import TICKED, UNTICKED, Place
from shouwen.regulations.forms import WORDS, Signature
from shouwen.vocabulary import at_office

#: As many characters of options as fit into half a row.
FEW: Final = 24
_WEEKDAYS: Final = "一二三四五六日"
_BY_HAND: Final = ("　　　　年　　月　　日　　时　　分　星期　　", "____-__-__ __:__")

Signers = Mapping[str, tuple[str, datetime]]


@dataclass(frozen=True)
class Filling:
    """Answers a layout's questions in words. What is not known is an empty text.

    :param wording: says values, people and places; its masks decide what particulars show
    :param contents: facts, derived facts and records by their names
    :param words: what the paper says of itself and of the case, by `WORDS`
    :param signers: who did each act last, and when
    :param by_hand: nothing is known: what has few options shows them to be ticked
    """

    wording: Wording
    contents: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    signers: Signers = field(default_factory=dict)
    by_hand: bool = False

    def label(self, name: str) -> str:
        """Return the title of a fact, derived fact or record, or of a word of the paper."""
        if self._of_the_paper(name):
            return self.wording.choose(*WORDS[name])
        return self.wording.say(self.wording.procedure.pack.title_of(name))

    def _of_the_paper(self, name: str) -> bool:
        """Say whether the paper itself answers to this name, and no fact of the regulation does."""
        return name in WORDS and self.wording.procedure.pack.typed(name) is None

    def text(self, name: str) -> str:
        """Return a value in words, "" where it is not known."""
        if name not in self.contents or self._of_the_paper(name):
            options = self.options(name) if self.by_hand else ""
            return options if 0 < len(options) <= FEW else self.words.get(name, "")
        return self.value(name, self.contents[name])

    def value(self, name: str, value: object) -> str:
        """Return a value of this fact in words; a private one as far as it is opened."""
        if self.wording.keeps(name):
            return self.wording.choose(*CLOSED)
        fact = self.wording.procedure.pack.facts.get(name)
        if fact is not None and fact.private is not None:
            return self.wording.masked(value)
        return self.wording.value(self.type_of(name), value)

    def options(self, name: str) -> str:
        """Return all options of a fact, the chosen ones ticked; of a yes-or-no, both answers.

        Nothing for a fact without options.
        """
        kind = self.type_of(name).removeprefix("list:")
        value = self.contents.get(name)
        chosen = list(value) if isinstance(value, list | tuple) else [value]
        if kind == "bool":
            answers = [(self.wording.choose("是", "yes"), True in chosen)]
            answers.append((self.wording.choose("否", "no"), any(x is False for x in chosen)))
        else:
            terms = self.wording.procedure.pack.terms.get(kind.removeprefix("enum:"), {})
            answers = [(self.wording.say(title), id_ in chosen) for id_, title in terms.items()]
        return "　".join(f"{TICKED if yes else UNTICKED}{title}" for title, yes in answers)

    def moment(self, name: str) -> str:
        """Return a moment in words, to the minute, with its weekday; blanks for a hand."""
        value = self.contents.get(name)
        if value is None:
            return self.wording.choose(*_BY_HAND) if self.by_hand else ""
        at = at_office(value if isinstance(value, datetime) else datetime.fromisoformat(str(value)))
        clock = f"{at.hour}时{at.minute:02d}分　星期{_WEEKDAYS[at.weekday()]}"
        words = f"{day_words(at, self.wording)}{clock}"
        return self.wording.choose(words, f"{at:%A, %Y-%m-%d %H:%M}")

    def holds(self, name: str) -> bool:
        """Say whether something is known, and is not false."""
        value = self.contents.get(name, self.words.get(name) or None)
        return value is not None and value is not False and value != []

    def entries(self, record: str) -> list[Mapping[str, Any]]:
        """Return the entries of a record as they are frozen."""
        found = self.contents.get(record)
        return [each for each in found if isinstance(each, Mapping)] if _many(found) else []

    def lines(self, record: str, columns: Sequence[str], least: int) -> list[tuple[str, list[str]]]:
        """Return the entries of a record as numbered lines, at least so many."""
        entries = self.entries(record)
        entries += [{}] * (least - len(entries))
        return [
            (str(n), [self.value(c, entry[c]) if c in entry else "" for c in columns])
            for n, entry in enumerate(entries, 1)
        ]

    def total(self, record: str, column: str) -> str:
        """Return the sum of a column; nothing where there is no entry."""
        known = [entry[column] for entry in self.entries(record) if column in entry]
        nothing = Decimal("0.00") if self.type_of(column) == "money" else 0
        return self.value(column, sum(known, nothing)) if known else ""

    def columns(self, record: str) -> list[str]:
        """Return the columns of a record."""
        return list(self.wording.procedure.pack.records[record].of)

    def is_number(self, name: str) -> bool:
        """Say whether values of this name are set to the right."""
        return self.type_of(name) in ("int", "money")

    def type_of(self, name: str) -> str:
        """Return the type of a fact or derived fact; text for anything else."""
        item = self.wording.procedure.pack.typed(name)
        return "text" if item is None else item.type

    def is_long(self, name: str) -> bool:
        """Say whether a fact wants a line of its own."""
        fact = self.wording.procedure.pack.facts.get(name)
        if fact is None:
            return False
        return fact.long or fact.private == "text" or fact.type.startswith("list:")

    def place(self, signature: Signature) -> Place:
        """Return a place to sign, with who has signed by doing the act."""
        who = self.wording.say(signature.who)
        if signature.act is None or signature.act not in self.signers:
            return Place(who, english=self.wording.english)
        person, at = self.signers[signature.act]
        day = day_words(at, self.wording)
        return Place(who, self.wording.person(person), day, self.wording.english)


def _many(value: object) -> bool:
    return isinstance(value, list | tuple)


def day_words(at: datetime, wording: Wording) -> str:
    """Return a day as letters write it, such as ``2026年7月3日``."""
    day = at_office(at).date()
    return wording.choose(f"{day.year}年{day.month}月{day.day}日", day.isoformat())


def moment_words(at: datetime) -> str:
    """Return a moment to the minute."""
    return f"{at_office(at):%Y-%m-%d %H:%M}"

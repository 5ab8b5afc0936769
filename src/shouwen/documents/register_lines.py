"""Lines of a register: what each column says of a case, and figures over many.

Values come from the case as it stands at the moment asked for. Nothing here reads a database.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from shouwen.casework.secrecy import CLOSED
from shouwen.casework.wording import Wording
from shouwen.documents.periods import Period
from shouwen.engine import ActDone, Case, CaseScope, Event
from shouwen.regulations import Procedure
from shouwen.regulations.compiled import ReadyFigure, ReadyRegister
from shouwen.regulations.expressions import UNKNOWN
from shouwen.regulations.registers import OF_SECTION, WORDS
from shouwen.vocabulary import at_office

#: A value as a sheet keeps it.
Value = str | int | Decimal | date | datetime | None


@dataclass(frozen=True)
class Known:
    """One case with all a register may ask of it.

    `closed` is what is kept from its reader, `blacks` takes the same out of texts.
    """

    number: str
    procedure: Procedure
    case: Case
    events: tuple[Event, ...]
    now: datetime
    scope: CaseScope
    closed: frozenset[str] | None = None
    blacks: Callable[[str], str] | None = None

    @classmethod
    def of(
        cls,
        number: str,
        procedure: Procedure,
        case: Case,
        events: Iterable[Event],
        now: datetime,
    ) -> "Known":
        """Return a case as it stands at a moment."""
        scope = CaseScope(procedure, case, now)
        return cls(number, procedure, case, tuple(events), now, scope)

    def look(self, column: str) -> object:
        """Return what a column says of the case, UNKNOWN where it says nothing."""
        case = self.case
        word, _, name = column.partition(" ")
        match word if name or word in WORDS else "":
            case "number":
                return self.number
            case "stage":
                return case.stage
            case "opened":
                return case.opened_at or UNKNOWN
            case "ended":
                return case.ended_at or UNKNOWN
            case "days":
                return self._days()
            case "due":
                clock = case.clocks.get(name)
                return UNKNOWN if clock is None or clock.due_at is None else clock.due_at
            case "late":
                return UNKNOWN if name not in case.clocks else case.clocks[name].late(self.now)
            case "times":
                return len(case.did.get(name, ()))
            case "issued":
                days = [each.at for each in case.documents if each.document == name]
                return at_office(days[-1]).date() if days else UNKNOWN
            case "did":
                days = [each.at for each in self.events if _is_act(each, name)]
                return at_office(days[-1]).date() if days else UNKNOWN
            case _:
                return self.scope.look(column)

    def _days(self) -> object:
        if self.case.opened_at is None:
            return UNKNOWN
        until = self.case.ended_at or self.now
        return (at_office(until).date() - at_office(self.case.opened_at).date()).days

    def falls_in(self, period: Period | None, by: str) -> bool:
        """Say whether the date `by` puts the case into the period."""
        if period is None:
            return True
        at = self.look(by)
        if isinstance(at, datetime):
            return period.begins <= at < period.ends
        return isinstance(at, date) and period.first <= at <= period.last


def _is_act(event: Event, act: str) -> bool:
    return isinstance(event, ActDone) and event.act == act


def column_type(procedure: Procedure, column: str) -> str:
    """Return the type of what a column says."""
    word, _, name = column.partition(" ")
    if not name and word not in WORDS:
        item = procedure.pack.typed(column)
        return "text" if item is None else item.type
    types = {
        "opened": "time", "ended": "time", "days": "int", "due": "time", "late": "bool",
        "issued": "date", "did": "date", "times": "int", "stage": "stage",
    }  # fmt: skip
    return types.get(word, "text")


def column_title(wording: Wording, column: str) -> str:
    """Return the head of a column that has no label of its own."""
    pack = wording.procedure.pack
    word, _, name = column.partition(" ")
    if name:
        section, chinese, english = OF_SECTION[word]
        title = wording.say(getattr(pack, section)[name].title)
        return wording.choose(chinese, english).format(title)
    if word in WORDS:
        return wording.choose(*WORDS[word])
    return wording.say(pack.title_of(column))


def value_words(wording: Wording, column: str, value: object) -> str:
    """Return what a column says, in words; nothing where it is not known."""
    if value is UNKNOWN:
        return ""
    pack = wording.procedure.pack
    if wording.keeps(column):
        return wording.choose(*CLOSED)
    fact = pack.facts.get(column)
    if fact is not None and fact.private is not None:
        return wording.masked(value)
    kind = column_type(wording.procedure, column)
    if kind == "stage":
        return wording.say(pack.stages[str(value)].title) if value in pack.stages else str(value)
    return wording.value(kind, value)


def plain_value(wording: Wording, column: str, value: object) -> Value:
    """Return what a column says as a sheet keeps it: numbers and dates as such."""
    if isinstance(value, datetime):
        return at_office(value).replace(tzinfo=None)
    if isinstance(value, Decimal | date) or (isinstance(value, int) and value is not True):
        return value if value is not False else value_words(wording, column, value)
    return value_words(wording, column, value)


# -- figures


@dataclass
class Tally:
    """One figure over the cases of a group: a number, a sum, or a numerator and a denominator."""

    figure: ReadyFigure
    value: Decimal | int = 0
    among: int = 0

    def take(self, known: Known) -> None:
        """Count one more case."""
        figure = self.figure.figure
        if figure.total is not None:
            amount = known.look(figure.total)
            if isinstance(amount, int | Decimal):
                self.value += amount
            return
        if self.figure.of is not None:
            if self.figure.of(known.scope) is not True:
                return
            self.among += 1
        if self.figure.holds is not None and self.figure.holds(known.scope) is True:
            self.value += 1


@dataclass
class Group:
    """The cases of one line of a statistics table."""

    keys: tuple[object, ...]
    tallies: list[Tally] = field(default_factory=list)
    cases: int = 0

    def take(self, known: Known) -> None:
        """Count one more case."""
        self.cases += 1
        for tally in self.tallies:
            tally.take(known)


def counted(
    register: ReadyRegister, cases: Iterable[Known]
) -> tuple[dict[tuple[object, ...], Group], Group]:
    """Return the groups, in the order their first case came, and all cases as one."""

    def begun(keys: tuple[object, ...]) -> Group:
        return Group(keys, [Tally(figure) for figure in register.figures])

    groups: dict[tuple[object, ...], Group] = {}
    whole = begun(())
    for known in cases:
        keys = tuple(_hashable(known.look(name)) for name in register.register.group_by)
        if keys not in groups:
            groups[keys] = begun(keys)
        groups[keys].take(known)
        whole.take(known)
    return groups, whole


def chosen(register: ReadyRegister, period: Period | None) -> Callable[[Known], bool]:
    """Return whether a case belongs into the register for a period."""

    def belongs(known: Known) -> bool:
        if not known.falls_in(period, register.register.by):
            return False
        return register.where is None or register.where(known.scope) is True

    return belongs


def in_order(
    groups: Mapping[tuple[object, ...], Group], procedure: Procedure, by: list[str]
) -> list[Group]:
    """Return groups in the order the regulation lists its options; the unknown come last."""
    terms = procedure.pack.terms

    def place(column: str, value: object) -> tuple[int, str]:
        if value is UNKNOWN:
            return (10_000, "")
        kind = column_type(procedure, column)
        if kind.startswith("enum:"):
            options = list(terms.get(kind[5:], {}))
            return (options.index(str(value)) if value in options else 9_999, str(value))
        if kind == "stage":
            return (list(procedure.pack.stages).index(str(value)), "")
        return (0, str(value))

    return sorted(
        groups.values(),
        key=lambda group: [place(*pair) for pair in zip(by, group.keys, strict=True)],
    )


def _hashable(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value

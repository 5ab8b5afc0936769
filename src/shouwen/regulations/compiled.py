"""A pack made ready to execute: names resolved, conditions compiled, reactions indexed by tag.

Compiling trusts nothing: whatever is wrong with a pack is a finding, and all of them are collected.
A :class:`Procedure` is immutable and may be shared between threads.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from shouwen.calendars import WorkCalendar
from shouwen.regulations.approvals import Approval
from shouwen.regulations.compiling_accounts import ReadyImprovement, ReadyLedger
from shouwen.regulations.decision import DecisionTable
from shouwen.regulations.effects import Effect
from shouwen.regulations.expressions import Expression
from shouwen.regulations.model import Act, Clock, Must, Pack, Rule
from shouwen.regulations.registers import CaseRegister, Figure
from shouwen.regulations.shared.taxonomy import Taxonomy
from shouwen.vocabulary import Term


@dataclass(frozen=True, slots=True)
class ReadyMust:
    """A condition of an act; `reads` are the plain facts it rests on in the end."""

    must: Must
    holds: Expression
    reads: frozenset[str]
    tests_known: bool


@dataclass(frozen=True, slots=True)
class ReadyEffect:
    """An effect with its condition and the values it sets."""

    effect: Effect
    verb: str
    when: Expression | None
    sets: Mapping[str, Expression]


@dataclass(frozen=True, slots=True)
class ReadyPoint:
    """A point of a clock: a percentage, an offset from due or start, or a table's output."""

    moment: str
    percent: int | None
    from_due: Term | None
    before_due: bool
    from_start: Term | None
    output: tuple[str, str] | None
    every: Term | None
    times: int
    do: tuple[ReadyEffect, ...]

    @property
    def is_due(self) -> bool:
        """Whether this is the due instant itself."""
        return self.moment == "due"


@dataclass(frozen=True, slots=True)
class ReadyClock:
    """A clock with its calendar and parsed terms."""

    name: str
    clock: Clock
    calendar: WorkCalendar
    limit: Term | None
    limit_from: tuple[str, str] | None
    when: Expression | None
    points: tuple[ReadyPoint, ...]
    extension: Term | None
    depends: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReadyAct:
    """An act with its musts and effects."""

    name: str
    act: Act
    musts: tuple[ReadyMust, ...]
    do: tuple[ReadyEffect, ...]
    stages: frozenset[str] | None
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReadyRule:
    """A rule with its condition and effects."""

    name: str
    rule: Rule
    when: Expression | None
    do: tuple[ReadyEffect, ...]


@dataclass(frozen=True, slots=True)
class ReadyFigure:
    """A figure of a register: `holds` counts or is the numerator, `of` the denominator."""

    figure: Figure
    holds: Expression | None
    of: Expression | None


@dataclass(frozen=True, slots=True)
class ReadyRegister:
    """A register with its condition and figures."""

    name: str
    register: CaseRegister
    where: Expression | None
    figures: tuple[ReadyFigure, ...]


@dataclass(frozen=True, slots=True)
class ReadyApproval:
    """An approval with its condition and what its lapse brings about."""

    name: str
    approval: Approval
    when: Expression | None
    lapse: tuple[ReadyEffect, ...]


@dataclass(frozen=True, slots=True)
class Reaction:
    """What answers one tag: approvals, then clocks with their part, then rules, as declared."""

    clocks: tuple[tuple[ReadyClock, str], ...]
    rules: tuple[ReadyRule, ...]
    approvals: tuple[ReadyApproval, ...] = ()


@dataclass(frozen=True)
class Procedure:
    """One regulation in one edition, ready to execute.

    `stand_ins` maps a role to every role it may act as, itself included; `taxonomies` are the
    shared ones behind its lists of terms, by the list's name; `base` is the key of the regulation
    it lies over, `companions` those of the texts that run beside it.
    """

    pack: Pack
    digest: str
    calendars: Mapping[str, WorkCalendar]
    tables: Mapping[str, DecisionTable]
    derived: Mapping[str, Expression]
    acts: Mapping[str, ReadyAct]
    clocks: Mapping[str, ReadyClock]
    rules: Mapping[str, ReadyRule]
    circles: Mapping[str, Expression]
    registers: Mapping[str, ReadyRegister]
    reactions: Mapping[str, Reaction]
    stand_ins: Mapping[str, frozenset[str]]
    base_reads: Mapping[str, frozenset[str]]
    defaults: Mapping[str, object]
    taxonomies: Mapping[str, Taxonomy] = field(default_factory=dict)
    base: str | None = None
    ledgers: Mapping[str, ReadyLedger] = field(default_factory=dict)
    improvements: Mapping[str, ReadyImprovement] = field(default_factory=dict)
    approvals: Mapping[str, ReadyApproval] = field(default_factory=dict)
    companions: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The edition a case is pinned to, such as ``savings-bank@2015.1``.

        With companions, theirs behind it: ``savings-bank@2015.1+statute@2020.3``.
        """
        return "+".join((f"{self.pack.pack.id}@{self.pack.pack.version}", *self.companions))

    @cached_property
    def looks_back(self) -> bool:
        """Whether it asks who held what on another day: then the directory must know its past."""
        return any(
            effect.effect.name is not None and effect.effect.name.on is not None
            for effect in self.effects()
        )

    def effects(self) -> Iterator[ReadyEffect]:
        """Yield every effect of the regulation: of acts, rules, points of clocks, and lapses."""
        for act in self.acts.values():
            yield from act.do
        for rule in self.rules.values():
            yield from rule.do
        for clock in self.clocks.values():
            for point in clock.points:
                yield from point.do
        for approval in self.approvals.values():
            yield from approval.lapse

    def articles(self, cite: tuple[str, ...] | list[str], language: str = "zh") -> str:
        """Return the numbers of articles as they are quoted: ``第十条、第十一条``, ``Art. 10``."""
        pack, gap = self.pack, ", " if language.startswith("en") else "、"
        numbers = (pack.number(id_, language) for id_ in cite if id_ in pack.articles)
        return gap.join(dict.fromkeys(numbers))

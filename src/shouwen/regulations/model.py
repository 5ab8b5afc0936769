"""The regulation language as types: what a pack may say.

Everything is frozen and forbids keys it does not know, so a misspelt key is a finding with a line
and never a rule silently dropped. What the names mean to a compliance officer is written in
``docs/reference/regulation-language.md``; what holds between sections is checked by
``regulations.proofreading``.
"""

import re
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from shouwen.calendars import Ends, Roll
from shouwen.regulations.approvals import Approval
from shouwen.regulations.effects import Effect
from shouwen.regulations.elements import Cited, Element, Seat, Value
from shouwen.regulations.faults import WritingFault, written
from shouwen.regulations.forms import Document
from shouwen.regulations.improvements import Improvement
from shouwen.regulations.ledgers import Ledger
from shouwen.regulations.records import Record
from shouwen.regulations.registers import CaseRegister
from shouwen.regulations.texts import (
    UNITS,
    Condition,
    Edition,
    Id,
    Moment,
    PackId,
    Span,
    TableOutput,
    Tag,
    Text,
    TypeName,
)
from shouwen.vocabulary.articles import article_in_english

#: What a fact is, for every part that must find it without knowing the regulation.
Meaning = Literal[
    "subject",
    "content",
    "demand",
    "complainant",
    "telephone",
    "email",
    "address",
    "identity_number",
    "channel",
    "category",
    "amount",
    "accused_person",
    "accused_unit",
    "received_at",
    "anonymous",
    "handler",
    "lead_unit",
    "reply",
    "satisfied",
    "reached",
    "forwarder",
    "forward_number",
    "withdraw_reason",
    "urgent",
    "agent",
    "agent_telephone",
    "agent_tie",
    "authority",
    "members",
    "representatives",
    "confidential",
    "language",
    "forward_due",
    "reply_form",
    "internal",
]
#: What an act is, for every part that must react without knowing the regulation.
ActMeaning = Literal[
    "replied",
    "accepted",
    "refused",
    "referred",
    "closed",
    "withdrawn",
    "extended",
    "urged",
    "complained_again",
    "transferred",
    "called_back",
    "approved",
    "declined",
    "dispute_settled",
    "late_explained",
    "reason_accepted",
    "reason_rejected",
    "supplemented",
    "heard_again",
]
#: Kinds of particulars the vault knows how to mask.
Particular = Literal["name", "telephone", "identity_number", "address", "email", "account", "text"]


class Register(Element):
    """The numbered requirements this pack answers for, PREFIX-01 to PREFIX-`last`."""

    prefix: str
    last: int = Field(ge=1, le=999)


class Header(Element):
    """What the pack is and since when it holds."""

    id: PackId
    title: Text
    version: Edition
    effective: date
    ends: date | None = None
    issuer: Text
    first_stage: Id
    number: Annotated[str, StringConstraints(pattern=r"^[^\s]{3,60}$")] = "TS{yyyy}{mm}{dd}{n:05}"
    register_: list[Register] = Field(
        [], alias="register", description="one, or a list where one pack answers several texts"
    )
    complainant: Id | None = Field(None, description="the role acting through the portal")
    about: Text | None = None

    @field_validator("register_", mode="before")
    @classmethod
    def _one_or_several(cls, written: Any) -> Any:
        return [written] if isinstance(written, dict) else written

    def requirements(self) -> list[str]:
        """Return the numbered requirements this pack answers for, register by register."""
        return [
            f"{register.prefix}-{number:02d}"
            for register in self.register_
            for number in range(1, register.last + 1)
        ]


class Article(Element):
    """One article: its number, its gist in our own words, and the text an organisation adds."""

    no: Text
    gist: Text
    text: str | None = None
    informative: bool = False
    assumed: bool = False
    under: Id | None = Field(None, description="in an overlay: the article that permits this one")


class CalendarUse(Element):
    """A day set with hours; ``every_day`` counts every civil day."""

    title: Text | None = None
    days: str
    hours: list[str] = Field(min_length=1)


class Role(Element):
    """A function people hold. `above` may stand in for the roles it names."""

    title: Text
    above: list[Id] = []
    external: bool = False
    oversees: bool = Field(False, description="may read every case of the organisation")
    by_number: bool = Field(False, description="may open any case whose number a caller gives")


#: Kinds of text that wording is checked for.
Wording = Literal["registration", "reply", "work_order", "none"]


class Fact(Element):
    """What a case may know. Without a default it is unknown until somebody fills it in."""

    type: TypeName
    title: Text
    default: Value | None = None
    means: Meaning | None = None
    private: Particular | None = None
    public: bool = Field(False, description="shown to the complainant")
    long: bool = False
    hint: Text | None = None
    wording: Wording | None = Field(None, description="what kind of text the wording check takes")
    min: Decimal | None = None
    max: Decimal | None = None
    good: list[Id] = Field(
        [], description="of a rating: what counts as satisfied; of an authority: what proves it"
    )
    bad: list[Id] = Field([], description="of a rating: what counts as dissatisfied")
    unrated: list[Id] = Field(
        [], description="of a rating: what is no answer; of a call: nobody answered"
    )
    cite: list[Id] = []
    covers: list[str] = []

    @property
    def text_kind(self) -> Wording:
        """What kind of text it is for the check of wording; ``none`` is not checked."""
        if self.wording is not None:
            return self.wording
        if self.type != "text":
            return "none"
        if self.means in ("subject", "content", "demand"):
            return "registration"
        return "reply" if self.means == "reply" or self.public else "none"


class Derived(Cited):
    """A fact computed from facts; it replaces copied conditions."""

    type: TypeName
    title: Text
    is_: Condition = Field(alias="is")


Cell = bool | int | Decimal | str | list[bool | int | str]


class Row(Element):
    """One row: what must hold, and what follows."""

    when: dict[Id, Cell] = {}
    then: dict[Id, Value]
    cite: list[Id] = []
    covers: list[str] = []


class Table(Cited):
    """A decision table. A column a row leaves out means any value.

    `headings` say an output in words, for people; one without is shown by its name.
    """

    title: Text
    inputs: list[Id] = Field(min_length=1)
    outputs: dict[Id, str]
    headings: dict[Id, Text] = {}
    policy: Literal["unique", "first"] = "unique"
    rows: list[Row] = Field(min_length=1)


class Must(Element):
    """A condition of an act, with the sentence shown when it does not hold."""

    that: Condition
    otherwise: Text = Field(alias="else")
    cite: list[Id] = []
    covers: list[str] = []


class Stage(Element):
    """Where a case stands. Few and flat: parallel work lives in tasks."""

    title: Text
    kind: Literal["open", "end"] = "open"
    owner: Seat | None = None
    public: Text | None = Field(None, description="what the complainant reads")
    untimed: Text | None = Field(None, description="why no clock need run here")


class Task(Cited):
    """A piece of work opened in a case, one for each item of `for_each`.

    It ends with the stage that opened it unless it `keeps`.
    """

    title: Text
    owner: Seat
    for_each: Id | None = None
    keeps: bool = False


class Act(Cited):
    """Something a person can do. What is not an act cannot be done."""

    title: Text
    by: list[Seat] = []
    in_: Literal["any_open", "anywhere"] | list[Id] = Field(alias="in")
    means: list[ActMeaning] = Field([], description="what it is to parts that know no regulation")
    starts_case: bool = False
    own: bool = Field(False, description="whoever works here may do it, as the one who complains")
    form: list[Id] = Field([], description="facts that must be filled in")
    also: list[Id] = Field([], description="facts that may be filled in")
    not_by: list[str] = Field([], description="facts naming persons, first_receiver, or 'did ACT'")
    completes: Id | None = None
    must: list[Must] = []
    do: list[Effect] = []
    again: bool = Field(True, description="may be done more than once in a case")
    weight: Literal["primary", "plain", "grave"] = "plain"
    hint: Text | None = None

    @field_validator("means", mode="before")
    @classmethod
    def _one_or_several(cls, written: object) -> object:
        return [written] if isinstance(written, str) else written


class Point(Element):
    """A moment on a clock and what happens then, `times` times, `every` so often."""

    at: Moment
    do: list[Effect] = Field(min_length=1)
    every: Span | None = None
    times: int = Field(1, ge=1, le=30)


class Extension(Element):
    """By how much, and how often, an ``extend`` effect lengthens a clock."""

    up_to: Span
    times: int = Field(1, ge=1, le=12)
    amount: Id | None = Field(None, description="a whole-number fact saying how much, within up_to")
    cite: list[Id] = Field(min_length=1)


class Clock(Cited):
    """A limit running in a case."""

    title: Text
    calendar: Id
    start: list[Tag] = Field(min_length=1)
    stop: list[Tag] = Field(min_length=1)
    pause: list[Tag] = []
    resume: list[Tag] = []
    when: Condition | None = Field(None, description="starts only if this holds")
    since: Id | None = Field(None, description="a time fact to count from, when it is known")
    since_always: bool = Field(False, description="every start counts from it, not only the first")
    limit: Span | None = None
    limit_from: TableOutput | None = None
    unit: Literal["working_hour", "hour", "working_day", "day", "week", "month"] | None = None
    until: Id | None = Field(None, description="a time fact: by the promised time")
    ends: Ends | None = None
    roll: Roll = Roll.NONE
    count_event_day: bool = False
    points: list[Point] = []
    extension: Extension | None = None
    public: bool = Field(False, description="its date is shown to the complainant")
    soft: bool = Field(False, description="an internal default, never shown as a statutory limit")

    @model_validator(mode="after")
    def _rounds_count_from_something(self) -> Self:
        if self.since_always and self.since is None:
            raise WritingFault(
                "写了 since_always 却没有 since",
                "请写 since，或删去 since_always",
                "'since_always' needs a fact to count from: write 'since'",
            )
        return self


class Rule(Cited):
    """An obligation that fires by itself."""

    title: Text | None = None
    on: list[Tag] = Field(min_length=1)
    when: Condition | None = None
    do: list[Effect] = Field(min_length=1)


class Book(Element):
    """The book a duty reads: `act` makes an entry of it a matter, with `form` filled in before."""

    act: Id
    form: dict[Id, Value] = {}


class Duty(Cited):
    """A periodic obligation of every unit that holds `by`, due also when there is nothing."""

    title: Text
    by: Id
    units: list[str] = Field([], description="kinds of unit that owe it; none = the organisation")
    attribute: str | None = None
    lacking: str | None = Field(None, description="units with this attribute do not owe it")
    every: Literal[
        "business_day", "day", "week", "half_month", "month", "quarter", "half_year", "year"
    ]
    due: Annotated[
        str,
        written(
            rf"^(close|last day|day \d\d?|\d+ ({UNITS})s?)$",
            "请写 close、last day、day 10 或 3 working_days",
            "write close, last day, day 10 or 3 working_days",
        ),
    ]
    roll: Roll = Roll.NONE
    calendar: Id
    covers_period: Text
    to: list[Id] = []
    form: list[Id] = []
    book: Book | None = Field(None, description="of a daily duty: the book customers write in")


class Recusal(Cited):
    """Persons who may neither see nor handle the case: facts of type person."""

    persons: list[Id] = Field(min_length=1)


class Circle(Cited):
    """While `when` holds, only these roles and the persons in the case may read it."""

    title: Text
    when: Condition
    readers: list[Seat] = Field(min_length=1)


class Unencoded(Element):
    """Requirements a machine cannot check, and why."""

    covers: list[str] = []
    articles: list[Id] = []
    why: Text


class Supported(Element):
    """Requirements a feature of the product answers, outside the procedure."""

    covers: list[str] = Field(min_length=1)
    by: Text
    where: Text


class Pack(Element):
    """One regulation in one edition."""

    pack: Header
    articles: dict[Id, Article]
    calendars: dict[Id, CalendarUse]
    roles: dict[Id, Role]
    terms: dict[Id, dict[Id, Text]] = {}
    facts: dict[Id, Fact]
    derived: dict[Id, Derived] = {}
    tables: dict[Id, Table] = {}
    records: dict[Id, Record] = {}
    stages: dict[Id, Stage]
    tasks: dict[Id, Task] = {}
    acts: dict[Id, Act]
    approvals: dict[Id, Approval] = {}
    clocks: dict[Id, Clock] = {}
    rules: dict[Id, Rule] = {}
    documents: dict[Id, Document] = {}
    registers: dict[Id, CaseRegister] = {}
    duties: dict[Id, Duty] = {}
    ledgers: dict[Id, Ledger] = {}
    improvements: dict[Id, Improvement] = {}
    recusal: Recusal | None = None
    circles: dict[Id, Circle] = {}
    supported: list[Supported] = []
    not_encoded: list[Unencoded] = []
    english: dict[str, str] = {}

    def typed(self, name: str) -> Fact | Derived | None:
        """Return the fact or derived fact of this name, or None."""
        return self.facts.get(name) or self.derived.get(name)

    def title_of(self, name: str) -> str:
        """Return the title of a fact, a derived fact or a record; the name of anything else."""
        item = self.typed(name) or self.records.get(name)
        return name if item is None else item.title

    def fact_meaning(self, meaning: Meaning) -> str | None:
        """Return the fact that means this, or None."""
        return self._by_meaning.get(meaning)

    def acts_meaning(self, meaning: str) -> tuple[str, ...]:
        """Return the acts that mean this, in the pack's order."""
        return tuple(name for name, act in self.acts.items() if meaning in act.means)

    def acts_behind(self, tag: str) -> list[Act]:
        """Return the acts that raise a tag: ``act X``, ``means X``, ``done X``, ``all_done X``."""
        word, _, name = tag.partition(" ")
        match word:
            case "act":
                return [self.acts[name]] if name in self.acts else []
            case "means":
                return [self.acts[each] for each in self.acts_meaning(name)]
            case "done" | "all_done":
                return [act for act in self.acts.values() if act.completes == name]
            case _:
                return []

    @cached_property
    def _by_meaning(self) -> dict[str, str]:
        named = [(fact.means, id_) for id_, fact in self.facts.items() if fact.means is not None]
        return dict(reversed(named))  # of two that mean the same, the first

    def say(self, text: str, language: str = "zh") -> str:
        """Return a title of this pack in the language asked for; Chinese where English lacks."""
        return self.english.get(text, text) if language.startswith("en") else text

    def number(self, article: str, language: str = "zh") -> str:
        """Return an article's number as it is quoted in the language asked for.

        In English: the pack's own words for it, else what can be read from the number, else the
        number itself.

        :param article: its id
        :raises KeyError: if the pack has no such article
        """
        return self._quoted(self.articles[article].no, language)

    def requoted(self, numbers: str, language: str = "zh") -> str:
        """Return numbers of articles, joined with 、 where they were written down, as quoted."""
        if not language.startswith("en") or not numbers:
            return numbers
        known, found, parts = self._numbers, [], numbers.split("、")
        while parts:
            # 第一、二条 is one number: the longest known one counts.
            size = next((n for n in range(len(parts), 1, -1) if "、".join(parts[:n]) in known), 1)
            found.append(self._quoted("、".join(parts[:size]), language))
            parts = parts[size:]
        return ", ".join(found)

    def _quoted(self, number: str, language: str) -> str:
        if not language.startswith("en"):
            return number
        return self.english.get(number) or article_in_english(number) or number

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(article.no for article in self.articles.values())


_PREFIX = re.compile(r"^[A-Z]{2}-\d{2,3}$")


def is_requirement(code: str) -> bool:
    """Say whether `code` looks like a numbered requirement, such as PS-23."""
    return _PREFIX.match(code) is not None

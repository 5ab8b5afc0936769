"""A migration plan as it is written, and as the engine takes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from shouwen.regulations.composition import section
from shouwen.regulations.elements import Element
from shouwen.regulations.faults import written
from shouwen.regulations.texts import Id, Text

#: What becomes of a clock: its date stays; it is counted anew from the same beginning; it begins
#: anew; it ends with the old edition.
How = Literal["keep", "recompute", "restart", "drop"]
EditionKey = Annotated[
    str,
    written(
        r"^[a-z][a-z0-9-]{0,47}@\d{4}\.\d+(\+[a-z][a-z0-9-]{0,47}@\d{4}\.\d+)*$",
        "请写 办法@版本，例如 postal-bank@2015.1；有并行规定的写 甲@版本+乙@版本",
        "write regulation@edition, such as postal-bank@2015.1; with companions a@v+b@v",
    ),
]


class PlanHead(Element):
    """From which edition to which, and by which articles of the latter."""

    from_: EditionKey = Field(alias="from")
    to: EditionKey
    title: Text
    cite: list[Id] = Field(min_length=1)
    about: Text | None = None


class ClockPlan(Element):
    """What becomes of one clock, and what it is called in the new edition."""

    do: How
    as_: Id | None = Field(None, alias="as")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written_: Any) -> Any:
        return {"do": written_} if isinstance(written_, str) else written_


class PlanText(Element):
    """A plan as it is written. What it does not name keeps its name.

    ``null`` for a fact, a task or a record: it ends with the old edition.
    """

    migration: PlanHead
    stages: dict[Id, Id] = {}
    facts: dict[Id, Id | None] = {}
    values: dict[Id, dict[str, str]] = Field({}, description="options that are called otherwise")
    tasks: dict[Id, Id | None] = {}
    acts: dict[Id, Id | None] = {}
    records: dict[Id, Id | None] = {}
    approvals: dict[Id, Id | None] = {}
    clocks: dict[Id, ClockPlan] = {}
    start: list[Id] = Field([], description="clocks of the new edition that begin with it")


@dataclass(frozen=True, slots=True)
class ClockMove:
    """What becomes of one clock of the old edition. `to` is None for one that is dropped."""

    to: str | None
    do: How


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """A sound plan between two editions: every name of the old one has an answer.

    Names that are not in `facts`, `tasks` … stay what they are. `cite` are articles of the new
    edition; empty for a plan nobody wrote, by which cases can only be looked at.
    """

    name: str
    digest: str
    old: str
    new: str
    cite: tuple[str, ...]
    stages: Mapping[str, str]
    facts: Mapping[str, str | None]
    values: Mapping[str, Mapping[str, str]]
    tasks: Mapping[str, str | None]
    acts: Mapping[str, str | None]
    records: Mapping[str, str | None]
    approvals: Mapping[str, str | None]
    clocks: Mapping[str, ClockMove]
    start: tuple[str, ...]


def head_of(text: str) -> tuple[str, str] | None:
    """Return from which edition to which a plan leads, by its head alone; None if unclear."""
    head = section(text, "migration")
    if not isinstance(head, dict):
        return None
    old, new = head.get("from"), head.get("to")
    return (old, new) if isinstance(old, str) and isinstance(new, str) else None

"""Effects: what an act, a rule, a point of a clock, or a lapse brings about, one verb each."""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from shouwen.regulations.elements import Element, Seat, Value
from shouwen.regulations.faults import WritingFault
from shouwen.regulations.texts import Condition, Id, Text


class Naming(Element):
    """Whom a fact is to name: who holds a seat, or held it on the day another fact says."""

    fact: Id
    seat: Seat
    on: Id | None = None


class Effect(Element):
    """One verb, done in the written order, if `when` holds."""

    goto: Id | None = None
    open: Id | None = None
    cancel: Id | None = None
    issue: Id | None = None
    notify: Seat | None = None
    escalate: Seat | None = None
    set: dict[Id, Value] | None = None
    clear: list[Id] | None = None
    extend: Id | None = None
    enter: Id | None = None
    strike: Id | None = None
    name: Naming | None = None
    post: Id | None = None
    release: Id | None = None
    raise_: Id | None = Field(None, alias="raise")
    when: Condition | None = None
    say: Text | None = None
    cite: list[Id] = []

    VERBS: ClassVar[tuple[str, ...]] = (
        "goto",
        "open",
        "cancel",
        "issue",
        "notify",
        "escalate",
        "set",
        "clear",
        "extend",
        "enter",
        "strike",
        "name",
        "post",
        "release",
        "raise_",
    )

    @model_validator(mode="after")
    def _one_verb(self) -> Self:
        if sum(getattr(self, verb) is not None for verb in self.VERBS) != 1:
            names = [verb.rstrip("_") for verb in self.VERBS]
            raise WritingFault(
                "一项效果须有且只有一个动词",
                f"可用：{'、'.join(names)}",
                f"an effect has exactly one verb: {', '.join(names)}",
            )
        return self

    @property
    def verb(self) -> str:
        """The one verb this effect carries."""
        named = next(verb for verb in self.VERBS if getattr(self, verb) is not None)
        return named.rstrip("_")

"""What every part of the regulation language is made of: elements, rules that cite, seats.

Each construct has its own types, in ``model`` or in a module of its own; these they share.
"""

from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shouwen.regulations.faults import WritingFault
from shouwen.regulations.seats import Place, place_from
from shouwen.regulations.texts import Id, TableOutput, Text

#: What a pack may write as the value of a fact.
Value = bool | int | Decimal | str | list[str]


class Element(BaseModel):
    """Anything a pack writes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Cited(Element):
    """A rule: it names its articles, and the numbered requirements it executes."""

    cite: list[Id] = Field(min_length=1)
    covers: list[str] = []
    assumed: Text | None = Field(None, description="the reading taken where the source is silent")


class Seat(Element):
    """Who, exactly: resolved against the case and the directory of that moment.

    One of `role` (held at the unit `of` names, or anywhere), `person` (a fact naming a person, or
    ``first_receiver``) and `table` (a table's output naming a role).
    """

    role: Id | None = None
    person: Id | None = None
    table: TableOutput | None = None
    of: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written: Any) -> Any:
        return {"role": written} if isinstance(written, str) else written

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(x is not None for x in (self.role, self.person, self.table)) != 1:
            raise WritingFault(
                "席位没有写清是谁",
                "role、person、table 须且只须写一个",
                "a seat names exactly one of role, person and table",
            )
        if self.of is not None:
            if self.person is not None:
                raise WritingFault(
                    "人员席位不能再写单位",
                    "请删去 of",
                    "a person sits nowhere else: leave out 'of'",
                )
            place_from(self.of)
        return self

    @property
    def place(self) -> Place | None:
        """Where the role must be held, or None for anywhere."""
        return None if self.of is None else place_from(self.of)

"""Approvals: what was agreed to on certain facts, and lapses when they become others."""

from pydantic import Field

from shouwen.regulations.effects import Effect
from shouwen.regulations.elements import Cited
from shouwen.regulations.texts import Condition, Id, Tag, Text


class Approval(Cited):
    """Given when something happens, and, with `when`, only if that holds then.

    It holds while what it `rests_on` (facts, derived facts, records) is what it was; at the first
    other value it lapses, and `lapse` is done.
    """

    title: Text
    given: list[Tag] = Field(min_length=1)
    when: Condition | None = None
    rests_on: list[Id] = Field(min_length=1)
    lapse: list[Effect] = []

"""Places: which unit a seat means, written as a path over the facts of a case.

``accused_unit`` · ``superior(accused_unit)`` · ``ancestor(accused_unit, first_branch)`` ·
``nearest(accused_unit)`` (it, or the next above where anybody holds the role) · ``top`` ·
``receiving_unit`` (where the case was registered) · ``each`` (the item of a task).
"""

import re
from dataclasses import dataclass

from shouwen.regulations.faults import WritingFault

#: Units every case has, without a fact of the pack.
BUILT_IN_UNITS = frozenset({"receiving_unit", "each", "top"})
#: Persons every case has, without a fact of the pack.
BUILT_IN_PERSONS = frozenset({"first_receiver"})

_CALL = re.compile(r"(ancestor|superior|nearest)\(\s*(.+?)\s*(?:,\s*([a-z][a-z0-9_]*)\s*)?\)")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class PlaceFault(WritingFault):
    """A place is not written as the language has it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit, by name or by climbing from another place."""

    name: str | None = None
    climb: str | None = None
    kind: str | None = None
    base: "Place | None" = None

    @property
    def climbs_to_the_role(self) -> bool:
        """Whether the unit depends on where the role is held."""
        return self.climb == "nearest" or (self.base is not None and self.base.climbs_to_the_role)

    @property
    def root(self) -> str:
        """The fact or built-in unit the path begins at."""
        return self.base.root if self.base is not None else str(self.name)


def place_from(text: str) -> Place:
    """Read a place.

    :raises PlaceFault: if the text is none
    """
    text = text.strip()
    if _NAME.fullmatch(text):
        return Place(name=text)
    call = _CALL.fullmatch(text)
    if call is None or (call[1] == "ancestor") != (call[3] is not None):
        raise PlaceFault(
            f"“{text}”不是单位",
            "请写单位要素名、superior(…)、ancestor(…, 单位类别)、nearest(…) 或 top",
            f"'{text}' is no place; write a unit fact, superior(…), ancestor(…, kind), nearest(…) "
            "or top",
        )
    base = place_from(call[2])
    if base.climbs_to_the_role:
        raise PlaceFault(
            f"“{text}”里 nearest 不在最外层",
            "nearest 要看是什么角色，只能写在最外层：nearest(superior(…))",
            f"'{text}': nearest depends on the role and stands outermost: nearest(superior(…))",
        )
    return Place(climb=call[1], kind=call[3], base=base)

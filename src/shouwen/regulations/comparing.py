"""Two editions side by side: which entries are new, gone, or say something else."""

from dataclasses import dataclass
from typing import Literal

from shouwen.regulations.elements import Element
from shouwen.regulations.model import Pack

#: Words for the same thing in another language are no change of a rule.
_NOT_RULES = frozenset({"pack", "english"})


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that differs. `title` is the newer one's, where it has any."""

    kind: Literal["added", "changed", "removed"]
    section: str
    name: str
    title: str
    parts: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Its place, such as ``clocks.answer``."""
        return f"{self.section}.{self.name}" if self.name else self.section


def compare(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Return every entry that differs between two regulations, in the order of the sections.

    For one both have, `parts` names the keys that differ, as they are written.
    """
    changes: list[Change] = []
    for field, info in Pack.model_fields.items():
        if field in _NOT_RULES:
            continue
        section = info.alias or field
        before, after = getattr(old, field), getattr(new, field)
        if isinstance(before, dict) and isinstance(after, dict):
            changes += (
                _change(section, name, before.get(name), after.get(name))
                for name in dict.fromkeys((*after, *before))
                if before.get(name) != after.get(name)
            )
        elif before != after and not isinstance(before, list | tuple):
            changes.append(_change(section, "", before, after))
    return tuple(changes)


def _change(section: str, name: str, before: object, after: object) -> Change:
    title = next(
        (str(found) for each in (after, before) if (found := getattr(each, "title", None))), name
    )
    if before is None:
        return Change("added", section, name, title)
    if after is None:
        return Change("removed", section, name, title)
    return Change("changed", section, name, title, _parts(before, after))


def _parts(before: object, after: object) -> tuple[str, ...]:
    if not isinstance(before, Element) or not isinstance(after, Element):
        return ()
    return tuple(
        info.alias or field
        for field, info in type(after).model_fields.items()
        if getattr(before, field, None) != getattr(after, field)
    )

"""Who acts."""

from dataclasses import dataclass

#: A person id no organisation may use: the complainant acting through the portal.
COMPLAINANT = "complainant"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person about to do something.

    What the person may do follows from the posts the directory knows. `roles` adds roles held
    whatever the directory says, at `unit`, or everywhere when `unit` is None: a story's cast, or
    the complainant on the portal.
    """

    person: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    unit: str | None = None

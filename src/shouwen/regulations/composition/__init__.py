"""Putting a regulation together from the texts it rests on, before anything is compiled."""

from shouwen.regulations.composition.assembling import Assembled, assemble
from shouwen.regulations.composition.joint import (
    Part,
    Reference,
    digest_of,
    join,
    kind_of,
    references,
    split,
)

__all__ = [
    "Assembled",
    "Part",
    "Reference",
    "assemble",
    "digest_of",
    "join",
    "kind_of",
    "references",
    "split",
]

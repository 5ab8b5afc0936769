"""Putting a regulation together from the texts it rests on, before anything is compiled."""

from shouwen.regulations.composition.assembling import MOST_LAYERS, Assembled, assemble
from shouwen.regulations.composition.joint import (
    Part,
    Reference,
    digest_of,
    join,
    kind_of,
    references,
    section,
    split,
)

__all__ = [
    "MOST_LAYERS",
    "Assembled",
    "Part",
    "Reference",
    "assemble",
    "digest_of",
    "join",
    "kind_of",
    "references",
    "section",
    "split",
]

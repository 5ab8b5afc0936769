"""Mappings: which column of a sheet says which fact of a regulation."""

from shouwen.intake.mapping.header import Bound, alike, bind
from shouwen.intake.mapping.model import As, Mapping
from shouwen.intake.mapping.opening import OpenedMapping, check, read_mapping, shipped

__all__ = [
    "As",
    "Bound",
    "Mapping",
    "OpenedMapping",
    "alike",
    "bind",
    "check",
    "read_mapping",
    "shipped",
]

"""Conditions of a regulation: typed, exact, bounded, and able to say "unknown".

The surface is that of CEL; what differs, and why, is in ``docs/reference/expressions.md``.
"""

from shouwen.regulations.expressions.description import describe
from shouwen.regulations.expressions.errors import ExpressionError
from shouwen.regulations.expressions.expression import Expression, compile_expression
from shouwen.regulations.expressions.library import LIBRARY, METHODS, Function
from shouwen.regulations.expressions.types import (
    ANY,
    BOOL,
    DATE,
    DURATION,
    INT,
    MONEY,
    NULL,
    PERSON,
    TEXT,
    TIME,
    UNIT,
    NotAType,
    Type,
    enum_of,
    fits,
    joined,
    list_of,
    row_of,
)
from shouwen.regulations.expressions.values import UNKNOWN, Scope, Unknown

__all__ = [
    "ANY",
    "BOOL",
    "DATE",
    "DURATION",
    "INT",
    "LIBRARY",
    "METHODS",
    "MONEY",
    "NULL",
    "PERSON",
    "TEXT",
    "TIME",
    "UNIT",
    "UNKNOWN",
    "Expression",
    "ExpressionError",
    "Function",
    "NotAType",
    "Scope",
    "Type",
    "Unknown",
    "compile_expression",
    "describe",
    "enum_of",
    "fits",
    "joined",
    "list_of",
    "row_of",
]

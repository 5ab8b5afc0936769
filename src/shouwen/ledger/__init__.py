"""What happened, kept for ever: streams of events, each vouching for the one before it.

Events are plain data here; what they mean is the engine's business. The database refuses to change
or remove a line, and :func:`verify` names the first one that somebody changed all the same.
"""

from shouwen.ledger.errors import CommandRepeated, LedgerConflict, NotStorable
from shouwen.ledger.event import START, Bookmark, Head, NewEvent, StoredEvent
from shouwen.ledger.operations import (
    APPEND_CTES,
    Appended,
    AppendedMany,
    NewStream,
    PreparedAppend,
    append,
    append_behind,
    append_many,
    append_params,
    lost,
    prepare,
    used,
    used_many,
)
from shouwen.ledger.queries import follow, head, horizon, read, read_many, walk
from shouwen.ledger.verification import (
    AnchorReport,
    Fault,
    NotAnAnchor,
    VerifyReport,
    anchor,
    check_anchor,
    verify,
)

__all__ = [
    "APPEND_CTES",
    "START",
    "AnchorReport",
    "Appended",
    "AppendedMany",
    "Bookmark",
    "CommandRepeated",
    "Fault",
    "Head",
    "LedgerConflict",
    "NewEvent",
    "NewStream",
    "NotAnAnchor",
    "NotStorable",
    "PreparedAppend",
    "StoredEvent",
    "VerifyReport",
    "anchor",
    "append",
    "append_behind",
    "append_many",
    "append_params",
    "check_anchor",
    "follow",
    "head",
    "horizon",
    "lost",
    "prepare",
    "read",
    "read_many",
    "used",
    "used_many",
    "verify",
    "walk",
]

"""Channels: whatever comes in becomes a draft, and a draft goes through the door of casework.

The names below are loaded when first used: this package is imported before Django's models are.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shouwen.intake.admission import Admitted, Limits, Refused, admit, admit_all
    from shouwen.intake.enclosing import (
        ScanReport,
        act_with,
        enclose,
        files_of,
        keep_pages,
        open_book_page,
        open_file,
        own_files_of,
        scan_held,
        take_in,
    )
    from shouwen.intake.errors import MappingUnfit, NoSuchMapping, NotScanned, Unreadable
    from shouwen.intake.importing import Plan, Refusal, RowOutcome, carry_out, plan
    from shouwen.intake.mapping import shipped
    from shouwen.intake.runs import ImportRun, recent

__all__ = [
    "Admitted",
    "ImportRun",
    "Limits",
    "MappingUnfit",
    "NoSuchMapping",
    "NotScanned",
    "Plan",
    "Refusal",
    "Refused",
    "RowOutcome",
    "ScanReport",
    "Unreadable",
    "act_with",
    "admit",
    "admit_all",
    "carry_out",
    "enclose",
    "files_of",
    "keep_pages",
    "open_book_page",
    "open_file",
    "own_files_of",
    "plan",
    "recent",
    "scan_held",
    "shipped",
    "take_in",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        for room in ("errors", "importing", "mapping", "runs", "admission", "enclosing"):
            found = getattr(import_module(f"shouwen.intake.{room}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

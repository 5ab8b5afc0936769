"""Everything people do with accounts, months, sanctions and improvements."""

from shouwen.accountability.corrections import amount, ask_correction, decide_correction, pay
from shouwen.accountability.improvements import (
    check,
    name_owner,
    postpone,
    raise_improvement,
    report,
    serve_order,
    withdraw,
)
from shouwen.accountability.months import (
    bases_on_this_machine,
    close_month,
    read_sheet,
    set_bases,
)
from shouwen.accountability.registers import publish

__all__ = [
    "amount",
    "ask_correction",
    "bases_on_this_machine",
    "check",
    "close_month",
    "decide_correction",
    "name_owner",
    "pay",
    "postpone",
    "publish",
    "raise_improvement",
    "read_sheet",
    "report",
    "serve_order",
    "set_bases",
    "withdraw",
]

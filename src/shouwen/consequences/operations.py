"""Everything that writes accounts, months and improvements. Who may is for ``accountability``."""

from shouwen.consequences.bases import BasisOutcome, BasisRow, set_bases
from shouwen.consequences.closing import CloseReport, close_month
from shouwen.consequences.correcting import (
    Correction,
    ask_correction,
    decide_correction,
    pay,
    publish,
)
from shouwen.consequences.following import Followed, follow
from shouwen.consequences.improving import (
    check,
    name_owner,
    postpone,
    raise_by_hand,
    report,
    serve_order,
    withdraw,
)
from shouwen.consequences.rebuilding import AccountFault, rebuild, replay_faults

__all__ = [
    "AccountFault",
    "BasisOutcome",
    "BasisRow",
    "CloseReport",
    "Correction",
    "Followed",
    "ask_correction",
    "check",
    "close_month",
    "decide_correction",
    "follow",
    "name_owner",
    "pay",
    "postpone",
    "publish",
    "raise_by_hand",
    "rebuild",
    "replay_faults",
    "report",
    "serve_order",
    "set_bases",
    "withdraw",
]

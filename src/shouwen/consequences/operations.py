"""Everything that writes accounts, months and improvements. Who may is for ``accountability``."""

from shouwen.consequences.bases import BasisOutcome, BasisRow, set_bases
from shouwen.consequences.closing import (
    CloseReport,
    check_order,
    close_month,
    preview_month,
)
from shouwen.consequences.correcting import (
    Correction,
    ask_correction,
    decide_correction,
    pay,
    publish,
)
from shouwen.consequences.following import Followed, closed_through, follow, open_month
from shouwen.consequences.improving import (
    Told,
    check,
    improvement_history,
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
    "Told",
    "ask_correction",
    "check",
    "check_order",
    "close_month",
    "closed_through",
    "decide_correction",
    "follow",
    "improvement_history",
    "name_owner",
    "open_month",
    "pay",
    "postpone",
    "preview_month",
    "publish",
    "raise_by_hand",
    "rebuild",
    "replay_faults",
    "report",
    "serve_order",
    "set_bases",
    "withdraw",
]

"""What staff should know while they listen and write: cards, scripts, wording.

Files, no tables: the cards are data like regulations, proofread like them, and an organisation's
own folder may add to them or take their place.
"""

from shouwen.knowledge.checking import Remark, check
from shouwen.knowledge.opening import OpenedKnowledge, open_knowledge
from shouwen.knowledge.shelf import (
    Kept,
    KeptRule,
    KeptScript,
    NoSuchCard,
    call_scripts,
    card,
    cards,
    findings,
    script_for,
    wording,
)

__all__ = [
    "Kept",
    "KeptRule",
    "KeptScript",
    "NoSuchCard",
    "OpenedKnowledge",
    "Remark",
    "call_scripts",
    "card",
    "cards",
    "check",
    "findings",
    "open_knowledge",
    "script_for",
    "wording",
]

"""What staff should know while they listen and write: cards, scripts, wording.

Files, no tables: the cards are data like regulations, proofread like them, and an organisation's
own folder may add to them or take their place.
"""

from shouwen.knowledge.checking import Remark, check
from shouwen.knowledge.opening import OpenedKnowledge, open_knowledge
from shouwen.knowledge.shelf import Kept, KeptRule, NoSuchCard, card, cards, findings, wording

__all__ = [
    "Kept",
    "KeptRule",
    "NoSuchCard",
    "OpenedKnowledge",
    "Remark",
    "card",
    "cards",
    "check",
    "findings",
    "open_knowledge",
    "wording",
]

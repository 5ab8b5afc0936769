"""What becomes of a message, and what each state is called."""

from typing import Final

#: Wait for somebody.
NEW: Final = "new"
MATCHED: Final = "matched"  # belongs to a case by its thread and its sender; waits to be put there
DRAFTED: Final = "drafted"  # somebody has begun to register it
UNPARSED: Final = "unparsed"
#: Settled.
REGISTERED: Final = "registered"
ATTACHED: Final = "attached"
ANSWERED: Final = "answered"
CLOSED: Final = "closed"
MACHINE: Final = "machine"  # a bounce or an automatic reply: filed, no contact

WAITING: Final = (NEW, MATCHED, DRAFTED, UNPARSED)
SETTLED: Final = (REGISTERED, ATTACHED, ANSWERED, CLOSED)
#: The lists of the inbox.
VIEWS: Final = {
    "waiting": (NEW, MATCHED, DRAFTED),
    "unparsed": (UNPARSED,),
    "settled": SETTLED,
    "machine": (MACHINE,),
}
WORDS: Final = {
    NEW: ("待办", "waiting"),
    MATCHED: ("待并入案卷", "to be put with its case"),
    DRAFTED: ("登记中", "being registered"),
    UNPARSED: ("无法解析", "unparsed"),
    REGISTERED: ("已登记", "registered"),
    ATTACHED: ("已并入案卷", "with its case"),
    ANSWERED: ("已答复", "answered"),
    CLOSED: ("已办结", "closed"),
    MACHINE: ("机器邮件", "sent by a machine"),
}

"""The office's people, and the few things they do all the time."""

from datetime import datetime
from itertools import count

from shouwen.casework import operations
from shouwen.vocabulary import OFFICE_ZONE, Actor
from shouwen.vocabulary.identity import COMPLAINANT

AN, BO, CHU, DENG = Actor("an"), Actor("bo"), Actor("chu"), Actor("deng")
FU, GU, WU = Actor("fu"), Actor("gu"), Actor("wu")
CITIZEN = Actor(COMPLAINANT)

#: Monday; three working days end on Thursday at 18:00.
MONDAY = datetime(2024, 5, 20, 10, tzinfo=OFFICE_ZONE)
WARNED = datetime(2024, 5, 22, 18, tzinfo=OFFICE_ZONE)
DUE = datetime(2024, 5, 23, 18, tzinfo=OFFICE_ZONE)
FRIDAY = datetime(2024, 5, 24, 9, tzinfo=OFFICE_ZONE)

FORM = {
    "channel": "visit",
    "kind": "service",
    "subject": "排队时间太长",
    "window": "w1",
    "content": "等了两个小时",
    "citizen_name": "陈军",
    "telephone": "13812345627",
}
_commands = count()


def command() -> str:
    """A command id nobody else uses."""
    return f"test-{next(_commands)}"


def register(actor=AN, now=MONDAY, **form):
    """Take a matter in at the first western window."""
    return operations.register(
        "window", "register", FORM | form, actor=actor, now=now, command_id=command()
    )


def act(number, name, actor=AN, now=MONDAY, form=None, **more):
    return operations.act(
        number, name, form or {}, actor=actor, now=now, command_id=command(), **more
    )


def reply(number, actor=AN, now=MONDAY, **more):
    return act(number, "reply", actor, now, {"answer": "已增开一个窗口"}, **more)

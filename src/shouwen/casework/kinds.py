"""What a piece of work is, by what the regulation's acts mean: an approval, a call-back, a reason.

No name of a stage or a task is known here: a task is what the acts that complete it mean, a stage
what its owner does in it and nowhere else.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from shouwen.casework.matter import Matter
from shouwen.engine import ActDone, StageChanged
from shouwen.regulations import Procedure
from shouwen.regulations.model import Act

#: By what act meaning a piece of work is known; the first that fits.
KINDS: Final[Mapping[str, str]] = {
    "late_explained": "reason",
    "dispute_settled": "dispute",
    "called_back": "call_back",
    "approved": "approval",
}
WORK: Final = "work"


def kind_of_task(procedure: Procedure, task: str) -> str:
    """Return what a task is: ``reason``, ``dispute``, ``call_back``, ``approval`` or ``work``."""
    acts = (act for act in procedure.pack.acts.values() if act.completes == task)
    return _kind(acts)


def kind_of_stage(matter: Matter, procedure: Procedure) -> str:
    """Return what the present stage is to its owner; a call-back made is work like any other."""
    pack, stage = procedure.pack, matter.case.stage
    owner = pack.stages[stage].owner
    here = {
        name: act
        for name, act in pack.acts.items()
        if act.in_ == [stage] and act.completes is None and not act.starts_case
    }
    own = [
        act
        for act in here.values()
        if owner is not None
        and any((seat.role, seat.table) == (owner.role, owner.table) for seat in act.by)
    ]
    calls = {name for name, act in here.items() if "called_back" in act.means}
    if calls:
        return WORK if calls & _done_here(matter) else "call_back"
    return _kind(own)


def waiting_for(kinds: Iterable[str]) -> str:
    """Return what a case with these pieces of work waits for: the most telling, or nothing."""
    found = set(kinds)
    return next((kind for kind in ("dispute", "call_back", "approval") if kind in found), "")


def _kind(acts: Iterable[Act]) -> str:
    found = {meaning for act in acts for meaning in act.means}
    return next((kind for meaning, kind in KINDS.items() if meaning in found), WORK)


def _done_here(matter: Matter) -> set[str]:
    """Return the acts done since the case came to its stage."""
    done: set[str] = set()
    for told in reversed(matter.told):
        if isinstance(told.event, StageChanged):
            return done
        if isinstance(told.event, ActDone):
            done.add(told.event.act)
    return done

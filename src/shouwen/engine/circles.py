"""Who may read a case that is kept in a circle, and who may never read it."""

from datetime import datetime

from shouwen.engine.case import Case
from shouwen.engine.scope import CaseScope
from shouwen.engine.seating import Seating
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.model import Circle
from shouwen.vocabulary import Actor, Directory


def recused_persons(procedure: Procedure, case: Case) -> frozenset[str]:
    """Return the persons who may neither see nor handle the case."""
    recusal = procedure.pack.recusal
    named: set[str] = set()
    for fact in recusal.persons if recusal is not None else ():
        value = case.facts.get(fact)
        if isinstance(value, str):
            named.add(value)
        elif isinstance(value, list | tuple):
            named |= set(value)
    return frozenset(named)


def readers_of(procedure: Procedure, case: Case, now: datetime) -> tuple[Circle, ...]:
    """Return the circles that close this case now.

    A circle whose condition is not known yet does not close: otherwise nobody could take the
    matter in and find out.
    """
    scope = CaseScope(procedure, case, now)
    return tuple(
        procedure.pack.circles[name]
        for name, holds in procedure.circles.items()
        if holds(scope) is True
    )


def may_read(
    procedure: Procedure, case: Case, actor: Actor, directory: Directory, now: datetime
) -> bool:
    """Say whether a recusal or a circle lets this person read the case.

    Data scope (whose unit, whose task) is the people's and casework's matter; this is only what
    the regulation itself forbids.
    """
    if actor.person in recused_persons(procedure, case):
        return False
    return not closed_to(procedure, case, actor, directory, now)


def closed_to(
    procedure: Procedure, case: Case, actor: Actor, directory: Directory, now: datetime
) -> tuple[Circle, ...]:
    """Return the circles that keep the case from this person now; who took it in is in them all."""
    circles = readers_of(procedure, case, now)
    if not circles or actor.person == case.first_receiver:
        return ()
    seating = Seating(procedure, CaseScope(procedure, case, now), directory)
    return tuple(
        circle
        for circle in circles
        if all(seating.post_for(actor, seat) is None for seat in circle.readers)
    )

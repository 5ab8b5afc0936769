"""What taking a matter in would be answered with, for whoever wants to know beforehand."""

from collections.abc import Mapping
from datetime import datetime

from shouwen import people
from shouwen.casework.access import as_seen_by
from shouwen.casework.answers import not_done
from shouwen.casework.in_force import in_force
from shouwen.casework.particulars import pretend
from shouwen.casework.shapes import NotDone
from shouwen.engine import Command, Refused, decide
from shouwen.vocabulary import Actor


def check_registration(
    regulation: str,
    act: str,
    form: Mapping[str, object],
    *,
    actor: Actor,
    now: datetime,
    version: str | None = None,
    language: str = "zh",
) -> NotDone | None:
    """Return why :func:`~.operations.register` would refuse, or None; writes nothing.

    :raises NotOnShelf: if there is no such regulation
    :raises NotWorkedBy: if it is not worked by where the actor is
    """
    rules = in_force(now)
    procedure = rules.procedure(regulation, version)
    directory = people.directory(now, past=procedure.looks_back)
    actor = as_seen_by(actor, procedure)
    rules.assure(procedure, actor, directory)
    sealed = pretend(procedure, form)
    outcome = decide(procedure, None, Command(act, actor, sealed.form), directory, now)
    reasons = outcome.reasons if isinstance(outcome, Refused) else ()
    if not reasons and not sealed.reasons:
        return None
    return not_done(procedure, (*sealed.reasons, *reasons), language)

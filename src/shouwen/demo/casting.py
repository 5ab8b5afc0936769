"""From a plan to a complaint at its moment: who complains, about what, when it comes in."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from shouwen.demo.course import Course
from shouwen.demo.handling.dossier import Dossier
from shouwen.demo.handling.plan import Plan
from shouwen.demo.handling.plans import BANK, LINES, OUTLET
from shouwen.demo.organisation import Organisation
from shouwen.demo.pace import Hours
from shouwen.demo.writer import Writer, WrittenComplaint
from shouwen.demo.writer.complaint import Severity
from shouwen.vocabulary import Directory, at_office

#: Turns that only make sense where an outlet and its own people are meant.
_AT_OUTLET = {"redirect", "identify", "head_accused", "known_culprit", "stands", "reclassify"}
_PATIENCE = 200
_GUARD = "保安"


class NothingFits(LookupError):
    """The writer has no complaint such as the plan asks for."""


def cast(
    key: str,
    plan: Plan,
    *,
    now: datetime,
    hours: Hours,
    directory: Directory,
    writer: Writer,
    course: Course,
) -> Dossier:
    """Return the dossier of a plan: its complaint written, its beginning set before `now`.

    :raises NothingFits: if no complaint fits the plan
    """
    rng = random.Random(f"{key} begins")  # noqa: S311 - the same seed, the same moment
    begins = _begins(plan, now, hours, rng)
    complaint = _complaint(plan, writer, begins)
    return Dossier(
        key, plan, complaint, begins=begins, directory=directory, hours=hours, writer=writer,
        course=course,
    )  # fmt: skip


def _begins(plan: Plan, now: datetime, hours: Hours, rng: random.Random) -> datetime:
    # Nobody calls on the hour.
    begins = hours.before(now, plan.age + rng.uniform(0.0, min(0.45, 0.3 * plan.age)))
    round_the_clock = plan.channel == "web" or (plan.channel == "phone" and plan.regulation == BANK)
    evening = at_office(begins).replace(hour=rng.randint(18, 22), minute=rng.randint(0, 59))
    if round_the_clock and not plan.halt and rng.random() < 0.3 and evening < now - _WHILE:
        return evening
    return begins


#: What comes in the evening is looked at in the morning: not what has only just begun.
_WHILE = timedelta(days=1)


def _complaint(plan: Plan, writer: Writer, begins: datetime) -> WrittenComplaint:
    fits = _fitting(plan, writer.organisation)
    outlet = plan.outlet or None
    if plan.turns & {"overseas"}:
        outlet = None
    channel = "visit" if plan.regulation == OUTLET and plan.channel == "media" else plan.channel
    severity: Severity | None = None
    if "major" in plan.turns:
        severity = "major"
    elif plan.halt or "calm" in plan.turns:
        severity = "ordinary"
    language = "en" if "english" in plan.turns else "zh" if plan.halt or plan.turns else None
    for _ in range(_PATIENCE):
        found = writer.complaint(
            channel, plan.category, outlet, severity, made_at=begins, language=language
        )
        if fits(found):
            return found
    raise NothingFits(f"no complaint for {plan}")


def _fitting(plan: Plan, organisation: Organisation) -> Callable[[WrittenComplaint], bool]:
    units = {unit.id: unit for unit in organisation.units}

    def fits(complaint: WrittenComplaint) -> bool:
        if "overseas" in plan.turns and "singapore" not in complaint.matter:
            return False
        if plan.regulation != BANK or plan.turns & _AT_OUTLET or plan.outlet:
            at_outlet = complaint.unit == complaint.outlet
            if not at_outlet and "overseas" not in plan.turns:
                return False
        if "centre" in plan.turns and "head_centre" not in units[complaint.unit].attributes:
            return False
        if "malicious" in plan.turns and complaint.facts.intent != "malicious":
            return False
        if "well_meant" in plan.turns and complaint.facts.intent == "malicious":
            return False
        if plan.regulation == LINES and _GUARD in complaint.content:
            # Who is fined is a clerk.
            return False
        return not (plan.regulation != BANK and complaint.anonymous)

    return fits

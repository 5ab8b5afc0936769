"""A complaint on the assistance line or the supervision line: answered, and then accounted for.

Who is to blame is talked to and fined, has his pay withheld or appeals; what was wrong with the
house is made better.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from shouwen.accountability import operations as accountability
from shouwen.consequences import models
from shouwen.demo.course import Chore, Strand
from shouwen.demo.handling.dossier import Deed, Dossier
from shouwen.demo.writer import Outcome
from shouwen.vocabulary import Actor, at_office

#: Turns of a plan and what is proven against the outlet's people.
_PROVEN: Final = {
    "attitude_proven": "attitude",
    "breach_proven": "rule_breaking",
    "exposure_proven": "exposure",
}
#: What is fined, in yuan: the one who did it, and who heads the outlet.
_FINES: Final = {
    "attitude": ((100, 150, 200, 300), (100, 200)),
    "rule_breaking": ((400, 500, 600, 800), (200, 300, 400)),
    "exposure": ((), (800, 1000, 1200)),
}
_LOSSES: Final = (186, 320, 480, 950)
_ASPECTS: Final = {"attitude": "attitude", "management": "quality", "mistake": "process"}
#: The department that is to revise its rules.
_REVISES: Final = "ho_channels"


class Line:
    """What the people of one line know while they work on a complaint about an outlet."""

    def __init__(self, d: Dossier) -> None:
        self.d = d
        self.outlet = d.complaint.outlet
        self.clerk = d.holder("outlet_employee", self.outlet)
        self.head = d.holder("outlet_head", self.outlet)
        self.leader = d.holder("unit_head", d.superior(self.outlet))
        self.group = d.holder("leading_group", d.top)
        self.personnel = d.holder("hr_head", d.top)
        self.supervision = d.holder("supervision_operator", d.top)
        self.media = d.plan.channel == "media"
        branch = d.above("first_level", self.outlet)
        self.operator = self.supervision if self.media else d.holder("assistance_operator", branch)

    @property
    def proven(self) -> str:
        """What is proven, empty where nothing is."""
        return next((tier for turn, tier in _PROVEN.items() if self.d.turn(turn)), "")

    @property
    def cause(self) -> str:
        """What brought it about: somebody's fault, or the house's own procedure."""
        return "employee" if self.proven else "process"

    def form(self) -> dict[str, Any]:
        """Return what is written down when it is taken in."""
        complaint = self.d.complaint
        form: dict[str, Any] = {
            "channel": "media" if self.media else "assistance_line",
            "presence": "offsite",
            "aspect": _ASPECTS[self.d.plan.category],
            "business": "operations",
            "subject": complaint.title,
            "content": complaint.content,
            "accused_unit": self.outlet,
            "accused_kind": "outlet",
            "medium": complaint.forwarder if self.media else None,
        }
        if self.proven or self.d.turn("untrue"):
            form["accused_person"] = self.clerk
        if (person := complaint.complainant) is not None:
            form |= {"complainant_name": person.name, "telephone": person.telephone}
        return form


def handled(d: Dossier) -> Strand:
    """Handle a complaint on one of the lines."""
    d.outcome = Outcome.NOT_UPHELD if d.turn("untrue") else Outcome.UPHELD
    line = Line(d)
    yield from _taken_in(line)
    yield from _looked_into(line)
    yield from _replied(line)
    if d.turn("untrue"):
        yield from _closed(line)
        return
    yield d.deed("find_valid", line.group, (1.0, 6.0), cause=line.cause, mental_loss=True)
    if line.proven:
        yield from _called_to_account(line)
    else:
        yield from _let_off(line)
    if d.turn("proposed"):
        return
    yield from _decided(line)
    yield d.deed("draw_lesson", line.operator, (1.0, 8.0), lesson=d.note("lesson"))
    if d.turn("improvement"):
        yield from _to_be_improved(line)
    yield from _closed(line)
    if d.turn("appealed"):
        yield from _appealed(line)


def _taken_in(line: Line) -> Strand:
    d, form = line.d, line.form()
    if d.turn("passed_down"):
        agent = d.holder("hotline_agent")
        form = {name: form[name] for name in form if name not in ("channel", "presence")}
        yield d.deed("register_hotline", agent, at=d.begins, **form)
        yield d.deed(
            "pass_to_assistance", agent, at=d.begins + timedelta(minutes=d.rng.randint(4, 25)),
            accused_unit=line.outlet, sent_by="telephone", pass_reason=d.note("passed_down"),
        )  # fmt: skip
    else:
        act = "register_supervision" if line.media else "register_assistance"
        yield d.deed(act, line.operator, at=d.begins, **form)
    act = "hq_takes" if line.media else "branch_takes"
    hours = (2.5, 3.5) if d.turn("late_taken") else (0.2, 1.2)
    yield d.deed(act, line.operator, hours, handler=line.operator)
    if line.media:
        finding = d.writer.finding(d.complaint, d.outcome)
        told = d.note("instructed")
        yield d.deed("give_instruction", line.group, (0.5, 2.0), group_instruction=told)
        yield d.deed(
            "tell_regulator", line.operator, (0.3, 2), regulator=d.note("regulator"),
            regulator_content=d.note("told_regulator"), regulator_reported_at=lambda at: at,
        )  # fmt: skip
        yield d.deed("inquire_media", line.personnel, (1, 4), media_finding=finding)


def _looked_into(line: Line) -> Strand:
    d = line.d
    kind = d.rng.choice(("question", "papers", "video"))
    yield d.deed(
        "inquire", line.operator, (0.5, 3.0),
        inquiry_kind=kind, inquiry_source=d.note(f"by_{kind}"),
        inquiry_note=d.writer.finding(d.complaint, d.outcome),
    )  # fmt: skip
    if d.turn("untrue"):
        yield d.deed(
            "judge", line.operator, (0.2, 1.0), provisional="special", special_ground="untrue"
        )
        yield d.deed(
            "find_special", line.personnel, (0.5, 3.0),
            special_ground="untrue", evidence=d.note("untrue"),
        )  # fmt: skip
    else:
        yield d.deed(
            "judge", line.operator, (0.2, 1.0), provisional="valid", cause=line.cause,
            mental_loss=True, image_harm=True if line.media else None,
        )  # fmt: skip


def _replied(line: Line) -> Strand:
    d = line.d
    amends: dict[str, Any] = {"explained": True} if d.turn("untrue") else {"apologised": True}
    yield d.deed(
        "reply", line.operator, (0.5, 2.5),
        solution=d.writer.treatment(d.complaint, d.outcome),
        reply=d.writer.reply(d.complaint, d.outcome), **amends,
    )  # fmt: skip
    yield d.deed("fill_slip", line.operator, (0.3, 2.0))


def _called_to_account(line: Line) -> Strand:
    d, tier = line.d, line.proven
    yield d.deed(
        "verify", line.group, (1.0, 6.0), proven=[tier], verified_note=d.note("verified"),
        customer_loss=d.rng.choice(_LOSSES) if tier == "rule_breaking" else None,
        reputation_harm=True if line.media else None,
    )  # fmt: skip
    accountable = [line.clerk, line.head, *([line.leader] if tier == "exposure" else [])]
    for person in accountable:
        yield d.deed(
            "interview", line.operator, (0.5, 4.0),
            interviewed=person, interview_note=d.note("interviewed"),
        )  # fmt: skip
    did, headed = _FINES[tier]
    if tier == "exposure":
        yield d.deed(
            "draw_withholding", line.operator, (0.3, 1.0),
            withheld_person=line.clerk, withheld_reason=d.note("withheld"),
        )  # fmt: skip
        yield d.deed(
            "draw_measure", line.operator, (0.1, 0.4),
            measured_person=line.clerk, measure="removal", measure_ground="poor_service",
        )  # fmt: skip
        yield _fine(line, line.leader, "superior_head", d.rng.choice(headed))
    else:
        yield _fine(line, line.clerk, "direct", d.rng.choice(did))
    yield _fine(line, line.head, "outlet_head", d.rng.choice(headed))
    proposal = d.note("proposal")
    yield d.deed("propose_sanction", line.operator, (0.3, 1.5), sanction_proposal=proposal)


def _let_off(line: Line) -> Strand:
    d = line.d
    yield d.deed("propose_sanction", line.operator, (0.5, 3), sanction_proposal=d.note("let_off"))


def _fine(line: Line, person: str, role: str, amount: int) -> Deed:
    d = line.d
    return d.deed(
        "draw_fine", line.operator, (0.1, 0.6), fined_person=person, fined_tier=line.proven,
        fined_as=role, fine_amount=amount, fine_reason=d.note("fine_reason"),
    )  # fmt: skip


def _decided(line: Line) -> Strand:
    d = line.d
    task = d.look_and_find("decide_sanction")
    assert task is not None  # noqa: S101 - it was proposed, or an appeal upheld
    text = d.note("decision" if line.proven else "let_off_decision")
    yield d.finish(task, (3.0, 14.0), sanction_decision=text)


def _closed(line: Line) -> Strand:
    d = line.d
    while (task := d.look_and_find("assess_delay")) is not None:
        yield d.finish(task, (0.5, 3.0), delay_impact=False, delay_note=d.note("no_impact"))
    yield d.deed("close", line.operator, (0.5, 4.0))


def _appealed(line: Line) -> Strand:
    """Weeks later the clerk appeals, and the union finds that the fine was too high."""
    d = line.d
    union = d.holder("union_officer", d.top)
    yield d.deed(
        "lodge_appeal", union, (110.0, 130.0), appellant=line.clerk,
        appeal_against=d.note("appeal_against"), appeal_reason=d.note("appeal"),
    )  # fmt: skip
    task = d.look_and_find("hear_appeal")
    assert task is not None  # noqa: S101 - just lodged
    yield d.finish(
        task, (8.0, 16.0), appeal_result="changed", appeal_answer=d.note("appeal_answer")
    )
    person, tier = line.clerk, line.proven
    yield d.deed("drop_fine", line.operator, (0.5, 2.0), fined_person=person, fined_tier=tier)
    yield _fine(line, line.clerk, "direct", _FINES[tier][0][0] // 2)
    yield from _decided(line)
    yield from _closed(line)


# -- what is to become better


def _to_be_improved(line: Line) -> Strand:
    d = line.d
    due = at_office(d.hours.after(d.now, 70)).date()
    yield d.deed(
        "send_improvement", line.supervision, (0.5, 4.0),
        improvement=d.note(f"improve_{d.plan.category}"),
        improvement_unit=_REVISES, improvement_due=due,
    )  # fmt: skip
    d.aside(_improved(line))


def _improved(line: Line) -> Strand:
    """The department says what it did; weeks later somebody looks whether it helped."""
    d = line.d
    id_ = models.Improvement.objects.get(source=d.number).id
    owner = _actor(line, d.holder("complaint_officer", _REVISES))
    keeper = _actor(line, line.supervision)
    told, helped = d.note("improved"), d.note("it_helped")

    def report(now: datetime) -> None:
        accountability.report(owner, id_, told, now=now, command_id=f"demo/{d.key}/improved")

    def check(now: datetime) -> None:
        accountability.check(
            keeper, id_, effective=True, note=helped, due_on=None,
            now=now, command_id=f"demo/{d.key}/checked",
        )  # fmt: skip

    yield Chore(d.later((40.0, 65.0)), report)
    yield Chore(d.later((90.0, 120.0)), check)


def _actor(line: Line, person: str) -> Actor:
    return Actor(person, line.d.directory.people[person].name)

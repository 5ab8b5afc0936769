"""What happens beside the straight path: disputes, the press, the law, withdrawals, crime."""

from typing import Any

from shouwen.demo.course import Halt, Pause, Strand
from shouwen.demo.handling.answering import act_of, judged
from shouwen.demo.handling.bank_matter import Handling
from shouwen.demo.pace import awake
from shouwen.vocabulary.identity import COMPLAINANT


def watched(h: Handling) -> Strand:
    """Keep an eye on the limit: once it has passed, press, report why, tell the customer."""
    d = h.d
    while True:
        clock = d.look_again().clocks.get("answer")
        if clock is None or clock.state != "running" or clock.due_at is None:
            return
        yield Pause(d.hours.after(clock.due_at, d.rng.uniform(0.5, 2.0)))
        clock = d.look_again().clocks["answer"]
        late = clock.due_at is not None and clock.due_at < d.now
        if clock.state != "running":
            return
        if late:
            break
    if "accepting_unit" not in d.case.facts:
        return  # nobody has looked at it yet
    counter = d.plan.channel in ("book", "media") and not d.turn("head_accused")
    keeper = d.holder("union_leader", d.top) if counter else h.desk.keeper
    if d.case.stage in ("handling", "deciding", "answering", "in_transit") and d.chance(0.7):
        yield d.deed("urge", keeper, at=d.now, urging_text=d.note("urging"))
    if d.turn("silent"):
        return
    responsible = h.head if counter else keeper
    for name in ("give_reason", "explain_delay"):
        yield Pause(d.hours.after(d.now, d.rng.uniform(0.3, 4.0)))
        task = d.look_and_find(name)
        if task is None:
            continue
        if name == "give_reason":
            said: dict[str, Any] = {"delay_reason": d.writer.delay_reason(d.complaint)}
        else:
            said = {"delay_explanation": d.writer.delay_explanation(d.complaint)}
        yield d.deed(act_of(h, name), responsible, at=d.now, task=task.id, **said)
        if name == "give_reason":
            yield from judged(h, said["delay_reason"], responsible)


def handed_over(h: Handling) -> Strand:
    """Hand a report of crime to supervision, which signs for it."""
    d = h.d
    at_top = h.desk.unit == d.top
    supervision = d.top if at_top else d.above("first_branch", h.accused)
    yield d.deed(
        "hand_over", h.desk.receiver, (0.05, 0.6),
        supervision_unit=supervision, handover_note=d.note("handover", count=2),
    )  # fmt: skip
    yield d.deed("sign_for", d.holder("supervision_officer", supervision), (0.5, 5.0))


def disputed(h: Handling) -> Strand:
    """The unit declines; the union rules that it stands, or sends it to the right one."""
    d = h.d
    stands = d.turn("stands")
    declining = h.head if stands else d.holder("unit_head", h.first_named)
    if h.lead:
        declining = d.holder("product_manager", h.lead)
    yield d.deed(
        "decline",
        declining,
        (0.4, 2.5),
        decline_reason=d.note("stands_decline" if stands else "decline"),
    )
    if d.turn("undecided"):
        raise Halt
    yield d.deed(
        "settle_dispute", d.holder("union_leader", d.top), (1.0, 5.0),
        ruling="stands" if stands else "redirect",
        ruling_reason=d.note("ruling_stands" if stands else "ruling_redirect",
                             unit=d.unit(h.accused).name),
    )  # fmt: skip
    h.first_named = h.accused


def identified(h: Handling) -> Strand:
    """The handler turns out to be the person complained about, and another takes over."""
    d = h.d
    yield d.deed("identify", h.head, (0.2, 1.0), accused_person=str(d.case.facts["handler"]))
    other = d.holder("handler", d.superior(h.accused))
    yield d.deed("reassign", h.head, (0.2, 1.0), handler=other, reassign_reason=d.note("identify"))


def media(h: Handling) -> Strand:
    """The offices take the report, ask for consent, answer the press and repair the impression."""
    d = h.d
    if d.turn("media_later"):
        level = d.rng.choice(("local", "provincial"))
        yield d.deed(
            "report_media", h.desk.receiver, (0.5, 2.0), media_level=level,
            medium="《澜川晚报》" if level == "local" else "省电视台《百姓说事》栏目",
            media_facts=d.note("media_facts"), accused_unit=h.first_named,
        )  # fmt: skip
    while (task := d.look_and_find("media_office", "media_branch", "media_head")) is not None:
        hours = (0.1, 0.6) if d.chance(0.7) else (1.0, 2.0)
        yield d.finish(task, hours, media_note=d.note("media_note"))
    if d.plan.channel != "media":
        return
    local = d.complaint.facts.media_level == "local"
    kind = "second_branch" if local else "first_branch"
    branch = d.above(kind, h.accused)
    officer = d.holder("office_officer", branch)
    yield d.deed(
        "request_media", officer, (0.5, 2.0), media_plan=d.note("media_plan"), media_contact=officer
    )
    yield d.deed("permit_media", d.holder("branch_leader", branch), (0.3, 2.5))
    while d.look_again().stage not in ("answering", "deciding"):
        if d.case.ended:
            return
        yield Pause(d.hours.after(d.now, 1.5))
    response = d.writer.media_response(d.complaint, d.outcome)
    while d.look_again().stage != "answering":
        yield Pause(d.hours.after(d.now, 0.7))
    yield d.deed("answer_media", officer, at=d.hours.after(d.now, 0.8), media_response=response)
    task = d.look_and_find("repair")
    if task is not None:
        yield d.finish(task, (3.0, 12.0), repair_note=d.note("repair"))


def legal(h: Handling) -> Strand:
    """Report a dispute to the leader, who asks the lawyers."""
    d = h.d
    responsible = h.head
    yield d.deed("report_dispute", responsible, (0.3, 1.0), dispute_facts=d.note("dispute"))
    if d.turn("uninstructed"):
        return
    yield Pause(d.hours.after(d.now, d.rng.uniform(1, 5)))
    task = d.look_and_find("instruct")
    if task is not None:
        leader = d.holder("branch_leader", d.superior(h.accused))
        yield d.deed(
            act_of(h, "instruct"), leader, at=d.now, task=task.id,
            leader_instruction=d.note("instruction"),
        )  # fmt: skip
    yield Pause(d.hours.after(d.now, d.rng.uniform(4, 24)))
    task = d.look_and_find("study_law")
    if task is not None:
        opinion = d.writer.legal_opinion(d.complaint)
        lawyer = d.holder("legal_officer", d.above("first_branch", h.accused))
        yield d.deed(act_of(h, "study_law"), lawyer, at=d.now, task=task.id, legal_opinion=opinion)


def withdrawal(h: Handling) -> Strand:
    """The complainant withdraws; the accepting department asks whether freely."""
    d = h.d
    words = d.note("withdraw_words")
    if d.plan.channel == "web" and not d.turn("by_mail"):
        yield d.deed("withdraw", COMPLAINANT, at=awake(d.now, 0.4, d.rng), withdraw_reason=words)
    else:
        caller = h.desk.keeper if d.plan.channel == "book" else h.desk.caller
        yield d.deed("withdraw", caller, (1.0, 5.0), withdraw_reason=words)
    checker = h.desk.keeper
    if d.plan.channel == "book" and not d.turn("head_accused"):
        checker = d.holder("union_officer", d.superior(h.accused))
    freely = d.turn("withdrawn")
    outcome = "voluntary" if freely else "pressured"
    task = d.look_and_find("ask_voluntary")
    yield d.deed(
        "check_withdrawal", checker, (1.0, 8.0), task=None if task is None else task.id,
        withdrawal_outcome=outcome, withdrawal_check=d.writer.withdraw_reason(
            d.complaint, voluntary=freely
        ),
    )  # fmt: skip

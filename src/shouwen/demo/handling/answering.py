"""From the decision to the archive: concluded, answered, followed up, complained about again."""

from datetime import datetime
from typing import Any

from shouwen.demo.course import Halt, Pause, Strand
from shouwen.demo.handling.bank_matter import Handling
from shouwen.demo.handling.dossier import Deed
from shouwen.demo.pace import awake
from shouwen.demo.writer import Outcome
from shouwen.vocabulary import at_office
from shouwen.vocabulary.identity import COMPLAINANT

#: Up to here, in yuan, what a mistake was about is what was lost, and made good.
_MOST_LOSS = 1000


def concluded(h: Handling) -> Strand:
    """Decide: whose fault, what follows, what is learnt."""
    d, complaint = h.d, h.d.complaint
    form: dict[str, Any] = {
        "finding": h.finding,
        "treatment": d.writer.treatment(complaint, d.outcome),
        "rectification": d.writer.lessons(complaint, d.outcome),
    }
    if d.outcome is Outcome.NOT_UPHELD:
        form |= {
            "liability": d.rng.choice(("customer", "neither")),
            "explanation": d.note("anonymous_explained" if complaint.anonymous else "explained"),
        }
    else:
        form |= {"liability": "bank", "unit_apology": None if complaint.anonymous else True}
        small = complaint.amount is not None and complaint.amount <= _MOST_LOSS
        if complaint.category == "mistake" and small:
            form |= {"loss": complaint.amount, "compensation": complaint.amount}
    if d.turn("refused"):
        form |= {
            "demand_refused": True,
            "refusal_reason": d.note("refusal"),
            "alternative": d.note("alternative"),
            "agitated": True,
        }
    if d.turn("beyond"):
        form["beyond_authority"] = True
    if d.chance(0.12):
        form["improvement"] = d.note("improvement")
    yield d.deed("conclude", h.head, (0.5, 3.0), **form)
    if d.turn("refused"):
        yield from _met(h)


def _met(h: Handling) -> Strand:
    d = h.d
    meeting = d.hours.after(d.now, d.rng.uniform(5, 8)).replace(minute=30, second=0, microsecond=0)
    person = str(d.case.facts["handler"])
    yield d.deed("appoint", person, (0.1, 0.4), appointment_at=meeting)
    yield Pause(d.hours.after(meeting, 0.8))
    yield d.deed("meet", person, (0.2, 0.8), meeting_note=d.note("meeting"))


def answered(h: Handling) -> Strand:
    """Answer everybody who is owed an answer."""
    d, complaint = h.d, h.d.complaint
    if d.plan.channel == "media":
        # The office answers the press, beside this; the strand waits until it has.
        while d.look_again().stage == "answering":
            yield Pause(d.hours.after(d.now, 1))
        if d.halted:
            raise Halt
        return
    handler = str(d.look_again().facts["handler"])
    if not complaint.anonymous:
        yield d.deed(
            "reply_customer", handler, (0.5, 3.0), reply=d.writer.reply(complaint, d.outcome)
        )
    if d.stage == "answering" and (d.plan.channel != "book" or d.turn("head_accused")):
        yield d.deed(
            "return_result", handler, (0.1, 1.2),
            satisfaction="unreached" if complaint.anonymous else _satisfaction(h),
            handled_at=_minute, handler_phone=f"98011-8{d.rng.randrange(100, 999)}",
        )  # fmt: skip
    while (task := d.look_and_find("report_second", "report_first")) is not None:
        yield d.finish(task, (0.3, 2.0))
    if d.stage == "answering" and d.plan.channel in ("superior", "government"):
        yield d.deed(
            "reply_forwarder", h.desk.sender, (0.5, 2.5), forwarder_reply=d.note("forwarder_reply")
        )
    if complaint.anonymous:
        yield from _excused(h)
        malicious = complaint.facts.intent == "malicious"
        yield d.deed(
            "file_anonymous", h.head, (0.3, 2.0),
            anonymous_intent="malicious" if malicious else "well_meant",
            reputation_measure=d.note("reputation") if malicious else None,
        )  # fmt: skip


def _minute(at: datetime) -> datetime:
    return at_office(at).replace(second=0, microsecond=0)


def _satisfaction(h: Handling) -> str:
    if h.d.turn("again", "unsatisfied"):
        return "dissatisfied"
    if h.d.outcome is Outcome.NOT_UPHELD:
        return h.d.rng.choices(("basically", "dissatisfied", "unreached"), (70, 20, 10))[0]
    return h.d.rng.choices(("satisfied", "basically", "unreached"), (62, 28, 10))[0]


def followed_up(h: Handling) -> Strand:
    """Ask the customer, hear him again if he is not content, file the case."""
    yield from _asked(h)
    if h.d.turn("again"):
        yield from _again(h)
        if h.d.turn("third"):
            yield from _third(h)
    yield from _filed(h)
    if h.d.turn("inspected"):
        d = h.d
        auditor = d.holder("auditor")
        yield d.deed("inspect", auditor, (20.0, 60.0), inspection_note=d.note("inspection"))


def _asked(h: Handling) -> Strand:
    d, said = h.d, _satisfaction(h)
    cause = d.note("cause") if said == "dissatisfied" else None
    if d.plan.channel == "media":
        return
    if d.plan.channel == "web" and not d.turn("by_mail") and d.chance(0.5):
        at = awake(d.now, d.rng.uniform(0.3, 2.5), d.rng)
        comment = d.note("comment") if said in ("satisfied", "basically") else None
        yield d.deed(
            "answer_satisfaction", COMPLAINANT, at=at, satisfaction=said, customer_comment=comment
        )
    elif d.chance(0.85):
        content = said in ("satisfied", "basically")
        reached = said != "unreached"
        words = d.writer.callback_note(d.complaint, satisfied=content, reached=reached)
        at_counter = d.plan.channel == "book"
        caller = str(d.look_again().facts["handler"]) if at_counter else h.desk.caller
        yield d.deed(
            "call_back", caller, (3.0, 16.0),
            satisfaction=said, customer_comment=words, dissatisfaction_cause=cause,
        )  # fmt: skip


def _again(h: Handling) -> Strand:
    d = h.d
    if d.turn("after_archive"):
        yield from _filed(h)
        yield Pause(awake(d.now, d.rng.uniform(2, 6), d.rng))
    yield _complaint_again(h)
    if d.stage != "reverifying":
        return
    checker = d.holder("handler", d.above("second_branch", h.accused))
    if checker in (d.case.facts.get("handler"), d.case.facts.get("accused_person")):
        checker = d.holder("customer_manager", d.top)
    yield d.deed(
        "organise_recheck", h.desk.keeper, (0.5, 3.0),
        dissatisfaction_cause=d.note("cause"), checker=checker,
    )  # fmt: skip
    same = d.outcome is Outcome.NOT_UPHELD
    h.finding = d.note("recheck_same" if same else "recheck")
    yield d.deed("recheck", checker, (3.0, 9.0), recheck_finding=h.finding)
    yield from concluded(h)
    yield from answered(h)
    yield from _asked(h)


def _complaint_again(h: Handling) -> Deed:
    d = h.d
    words = d.writer.again(d.complaint)
    if d.plan.channel == "web" and not d.turn("by_mail"):
        at = awake(d.now, d.rng.uniform(0.5, 3), d.rng)
        return d.deed("complain_again", COMPLAINANT, at=at, again_reason=words)
    caller = h.desk.keeper if d.plan.channel == "book" else h.desk.caller
    return d.deed("complain_again", caller, (4.0, 14.0), again_reason=words)


def _third(h: Handling) -> Strand:
    d = h.d
    yield _complaint_again(h)
    helper = d.holder("customer_manager", d.superior(h.accused))
    yield d.deed("help_explain", helper, (4.0, 10.0), help_note=d.note("help"))


def _excused(h: Handling) -> Strand:
    """Report why the limit was missed, where that is still owed."""
    d = h.d
    sent_back = False
    while (task := d.look_and_find("give_reason", "explain_delay")) is not None:
        if task.task == "explain_delay":
            said: dict[str, Any] = {"delay_explanation": d.writer.delay_explanation(d.complaint)}
            yield d.deed(act_of(h, task.task), h.head, (0.1, 0.6), task=task.id, **said)
            continue
        words = d.writer.delay_reason(d.complaint)
        yield d.deed("report_reason", h.head, (0.1, 0.6), task=task.id, delay_reason=words)
        yield from judged(h, words, h.head, again=sent_back)
        sent_back = True


def judged(h: Handling, words: str, by: str, *, again: bool = False) -> Strand:
    """Accept or reject a reason for lateness, or leave it to be judged: by what it says.

    :param by: who gave it
    :param again: whether one was given before; it is not sent back twice
    """
    d = h.d
    left, rejected = (sum(map(ord, words)) % 3 == each for each in (2, 0))
    if left:
        return
    act = "reject_reason" if rejected and not again else "accept_reason"
    judge = d.holder("union_leader", d.top, without=(by, str(d.case.facts.get("handler", ""))))
    yield d.deed(act, judge, at=d.hours.after(d.now, 1.5), reason_ruling=d.note(act))


def act_of(h: Handling, task: str) -> str:
    """Return the act that completes a task."""
    acts = h.d.procedure.acts
    return next(name for name, ready in acts.items() if ready.act.completes == task)


def _filed(h: Handling) -> Strand:
    d = h.d
    yield from _excused(h)
    while d.look_and_find(
        "ask_voluntary", "instruct", "study_law", "media_office", "media_branch", "media_head",
        "repair",
    ):  # fmt: skip
        # Somebody else is at it: the file stays open until then.
        yield Pause(d.hours.after(d.now, 2))
    media = d.plan.channel == "media"
    known = d.look_again().facts.get("satisfaction")
    form: dict[str, Any] = {"satisfaction": None if known else _satisfaction(h)}
    if media:
        form["satisfaction"] = "unreached"
    dissatisfied = "dissatisfied" in (known, form["satisfaction"])
    if dissatisfied and "dissatisfaction_cause" not in d.case.facts:
        form["dissatisfaction_cause"] = d.note("cause")
    yield d.deed("archive", h.desk.keeper, (1.0, 9.0), **form)

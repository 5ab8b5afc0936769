"""A complaint under the outlets' norm: answered on the spot, in three days, or by head office."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from shouwen.demo.course import Pause, Strand
from shouwen.demo.handling.dossier import Deed, Dossier
from shouwen.demo.pace import awake
from shouwen.demo.writer import Outcome
from shouwen.vocabulary.identity import COMPLAINANT

#: The writer's words and the norm's.
_CHANNELS = {
    "visit": "oral", "book": "book", "letter": "letter", "phone": "phone", "web": "web",
    "superior": "other", "government": "other", "media": "other",
}  # fmt: skip
_SPOKEN = ("oral", "phone", "service_line")
#: What a matter is taken for, so that this level of authority decides it.
_MATTERS = {
    "post": ("queue", "consult"),
    "manager": ("attitude", "facility"),
    "head": ("mistake", "fee"),
    "hq": ("policy", "loss"),
}
_MOST_FOR_HEAD = Decimal(900)


class Counter:
    """What the people of one outlet know while they work on a complaint."""

    def __init__(self, d: Dossier) -> None:
        self.d = d
        self.outlet = d.complaint.outlet
        self.clerk = d.holder("employee", self.outlet)
        self.manager = d.holder("complaint_manager", self.outlet)
        self.head = d.holder("outlet_head", self.outlet)
        self.leader = d.holder("branch_leader", d.superior(self.outlet))
        self.service = d.holder("hq_service", d.top)
        self.channel = _CHANNELS[d.plan.channel]
        if d.turn("service_line"):
            self.channel = "service_line"
        self.level = next((level for level in _MATTERS if d.turn(level)), "manager")

    @property
    def spoken(self) -> bool:
        """Whether it is said, not written."""
        return self.channel in _SPOKEN

    def form(self) -> dict[str, Any]:
        """Return what is written down when it is taken in."""
        d, complaint = self.d, self.d.complaint
        person = complaint.complainant
        amount = complaint.amount
        if self.level in ("post", "manager"):
            amount = None
        elif self.level == "head":
            amount = min(amount, _MOST_FOR_HEAD) if amount else None
        form: dict[str, Any] = {
            "channel": self.channel,
            "matter": d.rng.choice(_MATTERS[self.level]),
            "subject": complaint.title,
            "content": complaint.content,
            "amount": amount,
            "about_head": True if d.turn("about_head") else None,
            "accused_person": self.head if d.turn("about_head") else None,
        }
        if person is None or d.turn("nameless"):
            return form | {"anonymous": True}
        return form | {"name": person.name, "telephone": person.telephone, "email": person.email}


def handled(d: Dossier) -> Strand:
    """Handle a complaint at an outlet."""
    c = Counter(d)
    if d.turn("at_once"):
        yield from _settled(c)
    else:
        yield from _taken_in(c)
        if d.turn("first_asked"):
            yield d.deed("answer_on_spot", c.clerk, (0.1, 0.5), reply=_reply(c), satisfied=True)
        else:
            yield from _managed(c)
    yield from _afterwards(c)


def _settled(c: Counter) -> Strand:
    d = c.d
    form = c.form() | {"restated": True, "quiet_place": True}
    form |= {"reply": _reply(c), "satisfied": True}
    yield d.deed("settle_on_spot", c.clerk, at=d.begins, **form)


def _taken_in(c: Counter) -> Strand:
    d, form = c.d, c.form()
    match c.channel:
        case "web":
            form = {name: form[name] for name in form if name not in _NOT_ON_WEB}
            yield d.deed("submit", COMPLAINANT, at=d.begins, outlet=c.outlet, **form)
            return
        case "book":
            del form["channel"]
            written = d.begins - timedelta(minutes=d.rng.randint(30, 200))
            yield d.deed("transcribe_book", c.manager, at=d.begins, received_at=written, **form)
            return
        case "other":
            agent = d.holder("service_agent")
            yield d.deed("transfer_in", agent, at=d.begins, outlet=c.outlet, **form)
            return
        case "letter":
            form["received_at"] = d.begins - timedelta(minutes=d.rng.randint(20, 120))
        case "service_line":
            form |= {"restated": True, "centre_verified": True}
        case _:
            form["restated"] = True
    yield d.deed("register", c.clerk, at=d.begins, **form)
    if not d.turn("first_asked"):
        yield d.deed("hand_over", c.clerk, (0.1, 0.8))


_NOT_ON_WEB = ("channel", "matter", "about_head", "accused_person")


def _managed(c: Counter) -> Strand:
    d = c.d
    if d.turn("violation"):
        agent = d.holder("service_agent")
        yield d.deed(
            "record_violation", agent, (0.3, 1.0),
            violation="refuse_phone", violation_note=d.note("violation"), violator=c.clerk,
        )  # fmt: skip
    if d.turn("about_head"):
        yield from _by_head_office(c)
        return
    if d.turn("manager_at_once"):
        yield d.deed("answer_at_once", c.manager, (0.2, 1.0), reply=_reply(c), satisfied=True)
        return
    if d.turn("taken_back"):
        yield d.deed("withdraw", COMPLAINANT, at=awake(d.now, 0.3, d.rng),
                     withdraw_reason=d.note("withdraw_words"))  # fmt: skip
        return
    if c.spoken and not d.turn("no_promise"):
        yield from _promised(c)
    if "matter" not in d.look_again().facts:
        yield d.deed("investigate", c.manager, (0.5, 2.0), **_looked_into(c))
    if d.turn("recorded_withdrawal"):
        yield d.deed("record_withdrawal", c.manager, (1.0, 4.0),
                     withdraw_reason=d.note("withdraw_words"))  # fmt: skip
        yield from _signed(c)
        return
    yield from _looked_at(c)
    if d.plan.late:
        due = d.look_again().clocks["answer"].due_at
        assert due is not None  # noqa: S101 - the clock runs
        yield Pause(d.hours.after(due, d.rng.uniform(2, 9)))
        if d.chance(0.6):
            yield d.deed("urge", c.leader, (0.3, 1.0), urge_note=d.note("urge_outlet"))
    if c.level == "hq":
        yield from _raised(c)
    elif d.turn("asked_up"):
        reason = d.note("beyond")
        yield d.deed("request_confirmation", c.manager, (0.5, 2.0), beyond_reason=reason)
        yield d.deed("not_beyond", c.head, (0.3, 2.0), return_reason=d.note("not_beyond"))
    yield from _consulted(c)
    yield from _replied(c)


def _consulted(c: Counter) -> Strand:
    """What lies within the head's authority is put to the head."""
    d = c.d
    if c.level == "head":
        yield d.deed("ask_head", c.manager, (0.3, 1.5))
        task = d.open_task("consult")
        assert task is not None  # noqa: S101 - just opened
        yield d.finish(task, (0.3, 2.5), head_agreed=True, head_view=d.note("head_view"))


def _promised(c: Counter) -> Strand:
    d = c.d
    due = d.case.clocks["answer"].due_at
    assert due is not None  # noqa: S101 - the clock runs
    at = d.later((0.2, 0.8))
    promised = max(at + timedelta(hours=1), due - timedelta(hours=d.rng.choice((1, 3, 7, 25, 27))))
    promised = promised.replace(minute=0, second=0, microsecond=0)
    if at < promised <= due:
        yield d.deed("agree_time", c.manager, at=at, promised_at=promised, quiet_place=True)


def _looked_into(c: Counter) -> dict[str, Any]:
    d = c.d
    return {
        "finding": d.writer.finding(d.complaint, d.outcome),
        "matter": d.rng.choice(_MATTERS[c.level]),
    }


def _looked_at(c: Counter) -> Strand:
    """The manager asks whoever is responsible, or looks himself."""
    d = c.d
    finding = d.writer.finding(d.complaint, d.outcome)
    if d.chance(0.6) and not d.turn("clerk_accused"):
        yield d.deed("assign", c.manager, (0.3, 2.0), responsible=c.clerk)
        task = d.open_task("handle")
        assert task is not None  # noqa: S101 - just opened
        yield d.deed("report_finding", c.clerk, (1.0, 6.0), task=task.id, finding=finding)
        return
    if d.turn("clerk_accused"):
        yield d.deed("name_accused", c.manager, (0.2, 1.0), accused_person=c.clerk)
    matter = d.case.facts["matter"]
    yield d.deed("investigate", c.manager, (1.0, 5.0), finding=finding, matter=matter)


def _raised(c: Counter) -> Strand:
    """Beyond the outlet: its head confirms, head office decides."""
    d = c.d
    letter = c.channel == "letter"
    yield d.deed(
        "request_confirmation", c.manager, (0.3, 1.5),
        beyond_reason=d.note("beyond"), photocopy_kept=True if letter else None,
    )  # fmt: skip
    yield d.deed("confirm_beyond", c.head, (0.3, 2.0))
    yield d.deed("note_progress", c.manager, (0.5, 3.0), progress_note=d.note("progress"))
    yield d.deed("hq_decide", c.service, (1.0, 5.0), hq_opinion=_opinion(c))


def _opinion(c: Counter) -> str:
    unfounded = c.d.outcome is Outcome.NOT_UPHELD
    return c.d.note("hq_opinion_none" if unfounded else "hq_opinion")


def _by_head_office(c: Counter) -> Strand:
    d = c.d
    yield d.deed("hq_reply", c.service, (3.0, 12.0), reply=_reply(c), **_decided(c))


def _decided(c: Counter) -> dict[str, Any]:
    d, complaint = c.d, c.d.complaint
    form: dict[str, Any] = {"finding": d.writer.finding(complaint, d.outcome)}
    if d.outcome is Outcome.NOT_UPHELD:
        return form | {"liability": "none", "explanation": d.note("explained")}
    lessons = d.writer.lessons(complaint, d.outcome)
    return form | {"liability": "bank", "apologised": True, "rectification": lessons}


def _reply(c: Counter) -> str:
    return c.d.writer.reply(c.d.complaint, c.d.outcome)


def _replied(c: Counter) -> Strand:
    d = c.d
    if d.turn("nameless"):
        form = _decided(c)
        allowed = {name: form[name] for name in form if name in _WITHOUT_REPLY}
        yield d.deed("close_without_reply", c.manager, (0.5, 3.0), **allowed)
    else:
        promised = "promised_at" in d.look_again().facts
        reason = d.note("unreachable") if c.spoken and not promised else None
        yield d.deed(
            "reply", c.manager, (0.5, 3.0), reply=_reply(c), no_promise_reason=reason, **_decided(c)
        )
    if d.turn("returned"):
        yield d.deed("return_entry", c.head, (0.5, 3.0), return_reason=d.note("return_entry"))
        yield d.deed(
            "reply", c.manager, (0.5, 2.0), reply=_reply(c),
            no_promise_reason=d.note("unreachable") if c.spoken else None, **_decided(c),
        )  # fmt: skip
    yield from _signed(c)


_WITHOUT_REPLY = ("finding", "liability", "rectification")


def _signed(c: Counter) -> Strand:
    d = c.d
    if c.channel == "book":
        yield d.deed("sign_book", c.manager, (0.5, 3.0), book_opinion=d.note("book_opinion"))
    else:
        yield d.deed("sign_register", c.head, (0.5, 5.0))


def _rectified(c: Counter) -> Strand:
    d = c.d
    if d.stage == "rectifying":
        yield d.deed(
            "report_rectification", c.manager, (8.0, 60.0), rectified_note=d.note("rectified")
        )


def _afterwards(c: Counter) -> Strand:
    d = c.d
    portal = c.channel == "web"
    if portal and d.stage in ("rectifying", "closed") and not d.turn("again"):
        at = awake(d.now, 0.5, d.rng)
        yield d.deed("rate", COMPLAINANT, at=at, satisfied=True)
    if d.turn("again"):
        yield from _again(c)
    yield from _rectified(c)


def _again(c: Counter) -> Strand:
    d = c.d
    yield _once_more(c)
    yield from _looked_at(c)
    yield from _consulted(c)
    yield from _replied(c)
    if d.turn("third"):
        yield _once_more(c)
        yield d.deed("hq_decide", c.service, (2.0, 6.0), hq_opinion=_opinion(c))
        yield from _replied(c)


def _once_more(c: Counter) -> Deed:
    d = c.d
    words = d.writer.again(d.complaint)
    if c.channel == "web":
        at: datetime | None = awake(d.now, d.rng.uniform(0.5, 2), d.rng)
        return d.deed("complain_again", COMPLAINANT, at=at, again_reason=words)
    return d.deed("complain_again", c.manager, (3.0, 14.0), again_reason=words)

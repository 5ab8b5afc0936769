"""A complaint under the savings bank's regulation, from the first word to the archive."""

from datetime import datetime, timedelta
from typing import Any

from shouwen.demo.course import Halt, Pause, Strand
from shouwen.demo.handling import answering, detours
from shouwen.demo.handling.bank_matter import Handling
from shouwen.demo.handling.dossier import Dossier
from shouwen.demo.handling.reception import CHANNELS, level_of
from shouwen.demo.pace import awake
from shouwen.vocabulary.identity import COMPLAINANT


def handled(d: Dossier) -> Strand:
    """Handle a complaint."""
    h = Handling(d)
    yield from _taken_in(h)
    d.aside(detours.watched(h))
    if h.category == "financial_crime":
        yield from detours.handed_over(h)
        return
    if d.plan.channel == "media" or d.turn("media_later"):
        d.aside(detours.media(h))
    yield from _sent(h)
    if d.turn("redirect", "stands"):
        yield from detours.disputed(h)
        if d.turn("redirect"):
            yield from _sent(h)
    yield from _inquired(h)
    if d.turn("withdrawn", "pressured"):
        yield from detours.withdrawal(h)
        if d.turn("withdrawn"):
            return
    yield from answering.concluded(h)
    yield from answering.answered(h)
    if not d.complaint.anonymous:
        yield from answering.followed_up(h)


# -- taken in


def _form(h: Handling) -> dict[str, Any]:
    d, complaint = h.d, h.d.complaint
    person, facts = complaint.complainant, complaint.facts
    form: dict[str, Any] = {
        "subject": complaint.title,
        "content": complaint.content,
        "demand": "；".join(complaint.expected) or None,
        "anonymous": True if complaint.anonymous else None,
        "amount": complaint.amount,
    }
    if person is not None:
        form |= {
            "complainant_name": person.name,
            "telephone": person.telephone,
            "email": person.email,
        }
    if d.plan.channel == "web":
        return form
    return form | _known_at_desk(h) | {
        "channel": CHANNELS.get(complaint.channel, complaint.channel),
        "category": h.category,
        "media_level": facts.media_level,
        "medium": complaint.forwarder if complaint.channel == "media" else None,
        "media_facts": d.note("media_facts") if complaint.channel == "media" else None,
        "published": True if d.turn("published") else None,
        "forwarder": complaint.forwarder
        if complaint.channel in ("superior", "government")
        else None,
        "forward_number": complaint.reference,
    }  # fmt: skip


def _known_at_desk(h: Handling) -> dict[str, Any]:
    d, facts = h.d, h.d.complaint.facts
    centre = "records_calls" in d.unit(h.desk.unit).attributes
    return {
        "accused_unit": h.first_named,
        "accused_level": level_of(d, h.first_named),
        "accused_person": h.culprit,
        "head_accused": True if d.turn("head_accused") else None,
        "region": h.region,
        "accepting_unit": h.desk.unit,
        "accepting_level": h.desk.level,
        "well_known": True if facts.celebrity else None,
        "sensitive": True if facts.hot_topic else None,
        "reputation": True if facts.reputation else None,
        "has_recording": True if d.plan.channel == "phone" and centre else None,
    }


def _taken_in(h: Handling) -> Strand:
    d = h.d
    if d.turn("redirect", "wrong_unit"):
        h.first_named = _neighbour(h)
    if d.plan.channel == "web" and not d.turn("by_mail"):
        yield d.deed("submit", COMPLAINANT, at=d.begins, **_form(h))
        if d.turn("supplement"):
            at = awake(d.now, 0.3, d.rng)
            d.aside(_one(d, at, "supplement", supplement=d.note("supplement")))
        form = {**_known_at_desk(h), "category": h.category}
        yield d.deed("review", h.desk.receiver, (0.3, 3.0), **form)
        return
    form = _form(h)
    if d.plan.channel == "web":
        # An e-mail in the office's box, registered when somebody has read it.
        form |= _known_at_desk(h) | {"channel": "network", "category": h.category}
    if d.plan.channel in ("letter", "web", "government"):
        form["received_at"] = d.begins - timedelta(minutes=d.rng.randint(20, 150))
    if d.turn("head_accused"):
        form.pop("accepting_unit")
    yield d.deed("register", h.desk.receiver, at=d.begins, **form)
    if d.turn("head_accused"):
        yield d.deed(
            "review", h.desk.sender, category=h.category,
            accepting_unit=h.desk.unit, accepting_level=h.desk.level,
        )  # fmt: skip


def _one(d: Dossier, at: datetime, act: str, **form: Any) -> Strand:
    """One deed of the complainant beside everything else, while the case is open."""
    yield Pause(at)
    if not d.look_again().ended:
        yield d.deed(act, COMPLAINANT, at=at, **form)


def _neighbour(h: Handling) -> str:
    """Return the outlet next door, which the complaint is sent to by mistake."""
    d = h.d
    branch = d.superior(h.accused)
    near = [
        unit.id
        for unit in d.directory.units.values()
        if unit.kind == "outlet" and unit.parent == branch and unit.id != h.accused
    ]
    return d.rng.choice(near)


# -- sent


def _sent(h: Handling) -> Strand:
    d = h.d
    if d.turn("unaddressed"):
        raise Halt
    if h.region == "overseas" and "overseas_address" not in d.case.facts:
        task = d.open_task("find_address")
        assert task is not None  # noqa: S101 - the regulation opens it
        yield d.finish(task, (0.5, 3.0), overseas_address=d.note("address"))
    if (
        "relistened" not in d.case.did
        and d.fact("major") is True
        and d.case.facts.get("has_recording")
    ):
        yield d.deed(
            "relisten", h.desk.sender, relisten_note=d.writer.recording_review(d.complaint)
        )
    sender = h.desk.sender
    if d.plan.channel == "visit":
        sender = h.desk.receiver
    yield d.deed(
        "dispatch", sender, (0.3, 2.5),
        accused_unit=h.first_named, accused_level=level_of(d, h.first_named), region=h.region,
        accepting_level=h.desk.level, lead_unit=h.lead or None,
    )  # fmt: skip
    if d.turn("hurried"):
        yield d.deed("urge", h.desk.keeper, (1.0, 3.0), urging_text=d.note("urging"))
    while (task := d.open_task("carry_union", "carry_first", "carry_second")) is not None:
        yield d.finish(task, (0.3, 2.2))


# -- inquired


def _inquired(h: Handling) -> Strand:
    d = h.d
    units = list(dict.fromkeys(filter(None, (h.lead, h.accused))))
    handler = h.handler
    yield d.deed("start", h.head, (0.3, 2.2), handler=handler, inquiring_units=units)
    if d.plan.late:
        # Somebody is on leave, a log is with the maker: the limit passes.
        due = d.look_again().clocks["answer"].due_at
        assert due is not None  # noqa: S101 - the clock runs
        yield Pause(d.hours.after(due, d.rng.uniform(3, 20)))
    scale = 1.6 if h.category in ("service_product", "service_channel", "rule_breaking") else 1.0
    while (task := d.look_and_find("inquire")) is not None:
        h.finding = d.writer.finding(d.complaint, d.outcome)
        yield d.finish(task, (1.5 * scale, 7.0 * scale), inquiry_finding=h.finding)
    if d.turn("identify"):
        yield from detours.identified(h)
    if d.turn("legal"):
        d.aside(detours.legal(h))
    if d.turn("reclassify"):
        h.category = "rule_breaking"
        yield d.deed(
            "reclassify", h.desk.keeper, (0.5, 2.0),
            category=h.category, reclass_reason=d.note("reclass"),
        )  # fmt: skip
    if d.look_and_find("determine") is not None:
        yield d.deed(
            "determine", d.holder("compliance_officer"), (2.0, 8.0),
            determination=d.note("determination"),
        )  # fmt: skip

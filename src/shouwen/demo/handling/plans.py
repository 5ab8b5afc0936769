"""Which matters come to the demonstration bank: first one of every kind, then what comes by chance.

Ages are office hours before the present. The shares and turns below are what a middling bank sees,
a little livelier, so that every page has something to show.
"""

import random
from collections.abc import Iterator

from shouwen.demo.handling.plan import Plan
from shouwen.demo.writer import CATEGORIES, CHANNELS

BANK, OUTLET, LINES = "postal-bank", "bank-outlet", "bank-three-lines"
#: How long ago the oldest matter came in, in office hours: about seventy days.
OLDEST = 340.0
_DAY = 7.0
_OUTLET_DAY = 8.0
#: The most hours it may take until a matter reaches a stage at the ordinary tempo.
_WORST = {
    BANK: {
        "in_transit": 4, "handling": 11, "deciding": 30, "answering": 34, "following_up": 46,
        "reverifying": 80, "superior_help": 140, "handing_over": 1,
    },
    OUTLET: {
        "managing": 1, "confirming": 12, "hq_handling": 14, "replying": 24, "signing": 16,
        "rectifying": 22,
    },
    LINES: {"received": 1, "working": 2, "following": 14},
}  # fmt: skip

_PEOPLE_CATEGORIES = ("mistake", "attitude", "management")
_TWIST = ("redirect", "stands", "identify", "reclassify", "withdrawn", "pressured", "again")


def _plan(
    regulation: str,
    channel: str,
    category: str,
    age: float,
    *turns: str,
    halt: str = "",
    late: bool = False,
    place: str = "",
    outlet: str = "",
    language: str | None = None,
) -> Plan:
    worst = _WORST[regulation].get(halt)
    tempo = min(1.0, 0.85 * age / worst) if worst else 0.8
    return Plan(
        regulation, channel, category, age, frozenset(turns), halt, tempo, late, place, outlet,
        language,
    )  # fmt: skip


def bank_showcases(today: float) -> Iterator[Plan]:
    """Yield a matter of every kind for the savings bank; `today` are this day's hours so far."""
    due_soon = today + 2 * _DAY

    def lying(
        stage: str, channel: str, category: str, age: float, *turns: str, **more: str
    ) -> Plan:
        return _plan(BANK, channel, category, age, *turns, halt=stage, **more)  # type: ignore[arg-type]

    def whole(channel: str, category: str, age: float, *turns: str, **more: object) -> Plan:
        return _plan(BANK, channel, category, age, *turns, **more)  # type: ignore[arg-type]

    # Two the visitor of the portal may follow.
    yield lying("handling", "web", "attitude", due_soon + 1, "visitor", "calm", outlet="yinxing")
    yield lying("following_up", "web", "mistake", 40, "visitor", "founded", outlet="renzhong")
    # One of every kind, from beginning to end.
    yield whole("phone", "crime", 150)
    yield whole("letter", "crime", 90, place="ho")
    yield whole("web", "crime", 60)
    yield whole("phone", "anonymous", 160)
    yield whole("letter", "anonymous", 110, "well_meant")
    yield whole("web", "anonymous", 130, "malicious")
    yield whole("book", "anonymous", 70, "well_meant")
    yield whole("government", "anonymous", 95)
    yield whole("phone", "attitude", 140, "withdrawn", "known_culprit")
    yield whole("web", "mistake", 75, "withdrawn")
    yield whole("book", "management", 50, "withdrawn")
    yield whole("visit", "attitude", 120, "pressured", "known_culprit")
    yield whole("media", "management", 170, "calm")
    yield whole("media", "channel", 60, "calm")
    yield whole("media", "attitude", 200, "major", "published")
    yield whole("media", "violation", 100, "major")
    yield whole("phone", "attitude", 80, "media_later")
    yield whole("phone", "mistake", 210, "redirect")
    yield whole("letter", "management", 180, "redirect", place="ho")
    yield whole("phone", "attitude", 65, "stands")
    yield whole("web", "mistake", 190, "stands")
    yield whole("phone", "mistake", 85, "identify")
    yield whole("visit", "attitude", 105, "reclassify")
    yield whole("visit", "mistake", 125, "legal", "founded")
    yield whole("letter", "mistake", 230, "legal", place="lc", outlet="wenmiao")
    yield whole("letter", "mistake", 145, "overseas", "english", outlet="sg", place="ho")
    yield whole("web", "mistake", 240, "overseas", "english", outlet="sg")
    yield whole("government", "product", 155, place="ho")
    yield whole("government", "violation", 115, place="yl", outlet="renzhong")
    yield whole("government", "management", 135, place="tongpu", outlet="binjiang")
    yield whole("superior", "mistake", 165, place="yl", outlet="shifan")
    yield whole("superior", "product", 220, place="lt", outlet="dukou")
    yield whole("visit", "mistake", 100, "refused")
    yield whole("phone", "product", 175, "refused")
    yield whole("phone", "mistake", 130, "again", "known_culprit")
    yield whole("web", "attitude", 150, "again", "after_archive")
    yield whole("letter", "management", 185, "again")
    yield whole("phone", "mistake", 250, "again", "third", "unfounded")
    yield whole("book", "attitude", 90, "head_accused")
    yield whole("phone", "product", 200, "major", "founded", "beyond")
    yield whole("phone", "mistake", 55, "major")
    yield whole("phone", "channel", 140, "hurried", late=True)
    yield whole("phone", "attitude", 110, late=True)
    yield whole("letter", "mistake", 195, late=True, place="ho")
    yield whole("government", "attitude", 75, late=True)
    yield whole("web", "management", 60, late=True)
    # One or more at every stage, some calm, some pressing, some late.
    yield lying("received", "phone", "attitude", 0.2)
    yield lying("received", "web", "channel", 0.6)
    yield lying("received", "letter", "management", 4, place="yl", outlet="huochezhan")
    yield lying("received", "visit", "product", 9, place="hedong", outlet="donghu")
    yield lying("received", "web", "attitude", due_soon + 0.5)
    yield lying("received", "phone", "mistake", 1.2, "major", place="ho_centre", outlet="jichang")
    yield lying("in_transit", "letter", "mistake", 6, place="ho", outlet="baishi")
    yield lying("in_transit", "phone", "attitude", 9, place="ho_centre", outlet="haifang")
    yield lying("in_transit", "superior", "management", 11, place="yl", outlet="chachang")
    yield lying("handling", "phone", "attitude", 5, "known_culprit", outlet="yinxing")
    yield lying("handling", "phone", "mistake", due_soon + 2, outlet="renzhong")
    yield lying("handling", "visit", "management", due_soon + 5, outlet="wenmiao")
    yield lying("handling", "phone", "mistake", due_soon + 3, outlet="yinxing")
    yield whole("phone", "attitude", 6, "stands", "undecided", outlet="kaifaqu")
    yield lying("handling", "phone", "mistake", 32, "silent", outlet="yushi")
    yield lying("handling", "web", "attitude", 44, outlet="dukou")
    yield lying("handling", "government", "product", 90, outlet="binjiang")
    yield lying("deciding", "phone", "attitude", 14, outlet="yinxing")
    yield lying("deciding", "phone", "violation", 30, outlet="renzhong")
    yield lying("deciding", "visit", "mistake", 30, outlet="wenmiao")
    yield lying("deciding", "phone", "product", 52)
    yield lying("answering", "phone", "mistake", due_soon + 4, outlet="yinxing")
    yield lying("answering", "letter", "management", 25, place="ho", outlet="shifan")
    yield lying("answering", "superior", "attitude", 34, place="lt", outlet="yushi")
    yield lying("following_up", "phone", "attitude", 30, outlet="yinxing")
    yield lying("following_up", "visit", "mistake", 50, "unsatisfied", outlet="donghu")
    yield lying("following_up", "letter", "management", 75, place="ho")
    yield lying("reverifying", "phone", "mistake", 70, "again", "known_culprit", outlet="renzhong")
    yield lying("reverifying", "letter", "attitude", 85, "again", place="ho", outlet="baishi")
    yield lying("superior_help", "phone", "mistake", 150, "again", "third", "unfounded")
    yield lying("superior_help", "phone", "attitude", 160, "again", "third", "unfounded", "centre")
    yield lying("handing_over", "phone", "crime", 3)
    yield lying("handing_over", "letter", "crime", 5, place="ho")
    yield whole("web", "mistake", 2.5, "overseas", "english", "unaddressed", outlet="sg")
    yield whole("visit", "mistake", 18, "legal", "uninstructed", outlet="donghu")
    yield lying("handing_over", "visit", "crime", 12, place="lc", outlet="donghu")
    yield lying("handling", "media", "channel", 7, "calm", outlet="wenmiao")


def outlet_showcases(today: float) -> Iterator[Plan]:
    """Yield a matter of every kind for the outlets; `today` are this day's outlet hours so far."""
    due_soon = today + 2 * _OUTLET_DAY

    def lying(
        stage: str, channel: str, category: str, age: float, *turns: str, **more: str
    ) -> Plan:
        return _plan(OUTLET, channel, category, age, *turns, halt=stage, **more)  # type: ignore[arg-type]

    def whole(channel: str, category: str, age: float, *turns: str, **more: object) -> Plan:
        return _plan(OUTLET, channel, category, age, *turns, **more)  # type: ignore[arg-type]

    yield lying("managing", "web", "management", due_soon + 2, "manager", outlet="yinxing")
    yield whole("visit", "management", 150, "at_once", "post")
    yield whole("phone", "management", 20, "first_asked", "post")
    yield whole("visit", "attitude", 120, "manager_at_once", "manager")
    yield whole("visit", "mistake", 200, "head")
    yield whole("phone", "product", 160, "hq")
    yield whole("letter", "mistake", 220, "hq")
    yield whole("letter", "management", 140, "manager")
    yield whole("book", "management", 110, "manager", "nameless")
    yield whole("book", "attitude", 90, "manager")
    yield whole("web", "mistake", 180, "head")
    yield whole("government", "attitude", 130, "manager")
    yield whole("visit", "attitude", 100, "service_line", "violation", "manager")
    yield whole("visit", "attitude", 210, "about_head", "manager")
    yield whole("web", "attitude", 70, "taken_back", "manager")
    yield whole("visit", "management", 80, "recorded_withdrawal", "manager")
    yield whole("phone", "mistake", 170, "again", "head")
    yield whole("visit", "attitude", 240, "again", "third", "manager")
    yield whole("phone", "mistake", 190, "asked_up", "head")
    yield whole("visit", "mistake", 60, "returned", "head")
    yield whole("visit", "attitude", 50, "clerk_accused", "no_promise", "manager")
    yield whole("phone", "attitude", 150, "manager", late=True)
    yield whole("book", "mistake", 95, "head", late=True)
    yield lying("received", "visit", "management", 0.4, "post", outlet="yinxing")
    yield lying("managing", "phone", "attitude", 4, "manager", outlet="yinxing")
    yield lying("managing", "visit", "mistake", due_soon + 5, "head", outlet="renzhong")
    yield lying("managing", "book", "management", 38, "manager", outlet="donghu")
    yield lying("confirming", "phone", "product", 9, "hq", outlet="yinxing")
    yield lying("hq_handling", "letter", "mistake", 14, "hq", outlet="wenmiao")
    yield lying("hq_handling", "visit", "attitude", 6, "about_head", "manager")
    yield lying("replying", "visit", "product", 20, "hq", outlet="renzhong")
    yield lying("signing", "phone", "attitude", 12, "manager", outlet="yinxing")
    yield lying("signing", "book", "management", 15, "manager", outlet="shifan")
    yield lying("rectifying", "visit", "mistake", 30, "head", "founded", outlet="yinxing")
    yield lying("rectifying", "phone", "attitude", 60, "manager", "founded", outlet="huochezhan")


def lines_showcases() -> Iterator[Plan]:
    """Yield a matter of every kind for the three telephone lines, the oldest first.

    Each is about one outlet and its people, whose accounts tell of it afterwards.
    """

    def lying(
        stage: str, channel: str, category: str, age: float, *turns: str, outlet: str
    ) -> Plan:
        return _plan(LINES, channel, category, age, *turns, halt=stage, outlet=outlet)

    def whole(channel: str, category: str, age: float, *turns: str, outlet: str) -> Plan:
        return _plan(LINES, channel, category, age, *turns, outlet=outlet)

    yield whole("phone", "attitude", 500, "attitude_proven", outlet="gulou")
    yield whole("phone", "mistake", 430, "breach_proven", "appealed", outlet="matou")
    yield whole("phone", "attitude", 320, "untrue", outlet="xuefu")
    yield whole("phone", "mistake", 270, "breach_proven", "improvement", outlet="gulou")
    yield whole("media", "attitude", 240, "exposure_proven", "improvement", outlet="xuefu")
    yield whole("phone", "attitude", 215, "attitude_proven", "passed_down", outlet="matou")
    yield whole("phone", "attitude", 165, "attitude_proven", "late_taken", outlet="matou")
    yield whole("phone", "management", 110, "unpunished", "improvement", outlet="matou")
    yield whole("phone", "attitude", 70, "attitude_proven", outlet="gulou")
    yield whole("phone", "mistake", 30, "breach_proven", "proposed", outlet="gulou")
    yield lying("working", "phone", "attitude", 3, outlet="matou")
    yield lying("received", "phone", "attitude", 0.4, outlet="gulou")


def bank_chance(rng: random.Random) -> Plan:
    """Return a matter as it comes to the savings bank by chance."""
    channel = rng.choices(CHANNELS, (40, 7, 22, 9, 8, 2, 5, 7))[0]
    category = rng.choices(CATEGORIES, (20, 22, 17, 14, 13, 8, 1, 5))[0]
    turns = {"known_culprit"} if rng.random() < 0.5 else set()
    special = rng.random()
    named = category in _PEOPLE_CATEGORIES and channel not in ("book", "media")
    if named and special < 0.16:
        turns.add(rng.choice(_TWIST))
    elif special < 0.22 and category != "crime":
        turns.add("refused")
    for turn, share in (("hurried", 0.06), ("supplement", 0.2), ("inspected", 0.06)):
        if rng.random() < share:
            turns.add(turn)
    if channel in ("book", "media"):
        turns.discard("hurried")
    if category == "anonymous":
        turns -= {"refused"}
    if {"redirect", "identify"} & turns:
        turns.discard("known_culprit")
    late = rng.random() < 0.07 and category != "crime"
    tempo = min(1.7, max(0.3, rng.lognormvariate(-0.25, 0.4)))
    age = OLDEST * rng.random() ** 1.7
    return Plan(BANK, channel, category, age, frozenset(turns), "", tempo, late)


def outlet_chance(rng: random.Random) -> Plan:
    """Return a matter as it comes to an outlet by chance."""
    channel = rng.choices(("visit", "phone", "book", "letter", "web"), (40, 24, 14, 8, 14))[0]
    category = rng.choices(CATEGORIES[:6], (22, 26, 24, 12, 10, 6))[0]
    level = rng.choices(("post", "manager", "head", "hq"), (30, 38, 22, 10))[0]
    turns = {level}
    spoken = channel in ("visit", "phone")
    if level == "post" and spoken:
        turns.add(rng.choice(("at_once", "first_asked")))
    elif level == "manager" and spoken and rng.random() < 0.5:
        turns.add("manager_at_once")
    elif channel == "book" and rng.random() < 0.4:
        turns.add("nameless")
    late = rng.random() < 0.06 and not turns & {"at_once", "first_asked", "manager_at_once"}
    tempo = min(1.5, max(0.3, rng.lognormvariate(-0.3, 0.4)))
    age = OLDEST * rng.random() ** 1.7
    return Plan(OUTLET, channel, category, age, frozenset(turns), "", tempo, late)

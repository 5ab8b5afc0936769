"""Clocks when facts change late, when they are paused, extended, begun anew or long forgotten."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.calendars import DaySet
from shouwen.engine import (
    Accepted,
    Case,
    Command,
    NoticeDue,
    PointReached,
    Refused,
    TaskOpened,
    decide,
    options,
    recalendar,
    replay,
)
from shouwen.packs import shelf
from shouwen.regulations import Procedure, procedure_from
from shouwen.vocabulary import Actor, Directory, Person, Post, Unit, iso, moment

TEXT = (Path(__file__).parent / "counter.yaml").read_text(encoding="utf-8")
WANG, ZHAO, LI = Actor("wang"), Actor("zhao"), Actor("li")
CUSTOMER = Actor("complainant", "顾客", frozenset({"customer"}))


class Walk:
    """One case, its events replayed after every step."""

    def __init__(self, procedure: Procedure, directory: Directory) -> None:
        self.procedure, self.directory = procedure, directory
        self.case: Case | None = None
        self.events: list[object] = []

    def __call__(self, at: str, act: str | None = None, who: Actor = WANG, **form: object):
        command = Command(act, who, form)
        outcome = decide(self.procedure, self.case, command, self.directory, moment(at))
        if isinstance(outcome, Accepted):
            self.case = outcome.case
            self.events += outcome.events
            assert replay(self.events) == self.case
        return outcome

    def clock(self, name: str = "answer"):
        return self.case.clocks[name]

    def due(self, name: str = "answer") -> str:
        return iso(self.clock(name).due_at)[:16].replace("T", " ")


@pytest.fixture
def walk(counter: Procedure, shop: Directory) -> Walk:
    return Walk(counter, shop)


def changed(old: str, new: str) -> Procedure:
    assert old in TEXT
    return procedure_from(TEXT.replace(old, new), "counter.yaml", shelf.day_sets())


def points(outcome: object) -> list[str]:
    assert isinstance(outcome, Accepted), outcome
    return [event.moment for event in outcome.events if isinstance(event, PointReached)]


def take_in(walk: Walk, kind: str = "simple") -> None:
    walk("2026-09-07 09:00", "register", content="x", kind=kind)
    walk("2026-09-07 10:00", "dispatch", shop="shop_1", shops=["shop_1"])


def test_a_limit_found_shorter_takes_effect_at_once(walk: Walk) -> None:
    take_in(walk, "complex")
    assert walk.due() == "2026-09-20 18:00"
    outcome = walk("2026-09-14 10:00", "classify", kind="simple")
    assert walk.due() == "2026-09-10 18:00"
    # Late as it is, the bank's duties of the due date have not vanished with the correction.
    assert points(outcome) == ["limits.target", "due", "due + 1 working_day"]
    assert walk.clock().late(moment("2026-09-14 10:00"))
    assert points(walk("2026-09-14 18:00")) == ["due + 1 working_day"]


def test_points_already_reached_come_again_only_where_they_lie_ahead(walk: Walk) -> None:
    take_in(walk, "simple")
    assert points(walk("2026-09-10 18:00")) == ["limits.target", "due"]
    assert points(walk("2026-09-10 19:00", "classify", kind="complex")) == []
    assert points(walk("2026-09-21 09:00")) == ["limits.target", "due"]


def test_what_is_learnt_during_a_pause_counts_when_it_ends(walk: Walk) -> None:
    take_in(walk, "simple")
    walk("2026-09-08 10:00", "withdraw", CUSTOMER)
    relabelled = changed("in: [received, checking], form: [kind]", "in: any_open, form: [kind]")
    other = Walk(relabelled, walk.directory)
    take_in(other, "simple")
    other("2026-09-08 10:00", "withdraw", CUSTOMER)
    other("2026-09-09 10:00", "classify", kind="complex")
    assert other.clock().state == "paused"
    other("2026-09-10 10:00", "confirm", free=False)
    walk("2026-09-10 10:00", "confirm", free=False)
    assert walk.due() == "2026-09-14 18:00"
    assert other.due() == "2026-09-22 18:00"  # ten working days and the two lost


def test_a_correction_after_a_pause_moves_points_as_the_pause_did(walk: Walk) -> None:
    procedure = changed(
        "    points:\n      - {at: limits.target",
        "    points:\n      - {at: 2 working_days, do: [{notify: manager}]}\n"
        "      - {at: limits.target",
    )
    paused = Walk(procedure, walk.directory)
    take_in(paused, "simple")
    paused("2026-09-08 10:00", "withdraw", CUSTOMER)
    paused("2026-09-10 10:00", "confirm", free=False)
    ahead = paused.clock().points
    paused("2026-09-10 11:00", "classify", kind="complex")
    paused("2026-09-10 12:00", "classify", kind="simple")
    assert paused.clock().points == ahead
    assert iso(ahead[0].at)[:16] == "2026-09-11T18:00"


def test_a_clock_stopped_while_paused_is_late_only_if_it_was_before(walk: Walk) -> None:
    take_in(walk, "simple")
    walk("2026-09-08 10:00", "withdraw", CUSTOMER)
    walk("2026-09-21 10:00", "confirm", free=True)
    assert walk.clock().state == "stopped"
    assert not walk.clock().late(moment("2026-09-21 10:00"))


def test_a_clock_may_be_paused_before_its_limit_is_known(walk: Walk) -> None:
    waiting = Walk(procedure_without_default(), walk.directory)
    waiting("2026-09-07 09:00", "register", content="x")
    waiting("2026-09-07 10:00", "withdraw", CUSTOMER)
    assert waiting.clock().state == "paused"
    waiting("2026-09-09 10:00", "confirm", free=False)
    assert waiting.clock().state == "waiting"
    waiting("2026-09-09 11:00", "classify", kind="simple")
    assert waiting.due() == "2026-09-14 18:00"


def procedure_without_default() -> Procedure:
    # The proofreader asks for a default; a text of another shelf may lack it all the same.
    procedure = procedure_from(TEXT, "counter.yaml", shelf.day_sets())
    answer = replace(procedure.clocks["answer"], limit=None)
    clocks = {**procedure.clocks, "answer": answer}
    reactions = {
        tag: replace(
            reaction,
            clocks=tuple((clocks[ready.name], part) for ready, part in reaction.clocks),
        )
        for tag, reaction in procedure.reactions.items()
    }
    return replace(procedure, clocks=clocks, reactions=reactions)


def test_a_fresh_round_never_goes_back_to_the_first_receipt(walk: Walk) -> None:
    corrected = changed(
        "in: [received, checking], form: [kind], cite",
        "in: any_open, form: [kind], also: [received_at], cite",
    )
    again = Walk(corrected, walk.directory)
    take_in(again, "simple")
    again("2026-09-07 11:00", "report", ZHAO, finding="x")
    again("2026-09-07 12:00", "answer", ZHAO, reply="x")
    again("2026-09-14 09:00", "complain_again", CUSTOMER)
    assert again.due() == "2026-09-17 18:00"
    again("2026-09-14 10:00", "classify", kind="simple", received_at="2026-09-04 09:00")
    assert again.due() == "2026-09-17 18:00"


def test_a_round_with_a_receipt_of_its_own_counts_from_it(walk: Walk) -> None:
    text = TEXT.replace(
        "    since: received_at\n", "    since: received_at\n    since_always: true\n"
    )
    text = text.replace(
        "in: [closed], do: [{goto: received}]",
        "in: [closed], form: [received_at], do: [{goto: received}]",
    )
    again = Walk(procedure_from(text, "counter.yaml", shelf.day_sets()), walk.directory)
    take_in(again, "simple")
    again("2026-09-07 11:00", "report", ZHAO, finding="x")
    again("2026-09-07 12:00", "answer", ZHAO, reply="x")
    letter_came = "2026-09-11 16:00"
    again("2026-09-14 09:00", "complain_again", received_at=letter_came)
    assert again.due() == "2026-09-16 18:00"


def test_a_clock_that_renews_itself_catches_up_over_years(shop: Directory) -> None:
    weekly = changed(
        "rules:\n",
        "  weekly:\n    title: 每周提醒\n    calendar: office\n"
        "    start: [act register, due weekly]\n    stop: [enter closed]\n    limit: 1 day\n"
        "    points: [{at: due, do: [{notify: clerk}]}]\n    cite: [a1]\nrules:\n",
    )
    case = Walk(weekly, shop)
    case("2020-01-01 09:00", "register", content="x")
    outcome = case("2024-01-01 09:00")
    assert points(outcome).count("due") > 1400


EXTENDING = (
    TEXT.replace("extension: {up_to: 5 working_days, times: 1,", "extension: {up_to: 5 working_days, times: 2, amount: more,")  # noqa: E501
    .replace("  told: {type: bool", "  more: {type: int, title: 延期天数}\n  told: {type: bool")
    .replace("form: [told]\n", "form: [told, more]\n")
    .replace("do: [{extend: answer}]", 'do: [{extend: answer, when: "more != 99"}]')
)  # fmt: skip


@pytest.mark.parametrize(
    ("more", "allowed"), [(0, False), (-3, False), (1, True), (5, True), (6, False)]
)
def test_an_extension_is_what_was_asked_or_refused(
    shop: Directory, more: int, allowed: bool
) -> None:
    case = Walk(procedure_from(EXTENDING, "counter.yaml", shelf.day_sets()), shop)
    take_in(case)
    outcome = case("2026-09-07 11:00", "defer", ZHAO, told=True, more=more)
    assert isinstance(outcome, Accepted) is allowed
    if not allowed:
        assert [(why.code, why.field) for why in outcome.reasons] == [("extension", "more")]
    else:
        assert case.clock().added == more


def test_an_extension_not_wanted_now_is_no_reason_against(shop: Directory) -> None:
    case = Walk(procedure_from(EXTENDING, "counter.yaml", shelf.day_sets()), shop)
    take_in(case)
    for _ in range(4):
        assert isinstance(case("2026-09-07 11:00", "defer", ZHAO, told=True, more=99), Accepted)
    assert case.clock().extended == 0


def told_to(outcome: object) -> list[tuple[str | None, tuple[str, ...]]]:
    assert isinstance(outcome, Accepted)
    return [(e.to.role, e.to.persons) for e in outcome.events if isinstance(e, NoticeDue)]


def owners(outcome: object) -> list[tuple[str, ...]]:
    assert isinstance(outcome, Accepted)
    return [e.owner.persons for e in outcome.events if isinstance(e, TaskOpened)]


def test_who_is_complained_about_is_neither_told_nor_given_work(shop: Directory) -> None:
    procedure = changed(
        "do: [{goto: checking}, {open: check}]",
        "do: [{goto: checking}, {open: check}, {notify: {role: manager, of: shop}}]",
    )
    case = Walk(procedure, shop)
    case("2026-09-07 09:00", "register", content="x", accused="zhao")
    outcome = case("2026-09-07 10:00", "dispatch", shop="shop_1", shops=["shop_1"])
    # Only zhao manages the shop: the director above stands in.
    assert told_to(outcome) == [("director", ("li",))]
    assert owners(outcome) == [("li",)]
    alone = Directory.of(
        [Unit("shop_1", "一店", "shop")],
        [Person("wang", "王莉"), Person("zhao", "赵敏")],
        [Post("wang", "clerk", "shop_1"), Post("zhao", "manager", "shop_1")],
    )
    case = Walk(procedure, alone)
    case("2026-09-07 09:00", "register", content="x", accused="zhao")
    outcome = case("2026-09-07 10:00", "dispatch", shop="shop_1", shops=["shop_1"])
    # Not even the seat: it would be read by whoever holds it.
    assert told_to(outcome) == [(None, ())]


def test_several_tasks_are_named_by_their_units(walk: Walk) -> None:
    walk("2026-09-07 09:00", "register", content="x", kind="simple")
    walk("2026-09-07 10:00", "dispatch", shop="shop_1", shops=["shop_1", "shop_2"])
    outcome = walk("2026-09-07 11:00", "report", LI, finding="x")
    assert isinstance(outcome, Refused)
    text = "".join(why.text for why in outcome.reasons if why.code == "task")
    assert "一店、二店" in text


@pytest.mark.parametrize(
    "form",
    [
        {"kind": ["simple"]},
        {"kind": {"a": 1}},
        {"kind": True},
        {"shop": ["shop_1"]},
        {"accused": {"x": 1}},
        {"received_at": "1900-01-01 09:00"},
        {"received_at": "9999-12-31 23:59"},
        {"received_at": 7},
        {"phone": ["1"]},
        {"content": {}},
    ],
)
def test_no_value_of_a_form_breaks_the_engine(walk: Walk, form: dict[str, object]) -> None:
    outcome = walk("2026-09-07 09:00", "register", **({"content": "x"} | form))
    assert isinstance(outcome, Refused)
    assert {why.code for why in outcome.reasons} <= {"form_invalid", "form_missing", "must"}


def test_numbers_where_texts_are_wanted_are_texts(walk: Walk) -> None:
    outcome = walk("2026-09-07 09:00", "register", content=12345, phone=13800000000)
    assert isinstance(outcome, Accepted)
    assert outcome.case.facts["phone"] == "13800000000"


def with_days(off: tuple[str, ...]) -> Callable[[], Procedure]:
    known = shelf.day_sets()["cn-mainland"]
    extra = {date.fromisoformat(day): "临时放假" for day in off}
    days: DaySet = replace(known, version="2026.9", off={**known.off, **extra})
    return lambda: procedure_from(TEXT, "counter.yaml", {"cn-mainland": days})


def test_a_new_calendar_reaches_points_and_paused_clocks_too(walk: Walk) -> None:
    take_in(walk, "simple")
    walk("2026-09-08 10:00", "withdraw", CUSTOMER)
    newer = with_days(("2026-09-14",))()
    told = recalendar(newer, walk.case, moment("2026-09-09 09:00"))
    assert "answer" not in [event.clock for event in told.events]
    walk.procedure = newer
    walk("2026-09-10 10:00", "confirm", free=False)
    assert walk.due() == "2026-09-15 18:00"

    other = Walk(walk.procedure, walk.directory)
    other.procedure = procedure_from(TEXT, "counter.yaml", shelf.day_sets())
    take_in(other, "simple")
    late = with_days(("2026-09-11",))()
    told = recalendar(late, other.case, moment("2026-09-09 09:00"))
    # The date stands, the day after it does not.
    assert [event.clock for event in told.events] == ["answer"]
    after = told.case.clocks["answer"]
    assert iso(after.due_at)[:10] == "2026-09-10"
    assert [iso(point.at)[:10] for point in after.points][2:] == [
        "2026-09-14",
        "2026-09-15",
        "2026-09-16",
    ]


@given(st.lists(st.sampled_from(["simple", "complex"]), min_size=1, max_size=6), st.integers(0, 20))
@settings(max_examples=40, deadline=None)
def test_whatever_was_thought_before_the_last_word_decides(kinds: list[str], days: int) -> None:
    """However often a class is corrected, date and points ahead are those of the last class."""
    procedure = procedure_from(TEXT, "counter.yaml", shelf.day_sets())
    directory = Directory.of(posts=[Post("wang", "clerk")])
    start = moment("2026-09-07 09:00")
    corrected = Walk(procedure, directory)
    corrected(iso(start), "register", content="x")
    for kind in kinds:
        corrected(iso(start), "classify", kind=kind)
    straight = Walk(procedure, directory)
    straight(iso(start), "register", content="x", kind=kinds[-1])
    assert corrected.clock().points == straight.clock().points
    assert corrected.due() == straight.due()
    until = f"2026-09-{8 + days:02} 23:00"
    assert points(corrected(until)) == points(straight(until))


def test_options_know_of_extensions_as_the_act_does(walk: Walk) -> None:
    take_in(walk)
    now = moment("2026-09-07 11:00")
    seen = {one.act: one for one in options(walk.procedure, walk.case, ZHAO, walk.directory, now)}
    assert seen["defer"].allowed
    walk("2026-09-07 11:00", "defer", ZHAO, told=True)
    seen = {one.act: one for one in options(walk.procedure, walk.case, ZHAO, walk.directory, now)}
    assert [why.code for why in seen["defer"].reasons] == ["extension"]


def test_nobody_frees_himself_by_naming_another(shop: Directory) -> None:
    procedure = changed(
        "in: [received, checking], form: [kind], cite",
        "in: [received, checking], form: [kind], also: [accused], cite",
    )
    case = Walk(procedure, shop)
    case("2026-09-07 09:00", "register", Actor("sun"), content="x", accused="wang")
    outcome = case("2026-09-07 09:10", "classify", WANG, kind="simple", accused="zhao")
    assert isinstance(outcome, Refused)
    assert [why.code for why in outcome.reasons] == ["recusal"]
    itself = case("2026-09-07 09:20", "classify", Actor("sun"), kind="simple", accused="sun")
    assert isinstance(itself, Refused)
    assert isinstance(case("2026-09-07 09:30", "classify", Actor("sun"), kind="simple"), Accepted)


def test_nobody_seats_himself_by_what_he_fills_in(shop: Directory) -> None:
    procedure = procedure_from(
        TEXT.replace(
            '    in: [replying]\n    not_by: ["did offer"]\n',
            '    in: [replying]\n    not_by: ["did offer"]\n    also: [amount]\n',
        ),
        "counter.yaml",
        shelf.day_sets(),
    )
    clerk = Actor("wu", roles=frozenset({"manager"}), unit="shop_1")

    def offered(amount: str) -> Walk:
        case = Walk(procedure, shop)
        take_in(case)
        case("2026-09-07 11:00", "report", ZHAO, finding="x")
        case("2026-09-07 11:30", "offer", clerk, amount=amount)
        return case

    for before, then in (("5000", "500"), ("500", "5000"), ("0", "5000")):
        case = offered(before)
        assert isinstance(case("2026-09-07 12:00", "approve", ZHAO, amount=then), Refused)
        assert isinstance(case("2026-09-07 12:00", "approve", LI, amount=then), Accepted)
    assert isinstance(offered("500")("2026-09-07 12:00", "approve", ZHAO, amount="600"), Accepted)


def test_a_seat_the_form_will_settle_is_open_until_then(shop: Directory) -> None:
    procedure = procedure_from(
        TEXT.replace(
            "  dispatch:\n    title: 交办\n    by: [clerk]",
            "  dispatch:\n    title: 交办\n    by: [{table: authority.level, of: shop}]",
        ),
        "counter.yaml",
        shelf.day_sets(),
    )
    case = Walk(procedure, shop)
    case("2026-09-07 09:00", "register", content="x", kind="simple")
    now = moment("2026-09-07 09:30")
    seen = {
        who.person: next(
            one for one in options(procedure, case.case, who, shop, now) if one.act == "dispatch"
        ).allowed
        for who in (ZHAO, WANG)
    }
    assert seen == {"zhao": True, "wang": False}
    form = {"shop": "shop_2", "shops": ["shop_2"]}
    assert isinstance(case("2026-09-07 10:00", "dispatch", ZHAO, **form), Refused)
    form = {"shop": "shop_1", "shops": ["shop_1"]}
    assert isinstance(case("2026-09-07 10:00", "dispatch", ZHAO, **form), Accepted)


def test_the_nearest_seat_is_the_next_above_that_is_held(shop: Directory) -> None:
    procedure = changed(
        "do: [{goto: checking}, {open: check}]",
        "do: [{goto: checking}, {open: check}, {notify: {role: director, of: nearest(shop)}},"
        " {notify: {role: manager, of: nearest(shop)}}]",
    )
    case = Walk(procedure, shop)
    case("2026-09-07 09:00", "register", content="x", kind="simple")
    outcome = case("2026-09-07 10:00", "dispatch", shop="shop_2", shops=["shop_2"])
    assert told_to(outcome) == [("director", ("li",)), ("manager", ("qian",))]
    by = changed(
        "  offer:\n    title: 提出赔付\n    by: [{role: manager, of: shop}]",
        "  offer:\n    title: 提出赔付\n    by: [{role: director, of: nearest(shop)}]",
    )

    def offered(who: Actor) -> object:
        case = Walk(by, shop)
        take_in(case)
        case("2026-09-07 10:30", "report", ZHAO, finding="x")
        return case("2026-09-07 11:00", "offer", who, amount="5")

    assert isinstance(offered(LI), Accepted)
    for unit, allowed in (("shop_1", True), ("east", True), ("shop_2", False)):
        newcomer = Actor("wu", roles=frozenset({"director"}), unit=unit)
        assert isinstance(offered(newcomer), Accepted) is allowed

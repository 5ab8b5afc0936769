"""What the engine decides, told with the counter rules."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from shouwen.engine import (
    Accepted,
    ApprovalLapsed,
    Case,
    ClockSet,
    Command,
    DocumentIssued,
    NoticeDue,
    PointReached,
    Refused,
    TaskOpened,
    WrongEdition,
    decide,
    explain,
    explain_due,
    number_documents,
    options,
    replay,
)
from shouwen.packs import shelf
from shouwen.regulations import Procedure, procedure_from
from shouwen.vocabulary import Actor, Directory, iso, moment

WANG, ZHAO, SUN, QIAN, LI = (Actor(p) for p in ("wang", "zhao", "sun", "qian", "li"))
CUSTOMER = Actor("complainant", "顾客", frozenset({"customer"}))


class Told:
    """A case told step by step; every accepted step is replayed and compared."""

    def __init__(self, procedure: Procedure, directory: Directory) -> None:
        self.procedure, self.directory = procedure, directory
        self.case: Case | None = None
        self.events: list[object] = []

    def __call__(
        self,
        at: str,
        act: str | None,
        actor: Actor | None = None,
        task: str | None = None,
        **form: object,
    ):
        outcome = decide(
            self.procedure, self.case, Command(act, actor, form, task), self.directory, moment(at)
        )
        if isinstance(outcome, Accepted):
            self.case = outcome.case
            self.events += outcome.events
            assert replay(self.events) == self.case
        return outcome

    def due(self, clock: str) -> str:
        assert self.case is not None
        at = self.case.clocks[clock].due_at
        return iso(at)[:16].replace("T", " ") if at else "none"


@pytest.fixture
def told(counter: Procedure, shop: Directory) -> Told:
    return Told(counter, shop)


def codes(outcome: object) -> set[str]:
    assert isinstance(outcome, Refused), outcome
    return {reason.code for reason in outcome.reasons}


def of(outcome: object, kind: type) -> list:
    assert isinstance(outcome, Accepted), outcome
    return [event for event in outcome.events if isinstance(event, kind)]


def through_to_replying(told: Told) -> None:
    told("2026-09-28 17:20", "register", WANG, content="排队太久", kind="simple")
    told("2026-09-28 17:30", "dispatch", WANG, shop="shop_1", shops=["shop_1", "shop_2"])
    told("2026-09-29 10:00", "report", ZHAO, task="shop_1", finding="属实")
    told("2026-09-29 11:00", "report", QIAN, task="shop_2", finding="不属实")


def test_a_matter_is_taken_in_and_its_clocks_start(told: Told) -> None:
    told("2026-09-28 17:20", "register", WANG, content="排队太久", kind="simple")
    assert told.case.stage == "received"
    assert told.case.first_receiver == "wang"
    assert told.due("answer") == "2026-10-08 18:00"  # the holiday week is not counted
    assert told.due("dispatch_within") == "2026-09-29 10:20"


def test_every_reason_is_given_not_only_the_first(told: Told) -> None:
    outcome = told("2026-09-28 17:20", "dispatch", CUSTOMER, amount="5")
    assert codes(outcome) == {"not_open_yet", "role", "form_missing", "form_unexpected"}
    assert all(reason.cite for reason in outcome.reasons)


def test_a_form_value_of_the_wrong_type_is_a_reason_at_its_field(told: Told) -> None:
    outcome = told(
        "2026-09-28 17:20", "register", WANG, content="x", kind="odd", received_at="soon"
    )
    assert {(r.code, r.field) for r in outcome.reasons} == {
        ("form_invalid", "kind"),
        ("form_invalid", "received_at"),
    }


def test_an_earlier_receipt_counts_from_the_receipt(told: Told) -> None:
    told(
        "2026-09-28 09:00",
        "register",
        WANG,
        content="x",
        kind="simple",
        received_at="2026-09-24 16:00",
    )
    assert told.due("answer") == "2026-09-30 18:00"  # 25 September is Mid-Autumn Day


def test_the_limit_follows_the_class_when_it_becomes_known(told: Told) -> None:
    told("2026-09-07 09:00", "register", CUSTOMER, content="x")
    assert told.due("answer") == "2026-09-10 18:00"  # the default until somebody classifies
    outcome = told("2026-09-07 10:00", "classify", WANG, kind="complex")
    assert told.due("answer") == "2026-09-20 18:00"  # a worked Sunday
    assert [event.why for event in of(outcome, ClockSet)] == ["recomputed"]


def test_a_seat_is_held_at_its_unit_only_and_from_above(told: Told) -> None:
    through_to_replying(told)
    assert codes(told("2026-09-29 14:10", "answer", QIAN, reply="x")) == {"role"}
    assert isinstance(told("2026-09-29 14:10", "answer", LI, reply="x"), Accepted)


def test_the_person_complained_about_may_do_nothing(told: Told) -> None:
    told("2026-09-28 09:00", "register", WANG, content="x", accused="zhao")
    told("2026-09-28 10:00", "dispatch", WANG, shop="shop_1", shops=["shop_1"])
    assert "recusal" in codes(told("2026-09-28 11:00", "report", ZHAO, finding="x"))


def test_work_is_split_over_units_and_joined(told: Told) -> None:
    told("2026-09-28 09:00", "register", WANG, content="x")
    told("2026-09-28 10:00", "dispatch", WANG, shop="shop_1", shops=["shop_1", "shop_2"])
    assert len(told.case.open_tasks("check")) == 2
    assert "task" in codes(told("2026-09-28 11:00", "report", LI, finding="x"))
    assert codes(told("2026-09-28 11:00", "report", ZHAO, task="shop_2", finding="x")) == {"role"}
    told("2026-09-28 11:00", "report", ZHAO, task="shop_1", finding="x")
    assert told.case.stage == "checking"
    # what one unit reported does not stand in for the other's report
    assert codes(told("2026-09-28 11:30", "report", QIAN, task="shop_2")) == {"form_missing"}
    told("2026-09-28 11:30", "report", QIAN, task="shop_2", finding="y")
    assert told.case.stage == "replying"


@pytest.mark.parametrize(
    ("amount", "who", "allowed"),
    [("1000", ZHAO, True), ("1000.01", ZHAO, False), ("1000.01", LI, True)],
)
def test_authority_goes_by_amount_to_the_fen(
    told: Told, amount: str, who: Actor, allowed: bool
) -> None:
    through_to_replying(told)
    told(
        "2026-09-29 14:00",
        "offer",
        Actor("wu", roles=frozenset({"manager"}), unit="shop_1"),
        amount=amount,
    )
    outcome = told("2026-09-29 15:00", "approve", who)
    assert isinstance(outcome, Accepted) is allowed


def test_whoever_offered_does_not_approve(told: Told) -> None:
    through_to_replying(told)
    told("2026-09-29 14:00", "offer", ZHAO, amount="500")
    assert codes(told("2026-09-29 15:00", "approve", ZHAO)) == {"recusal"}
    assert told.case.facts["amount"] == Decimal("500.00")


def test_an_extension_moves_the_date_once_and_keeps_the_first(told: Told) -> None:
    through_to_replying(told)
    assert codes(told("2026-09-29 14:00", "defer", ZHAO, told=False)) == {"must"}
    told("2026-09-29 14:00", "defer", ZHAO, told=True)
    assert told.due("answer") == "2026-10-14 18:00"  # 10-10 is a worked Saturday
    assert iso(told.case.clocks["answer"].first_due_at)[:10] == "2026-10-08"
    assert codes(told("2026-09-29 15:00", "defer", ZHAO, told=True)) == {"extension"}


def test_a_pause_moves_the_date_by_the_days_lost(told: Told) -> None:
    told("2026-09-07 09:00", "register", WANG, content="x", kind="simple")
    told("2026-09-07 10:00", "dispatch", WANG, shop="shop_1", shops=["shop_1"])
    told("2026-09-08 10:00", "withdraw", CUSTOMER)
    assert told.case.clocks["answer"].state == "paused"
    told("2026-09-10 10:00", "confirm", WANG, free=False)
    assert told.due("answer") == "2026-09-14 18:00"
    assert told.case.stage == "checking"


def test_late_points_are_dated_at_their_instant(told: Told) -> None:
    told("2026-09-07 09:00", "register", WANG, content="x", kind="simple")
    told("2026-09-07 10:00", "dispatch", WANG, shop="shop_1", shops=["shop_1"])
    outcome = told("2026-09-20 12:00", None)
    points = of(outcome, PointReached)
    assert [iso(p.at)[5:16] for p in points] == [
        "09-10T18:00",
        "09-10T18:00",
        "09-11T18:00",
        "09-14T18:00",
        "09-15T18:00",
    ]
    assert {iso(p.noticed_at)[:16] for p in points} == {"2026-09-20T12:00"}
    assert [n.kind for n in of(outcome, NoticeDue)] == ["notify", "notify"] + ["escalate"] * 3


def test_a_promise_must_be_kept_by_its_own_clock(told: Told) -> None:
    through_to_replying(told)
    assert codes(told("2026-09-29 14:00", "promise", ZHAO, promised_at="2026-10-09 10:00")) == {
        "must"
    }
    told("2026-09-29 14:00", "promise", ZHAO, promised_at="2026-09-30 10:00")
    assert told.due("promised") == "2026-09-30 10:00"
    outcome = told("2026-09-30 10:00", None)
    assert [n.to.role for n in of(outcome, NoticeDue)] == ["director"]
    told("2026-09-30 09:00", "promise", ZHAO, promised_at="2026-09-30 16:00")


def test_a_letter_without_its_elements_does_not_leave(told: Told) -> None:
    told("2026-09-28 09:00", "register", WANG, content="x")
    told("2026-09-28 10:00", "dispatch", WANG, shop="shop_1", shops=["shop_1"])
    told("2026-09-28 10:30", "report", ZHAO, finding="属实")
    outcome = told("2026-09-28 11:00", "answer", ZHAO, reply="致歉")
    assert of(outcome, DocumentIssued)[0].contents["finding"] == "属实"
    assert told.case.stage == "closed"
    assert told.case.clocks["answer"].state == "stopped"
    numbered = number_documents(None, Accepted(tuple(told.events), told.case), lambda series: 7)
    assert of(numbered, DocumentIssued)[0].number == "D2609007"


def test_going_back_in_time_is_refused(told: Told) -> None:
    told("2026-09-28 09:00", "register", WANG, content="x")
    assert codes(told("2026-09-28 08:00", "withdraw", CUSTOMER)) == {"order"}


def test_a_case_is_not_decided_under_another_text(
    told: Told, counter: Procedure, shop: Directory
) -> None:
    told("2026-09-28 09:00", "register", WANG, content="x")
    told.case.digest = "other"
    with pytest.raises(WrongEdition):
        decide(counter, told.case, Command(), shop, moment("2026-09-28 10:00"))


def test_options_say_what_may_be_done_and_why_not_the_rest(
    told: Told, counter: Procedure, shop: Directory
) -> None:
    through_to_replying(told)
    now = moment("2026-09-29 14:00")
    seen = {o.act: o for o in options(counter, told.case, ZHAO, shop, now)}
    assert seen["answer"].allowed
    assert seen["promise"].allowed  # its condition rests on what the form will say
    assert not seen["approve"].allowed
    assert seen["approve"].bearing == "condition"
    assert seen["dispatch"].bearing == "stage"
    assert seen["report"].bearing == "stage"
    assert all(reason.cite for o in seen.values() for reason in o.reasons)


def test_a_due_date_explains_itself_with_its_articles(told: Told, counter: Procedure) -> None:
    told("2026-09-28 17:20", "register", WANG, content="x", kind="simple")
    words = explain_due(counter, told.case, "answer")
    assert "第二条" in words
    assert "10月8日" in words
    assert "第 1 行" in words
    assert "counter@2020.1" in words
    assert "row 1" in explain_due(counter, told.case, "answer", english=True)


def test_a_date_beyond_the_calendar_is_provisional_and_says_so(
    told: Told, counter: Procedure
) -> None:
    told("2026-12-30 09:00", "register", WANG, content="x", kind="complex")
    assert told.case.clocks["answer"].provisional
    assert "暂定" in explain_due(counter, told.case, "answer")


def test_the_story_never_tells_private_values(
    told: Told, counter: Procedure, shop: Directory
) -> None:
    told("2026-09-28 17:20", "register", WANG, content="x", phone="v_secretref")
    text = "".join(step.text for step in explain(counter, told.events, shop))
    assert "v_secretref" not in text
    assert "已保密" in text


def test_naive_moments_are_not_taken(told: Told, counter: Procedure, shop: Directory) -> None:
    from shouwen.vocabulary.zone import NaiveMoment

    with pytest.raises(NaiveMoment):
        decide(counter, None, Command("register", WANG), shop, datetime(2026, 1, 1))


def test_what_is_done_at_the_due_instant_is_in_time(told: Told) -> None:
    told("2026-09-07 09:00", "register", WANG, content="x", kind="simple")
    told("2026-09-07 10:00", "dispatch", WANG, shop="shop_1", shops=["shop_1"])
    told("2026-09-07 11:00", "report", ZHAO, finding="属实")
    outcome = told("2026-09-10 18:00", "answer", ZHAO, reply="致歉")
    assert of(outcome, PointReached) == []
    assert not told.case.clocks["answer"].late(moment("2026-09-10 18:00"))


def test_what_is_done_a_second_later_is_late(told: Told) -> None:
    told("2026-09-07 09:00", "register", WANG, content="x", kind="simple")
    told("2026-09-07 10:00", "dispatch", WANG, shop="shop_1", shops=["shop_1"])
    told("2026-09-07 11:00", "report", ZHAO, finding="属实")
    outcome = told("2026-09-10 18:00:01", "answer", ZHAO, reply="致歉")
    assert [iso(point.at)[11:19] for point in of(outcome, PointReached)] == ["18:00:00"] * 2
    assert told.case.clocks["answer"].late(moment("2026-09-10 18:00:01"))


def test_every_refusal_speaks_english_too(told: Told) -> None:
    said = [told("2026-09-28 08:00", "dispatch", CUSTOMER, amount="5", kind="odd", shops=["x"])]
    told("2026-09-28 09:00", "register", WANG, content="x", accused="zhao")
    said.append(told("2026-09-28 09:10", "answer", ZHAO, reply="x"))
    said.append(told("2026-09-28 09:10", "report", ZHAO, finding="x"))
    said.append(told("2026-09-28 09:10", "register", WANG, received_at="soon", amount="1.234"))
    reasons = [reason for outcome in said for reason in outcome.reasons]
    assert len({reason.code for reason in reasons}) >= 9
    # this regulation translates none of its titles: what the engine adds must be English
    assert all(reason.english and reason.english != reason.text for reason in reasons)
    assert all(reason.say("en") == reason.english for reason in reasons)
    assert all(reason.say() == reason.text for reason in reasons)


def test_a_seat_naming_a_person_is_not_the_role_of_that_name(told: Told) -> None:
    through_to_replying(told)
    told("2026-09-29 14:00", "offer", ZHAO, amount="500")
    outcome = told("2026-09-29 15:00", "approve", LI)
    (notice,) = of(outcome, NoticeDue)
    assert (notice.to.role, notice.to.fact, notice.to.persons) == (
        None,
        "first_receiver",
        ("wang",),
    )


# -- records


@pytest.fixture
def looked_into(told: Told) -> Told:
    told("2026-09-21 09:00", "register", WANG, content="排队", shop="shop_1")
    told("2026-09-21 09:10", "dispatch", WANG, shop="shop_1", shops=["shop_1"])
    return told


def kept(told: Told, record: str, column: str) -> list[object]:
    assert told.case is not None
    return [entry.values.get(column) for entry in told.case.entries(record)]


def test_an_entry_takes_its_columns_and_leaves_the_form_blank(looked_into: Told) -> None:
    done = looked_into("2026-09-21 10:00", "blame", ZHAO, liable="wang", share=60, words="v_1")
    assert isinstance(done, Accepted)
    assert kept(looked_into, "blame", "weight") == [Decimal("120.00")]
    assert done.case.facts.keys().isdisjoint({"liable", "words"})
    assert done.case.facts["share"] == 10, "what has a default gets it back"


def test_the_same_key_takes_the_place_of_the_earlier_entry(looked_into: Told) -> None:
    looked_into("2026-09-21 10:00", "blame", ZHAO, liable="wang", share=60)
    looked_into("2026-09-21 10:10", "blame", ZHAO, liable="qian")
    looked_into("2026-09-21 10:20", "blame", ZHAO, liable="wang", share=5)
    assert kept(looked_into, "blame", "liable") == ["wang", "qian"]
    assert kept(looked_into, "blame", "share") == [5, 10]
    assert [entry.number for entry in looked_into.case.entries("blame")] == [1, 2]


def test_a_rule_of_the_act_still_sees_what_was_entered(looked_into: Told) -> None:
    looked_into("2026-09-21 10:00", "blame", ZHAO, liable="wang")
    done = looked_into("2026-09-21 10:10", "blame", ZHAO, liable="qian")
    assert [each.to.persons for each in done.events if isinstance(each, NoticeDue)] == [("qian",)]


def test_what_was_struck_gives_its_number_to_nobody(looked_into: Told) -> None:
    looked_into("2026-09-21 10:00", "blame", ZHAO, liable="wang")
    assert codes(looked_into("2026-09-21 10:05", "unblame", ZHAO, liable="qian")) == {"record"}
    looked_into("2026-09-21 10:10", "unblame", ZHAO, liable="wang")
    assert kept(looked_into, "blame", "liable") == []
    looked_into("2026-09-21 10:20", "blame", ZHAO, liable="qian")
    assert [entry.number for entry in looked_into.case.entries("blame")] == [2]


def test_a_list_derived_from_a_record_seats_people_and_opens_a_task_for_each(
    shop: Directory,
) -> None:
    procedure = edited({
        "tables:\n": "  blamed: {type: \"list:person\", title: 全部责任人, "
        "is: \"column('blame', 'liable')\", cite: [a9]}\ntables:\n",
        "tasks:\n": "tasks:\n  answer_for: {title: 本人说明, owner: {person: blamed}, "
        "for_each: blamed, cite: [a9]}\n",
        "\nacts:\n": "\nacts:\n  ask_all: {title: 请本人说明, by: [manager], in: [checking], "
        "do: [{open: answer_for}, {notify: {person: blamed}}], cite: [a9]}\n"
        "  explain: {title: 说明, by: [{person: blamed}], in: [checking], "
        "completes: answer_for, also: [finding], cite: [a9]}\n",
    })  # fmt: skip
    told = Told(procedure, shop)
    told("2026-09-21 09:00", "register", WANG, content="排队", shop="shop_1")
    told("2026-09-21 09:10", "dispatch", WANG, shop="shop_1", shops=["shop_1"])
    told("2026-09-21 10:00", "blame", ZHAO, liable="wang")
    told("2026-09-21 10:10", "blame", ZHAO, liable="sun")
    done = told("2026-09-21 10:20", "ask_all", ZHAO)
    assert [event.item for event in of_type(done, TaskOpened)] == ["wang", "sun"]
    assert [event.to.persons for event in of_type(done, NoticeDue)] == [("wang", "sun")]
    assert isinstance(told("2026-09-21 10:30", "explain", SUN, task="sun"), Accepted)
    assert codes(told("2026-09-21 10:40", "explain", QIAN, task="wang")) == {"role"}


def test_sums_of_a_record_decide_who_approves(looked_into: Told) -> None:
    looked_into("2026-09-21 10:00", "report", ZHAO, task="shop_1", finding="属实")
    looked_into("2026-09-21 10:06", "offer", ZHAO, amount=10)
    looked_into("2026-09-21 10:10", "blame", ZHAO, liable="wang", share="100.01")
    may = {each.act for each in options(
        looked_into.procedure, looked_into.case, LI, looked_into.directory,
        moment("2026-09-21 10:20"),
    ) if each.allowed}  # fmt: skip
    assert "approve" in may
    assert codes(looked_into("2026-09-21 10:20", "approve", QIAN)) == {"role"}


def test_a_document_shows_the_record_as_it_was(looked_into: Told) -> None:
    looked_into("2026-09-21 10:00", "blame", ZHAO, liable="wang", words="v_1")
    looked_into("2026-09-21 10:10", "report", ZHAO, task="shop_1", finding="属实")
    looked_into("2026-09-21 10:20", "answer", ZHAO, reply="致歉")
    issued = next(each for each in looked_into.events if isinstance(each, DocumentIssued))
    assert issued.contents["talk"] == [{"liable": "wang", "words": "v_1"}]


# -- what acts mean


def test_clocks_and_rules_react_to_what_an_act_means(looked_into: Told) -> None:
    done = looked_into("2026-09-21 10:00", "withdraw", CUSTOMER)
    told = [each for each in done.events if isinstance(each, NoticeDue)]
    assert [each.to.role for each in told] == ["director"]
    looked_into("2026-09-21 10:10", "confirm", WANG, free=False)
    looked_into("2026-09-21 10:20", "report", ZHAO, task="shop_1", finding="属实")
    looked_into("2026-09-21 10:30", "promise", ZHAO, promised_at="2026-09-22 10:00")
    looked_into("2026-09-21 10:40", "answer", ZHAO, reply="致歉")
    assert looked_into.case.clocks["promised"].state == "stopped"


def test_a_word_or_several(counter: Procedure) -> None:
    assert counter.pack.acts["withdraw"].means == ["withdrawn"]
    assert counter.pack.acts_meaning("replied") == ("answer",)
    assert counter.pack.acts_meaning("urged") == ()


# -- approvals


@pytest.fixture
def agreed(looked_into: Told) -> Told:
    looked_into("2026-09-21 10:00", "report", ZHAO, task="shop_1", finding="属实")
    looked_into("2026-09-21 10:10", "offer", ZHAO, amount=2000)
    looked_into("2026-09-21 10:20", "approve", LI)
    return looked_into


def of_type(outcome: object, kind: type) -> list:
    assert isinstance(outcome, Accepted), outcome
    return [event for event in outcome.events if isinstance(event, kind)]


def test_an_approval_keeps_who_gave_it_and_on_what(agreed: Told) -> None:
    given = agreed.case.approvals["payout"]
    assert (given.person, given.lapsed_at) == ("li", None)
    assert given.basis == {"amount": Decimal("2000.00"), "big": True}


def test_it_lapses_with_all_that_follows_when_its_basis_changes(agreed: Told) -> None:
    done = agreed("2026-09-21 10:30", "offer", ZHAO, amount=2001)
    assert [lapsed.names for lapsed in of_type(done, ApprovalLapsed)] == [("amount",)]
    told = [(each.kind, each.to.role, each.say) for each in of_type(done, NoticeDue)]
    assert told == [("notify", "manager", "核准已失效"), ("escalate", "director", None)]
    refused = agreed("2026-09-21 10:40", "answer", ZHAO, reply="致歉")
    assert codes(refused) == {"must"}
    agreed("2026-09-21 10:50", "offer", ZHAO, amount=2000)
    assert codes(agreed("2026-09-21 11:00", "answer", ZHAO, reply="致歉")) == {"must"}, (
        "what has lapsed does not hold again by itself"
    )


def test_the_same_value_anew_changes_nothing(agreed: Told) -> None:
    assert (
        of_type(agreed("2026-09-21 10:30", "offer", ZHAO, amount="2000.00"), ApprovalLapsed) == []
    )
    agreed("2026-09-21 10:40", "answer", ZHAO, reply="致歉")
    assert agreed.case.ended


def test_a_record_it_rests_on_makes_it_lapse(agreed: Told) -> None:
    done = agreed("2026-09-21 10:30", "blame", ZHAO, liable="wang", words="v_1")
    assert [lapsed.names for lapsed in of_type(done, ApprovalLapsed)] == [("talk",)]


def test_approving_anew_takes_the_place_of_the_former_approval(agreed: Told) -> None:
    agreed("2026-09-21 10:30", "offer", ZHAO, amount=900)
    done = agreed("2026-09-21 10:40", "approve", LI)
    assert of_type(done, ApprovalLapsed) == []
    assert agreed.case.approvals["payout"].basis["amount"] == 900
    assert agreed.case.approvals["payout"].lapsed_at is None


def edited(pairs: dict[str, str]) -> Procedure:
    text = (Path(__file__).parent / "counter.yaml").read_text(encoding="utf-8")
    for old, new in pairs.items():
        assert old in text
        text = text.replace(old, new)
    return procedure_from(text, "counter.yaml", shelf.day_sets())


def test_an_act_that_changes_the_basis_does_not_pass_by_the_approval_it_ends(
    shop: Directory,
) -> None:
    answer = "    means: [replied, closed]\n"
    told = Told(edited({answer: answer + "    also: [amount]\n"}), shop)
    told("2026-09-21 09:00", "register", WANG, content="排队", shop="shop_1")
    told("2026-09-21 09:10", "dispatch", WANG, shop="shop_1", shops=["shop_1"])
    told("2026-09-21 10:00", "report", ZHAO, task="shop_1", finding="属实")
    told("2026-09-21 10:10", "offer", ZHAO, amount=2000)
    told("2026-09-21 10:20", "approve", LI)
    refused = told("2026-09-21 10:30", "answer", ZHAO, reply="致歉", amount=5000)
    assert codes(refused) == {"must"}
    may = options(told.procedure, told.case, ZHAO, shop, moment("2026-09-21 10:30"))
    assert "answer" in {each.act for each in may if each.allowed}, "the form may leave it as it is"
    told("2026-09-21 10:30", "answer", ZHAO, reply="致歉")
    assert told.case.ended


def test_approving_with_another_basis_in_the_form_replaces_and_does_not_lapse(
    shop: Directory,
) -> None:
    approve = '    not_by: ["did offer"]\n'
    told = Told(edited({approve: approve + "    also: [amount]\n"}), shop)
    told("2026-09-21 09:00", "register", WANG, content="排队", shop="shop_1")
    told("2026-09-21 09:10", "dispatch", WANG, shop="shop_1", shops=["shop_1"])
    told("2026-09-21 10:00", "report", ZHAO, task="shop_1", finding="属实")
    told("2026-09-21 10:10", "offer", ZHAO, amount=2000)
    told("2026-09-21 10:20", "approve", LI)
    done = told("2026-09-21 10:30", "approve", LI, amount=1800)
    assert of_type(done, ApprovalLapsed) == []
    assert told.case.approvals["payout"].basis["amount"] == 1800

"""Words and opinions given to a case beside its acts; and a code given anew."""

import pytest

from shouwen import vault
from shouwen.casework import operations, queries
from shouwen.casework.errors import CaseNotFound, NothingGiven, NothingToReveal, ProofNeeded
from shouwen.casework.models import Particular

from .window import AN, CITIZEN, DUE, MONDAY, act, command, register, reply

pytestmark = pytest.mark.usefixtures("office")


def say(taken, words="楼上漏水", now=MONDAY, **more):
    return operations.say(
        taken.number, words, actor=CITIZEN, now=now,
        **{"command_id": command(), "code": taken.code} | more,
    )  # fmt: skip


def test_words_are_kept_beside_the_acts_and_the_desk_is_told():
    taken = register()
    before = queries.case_view(AN, taken.number, MONDAY)
    version = say(taken, " 楼上漏水 ", files=2)
    assert version == before.version + 1
    said, opinions = queries.given_of(AN, taken.number, MONDAY)
    assert opinions == ()
    (one,) = said
    assert (one.version, one.files, one.worded, one.text, one.mine) == (version, 2, True, "", True)
    after = queries.case_view(AN, taken.number, MONDAY)
    assert (after.stage, after.clocks) == (before.stage, before.clocks)
    assert (after.timeline[-1].title, after.timeline[-1].detail) == (
        "补充材料", ("附件 2 个", "附有说明（已保密）"),
    )  # fmt: skip
    assert queries.notices_of(AN, MONDAY)[0].text == "投诉人补充了材料"
    assert queries.notices_of(AN, MONDAY, "en")[0].text == "The complainant added material"
    assert Particular.objects.filter(number=taken.number, fact="words").count() == 1


def test_the_words_open_to_staff_with_a_reason_and_to_who_said_them():
    taken = register()
    version = say(taken)
    words = operations.reveal_words(taken.number, version, reason="核实", actor=AN, now=MONDAY)
    assert words == "楼上漏水"
    assert [(note.by, note.reason) for note in vault.readings(taken.number)] == [("an", "核实")]
    for wrong in (0, 1, version + 1):
        with pytest.raises(NothingToReveal):
            operations.reveal_words(taken.number, wrong, reason="核实", actor=AN, now=MONDAY)
    with pytest.raises(CaseNotFound):
        operations.reveal_words(taken.number, version, reason="核实", actor=CITIZEN, now=MONDAY)
    assert queries.public_view(taken.number, taken.code, MONDAY).said[0].text == "楼上漏水"


def test_sent_twice_it_is_kept_once_and_nothing_at_all_is_refused():
    taken = register()
    assert say(taken, command_id="once") == say(taken, command_id="once")
    assert len(queries.given_of(AN, taken.number, MONDAY)[0]) == 1
    with pytest.raises(NothingGiven):
        say(taken, "  ")
    with pytest.raises(CaseNotFound):
        say(taken, code="AAAAAAAA")


def test_a_closed_case_still_hears_and_later_acts_go_on():
    taken = register()
    reply(taken.number)
    say(taken, now=DUE)
    view = queries.case_view(AN, taken.number, DUE)
    assert (view.ended, view.timeline[-1].title) == (True, "补充材料")


def test_an_opinion_is_kept_and_decides_nothing():
    taken = register()
    for process, outcome in ((2, None), (4, 5)):
        operations.evaluate(
            taken.number, process=process, outcome=outcome, reasons=["slow"], words="终于有人管",
            actor=CITIZEN, now=MONDAY, command_id=command(), code=taken.code,
        )  # fmt: skip
    newest, first = queries.given_of(AN, taken.number, MONDAY)[1]
    assert (newest.process, newest.outcome, newest.reasons) == (4, 5, ("slow",))
    assert (first.process, first.outcome) == (2, None)
    words = operations.reveal_words(
        taken.number, newest.version, reason="核实", actor=AN, now=MONDAY
    )
    assert words == "终于有人管"
    assert queries.case_view(AN, taken.number, MONDAY).stage == "received"
    assert act(taken.number, "amend", form={"subject": "排队"}).number == taken.number
    for wrong in (0, 6):
        with pytest.raises(ValueError, match="1 to 5"):
            operations.evaluate(
                taken.number, process=wrong, outcome=None, actor=CITIZEN, now=MONDAY,
                command_id=command(), code=taken.code,
            )  # fmt: skip


def test_a_new_code_ends_the_old_one_and_needs_proof():
    taken = register()
    with pytest.raises(ProofNeeded):
        operations.renew_code(
            taken.number, proof=" 电话 ", actor=AN, now=MONDAY, command_id=command()
        )
    with pytest.raises(CaseNotFound):
        operations.renew_code(
            taken.number, proof="当面核对证件", actor=CITIZEN, now=MONDAY, command_id=command()
        )
    new, again = (
        operations.renew_code(
            taken.number, proof="当面核对证件", actor=AN, now=MONDAY, command_id="renew"
        )
        for _ in range(2)
    )
    assert new == again != taken.code
    assert queries.public_view(taken.number, new, MONDAY).number == taken.number
    with pytest.raises(CaseNotFound):
        queries.public_view(taken.number, taken.code, MONDAY)

"""Agents and heirs, people with the same matter, forwarders, wishes: kept, shown, and obeyed."""

import pytest

from shouwen import vault
from shouwen.casework import operations, queries
from shouwen.casework.errors import CaseNotFound, KeptFromUnit, NothingGiven, NothingToReveal
from shouwen.casework.operations import Person
from shouwen.casework.shapes import NotDone

from .window import AN, CITIZEN, DENG, MONDAY, command, register, reply

pytestmark = pytest.mark.usefixtures("office")


def state(taken, about, actor=AN, **values):
    return operations.state(
        taken.number, about, values, actor=actor, now=MONDAY, command_id=command(),
        code=taken.code if actor is CITIZEN else None,
    )  # fmt: skip


def standing(taken, actor=AN):
    return queries.case_view(actor, taken.number, MONDAY).standing


def test_an_agent_is_kept_and_shown_masked_and_opened_with_a_reason():
    taken = register()
    assert (
        state(taken, "agent", agent="陈小军", agent_telephone="13900000002", agent_tie="heir")
        is None
    )
    now = standing(taken)
    assert (now.has_agent, now.proven, now.asked) == (True, False, "继承关系证明")
    assert [(each.label, each.value) for each in now.agent] == [
        ("代理人", "陈**"), ("代理人电话", "139****0002"),
        ("与投诉人的关系", "继承人（当事人已去世）"),
    ]  # fmt: skip
    opened = operations.reveal(
        taken.number, now.agent[0].name, reason="核对授权", actor=AN, now=MONDAY
    )
    assert opened == "陈小军"
    assert vault.readings(taken.number)[-1].reason == "核对授权"
    with pytest.raises(NothingToReveal):
        operations.reveal(taken.number, "stated-1-agent", reason="x", actor=AN, now=MONDAY)
    entry = queries.case_view(AN, taken.number, MONDAY).timeline[-1]
    assert (entry.title, entry.detail[0]) == ("登记代理人", "代理人 陈**")


def test_until_the_authority_is_proven_the_code_opens_no_answer():
    taken = register()
    state(taken, "agent", agent="陈小军", agent_tie="relative")
    reply(taken.number)
    closed = queries.public_view(taken.number, taken.code, MONDAY)
    assert (closed.withheld, closed.documents) == (True, ())
    assert "已增开一个窗口" not in repr(closed)
    state(taken, "authority", authority="incomplete")
    assert queries.public_view(taken.number, taken.code, MONDAY).withheld
    state(taken, "authority", authority="mandate")
    told = queries.public_view(taken.number, taken.code, MONDAY)
    assert not told.withheld
    assert "已增开一个窗口" in repr(told)
    state(taken, "agent", agent="另一位", agent_tie="lawyer")  # a new agent proves anew
    assert queries.public_view(taken.number, taken.code, MONDAY).withheld


def test_what_is_no_option_is_refused_and_nothing_at_all_is_said():
    taken = register()
    refused = state(taken, "agent", agent="甲", agent_tie="cousin")
    assert isinstance(refused, NotDone)
    assert (refused.reasons[0].code, refused.reasons[0].field) == ("form_invalid", "agent_tie")
    with pytest.raises(NothingGiven):
        state(taken, "agent", agent="  ")
    with pytest.raises(CaseNotFound):
        operations.state(
            taken.number, "agent", {"agent": "甲"}, actor=CITIZEN, now=MONDAY,
            command_id=command(), code="AAAAAAAA",
        )  # fmt: skip


def test_nobody_proves_his_own_authority():
    taken = register()
    state(taken, "agent", actor=CITIZEN, agent="甲", authority="mandate")
    assert not standing(taken).proven
    with pytest.raises(NothingGiven):
        state(taken, "authority", actor=CITIZEN, authority="mandate")


def add(taken, *people, command_id=None):
    return operations.add_companions(
        taken.number, people, actor=AN, now=MONDAY, command_id=command_id or command()
    )


def test_a_group_names_five_representatives_and_no_sixth():
    taken = register()
    five = [Person(f"代表{n}", representative=True) for n in range(5)]
    assert add(taken, *five, Person("同案人", "13900000003"), command_id="group") == 6
    add(taken, *five, command_id="group")  # sent twice
    group = standing(taken)
    assert (len(group.companions), group.representatives) == (6, 5)
    refused = add(taken, Person("第六名", representative=True))
    assert refused.reasons[0].text == "代表最多 5 人，现有 6 人"
    assert len(standing(taken).companions) == 6
    assert group.companions[-1].telephone.value == "139****0003"


def test_a_forwarder_outside_the_facts_waits_until_it_is_answered():
    taken = register()
    state(
        taken, "forwarded", forwarder="市政务服务热线", forward_number="12345-88",
        forward_due="2024-05-22T17:00", reply_form="书面",
    )  # fmt: skip
    now = standing(taken)
    assert f"{now.forward_due:%m-%d %H:%M}" == "05-22 17:00"
    assert now.forwarder_waits
    listed = queries.work_list(AN, view="all", now=MONDAY).rows[0]
    assert listed.due_title == "转来单位要求的时间"
    assert f"{listed.due_at:%m-%d %H:%M}" == "05-22 17:00"
    first = queries.case_view(AN, taken.number, MONDAY).clocks[0]
    assert (first.name, first.state, first.urgency) == ("forward_due", "running", "calm")
    state(taken, "answered", how="公函寄出")
    now = standing(taken)
    assert (now.forwarder_waits, now.answered_at) == (False, MONDAY)
    assert queries.work_list(AN, view="all", now=MONDAY).rows[0].due_title != listed.due_title
    answered = queries.case_view(AN, taken.number, MONDAY).clocks[-1]
    assert (answered.name, answered.state, answered.in_time) == ("forward_due", "stopped", True)


def test_a_wish_not_to_be_named_is_obeyed_in_the_unit_complained_about():
    taken, inside = register(actor=DENG), AN
    assert operations.reveal(taken.number, "citizen_name", reason="办理", actor=inside, now=MONDAY)
    state(taken, "wish", actor=CITIZEN, confidential="yes", language="en")
    now = standing(taken, inside)
    assert (now.confidential, now.language, now.hidden) == (True, "英文", True)
    with pytest.raises(KeptFromUnit):
        operations.reveal(taken.number, "citizen_name", reason="办理", actor=inside, now=MONDAY)
    assert operations.reveal(taken.number, "citizen_name", reason="联系", actor=DENG, now=MONDAY)


def test_tables_made_anew_say_the_same():
    taken = register()
    state(taken, "agent", agent="陈小军", agent_tie="heir")
    add(taken, Person("同案人", "13900000003"))
    assert list(operations.replay_faults([taken.number])) == []

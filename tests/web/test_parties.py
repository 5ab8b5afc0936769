"""Agents, people with the same matter, forwarders and wishes on the desk, without script."""

import pytest

from shouwen.casework import queries
from shouwen.vocabulary import Actor
from shouwen.web.desk.party_forms import people_in

REGISTER = "/desk/register/postal-bank/register/"
CLERK = Actor("lin_xiao")
MATTER = {"f-channel": "visit", "f-subject": "存款取不出来", "f-category": "work_error"}


def standing(clock, number):
    return queries.case_view(CLERK, number, clock.now).standing


def newest(clock):
    return queries.work_list(CLERK, view="all", now=clock.now).rows[0].number


def test_a_pasted_list_is_read_line_by_line():
    found, wrong = people_in(
        "*张一 13900000001\n\n李二，139 0000 0002\n代表：王三\t13900000003\n138"
    )
    assert [(each.name, each.telephone, each.representative) for each in found] == [
        ("张一", "13900000001", True), ("李二", "13900000002", False),
        ("王三", "13900000003", True),
    ]  # fmt: skip
    assert wrong == [5]


def test_everything_is_taken_in_with_the_matter_or_nothing(desk, bank, clock):
    browser = desk("lin_xiao")
    text = browser.get(REGISTER).content.decode()
    assert "代表最多 5 人" in text
    assert 'name="f-of-forwarder"' not in text, "the regulation asks for it itself"
    heir = {"f-of-agent": "冯小军", "f-of-agent_tie": ""}
    answer = browser.post(REGISTER, {**MATTER, **heir})
    assert answer.status_code == 422
    assert "请选择代理人与投诉人的关系" in answer.content.decode()
    assert 'value="冯小军"' in answer.content.decode()
    heir["f-of-agent_tie"] = "heir"
    six = {"f-of-companions": "\n".join(f"*代表{n}" for n in "甲乙丙丁戊己")}
    before = queries.work_list(CLERK, view="all", now=clock.now).rows
    refused = browser.post(REGISTER, {**MATTER, **heir, **six})
    assert "代表最多 5 人，现有 6 人" in refused.content.decode()
    assert queries.work_list(CLERK, view="all", now=clock.now).rows == before
    three = {"f-of-companions": "*甲\n乙 13900000002\n丙"}
    wish = {"f-of-confidential": "true", "f-of-language": "en"}
    assert browser.post(REGISTER, {**MATTER, **heir, **three, **wish}).status_code == 303
    now = standing(clock, newest(clock))
    assert (now.has_agent, now.proven, now.representatives, now.confidential) == (
        True, False, 1, True,
    )  # fmt: skip


@pytest.mark.parametrize("htmx", [False, True])
def test_a_draft_keeps_them(desk, bank, clock, htmx):
    browser = desk("lin_xiao")
    headers = {"HX-Request": "true"} if htmx else {}
    typed = {**MATTER, "f-of-agent": "冯小军", "intent": "save"}
    browser.post(REGISTER, typed, headers=headers)
    (draft,) = queries.drafts_of(CLERK)
    assert 'value="冯小军"' in browser.get(f"{REGISTER}?draft={draft.id}").content.decode()


def test_on_the_page_of_a_case_they_are_checked_and_answered(desk, number, clock):
    browser, page = desk("lin_xiao"), f"/desk/case/{number}/parties/"
    empty = browser.post(page, {"intent": "agent"})
    assert (empty.status_code, "请填写" in empty.content.decode()) == (422, True)
    agent = {"f-of-agent": "冯小军", "f-of-agent_tie": "lawyer", "intent": "agent"}
    browser.post(page, agent)
    assert "未核对" in browser.get(page).content.decode()
    assert "授权未核对" in browser.get(f"/desk/case/{number}/").content.decode()
    browser.post(page, {"f-of-authority": "mandate", "intent": "authority"})
    assert standing(clock, number).proven
    forwarded = {
        "f-of-forwarder": "市民热线", "f-of-forward_due": "2025-04-25T11:00", "intent": "forwarded",
    }  # fmt: skip
    browser.post(page, forwarded)
    now = standing(clock, number)
    assert "早于" in now.governs, "the regulation has an act that takes it"
    assert not now.forwarded
    assert browser.post(page, {"intent": "answered"}).status_code == 422
    browser.post(page, {"how": "公函寄出", "intent": "answered"})
    text = browser.get(f"/desk/case/{number}/").content.decode()
    assert "已答复转来单位" in text

"""What was agreed to, on what, and that it lapsed, stands on the page and in the history."""

import pytest

from shouwen.casework import queries
from shouwen.casework.shapes import Done

from .window import AN, FU, MONDAY, act, register

pytestmark = pytest.mark.usefixtures("office")


def agreed():
    number = register().number
    assert isinstance(act(number, "agree", FU, form={"amount": "30"}), Done)
    return number


def test_the_page_shows_what_was_agreed_to_and_on_what():
    (approval,) = queries.case_view(AN, agreed(), MONDAY).approvals
    assert (approval.title, approval.holds, approval.person) == ("补偿的同意", True, "傅西")
    assert approval.lapsed_at is None
    assert approval.basis[0] == ("金额", "30.00 元")
    assert "13812345627" not in approval.basis[1][1], "a particular stays masked"


def test_what_was_agreed_to_lapses_and_is_told():
    number = agreed()
    assert isinstance(act(number, "pay"), Done)
    act(number, "amend", form={"amount": "31"})
    (approval,) = queries.case_view(AN, number, MONDAY).approvals
    assert (approval.holds, approval.lapsed_at) == (False, MONDAY)
    assert [why.code for why in act(number, "pay").reasons] == ["must"]
    timeline = queries.case_view(AN, number, MONDAY).timeline
    given, lapsed = (entry for entry in timeline if entry.kind == "approval")
    assert (given.title, given.person) == ("“补偿的同意”给出", "傅西")
    assert given.detail[0] == "金额：30.00 元"
    assert (lapsed.title, lapsed.detail) == ("“补偿的同意”失效", ("金额已有变化",))
    english = queries.case_view(AN, number, MONDAY, "en").timeline
    assert "Lapsed: 补偿的同意" in [entry.title for entry in english]
    told = [row for row in queries.notices_of(FU, MONDAY) if row.number == number]
    assert "补偿的同意" in [row.text for row in told]
    assert "失效：金额已有变化" in queries.explain_case(number, MONDAY)

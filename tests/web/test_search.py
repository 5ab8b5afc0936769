"""The search pages: what is typed, what is found, what is told to nobody."""

import pytest

from shouwen import vault


def test_words_find_a_case_and_are_marked(desk, number):
    page = desk("lin_xiao").get("/desk/search/?q=服务费 短信").content.decode()
    assert "<mark>短信</mark>" in page
    assert "<mark>服务费</mark>" in page
    assert number in page
    part = (
        desk("lin_xiao")
        .get("/desk/search/?q=服务费&state=open", headers={"HX-Request": "true"})
        .content.decode()
    )
    assert "<html" not in part
    assert number in part


def test_a_number_leads_straight_to_its_case(desk, number):
    answer = desk("lin_xiao").get(f"/desk/search/?q={number.lower()}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk/case/{number}/")


@pytest.mark.parametrize("q", ["短信", "{number}", "服务费"])
def test_who_may_not_know_of_a_case_finds_nothing(desk, number, q):
    page = desk("wu_yong").get(f"/desk/search/?q={q.format(number=number)}").content.decode()
    assert f"/desk/case/{number}" not in page
    assert 'class="facet"' not in page
    answer = desk("wu_yong").post("/desk/search/persons/", {"text": "陈俊", "reason": "查重"})
    assert number not in answer.content.decode()


def test_one_letter_and_a_wrong_page_are_answered_kindly(desk, number):
    assert "请至少写两个字" in desk("lin_xiao").get("/desk/search/?q=费").content.decode()
    answer = desk("lin_xiao").get("/desk/search/?q=短信&after=xx")
    assert (answer.status_code, answer.headers["Location"]) == (
        302, "/desk/search/?q=%E7%9F%AD%E4%BF%A1",
    )  # fmt: skip


def test_cards_stand_beside_cases(desk, number):
    page = desk("lin_xiao").get("/desk/search/?q=退费").content.decode()
    assert "/desk/knowledge/KB-" in page


def test_a_person_is_found_for_a_reason_and_typed_text_stays(desk, number):
    browser = desk("lin_xiao")
    assert browser.get("/desk/search/persons/").status_code == 200
    short = browser.post("/desk/search/persons/", {"text": "陈", "reason": "查重"})
    assert (short.status_code, 'value="陈"' in short.content.decode()) == (422, True)
    without = browser.post("/desk/search/persons/", {"text": "13812345627"})
    assert (without.status_code, 'value="13812345627"' in without.content.decode()) == (422, True)
    assert vault.searches() == []
    for text in ("13812345627", "138-1234-5627", "陈俊"):
        found = browser.post("/desk/search/persons/", {"text": text, "reason": "查重"})
        assert number in found.content.decode(), text
    assert [note.by for note in vault.searches()] == ["lin_xiao"] * 3

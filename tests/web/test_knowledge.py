"""Cards and wording on the desk, as a browser without script and as htmx gets them."""

import re

import pytest

from shouwen.casework import operations
from shouwen.casework.shapes import Done
from shouwen.knowledge import cards
from shouwen.vocabulary import Actor

HTMX = {"HX-Request": "true"}
REGISTER = "/desk/register/postal-bank/register/"


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_search_finds_from_two_letters_on(desk):
    browser = desk("lin_xiao")
    found = text_of(browser.get("/desk/knowledge/?q=退费"))
    assert "KB-02" in found
    assert "KB-09" not in found
    short = text_of(browser.get("/desk/knowledge/?q=费"))
    assert "请至少写两个字" in short


def test_a_search_while_typing_brings_the_list_only(desk):
    answer = desk("lin_xiao").get("/desk/knowledge/?q=刀闸", headers=HTMX)
    assert "KB-08" in text_of(answer)
    assert "<html" not in answer.content.decode()


def test_the_steps_of_a_card_are_links_one_at_a_time(desk):
    browser = desk("lin_xiao")
    here = "/desk/knowledge/KB-03/"
    page, asked = text_of(browser.get(here)), []
    for _ in range(2):
        asked.append(re.search(r'id="walk-ask">([^<]+)', page).group(1))
        links = re.findall(r'class="walk__fork" href="([^"]+)"', page)
        page = text_of(browser.get(links[-1]))
    assert asked == ["电表在哪个区？", "已经过了好几天，而且来电人催问吗？"]
    assert "walk-ask" not in page
    assert 'class="walk__outcome"' in page
    assert "请直接与所属公司的卡表校验班预约。" in page
    # What was chosen can be chosen otherwise.
    assert 'href="/desk/knowledge/KB-03/?way=1"' in page


def test_a_step_may_lead_to_another_card(desk):
    page = text_of(desk("lin_xiao").get("/desk/knowledge/KB-04/"))
    assert 'class="walk__fork" href="/desk/knowledge/KB-04b/"' in page


@pytest.mark.parametrize("way", ["9", "x", "0.0.0", "1.1.1.1", "٣", "²", "-1", "1" * 500])
def test_a_way_that_leads_nowhere_is_where_the_walk_stops(desk, way):
    assert desk("lin_xiao").get("/desk/knowledge/KB-03/", {"way": way}).status_code == 200


def test_there_is_no_card_of_an_unknown_code(desk):
    assert desk("lin_xiao").get("/desk/knowledge/KB-99/").status_code == 404


def test_advice_about_complainants_is_for_staff_only(desk, stranger):
    internal = [code for code, kept in cards().items() if kept.card.internal]
    assert len(internal) == 7
    for code in internal:
        assert "仅内部使用" in text_of(desk("lin_xiao").get(f"/desk/knowledge/{code}/"))
        assert stranger.get(f"/desk/knowledge/{code}/").status_code == 302


def test_a_text_is_checked_with_place_reason_and_source(desk):
    browser = desk("lin_xiao")
    given = {"text": "您好。\n抱歉，用农业卡购电。", "as": "reply", "regulation": "power-hotline"}
    page = text_of(browser.post("/desk/knowledge/wording/", given))
    assert "2 处提示" in page
    assert "第 2 行第 1 字" in page
    assert "农业银行" in page
    assert "供电热线来电与投诉处理规则一（1）" in page
    clean = text_of(browser.post("/desk/knowledge/wording/", {"text": "对不起。"}))
    assert "没有要提示的" in clean


def test_the_check_while_typing_looks_at_the_one_field(desk):
    given = {"field": "f-reply", "as": "reply", "regulation": "postal-bank",
             "f-reply": "很抱歉", "text": "您必须"}  # fmt: skip
    answer = desk("lin_xiao").post("/desk/knowledge/wording/", given, headers=HTMX)
    assert "对不起" in text_of(answer)
    assert "您必须" not in text_of(answer)
    assert "<html" not in answer.content.decode()


def test_what_is_checked_is_not_kept(desk, caplog):
    desk("lin_xiao").post("/desk/knowledge/wording/", {"text": "抱歉，我叫陈俊"})
    assert "陈俊" not in caplog.text


def test_cards_lie_beside_what_is_typed_at_registration(desk):
    browser = desk("lin_xiao")
    assert "PH-02" not in text_of(browser.get(REGISTER))
    given = {"intent": "cards", "f-channel": "phone", "f-content": "柜员骂人，我很生气"}
    page = text_of(browser.post(REGISTER, given))
    assert "PH-02" in page
    assert "KB-04" not in page, "a card of another regulation"


def test_wording_is_looked_at_on_request_and_takes_nothing_in(desk):
    browser = desk("lin_xiao")
    page = text_of(
        browser.post(REGISTER, {"intent": "wording", "f-subject": "漏保", "f-demand": ""})
    )
    assert 'name="intent" value="wording"' in page
    assert 'name="f-subject" type="text" value="漏保"' in page
    # The abbreviation is the electricity hotline's; nobody else is told.
    assert "漏电保护器" not in page


@pytest.fixture
def answering(number, clock):
    """The complaint has been looked into; the customer is to be answered."""
    explained = {"liability": "customer", "finding": "连续输错三次", "treatment": "无",
                 "rectification": "增加提示", "explanation": "输错三次自动锁定"}  # fmt: skip
    for person, act, form in [
        ("tian_yu", "dispatch", {}),
        ("zhao_qiang", "start", {"handler": "sun_fang", "inquiring_units": ["renmin"]}),
        ("sun_fang", "report_inquiry", {"inquiry_finding": "录像显示连续输错"}),
        ("zhao_qiang", "conclude", explained),
    ]:
        done = operations.act(number, act, form, actor=Actor(person), now=clock.now, command_id=act)
        assert isinstance(done, Done), done
    return number


def test_a_reply_worded_badly_is_advised_on_and_goes_out_all_the_same(desk, answering):
    handler, address = desk("sun_fang"), f"/desk/case/{answering}/act/reply_customer/"
    reply = {"f-reply": "很抱歉，您必须到网点来"}
    seen = text_of(handler.post(address, {"intent": "wording", **reply}))
    assert "对不起" in seen
    assert "V-08" in seen
    assert 'hx-params="csrfmiddlewaretoken,field,as,regulation,f-reply"' in seen
    sent = text_of(handler.post(address, reply, follow=True))
    assert "已办理" in sent
    assert "用语提示：“抱歉” → 对不起" in sent


def test_cards_lie_beside_a_case(desk, number, clock, matter):
    browser = desk("lin_xiao")
    assert "/desk/knowledge/PH-05/" not in text_of(browser.get(f"/desk/case/{number}/"))
    given = operations.register(
        "postal-bank", "register", {**matter, "subject": "柜员骂人"}, actor=Actor("lin_xiao"),
        now=clock.now, command_id="angry",
    )  # fmt: skip
    assert "/desk/knowledge/PH-05/" in text_of(browser.get(f"/desk/case/{given.number}/"))

"""Adding to a matter, thinking of it, speaking for somebody, a wish not to be named."""

import re

import pytest

from shouwen.casework import operations, queries
from shouwen.vocabulary import Actor

from .conftest import FORM
from .test_following import answered, close, mine, track  # noqa: F401 - fixtures

AUDITOR = Actor("zhong_cheng")


def given(number, clock):
    return queries.given_of(AUDITOR, number, clock.now)


def words(number, view, clock):
    return operations.reveal_words(
        number, view.version, reason="核实", actor=AUDITOR, now=clock.now
    )


def test_material_is_added_whatever_the_regulation_provides_for(mine, clock):  # noqa: F811
    empty = mine.post("/case/add/", mine.fill("/case/add/") | {"words": " "})
    assert empty.status_code == 422
    assert "请写一句说明" in empty.content.decode()
    sent = mine.fill("/case/add/") | {"words": "找到了当天的小票。"}
    assert mine.post("/case/add/", sent).headers["Location"] == "/case/done/"
    assert "已收到：补充材料" in mine.read("/case/done/")
    assert "找到了当天的小票。" in mine.read("/case/")
    said, _ = given(mine.number, clock)
    assert words(mine.number, said[0], clock) == "找到了当天的小票。"
    mine.post("/case/add/", sent)
    assert len(given(mine.number, clock)[0]) == 1


def test_process_and_outcome_are_rated_apart_once_answered(answered, clock):  # noqa: F811
    page = answered.read("/case/")
    assert 'href="/case/rate/"' in page
    nothing = answered.post("/case/rate/", answered.fill("/case/rate/"))
    assert nothing.status_code == 422
    assert "请至少选一项" in nothing.content.decode()
    sent = answered.fill("/case/rate/") | {
        "process": "5", "outcome": "1", "reasons": ["polite", "unsolved"], "words": "事没办成",
    }  # fmt: skip
    assert answered.post("/case/rate/", sent).headers["Location"] == "/case/done/"
    assert "已收到：您的评价" in answered.read("/case/done/")
    page = answered.read("/case/")
    assert "很不满意" in page
    assert "很满意" in page
    _, (opinion,) = given(answered.number, clock)
    assert (opinion.process, opinion.outcome) == (5, 1)
    assert opinion.reasons == ("polite", "unsolved")
    assert words(answered.number, opinion, clock) == "事没办成"


def test_nothing_is_rated_before_it_is_answered(mine):  # noqa: F811
    assert 'href="/case/rate/"' not in mine.read("/case/")
    assert mine.get("/case/rate/").status_code == 404


def test_the_regulations_own_question_comes_with_how_it_went(answered, clock):  # noqa: F811
    close(answered, clock)
    track(answered, answered.number, answered.code)
    address = "/case/do/answer_satisfaction/"
    assert 'href="/case/rate/"' not in answered.read("/case/")  # one is not asked twice
    assert "未能征得意见" not in answered.read(address)  # what staff note of somebody not reached
    sent = answered.fill(address, satisfaction="dissatisfied") | {"process": "2"}
    assert answered.post(address, sent).status_code == 302
    _, (opinion,) = given(answered.number, clock)
    assert (opinion.process, opinion.outcome) == (2, None)


def test_who_speaks_for_somebody_says_for_whom(complainant, clock):
    written = complainant.fill(subject="多扣了钱", content="母亲的卡。") | {"for-another": "yes"}
    answer = complainant.post(FORM, written | {"intent": "check"})
    assert answer.status_code == 422
    assert 'href="#whom"' in answer.content.decode()
    full = written | {
        "whom": "吴奶奶", "tie": "relative", "confidential": "yes", "language": "yue",
        "f-complainant_name": "吴小妹", "f-telephone": "13800000008",
    }  # fmt: skip
    checked = complainant.post(FORM, full | {"intent": "check"}).content.decode()
    assert "吴奶奶（您是：亲属）" in checked
    assert "粤语" in checked
    answer = complainant.post(FORM, full | {"intent": "send"})
    row = queries.work_list(AUDITOR, view="all", now=clock.now).rows[0]
    assert {"代理", "请求保密"} <= set(row.flags)
    assert row.complainant == ""
    case = queries.case_view(AUDITOR, row.number, clock.now)
    standing = case.standing
    assert (standing.has_agent, standing.proven, standing.confidential) == (True, False, True)
    assert standing.language == "粤语"
    for name, words in ((standing.agent[0].name, "吴小妹"), ("complainant_name", "吴奶奶")):
        opened = operations.reveal(row.number, name, reason="核对", actor=AUDITOR, now=clock.now)
        assert opened == words
    assert "吴奶奶" not in repr(case)
    assert answer.status_code == 302
    assert "还没有核对您的授权" in complainant.read("/case/")


def test_a_letter_is_read_as_a_page(answered):  # noqa: F811
    address = re.search(r'href="(/case/letter/\d+/read/)"', answered.read("/case/"))[1]
    text = answered.read(address)
    assert "已处理值班人员，向您致歉。" in text
    assert "乔先生" in text
    assert "<table" not in text


def test_the_promise_tells_its_article_in_words(mine):  # noqa: F811
    text = mine.read("/case/")
    assert "最迟" in text
    assert "依据第十一条：" in text


@pytest.mark.parametrize("size", ["large", "largest"])
def test_three_sizes_of_letters(complainant, size):
    complainant.post("/appearance/", {"type": size})
    assert f'class="portal portal--{size}"' in complainant.read("/track/")
    complainant.post("/appearance/", {"type": "huge"})
    assert 'class="portal"' in complainant.read("/track/")


def test_languages_are_named_in_their_own_script(complainant):
    text = complainant.read("/")
    assert ">中文</button>" in text
    assert ">English</button>" in text


def test_a_lost_code_is_not_told_to_a_telephone_number(complainant):
    text = complainant.read("/track/lost/")
    assert "只报一个电话号码不能算核实" in text
    assert "<input" not in text.split("<main")[1].split("</main>")[0]


def test_staff_read_it_with_a_reason_and_give_a_new_code_on_proof(mine, desk, clock):  # noqa: F811
    mine.post("/case/add/", mine.fill("/case/add/") | {"words": "找到了当天的小票。"})
    clerk, address = desk("lin_xiao"), f"/desk/case/{mine.number}/given/"
    page = clerk.get(address).content.decode()
    assert "找到了当天的小票。" not in page
    version = re.search(r'value="(open-\d+)"', page)[1]
    assert clerk.post(address, {"intent": version, "reason": ""}).status_code == 422
    shown = clerk.post(address, {"intent": version, "reason": "办理本件"}).content.decode()
    assert "找到了当天的小票。" in shown
    refused = clerk.post(address, {"intent": "renew", "proof": ""})
    assert refused.status_code == 422
    token = re.search(r'name="token" value="(\w+)"', refused.content.decode())[1]
    given_code = clerk.post(
        address, {"intent": "renew", "proof": "当面核对证件", "token": token}
    ).content.decode()
    code = re.search(r'<strong class="number">(\w{8})</strong>', given_code)[1]
    mine.post("/case/leave/")
    assert track(mine, mine.number, mine.code).status_code == 422
    assert track(mine, mine.number, code).status_code == 302

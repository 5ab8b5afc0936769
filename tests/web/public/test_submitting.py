"""A matter is taken in from somebody who has no account."""

import re
from datetime import timedelta

import pytest

from shouwen.casework import operations, queries
from shouwen.casework.access import opened
from shouwen.vocabulary import Actor
from shouwen.web.public import patience

from .conftest import FORM

CONTACT = {"complainant_name": "乔先生", "telephone": "13900000002", "email": "q@example.com"}


def cases(clock):
    """Return the numbers of all matters taken in, as the auditor sees them."""
    rows = queries.work_list(Actor("zhong_cheng"), view="all", now=clock.now).rows
    return [row.number for row in rows]


def facts(number, clock):
    return opened(number, clock.now).matter.case.facts


def test_the_front_page_leads_to_the_two_doors(complainant):
    text = complainant.read("/")
    assert 'href="/submit/"' in text
    assert 'href="/track/"' in text
    assert "总行" in text or "银行" in text


def test_one_regulation_needs_no_choice(complainant):
    assert complainant.get("/submit/").headers["Location"] == FORM


def test_several_regulations_are_chosen_from(complainant, clock):
    operations.adopt_regulation("bank-outlet", actor=Actor("root"), now=clock.now)
    text = complainant.read("/submit/")
    assert f'href="{FORM}"' in text
    assert 'href="/submit/bank-outlet/submit/"' in text


def test_it_is_read_back_before_it_is_sent(complainant, clock):
    given = complainant.fill(
        subject="网点提前关门", content="四点半就不让进了。", accused_unit="renmin", **CONTACT
    )
    text = complainant.post(FORM, given | {"intent": "check"}).content.decode()
    for words in ("网点提前关门", "四点半就不让进了。", "人民路网点", "乔先生", "13900000002"):
        assert words in text
    assert cases(clock) == []
    changed = complainant.post(FORM, given | {"intent": "change"})
    assert changed.status_code == 200
    assert "四点半就不让进了。" in changed.content.decode()
    assert cases(clock) == []


def test_a_receipt_tells_number_code_and_the_last_day(complainant, clock):
    text = complainant.submit(accused_unit="renmin", **CONTACT)
    assert complainant.number in cases(clock)
    # Taken in on a Friday; the Sunday after it is a working day, by that year's notice.
    assert "2025 年 4 月 29 日" in text
    assert "第十一条" in text
    assert "当日不计" in text
    assert "<svg" in text
    assert "qr__code" in text
    assert queries.public_view(complainant.number, complainant.code, clock.now)
    known = facts(complainant.number, clock)
    assert known["channel"] == "network"
    assert known["accused_unit"] == "renmin"
    assert "13900000002" not in repr(known)


def test_what_is_missing_stands_at_its_field_and_nothing_typed_is_lost(complainant, clock):
    given = complainant.fill(subject="", content="四点半就不让进了。", **CONTACT)
    answer = complainant.post(FORM, given | {"intent": "check"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-subject"' in text
    around = text[text.index('id="f-subject"') :][:700]
    assert 'aria-invalid="true"' in around
    assert "请填写：一句话说明" in around
    assert "四点半就不让进了。" in text
    assert "13900000002" in text
    assert cases(clock) == []


def test_what_the_regulation_refuses_stands_at_its_field(complainant, clock):
    given = complainant.fill(subject="多收费", content="多收了", amount="很多")
    answer = complainant.post(FORM, given | {"intent": "send"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "须为数字" in text[text.index('id="f-amount"') :][:700]
    assert 'value="很多"' in text
    assert cases(clock) == []


def test_of_the_anonymous_no_contact_is_kept(complainant, clock):
    complainant.submit(anonymous="true", **CONTACT)
    known = facts(complainant.number, clock)
    assert known["anonymous"] is True
    assert not {"complainant_name", "telephone", "email"} & set(known)


def test_contact_is_kept_sealed_of_the_others(complainant, clock):
    complainant.submit(**CONTACT)
    assert {"complainant_name", "telephone", "email"} <= set(facts(complainant.number, clock))


def test_sent_twice_it_is_taken_in_once(complainant, clock):
    given = complainant.fill(subject="重复提交", content="点了两下") | {"intent": "send"}
    first = complainant.post(FORM, given)
    codes = [re.findall(r'id="(?:number|code)">(\w+)<', complainant.read("/receipt/"))]
    second = complainant.post(FORM, given)
    assert first.status_code == second.status_code == 302
    codes.append(re.findall(r'id="(?:number|code)">(\w+)<', complainant.read("/receipt/")))
    assert codes[0] == codes[1]
    assert len(cases(clock)) == 1


def test_corrected_with_the_back_button_it_is_another_matter(complainant, clock):
    given = complainant.fill(subject="第一件", content="甲") | {"intent": "send"}
    complainant.post(FORM, given)
    complainant.post(FORM, given | {"f-content": "乙"})
    assert len(cases(clock)) == 2


def test_nobody_gets_the_answer_to_somebody_elses_form(complainant, another, clock):
    """A clerk's command id is no key to the code of what the clerk took in."""
    given = operations.register(
        "postal-bank", "register",
        {"channel": "phone", "subject": "x", "category": "work_error"},
        actor=Actor("lin_xiao"), now=clock.now, command_id="0123456789abcdef0123456789abcdef",
    )  # fmt: skip
    sent = another.fill(subject="y", content="z") | {
        "intent": "send", "token": "0123456789abcdef0123456789abcdef",
    }  # fmt: skip
    another.post(FORM, sent)
    assert given.code not in another.read("/receipt/")


def test_a_program_that_fills_in_everything_is_stopped(complainant, clock):
    given = complainant.fill(subject="广告", content="买药") | {"intent": "send", "homepage": "x"}
    answer = complainant.post(FORM, given)
    assert answer.status_code == 422
    assert "请留空" in answer.content.decode()
    assert "买药" in answer.content.decode()
    assert cases(clock) == []


def test_too_many_from_one_address_wait_and_lose_nothing(complainant, clock, monkeypatch):
    monkeypatch.setitem(patience.MOST, "submit", 2)
    complainant.submit(content="甲")
    complainant.submit(content="乙")
    given = complainant.fill(subject="第三件", content="丙") | {"intent": "send"}
    answer = complainant.post(FORM, given)
    assert answer.status_code == 429
    assert "15 分钟" in answer.content.decode()
    assert "丙" in answer.content.decode()
    clock.now += timedelta(minutes=16)
    assert complainant.post(FORM, given).status_code == 302


def test_no_other_act_is_open_to_the_public(complainant):
    for address in ("/submit/postal-bank/register/", "/submit/postal-bank/none/", "/submit/x/y/"):
        assert complainant.get(address).status_code == 404
        assert complainant.post(address, {"intent": "send"}).status_code == 404


def test_too_long_a_text_is_refused_at_its_field(complainant, clock):
    given = complainant.fill(subject="长", content="字" * 20_001)
    answer = complainant.post(FORM, given | {"intent": "check"})
    assert answer.status_code == 422
    assert "20000" in answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_speaks_both_languages(complainant, language):
    complainant.browser.cookies["django_language"] = language
    text = complainant.submit(**CONTACT)
    english = language == "en"
    assert ("We have received your complaint" in text) is english
    assert ("您的投诉已收到" in text) is not english
    assert ('<html lang="en"' in text) is english
    form = complainant.read(FORM)
    assert ("What happened" in form) is english


@pytest.mark.parametrize(
    ("field", "typed"), [("amount", "abc"), ("email", "nope"), ("telephone", "十三")]
)
def test_what_is_wrong_is_told_before_it_is_read_back(complainant, clock, field, typed):
    given = complainant.fill(subject="网点提前关门", content="四点半就不让进了。", **{field: typed})
    answer = complainant.post(FORM, given | {"intent": "check"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'name="f-{field}"[^>]*aria-invalid="true"', text)
    assert f'value="{typed}"' in text
    assert cases(clock) == []

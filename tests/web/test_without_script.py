"""The whole work by plain links and forms."""

import re

import pytest

from shouwen.casework import operations, queries
from shouwen.vocabulary import Actor

REGISTER = "/desk/register/postal-bank/register/"


@pytest.fixture
def filled(matter):
    """Return the form as a browser posts it."""

    def filled(**more):
        return {f"f-{name}": value for name, value in {**matter, **more}.items()}

    return filled


def hidden(text, name):
    return re.search(rf'name="{name}" (?:id="\w+" )?value="([^"]*)"', text)[1]


def test_a_matter_is_taken_in_and_its_code_told_once(desk, filled, clock):
    browser = desk("lin_xiao")
    form = browser.get(REGISTER).content.decode()
    given = {**filled(), "token": hidden(form, "token")}
    answer = browser.post(REGISTER, given, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain[-1][1] == 303
    number = re.search(r"TS20250425\d{5}", text)[0]
    code = re.search(r"receipt__code\">(\w{8})<", text)[1]
    assert queries.public_view(number, code, clock.now).number == number
    assert "2025 年 4 月 29 日" in text
    # Sent twice, it is one matter.
    again = browser.post(REGISTER, given, follow=True).content.decode()
    assert code in again
    assert len(queries.work_list(Actor("lin_xiao"), view="all", now=clock.now).rows) == 1
    # Somebody else gets no code.
    assert (
        code not in desk("tian_yu").get(f"/desk/registered/{number}/", follow=True).content.decode()
    )


def test_what_is_missing_stands_at_its_field_and_nothing_typed_is_lost(desk, filled):
    answer = desk("lin_xiao").post(REGISTER, filled(subject="", demand="三日内退款"))
    text = answer.content.decode()
    assert answer.status_code == 422
    field = text[text.index('id="f-subject"') :][:600]
    assert 'aria-invalid="true"' in field
    assert "field__error" in field
    assert "三日内退款" in text
    assert "共多扣十八元" in text


def test_a_draft_survives_and_can_be_finished_or_thrown_away(desk, filled):
    browser = desk("lin_xiao")
    saved = browser.post(REGISTER, {**filled(), "intent": "save"})
    draft = saved.headers["Location"].partition("draft=")[2]
    assert "短信服务费重复扣收" in browser.get("/desk/register/").content.decode()
    again = browser.get(saved.headers["Location"]).content.decode()
    assert "共多扣十八元" in again
    assert "短信服务费" not in desk("tian_yu").get(saved.headers["Location"]).content.decode()
    browser.post(REGISTER, {**filled(), "draft": draft}, follow=True)
    assert queries.drafts_of(Actor("lin_xiao")) == ()
    saved = browser.post(REGISTER, {**filled(), "intent": "save"})
    draft = saved.headers["Location"].partition("draft=")[2]
    browser.post(REGISTER, {"draft": draft, "intent": "discard"})
    assert queries.drafts_of(Actor("lin_xiao")) == ()


def test_an_automatic_save_answers_with_the_id_of_the_draft(desk, filled):
    browser = desk("lin_xiao")
    first = browser.post(REGISTER, {**filled(), "intent": "save"}, headers={"HX-Request": "true"})
    draft = re.search(r'value="(\w{24})"', first.content.decode())[1]
    second = browser.post(
        REGISTER, {**filled(), "intent": "save", "draft": draft}, headers={"HX-Request": "true"}
    )
    assert draft in second.content.decode()
    assert len(queries.drafts_of(Actor("lin_xiao"))) == 1


def test_earlier_cases_of_the_same_telephone_are_shown(desk, number, filled):
    text = (
        desk("lin_xiao")
        .post(REGISTER, {**filled(), "intent": "history"}, headers={"HX-Request": "true"})
        .content.decode()
    )
    assert number in text


@pytest.fixture
def at_the_outlet(number, clock):
    operations.act(
        number, "dispatch", {}, actor=Actor("tian_yu"), now=clock.now, command_id="dispatch"
    )
    return number


def test_an_act_is_carried_out_and_told(desk, at_the_outlet):
    browser, page = desk("zhao_qiang"), f"/desk/case/{at_the_outlet}/act/start/"
    form = browser.get(page).content.decode()
    answer = browser.post(
        page,
        {
            "token": hidden(form, "token"), "version": hidden(form, "version"),
            "f-handler": "sun_fang", "f-inquiring_units": ["renmin"],
        },
        follow=True,
    )  # fmt: skip
    text = answer.content.decode()
    assert answer.redirect_chain == [(f"/desk/case/{at_the_outlet}/", 303)]
    assert "已办理：签收并指定经办人" in text
    assert "经办人：孙芳" in text


def test_a_refusal_names_its_article_and_keeps_what_was_typed(desk, at_the_outlet):
    page = f"/desk/case/{at_the_outlet}/act/start/"
    answer = desk("zhao_qiang").post(
        page, {"f-handler": "wu_yong", "f-inquiring_units": ["renmin"]}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "按规定还不能办" in text
    assert "第十一条" in text[text.index("按规定还不能办") :][:800]
    assert re.search(r'<option value="wu_yong" selected', text)


def test_somebody_was_faster(desk, at_the_outlet, clock):
    browser, page = desk("zhao_qiang"), f"/desk/case/{at_the_outlet}/act/start/"
    version = hidden(browser.get(page).content.decode(), "version")
    operations.act(
        at_the_outlet, "supplement", {"supplement": "又来电催问"},
        actor=Actor("tian_yu"), now=clock.now, command_id="faster",
    )  # fmt: skip
    answer = browser.post(
        page, {"version": version, "f-handler": "sun_fang", "f-inquiring_units": ["renmin"]}
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "本件刚刚有了新的变化" in text
    assert re.search(r'<option value="sun_fang" selected', text)
    assert hidden(text, "version") > version


def test_an_act_drafted_today_is_there_tomorrow(desk, at_the_outlet):
    browser, page = desk("zhao_qiang"), f"/desk/case/{at_the_outlet}/act/start/"
    browser.post(page, {"intent": "save", "f-handler": "sun_fang"})
    text = browser.get(page).content.decode()
    assert re.search(r'<option value="sun_fang" selected', text)
    assert "草稿已保存" in text
    browser.post(page, {"f-handler": "sun_fang", "f-inquiring_units": ["renmin"]})
    assert queries.drafts_of(Actor("zhao_qiang")) == ()


def test_an_act_that_does_not_exist_is_not_found(desk, number):
    browser = desk("lin_xiao")
    assert browser.get(f"/desk/case/{number}/act/nonsense/").status_code == 404
    assert browser.get("/desk/register/postal-bank/nonsense/").status_code == 404
    assert browser.get("/desk/register/nonsense/register/").status_code == 404


def test_a_particular_is_shown_for_a_reason_and_only_then(desk, number):
    browser, page = desk("sun_fang"), f"/desk/case/{number}/reveal/telephone/"
    assert "13812345627" not in browser.get(page).content.decode()
    refused = browser.post(page, {"reason": " "})
    assert refused.status_code == 422
    assert "13812345627" not in refused.content.decode()
    assert "13812345627" in browser.post(page, {"reason": "回访"}).content.decode()
    assert browser.get(f"/desk/case/{number}/reveal/subject/").status_code == 404


def test_a_duty_is_signed_off_once(desk, bank, clock):
    operations.open_duties(now=clock.now)
    browser = desk("zhao_qiang")
    key = hidden(browser.get("/desk/duties/").content.decode(), "key")
    text = browser.post("/desk/duties/", {"key": key, "note": "无"}, follow=True).content.decode()
    assert "已签办" in text
    again = browser.post("/desk/duties/", {"key": key, "note": "无"}, follow=True).content.decode()
    assert "已经由他人签办" in again
    assert browser.post("/desk/duties/", {"key": "nonsense"}).status_code == 404
    assert desk("yin_hong").post("/desk/duties/", {"key": key}).status_code == 404


def test_notices_are_read_one_by_one_or_all_at_once(desk, at_the_outlet):
    browser = desk("zhao_qiang")
    text = browser.get("/desk/notices/").content.decode()
    notice = hidden(text, "notice")
    opened = browser.post("/desk/notices/", {"notice": notice, "case": at_the_outlet})
    assert opened.headers["Location"] == f"/desk/case/{at_the_outlet}/"
    browser.post("/desk/notices/", {"all": "1"})
    assert "没有未读通知" in browser.get("/desk/notices/").content.decode()
    assert "已读" in browser.get("/desk/notices/?show=all").content.decode()

"""A complainant follows a matter and acts on it, with number and code."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader

from shouwen.casework import operations
from shouwen.casework.access import opened as opened_case
from shouwen.casework.shapes import Done
from shouwen.vocabulary import Actor
from shouwen.web.models import PortalTry
from shouwen.web.public import opened, patience

ANSWERED = [
    ("lin_xiao", "review", {"category": "internal_management", "accused_level": "outlet",
                            "region": "local", "accepting_level": "first_branch"}),
    ("tian_yu", "dispatch", {}),
    ("zhao_qiang", "start", {"handler": "sun_fang", "inquiring_units": ["renmin"]}),
    ("sun_fang", "report_inquiry", {"inquiry_finding": "值班人员提前落锁"}),
    ("zhao_qiang", "conclude", {"liability": "bank", "finding": "属实", "treatment": "扣减考核",
                                "rectification": "双人核对", "unit_apology": "true"}),
    ("sun_fang", "reply_customer", {"reply": "已处理值班人员，向您致歉。"}),
]  # fmt: skip


def track(browser, number, code):
    return browser.post("/track/", {"number": number, "code": code})


@pytest.fixture
def mine(complainant):
    complainant.submit(accused_unit="renmin", complainant_name="乔先生", telephone="13900000002")
    return complainant


@pytest.fixture
def answered(mine, clock):
    """The matter after the outlet has answered."""
    for n, (person, act, form) in enumerate(ANSWERED):
        clock.now += timedelta(minutes=5)
        done = operations.act(
            mine.number, act, form, actor=Actor(person), now=clock.now, command_id=f"walk-{n}"
        )
        assert isinstance(done, Done), done
    return mine


def close(mine, clock):
    handled = f"{clock.now:%Y-%m-%d %H:%M}"
    for n, (person, act, form) in enumerate([
        ("sun_fang", "return_result", {"satisfaction": "satisfied", "handled_at": handled,
                                       "handler_phone": "0571-0000001"}),
        ("ye_qing", "report_up_second", {}),
        ("song_jie", "report_up_first", {}),
    ]):  # fmt: skip
        clock.now += timedelta(minutes=5)
        operations.act(
            mine.number, act, form, actor=Actor(person), now=clock.now, command_id=f"close-{n}"
        )


def test_number_and_code_open_the_matter_however_they_are_typed(mine, another):
    answer = track(another, f" {mine.number.lower()} ", f"{mine.code[:4].lower()} {mine.code[4:]}")
    assert answer.headers["Location"] == "/case/"
    text = another.read("/case/")
    assert mine.number in text
    assert "网点提前关门" in text
    assert "您的投诉已经受理" in text


def test_letters_typed_full_width_open_it_too(mine, another):
    wide = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)})
    answer = track(another, mine.number.translate(wide), mine.code.translate(wide))
    assert answer.status_code == 302


def test_the_code_is_in_no_address(mine, another):
    answer = track(another, mine.number, mine.code)
    assert mine.code not in answer.headers["Location"]
    for address in ("/case/", "/case/do/supplement/", "/case/do/withdraw/", "/track/"):
        text = another.read(address)
        assert mine.code not in text, address
    assert "no-store" in another.get("/case/").headers["Cache-Control"]


def test_the_cookie_is_signed_and_kept_from_scripts(mine, another):
    answer = track(another, mine.number, mine.code)
    cookie = answer.cookies[opened.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]  # it goes with the browser
    another.browser.cookies[opened.COOKIE] = cookie.value[:-2] + "xx"
    assert another.get("/case/").headers["Location"] == "/track/"


def test_half_an_hour_untouched_closes_it(mine, clock):
    assert mine.get("/case/").status_code == 200
    clock.now += timedelta(minutes=29)
    assert mine.get("/case/").status_code == 200
    clock.now += timedelta(minutes=29)
    assert mine.get("/case/").status_code == 200
    clock.now += timedelta(minutes=31)
    assert mine.get("/case/").headers["Location"] == "/track/"
    assert mine.get("/receipt/").headers["Location"] == "/track/"
    assert mine.get("/case/do/supplement/").headers["Location"] == "/track/"


def test_leaving_closes_it(mine):
    assert mine.post("/case/leave/").headers["Location"] == "/"
    assert mine.get("/case/").headers["Location"] == "/track/"


def test_wrong_codes_say_nothing_and_are_counted(mine, another, clock):
    wrong = track(another, mine.number, "AAAAAAAA")
    absent = track(another, "TS2099010100001", "AAAAAAAA")
    assert wrong.status_code == absent.status_code == 422
    assert (
        wrong.content.decode().replace(mine.number, "")
        == absent.content.decode().replace("TS2099010100001", "")
        or "编号和查询码对不上" in absent.content.decode()
    )
    assert PortalTry.objects.filter(kind="code").count() == 2


def test_ten_wrong_codes_from_one_address_bring_a_pause(mine, another, clock):
    for n in range(patience.MOST["code"]):
        assert track(another, f"TS209901010000{n}", "AAAAAAAA").status_code == 422
    paused = track(another, mine.number, mine.code)
    assert paused.status_code == 429
    assert "15 分钟" in paused.content.decode()
    clock.now += timedelta(minutes=16)
    assert track(another, mine.number, mine.code).status_code == 302
    assert PortalTry.objects.filter(kind="code").count() == patience.MOST["code"]


def test_ten_wrong_codes_for_one_number_bring_a_pause_from_everywhere(mine, another, clock):
    for n in range(10):
        another.browser.defaults["REMOTE_ADDR"] = f"10.0.0.{n}"
        assert track(another, mine.number, "AAAAAAAA").status_code == 422
    another.browser.defaults["REMOTE_ADDR"] = "10.0.1.1"
    assert track(another, mine.number, mine.code).status_code == 429


def test_behind_a_proxy_the_visitor_counts_not_the_proxy(mine, another, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for n in range(patience.MOST["code"]):
        another.browser.defaults["HTTP_X_FORWARDED_FOR"] = "6.6.6.6, 10.9.9.9"
        track(another, f"TS209901010000{n}", "AAAAAAAA")
    assert track(another, mine.number, mine.code).status_code == 429
    another.browser.defaults["HTTP_X_FORWARDED_FOR"] = "10.9.9.9, 10.8.8.8"
    assert track(another, mine.number, mine.code).status_code == 302


def test_material_is_added_and_confirmed(mine, clock):
    given = mine.fill("/case/do/supplement/", supplement="有照片为证。")
    answer = mine.post("/case/do/supplement/", given)
    assert answer.headers["Location"] == "/case/done/"
    assert "已收到：补充材料" in mine.read("/case/done/")
    assert "补充材料" in mine.read("/case/")
    assert "supplement" in opened_case(mine.number, clock.now).matter.case.facts
    # Sent twice, it is done once.
    version = opened_case(mine.number, clock.now).matter.version
    mine.post("/case/do/supplement/", given)
    assert opened_case(mine.number, clock.now).matter.version == version


def test_nothing_to_confirm_leads_back(mine):
    assert mine.get("/case/done/").headers["Location"] == "/case/"


def test_an_empty_form_is_refused_at_its_field(mine):
    answer = mine.post("/case/do/supplement/", mine.fill("/case/do/supplement/"))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_withdrawing_is_asked_about_and_only_of_free_will(mine, clock):
    page = mine.read("/case/do/withdraw/")
    assert "没有人有权要求您撤回" in page
    assert "自愿" in page
    pressed = mine.fill("/case/do/withdraw/", withdraw_reason="不想追究了")
    answer = mine.post("/case/do/withdraw/", pressed)
    assert answer.status_code == 422
    assert "请确认是否出于自愿" in answer.content.decode()
    assert "不想追究了" in answer.content.decode()
    assert "withdraw_reason" not in opened_case(mine.number, clock.now).matter.case.facts
    sure = mine.post("/case/do/withdraw/", pressed | {"freely": "yes"}).content.decode()
    assert "确定要撤回吗" in sure
    assert "不想追究了" in sure
    assert "withdraw_reason" not in opened_case(mine.number, clock.now).matter.case.facts
    done = mine.post("/case/do/withdraw/", pressed | {"freely": "yes", "intent": "send"})
    assert done.headers["Location"] == "/case/done/"
    text = mine.read("/case/done/")
    assert "问明是否出于您本人的意愿" in text
    assert "期限不停" in text
    case = opened_case(mine.number, clock.now).matter.case
    assert case.facts["withdraw_reason"] == "不想追究了"
    assert any(t.task == "ask_voluntary" and t.state == "open" for t in case.tasks.values())
    # A second time there is nothing to withdraw: said in words, and no button to press.
    again = mine.read("/case/do/withdraw/")
    assert "已提出撤诉，正在核实" in again
    assert "disabled" in again


def test_the_answer_and_its_letter_are_read(answered):
    text = answered.read("/case/")
    assert "给您的答复" in text
    assert "已处理值班人员，向您致歉。" in text
    assert "答复客户函" in text


def test_rating_and_complaining_again(answered, clock):
    close(answered, clock)
    track(answered, answered.number, answered.code)
    page = answered.read("/case/")
    assert "评价处理结果" in page
    assert "再次投诉" in page
    form = answered.read("/case/do/answer_satisfaction/")
    assert " checked" not in form, "what staff noted before is not chosen for the complainant"
    rate = answered.fill("/case/do/answer_satisfaction/", satisfaction="dissatisfied")
    assert answered.post("/case/do/answer_satisfaction/", rate).status_code == 302
    case = opened_case(answered.number, clock.now).matter.case
    assert case.facts["satisfaction"] == "dissatisfied"
    clock.now += timedelta(minutes=1)
    again = answered.fill("/case/do/complain_again/", again_reason="没有说清楚")
    assert answered.post("/case/do/complain_again/", again).status_code == 302
    text = answered.read("/case/done/")
    assert "已收到您的再次投诉" in text
    assert opened_case(answered.number, clock.now).matter.case.stage == "reverifying"


def test_what_staff_do_is_not_open_to_the_complainant(mine):
    for act in ("dispatch", "archive", "check_withdrawal", "none"):
        assert mine.get(f"/case/do/{act}/").status_code == 404
        assert mine.post(f"/case/do/{act}/", {}).status_code == 404


def test_nothing_internal_is_shown(answered):
    text = answered.read("/case/")
    for words in ("孙芳", "赵强", "田雨", "扣减考核", "13900000002", "内部提醒"):
        assert words not in text


def test_staff_without_the_code_have_no_way_in_here(mine, desk):
    assert desk("zhong_cheng").get("/case/").headers["Location"] == "/track/"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "address",
    ["/", "/submit/postal-bank/submit/", "/track/", "/receipt/", "/case/",
     "/case/do/supplement/", "/case/do/withdraw/", "/case/add/", "/track/lost/", "/help/"],
)  # fmt: skip
def test_pages_keep_to_the_policy(mine, address, language):
    mine.browser.cookies["django_language"] = language
    answer = mine.get(address)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert " style=" not in text
    assert "<c-" not in text
    assert " on" not in "".join(part.split(">")[0] for part in text.split("<button")[1:])
    assert answer.headers["Content-Language"] == language


def test_larger_letters_and_contrast_are_remembered(complainant):
    answer = complainant.post("/appearance/", {"type": "large", "next": "/track/"})
    assert answer.headers["Location"] == "/track/"
    assert 'class="portal portal--large"' in complainant.read("/track/")
    complainant.post("/appearance/", {"contrast": "high", "next": "//elsewhere.example/"})
    assert "portal--large portal--contrast" in complainant.read("/")
    complainant.post("/appearance/", {"type": "usual"})
    assert 'class="portal portal--contrast"' in complainant.read("/")


def test_the_next_page_lies_on_this_site(complainant):
    answer = complainant.post("/appearance/", {"type": "large", "next": "https://bad.example/"})
    assert answer.headers["Location"] == "/"


def test_what_was_typed_waits_while_the_matter_is_opened_again(mine):
    here = {"Origin": "http://testserver"}
    address = "/case/do/supplement/"
    given = mine.fill(address, supplement="还有一张照片")
    name = next(name for name in given if name.startswith("f-"))
    mine.browser.cookies.pop("opened")
    closed = mine.browser.post(address, given, headers=here)
    assert closed.status_code == 401
    sent = {f"kept-{name}": "还有一张照片", "next": address}
    assert f'name="kept-{name}"' in closed.content.decode()
    wrong = mine.browser.post("/track/", sent | {"number": mine.number, "code": "WRONG234"})
    assert "还有一张照片" in wrong.content.decode()
    right = mine.browser.post("/track/", sent | {"number": mine.number, "code": mine.code})
    assert f'action="{address}"' in right.content.decode()
    assert "还有一张照片" in right.content.decode()
    elsewhere = sent | {"next": "/logout/", "number": mine.number, "code": mine.code}
    assert mine.browser.post("/track/", elsewhere).headers["Location"] == "/case/"


def test_a_letter_is_taken_along_as_pdf_by_whom_it_was_written_to(answered, another):
    address = re.search(r'href="(/case/letter/\d+/)"', answered.read("/case/"))[1]
    letter = answered.get(address)
    assert letter["Content-Type"] == "application/pdf"
    assert letter["Cache-Control"] == "no-store"
    page = PdfReader(io.BytesIO(letter.content)).pages[0].extract_text()
    assert "乔先生：" in page
    assert "已处理值班人员，向您致歉。" in "".join(page.split())
    assert another.get(address).headers["Location"] == "/track/"
    assert answered.get("/case/letter/1/").status_code == 404

"""Pages of messages and their texts, of calls, of files and recordings; the exchange's door."""

import html
import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from shouwen import intake, ledger, notices, people, vault
from shouwen.casework import operations
from shouwen.intake import telephone
from shouwen.intake.models import Call, Exchange
from shouwen.notices.models import Delivery, Wish
from shouwen.notices.planning import _Planner
from shouwen.notices.setup import set_up
from shouwen.people import Office
from shouwen.vocabulary import Actor
from tests.web.conftest import FRIDAY, MATTER


@pytest.fixture
def chief(bank, desk):
    """A browser of whoever looks after the system."""
    people.give_post("tian_yu", Office.ADMINISTRATOR, by="root", now=FRIDAY)
    return desk("tian_yu")


@pytest.fixture
def message(number):
    made = _Planner(FRIDAY, set_up()).of(ledger.read(f"case/{number}"))
    Delivery.objects.bulk_create(made)
    notices.begin_here()
    return Delivery.objects.get(number=number)


def photo():
    out = io.BytesIO()
    Image.new("RGB", (90, 60), "red").save(out, "PNG")
    return out.getvalue()


# -- messages


def test_administrators_see_messages_with_the_providers_words_and_try_again(chief, message):
    page = chief.get("/messages/").content.decode()
    assert message.body in page
    assert "138****5627" in page
    Delivery.objects.update(state="given_up", words="isv.OUT_OF_SERVICE 业务停机", next_at=None)
    page = chief.get("/messages/?show=given_up").content.decode()
    assert "isv.OUT_OF_SERVICE 业务停机" in page
    chief.post("/messages/?show=given_up", {"message": message.id}, follow=True)
    assert Delivery.objects.get().state == "waiting"
    assert "编号" in chief.get("/messages/?number=TS2099").content.decode()


def test_messages_of_a_case_are_for_whoever_may_know_of_it(desk, number, message):
    assert message.body in desk("sun_fang").get(f"/messages/case/{number}/").content.decode()
    assert desk("wu_yong").get(f"/messages/case/{number}/").status_code == 404
    assert desk("sun_fang").get("/messages/").status_code == 403


def test_a_text_is_checked_previewed_and_kept_in_versions(chief, number):
    address = "/messages/texts/received/"
    assert "您的来件已收到" in chief.get(address).content.decode()
    typed = {"language": "zh", "subject": "标题", "body": "收到 {nonsense}", "on": "true"}
    answer = chief.post(address, {**typed, "intent": "save"})
    assert answer.status_code == 422
    assert "没有占位符 {nonsense}" in answer.content.decode()
    assert "收到 {nonsense}" in answer.content.decode()  # nothing typed is lost
    typed["body"] = "收到了，{number}。"
    page = chief.post(address, {**typed, "intent": "preview", "number": number}).content.decode()
    assert f"收到了，{number}。" in page
    page = chief.post(address, {**typed, "intent": "preview", "number": "TS1"}).content.decode()
    assert "没有这件投诉" in page
    assert chief.post(address, {**typed, "intent": "save"}).status_code == 302
    assert "第 1 版" in chief.get(address).content.decode()
    assert "收到了" in chief.get("/messages/texts/").content.decode()
    assert chief.get("/messages/texts/nothing/").status_code == 404
    assert chief.get(address + "?channel=pigeon").status_code == 404


def test_staff_choose_by_which_ways_they_are_told(desk):
    browser = desk("sun_fang")
    assert browser.post("/messages/mine/", {"on-wecom": "true"}).status_code == 422
    browser.post("/messages/mine/", {"on-wecom": "true", "address-wecom": "SunFang"})
    page = browser.get("/messages/mine/").content.decode()
    assert 'value="SunFang"' in page


def test_a_complainant_says_how_to_be_told(bank, client, clock):
    given = operations.register(
        "postal-bank", "register", MATTER, actor=Actor("lin_xiao"), now=clock.now, command_id="w"
    )
    assert client.get("/case/told/").status_code in (302, 401)
    client.post("/track/", {"number": given.number, "code": given.code})
    assert "怎样通知我" in client.get("/case/").content.decode()
    for typed in ({}, {"way": "pigeon"}, {"way": "sms", "address": "110"},
                  {"way": "mail", "address": "chen"}):  # fmt: skip
        answer = client.post("/case/told/", typed)
        assert answer.status_code == 422
    assert 'value="chen"' in answer.content.decode()
    client.post("/case/told/", {"way": "mail", "address": "chen@example.cn"})
    wish = Wish.objects.get(number=given.number)
    assert wish.channel == "mail"
    assert vault.masked(wish.ref) == "c***@example.cn"


def test_a_complainant_binds_wechat_with_consent_in_the_browser_that_began(
    bank, client, clock, settings, tmp_path
):
    given = operations.register(
        "postal-bank", "register", MATTER, actor=Actor("lin_xiao"), now=clock.now, command_id="w"
    )
    client.post("/track/", {"number": given.number, "code": given.code})
    assert "用微信接收" not in client.get("/case/told/").content.decode()
    assert client.get("/case/told/wechat/").status_code == 302  # nobody set it up
    settings.MESSAGES_FILE = tmp_path / "messages.toml"
    settings.MESSAGES_FILE.write_text('[wechat]\nadapter = "file"\n', "utf-8")
    assert "用微信接收" in client.get("/case/told/").content.decode()
    page = client.get("/case/told/wechat/").content.decode()
    ticket = page.split('number long"><a href="')[1].split('"')[0]
    inside = client.get("/case/told/wechat/", headers={"User-Agent": "x MicroMessenger/8"})
    assert inside.status_code == 302
    assert "/wechat/" in inside["Location"]

    phone, other = Client(), Client()
    page = phone.get(ticket).content.decode()
    assert given.number in page
    back = html.unescape(page.split('button--primary" href="')[1].split('"')[0])
    assert other.get(back).status_code == 410, "another browser brings the state back"
    assert phone.get(back.replace("code=trial-", "code=trail-")).status_code == 410
    assert phone.get(back.replace("state=", "state=x")).status_code == 410
    assert not Wish.objects.exists()
    assert "已绑定" in phone.get(back).content.decode()
    wish = Wish.objects.get(number=given.number)
    assert wish.channel == "wechat"
    assert "trial-" not in vault.masked(wish.ref)[4:]
    assert phone.get(back).status_code == 410, "used"
    clock.now += timedelta(minutes=16)
    assert phone.get(ticket).status_code == 410
    assert phone.get("/wechat/nonsense/").status_code == 410
    assert stranger_sees_no_ticket(phone)


def stranger_sees_no_ticket(browser):
    return browser.get("/case/told/wechat/").status_code in (302, 401)


# -- the telephone


def tell(client, key, **event):
    return client.post(
        "/telephone/events/", json.dumps(event), content_type="application/json",
        headers={"Authorization": f"Bearer {key}"} if key else {},
    )  # fmt: skip


def test_the_exchanges_door_believes_keys_only_and_says_what_is_wrong(chief, client):
    page = chief.post("/telephone/exchanges/", {"name": "总行"}).content.decode()
    key = page.split('class="telephone-key">')[1].split("<")[0]
    assert key not in chief.get("/telephone/exchanges/").content.decode()
    assert client.get("/telephone/events/").status_code == 405
    assert tell(client, "", call="1", event="ringing").status_code == 401
    assert tell(client, "wrong", call="1", event="ringing").status_code == 401
    answer = tell(client, key, call="1", event="held", colour="red")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json()["fields"]) == {"event", "colour"}
    for broken in (b"{", b"[" * 15_000):
        answer = client.post(
            "/telephone/events/", broken, content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )  # fmt: skip
        assert answer.status_code == 400
    taken = tell(client, key, call="1", event="ringing", extension="8101")
    assert taken.status_code == 202
    assert tell(client, key, call="1", event="ringing").json() == taken.json()
    chief.post("/telephone/exchanges/", {"name": "总行", "intent": "end"})
    assert tell(client, key, call="1", event="ended").status_code == 401
    assert chief.post("/telephone/exchanges/", {"name": ""}).status_code == 422


def ring(call="k1", what="ringing", **more):
    body = {"call": call, "event": what, "from": "138 1234 5627", "extension": "8101", **more}
    return telephone.note("pbx", telephone.event_from(body, FRIDAY), now=FRIDAY)


def test_the_banner_comes_once_stays_as_it_is_and_goes(desk, number, clock):
    browser = desk("lin_xiao")
    assert browser.get("/telephone/now/").status_code == 286  # no extension: ask no more
    people.change_person("lin_xiao", extension="8101", by="root", now=FRIDAY)
    assert browser.get("/telephone/now/").status_code == 204
    id_ = ring()
    page = browser.get("/telephone/now/").content.decode()
    assert "138****5627" in page
    assert "短信服务费重复扣收" in page
    assert "13812345627" not in page
    assert browser.get(f"/telephone/now/?shown={id_}").status_code == 204
    ring(what="answered")
    assert browser.get(f"/telephone/now/?shown={id_}").status_code == 204
    assert desk("sun_fang").get(f"/telephone/calls/{id_}/").status_code == 404
    browser.post(f"/telephone/calls/{id_}/", {"intent": "away"})
    assert browser.get(f"/telephone/now/?shown={id_}").content.strip() == b""


def test_registering_a_call_fills_a_draft_and_notes_the_reading(desk, number):
    people.change_person("lin_xiao", extension="8101", by="root", now=FRIDAY)
    id_, browser = ring(), desk("lin_xiao")
    assert number in browser.get(f"/telephone/calls/{id_}/").content.decode()
    answer = browser.post(
        f"/telephone/calls/{id_}/", {"intent": "register", "way": "postal-bank.register"}
    )
    page = browser.get(answer.headers["Location"]).content.decode()
    assert 'value="138 1234 5627"' in page
    call = telephone.call_of(Actor("lin_xiao"), id_, FRIDAY)
    assert [note.reason for note in vault.readings_of(call.caller)] == ["登记来电"]
    wrong = browser.post(f"/telephone/calls/{id_}/", {"intent": "register", "way": "no.such"})
    assert wrong.status_code == 404


def test_an_exchange_may_sign_instead_of_sending_its_key(bank, client, clock):
    key = telephone.make_key("总行", by="root", now=FRIDAY)
    other = telephone.make_key("分行", by="root", now=FRIDAY)
    at = int(FRIDAY.timestamp())
    body = json.dumps({"call": "s-1", "event": "ringing", "extension": "8101"}).encode()

    def send(signature, content=body):
        return client.post(
            "/telephone/events/", content, content_type="application/json",
            headers={"X-Shouwen-Signature": signature, "Authorization": f"Bearer {other}"},
        ).status_code  # fmt: skip

    good = telephone.signature(key, at, body)
    assert send(good) == send(good) == 202  # again within the window: nothing changes
    assert Call.objects.get().exchange == "总行"
    assert send(good, body.replace(b"8101", b"8102")) == 401
    assert send(good.replace(f"t={at}", f"t={at + 1}")) == 401
    assert send(telephone.signature(other, at, body).replace("key=", "key=0")) == 401
    for wrong in ("", "key=,t=,v1=", good.replace("v1=", "v2="), f"t={'9' * 40},v1=é", "key=x,t=²"):
        assert send(wrong) == 401
    for seconds in (-301, 301):
        assert send(telephone.signature(key, at + seconds, body)) == 401
    for seconds in (-299, 299):
        assert send(telephone.signature(key, at + seconds, body)) == 202
    clock.now += timedelta(minutes=6)
    assert send(good) == 401, "played back later"
    Exchange.objects.filter(name="总行").update(key_id="", sealed=b"")  # made before signatures
    clock.now = FRIDAY
    assert send(good) == 401
    telephone.end_key("分行", by="root", now=FRIDAY)
    assert send(telephone.signature(other, at, body)) == 401


def test_hearing_again_does_what_the_regulation_asks_for_with_it(desk, bank, number):
    people.change_person("lin_xiao", extension="8101", by="root", now=FRIDAY)
    ring()
    id_ = ring(what="ended", recording="rec/2.wav")
    telephone.link(Actor("lin_xiao"), id_, number, now=FRIDAY)
    poster = next(post.person for post in bank.posts if post.role == "complaint_post")
    browser, address = desk(poster), f"/desk/case/{number}/recordings/"
    assert "一并办理“复听录音并复核”" in browser.get(address).content.decode()
    typed = {"recording": "1", "why": "重大投诉", "conclusion": "与登记一致", "token": "t1"}
    page = browser.post(address, typed, follow=True).content.decode()
    assert "已办理：复听录音并复核" in page
    told = [event.body for event in ledger.read(f"case/{number}") if "act" in event.body]
    assert [body["act"] for body in told if body["act"] == "relisten"] == ["relisten"]
    browser.post(address, typed, follow=True)  # sent twice
    told = [event.body for event in ledger.read(f"case/{number}") if "act" in event.body]
    assert [body["act"] for body in told if body["act"] == "relisten"] == ["relisten"]
    assert "一并办理" not in desk("sun_fang").get(address).content.decode()


def test_a_call_is_linked_and_its_recording_heard(desk, number):
    people.change_person("lin_xiao", extension="8101", by="root", now=FRIDAY)
    ring()
    id_, browser = ring(what="ended", recording="rec/1.wav"), desk("lin_xiao")
    assert browser.post(
        f"/telephone/calls/{id_}/", {"intent": "link", "number": "TS1"}
    ).status_code == 422  # fmt: skip
    browser.post(f"/telephone/calls/{id_}/", {"intent": "link", "number": number})
    address = f"/desk/case/{number}/recordings/"
    assert "rec/1.wav" in browser.get(address).content.decode()
    answer = browser.post(address, {"recording": "1", "why": "重大投诉", "conclusion": ""})
    assert answer.status_code == 422
    assert 'value="重大投诉"' in answer.content.decode()
    browser.post(address, {"recording": "1", "why": "重大投诉", "conclusion": "与登记一致"})
    page = browser.get(address).content.decode()
    assert "与登记一致" in page
    assert desk("wu_yong").get(address).status_code == 404
    assert number in browser.get("/telephone/").content.decode()


def test_administrators_see_all_calls_others_their_own(chief, desk, number):
    ring()
    assert "138****5627" in chief.get("/telephone/?show=all").content.decode()
    assert "138****5627" not in chief.get("/telephone/").content.decode()
    assert "138****5627" not in desk("sun_fang").get("/telephone/?show=all").content.decode()


# -- files


def test_files_are_taken_in_shown_and_handed_out_as_attachments_only(desk, number):
    browser, address = desk("sun_fang"), f"/desk/case/{number}/files/"
    given = [
        SimpleUploadedFile("账单<b>.png", photo()),
        SimpleUploadedFile("说明.txt", "<b>多扣</b>".encode()),
        SimpleUploadedFile("setup.exe", b"MZ" + bytes(50)),
    ]
    answer = browser.post(address, {"files": given, "token": "a1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "是程序或脚本，不接收" in page
    assert "账单_b_.png" in page
    assert "SHA-256" in page
    kept = browser.get(f"{address}1/")
    assert kept.content == photo()
    assert kept.headers["Content-Disposition"].startswith("attachment;")
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in kept.headers["Content-Security-Policy"]
    assert kept.headers["Content-Type"] == "application/octet-stream"
    small = browser.get(f"{address}1/small/")
    assert Image.open(io.BytesIO(small.content)).format == "JPEG"
    assert browser.get(f"{address}2/small/").status_code == 404
    assert browser.get(f"{address}9/").status_code == 404
    assert browser.post(address, {"token": "a2"}).status_code == 422
    for page in ("", "1/", "1/small/"):
        assert desk("wu_yong").get(address + page).status_code == 404
    reasons = {note.reason for note in vault.readings(number)}
    assert "办理本件，下载附件" in reasons


def test_a_file_that_waits_is_shown_and_not_handed_out(desk, number, settings):
    settings.CLAMAV = "127.0.0.1:9"
    browser, address = desk("sun_fang"), f"/desk/case/{number}/files/"
    browser.post(address, {"files": [SimpleUploadedFile("a.txt", b"x")], "token": "b1"})
    assert "等待病毒扫描" in browser.get(address).content.decode()
    assert browser.get(f"{address}1/").status_code == 409
    assert intake.scan_held(now=FRIDAY + timedelta(hours=1)).waiting == 1


@pytest.mark.parametrize("language", ["en"])
def test_the_pages_speak_english(chief, desk, number, message, language):
    chief.cookies["django_language"] = language
    operations.enclose_recording(
        number, "r", call="c", began_at=FRIDAY, seconds=3, actor=Actor("lin_xiao"), now=FRIDAY,
        command_id="r",
    )  # fmt: skip
    ring()
    for address in ("/messages/", "/messages/texts/", "/messages/texts/late/", "/messages/mine/",
                    f"/messages/case/{number}/", "/telephone/?show=all", "/telephone/calls/1/",
                    "/telephone/exchanges/", f"/desk/case/{number}/files/",
                    f"/desk/case/{number}/recordings/"):  # fmt: skip
        answer = chief.get(address)
        if address == "/telephone/calls/1/" and answer.status_code == 404:
            continue
        assert answer.status_code == 200, address

"""Adapters against providers on loopback; signatures against what the providers have published."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from shouwen.notices import WrongSetting
from shouwen.notices.adapters import Letter, Never, NotNow, sms_aliyun, sms_tencent
from shouwen.notices.setup import Quiet, setup_from
from tests.notices.conftest import NOW
from tests.notices.providers import ALIYUN, TENCENT

LETTER = Letter(
    "sw-7", "sms", "13812345627", "138****5627", "received", "兰川银行：已收到",
    "已收到，编号 T1。",
    {"number": "T1", "due": "2025 年 5 月 8 日前"}, "T1",
)  # fmt: skip


def adapter(channel, table, tmp_path):
    return setup_from({channel: table}, tmp_path).adapters[channel]


@pytest.fixture
def aliyun(providers, tmp_path):
    return adapter("sms", {
        "adapter": "aliyun", "endpoint": providers.address, "access_key_id": ALIYUN[0],
        "access_key_secret": ALIYUN[1], "sign_name": "兰川 银行*",
        "templates": {"received": "SMS_1"},
    }, tmp_path)  # fmt: skip


@pytest.fixture
def tencent(providers, tmp_path):
    return adapter("sms", {
        "adapter": "tencent", "endpoint": providers.address, "secret_id": TENCENT[0],
        "secret_key": TENCENT[1], "sdk_app_id": "1400006666", "sign_name": "兰川银行",
        "templates": {"default": "1110"}, "parameters": {"late": ["due"]},
    }, tmp_path)  # fmt: skip


@pytest.fixture
def wecom(providers, tmp_path):
    table = {"endpoint": providers.address, "corp_id": "ww1", "secret": "s", "agent_id": 1000002}
    return adapter("wecom", table, tmp_path)


@pytest.fixture
def wechat(providers, tmp_path):
    return adapter("wechat", {
        "endpoint": providers.address, "app_id": "wx1", "secret": "s",
        "templates": {"received": "tpl-1"}, "fields": {"number": "character_string1"},
    }, tmp_path)  # fmt: skip


def test_the_signatures_are_those_the_providers_publish():
    query = sms_aliyun.canonical_query(
        {"RegionId": "cn-shanghai",
         "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
    )  # fmt: skip
    head = sms_aliyun.signed(
        "YourAccessKeyId", "YourAccessKeySecret", host="ecs.cn-shanghai.aliyuncs.com",
        action="RunInstances", version="2014-05-26", query=query,
        nonce="3156853299f313e23d1673dc12e1703d",
        now=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
    )  # fmt: skip
    assert head["Authorization"].endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )
    made, _ = sms_tencent.signature(
        "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", host="cvm.tencentcloudapi.com", service="cvm",
        body=rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"],'
        rb' "Name": "instance-name"}]}',
        now=datetime.fromtimestamp(1551113065, UTC),
    )  # fmt: skip
    assert made == "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"


def test_aliyun_takes_a_signed_message_and_tells_what_is_wrong(aliyun, providers):
    assert aliyun.send(LETTER, now=NOW).reference == "90061^0"
    assert aliyun.send(LETTER, now=NOW)  # every request has a nonce of its own
    sent = providers.sent[0]
    assert (sent["PhoneNumbers"], sent["TemplateCode"], sent["OutId"]) == (
        "13812345627", "SMS_1", "sw-7",
    )  # fmt: skip
    assert sent["SignName"] == "兰川 银行*"
    assert '"due": "2025 年 5 月 8 日前"' in sent["TemplateParam"]
    providers.throttled = True
    with pytest.raises(NotNow, match="BUSINESS_LIMIT") as limited:
        aliyun.send(LETTER, now=NOW)
    assert limited.value.after == timedelta(hours=1)
    with pytest.raises(NotNow, match="no template"):
        aliyun.send(replace(LETTER, occasion="late"), now=NOW)


def test_a_wrong_secret_is_worth_another_try_once_somebody_has_mended_it(aliyun, tencent):
    aliyun._key_secret = tencent._secret_key = "wrong"
    with pytest.raises(NotNow, match="SignatureDoesNotMatch"):
        aliyun.send(LETTER, now=NOW)
    with pytest.raises(NotNow, match=r"AuthFailure\.SignatureFailure"):
        tencent.send(LETTER, now=NOW)


def test_tencent_takes_a_signed_message_and_tells_what_is_wrong(tencent, providers):
    assert tencent.send(LETTER, now=NOW).reference.startswith("5000:")
    tencent.send(replace(LETTER, occasion="late"), now=NOW)
    first, second = providers.sent
    assert first["PhoneNumberSet"] == ["+8613812345627"]
    assert first["TemplateParamSet"] == ["T1", "2025 年 5 月 8 日前"]
    assert second["TemplateParamSet"] == ["2025 年 5 月 8 日前"]
    providers.throttled = True
    with pytest.raises(NotNow, match="DailyLimit"):
        tencent.send(LETTER, now=NOW)
    providers.throttled, providers.blocked = False, {"+8613812345627"}
    with pytest.raises(Never, match="Blacklist"):
        tencent.send(LETTER, now=NOW)


@pytest.mark.parametrize("to", ["0510-82345678", "110", "x", "", "1381234"])
def test_a_number_that_gets_no_messages_costs_none(aliyun, tencent, providers, to):
    for way in (aliyun, tencent):
        with pytest.raises(Never):
            way.send(replace(LETTER, to=to), now=NOW)
    assert not providers.sent


def test_wecom_keeps_its_token_and_renews_a_refused_one_once(wecom, providers):
    letter = replace(LETTER, channel="wecom", to="SunFang", text="请办理" * 900)
    assert wecom.send(letter, now=NOW).reference == "m1"
    wecom.send(letter, now=NOW + timedelta(minutes=90))
    assert providers.tokens == 1
    for code in (40014, 42001):
        providers.refuse_token = code
        wecom.send(letter, now=NOW + timedelta(minutes=91))
    assert providers.tokens == 3
    wecom.send(letter, now=NOW + timedelta(hours=4))
    assert providers.tokens == 4
    sent = providers.sent[0]
    assert (sent["touser"], sent["agentid"], sent["enable_duplicate_check"]) == (
        "SunFang", 1000002, 1,
    )  # fmt: skip
    assert len(sent["text"]["content"].encode()) <= 2048


def test_wecom_errors_are_told_apart(wecom, providers):
    letter = replace(LETTER, channel="wecom", to="gone")
    providers.blocked = {"gone"}
    with pytest.raises(Never, match="81013"):
        wecom.send(letter, now=NOW)
    providers.throttled = True
    with pytest.raises(NotNow, match="45009"):
        wecom.send(letter, now=NOW)
    providers.down = True
    with pytest.raises(NotNow, match="503") as down:
        wecom.send(letter, now=NOW)
    assert down.value.after == timedelta(seconds=7)


def test_a_robot_speaks_into_its_group(providers, tmp_path):
    table = {"endpoint": providers.address, "robots": {"ho": "robot-key", "old": "gone"}}
    robot = adapter("wecom_robot", table, tmp_path)
    letter = replace(LETTER, channel="wecom_robot", to="ho")
    robot.send(letter, now=NOW)
    assert providers.sent == [{"msgtype": "text", "text": {"content": "已收到，编号 T1。"}}]
    for to in ("old", "never"):
        with pytest.raises(Never):
            robot.send(replace(letter, to=to), now=NOW)


def test_wechat_says_whose_account_it_is_once_for_a_code(wechat):
    way = wechat.way_to("https://x.example/back/?a=b", "s:1")
    head, _, asked = way.partition("?")
    assert head == "https://open.weixin.qq.com/connect/oauth2/authorize"
    assert asked.endswith("#wechat_redirect")
    assert parse_qs(asked.removesuffix("#wechat_redirect")) == {
        "appid": [wechat._app], "redirect_uri": ["https://x.example/back/?a=b"],
        "response_type": ["code"], "scope": ["snsapi_base"], "state": ["s:1"],
    }  # fmt: skip
    assert wechat.account_of("good", now=NOW) == f"o-{wechat._app}"
    with pytest.raises(Never, match="40029"):
        wechat.account_of("used", now=NOW)


def test_wechat_fills_the_accounts_template(wechat, providers):
    letter = replace(
        LETTER, channel="wechat", to="oAbc", values={**LETTER.values, "link": "https://x.example/t"}
    )
    providers.refuse_token = 40001
    assert wechat.send(letter, now=NOW).reference == "m1"
    (sent,) = providers.sent
    assert sent["data"]["character_string1"] == {"value": "T1"}
    assert sent["data"]["due"] == {"value": "2025 年 5 月 8 日前"}
    assert (sent["url"], sent["client_msg_id"]) == ("https://x.example/t", "sw-7")
    providers.blocked = {"oAbc"}
    with pytest.raises(Never, match="43004"):
        wechat.send(letter, now=NOW)


def test_nobody_there_is_worth_another_try(tmp_path):
    table = {"endpoint": "http://127.0.0.1:9", "corp_id": "c", "secret": "s", "agent_id": 1}
    with pytest.raises(NotNow):
        adapter("wecom", table, tmp_path).send(LETTER, now=NOW)


def test_without_settings_every_way_writes_files_once_and_masked(tmp_path):
    for way in setup_from({}, tmp_path).adapters.values():
        letter = replace(LETTER, channel=way.channel, id=f"sw-{way.channel}")
        assert way.send(letter, now=NOW) == way.send(letter, now=NOW)
    files = sorted((tmp_path / "messages" / "2025-04-25").iterdir())
    assert len(files) == 5
    text = files[1].read_text("utf-8")
    assert "138****5627" in text
    assert "13812345627" not in text
    assert "已收到，编号 T1。" in text


@pytest.mark.parametrize(
    ("tables", "word"),
    [
        ({"fax": {}}, "fax"),
        ({"sms": {"adapter": "pigeon"}}, "adapter"),
        ({"sms": {}}, "adapter"),
        ({"sms": {"adapter": "wecom"}}, "sms"),
        ({"sms": {"adapter": "aliyun", "access_key_id": "x"}}, "access_key_secret"),
        ({"sms": {"adapter": "aliyun", "access_key_id": "x", "access_key_secret_file": "/no",
                  "sign_name": "x"}}, "access_key_secret_file"),
        ({"wecom": {"corp_id": "x", "secret": "s", "agent_id": "x"}}, "agent_id"),
        ({"wecom": {"endpoint": "ftp://x", "corp_id": "x", "secret": "s", "agent_id": 1}},
         "endpoint"),
        ({"wecom_robot": {}}, "robots"),
        ({"quiet": {"from": "nine"}}, "quiet"),
        ({"satisfaction": {"after_hours": -1}}, "after_hours"),
    ],
)  # fmt: skip
def test_wrong_settings_are_named(tables, word, tmp_path):
    with pytest.raises(WrongSetting, match=word):
        setup_from(tables, tmp_path)


@pytest.mark.parametrize(("at", "until"), [(22, 32), (3, 8), (8, 8), (20, 20), (21, 32)])
def test_quiet_hours_end_in_the_morning(at, until):
    day = NOW.replace(hour=0)
    assert Quiet().over_at(day + timedelta(hours=at)) == day + timedelta(hours=until)

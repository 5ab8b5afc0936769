"""Pages about other systems: for administrators, secrets shown once, deliveries played again."""

import re

import pytest

from shouwen.connections import hooks, keys
from shouwen.connections.models import City, Delivery, Key, Subscription

KEY = {"name": "热线系统", "person": "lin_xiao", "scopes": ["read", "register"]}


@pytest.mark.parametrize(
    "address", ["/connections/", "/connections/events/", "/connections/cities/"]
)
def test_pages_are_for_administrators_only(desk, address):
    assert desk("han_chao").get(address).status_code == 200
    assert desk("lin_xiao").get(address).status_code == 403
    assert desk("lin_xiao").post(address, KEY).status_code == 403


def test_a_key_is_made_shown_once_and_taken_back(desk, clock):
    browser = desk("han_chao")
    page = browser.post("/connections/", KEY).content.decode()
    (secret,) = re.findall(r"shouwen_[0-9a-f]{10}_[0-9a-f]{48}", page)
    assert keys.caller_of(secret, "127.0.0.1", clock.now).actor.person == "lin_xiao"
    assert secret not in browser.get("/connections/").content.decode()
    key = Key.objects.get()
    browser.post(f"/connections/keys/{key.id}/revoke/")
    assert "已停用" in browser.get("/connections/").content.decode()
    assert browser.get(f"/connections/keys/{key.id}/revoke/").status_code == 405
    assert browser.post("/connections/keys/none/revoke/", follow=True).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "请填写名称"),
        ({"scopes": []}, "请选择权限"),
        ({"networks": "here"}, "不是网段"),
        ({"expires": "soon"}, "有效期请写成日期"),
        ({"expires": "2020-01-01"}, "有效期已过"),
        ({"person": ""}, "代表一个人"),
    ],
)
def test_what_was_typed_stays_beside_what_is_wrong(desk, wrong, said):
    answer = desk("han_chao").post("/connections/", {**KEY, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    if "name" not in wrong:
        assert 'value="热线系统"' in page
    assert not Key.objects.exists()


def test_english_is_complete(desk):
    for address in ("/connections/", "/connections/events/", "/connections/cities/"):
        page = desk("han_chao", "en").get(address).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        main = re.sub(r"<(select|datalist).*?</\1>", "", main, flags=re.DOTALL)
        assert not re.findall(r"[\u4e00-\u9fff]+", main), address


@pytest.fixture
def hook(desk, settings):
    settings.HOOK_NETWORKS = ["127.0.0.0/8"]
    browser = desk("han_chao")
    page = browser.post(
        "/connections/events/",
        {"name": "工单系统", "address": "http://127.0.0.1:9/in", "person": "lin_xiao"},
    ).content.decode()
    assert re.search(r"whsec_[A-Za-z0-9+/=]{40,}", page)
    return Subscription.objects.get()


def test_a_subscription_is_stopped_goes_on_and_ends(desk, hook, clock):
    browser, address = desk("han_chao"), f"/connections/events/{hook.id}/"
    assert "whsec_" not in browser.get(address).content.decode()
    browser.post(address, {"way": "disable"})
    assert hooks.row(hook.id, clock.now).state == "disabled"
    assert "恢复投递" in browser.get(address).content.decode()
    browser.post(address, {"way": "enable"})
    assert hooks.row(hook.id, clock.now).state == "active"
    browser.post(address, {"way": "end"})
    assert browser.get(address).status_code == 404


def test_deliveries_are_listed_and_played_again(desk, hook, clock):
    for n in range(3):
        Delivery.objects.create(
            subscription=hook, tx=5, position=n + 1, event="case.act_done", number=f"TS{n}",
            body="{}", state="dead", attempts=9, made_at=clock.now, next_at=clock.now,
            ended_at=clock.now, status=500, problem="对方答复 500",
        )  # fmt: skip
    browser, address = desk("han_chao"), f"/connections/events/{hook.id}/"
    page = browser.get(address).content.decode()
    assert "对方答复 500" in page
    assert "TS1" in page
    assert "没有这样的投递" in browser.get(f"{address}?state=delivered").content.decode()
    rows = list(Delivery.objects.order_by("position"))
    browser.post(address, {"way": "again", "delivery": rows[2].id})
    assert Delivery.objects.filter(state="waiting").count() == 1
    browser.post(address, {"way": "from_here", "delivery": rows[1].id})
    states = Delivery.objects.order_by("position").values_list("state", flat=True)
    assert list(states) == ["dead", "waiting", "waiting"]
    assert browser.post(address, {"way": "again", "delivery": "x"}).status_code == 302
    assert browser.get(f"{address}?before={'9' * 30}").status_code == 200


def test_an_address_inside_is_refused_where_it_was_typed(desk):
    answer = desk("han_chao").post(
        "/connections/events/",
        {"name": "x", "address": "https://10.0.0.1/in", "person": "lin_xiao"},
    )
    assert answer.status_code == 422
    assert 'value="https://10.0.0.1/in"' in answer.content.decode()


def test_cities_are_added_and_closed(desk):
    browser = desk("han_chao")
    city = {"name": "邻市", "address": "https://city.example.org/open311/v2", "key": "k-1"}
    browser.post("/connections/cities/", city)
    kept = City.objects.get()
    assert b"k-1" not in bytes(kept.sealed_key)
    assert "邻市" in browser.get("/connections/cities/").content.decode()
    browser.post("/connections/cities/", {"close": kept.id})
    assert "邻市" not in browser.get("/connections/cities/").content.decode()
    assert browser.post("/connections/cities/", {"close": "none"}).status_code == 422
    assert browser.post("/connections/cities/", {**city, "address": "x"}).status_code == 422


def test_the_reference_says_what_every_operation_is(stranger, bank):
    page = stranger.get("/api/v1/docs", headers={"Accept-Language": "en"}).content.decode()
    for part in ("registerCase", "case.stage_changed", "problem-refused", "Idempotency-Key"):
        assert part in page
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.findall(r"[\u4e00-\u9fff]+", main)
    assert "<script>" not in page
    assert len(page) > 20_000

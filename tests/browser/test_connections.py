"""Pages about other systems in a real browser: accessible, narrow enough, made by keyboard."""

import os
from pathlib import Path

import pytest

from shouwen import logins, people
from shouwen.connections import cities, hooks, keys
from shouwen.connections import testing as connections_testing
from shouwen.connections.models import Delivery, Subscription
from shouwen.people import NewPost, Office

from .conftest import DESK, FRIDAY, LONG_AGO, PHONE
from .test_accessible import faults

#: Where pictures of the pages are put, to be looked at; nowhere without it.
SHOTS = os.environ.get("PAGE_PICTURES")


@pytest.fixture
def connected(bank, settings):
    """An administrator, three keys, a failing subscription with deliveries, a city."""
    settings.HOOK_NETWORKS = ["127.0.0.0/8"]
    people.give_posts([NewPost("zheng.kai", Office.ADMINISTRATOR, None)], by="root", now=LONG_AGO)
    # How an administrator proves himself is tried elsewhere.
    logins.release(Office.ADMINISTRATOR, by="root", now=LONG_AGO)
    keys.make("热线系统", scopes=["read", "register"], person="lin.xiaoyu", by="root", now=FRIDAY)
    keys.make("报表平台", scopes=["read"], person="zhou.min", by="root", now=FRIDAY)
    keys.revoke(keys.rows(FRIDAY)[0].id, by="root", now=FRIDAY)
    made = hooks.subscribe(
        "工单系统", "http://127.0.0.1:9/hooks/shouwen", events=[], person="lin.xiaoyu",
        by="root", now=FRIDAY,
    )  # fmt: skip
    subscription = Subscription.objects.get()
    Subscription.objects.update(failing_since=FRIDAY)
    for n, state in enumerate(("delivered", "delivered", "dead", "waiting")):
        Delivery.objects.create(
            subscription=subscription, tx=800, position=n + 1, event="case.stage_changed",
            number="TS2025042500001", body="{}", state=state, attempts=n, made_at=FRIDAY,
            next_at=FRIDAY, ended_at=None if state == "waiting" else FRIDAY,
            status=204 if state == "delivered" else None,
            problem="" if state == "delivered" else "对方没有答复（ConnectError）",
        )  # fmt: skip
    cities.add_city("邻市政务热线", "http://127.0.0.1:9/open311/v2", by="root", now=FRIDAY)
    yield made.id
    connections_testing.erase()


@pytest.mark.parametrize(
    ("viewport", "theme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"]
)
def test_the_pages_are_accessible_and_fit(window, connected, viewport, theme):
    mine = window(viewport, color_scheme=theme, reduced_motion="reduce").login("zheng.kai")
    places = {
        "keys": "/connections/", "hooks": "/connections/events/",
        "hook": f"/connections/events/{connected}/", "cities": "/connections/cities/",
        "docs": "/api/v1/docs",
    }  # fmt: skip
    found = {}
    for name, place in places.items():
        mine.open(place)
        if SHOTS:
            path = Path(SHOTS) / f"{name}-{theme}.png"
            mine.page.screenshot(path=path, full_page=True)
        if wrong := faults(mine):
            found[name] = wrong
        assert mine.wide() <= viewport["width"], name
    assert found == {}


def test_a_key_is_made_with_the_keyboard(window, connected):
    mine = window().login("zheng.kai").open("/connections/")
    mine.page.focus("#name")
    mine.page.keyboard.type("门户网站")
    mine.page.locator("#person").select_option("lin.xiaoyu")
    mine.page.locator("input[name=scopes][value=read]").focus()
    mine.page.keyboard.press("Space")
    mine.page.locator("#networks").press("Enter")
    mine.page.wait_for_selector("#secret")
    assert mine.page.inner_text("#secret").startswith("shouwen_")
    mine.open("/connections/")
    assert mine.page.locator("#secret").count() == 0

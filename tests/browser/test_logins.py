"""Passkeys with the browser's own authenticator, and an administrator's way through the pages."""

import pytest

from shouwen import people
from shouwen.people import Office

from .conftest import LONG_AGO, PASSWORD
from .test_accessible import over


@pytest.fixture
def authenticator():
    """Give a window an authenticator that holds passkeys and says yes to its user."""

    def give(window):
        session = window.page.context.new_cdp_session(window.page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }  # fmt: skip
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    return give


def test_an_administrator_sets_up_a_passkey_and_comes_back_with_it(window, authenticator):
    people.give_post("lin.xiaoyu", Office.ADMINISTRATOR, by="root", now=LONG_AGO)
    mine = window()
    authenticator(mine)
    mine.open("/login/")
    mine.page.fill("#username", "lin.xiaoyu")
    mine.page.fill("#password", PASSWORD)
    mine.page.click("main form[action='/login/'] button")
    mine.page.wait_for_url("**/me/security/")  # nothing else opens before that
    mine.page.fill("#key-name", "办公室电脑")
    mine.page.get_by_role("button", name="添加通行密钥").click()
    mine.page.get_by_role("link", name="我已保存好").click()
    assert "办公室电脑" in mine.text()
    mine.page.goto(mine.server + "/administration/")
    assert "运行状况" in mine.text()
    mine.page.context.clear_cookies()
    # without a password
    mine.open("/login/?next=/administration/")
    mine.page.get_by_role("button", name="用通行密钥登录").click()
    mine.page.get_by_role("heading", name="系统管理", level=1).wait_for()
    # as the second step after a password
    mine.page.context.clear_cookies()
    mine.open("/login/?next=/administration/units/")
    mine.page.fill("#username", "lin.xiaoyu")
    mine.page.fill("#password", PASSWORD)
    mine.page.click("main form[action='/login/'] button")
    mine.page.get_by_role("button", name="用通行密钥确认").click()
    mine.page.get_by_role("heading", name="机构", level=1, exact=True).wait_for()
    places = ["/administration/", "/administration/persons/lin.xiaoyu/", "/me/security/"]
    assert over(mine, places) == {}

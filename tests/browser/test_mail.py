"""The inbox: a letter is taken and read; it fits a telephone; axe finds nothing."""

import pytest

from shouwen.intake.mail.models import Mail, MailAnswer, Mailbox, MailFile
from shouwen.intake.mail.receiving import Place, receive
from tests.intake.mail.raw import message

from .conftest import DESK, PHONE
from .test_accessible import faults

REPLY = (
    "我同意退还多扣的费用，请尽快到账。\r\n\r\n-- \r\n张三\r\n电话：13800138000\r\n\r\n"
    "某银行 <kefu@bank.example> 于2025年4月24日周四 10:00写道：\r\n\r\n> 您好\r\n> 已受理\r\n"
)


@pytest.fixture
def box(bank, clock):
    from shouwen import people

    posts = people.directory(clock.now).posts_of("lin.xiaoyu")
    found = Mailbox.objects.create(
        name="客服邮箱", address="kefu@bank.example", host="imap.bank.example", port=993,
        tls="ssl", login="kefu", key_id="", sealed=b"", folder="INBOX",
        regulation="postal-bank", unit=posts[0].unit, fetched_at=clock.now,
    )  # fmt: skip
    yield found
    MailAnswer.objects.all().delete()
    MailFile.objects.all().delete()
    Mail.objects.all().delete()
    found.delete()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_of_mail(window, box, clock, viewport, theme):
    mail = receive(box, Place(1, 1), message(REPLY), now=clock.now)
    receive(
        box, Place(1, 2), message("x", "Subject: 卡号6222021234567890123", "Message-ID: <2@x>"),
        now=clock.now,
    )  # fmt: skip
    receive(box, Place(1, 3), b"not a mail at all", now=clock.now)
    mine = window(viewport, color_scheme=theme, reduced_motion="reduce").login("lin.xiaoyu")
    assert faults(mine.open("/mail/")) == []
    assert faults(mine.open(f"/mail/{mail.id}/")) == []
    mine.page.click("button[value=take]")
    mine.page.wait_for_selector(".mail__own")
    assert "多扣的费用" in mine.page.inner_text(".mail__own")
    assert faults(mine) == []
    width = mine.page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]
    assert faults(mine.open("/mail/?view=unparsed")) == []


def test_a_pile_is_gone_through_without_a_mouse(window, box, clock):
    for n in range(3):
        receive(box, Place(1, n), message(f"第 {n} 封", f"Message-ID: <{n}@x>"), now=clock.now)
    mine = window(DESK, reduced_motion="reduce").login("lin.xiaoyu")
    page = mine.open("/mail/").page
    page.locator("html[data-script]").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for n in (2, 1, 0):
        page.locator("html[data-script] button[value=take]").wait_for()
        page.keyboard.press("r")
        page.locator("html[data-script] .mail__own", has_text=f"第 {n} 封").wait_for()
        page.keyboard.press("4")
        page.keyboard.press("Tab")
        page.keyboard.type("误寄")
        page.keyboard.press("Enter")
        page.get_by_text("来信已办结").wait_for()
        page.locator("html[data-script]").wait_for()
        page.keyboard.press("]")
    page.wait_for_url("**/mail/")
    assert not Mail.objects.exclude(state="closed").exists()

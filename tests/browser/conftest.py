"""Headless Chromium, a demonstration bank behind it, and people who log in.

Nothing stands in for anything: a live server, a database other connections see, real logins. The
clock alone is held, so that a red test is red twice.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from shouwen import ledger, people
from shouwen.casework import editions, operations
from shouwen.casework import testing as casework_testing
from shouwen.demo.lanchuan import LANCHUAN
from shouwen.inquiry import testing as inquiry_testing
from shouwen.ledger import testing as ledger_testing
from shouwen.people import NewPerson, NewPost, NewUnit, standing
from shouwen.people import testing as people_testing
from shouwen.vault import testing as vault_testing
from shouwen.vocabulary import OFFICE_ZONE, Actor

LONG_AGO = datetime(2010, 1, 1, tzinfo=OFFICE_ZONE)
FRIDAY = datetime(2025, 4, 25, 10, 0, tzinfo=OFFICE_ZONE)
PASSWORD = "lan-chuan-2025"
#: Who walks through the complaints below: agent, complaint post, head and handler of the outlet,
#: union officers of the two branches above it.
WALKERS = ("lin.xiaoyu", "zheng.kai", "zhou.min", "zhang.wei", "wei.chunyan", "xu.man")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 860}
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """The browser itself, started once."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        # Where the pages are proven they must be; a laptop without Chromium may go on.
        say = "no Chromium found (apt install chromium fonts-noto-cjk)"
        pytest.fail(say) if os.environ.get("CI") else pytest.skip(say)
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop running in this thread; the ORM is used beside it, never in it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@dataclass
class Clock:
    """What the pages take for the present moment."""

    now: datetime

    def on(self, minutes: int = 10) -> None:
        self.now += timedelta(minutes=minutes)


@pytest.fixture
def clock(monkeypatch):
    hands = Clock(FRIDAY)
    monkeypatch.setattr(timezone, "now", lambda: hands.now)
    return hands


@pytest.fixture
def bank(transactional_db, clock, settings, tmp_path) -> Iterator[None]:
    """The demonstration bank, working under the savings bank's regulation."""
    settings.DATA_FOLDER = tmp_path
    settings.VAULT_KEY_FILE = None
    editions.forget_recorded()
    standing.forget()
    directory = LANCHUAN.directory()
    waiting, placed = list(directory.units.values()), set()
    units = []
    while waiting:
        ready = [unit for unit in waiting if unit.parent is None or unit.parent in placed]
        units += [NewUnit(u.id, u.name, u.kind, u.parent, sorted(u.attributes)) for u in ready]
        placed |= {unit.id for unit in ready}
        waiting = [unit for unit in waiting if unit.id not in placed]
    people.create_units(units, by="root", now=LONG_AGO)
    people.create_people(
        [NewPerson(person.id, person.name) for person in directory.people.values()],
        by="root",
        now=LONG_AGO,
    )
    posts = [NewPost(post.person, post.role, post.unit) for post in directory.posts]
    people.give_posts(posts, by="root", now=LONG_AGO)
    for login in WALKERS:
        people.give_login(login, login, password=PASSWORD, by="root", now=LONG_AGO)
    operations.adopt_regulation("postal-bank", actor=Actor("root"), now=LONG_AGO)
    yield
    casework_testing.assert_tables_follow_the_ledger()
    assert ledger.verify().sound
    # History refuses to be emptied: its guard is lifted, by those who keep it, for tests only.
    casework_testing.erase()
    ledger_testing.erase()
    inquiry_testing.erase()
    vault_testing.erase()
    people_testing.erase()


@dataclass
class Window:
    """One person's browser: pages are opened by path, trouble in the console is remembered."""

    page: object
    server: str
    trouble: list[str] = field(default_factory=list)

    def open(self, path: str) -> "Window":
        self.page.goto(self.server + path)
        return self

    def text(self) -> str:
        return self.page.inner_text("main")

    def wide(self) -> int:
        return self.page.evaluate("document.documentElement.scrollWidth")

    def login(self, who: str) -> "Window":
        self.open("/login/")
        self.page.fill("#username", who)
        self.page.fill("#password", PASSWORD)
        self.page.click("main button.button--primary")
        self.page.wait_for_url("**/desk/**")
        return self

    def fill(self, **facts: str) -> "Window":
        """Fill in fields of a generated form, whatever control each of them has."""
        for name, value in facts.items():
            box = self.page.locator(f"#f-{name}")
            kind = box.evaluate("e => e.tagName")
            if kind == "SELECT":
                box.select_option(value)
            elif kind == "DIV":
                box.locator(f'input[value="{value}"]').check(force=True)
            elif box.get_attribute("type") == "checkbox":
                box.set_checked(value == "true")
            else:
                box.fill(value)
        return self

    def act(self, number: str, title: str, **facts: str) -> "Window":
        """Open a case, press the button of an act, fill in its form and hand it in."""
        self.open(f"/desk/case/{number}/")
        button = self.page.locator(".page-head__actions").get_by_role("link", name=title)
        if not button.first.is_visible():
            self.page.locator(".page-head__actions summary").click()
        button.locator("visible=true").first.click()
        self.page.wait_for_selector("#drawer[open] form")
        self.fill(**facts)
        return self.hand_in()

    def hand_in(self) -> "Window":
        self.page.locator("#act-form .drawer__foot button").last.click()
        return self

    def done(self, words: str) -> None:
        """Wait until the page says that it was done."""
        self.page.locator(".toast", has_text=words).wait_for()


@pytest.fixture
def window(chromium, live_server, bank):
    """Return a browser of its own for somebody; whatever goes wrong in one fails the test."""
    opened: list[tuple[object, Window]] = []

    def make(viewport=None, **more) -> Window:
        context = chromium.new_context(viewport=viewport or DESK, locale="zh-CN", **more)
        context.set_default_timeout(20_000)
        page = context.new_page()
        found = Window(page, live_server.url)
        page.on("pageerror", lambda error: found.trouble.append(str(error)))
        page.on("console", lambda said: _note(found, said))
        opened.append((context, found))
        return found

    yield make
    trouble = [each for _, found in opened for each in found.trouble]
    for context, _ in opened:
        context.close()
    assert trouble == []


def _note(found: Window, said) -> None:
    # A form refused is a 422, on purpose; Chromium calls every such answer an error.
    if said.type == "error" and "status of 4" not in said.text:
        found.trouble.append(said.text)


@pytest.fixture
def staff(window):
    """Return somebody's window, logged in; the same person keeps the same one."""
    found: dict[str, Window] = {}

    def of(who: str) -> Window:
        if who not in found:
            found[who] = window().login(who)
        return found[who]

    return of


@pytest.fixture
def submit():
    """Submit a matter on the portal and return its number and code, as the receipt tells them."""

    def submit(mine: Window, **facts: str) -> tuple[str, str]:
        mine.open("/submit/").fill(**facts)
        mine.page.click("text=下一步：核对")
        mine.page.click("text=确认提交")
        mine.page.wait_for_selector("#number")
        return mine.page.inner_text("#number"), mine.page.inner_text("#code")

    return submit

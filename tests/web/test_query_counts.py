"""How many questions each page asks the database. Changed on purpose only: edit the file."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen import administration
from shouwen.casework import operations
from shouwen.vocabulary import Actor

from . import dozens

COUNTS = Path(__file__).with_name("query_counts.json")
ALLOWED = json.loads(COUNTS.read_text())
#: Pages of the offices, by who opens them.
OFFICES = ALLOWED.pop("offices")
#: What the last of a dozen is called, where a page might show none of them.
LAST = {
    "/connections/": "系统 11",
    "/connections/events/": "系统 11",
    "/connections/cities/": "城市 11",
    "/importing/": "登记 11",
    "/mail/": "主题 10",
    "/mail/boxes/": "邮箱 11",
    "/telephone/exchanges/": "交换机 11",
    "/desk/bulletins/": "公告 11",
    "/improvements/": "第 11 项",
}
SUPERVISION = [page for page in sorted(ALLOWED) if page.startswith("/supervision/")]


@pytest.fixture
def numbers(bank, clock):
    """A dozen complaints sent to one outlet."""
    numbers = []
    for n in range(12):
        given = operations.register(
            "postal-bank", "register",
            {"channel": "phone", "subject": f"第 {n} 件", "category": "work_error",
             "complainant_name": "陈俊", "telephone": "13812345627",
             "accused_unit": "renmin", "accused_level": "outlet", "region": "local",
             "accepting_level": "first_branch"},
            actor=Actor("lin_xiao"), now=clock.now, command_id=f"count-{n}",
        )  # fmt: skip
        operations.act(
            given.number, "dispatch", {}, actor=Actor("tian_yu"), now=clock.now,
            command_id=f"dispatch-{n}",
        )  # fmt: skip
        numbers.append(given.number)
    return numbers


def asked_by(browser, address):
    """Return the questions a page asks once what is kept in memory is there."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    assert LAST.get(address, "") in answer.content.decode(), address
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return [query["sql"][:160] for query in asked]


@pytest.mark.parametrize("page", sorted(set(ALLOWED) - set(SUPERVISION)))
def test_a_page_asks_no_more_than_it_did(desk, numbers, clock, page):
    operations.open_duties(now=clock.now)
    asked = asked_by(desk("zhao_qiang"), page.format(number=numbers[0]))
    assert len(asked) == ALLOWED[page], "\n".join(asked)


def test_supervision_asks_nothing_for_every_row(desk, numbers, clock):
    def act(number, name, who, **form):
        operations.act(
            number, name, form, actor=Actor(who), now=clock.now, command_id=f"{name}-{number}"
        )

    for number in numbers[:4]:
        act(number, "decline", "zhao_qiang", decline_reason="不归本网点")
    clock.now += timedelta(days=12)
    operations.sweep(now=clock.now)
    for number in numbers[4:]:
        act(number, "report_reason", "zhao_qiang", delay_reason="人手不足")
    browser = desk("zhong_cheng")
    counts = {page: asked_by(browser, page.format(number=numbers[0])) for page in SUPERVISION}
    found = {page: len(asked) for page, asked in counts.items()}
    assert found == {page: ALLOWED[page] for page in SUPERVISION}, counts


def test_offices_ask_nothing_for_every_row(desk, bank, numbers, clock):
    administration.note_rebuilt(clock.now)
    known = dozens.keep(bank, numbers, clock.now)
    found, questions = {}, {}
    for person, pages in OFFICES.items():
        browser = desk(person)
        session = browser.session
        session["confirmed"] = clock.now.isoformat()
        session.save()
        asked = {page: asked_by(browser, page.format(**known)) for page in pages}
        found[person] = {page: len(each) for page, each in asked.items()}
        questions |= {page: each for page, each in asked.items() if len(each) != pages[page]}
    assert found == OFFICES, questions

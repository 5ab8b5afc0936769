"""How many questions each page asks the database. Changed on purpose only: edit the file."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.casework import operations
from shouwen.vocabulary import Actor

COUNTS = Path(__file__).with_name("query_counts.json")
ALLOWED = json.loads(COUNTS.read_text())


@pytest.mark.parametrize("page", sorted(ALLOWED))
def test_a_page_asks_no_more_than_it_did(desk, bank, clock, page):
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
    operations.open_duties(now=clock.now)
    browser = desk("zhao_qiang")
    address = page.format(number=numbers[0])
    assert browser.get(address).status_code == 200  # what is kept in memory is there now
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.get(address)
    assert len(asked) == ALLOWED[page], "\n".join(q["sql"][:160] for q in asked)

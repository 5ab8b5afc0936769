"""The shop whose regulation charges money, in place of the bank, on the first of April 2024."""

from collections.abc import Iterator

import pytest

from shouwen import people
from shouwen.casework import editions
from shouwen.casework import testing as casework_testing
from shouwen.consequences import testing as consequences_testing
from shouwen.ledger import testing as ledger_testing
from shouwen.people import NewPerson, NewPost, standing
from shouwen.people import testing as people_testing
from shouwen.vault import testing as vault_testing
from shouwen.vocabulary import moment
from tests.browser.conftest import LONG_AGO, PASSWORD
from tests.consequences.conftest import (  # noqa: F401 - fixtures of the part below
    assert_sound,
    begin,
    counter,
    on_the_shelf,
)


@pytest.fixture
def bank(transactional_db, clock, settings, tmp_path) -> Iterator[None]:
    """The shop with two keepers of its accounts, 蒋 and 沈."""
    settings.DATA_FOLDER = tmp_path
    settings.VAULT_KEY_FILE = None
    editions.forget_recorded()
    standing.forget()
    begin()
    people.create_people(
        [NewPerson("jiang", "蒋五"), NewPerson("shen", "沈六")], by="root", now=LONG_AGO
    )
    people.give_posts(
        [NewPost("jiang", "head", None), NewPost("shen", "head", None)], by="root", now=LONG_AGO
    )
    for login in ("lu", "su", "jiang", "shen"):
        people.give_login(login, login, password=PASSWORD, by="root", now=LONG_AGO)
    clock.now = moment("2024-04-01 09:00")
    yield
    assert_sound()
    consequences_testing.erase()
    casework_testing.erase()
    ledger_testing.erase()
    vault_testing.erase()
    people_testing.erase()

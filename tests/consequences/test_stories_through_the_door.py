"""The stories of the pack that charges money, told by a real database."""

from decimal import Decimal
from pathlib import Path

import pytest

from shouwen.casework.shapes import NotDone
from shouwen.consequences.streams import read
from shouwen.engine.ledgers import statement
from shouwen.scenarios import read_stories
from shouwen.scenarios.accounts import figure
from shouwen.vocabulary import Month
from tests.casework.walking import named, steps

FILE = Path(__file__).parents[1] / "broken_packs" / "_story_ledgers.yaml"
STORIES = read_stories(FILE.read_text("utf-8"), FILE.name).stories


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title[:12])
def test_the_database_tells_the_story(shop, story):
    for walked in steps("counter-money", story):
        step = walked.step
        if step.close_month is None:
            refused = isinstance(walked.answer, NotDone)
            assert refused == bool(step.because), walked.answer
            continue
        month = Month.parse(step.close_month)
        for name, figures in step.accounts.items():
            account = read([named(name)])[named(name)].account
            # Where nothing is open there is nothing to close.
            if account.balance:
                assert figures.get("closed", True) == (month in account.closed)
            told = statement(account, month, preview=False)
            for key, value in figures.items():
                if not isinstance(value, bool | dict):
                    assert figure(told, key, None) == Decimal(str(value)), (name, key)

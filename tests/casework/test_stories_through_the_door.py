"""Every story of every shipped regulation, played through the one door into a real database."""

from decimal import Decimal

import pytest

from shouwen import ledger
from shouwen.casework.matter import matter_of, stream_of
from shouwen.casework.rebuilding import replay_faults
from shouwen.casework.shapes import NotDone
from shouwen.consequences.streams import read
from shouwen.engine.ledgers import statement
from shouwen.packs import shelf
from shouwen.packs.migrations import EDITIONS
from shouwen.scenarios import play
from shouwen.scenarios.accounts import figure
from shouwen.vocabulary import Month

from .conftest import settle_in
from .walking import all_stories, named, steps

pytestmark = pytest.mark.slow


def assert_accounts(step):
    """The accounts in the record say of the closed month what the story says."""
    month = Month.parse(step.close_month)
    for name, figures in step.accounts.items():
        told = statement(read([named(name)])[named(name)].account, month, preview=False)
        for key, value in figures.items():
            if not isinstance(value, bool | dict):
                assert figure(told, key, None) == Decimal(str(value)), (name, key)


@pytest.mark.parametrize(
    ("regulation", "story"),
    [pytest.param(id_, story, id=name) for name, id_, story in all_stories()],
)
def test_the_database_tells_the_story(db, regulation, story):
    directory = shelf.directory(regulation)
    settle_in(directory)
    played = play(shelf.procedure(regulation), story, directory, EDITIONS)
    for walked, (_, expected, case) in zip(steps(regulation, story), played.trail, strict=True):
        if walked.step.close_month is not None:
            assert_accounts(walked.step)
            continue
        if walked.answer is None:
            # Access comes before the regulation: who may not know gets no reasons.
            assert walked.step.act is None or expected.outcome == "refused"
        elif expected.outcome == "accepted":
            assert not isinstance(walked.answer, NotDone), walked.answer
        else:
            codes = [why.code for why in walked.answer.reasons]
            assert codes == [reason.code for reason in expected.reasons]
        if walked.number is not None:
            found = matter_of(walked.number, ledger.read(stream_of(walked.number))).case
            assert found.stage == case.stage
            assert {name: state.due_at for name, state in found.clocks.items()} == {
                name: state.due_at for name, state in case.clocks.items()
            }
            # After each step the tables of this case; when all is told, chains and everything else.
            assert [str(fault) for fault in replay_faults([walked.number])] == []

"""Every story of every shipped regulation, played through the one door into a real database."""

import pytest

from shouwen import ledger
from shouwen.casework import operations
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.matter import matter_of, stream_of
from shouwen.casework.shapes import NotDone, Registered
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.packs import shelf
from shouwen.scenarios import play, read_stories
from shouwen.scenarios.player import _actor, _form, _moment
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

from .conftest import settle_in

STORIES = [
    pytest.param(id_, story, id=f"{id_}-{name.removesuffix('.yaml')}-{n}")
    for id_ in shelf.regulation_ids()
    for name, text in shelf.stories(id_).items()
    for n, story in enumerate(read_stories(text, name).stories, 1)
    if not any(step.duty for step in story.steps)
]


def is_complainant(procedure, actor, directory):
    role = procedure.pack.pack.complainant
    return role in actor.roles or role in [post.role for post in directory.posts_of(actor.person)]


@pytest.mark.parametrize(("regulation", "story"), STORIES)
def test_the_database_tells_the_story(db, regulation, story):
    directory = shelf.directory(regulation)
    settle_in(directory)
    procedure = shelf.procedure(regulation)
    played = play(procedure, story, directory)
    number, given = None, ""
    for n, (step, (_, expected, case)) in enumerate(zip(story.steps, played.trail, strict=True), 1):
        at = _moment(step, n)
        if number is not None:
            operations.sweep(now=at)
        if step.act is not None:
            actor, code = _actor(step, directory), None
            if number is not None and is_complainant(procedure, actor, directory):
                actor, code = Actor(COMPLAINANT), given
            command = {"now": at, "command_id": f"step-{n}"}
            if number is None:
                answer = operations.register(
                    regulation, step.act, _form(step), actor=actor,
                    version=procedure.pack.pack.version, **command,
                )  # fmt: skip
                if isinstance(answer, Registered):
                    number, given = answer.number, answer.code
            else:
                try:
                    answer = operations.act(
                        number,
                        step.act,
                        _form(step),
                        actor=actor,
                        task=step.task,
                        code=code,
                        **command,
                    )
                except CaseNotFound:
                    # Access comes before the regulation: who may not know gets no reasons.
                    answer = None
            if answer is None:
                assert expected.outcome == "refused"
            elif expected.outcome == "accepted":
                assert not isinstance(answer, NotDone), answer
            else:
                assert [why.code for why in answer.reasons] == [
                    reason.code for reason in expected.reasons
                ]
        if number is not None:
            found = matter_of(number, ledger.read(stream_of(number))).case
            assert found.stage == case.stage
            assert {name: state.due_at for name, state in found.clocks.items()} == {
                name: state.due_at for name, state in case.clocks.items()
            }
            assert_tables_follow_the_ledger()

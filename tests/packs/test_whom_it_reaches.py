"""In the stories of the shipped regulations notices, tasks and stages reach somebody."""

from collections.abc import Iterator

import pytest

from shouwen.engine import CaseScope, NoticeDue, Recipient, TaskOpened
from shouwen.engine.seating import Seating
from shouwen.packs import shelf
from shouwen.scenarios import StoryPlayed, play, read_stories

#: Roles a whole organisation may be told by: departments of the head office, and who sorts the web.
AT_LARGE = {
    "bank-outlet": {"hq_service", "hq_leader"},
    "bank-three-lines": {
        "personal_dept",
        "corporate_dept",
        "card_dept",
        "operations_dept",
        "support_dept",
        "hr_head",
    },
    "manufacturer": {
        "sales_supervisor",
        "deputy_manager",
        "business_manager",
        "quality_officer",
        "gm_officer",
        "plant_manager",
        "rd_officer",
        "warehouse_keeper",
        "accountant",
        "personnel_officer",
        "deputy_gm",
        "general_manager",
        "salesperson",
    },
    "postal-bank": {"complaint_post", "compliance_officer"},
}


@pytest.fixture(scope="module", params=sorted(AT_LARGE))
def told(request: pytest.FixtureRequest) -> tuple[str, list[StoryPlayed]]:
    regulation = request.param
    procedure, directory = shelf.procedure(regulation), shelf.directory(regulation)
    return regulation, [
        play(procedure, story, directory)
        for name, text in shelf.stories(regulation).items()
        for story in read_stories(text, name).stories
    ]


def reached(played: list[StoryPlayed]) -> Iterator[tuple[str, Recipient]]:
    for story in played:
        for step in story.steps:
            for event in step.events:
                if isinstance(event, NoticeDue):
                    yield f"{story.title} {step.number} {event.because}", event.to
                elif isinstance(event, TaskOpened):
                    yield f"{story.title} {step.number} {event.task}", event.owner


def test_notices_and_tasks_reach_somebody(told: tuple[str, list[StoryPlayed]]) -> None:
    _, played = told
    lost = [
        (where, to)
        for where, to in reached(played)
        # Without a role nobody may be told: all who hold the seat are complained about.
        if to.role and not to.persons and not to.unplaced and to.unit is not None
    ]
    assert [(where, to.role, to.unit) for where, to in lost] == []


def test_a_place_is_known_when_somebody_is_to_be_told(
    told: tuple[str, list[StoryPlayed]],
) -> None:
    _, played = told
    lost = {where.rpartition(" ")[2] for where, to in reached(played) if to.unplaced}
    # Overdue before anybody knows which unit: the stage itself lies with who accepted it.
    assert lost <= {"give_reason", "explain_delay"}


def test_only_departments_are_told_as_a_whole(told: tuple[str, list[StoryPlayed]]) -> None:
    regulation, played = told
    at_large = {to.role for _, to in reached(played) if to.unit is None and to.role}
    assert at_large <= AT_LARGE[regulation]


def test_every_open_stage_lies_with_somebody(told: tuple[str, list[StoryPlayed]]) -> None:
    regulation, played = told
    procedure, directory = shelf.procedure(regulation), shelf.directory(regulation)
    lost = []
    for story in played:
        for step, result, case in story.trail:
            if case is None or case.ended or result.outcome == "refused" or step.role:
                continue
            owner = procedure.pack.stages[case.stage].owner
            seating = Seating(procedure, CaseScope(procedure, case, result.at), directory)
            to = seating.recipient(owner)
            if not to.persons and not (to.unit is None and to.role in AT_LARGE[regulation]):
                lost.append((story.title, step.at, case.stage, to))
    assert lost == []

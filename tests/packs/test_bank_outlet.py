"""The outlet norm's three days, as the pack reads them and as an organisation may switch them."""

import pytest

from shouwen.packs import shelf
from shouwen.regulations import open_pack
from shouwen.scenarios import Step, Story, play


@pytest.mark.parametrize(
    ("written", "instead", "due_on"),
    [
        ("    roll: none\n", "    roll: none\n", "2024-10-05"),
        ("    roll: none\n", "    roll: next\n", "2024-10-08"),
        ("    limit: 3 days\n", "    limit: 3 working_days\n", "2024-10-10"),
    ],
    ids=["calendar days", "rolled over rest days", "working days"],
)
def test_three_days_from_the_second_of_october(written, instead, due_on):
    text = shelf.edition("bank-outlet").text
    assert text.count(written) == 1, "the switch is one line"
    opened = open_pack(text.replace(written, instead), "switched.yaml", shelf.day_sets())
    form = {"channel": "phone", "matter": "attitude", "content": "x", "restated": True}
    story = Story(
        title="received within the holiday",
        steps=[
            Step(
                at="2024-10-02 10:00", act="register", by="tang_qiu", form=form,
                due={"answer": due_on},
            )
        ],
    )  # fmt: skip
    played = play(opened.procedure, story, shelf.directory("bank-outlet"))
    assert played.holds, played.steps[0].broken

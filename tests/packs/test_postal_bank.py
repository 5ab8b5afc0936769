"""The savings bank's rules at their edges."""

import pytest

from shouwen.engine import may_read
from shouwen.packs import shelf
from shouwen.scenarios import Step, Story, play
from shouwen.vocabulary import Actor, moment

PACK = "postal-bank"


@pytest.fixture(scope="module")
def procedure():
    return shelf.procedure(PACK)


@pytest.mark.parametrize(
    ("amount", "outcome"),
    [("50000", "accepted"), ("50000.01", "refused"), ("49999.99", "accepted")],
)
def test_a_recorded_call_above_fifty_thousand_is_heard_again_first(procedure, amount, outcome):
    form = {
        "channel": "phone", "subject": "汇款延误", "category": "work_error", "amount": amount,
        "accused_unit": "renmin", "accused_level": "outlet", "region": "local",
        "accepting_level": "first_branch", "has_recording": True,
    }  # fmt: skip
    story = Story(
        title="the threshold itself is not major",
        steps=[
            Step(at="2024-11-04 09:00", act="register", by="lin_xiao", form=form),
            Step(at="2024-11-04 09:10", act="dispatch", by="tian_yu", expect=outcome),
        ],
    )
    played = play(procedure, story, shelf.directory(PACK))
    assert played.holds, played.steps[-1].broken


@pytest.mark.parametrize("moment", ["2024-09-26 09:00", "2024-09-26 18:00", "2024-09-26 23:59"])
def test_three_working_days_count_a_worked_sunday_at_any_hour(procedure, moment):
    form = {"channel": "phone", "subject": "态度", "category": "service_attitude"}
    step = Step(
        at=moment, act="register", by="lin_xiao", form=form, due={"answer": "2024-09-30 18:00"}
    )
    played = play(procedure, Story(title="", steps=[step]), shelf.directory(PACK))
    assert played.holds, played.steps[0].broken


def played_case(procedure, *steps):
    story = Story(title="", steps=[Step(**step) for step in steps])
    played = play(procedure, story, shelf.directory(PACK))
    assert played.holds, [step.broken for step in played.steps]
    return played.case


def test_a_report_of_crime_is_read_by_few(procedure):
    form = {
        "channel": "phone", "subject": "举报挪用", "category": "financial_crime",
        "accused_unit": "renmin", "accused_level": "outlet", "accused_person": "wu_yong",
    }  # fmt: skip
    directory, now = shelf.directory(PACK), moment("2024-11-04 10:00")
    taken = {"at": "2024-11-04 09:00", "act": "register", "by": "lin_xiao", "form": form}
    handed = {
        "at": "2024-11-04 09:30", "act": "hand_over", "by": "lin_xiao",
        "form": {"supervision_unit": "east", "handover_note": "材料一份"},
    }  # fmt: skip

    def readers(*steps):
        case = played_case(procedure, *steps)
        return {
            who
            for who in directory.people
            if may_read(procedure, case, Actor(who), directory, now) and who != "customer"
        }

    # Those who accepted it; once it is handed over, the supervision department of that branch.
    assert readers(taken) == {"lin_xiao", "tian_yu"}
    assert readers(taken, handed) == {"lin_xiao", "tian_yu", "shi_jian"}
    ordinary = {**form, "category": "work_error"}
    assert readers({**taken, "form": ordinary}) == set(directory.people) - {"wu_yong", "customer"}

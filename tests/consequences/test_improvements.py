"""Improvements in the record: raised with the case, reported, checked by somebody else."""

from datetime import date

import pytest

from shouwen import ledger
from shouwen.consequences import models
from shouwen.consequences import operations as improve
from shouwen.consequences.errors import NoSuchImprovement, NotThere, SamePerson
from shouwen.consequences.improving import improvement_history
from shouwen.engine.improvements import ImprovementOpened, improvement_of
from shouwen.vocabulary import moment

NOW = moment("2024-03-05 09:00")
LATER = moment("2024-05-05 09:00")


@pytest.fixture
def raised(shop, counter):
    number = counter.register()
    counter.act(number, "order", todo="更换包装")
    return f"{number}-1"


def who(name, n=1):
    return {"person": name, "command_id": f"{name}{n}"}


def test_a_case_raises_it_in_its_own_transaction(raised):
    row = models.Improvement.objects.get()
    assert (row.id, row.state, row.unit, row.what) == (raised, "open", "east_shop", "更换包装")
    assert (row.due_on, row.order, row.kind) == (date(2024, 3, 31), True, "counter-money.rectify")
    assert [event.type for event in ledger.read(f"improvement/{raised}")] == ["improvement.opened"]


def test_the_whole_way_with_a_second_round(raised):
    improve.serve_order(raised, "整改〔2024〕1号", now=NOW, **who("su"))
    improve.name_owner(raised, "lu", now=NOW, **who("su", 2))
    improve.report(raised, "已换新包装", now=NOW, **who("lu"))
    row = models.Improvement.objects.get()
    assert (row.state, row.check_on, row.next_on) == (
        "reported", date(2024, 6, 5), date(2024, 6, 5),
    )  # fmt: skip
    improve.check(
        raised, effective=False, repeats=2, note="仍有两起", due_on=date(2024, 7, 1),
        now=LATER, **who("su", 3),
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.rounds, row.repeats, row.due_on) == ("open", 2, 2, date(2024, 7, 1))
    improve.report(raised, "改用木箱", now=moment("2024-07-02 09:00"), **who("lu", 2))
    row.refresh_from_db()
    assert row.late
    improve.check(
        raised, effective=True, repeats=0, note="", due_on=None,
        now=moment("2024-10-08 09:00"), **who("su", 4),
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.next_on, row.repeats) == ("effective", None, 0)
    found = improvement_of(told.event for told in improvement_history(raised))
    assert found.ended


def test_who_reports_does_not_check(raised):
    improve.report(raised, "已整改", now=NOW, **who("su"))
    with pytest.raises(SamePerson):
        improve.check(
            raised, effective=True, repeats=0, note="", due_on=None, now=LATER, **who("su", 2)
        )


@pytest.mark.parametrize(
    "attempt",
    [
        lambda id_: improve.check(
            id_, effective=True, repeats=0, note="", due_on=None, now=NOW, **who("su")
        ),
        lambda id_: improve.report(id_, " ", now=NOW, **who("lu")),
        lambda id_: improve.postpone(id_, date(2024, 5, 1), "", now=NOW, **who("su")),
        lambda id_: improve.withdraw(id_, "", now=NOW, **who("su")),
    ],
)
def test_what_cannot_be_done_now_is_refused(raised, attempt):
    with pytest.raises(NotThere):
        attempt(raised)
    assert len(improvement_history(raised)) == 1


def test_an_ended_one_stays_as_it_is(raised):
    improve.withdraw(raised, "误下达", now=NOW, **who("su"))
    for attempt in (
        lambda: improve.name_owner(raised, "lu", now=NOW, **who("su", 2)),
        lambda: improve.withdraw(raised, "再撤", now=NOW, **who("su", 3)),
        lambda: improve.serve_order(raised, "1", now=NOW, **who("su", 4)),
    ):
        with pytest.raises(NotThere):
            attempt()


def test_one_that_does_not_help_needs_a_new_day(raised):
    improve.report(raised, "已整改", now=NOW, **who("lu"))
    with pytest.raises(NotThere):
        improve.check(
            raised, effective=False, repeats=1, note="", due_on=None, now=LATER, **who("su")
        )


def test_by_hand_it_gets_a_number_of_its_day(shop):
    opened = ImprovementOpened(
        NOW, "整改", "统一致歉用语", "west_shop", None, date(2024, 4, 1), "1 month", False,
        "三月分析", person="su",
    )  # fmt: skip
    ids = [
        improve.raise_by_hand(opened, person="su", now=NOW, command_id=f"h{n}") for n in range(2)
    ]
    assert ids == ["ZG20240305-001", "ZG20240305-002"]


def test_what_is_not_there_is_not_found(shop):
    with pytest.raises(NoSuchImprovement):
        improve.report("ZG20240305-009", "已整改", now=NOW, **who("lu"))

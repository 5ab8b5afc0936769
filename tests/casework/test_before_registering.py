"""What a registration would come to, moments to promise, and settling at once: all or nothing."""

from datetime import datetime

import pytest

from shouwen import ledger
from shouwen.casework import operations, queries
from shouwen.casework.operations import Step, StepRefused
from shouwen.casework.shapes import Registered
from shouwen.packs import shelf
from shouwen.vocabulary import OFFICE_ZONE, Actor

from .conftest import LONG_AGO, settle_in

FRIDAY = datetime(2025, 4, 25, 10, 0, tzinfo=OFFICE_ZONE)
AGENT = Actor("bai_he")
CALL = {
    "channel": "hotline", "grade": "individual", "business": "network",
    "subject": "信号时断时续", "content": "在家里打不出电话。", "telephone": "13812345627",
}  # fmt: skip
SETTLED = {"solved_on_spot": "true", "reply": "已重启基站。", "apologised": "true"}


@pytest.fixture
def company(db):
    settle_in(shelf.directory("telecom"))
    operations.adopt_regulation("telecom", actor=Actor("root"), now=LONG_AGO)


def settle(form, command_id="once"):
    return operations.register_and_settle(
        "telecom", "register", CALL, [Step("settle", form)], actor=AGENT, now=FRIDAY,
        command_id=command_id,
    )  # fmt: skip


def test_what_could_be_settled_at_once_is_found_by_what_acts_mean(company):
    found = queries.expected("telecom", "register", CALL, actor=AGENT, now=FRIDAY)
    assert [option.act for option in found.at_once] == ["settle"]
    assert any(clock.due_at is not None for clock in found.clocks)
    assert found.stage_title == "受理判断"
    form = queries.at_once_form("telecom", "register", CALL, "settle", actor=AGENT, now=FRIDAY)
    assert [field.name for field in form.fields if field.required] == [
        "solved_on_spot", "reply", "apologised",
    ]  # fmt: skip
    assert list(ledger.walk("case/")) == []


def test_after_a_step_the_case_is_told_as_it_would_be_then(company):
    then = [Step("settle", SETTLED)]
    found = queries.expected("telecom", "register", CALL, then=then, actor=AGENT, now=FRIDAY)
    assert found.stage_title == "待二次回复"
    assert not found.reasons


def test_registered_and_settled_is_one_case_at_the_later_stage(company):
    done = settle(SETTLED)
    assert isinstance(done, Registered)
    assert queries.case_view(AGENT, done.number, FRIDAY).stage == "second_reply"
    # Sent again it is the same one.
    assert settle(SETTLED).number == done.number
    assert len(queries.work_list(AGENT, view="all", now=FRIDAY).rows) == 1


def test_where_a_step_is_refused_nothing_is_left_of_those_before(company):
    refused = settle(SETTLED | {"apologised": "false"})
    assert isinstance(refused, StepRefused)
    assert (refused.step, refused.act) == (1, "settle")
    assert refused.reasons[0].text == "先为不足致歉"
    assert refused.reasons[0].article
    assert list(ledger.walk("case/")) == []
    # The number was not used up either.
    assert settle(SETTLED, "again").number.endswith("0001")


def test_a_form_that_would_be_refused_says_why_and_promises_no_date(company):
    found = queries.expected(
        "telecom", "register", CALL | {"grade": "nonsense"}, actor=AGENT, now=FRIDAY
    )
    assert found.clocks == ()
    assert any(why.field == "grade" for why in found.reasons)


def promises_of(regulation, actor, number, act, name):
    form = queries.act_form(actor, number, act, FRIDAY)
    return next(field.promises for field in form.fields if field.name == name)


def test_moments_to_promise_are_working_days_of_the_calendar(company):
    done = operations.register("telecom", "register", CALL, actor=AGENT, now=FRIDAY, command_id="c")
    given = {
        each.words: each for each in promises_of("telecom", AGENT, done.number, "dispatch",
                                                 "promised_at")
    }  # fmt: skip
    # Sunday 27 April 2025 was worked, 1 to 5 May were not.
    assert given["一个工作日内"].value == "2025-04-27T18:00"
    assert given["三个工作日内"].date == "4 月 29 日（周二）18:00"
    assert given["五个工作日内"].value == "2025-05-06T18:00"
    assert all(each.allowed for each in given.values())


def test_the_latest_moment_is_marked_with_its_article_and_later_ones_are_barred(db):
    settle_in(shelf.directory("bank-outlet"))
    operations.adopt_regulation("bank-outlet", actor=Actor("root"), now=LONG_AGO)
    clerk = Actor(
        next(
            post.person for post in shelf.directory("bank-outlet").posts if post.role == "employee"
        )
    )
    done = operations.register(
        "bank-outlet", "register", {"channel": "phone", "matter": "queue", "content": "等太久"},
        actor=clerk, now=FRIDAY, command_id="c",
    )  # fmt: skip
    given = promises_of("bank-outlet", clerk, done.number, "agree_time", "promised_at")
    (latest,) = [each for each in given if each.latest]
    assert latest.value == "2025-04-28T17:00"
    assert latest.why == "约定的时间不得晚于三日答复期限"
    assert latest.article
    assert [each.words for each in given if not each.allowed] == ["五个工作日内"]

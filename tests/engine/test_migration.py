"""A case goes over to another edition: what its clocks do, what is called otherwise, why not."""

from decimal import Decimal
from pathlib import Path

import pytest

from shouwen.engine import (
    SHAPE,
    Accepted,
    Case,
    Command,
    Migrated,
    Refused,
    WrongEdition,
    body_of,
    decide,
    event_from,
    explain,
    explain_due,
    migrate,
    recalendar,
    replay,
    type_of,
)
from shouwen.packs import shelf
from shouwen.regulations import procedure_from
from shouwen.regulations.migration import default_plan, open_plan
from shouwen.scenarios import read_organisation
from shouwen.vocabulary import Actor, iso, moment

TEXT = Path(__file__).with_name("going_over.yaml").read_text(encoding="utf-8")
FOLDER = Path(__file__).parents[1] / "broken_packs"
ORGANISATION = read_organisation((FOLDER / "_directory.yaml").read_text("utf-8"), "")
CHEN, SU, LU = Actor("chen"), Actor("su"), Actor("lu")
FORM = {"channel": "phone", "content": "ref-1", "target": "east_shop", "amount": 500}


def edition(*pairs, version="2025.1"):
    text = TEXT.replace('version: "2024.1"', f'version: "{version}"')
    text = text.replace("effective: 2024-01-01", "effective: 2024-10-01")
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    return procedure_from(text, f"tiny/{version}.yaml", shelf.day_sets())


@pytest.fixture(scope="module")
def old():
    return procedure_from(TEXT, "tiny/2024.1.yaml", shelf.day_sets())


def at(text):
    return moment(f"2024-09-{text}")


def plan(old, new, more="", cite="[a2]"):
    text = f"migration: {{from: {old.key}, to: {new.key}, title: 过渡, cite: {cite}}}\n{more}"
    opened = open_plan(text, "plan.yaml", old, new)
    assert opened.plan is not None, [str(each) for each in opened.findings]
    return opened.plan


def act(procedure, case, name, when, form=None, by=CHEN):
    answer = decide(procedure, case, Command(name, by, form or {}), ORGANISATION, at(when))
    assert isinstance(answer, Accepted), answer
    return answer


@pytest.fixture
def begun(old):
    """A matter of Monday 23 September, five working days: due on Sunday 29, a worked one."""
    return act(old, None, "register", "23 09:00", FORM)


def due(case, clock="answer_within"):
    when = case.clocks[clock].due_at
    return None if when is None else iso(when)[5:16]


TABLE = """\
tables:
  limits:
    title: 期限
    inputs: [amount]
    outputs: {days: int}
    rows:
      - {when: {amount: "<= 1000"}, then: {days: 3}}
      - {when: {amount: "> 1000"}, then: {days: 8}}
    cite: [a2]

"""
LONGER = ("    limit: 5 working_days", "    limit: 8 working_days")
SHORTER = ("    limit: 5 working_days", "    limit: 2 working_days")


# -- clocks


@pytest.mark.parametrize(
    ("how", "expected"),
    [("keep", "09-29T18:00"), ("recompute", "10-09T18:00"), ("restart", "10-11T18:00")],
)
def test_a_clock_keeps_its_date_is_counted_anew_or_begins_anew(old, begun, how, expected):
    new = edition(LONGER)
    over = migrate(old, new, plan(old, new, f"clocks: {{answer_within: {how}}}"), begun.case,
                   ORGANISATION, at("25 10:00"))  # fmt: skip
    assert isinstance(over, Accepted)
    assert [type(event) for event in over.events] == [Migrated]
    assert due(over.case) == expected
    assert over.case.digest == new.digest
    assert over.case.pack == "tiny@2025.1"
    assert over.events[-1].cite == ("a2",)
    assert replay([*begun.events, *over.events]) == over.case


def test_a_kept_date_says_where_it_comes_from(old, begun):
    new = edition(LONGER)
    over = migrate(old, new, plan(old, new, "clocks: {answer_within: keep}"), begun.case,
                   ORGANISATION, at("25 10:00"))  # fmt: skip
    told = explain_due(new, over.case, "answer_within")
    assert "按 tiny@2024.1 推算，迁移时沿用" in told
    assert "依据第二条" in told
    assert "kept when the case went over" in explain_due(
        new, over.case, "answer_within", english=True
    )


def test_a_kept_limit_is_lengthened_from_what_it_was(old, begun):
    new = edition(LONGER)
    over = migrate(old, new, plan(old, new, "clocks: {answer_within: keep}"), begun.case,
                   ORGANISATION, at("25 10:00"))  # fmt: skip
    longer = act(new, over.case, "lengthen", "26 09:00")
    assert due(longer.case) == "10-09T18:00"  # 5 + 3 working days from 23 September
    held = act(new, over.case, "hold", "26 09:00")
    on = act(new, held.case, "go_on", "27 09:00")
    assert due(on.case) == "09-30T18:00"  # one working day later than before
    assert on.case.clocks["answer_within"].kept.edition == "tiny@2024.1"


def test_other_facts_ask_for_the_limit_of_the_new_edition(old):
    by_table = [
        ("    limit: 5 working_days", "    limit_from: limits.days\n    unit: working_day"),
        ("stages:\n", TABLE + "stages:\n"),
    ]
    new = edition(*by_table)
    begun = act(old, None, "register", "23 09:00", FORM)
    over = migrate(old, new, plan(old, new, "clocks: {answer_within: keep}"), begun.case,
                   ORGANISATION, at("25 10:00"))  # fmt: skip
    assert due(over.case) == "09-29T18:00"
    amended = act(new, over.case, "amend", "25 11:00", {"amount": 2000})
    assert due(amended.case) == "10-09T18:00"
    assert amended.case.clocks["answer_within"].kept is None


def test_a_new_calendar_leaves_a_kept_limit_what_it_was(old, begun):
    new = edition(LONGER)
    over = migrate(old, new, plan(old, new, "clocks: {answer_within: keep}"), begun.case,
                   ORGANISATION, at("25 10:00"))  # fmt: skip
    older = over.case.copy()
    state = older.clocks["answer_within"]
    older.clocks["answer_within"] = type(state)(
        **{name: getattr(state, name) for name in type(state).__slots__} | {"calendar": "before"}
    )
    assert due(recalendar(new, older, at("26 09:00")).case) == "09-29T18:00"


def test_what_fell_due_before_is_done_by_the_old_edition(old, begun):
    """70 percent of the old five days pass before the migration, and are told by the old text."""
    new = edition(LONGER)
    over = migrate(old, new, plan(old, new, "clocks: {answer_within: recompute}"), begun.case,
                   ORGANISATION, at("28 10:00"))  # fmt: skip
    kinds = [type(event).__name__ for event in over.events]
    assert kinds == ["PointReached", "NoticeDue", "Migrated"]
    assert over.events[0].at < over.events[-1].at
    # Of the eight days 70 percent lie ahead again, and come again.
    assert [new.clocks["answer_within"].points[point.index].moment
            for point in over.case.clocks["answer_within"].points] == ["70%", "due"]  # fmt: skip


def test_a_limit_that_is_found_to_have_passed_is_late_at_once(old, begun):
    new = edition(SHORTER)
    over = migrate(old, new, plan(old, new, "clocks: {answer_within: recompute}"), begun.case,
                   ORGANISATION, at("26 10:00"))  # fmt: skip
    assert over.case.clocks["answer_within"].late(at("26 10:00"))
    passed = decide(new, over.case, Command(), ORGANISATION, at("26 10:01"))
    assert "escalate" in [getattr(event, "kind", "") for event in passed.events]


def test_a_point_the_new_edition_adds_comes_where_it_lies_ahead(old, begun):
    point = "      - {at: 70%, do:"
    added = (
        "      - {at: 10%, do: [{notify: head}]}\n"
        "      - {at: due - 1 working_hour, do: [{notify: head}]}\n"
    )
    more = (point, added + point)
    new = edition(more)
    for how in ("keep", "recompute"):
        over = migrate(old, new, plan(old, new, f"clocks: {{answer_within: {how}}}"), begun.case,
                       ORGANISATION, at("25 10:00"))  # fmt: skip
        moments = [
            new.clocks["answer_within"].points[point.index].moment
            for point in over.case.clocks["answer_within"].points
        ]
        assert moments == ["70%", "due - 1 working_hour", "due"], how


def test_a_paused_clock_stays_paused(old, begun):
    held = act(old, begun.case, "hold", "24 09:00")
    new = edition(LONGER)
    for how, resumed in (
        ("keep", "09-30T18:00"),
        ("recompute", "10-10T18:00"),
        ("restart", "10-11T18:00"),
    ):
        over = migrate(old, new, plan(old, new, f"clocks: {{answer_within: {how}}}"), held.case,
                       ORGANISATION, at("25 09:00"))  # fmt: skip
        assert over.case.clocks["answer_within"].state == "paused"
        on = act(new, over.case, "go_on", "25 09:00")
        assert due(on.case) == resumed, how


def test_an_extension_goes_along_unless_the_unit_is_another(old, begun):
    longer = act(old, begun.case, "lengthen", "24 09:00")
    new = edition(LONGER)
    over = migrate(old, new, plan(old, new, "clocks: {answer_within: recompute}"), longer.case,
                   ORGANISATION, at("25 09:00"))  # fmt: skip
    assert due(over.case) == "10-12T18:00"  # 8 + 3 working days
    hours = edition(("limit: 5 working_days", "limit: 30 working_hours"),
                    ("up_to: 3 working_days", "up_to: 9 working_hours"))  # fmt: skip
    no = migrate(old, hours, plan(old, hours, "clocks: {answer_within: recompute}"), longer.case,
                 ORGANISATION, at("25 09:00"))  # fmt: skip
    assert isinstance(no, Refused)
    assert [(reason.code, reason.cite) for reason in no.reasons] == [("migration", ("a2",))]
    assert "计时单位不同" in no.reasons[0].text
    assert no.reasons[0].english


def test_a_clock_may_be_called_otherwise_be_dropped_or_begin(old, begun):
    renamed = edition(("answer_within", "reply_within"))
    over = migrate(old, renamed,
                   plan(old, renamed, "clocks: {answer_within: {as: reply_within, do: keep}}"),
                   begun.case, ORGANISATION, at("25 09:00"))  # fmt: skip
    assert due(over.case, "reply_within") == "09-29T18:00"
    assert over.events[-1].moved == {"reply_within": "keep"}
    begins = "clocks: {answer_within: drop}\nstart: [reply_within]"
    over = migrate(old, renamed, plan(old, renamed, begins), begun.case, ORGANISATION,
                   at("25 09:00"))  # fmt: skip
    assert over.events[-1].moved == {"answer_within": "drop", "reply_within": "start"}
    assert due(over.case, "reply_within") == "10-08T18:00"
    assert "answer_within" not in over.case.clocks


def test_a_stopped_clock_is_history(old):
    case = act(old, None, "register", "23 09:00", FORM)
    case = act(old, case.case, "begin", "23 10:00", {"units": ["east_shop"]}, SU)
    case = act(old, case.case, "report", "23 11:00", {"finding": "属实"}, LU)
    stopping = edition(("stop: [act answer]", "stop: [act answer, act amend]"))
    stopped = act(stopping, migrate(
        old, stopping, plan(old, stopping, "clocks: {answer_within: keep}"),
        case.case, ORGANISATION, at("23 12:00")).case, "amend", "23 13:00")  # fmt: skip
    assert stopped.case.clocks["answer_within"].state == "stopped"
    again = edition(LONGER, version="2026.1")
    over = migrate(stopping, again, plan(stopping, again,
                   "clocks: {answer_within: restart}"),
                   stopped.case, ORGANISATION, at("24 09:00"))  # fmt: skip
    assert over.case.clocks["answer_within"].state == "stopped"


# -- what is called otherwise


def test_stages_facts_options_tasks_and_acts_are_called_otherwise(old):
    case = act(old, None, "register", "23 09:00", FORM)
    case = act(old, case.case, "begin", "23 10:00", {"units": ["east_shop"]}, SU)
    severity = "  severity: {type: int, title: 程度, default: 1}\n"
    new = edition(
        ("inquiring", "checking"),
        ("inquire", "check"),
        ("target", "shop"),
        ("phone", "call"),
        ("  begin:", "  assign:"),
        ("  finding: {", severity + "  finding: {"),
        ("also: [amount]", "also: [amount, severity]"),
    )
    over = migrate(
        old, new,
        plan(old, new, "stages: {inquiring: checking}\nfacts: {target: shop}\n"
             "values: {channel: {phone: call}}\ntasks: {inquire: check}\nacts: {begin: assign}\n"
             "clocks: {answer_within: keep}"),
        case.case, ORGANISATION, at("24 09:00"),
    )  # fmt: skip
    assert isinstance(over, Accepted), over
    after = over.case
    assert after.stage == "checking"
    assert (after.facts["shop"], after.facts["channel"]) == ("east_shop", "call")
    assert "target" not in after.facts
    assert after.facts["severity"] == 1
    assert [task.task for task in after.open_tasks()] == ["check"]
    assert after.did["assign"] == ("su",)
    assert replay([*act(old, None, "register", "23 09:00", FORM).events]).stage == "received"
    done = act(new, after, "report", "24 10:00", {"finding": "属实"}, LU)
    assert done.case.stage == "answering"


def test_what_has_no_place_any_more_ends_with_the_old_edition(old):
    case = act(old, None, "register", "23 09:00", FORM)
    case = act(old, case.case, "begin", "23 10:00", {"units": ["east_shop"]}, SU)
    new = edition(
        ("  amount: {type: money, title: 金额, default: 0}\n", ""),
        ("    also: [amount]\n", ""),
        ("also: [amount, channel]", "also: [channel]"),
        ("rests_on: [amount]", "rests_on: [channel]"),
    )
    gone = "facts: {amount: null}\ntasks: {inquire: null}\napprovals: {sum: null}"
    ready = plan(old, new, gone)
    over = migrate(old, new, ready, case.case, ORGANISATION, at("24 09:00"))
    assert "amount" not in over.case.facts
    assert over.case.open_tasks() == []


def test_records_and_approvals_go_along(old):
    case = act(old, None, "register", "23 09:00", FORM)
    case = act(old, case.case, "note", "23 10:00", {"finding": "属实"})
    case = act(old, case.case, "agree", "23 11:00", by=SU)
    new = edition(
        ("talk", "meeting"), ("finding", "result"), ("amount", "sum_asked"), ("'sum'", "'asked'"),
        ("  sum: {", "  asked: {"), ("phone", "call"),
    )  # fmt: skip
    ready = plan(
        old, new,
        "facts: {finding: result, amount: sum_asked}\nrecords: {talk: meeting}\n"
        "approvals: {sum: asked}\nvalues: {channel: {phone: call}}",
    )  # fmt: skip
    over = migrate(old, new, ready, case.case, ORGANISATION, at("24 09:00"))
    (entry,) = over.case.entries("meeting")
    assert entry.values == {"channel": "call", "result": "属实"}
    assert over.case.approvals["asked"].basis == {"sum_asked": Decimal("500.00")}
    again = decide(new, over.case, Command("agree", SU), ORGANISATION, at("24 10:00"))
    assert "已经核准" in again.reasons[0].text
    amended = act(new, over.case, "amend", "24 11:00", {"sum_asked": 600})
    assert amended.case.approvals["asked"].lapsed_at is not None


# -- why not


def test_a_case_that_has_ended_stays(old):
    case = act(old, None, "register", "23 09:00", FORM)
    case = act(old, case.case, "begin", "23 10:00", {"units": ["east_shop"]}, SU)
    case = act(old, case.case, "report", "23 11:00", {"finding": "属实"}, LU)
    case = act(old, case.case, "answer", "23 12:00", {"reply": "好"}, LU)
    new = edition(LONGER)
    no = migrate(old, new, plan(old, new, "clocks: {answer_within: keep}"), case.case,
                 ORGANISATION, at("24 09:00"))  # fmt: skip
    assert [reason.code for reason in no.reasons] == ["ended"]


def test_a_case_is_not_put_before_the_wrong_edition(old, begun):
    new, other = edition(LONGER), edition(SHORTER, version="2026.1")
    ready = plan(old, new, "clocks: {answer_within: keep}")
    with pytest.raises(WrongEdition):
        migrate(new, other, ready, begun.case, ORGANISATION, at("24 09:00"))
    with pytest.raises(WrongEdition):
        migrate(old, other, ready, begun.case, ORGANISATION, at("24 09:00"))
    assert isinstance(migrate(old, new, ready, begun.case, ORGANISATION, at("22 09:00")), Refused)


def test_a_case_that_has_gone_over_is_not_the_old_editions_any_more(old, begun):
    new = edition(LONGER)
    ready = plan(old, new, "clocks: {answer_within: keep}")
    over = migrate(old, new, ready, begun.case, ORGANISATION, at("24 09:00"))
    with pytest.raises(WrongEdition):
        decide(old, over.case, Command(), ORGANISATION, at("24 10:00"))
    with pytest.raises(WrongEdition):
        migrate(old, new, ready, over.case, ORGANISATION, at("24 10:00"))


# -- the event


def test_the_event_is_kept_and_read_again(old, begun):
    new = edition(LONGER)
    for how in ("keep", "recompute"):
        over = migrate(old, new, plan(old, new, f"clocks: {{answer_within: {how}}}"), begun.case,
                       ORGANISATION, at("25 10:00"))  # fmt: skip
        event = over.events[-1]
        assert event_from(type_of(event), SHAPE, body_of(event), event.at) == event


def test_history_is_told_in_the_words_of_its_edition(old, begun):
    new = edition(LONGER, ("title: 登记\n", "title: 受理\n"), ("第一条", "第八条"))
    over = migrate(old, new, plan(old, new, "clocks: {answer_within: recompute}"), begun.case,
                   ORGANISATION, at("25 10:00"))  # fmt: skip
    known = {old.digest: old, new.digest: new}
    told = explain(new, [*begun.events, *over.events], ORGANISATION, known.__getitem__)
    words = [(step.text, step.articles) for step in told]
    assert ("登记", "第一条") in words
    assert words[-1][0].startswith(
        "改按《小店投诉办法》（tiny@2025.1）继续办理；答复时限按新的规定重算"
    )


def test_an_unknown_case_replays_to_nothing_else():
    assert replay([]) == Case()


def test_a_plan_nobody_wrote_cites_nothing(old):
    new = edition(LONGER)
    opened = default_plan(old, new)
    assert opened.plan is not None
    assert opened.plan.cite == ()
    assert [each.code for each in opened.findings] == ["W10"]
    assert opened.findings[0].severity == "warning"

"""Story files as people write them: with misspelt names, wrong days, in the wrong encoding."""

import json

import pytest
from click.testing import CliRunner

from shouwen.cli.scenarios import scenarios

GOOD = """\
regulation: bank-outlet
stories:
  - title: 三日
    steps:
      - at: "2024-10-02 10:00"
        act: register
        by: tang_qiu
        form: {channel: phone, matter: attitude, content: 柜员催促老人签字, restated: true}
        stage: received
        due: {answer: "2024-10-05"}
"""


def play(tmp_path, text, *options, name="story.yaml"):
    place = tmp_path / name
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(scenarios, ["play", str(place), *options])


def swapped(old, new):
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        swapped('"2024-10-05"', "2024-10-05"),
        swapped('"2024-10-05"', '"2024-10-05T09:00:00Z"'),
        swapped("restated: true", "restated: true, telephone: 13800000000"),
        swapped("stories:", "scenarios:"),
    ],
)
def test_what_holds_holds_however_it_is_written(tmp_path, text):
    found = play(tmp_path, text)
    assert found.exit_code == 0, found.output


def test_a_single_story_or_stories_by_title_keep_their_lines(tmp_path):
    single = (
        'regulation: bank-outlet\ntitle: 一\nsteps:\n  - {at: "2024-10-02 10:00"}\n'
        '  - {at: "2024-10-02 10:01", stag: received}\n'
    )
    assert "story.yaml:5: S02" in play(tmp_path, single).output
    named = (
        "regulation: bank-outlet\nscenarios:\n  甲:\n    steps:\n"
        '      - {at: "2024-10-02 10:00"}\n      - {at: 昨天}\n'
    )
    assert "story.yaml:6: S03" in play(tmp_path, named).output


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("stage: received", "stag: received", 9, "是否想写 stage"),
        ("10-02 10:00", "10-32 10:00", 5, "不是时刻"),
        ('"2024-10-05"', '"2024-13-05"', 10, "不是日期"),
        ('{answer: "2024-10-05"}', '"2024-10-05"', 5, "due 没有写是哪个时限"),
        ("      - at", "\t- at", 5, "制表符"),
        ("2024-10-02 10:00", "2099-10-02 10:00", 5, "超出日历范围"),
        ("  - title: 三日", "  - title: 三日\n    foo: 1", 4, "foo"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path, old, new, line, says):
    found = play(tmp_path, swapped(old, new))
    assert found.exit_code == 2
    assert f"story.yaml:{line}: " in found.output
    assert says in found.output


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_another_encoding_is_told(tmp_path, encoding):
    found = play(tmp_path, GOOD.encode(encoding))
    assert found.exit_code == 2
    assert f"story.yaml:{3 if encoding == 'gbk' else 1}: Y05" in found.output


@pytest.mark.parametrize("text", [b"", b"# nothing", b"hello", b"[1, 2]", b"\x80\x00" * 999])
def test_what_is_no_story_is_told(tmp_path, text):
    found = play(tmp_path, text)
    assert found.exit_code == 2
    assert "story.yaml:1: " in found.output


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("act: register", "act: regster", "是否想写 register"),
        ("by: tang_qiu", "by: tang_qui", "是否想写 tang_qiu"),
        ("by: tang_qiu", "role: emploee", "是否想写 employee"),
        ("by: tang_qiu", "role: employee\n        unit: ferry", "是否想写 ferry_outlet"),
        ("{answer:", "{anser:", "是否想写 answer"),
        ("stage: received", "stage: recieved", "是否想写 received"),
        ("stage: received", "may_not: [repli]", "是否想写 reply"),
        ("stage: received", "issued: [register_entri]", "是否想写 register_entry"),
        ("stage: received", "notified: [outlet_hed]", "是否想写 outlet_head"),
        ("stage: received", "late: [answr]", "是否想写 answer"),
        ("stage: received", "tasks: {trak: 0}", "是否想写 track"),
        ("stage: received", "facts: {chanel: phone}", "是否想写 channel"),
        ("stage: received", "because: [a99]", "没有名为“a99”的条文"),
        ("channel: phone", "chanel: phone", "是否想写 channel"),
        ("channel: phone", "channel: [phone]", "投诉渠道"),
    ],
)
def test_a_name_that_leads_nowhere_is_told_with_its_line(tmp_path, old, new, says):
    found = play(tmp_path, swapped(old, new))
    assert found.exit_code == 1
    assert "story.yaml:5: " in found.output
    assert says in found.output


def test_an_unknown_act_or_field_may_be_what_is_refused(tmp_path):
    steps = """\
      - {at: "2024-10-02 10:01", act: tear_up, by: tang_qiu, because: [no_such_act]}
      - {at: "2024-10-02 10:02", act: hand_over, by: stranger, because: [role]}
      - {at: "2024-10-02 10:03", act: hand_over, by: tang_qiu, form: {x: 1}, because: [form_unexpected]}
"""  # noqa: E501
    found = play(tmp_path, GOOD + steps)
    assert found.exit_code == 0, found.output


def test_time_does_not_run_backwards(tmp_path):
    found = play(tmp_path, GOOD + '      - {at: "2024-10-01 10:00"}\n')
    assert found.exit_code == 1
    assert "story.yaml:11: " in found.output


def test_a_duty_is_checked_however_its_day_is_written(tmp_path):
    head = "regulation: postal-bank\ntitle: 职责\nsteps:\n"
    step = '  - {{duty: network_check, unit: head_centre, period: "2024-10-02", due: {}}}\n'
    for due in ('"2024-10-02"', '"2024-10-02 24:00"', '{network_check: "2024-10-03 00:00"}'):
        found = play(tmp_path, head + step.format(due))
        assert found.exit_code == 0, found.output
    assert play(tmp_path, head + step.format('{network_check: "2024-10-04"}')).exit_code == 1
    assert play(tmp_path, head + step.format("tomorrow")).exit_code == 2


def test_derived_facts_and_outputs_of_tables_can_be_expected(tmp_path):
    wanted = "facts: {spoken: true, registers.kept_in: opinion_register, first_receiver: tang_qiu}"
    assert play(tmp_path, swapped("stage: received", wanted)).exit_code == 0
    other = wanted.replace("true", "false").replace("tang_qiu", "bai_lu")
    found = play(tmp_path, swapped("stage: received", other))
    assert "要素 spoken 应为 False" in found.output
    assert "first_receiver is tang_qiu" in found.output


def test_people_named_only_by_who_can_be_put_into_forms(tmp_path):
    text = """\
regulation: bank-outlet
title: 责任人由故事临时指定
steps:
  - {at: "2024-09-24 16:30", act: transcribe_book, by: he_miao, form: {matter: facility, content: 灯坏了}}
  - {at: "2024-09-24 16:41", act: assign, by: he_miao, form: {responsible: 赵某}}
  - {at: "2024-09-24 16:50", act: report_finding, role: employee, who: 赵某, form: {finding: 已换}}
"""  # noqa: E501
    found = play(tmp_path, text)
    assert found.exit_code == 0, found.output


def test_json_says_what_cannot_be_read_as_json(tmp_path):
    found = play(tmp_path, swapped("stage: received", "stag: received"), "--json")
    assert found.exit_code == 2
    assert json.loads(found.output)["error"]["line"] == 9
    lines = [json.loads(line) for line in play(tmp_path, GOOD, "--json").output.splitlines()]
    assert lines[0]["line"] == 5
    assert lines[0]["due"]["answer"] == "2024-10-05T17:00:00+08:00"
    assert lines[-1]["holds"] is True


def test_an_organisation_that_does_not_hang_together_is_told(tmp_path):
    organisation = "directory: {units: {u: {name: 甲, kind: outlet, parent: %s}}, people: {}}\n"
    circle = play(tmp_path, organisation % "u" + GOOD)
    assert circle.exit_code == 2
    assert "绕成了圈" in circle.output
    lost = play(tmp_path, organisation % "v" + GOOD)
    assert "机构里没有 v" in lost.output
    posts = "directory: {units: {}, people: {p: {name: 甲, posts: [[]]}}}\n"
    assert play(tmp_path, posts + GOOD).exit_code == 2


def test_who_was_told_may_be_a_role_a_seat_or_a_person(tmp_path):
    head = GOOD + '      - {at: "2024-10-02 10:05", act: hand_over, by: tang_qiu, notified: %s}\n'
    for names in ("[outlet_head]", '["outlet_head@ferry_outlet"]', "[gao_yuan]"):
        found = play(tmp_path, head % names)
        assert found.exit_code == 0, found.output
    for names in ("[outlet_head, gao_yuan]", '["outlet_head@willow_outlet"]', "[he_miao]"):
        assert play(tmp_path, head % names).exit_code == 1
    assert "没有名为“ferry”的单位" in play(tmp_path, head % '["outlet_head@ferry"]').output

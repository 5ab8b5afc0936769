"""``shouwen calendar``: the options, the JSON lines, what is said to a bad question."""

import json
import random
import time
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from shouwen.cli.calendar import calendar

START = "2026-09-28T17:20+08:00"


def run(*args, input=None):
    return CliRunner().invoke(calendar, list(args), input=input)


def answer(*args):
    found = run("due", *args, "--json")
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def test_the_example_of_the_manual():
    found = answer("--start", START, "--term", "3 working_days")
    assert list(found) == ["due", "date", "provisional", "counted", "skipped", "because"]
    assert found["due"] == "2026-10-08T18:00:00+08:00"
    assert found["date"] == "2026-10-08"
    assert found["provisional"] is False
    assert found["counted"] == ["2026-09-29", "2026-09-30", "2026-10-08"]
    assert found["skipped"][0] == "2026-10-01"
    assert "第二百零一条" in found["because"]


def test_options_are_heard():
    ask = ("--start", "2024-10-02T10:00+08:00", "--term", "3 days")
    assert answer(*ask, "--ends", "instant")["due"] == "2024-10-05T10:00:00+08:00"
    midnight = answer(*ask, "--ends", "midnight", "--roll", "next")
    assert (midnight["due"], midnight["date"]) == ("2024-10-09T00:00:00+08:00", "2024-10-08")
    assert answer(*ask, "--count-event-day")["date"] == "2024-10-04"
    hours = ("--hours", "08:30-12:00,13:30-17:30")
    assert answer(*ask, *hours)["due"] == "2024-10-05T17:30:00+08:00"
    assert answer(*ask, "--english")["because"].startswith("3 days from Wed 2024-10-02")
    line = answer(
        "--start", "2024-10-02T23:30+08:00", "--term", "1 working hour", "--hours", "hotline"
    )
    assert line["due"] == "2024-10-03T00:30:00+08:00"
    every = answer("--start", START, "--term", "3 working_days", "--days", "every_day")
    assert every["date"] == "2026-10-01"


def test_people_read_a_day_and_a_sentence():
    found = run("due", "--start", START, "--term", "1 working_hour")
    assert found.exit_code == 0
    assert found.stdout.splitlines()[0] == "2026-09-29（周二） 09:20"
    beyond = run(
        "due", "--start", "2026-12-31T09:00+08:00", "--term", "1 day", "--ends", "midnight"
    )
    assert beyond.stdout.splitlines()[0] == "2027-01-01（周五） 24:00（暂定）"


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("2026-09-28T17:20", "没有时区"),
        ("2026-09-28", "没有时区"),
        ("yesterday", "不是时刻"),
        ("2026-13-01T00:00+08:00", "不是时刻"),
        ("1990-01-01T00:00+08:00", "1992"),
    ],
)
def test_a_moment_without_a_zone_or_sense_is_refused(start, words):
    found = run("due", "--start", start, "--term", "1 day", "--json")
    assert found.exit_code == 2
    told = json.loads(found.stdout)["error"]
    assert words in told["problem"]
    assert told["remedy"]
    assert told["english"]
    plain = run("due", "--start", start, "--term", "1 day")
    assert plain.exit_code == 2
    assert words in plain.stderr
    assert plain.stdout == ""


def test_missing_and_wrong_options():
    assert "start" in run("due", "--term", "1 day").stderr
    assert "term" in run("due", "--start", START).stderr
    assert "3 working_days" in run("due", "--start", START, "--term", "soon").stderr
    for wrong in (("--hours", "lunch"), ("--hours", "25:00-26:00"), ("--days", "mars")):
        assert run("due", "--start", START, "--term", "1 day", *wrong).exit_code == 2
    assert run("due", "--start", START, "--term", "1 day", "--ends", "never").exit_code == 2


def test_midnight_may_be_written_as_24():
    assert answer("--start", "2026-09-28T24:00+08:00", "--term", "1 hour")["due"].startswith(
        "2026-09-29T01:00"
    )


def test_batch_goes_on_after_a_bad_line(tmp_path):
    lines = [
        {"start": START, "term": "3 working_days"},
        {"start": "2026-09-28T17:20", "term": "3 working_days"},
        {"start": START, "term": "2 working_hours", "hours": "08:00-20:00"},
        {"start": START, "term": "1 month", "roll": "next", "ends": "midnight"},
        {"start": START, "term": "1 day", "count_event_day": True, "hours": None},
        {"start": START, "term": "1 day", "count_event_day": "yes"},
        {"start": START, "term": "1 day", "rol": "next"},
        {"start": START, "term": "1 day", "ends": "never"},
        {"start": START, "term": 3},
        {"term": "1 day"},
        {"start": START, "term": "1 day", "hours": ["09:00-12:00"], "id": 7},
    ]
    text = "\n".join(map(json.dumps, lines)) + "\n\nno json\n[1]\n"
    file = tmp_path / "questions.jsonl"
    file.write_text(text, "utf-8")
    for found in (run("due", "--batch", str(file)), run("due", "--batch", "-", input=text)):
        assert found.exit_code == 1
        answers = [json.loads(line) for line in found.stdout.splitlines()]
        assert len(answers) == len(lines) + 2
        good = [n for n, each in enumerate(answers) if "error" not in each]
        assert good == [0, 2, 3, 4, 10]
        assert answers[1]["error"]["line"] == 2
        assert "时区" in answers[1]["error"]["problem"]
        assert answers[2]["due"] == "2026-09-28T19:20:00+08:00"
        assert answers[3]["date"] == "2026-10-28"
        assert answers[4]["date"] == "2026-09-28"
        assert answers[10]["id"] == 7
        assert answers[-1]["error"]["line"] == len(lines) + 3


def test_batch_survives_any_bytes():
    good = json.dumps({"start": START, "term": "1 day"}).encode()
    text = b"\xef\xbb\xbf" + good + b"\r\n\xff\xfe\n"
    text += rb'{"start": "\ud800", "term": "1 day"}' + b"\n" + good
    found = run("due", "--batch", "-", input=text)
    assert found.exit_code == 1
    answers = [json.loads(line) for line in found.stdout.splitlines()]
    assert ["error" in each for each in answers] == [False, True, True, False]


def test_batch_takes_options_as_defaults():
    line = json.dumps({"start": START, "term": "1 day"})
    found = run("due", "--batch", "-", "--ends", "midnight", input=line)
    assert found.exit_code == 0
    assert json.loads(found.stdout)["due"] == "2026-09-30T00:00:00+08:00"


def test_ten_thousand_lines_in_seconds():
    chance = random.Random(7)
    units = ["working_hours", "hours", "working_days", "days", "weeks", "months"]
    lines = []
    for _ in range(10_000):
        start = datetime(2015, 1, 1) + timedelta(minutes=chance.randrange(11 * 365 * 1440))
        term = f"{chance.randrange(40)} {chance.choice(units)}"
        lines.append(json.dumps({"start": f"{start:%Y-%m-%dT%H:%M}+08:00", "term": term}))
    began = time.process_time()  # other work on the machine does not count
    found = run("due", "--batch", "-", input="\n".join(lines))
    assert found.exit_code == 0
    assert found.stdout.count("\n") == 10_000
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("working_hours", {"elapsed": 15.6667, "seconds": 56400}),
        ("working_hour", {"unit": "working_hours"}),
        ("hours", {"seconds": 837600}),
        ("working_days", {"elapsed": 3}),
        ("days", {"elapsed": 10}),
        ("weeks", {"elapsed": 1, "days": 10}),
        ("months", {"elapsed": 0, "days": 10}),
    ],
)
def test_elapsed(unit, expected):
    ask = ("--start", START, "--end", "2026-10-08T10:00+08:00", "--unit", unit)
    found = json.loads(run("elapsed", *ask, "--json").stdout)
    assert expected.items() <= found.items()
    assert found["provisional"] is False
    assert run("elapsed", *ask).exit_code == 0


def test_elapsed_months_invert_month_ends():
    ask = ("--start", "2026-01-31T09:00+08:00", "--end", "2026-02-28T18:00+08:00", "--unit")
    assert json.loads(run("elapsed", *ask, "months", "--json").stdout)["elapsed"] == 1
    back = ("--end", "2026-01-31T09:00+08:00", "--start", "2026-02-28T18:00+08:00", "--unit")
    assert json.loads(run("elapsed", *back, "months", "--json").stdout)["elapsed"] == -1
    assert run("elapsed", *back, "working_hours").stdout.startswith("-")
    assert run("elapsed", *back, "fortnights", "--json").exit_code == 2


def test_show_a_year():
    found = run("show", "2026")
    assert found.exit_code == 0
    assert "国办发明电〔2025〕7号" in found.stdout
    assert "国庆节：2026-10-01 至 2026-10-07放假，共 7 天" in found.stdout
    assert "2026-09-20（周日）" in found.stdout
    data = json.loads(run("show", "2020", "--json").stdout)
    assert data["working_days"] == 249
    assert len(data["notices"]) == 2
    missing = run("show", "2027")
    assert missing.exit_code == 2
    assert "2027" in missing.stderr


def test_check_calendars(tmp_path):
    found = run("check")
    assert found.exit_code == 0
    assert "cn-mainland" in found.stdout
    file = tmp_path / "mine.yaml"
    file.write_text("id: mine\nversion: 1\nyears:\n  2026:\n    festivals:\n      a: {off: x}\n")
    broken = run("check", str(file), "cn-mainland")
    assert broken.exit_code == 1
    assert broken.stdout.startswith("mine.yaml:6: ")
    assert run("check", "cn-nowhere").exit_code == 1


def test_spacing_and_full_width_digits_do_not_matter():
    for term in ("3  working_days", "3 working  days", "３ working_days", " 3 Working_Day "):
        assert answer("--start", START, "--term", term)["date"] == "2026-10-08"


def test_complaints_are_wholly_in_english_and_name_what_is_meant():
    far = run("due", "--start", START, "--term", "99999 working_days", "--json")
    assert json.loads(far.stdout)["error"]["english"].isascii()
    unit = run("elapsed", "--start", START, "--end", START, "--unit", "fortnights", "--json")
    assert unit.exit_code == 2
    error = json.loads(unit.stdout)["error"]
    assert "fortnights" in error["english"]
    assert "working_days" in error["english"]
    assert "1 fortnights" not in error["problem"]

"""The writer is deterministic, varied, consistent, and harmless."""

import os
import random
import re
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from functools import cache

import pytest

from shouwen.demo.lanchuan import LANCHUAN
from shouwen.demo.writer import (
    CATEGORIES,
    CHANNELS,
    NobodyToAnswer,
    Outcome,
    Writer,
    WrittenComplaint,
)
from shouwen.demo.writer.persons import check_digit
from shouwen.vocabulary import OFFICE_ZONE

PAIRS = [(channel, category) for channel in CHANNELS for category in CATEGORIES]


@cache
def thousand() -> tuple[WrittenComplaint, ...]:
    writer = Writer(2026)
    return tuple(writer.complaint() for _ in range(1000))


def chinese() -> list[WrittenComplaint]:
    return [complaint for complaint in thousand() if complaint.language == "zh"]


# ---- determinism


def _digest_elsewhere(hash_seed: str) -> str:
    code = (
        "import hashlib\n"
        "from shouwen.demo.writer import Writer\n"
        "w = Writer(11)\n"
        "cs = [w.complaint() for _ in range(120)]\n"
        "text = repr(cs) + ''.join(w.finding(c) + w.lessons(c) for c in cs)\n"
        "print(hashlib.sha256(text.encode()).hexdigest())\n"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_same_seed_gives_the_same_texts_whatever_the_hash_seed() -> None:
    assert _digest_elsewhere("0") == _digest_elsewhere("4242")


def test_a_random_of_ones_own_may_be_passed() -> None:
    assert Writer(random.Random(5)).complaint() == Writer(5).complaint()
    assert Writer(5).complaint() != Writer(6).complaint()


# ---- variety


def test_a_thousand_complaints_are_hardly_ever_the_same() -> None:
    assert len({complaint.content for complaint in thousand()}) >= 990
    assert len({complaint.title for complaint in thousand()}) >= 400


def test_any_two_complaints_share_little() -> None:
    grams = [
        {text[i : i + 3] for i in range(len(text) - 2)} for text in (c.content for c in thousand())
    ]
    rng = random.Random(1)
    shares = []
    for _ in range(4000):
        one, other = rng.sample(grams, 2)
        shares.append(len(one & other) / len(one | other))
    assert sum(shares) / len(shares) < 0.03


def test_some_write_in_english() -> None:
    foreign = [complaint for complaint in thousand() if complaint.language == "en"]
    assert 3 <= len(foreign) <= 60
    for complaint in foreign:
        assert re.search("[a-z]{4} [a-z]", complaint.content)
        assert not re.search("[<>|]", complaint.content)


# ---- every class by every channel


@pytest.mark.parametrize(("channel", "category"), PAIRS)
def test_every_class_comes_by_every_channel(channel: str, category: str) -> None:
    writer = Writer(3)
    for severity in ("ordinary", "major"):
        complaint = writer.complaint(channel, category, "shifan", severity)
        assert (complaint.channel, complaint.category) == (channel, category)
        assert complaint.outlet == "shifan"
        assert complaint.unit in ("shifan", "yl_centre")
        assert 60 <= len(complaint.content) <= 600
        assert complaint.title
        assert complaint.expected
        assert complaint.anonymous is (category == "anonymous") is (complaint.complainant is None)
        assert complaint.facts.crime or complaint.category != "crime"
        assert (complaint.facts.media_level is not None) is (channel == "media")
        assert (complaint.reference is not None) is (channel in ("superior", "government"))
        facts = complaint.facts
        large = complaint.amount is not None and complaint.amount > 50_000
        marked = facts.celebrity or facts.hot_topic or facts.reputation or large
        if facts.intent != "malicious":
            assert marked is (severity == "major"), complaint.matter


def test_an_unknown_channel_is_refused() -> None:
    with pytest.raises(ValueError, match="fax"):
        Writer(1).complaint(channel="fax")


# ---- what the texts look like


def test_texts_are_finished() -> None:
    for complaint in chinese():
        text = complaint.title + complaint.content
        assert not re.search("[<>()|]", text), complaint.content
        assert not re.search("。。|，。|？。|，，|。，", text), complaint.content
        assert 60 <= len(complaint.content) <= 600
        assert text.count("“") == text.count("”")


def test_the_amount_is_in_the_text_when_there_is_one() -> None:
    for complaint in chinese():
        if complaint.amount is not None:
            assert isinstance(complaint.amount, Decimal)
            if "万元" not in complaint.content and complaint.channel != "book":
                assert f"{complaint.amount}元" in complaint.content + complaint.title


def test_desks_write_in_the_third_person() -> None:
    for complaint in chinese():
        if complaint.channel in ("phone", "visit", "government") and (
            complaint.facts.intent != "malicious"
        ):
            outside = re.sub("“[^”]*”|「[^」]*」", "", complaint.content)
            outside = re.sub("我(行|办|中心|单位)", "", outside)
            assert "我" not in outside, complaint.content


def test_forwarders_write_their_own_number() -> None:
    writer = Writer(8)
    for _ in range(30):
        complaint = writer.complaint(channel="government", category="product")
        assert complaint.reference
        assert complaint.reference in complaint.content
        assert complaint.forwarder
        assert complaint.forwarder in complaint.content


# ---- people


def test_titles_and_pronouns_fit() -> None:
    for complaint in chinese():
        who = complaint.complainant
        if who is None:
            continue
        wrong = who.surname + ("先生" if who.gender == "female" else "女士")
        assert wrong not in complaint.content
        assert who.called.startswith(who.surname)
        assert who.called.endswith("女士" if who.gender == "female" else "先生")
        if who.occupation in ("护士", "全职妈妈", "服装厂女工"):
            assert who.gender == "female"


def test_the_person_pointed_at_keeps_one_sex() -> None:
    writer = Writer(4)
    for _ in range(80):
        complaint = writer.complaint(channel="web", category="violation", language="zh")
        hint, pronoun = complaint.accused_person_hint, complaint.details.get("他")
        if hint and "女" in hint:
            assert pronoun == "她"
        if hint and "男" in hint:
            assert pronoun == "他"
        if hint and pronoun == "他":
            assert "她说" not in complaint.content


def test_telephones_look_right_and_belong_to_nobody() -> None:
    numbers = {c.complainant.telephone for c in thousand() if c.complainant}
    for number in numbers - {None}:
        assert re.fullmatch(r"1(42|43|60|61|63|64|68|69)\d{8}", str(number))


def test_identity_numbers_check_and_lie_in_no_region() -> None:
    people = [c.complainant for c in thousand() if c.complainant and c.complainant.id_number]
    assert people
    for person in people:
        number = str(person.id_number)
        assert len(number) == 18
        assert number.startswith("99")
        assert check_digit(number[:17]) == number[17]
        assert int(number[16]) % 2 == (person.gender == "male")
        born = datetime.strptime(number[6:14], "%Y%m%d").date()
        day = date(2026, 7, 1)
        assert person.age == day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def test_the_check_digit_is_that_of_the_standard() -> None:
    # The worked example printed in the standard: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2.
    assert check_digit("11010519491231002") == "X"


def test_mail_goes_nowhere() -> None:
    for complaint in thousand():
        if complaint.complainant and complaint.complainant.email:
            assert complaint.complainant.email.rpartition("@")[2].startswith("example.")


def test_complainants_are_not_namesakes_of_the_staff() -> None:
    staff = {person.name for person in LANCHUAN.staff}
    assert not staff & {c.complainant.name for c in thousand() if c.complainant}


# ---- days


def test_days_fit_the_moment_it_is_made() -> None:
    writer = Writer(9)
    friday = datetime(2026, 8, 21, 16, 30, tzinfo=OFFICE_ZONE)
    for _ in range(60):
        letter = writer.complaint(channel="letter", category="attitude", made_at=friday)
        if letter.language == "zh":
            assert letter.content.endswith("2026年8月21日")
            assert not re.search("(9|10|11|12)月", letter.content)
    for _ in range(60):
        entry = writer.complaint(channel="book", category="management", made_at=friday)
        assert "昨天" not in entry.content


# ---- handling


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_complaint_can_be_handled_to_the_end(outcome: Outcome) -> None:
    writer = Writer(13)
    for channel, category in PAIRS:
        complaint = writer.complaint(channel, category)
        inside = [
            writer.finding(complaint, outcome),
            writer.treatment(complaint, outcome),
            writer.lessons(complaint, outcome),
            writer.delay_reason(complaint),
            writer.withdraw_reason(complaint),
            writer.withdraw_reason(complaint, voluntary=False),
            writer.callback_note(complaint, satisfied=outcome is Outcome.UPHELD),
            writer.callback_note(complaint, reached=False),
            writer.media_response(complaint, outcome),
            writer.again(complaint),
            writer.recording_review(complaint),
            writer.legal_opinion(complaint),
        ]
        if complaint.complainant is None:
            with pytest.raises(NobodyToAnswer):
                writer.reply(complaint, outcome)
        else:
            inside += [
                writer.reply(complaint, outcome),
                writer.delay_explanation(complaint),
                writer.refusal_explanation(complaint),
            ]
        for text in inside:
            assert len(text) >= 15
            assert not re.search("[<>()|]|。。|，。", text), text


def test_a_reply_addresses_explains_and_gives_a_contact() -> None:
    writer = Writer(17)
    for _ in range(120):
        complaint = writer.complaint(language="zh")
        if complaint.complainant is None:
            continue
        reply = writer.reply(complaint)
        assert complaint.complainant.called in reply
        assert LANCHUAN.hotline in reply
        assert not re.search("您(经理|信息|资料)|的您|净值您", reply), reply
        if complaint.facts.crime:
            continue
        assert re.search("歉|对不起", reply)
        accused = complaint.details.get("员工")
        assert accused is None or accused not in reply, "a letter names no employee"


# ---- the command


def test_the_command_prints_complaints() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shouwen.demo.writer", "--seed", "7", "--count", "3", "--answers"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("被投诉人") == 3
    assert "核查：" in done.stdout

"""Messages from the ledger to the recipient: once, in order of need, and nothing given away."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from shouwen import ledger, notices, vault
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.models import Notice
from shouwen.ledger.testing import settled
from shouwen.notices import operations as messages
from shouwen.notices import queries
from shouwen.notices.adapters import Never, NotNow, Sent, Unsure
from shouwen.notices.courier import BACKOFF
from shouwen.notices.models import Delivery
from shouwen.notices.planning import _Planner
from shouwen.notices.setup import Setup, set_up, setup_from
from shouwen.packs import shelf
from shouwen.vocabulary import Actor
from tests.notices.conftest import NOW, register

MORNING = timedelta(minutes=1)


class Recorder:
    """An adapter that keeps what it was given, and says what it is told to."""

    name = "recorder"

    def __init__(self, channel="sms", raises=(), *, repeatable=False):
        self.channel, self.letters, self.raises = channel, [], list(raises)
        self.repeatable = repeatable

    def send(self, letter, *, now):
        self.letters.append(letter)
        if self.raises:
            raise self.raises.pop(0)
        return Sent(f"r{len(self.letters)}")


def with_(*adapters, named=(), base=None):
    base = base or set_up()
    ways = dict(base.adapters) | {each.channel: each for each in adapters}
    return Setup(ways, base.quiet, base.ask_after, frozenset(named))


def planned(number, now=NOW):
    """Write down what the whole stream of a case gives rise to."""
    stored = ledger.read(f"case/{number}")
    made = _Planner(now, set_up()).of(stored)
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    notices.begin_here()
    return list(Delivery.objects.filter(number=number).order_by("id"))


def test_a_receipt_has_the_number_the_date_and_no_name(bank):
    number = register().number
    (receipt,) = planned(number)
    assert (receipt.occasion, receipt.channel, receipt.shown_to) == (
        "received", "sms", "138****5627",
    )  # fmt: skip
    assert number in receipt.body
    assert "日前" in receipt.body
    assert "https://shouwen.example/track/" in receipt.body
    for secret in ("陈俊", "13812345627", "短信费", "吴勇"):
        assert secret not in receipt.subject + receipt.body + str(receipt.values)


def test_planning_again_tells_nobody_twice(bank):
    number = register().number
    assert len(planned(number)) == len(planned(number)) == 1


def test_the_address_is_opened_for_sending_and_the_reading_is_noted(bank):
    number = register().number
    planned(number)
    sms = Recorder()
    report = notices.deliver(now=NOW + MORNING, setup=with_(sms))
    assert report.sent == 1
    (letter,) = sms.letters
    assert (letter.to, letter.shown_to) == ("13812345627", "138****5627")
    (note,) = [note for note in vault.readings(number) if note.by == "shouwen"]
    assert note.reason.startswith("信使发送消息")
    (row,) = queries.messages(actor=Actor("han_chao"), now=NOW).rows
    assert (row.state, row.reference, row.adapter) == ("sent", "r1", "recorder")
    assert queries.messages(actor=Actor("wu_yong"), now=NOW).rows == (), "it is about him"
    assert notices.deliver(now=NOW + MORNING, setup=with_(sms)).sent == 0


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"telephone": "0510-82345678"}, ("none", "unreachable")),
        ({"telephone": None, "email": "chen@example.cn"}, ("mail", "waiting")),
        ({"email": "chen@example.cn"}, ("sms", "waiting")),
    ],
)
def test_the_way_is_what_the_complainant_left(bank, changed, wanted):
    (row,) = planned(register(**changed).number)
    assert (row.channel, row.state) == wanted


def test_wishes_come_first(bank):
    number = register(email="chen@example.cn").number
    messages.wish(number, "mail", now=NOW, language="en")
    (row,) = planned(number)
    assert (row.channel, row.language) == ("mail", "en")
    assert "has been received" in row.body
    other = register(command="c2").number
    messages.wish(other, "none", now=NOW)
    assert planned(other) == []
    third = register(command="c3").number
    messages.wish(third, "wechat", address="oOpenId", now=NOW)
    assert planned(third)[0].channel == "wechat"
    with pytest.raises(ValueError, match="pigeon"):
        messages.wish(third, "pigeon", now=NOW)


def test_a_confidential_matter_gives_nothing_away_and_an_anonymous_one_says_nothing(bank):
    secret = register(category="financial_crime", command="c2").number
    (row,) = planned(secret)
    assert row.discreet
    assert "投诉" not in row.subject + row.body
    assert set(row.values) <= {"organisation", "number", "link"}
    hidden = register(anonymous=True, complainant_name=None, command="c3").number
    assert planned(hidden) == []
    messages.wish(hidden, "sms", now=NOW)
    (asked,) = planned(hidden)
    assert asked.discreet


def test_failures_are_tried_again_later_and_later_then_given_up_in_the_providers_words(bank):
    number = register().number
    planned(number)
    sms = Recorder(raises=[NotNow(f"busy {n}") for n in range(9)])
    now = NOW + MORNING
    for n, wait in enumerate(BACKOFF, start=1):
        report = notices.deliver(now=now, setup=with_(sms))
        assert report.failed == 1
        assert notices.deliver(now=now + wait - timedelta(seconds=1), setup=with_(sms)).failed == 0
        (row,) = queries.messages("failed", actor=Actor("han_chao"), now=NOW).rows
        assert (row.attempts, row.words) == (n, f"busy {n - 1}")
        now += wait
    assert notices.deliver(now=now, setup=with_(sms)).given_up == 1
    (row,) = queries.messages("given_up", actor=Actor("han_chao"), now=NOW).rows
    assert row.words == f"busy {len(BACKOFF)}"
    assert row.may_retry
    messages.retry(row.id, now=now)
    sms.raises = []
    assert notices.deliver(now=now, setup=with_(sms)).sent == 1
    with pytest.raises(notices.NoSuchMessage):
        messages.retry(row.id, now=now)


def test_a_provider_that_says_when_is_waited_for_and_a_final_no_is_final(bank):
    planned(register().number)
    sms = Recorder(raises=[NotNow("limit", timedelta(hours=3)), Never("blacklisted")])
    notices.deliver(now=NOW + MORNING, setup=with_(sms))
    later = NOW + MORNING + timedelta(hours=3)
    assert notices.deliver(now=later - timedelta(seconds=1), setup=with_(sms)).given_up == 0
    assert notices.deliver(now=later, setup=with_(sms)).given_up == 1


def test_one_that_fails_oddly_holds_up_no_other(bank):
    for n in range(3):
        planned(register(command=f"c{n}").number)
    sms = Recorder(raises=[TypeError("odd")])
    report = notices.deliver(now=NOW + MORNING, setup=with_(sms))
    assert (report.unsure, report.sent) == (1, 2)


def test_complainants_sleep_where_a_provider_is_set_up(bank):
    late = NOW.replace(hour=22)
    number = register(now=late).number
    planned(number, late)
    sms = Recorder()
    assert notices.deliver(now=late, setup=with_(sms, named={"sms"})).put_off == 1
    (row,) = queries.messages("waiting", actor=Actor("han_chao"), now=NOW).rows
    assert (row.next_at.hour, row.attempts) == (8, 0)
    assert not sms.letters
    morning = late + timedelta(hours=10)
    assert notices.deliver(now=morning, setup=with_(sms, named={"sms"})).sent == 1


def test_a_forgotten_address_is_given_up(bank):
    number = register().number
    (row,) = planned(number)
    vault.forget(row.ref, by="root", article="x", now=NOW)
    assert notices.deliver(now=NOW + MORNING, setup=with_(Recorder())).given_up == 1


def test_staff_are_told_by_the_ways_they_switched_on(bank):
    number = register(category="financial_crime").number
    keys = Notice.objects.filter(number=number).values_list("to", flat=True)
    assert keys
    for person in shelf.directory("postal-bank").people:
        messages.set_staff_way(person, "wecom", f"wx-{person}", on=True, now=NOW)
    rows = [row for row in planned(number) if row.recipient != "complainant"]
    assert rows
    assert all(row.channel == "wecom" and row.address.startswith("wx-") for row in rows)
    assert all(number in row.body for row in rows)
    before = len(rows)
    messages.set_staff_way(rows[0].recipient, "wecom", "x", on=False, now=NOW)
    Delivery.objects.all().delete()
    assert len([r for r in planned(number) if r.recipient != "complainant"]) < before


def test_texts_of_the_house_count_by_regulation_then_way_and_keep_their_versions(bank):
    args = {"language": "zh", "by": "root", "now": NOW, "on": True}
    messages.save_text("received", subject="甲", body="甲 {number}", **args)
    messages.save_text("received", channel="sms", subject="乙", body="乙 {number}", **args)
    own = {**args, "regulation": "postal-bank"}
    messages.save_text("received", subject="丙", body="丙 {number}", **own)
    assert messages.save_text("received", subject="丁", body="丁 {number}", **own) == 2
    (row,) = planned(register().number)
    assert row.body.startswith("丁 ")
    messages.save_text("received", subject="丁", body="丁 {number}", **{**own, "on": False})
    assert planned(register(command="c9").number) == []
    with pytest.raises(notices.WrongText) as wrong:
        messages.save_text("received", subject="x", body="{nonsense}", **args)
    assert wrong.value.faults[0][0] == "body"


def test_a_preview_is_of_a_case_one_may_know_of(bank):
    number = register().number
    subject, body = queries.preview(
        Actor("sun_fang"), "received", "{organisation}", "{number} {due}", number, NOW, "zh"
    )
    assert number in body
    assert subject
    with pytest.raises(CaseNotFound):
        queries.preview(Actor("wu_yong"), "received", "x", "y", number, NOW, "zh")


def test_the_ledger_is_followed_once_by_whoever_comes_first(committed_bank):
    old = register(command="before").number
    settled()  # tests beside these hold the horizon, too
    notices.begin_here()
    number = register(command="after").number
    settled()

    def work(_):
        try:
            return notices.deliver(now=NOW + MORNING)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        reports = list(pool.map(work, range(4)))
    reports.append(notices.deliver(now=NOW + MORNING))
    assert sum(report.planned for report in reports) == 1
    assert sum(report.sent for report in reports) == 1
    (row,) = Delivery.objects.all()
    assert (row.number, row.state) == (number, "sent")
    assert not Delivery.objects.filter(number=old).exists()
    # Long after, nobody is told of what is no news any more.
    register(command="stale")
    assert notices.deliver(now=NOW + timedelta(days=9)).planned == 0


KILLED = """
import os, signal, sys
from datetime import datetime
from shouwen.cli.main import ready_django
ready_django()
from shouwen.notices import courier, planning
from shouwen.notices.setup import Setup, set_up
class Dies:
    name, channel, repeatable = "dies", "sms", False
    def send(self, letter, *, now):
        print(letter.id, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
base = set_up()
ways = dict(base.adapters) | {"sms": Dies()}
courier.deliver(now=datetime.fromisoformat(sys.argv[1]),
                setup=Setup(ways, base.quiet, base.ask_after, frozenset()))
"""


def test_a_courier_killed_while_sending_sends_nothing_twice_that_would_arrive_twice(
    committed_bank, settings
):
    where = connection.settings_dict
    number = register().number
    planned(number)
    address = f"postgresql://{where['USER']}"
    if where["PASSWORD"]:
        address += f":{where['PASSWORD']}"
    host = where["HOST"] or "localhost"
    query = f"?host={host}" if host.startswith("/") else ""
    at = "localhost" if query else host
    address += f"@{at}:{where['PORT'] or 5432}/{where['NAME']}{query}"
    died = subprocess.run(
        [sys.executable, "-c", KILLED, (NOW + MORNING).isoformat()],
        env={**os.environ, "DATABASE_URL": address, "SHOUWEN_DATA": str(settings.DATA_FOLDER)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr
    (row,) = Delivery.objects.all()
    assert row.state == "sending"
    sms = Recorder()
    assert notices.deliver(now=NOW + timedelta(minutes=2), setup=with_(sms)).sent == 0
    assert notices.deliver(now=NOW + timedelta(minutes=4), setup=with_(sms)).unsure == 1
    assert notices.deliver(now=NOW + timedelta(days=1), setup=with_(sms)).sent == 0
    assert sms.letters == []
    (shown,) = queries.messages("given_up", actor=Actor("han_chao"), now=NOW).rows
    assert (shown.state, shown.may_retry, queries.troubles()) == ("unsure", True, 1)
    messages.retry(shown.id, now=NOW + timedelta(days=1))  # a person has asked the provider
    assert notices.deliver(now=NOW + timedelta(days=1), setup=with_(sms)).sent == 1
    # What the provider knows by its id is sent again under it.
    Delivery.objects.update(state="sending", next_at=NOW, lease_until=NOW)
    once = Recorder(repeatable=True)
    assert notices.deliver(now=NOW + timedelta(days=1), setup=with_(once)).sent == 1
    assert {letter.id for letter in sms.letters + once.letters} == {died.stdout.strip()}


@pytest.mark.parametrize("trouble", [Unsure("no answer"), KeyError("BizId")])
def test_what_may_have_arrived_is_not_sent_again_by_itself(bank, trouble):
    planned(register().number)
    sms = Recorder(raises=[trouble])
    assert notices.deliver(now=NOW + MORNING, setup=with_(sms)).unsure == 1
    assert notices.deliver(now=NOW + timedelta(hours=9), setup=with_(sms)).sent == 0
    Delivery.objects.update(state="waiting", next_at=NOW, attempts=0)
    sure = Recorder(raises=[trouble], repeatable=True)
    assert notices.deliver(now=NOW + MORNING, setup=with_(sure)).failed == 1
    assert notices.deliver(now=NOW + timedelta(hours=9), setup=with_(sure)).sent == 1


def test_what_is_due_is_found_through_the_index(bank):
    (row,) = planned(register().number)
    Delivery.objects.bulk_create(
        Delivery(
            source=f"x/{n}/late", channel="sms", recipient="complainant", number=f"x{n}",
            regulation="r", occasion="late", language="zh", discreet=False, subject="", body="",
            values={}, text_version=0, state="sent", happened_at=NOW,
        )
        for n in range(3000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notices_delivery")
        for sql, index in (
            (f"SELECT id FROM notices_delivery WHERE next_at <= '{NOW.isoformat()}'"
             " ORDER BY next_at, id LIMIT 1", "delivery_due"),
            (f"SELECT id FROM notices_delivery WHERE number = '{row.number}'"
             " ORDER BY id DESC LIMIT 50", "delivery_by_case"),
        ):  # fmt: skip
            cursor.execute(f"EXPLAIN {sql}")
            assert index in "\n".join(line for (line,) in cursor.fetchall())


def test_settings_from_a_file_are_read_again_when_it_changes(settings, tmp_path):
    path = tmp_path / "messages.toml"
    path.write_text('[quiet]\nfrom = "20:00"\nuntil = "07:30"\n', "utf-8")
    settings.MESSAGES_FILE = path
    assert set_up().quiet.since.hour == 20
    path.write_text("[sms]\nadapter = 'file'\nconsole = true\n", "utf-8")
    os.utime(path, ns=(1, 1))
    assert set_up().named == {"sms"}
    path.write_text("[sms\n", "utf-8")
    os.utime(path, ns=(2, 2))
    with pytest.raises(notices.WrongSetting):
        set_up()
    assert setup_from({}, tmp_path).named == frozenset()

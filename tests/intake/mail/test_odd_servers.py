"""Servers that break off, refuse, cannot or count anew: nothing is lost, doubled or deleted."""

from datetime import timedelta

import pytest

from shouwen.intake.mail import fetching, mailboxes
from shouwen.intake.mail.fetching import fetch_all
from shouwen.intake.mail.models import Mail, Mailbox
from shouwen.vocabulary import Actor
from tests.intake.conftest import NOW
from tests.intake.mail.odd_server import odd_server
from tests.intake.mail.raw import message


def letters(count):
    return [message(f"第{n}封", f"Message-ID: <{n}@x>") for n in range(1, count + 1)]


def add(odd, name="客服邮箱", **more):
    given = {
        "name": name, "address": "kefu@bank.example", "host": "127.0.0.1",
        "port": str(odd.port), "tls": "none", "login": "kefu", "secret": "open sesame",
        "folder": "", "processed": "", "regulation": "postal-bank", "unit": "ho", **more,
    }  # fmt: skip
    return mailboxes.save(given, actor=Actor("root"), now=NOW, command_id=f"box {name}")


def go(minutes=0):
    return fetch_all(now=NOW + timedelta(minutes=minutes), force=True)


def test_a_connection_lost_in_the_middle_goes_on_where_it_broke(record):
    with odd_server(breaks_at=3) as odd:
        odd.put(*letters(4))
        add(odd)
        report = go()
        assert (report.new, list(report.failed)) == (2, ["客服邮箱"])
        odd.breaks_at = 0
        assert (go(1).new, go(2).new) == (2, 0)
        assert sum("BODY" in each for each in odd.heard) == 5  # the third was asked for twice


def test_marking_as_read_expunges_nobodys_messages(record):
    with odd_server() as odd:
        odd.put(*letters(2))
        odd.deleted.add(2)  # somebody means to think about it
        add(odd)
        assert go().new == 2
        assert (odd.seen, set(odd.messages)) == ({1, 2}, {1, 2})
        assert not any("EXPUNGE" in each for each in odd.heard)


@pytest.mark.parametrize(
    ("habits", "left", "expunged"),
    [
        ({"abilities": "IMAP4rev1 UIDPLUS"}, {2}, True),
        ({}, {1, 2}, False),  # stays, marked as deleted
    ],
    ids=["with UIDPLUS", "with nothing"],
)
def test_a_server_that_cannot_move_copies_once(record, habits, left, expunged):
    with odd_server(**habits) as odd:
        odd.put(*letters(2))
        odd.deleted.add(2)
        add(odd, processed="Done")
        assert (go().new, go(1).new, go(2).new) == (2, 0, 0)
        assert odd.copies == [1, 2]
        assert set(odd.messages) == (left - {2} if expunged else left)
        assert not any(each.upper() == "EXPUNGE" for each in odd.heard)


@pytest.mark.parametrize(
    ("processed", "habits"),
    [
        ("", {"refuses": frozenset({"STORE"})}),
        ("Done", {"read_only": True}),
        ("Done", {"marks": r"\Seen"}),
        ("Done", {"refuses": frozenset({"MOVE"}), "abilities": "IMAP4rev1 MOVE"}),
        ("", {"validity": None}),
    ],
    ids=["marks refused", "read only", "nothing may be deleted", "move refused", "no validity"],
)
def test_a_server_that_refuses_is_read_all_the_same(record, monkeypatch, processed, habits):
    monkeypatch.setattr(fetching, "_MOST", 2)
    with odd_server(**habits) as odd:
        odd.put(*letters(3))
        add(odd, processed=processed)
        reports = [go(n) for n in range(3)]
        assert [each.new for each in reports] == [2, 1, 0]
        assert [each.more for each in reports] == [True, False, False]
        assert not any(each.failed for each in reports)
        assert (set(odd.messages), odd.copies) == ({1, 2, 3}, [])


def test_more_than_one_go_is_due_again_at_once(record, monkeypatch):
    monkeypatch.setattr(fetching, "_MOST", 3)
    with odd_server() as odd:
        odd.put(*letters(4))
        add(odd)
        soon = NOW + timedelta(seconds=1)
        assert (fetch_all(now=NOW).new, fetch_all(now=soon).new) == (3, 1)
        assert fetch_all(now=soon + timedelta(seconds=1)).boxes == 0


def test_a_message_the_server_says_nothing_of_is_kept_and_said(record):
    with odd_server() as odd:
        odd.put(b"", *letters(1))
        add(odd)
        assert (go().unparsed, Mail.objects.count()) == (1, 2)


def test_one_odd_server_keeps_no_other_box_from_its_mail(record, monkeypatch):
    with odd_server() as odd, odd_server() as other:
        other.put(*letters(1))
        add(odd)
        add(other, "第二个")

        def surprised(self, after=0):
            if not other.heard:
                raise KeyError("nobody expected that")
            return [1]

        monkeypatch.setattr(fetching.Folder, "uids", surprised)
        report = go()
        assert (report.new, list(report.failed)) == (1, ["客服邮箱"])
        assert "nobody expected" in Mailbox.objects.get(name="客服邮箱").error


def test_folders_are_called_what_people_call_them(record):
    with odd_server() as odd:
        odd.put(*letters(1))
        add(odd, folder="客服来信", processed="已收")
        assert go().new == 1
        assert any("&W6JnDWdlT+E-" in each for each in odd.heard)
        assert any(each.startswith("UID COPY 1") and "&XfJlNg-" in each for each in odd.heard)


def test_the_same_letter_in_two_boxes_is_said(record):
    with odd_server() as odd, odd_server() as other:
        odd.put(*letters(1))
        other.put(*letters(1))
        add(odd)
        add(other, "投诉邮箱")
        assert go().new == 2
        first, second = Mail.objects.order_by("id")
        assert not any("另一邮箱" in each for each in first.problems)
        assert any("客服邮箱" in each for each in second.problems)

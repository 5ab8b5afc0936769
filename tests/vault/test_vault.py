from datetime import date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from shouwen import vault
from shouwen.vault import Forgotten, KeyMissing, Particular, ReasonNeeded, TooLarge, UnknownRef
from shouwen.vault import keys as ring_of_keys
from shouwen.vault.testing import erase
from shouwen.vocabulary import OFFICE_ZONE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=OFFICE_ZONE)
ASKED = {"by": "p-wang", "reason": "回访来电人", "case": "2026-1", "now": NOW}

pytestmark = pytest.mark.django_db


def raw(column: str, ref: str):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM vault_item WHERE ref = %s", [ref])
        return cursor.fetchone()[0]


def test_what_is_kept_is_sealed_shown_masked_and_revealed_with_a_note():
    ref = vault.keep("telephone", "138-1234 5627", now=NOW)
    assert ref.startswith("v_")
    assert len(ref) == 28
    assert b"5627" not in bytes(raw("ciphertext", ref))
    assert vault.masked(ref) == "138****5627"
    assert vault.readings("2026-1") == []
    assert vault.reveal(ref, **ASKED) == "138-1234 5627"
    (note,) = vault.readings("2026-1")
    assert (note.ref, note.by, note.reason, note.at) == (ref, "p-wang", "回访来电人", NOW)
    assert vault.readings_of(ref) == [note]


def test_many_are_kept_in_one_statement_in_order(django_assert_num_queries):
    ring_of_keys.ring()
    people = [
        Particular("name", "郭小明"),
        Particular("email", "guo@x.cn"),
        Particular("text", "排队两小时“无人理睬”\\"),
    ]
    with django_assert_num_queries(1):
        refs = vault.keep_many(people, now=NOW, forget_after=date(2029, 3, 2))
    assert list(vault.masked_many(refs).values()) == ["郭**", "g***@x.cn", "（已保密）"]
    assert [vault.reveal(ref, **ASKED) for ref in refs] == [person.value for person in people]
    assert vault.keep_many([], now=NOW) == []
    assert vault.masked_many([]) == {}


def test_a_caller_is_found_however_the_number_was_written():
    first = vault.keep("telephone", "13812345627", now=NOW)
    second = vault.keep("telephone", "+86 138 1234 5627", now=NOW.replace(hour=10))
    vault.keep("telephone", "13812345628", now=NOW)
    vault.keep("account", "13812345627", now=NOW)
    assert vault.find("telephone", "１３８-１２３４-５６２７") == [second, first]
    assert vault.find("telephone", "") == []
    assert vault.find("identity_number", "13812345627") == []
    with pytest.raises(ValueError, match="fingerprint"):
        vault.find("name", "郭小明")


@pytest.mark.parametrize("missing", [{"by": " "}, {"reason": "\n"}])
def test_nobody_reads_without_a_name_and_a_reason(missing):
    ref = vault.keep("name", "郭小明", now=NOW)
    with pytest.raises(ReasonNeeded):
        vault.reveal(ref, **{**ASKED, **missing})
    assert vault.readings_of(ref) == []


def test_a_reading_stands_or_falls_with_its_transaction():
    ref = vault.keep("name", "郭小明", now=NOW)
    with transaction.atomic():
        vault.reveal(ref, **ASKED)
        transaction.set_rollback(True)
    assert vault.readings_of(ref) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE vault_reading SET by = 'x'", "DELETE FROM vault_reading",
                  "TRUNCATE vault_reading"]
)  # fmt: skip
def test_the_reading_log_cannot_be_changed(statement):
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="查看记录只能追加"),
        transaction.atomic(),
    ):
        cursor.execute(statement)


def test_a_file_comes_back_as_it_was_handed_in():
    content = bytes(range(256)) * 5000
    ref = vault.keep_file("C:\\照片\\郭小明.jpg", content, "image/jpeg", now=NOW)
    label = vault.labels([ref])[ref]
    assert (label.masked, label.size) == ("附件（image/jpeg，1.2 MB）", len(content))
    kept = vault.reveal_file(ref, **ASKED)
    assert (kept.name, kept.media_type, kept.content) == ("郭小明.jpg", "image/jpeg", content)
    assert "郭小明".encode() not in bytes(raw("ciphertext", ref))
    with pytest.raises(TooLarge):
        vault.keep_file("x", bytes(vault.LARGEST_FILE + 1), "text/plain", now=NOW)


def test_forgetting_destroys_contents_mask_and_fingerprint():
    ref = vault.keep("telephone", "13812345627", now=NOW)
    assert vault.forget(ref, by="p-li", article="38", now=NOW)
    assert not vault.forget(ref, by="p-li", article="38", now=NOW)
    assert vault.masked(ref) == "（已销毁）"
    assert vault.find("telephone", "13812345627") == []
    assert raw("ciphertext", ref) is None
    assert (raw("forgotten_by", ref), raw("forgotten_under", ref)) == ("p-li", "38")
    with pytest.raises(Forgotten):
        vault.reveal(ref, **ASKED)
    with pytest.raises(UnknownRef):
        vault.forget("v_nothing", by="p-li", article="38", now=NOW)
    with pytest.raises(UnknownRef):
        vault.reveal("v_nothing", **ASKED)
    with pytest.raises(UnknownRef):
        vault.masked("v_nothing")


def test_terms_of_keeping_are_set_and_fall_due():
    refs = [vault.keep("name", "郭小明", now=NOW) for _ in range(5)]
    assert vault.keep_until(refs[:4], date(2026, 3, 31)) == 4
    vault.keep_until(refs[1:2], date(2026, 3, 30))
    vault.forget(refs[3], by="p", article="1", now=NOW)
    assert list(vault.due(date(2026, 3, 31), page=1)) == [refs[1]]
    assert list(vault.due(date(2026, 4, 1), page=1)) == [refs[1], *sorted([refs[0], refs[2]])]


def test_contents_open_for_their_own_reference_only():
    first, second = (vault.keep("name", name, now=NOW) for name in ("郭", "李"))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_item SET ciphertext = (SELECT ciphertext FROM vault_item WHERE ref = %s)"
            " WHERE ref = %s",
            [first, second],
        )
    with pytest.raises(KeyMissing, match="不同"):
        vault.reveal(second, **ASKED)


def test_turning_the_ring_keeps_everything_open_and_findable():
    refs = vault.keep_many([Particular("telephone", f"1381234562{n}") for n in range(5)], now=NOW)
    old = raw("key_id", refs[0])
    new = vault.add_key()
    assert new != old
    assert vault.find("telephone", "13812345620") == [refs[0]]
    later = vault.keep("telephone", "13812345620", now=NOW.replace(hour=12))
    assert vault.find("telephone", "13812345620") == [later, refs[0]]
    at, rounds = vault.reseal(batch=2), 1
    while at:
        at, rounds = vault.reseal(at, batch=2), rounds + 1
    assert rounds == 4
    assert {raw("key_id", ref) for ref in refs} == {new}
    assert vault.find("telephone", "13812345620") == [later, refs[0]]
    assert vault.reveal(refs[4], **ASKED) == "13812345624"


def test_another_process_notices_that_the_ring_was_turned(settings):
    vault.keep("name", "郭", now=NOW)
    before = dict(ring_of_keys._rings)
    vault.add_key()
    ref = vault.keep("name", "李", now=NOW)
    ring_of_keys._rings.update(before)  # as a process that read the ring earlier remembers it
    assert vault.reveal(ref, **ASKED) == "李"


def test_the_ring_is_private_made_once_and_never_made_anew(settings, tmp_path):
    file = tmp_path / "keys" / "vault.json"
    ring = ring_of_keys.ring()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert ring_of_keys.ring() is ring
    vault.keep("name", "郭", now=NOW)
    file.unlink()
    ring_of_keys._rings.clear()
    with pytest.raises(KeyMissing, match="找不到密钥文件"):
        vault.keep("name", "李", now=NOW)
    assert not file.exists()
    file.write_text("{}")
    with pytest.raises(KeyMissing, match="读不出来"):
        vault.keep("name", "李", now=NOW)


def test_a_key_file_of_ones_own_is_used(settings, tmp_path):
    ring_of_keys.ring()
    own = tmp_path / "own.json"
    (tmp_path / "keys" / "vault.json").rename(own)
    settings.VAULT_KEY_FILE = own
    ref = vault.keep("name", "郭", now=NOW)
    assert vault.reveal(ref, **ASKED) == "郭"
    assert not (tmp_path / "keys" / "vault.json").exists()


@pytest.mark.django_db(transaction=True)
def test_the_vault_can_be_emptied_after_a_test():
    ref = vault.keep("name", "郭", now=NOW)
    vault.reveal(ref, **ASKED)
    erase()
    assert vault.readings_of(ref) == []
    assert vault.masked_many([ref]) == {}


def test_of_two_processes_making_the_ring_the_first_one_counts(tmp_path):
    ring_of_keys.ring()
    file = tmp_path / "keys" / "vault.json"
    before = file.read_text()
    ring_of_keys._begin(file)  # what a process does that saw no file a moment ago
    assert file.read_text() == before
    assert [found.name for found in file.parent.iterdir()] == ["vault.json"]


def test_nothing_more_is_locked_with_the_key_another_process_has_put_behind():
    vault.keep("name", "郭", now=NOW)
    before = dict(ring_of_keys._rings)
    new = vault.add_key()
    ring_of_keys._rings.update(before)
    assert raw("key_id", vault.keep("name", "李", now=NOW)) == new == vault.newest_key()
    newest, old = vault.sealed_by_key()
    assert (newest.key, newest.items, newest.newest, newest.held) == (new, 1, True, True)
    assert (old.items, old.newest, old.held) == (1, False, True)

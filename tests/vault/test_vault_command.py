"""``shouwen vault``: stopped at any batch it goes on where it was, and says when it is done."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from shouwen import vault
from shouwen.cli.vault import vault as command
from shouwen.intake import sealing, telephone

NOW = datetime(2025, 4, 25, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_ring(settings, tmp_path, db):
    settings.VAULT_KEY_FILE = tmp_path / "vault.json"


def run(*words):
    done = CliRunner().invoke(command, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_sealing_anew_is_resumed_and_begins_anew_with_the_next_key():
    refs = [vault.keep("telephone", f"1381234562{n}", now=NOW) for n in range(5)]
    file = vault.keep_file("录音.wav", bytes(70_000), "audio/wav", now=NOW)
    for _ in range(2):
        new = run("add-key")[1].strip()
        assert run("reseal", "--batch", "2", "--batches", "1")[0] == 1
        assert [row.items for row in vault.sealed_by_key()][:2] == [2, 4]
        assert run("reseal", "--batch", "2")[0] == 0
        assert {row.key: row.items for row in vault.sealed_by_key()}[new] == 6
        assert "最新" in run("reseal")[1]
    shown = run("keys", "--json")
    assert shown[0] == 0
    assert shown[1].count('"items": 0') == 2
    told = {"by": "bai_lu", "reason": "核对", "case": "", "now": NOW}
    assert vault.reveal(refs[0], **told) == "13812345620"
    assert vault.reveal_file(file, **told).content == bytes(70_000)
    assert vault.find("telephone", "13812345623") == [refs[3]]


def test_keys_of_exchanges_are_sealed_anew_and_still_sign():
    key = telephone.make_key("总行", by="root", now=NOW)
    new = run("add-key")[1].strip()
    assert {row.key: row.items for row in vault.sealed_by_key(sealing.sealed_by_key())}[new] == 0
    assert run("reseal")[0] == 0
    assert sealing.sealed_by_key() == {new: 1}
    signed = telephone.signature(key, int(NOW.timestamp()), b"{}")
    assert telephone.signer_of(signed, b"{}", NOW) == "总行"


def test_a_key_that_is_not_on_the_ring_is_told(settings, tmp_path):
    vault.keep("name", "郭", now=NOW)
    settings.VAULT_KEY_FILE = tmp_path / "other.json"
    settings.VAULT_KEY_FILE.write_text(
        '{"keys": [{"id": "x", "key": "' + "A" * 43 + '="}]}', encoding="utf-8"
    )
    code, said = run("keys")
    assert code == 1
    assert "MISSING" in said

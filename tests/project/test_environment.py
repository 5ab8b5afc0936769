from pathlib import Path

import pytest

from shouwen.project import address, secret
from shouwen.project.environment import SOURCE_TREE, Environment, WrongEnvironment


def test_nothing_set_means_an_embedded_database_beside_the_program():
    environment = Environment.read({})
    assert environment.database_url == ""
    assert environment.data == SOURCE_TREE / ".shouwen" / "data"
    assert not environment.https


def test_what_is_set_is_read():
    environment = Environment.read(
        {
            "DATABASE_URL": "postgresql://clerk@db.example/cases",
            "SHOUWEN_DATA": "/srv/shouwen",
            "SHOUWEN_HOSTS": "a.example, b.example",
            "SHOUWEN_ORIGIN": "https://shouwen.example",
            "SHOUWEN_THREADS": "12",
            "SHOUWEN_DEBUG": "no",
        }
    )
    assert environment.data == Path("/srv/shouwen")
    assert environment.hosts == ("a.example", "b.example")
    assert environment.https
    assert environment.threads == 12
    assert environment.debug is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHOUWEN_HOST", "misspelt"),
        ("DATABASE_URL", "mysql://db/cases"),
        ("SHOUWEN_ORIGIN", "shouwen.example"),
        ("SHOUWEN_ORIGIN", "https://shouwen.example/desk"),
        ("SHOUWEN_THREADS", "many"),
        ("SHOUWEN_THREADS", "0"),
        ("SHOUWEN_THREADS", "²"),
        ("SHOUWEN_DEBUG", "maybe"),
        ("SHOUWEN_POSTGRES", "/no/such/folder"),
        ("SHOUWEN_PACKS", "/no/such/folder"),
        ("SHOUWEN_VAULT_KEY", "/no/such/file"),
        ("SHOUWEN_MESSAGES", "/no/such/file"),
        ("SHOUWEN_CLAMAV", "scanner"),
        ("SHOUWEN_CLAMAV_AWAY", "admit"),
        ("SHOUWEN_FILE_KINDS", "jpg,html"),
        ("SHOUWEN_FILE_MOST", "21"),
        ("SHOUWEN_PHOTO_LOCATION", "no"),
        ("SHOUWEN_PORTAL_TELEPHONE", "call us"),
    ],
)
def test_a_wrong_or_unknown_setting_stops_the_start_with_its_name(name, value):
    with pytest.raises(WrongEnvironment, match=name):
        Environment.read({name: value})


def test_a_password_never_gets_into_a_message():
    with pytest.raises(WrongEnvironment) as raised:
        Environment.read({"DATABASE_URL": "mysql://clerk:hunter2@db/cases"})
    assert "hunter2" not in str(raised.value)


def test_a_secret_is_made_once_for_its_owner_only(tmp_path):
    file = tmp_path / "data" / "secret.key"
    first = secret.kept_in(file)
    assert len(first) > 60
    assert secret.kept_in(file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_an_address_in_parts():
    address_ = "postgresql://c%40x:a%2Fb@db.example:6432/cases?sslmode=require"
    assert address.parts(address_) == address.Parts(
        "cases", "c@x", "a/b", "db.example", "6432", {"sslmode": "require"}
    )


def test_the_embedded_address_names_a_socket_folder(tmp_path):
    parts = address.parts(address.embedded(tmp_path))
    assert parts.host == str(address.socket_folder(tmp_path / "postgres"))
    assert (parts.name, parts.user, parts.port) == ("shouwen", "shouwen", "")

"""The account that serves: it works, and cannot touch what is written."""

from datetime import datetime

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.conninfo import make_conninfo

from shouwen import administration
from shouwen.project import rights
from shouwen.vocabulary import OFFICE_ZONE

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=OFFICE_ZONE)
GUARDED = ("inquiry_reading", "ledger_event", "people_change", "vault_reading", "vault_search")


@pytest.fixture
def served():
    """The rest of the test runs with the rights of the account that serves."""
    role = f"work_{connection.settings_dict['NAME']}"  # accounts belong to the whole server
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{role}" LOGIN')
        given = rights.give(connection.connection, role)
        cursor.execute(f'SET LOCAL ROLE "{role}"')
    return given


def refused(statement):
    with pytest.raises(DatabaseError) as told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return isinstance(told.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_what_is_append_only_is_found_by_its_guard(served):
    assert set(GUARDED) <= set(served)


@pytest.mark.parametrize("table", GUARDED)
def test_the_record_can_neither_be_changed_nor_stripped_of_its_guard(served, table):
    assert refused(f"DELETE FROM {table}")
    assert refused(f"TRUNCATE {table}")
    assert refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    assert refused(f"DROP TABLE {table}")
    assert refused("SET session_replication_role = replica")


def test_it_makes_nothing_and_rewrites_no_past(served):
    assert refused("CREATE TABLE public.more (id int)")
    assert refused("UPDATE ledger_era SET behind = 0")
    assert refused("DELETE FROM django_migrations")
    assert refused("COPY ledger_event TO PROGRAM 'cat'")


def test_every_table_of_the_work_can_be_written(served):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace = current_schema()::regnamespace"
            " AND NOT has_table_privilege(oid, 'SELECT, INSERT')"
        )
        assert [name for (name,) in cursor.fetchall() if name not in rights.READ_ONLY] == []


def test_health_tells_the_owner_from_the_account_that_serves(request):
    def guard():
        (found,) = [each for each in administration.look(NOW) if each.name == "guard"]
        return found.state

    assert guard() == "warn"
    request.getfixturevalue("served")
    assert guard() == "good"


def test_a_right_given_by_hand_is_taken_back(served):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("RESET ROLE")
        cursor.execute(f'GRANT DELETE ON ledger_event TO "{role}"')
        rights.give(connection.connection, role)
        cursor.execute(f'SET LOCAL ROLE "{role}"')
    assert refused("DELETE FROM ledger_event")


def test_an_account_nobody_made_is_named():
    where = connection.settings_dict
    url = make_conninfo(
        dbname=where["NAME"], user=where["USER"], password=where["PASSWORD"] or None,
        host=where["HOST"] or None, port=where["PORT"] or None,
    )  # fmt: skip
    with pytest.raises(rights.NoSuchAccount, match="CREATE ROLE nobody_made_me"):
        rights.grant(url, "nobody_made_me")

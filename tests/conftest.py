"""A real PostgreSQL for every test that asks for a database; none is started for the others."""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.db.backends.postgresql.operations import DatabaseOperations

from shouwen.project import address, catalogues, postgres


def pytest_configure():
    catalogues.compile_stale()
    # Keys made by tests lie apart from the keys of the demo in this folder.
    settings.DATA_FOLDER = Path(tempfile.mkdtemp(prefix="shouwen-keys-"))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Hashed names exist only after `collectstatic`; tests ask for the plain ones.
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    # Files with slow tests first: at the end nobody should wait for one worker and its last file.
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def full_tables_are_emptied():
    """After a test that commits Django empties every table; here only those with rows in them.

    Emptying one makes its file and that of each of its indexes anew: a second for all of them, a
    hundred times in a run, when a handful hold anything.
    """
    empty_all = DatabaseOperations.sql_flush

    def empty_full(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        quoted = [(table, self.quote_name(table)) for table in tables]
        asked = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM {name})" for table, name in quoted
        )
        with self.connection.cursor() as cursor:
            cursor.execute(asked)
            full = [table for (table,) in cursor.fetchall()]
        # Tables that point at a full one go with it, as all did: they are empty, or full as well.
        return empty_all(self, style, full, reset_sequences=reset_sequences, allow_cascade=True)

    DatabaseOperations.sql_flush = empty_full
    yield
    DatabaseOperations.sql_flush = empty_all


def pytest_unconfigure():
    shutil.rmtree(settings.DATA_FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url():
    """The address of a server tests may do anything with: DATABASE_URL, or a throw-away one."""
    with ExitStack() as stack:
        yield os.environ.get("DATABASE_URL") or stack.enter_context(postgres.throwaway())


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres_url, django_db_modify_db_settings_parallel_suffix):
    # The settings were read before the server was up: give them its address now.
    parts = address.parts(postgres_url)
    settings.DATABASES["default"].update(parts.as_django())
    settings.DATABASES["default"]["OPTIONS"].update(parts.options)

"""The ground other benchmarks stand on: a database of their own with a bank in it, thrown away.

With ``DATABASE_URL`` set, a new database is made on that server and dropped at the end; otherwise
an embedded server is started in a folder of its own. Either waits for the disk, as in earnest.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from shouwen.project import postgres
from shouwen.project.environment import Environment

#: The regulation the bank works by, with the model organisation that lies beside it.
REGULATION = "postal-bank"


def heading() -> str:
    """Return when and on what is measured: figures without it mean nothing."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{datetime.now().astimezone():%Y-%m-%d %H:%M}, {os.cpu_count()} processors, load {load}"


@contextmanager
def bank() -> Iterator[str]:
    """Keep a database with the tables and the bank's staff up; yield its address."""
    # Any account may look inside: run by root, the server is somebody else.
    data = Path(tempfile.mkdtemp(prefix="shouwen-bench-"))
    data.chmod(0o711)
    given = Environment.read().database_url
    try:
        with _own_database(given) if given else _own_server(data) as url:
            os.environ |= {
                "DATABASE_URL": url,
                "SHOUWEN_DATA": str(data),
                "DJANGO_SETTINGS_MODULE": "shouwen.project.settings",
            }
            _furnish()
            yield url
            _leave()
    finally:
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def _own_server(data: Path) -> Iterator[str]:
    charge = postgres.prepare(data, chosen=Environment.read().postgres)
    try:
        with postgres.running(charge) as url:
            yield url
    finally:
        postgres.remove(data)


@contextmanager
def _own_database(given: str) -> Iterator[str]:
    name = f"shouwen_bench_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _furnish() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
    _settle()


def _settle() -> None:
    """Make the model organisation of the regulation the one in the database, since long ago."""
    from shouwen import people
    from shouwen.casework import operations
    from shouwen.packs import shelf
    from shouwen.vocabulary import Actor, moment

    long_ago = moment("2010-01-01 00:00")
    directory = shelf.directory(REGULATION)
    people.create_units(
        [
            people.NewUnit(unit.id, unit.name, unit.kind, unit.parent, sorted(unit.attributes))
            for unit in directory.units.values()
        ],
        by="root",
        now=long_ago,
    )
    people.create_people(
        [people.NewPerson(person.id, person.name) for person in directory.people.values()],
        by="root",
        now=long_ago,
    )
    people.give_posts(
        [people.NewPost(post.person, post.role, post.unit) for post in directory.posts],
        by="root",
        now=long_ago,
    )
    operations.adopt_regulation(REGULATION, actor=Actor("root"), now=long_ago)


def _leave() -> None:
    from django.db import connections

    connections.close_all()

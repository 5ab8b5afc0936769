"""The regulation of a market stall with a form of every kind of block; its stories and cases."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from shouwen import people
from shouwen.casework import editions, operations
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.packs import shelf
from shouwen.people import NewPerson, NewPost, NewUnit, standing
from shouwen.scenarios import play, read_stories
from shouwen.vocabulary import OFFICE_ZONE, Actor

HERE = Path(__file__).parent
LONG_AGO = datetime(2010, 1, 1, tzinfo=OFFICE_ZONE)


@pytest.fixture(scope="module", autouse=True)
def on_the_shelf():
    """The tests' own regulation lies on the shelf for a module of tests, and not a test longer."""
    shelf.add_folder(HERE / "regulations")
    yield
    shelf.remove_folder(HERE / "regulations")


@pytest.fixture(scope="module")
def stall():
    return shelf.procedure("stall")


@pytest.fixture(scope="module")
def organisation():
    return shelf.directory("stall")


@pytest.fixture(scope="module")
def told(stall, organisation):
    """Return one of the stall's stories played, by its title."""
    text = shelf.stories("stall")["both.yaml"]
    stories = {story.title: story for story in read_stories(text, "both.yaml").stories}

    def find(title):
        played = play(stall, stories[title], organisation)
        assert played.holds, [step.broken for step in played.steps]
        return played

    return find


@pytest.fixture(scope="module")
def words_of():
    """Return the text of a PDF, page by page."""

    def read(pdf):
        return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]

    return read


# -- the same in the record


@pytest.fixture
def market(db, settings, tmp_path, organisation):
    """The market in the database, working by its own regulation only."""
    settings.DATA_FOLDER, settings.VAULT_KEY_FILE = tmp_path, None
    editions.forget_recorded()
    standing.forget()
    units = sorted(organisation.units.values(), key=lambda unit: unit.parent is not None)
    people.create_units(
        [NewUnit(u.id, u.name, u.kind, u.parent) for u in units], by="root", now=LONG_AGO
    )
    persons = [NewPerson(person.id, person.name) for person in organisation.people.values()]
    people.create_people(persons, by="root", now=LONG_AGO)
    posts = [NewPost(post.person, post.role, post.unit) for post in organisation.posts]
    people.give_posts(posts, by="root", now=LONG_AGO)
    operations.adopt_regulation("stall", actor=Actor("root"), now=LONG_AGO)
    yield
    assert_tables_follow_the_ledger()


@pytest.fixture
def hand(market):
    """Do one thing after another in the market; the first registers and gives the number."""
    told = {"n": 0}

    def do(number, act, form, by, at):
        told["n"] += 1
        now = datetime.fromisoformat(f"{at}:00+08:00")
        common = {"actor": Actor(by), "now": now, "command_id": f"hand-{told['n']}"}
        if number is None:
            return operations.register("stall", act, form, **common)
        done = operations.act(number, act, form, **common)
        assert type(done).__name__ == "Done", done
        return done

    return do

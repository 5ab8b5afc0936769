"""A unit works by local rules: its staff are offered these instead of what they are laid over."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from shouwen import people
from shouwen.casework import operations, queries
from shouwen.casework.errors import NotWorkedBy
from shouwen.casework.in_force import Adopted, InForce, in_force
from shouwen.casework.models import Case, Duty
from shouwen.casework.shapes import NotDone
from shouwen.cli.rules import rules
from shouwen.packs import shelf
from shouwen.people import NewUnit, NoSuchUnit
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

from .conftest import LONG_AGO, settle_in
from .test_companions import at

BASE, BRANCH = "postal-bank", "postal-bank-dongjiang"
ROOT = Actor("root")
NOW = at("2024-09-23 09:00")
EAST, OUTLET, WEST, HEAD = "lin_xiao", "sun_fang", "yu_cheng", "wang_li"


@pytest.fixture
def bank(db):
    settle_in(shelf.directory(BASE))
    operations.adopt_regulation(BASE, actor=ROOT, now=LONG_AGO)


@pytest.fixture
def branch(bank):
    assert operations.adopt_in(BRANCH, "east", actor=ROOT, now=LONG_AGO)


def offered(person, now=NOW):
    return {way.regulation for way in queries.registration_acts(Actor(person), now)}


def register(regulation, who, key="1", now=NOW, accused="renmin"):
    form = {
        "channel": "phone", "subject": "事由", "category": "service_product",
        "telephone": "13900000001", "complainant_name": "顾女士",
        "accused_unit": accused, "accused_level": "outlet", "region": "local",
        "accepting_level": "first_branch",
    }  # fmt: skip
    return operations.register(
        regulation, "register", form, actor=Actor(who), now=now, command_id=f"r/{key}"
    )


def test_staff_are_offered_what_is_worked_by_where_they_are(branch):
    assert offered(EAST) == {BRANCH}
    assert offered(OUTLET) == {BRANCH}, "everything below the branch"
    assert offered(HEAD) == {BASE}
    assert {way.regulation for way in queries.public_acts(NOW)} == {BASE}


@pytest.mark.parametrize(("regulation", "who"), [(BASE, EAST), (BRANCH, HEAD)])
def test_the_other_one_is_refused_however_it_is_asked_for(branch, regulation, who):
    with pytest.raises(NotWorkedBy, match="不按"):
        register(regulation, who)
    with pytest.raises(NotWorkedBy):
        queries.registration_form(Actor(who), regulation, "register", NOW)
    with pytest.raises(NotWorkedBy):
        operations.check_registration(regulation, "register", {}, actor=Actor(who), now=NOW)
    assert not Case.objects.exists()
    assert not isinstance(register(BRANCH, EAST, "a"), NotDone)
    assert not isinstance(register(BASE, HEAD, "b"), NotDone)
    assert set(Case.objects.values_list("pack", flat=True)) == {BASE, BRANCH}


def test_what_is_not_adopted_anywhere_is_refused(bank):
    with pytest.raises(NotWorkedBy):
        register("bank-outlet", EAST)
    with pytest.raises(NotWorkedBy):
        operations.register(
            "bank-outlet", "register", {}, actor=Actor(COMPLAINANT), now=NOW, command_id="x"
        )


def test_it_begins_and_ends_and_open_matters_keep_it(bank):
    assert offered(EAST) == {BASE}
    assert operations.adopt_in(BRANCH, "east", actor=ROOT, now=NOW)
    assert not operations.adopt_in(BRANCH, "east", actor=ROOT, now=NOW)
    assert offered(EAST, NOW - timedelta(minutes=1)) == {BASE}
    number = register(BRANCH, EAST).number
    later = NOW + timedelta(hours=1)
    assert operations.stop_in(BRANCH, "east", actor=ROOT, now=later)
    assert not operations.stop_in(BRANCH, "east", actor=ROOT, now=later)
    assert offered(EAST, later) == {BASE}
    # The matter is still on their list, and still under the branch's rules.
    page = queries.work_list(Actor("tian_yu"), view="all", now=later)
    assert number in [row.number for row in page.rows]
    assert queries.case_on_this_machine(number, later).edition == f"{BRANCH}@2016.1"
    assert operations.adopt_in(BRANCH, "east", actor=ROOT, now=later + timedelta(hours=1))
    assert offered(EAST, later + timedelta(hours=1)) == {BRANCH}


def test_a_duty_is_owed_under_one_of_the_two(branch):
    operations.open_duties(now=NOW)
    owed = set(Duty.objects.filter(duty="opinion_book").values_list("unit", "pack").distinct())
    below = {unit for unit, pack in owed if pack == BRANCH}
    assert {"renmin", "dongmen"} <= below
    assert "gucheng" in {unit for unit, pack in owed if pack == BASE}
    assert not below & {unit for unit, pack in owed if pack == BASE}


def test_the_most_local_rules_win(branch):
    directory = people.directory(NOW)
    rules = in_force(NOW)
    assert rules.at("renmin", directory) == {BRANCH}
    assert rules.at("west", directory) == rules.at(None, directory) == {BASE}
    assert rules.offered(Actor("x", roles=frozenset({"agent"})), directory) == {BASE, BRANCH}
    both = Adopted("bank-outlet", "renmin", LONG_AGO, None)
    wider = InForce(NOW, (*rules.adopted, both), ())
    assert wider.at("renmin", directory) == {BRANCH, "bank-outlet"}, "it lies over nothing"
    gone = InForce(NOW, (*rules.adopted, Adopted("gone", "east", LONG_AGO, None)), ())
    assert gone.at("east", directory) == {BRANCH}, "what is on the shelf no more is not offered"


def test_unknown_units_and_regulations_are_refused(bank):
    with pytest.raises(NoSuchUnit):
        operations.adopt_in(BRANCH, "nowhere", actor=ROOT, now=NOW)
    with pytest.raises(shelf.NotOnShelf):
        operations.adopt_in("no-such", "east", actor=ROOT, now=NOW)
    with pytest.raises(NoSuchUnit):
        operations.migrate_open(
            f"{BASE}@2015.1", f"{BRANCH}@2016.1", actor=ROOT, now=NOW, unit="nowhere"
        )
    assert [each.regulation for each in queries.adoptions()] == [BASE]


def test_where_each_is_worked_by_is_told_by_name(branch):
    operations.run_beside(BRANCH, "cbirc-complaints", actor=ROOT, now=LONG_AGO)
    assert queries.worked_by(NOW) == {
        BASE: ("",), BRANCH: ("东江分行",), f"{BRANCH}+cbirc-complaints": ("东江分行",),
    }  # fmt: skip


def test_a_rebuild_brings_them_back(branch):
    operations.adopt_in(BRANCH, "west", actor=ROOT, now=NOW)
    operations.stop_in(BRANCH, "west", actor=ROOT, now=NOW + timedelta(days=1))
    before = queries.adoptions()
    assert len(before) == 3
    operations.rebuild()
    assert queries.adoptions() == before


def test_only_the_cases_of_a_unit_go_over(bank):
    ours = register(BASE, EAST, "a").number
    theirs = register(BASE, HEAD, "b", accused="gucheng").number
    report = operations.migrate_open(
        f"{BASE}@2015.1", f"{BRANCH}@2016.1", actor=ROOT, now=NOW + timedelta(hours=1), unit="east"
    )
    assert [each.number for each in report.cases] == [ours]
    packs = dict(Case.objects.values_list("number", "pack"))
    assert packs == {ours: BRANCH, theirs: BASE}
    assert [(each.regulation, each.unit) for each in queries.adoptions()] == [
        (BASE, ""), (BRANCH, "east"),
    ]  # fmt: skip
    assert offered(EAST, NOW + timedelta(hours=2)) == {BRANCH}
    assert offered(HEAD, NOW + timedelta(hours=2)) == {BASE}


def test_a_dry_run_of_a_unit_adopts_nothing(bank):
    register(BASE, EAST)
    operations.migrate_open(
        f"{BASE}@2015.1", f"{BRANCH}@2016.1", actor=ROOT, now=NOW, unit="east", dry_run=True
    )
    assert [each.regulation for each in queries.adoptions()] == [BASE]


def test_a_clock_late_before_is_not_late_at_once(bank):
    register(BASE, EAST)
    long_after = at("2024-12-02 09:00")
    report = operations.migrate_open(
        f"{BASE}@2015.1", f"{BRANCH}@2016.1", actor=ROOT, now=long_after, dry_run=True
    )
    (case,) = report.cases
    answer = next(each for each in case.clocks if each.clock == "answer")
    assert answer.after < long_after
    assert not answer.late


def test_a_unit_below_that_is_entered_later_works_by_them_too(branch):
    people.create_units(
        [NewUnit("xinqu", "新区网点", "outlet", "linjiang", [])], by="root", now=NOW
    )
    after = NOW + timedelta(minutes=1)
    assert in_force(after).at("xinqu", people.directory(after)) == {BRANCH}


def test_the_command_sets_and_lists_them(bank, monkeypatch):
    monkeypatch.setattr("shouwen.cli.main.open_record", lambda ctx: None)

    def run(*words):
        return CliRunner().invoke(rules, ["adopted", *words], catch_exceptions=False).output

    assert "已采用" in run("add", BRANCH, "--unit", "east")
    assert "原已采用" in run("add", BRANCH, "--unit", "east")
    assert "原已采用" in run("add", BASE)
    assert "已采用" in run("add", "bank-outlet")
    listed = run("list")
    assert f"{BRANCH}  东江分行 [east]" in listed
    assert f"{BASE}  全机构" in listed
    told = [json.loads(line) for line in run("list", "--json").splitlines()]
    assert [(each["regulation"], each["unit"], each["runs"]) for each in told] == [
        ("bank-outlet", None, True), (BASE, None, True), (BRANCH, "east", True),
    ]  # fmt: skip
    assert "已停用" in run("remove", BRANCH, "--unit", "east")
    assert "原未采用" in run("remove", BRANCH, "--unit", "east")


def test_the_command_says_when_nothing_is_named(db, monkeypatch):
    monkeypatch.setattr("shouwen.cli.main.open_record", lambda ctx: None)
    assert "架上办法全部适用" in CliRunner().invoke(rules, ["adopted", "list"]).output

"""The organisation lets a companion run beside a regulation; matters taken in then have both."""

from datetime import datetime

import pytest
from click.testing import CliRunner

from shouwen import ledger
from shouwen.casework import editions, operations, queries
from shouwen.casework.models import Case, Edition
from shouwen.casework.shapes import NotDone
from shouwen.cli.companions import companions as command
from shouwen.packs import shelf
from shouwen.regulations import PackUnfit
from shouwen.vocabulary import OFFICE_ZONE, Actor

from .conftest import LONG_AGO, settle_in

BANK, STATUTE = "postal-bank", "cbirc-complaints"
ROOT = Actor("root")


def at(text):
    return datetime.fromisoformat(f"{text}+08:00").astimezone(OFFICE_ZONE)


@pytest.fixture
def bank(db):
    settle_in(shelf.directory(BANK))
    operations.adopt_regulation(BANK, actor=ROOT, now=LONG_AGO)


def register(now, key="1"):
    form = {
        "channel": "phone", "subject": "理财未兑付", "category": "work_error",
        "accused_unit": "renmin", "accused_level": "outlet", "region": "local",
        "accepting_level": "first_branch",
    }  # fmt: skip
    done = operations.register(
        BANK, "register", form, actor=Actor("lin_xiao"), now=at(now), command_id=f"r/{key}"
    )
    assert not isinstance(done, NotDone), done
    return done.number


def test_matters_are_pinned_to_what_ran_beside_when_they_came_in(bank):
    before = register("2024-09-23 09:00", "before")
    assert operations.run_beside(BANK, STATUTE, actor=ROOT, now=at("2024-09-23 12:00"))
    assert not operations.run_beside(BANK, STATUTE, actor=ROOT, now=at("2024-09-23 12:00"))
    during = register("2024-09-23 14:00", "during")
    assert operations.stop_beside(BANK, STATUTE, actor=ROOT, now=at("2024-09-23 16:00"))
    after = register("2024-09-23 17:00", "after")
    keys = {
        number: queries.case_on_this_machine(number, at("2024-09-23 18:00")).edition
        for number in (before, during, after)
    }
    joint = "postal-bank@2015.1+cbirc-complaints@2020.3"
    assert keys == {before: "postal-bank@2015.1", during: joint, after: "postal-bank@2015.1"}
    row = Case.objects.get(number=during)
    assert (row.pack, row.edition) == (BANK, "2015.1")
    assert Edition.objects.get(digest=row.digest).version == "2015.1+cbirc-complaints@2020.3"


def test_a_companion_not_yet_in_force_does_not_run(bank):
    operations.run_beside(BANK, STATUTE, actor=ROOT, now=LONG_AGO)
    number = register("2019-12-02 09:00")
    view = queries.case_on_this_machine(number, at("2019-12-02 10:00"))
    assert view.edition == "postal-bank@2015.1"


def test_both_are_told_with_their_own_articles(bank):
    operations.run_beside(BANK, STATUTE, actor=ROOT, now=LONG_AGO)
    number = register("2024-09-23 09:00")
    view = queries.case_on_this_machine(number, at("2024-09-23 10:00"))
    clocks = {clock.name: clock.explanation for clock in view.clocks}
    assert "依据监管办法第十八条" in clocks["cb_decide"]
    assert "依据第十一条" in clocks["answer"]
    text = queries.explain_case(number, at("2024-09-23 10:00"))
    assert "〔监管办法第十八条〕" in text
    refused = operations.act(
        number, "cb_find_special", {"cb_special_reason": "x"}, actor=Actor("gao_yuan"),
        now=at("2024-09-23 10:00"), command_id="a/1",
    )  # fmt: skip
    assert isinstance(refused, NotDone)
    assert any("监管办法第十八条" in why.article for why in refused.reasons)


def test_the_record_keeps_both_texts(bank):
    operations.run_beside(BANK, STATUTE, actor=ROOT, now=LONG_AGO)
    number = register("2024-09-23 09:00")
    digest = Case.objects.get(number=number).digest
    shelf.forget_opened()
    assert shelf.by_digest(digest) is not None or Edition.objects.filter(digest=digest).exists()
    shelf._with_companions.clear()  # another process, which was never asked for the two together
    procedure = editions.procedure_of(digest)
    assert procedure.digest == digest
    assert procedure.companions == ("cbirc-complaints@2020.3",)


def test_what_cannot_be_put_together_is_refused(bank):
    with pytest.raises(PackUnfit, match="replied"):
        operations.run_beside("bank-outlet", STATUTE, actor=ROOT, now=LONG_AGO)
    with pytest.raises(shelf.NotOnShelf):
        operations.run_beside(BANK, "no-such", actor=ROOT, now=LONG_AGO)
    assert queries.companions() == ()


def test_a_rebuild_brings_the_settings_back(bank):
    operations.run_beside(BANK, STATUTE, actor=ROOT, now=LONG_AGO)
    operations.run_beside(BANK, "pbc-transfers", actor=ROOT, now=LONG_AGO)
    operations.stop_beside(BANK, "pbc-transfers", actor=ROOT, now=at("2024-01-01 09:00"))
    before = queries.companions()
    operations.rebuild()
    assert queries.companions() == before
    assert [each.runs(at("2024-02-01 09:00")) for each in before] == [True, False]
    assert len(ledger.read(f"beside/{BANK}/pbc-transfers")) == 2


def test_the_command_sets_and_lists_them(bank, monkeypatch):
    monkeypatch.setattr("shouwen.cli.main.open_record", lambda ctx: None)

    def run(*words):
        return CliRunner().invoke(command, list(words), catch_exceptions=False).output

    assert "已并行" in run("add", BANK, STATUTE)
    assert "原已并行" in run("add", BANK, STATUTE)
    assert f"{BANK} + {STATUTE}" in run("list")
    assert '"runs": true' in run("list", "--json")
    assert "已停止" in run("remove", BANK, STATUTE)
    assert "原未并行" in run("remove", BANK, STATUTE)

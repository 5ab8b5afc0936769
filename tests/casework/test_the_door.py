"""Taking matters in and acting on them."""

from decimal import Decimal

import pytest

from shouwen import ledger, vault
from shouwen.casework import editions, operations, queries
from shouwen.casework.access import opened
from shouwen.casework.errors import CaseNotFound, NoSuchDraft, NothingToReveal, TooManyTries
from shouwen.casework.models import Edition, Serial
from shouwen.casework.shapes import Done, NotDone, Registered
from shouwen.ledger import LedgerConflict
from shouwen.packs import shelf
from shouwen.vocabulary import Actor

from .window import (
    AN,
    BO,
    CHU,
    CITIZEN,
    DUE,
    FORM,
    FRIDAY,
    MONDAY,
    WU,
    act,
    command,
    register,
    reply,
)

pytestmark = pytest.mark.usefixtures("office")


def test_a_matter_is_taken_in_and_answered():
    taken = register(amount="1,200.50")
    assert isinstance(taken, Registered)
    assert (taken.number, len(taken.code)) == ("CK20240001", 8)
    assert str(taken.due_on) == "2024-05-23"
    assert register().number == "CK20240002"
    view = queries.case_view(AN, taken.number, MONDAY)
    assert (view.stage_title, view.receiving_unit, view.first_receiver) == (
        "办理中", "西一窗口", "安然",
    )  # fmt: skip
    assert view.clocks[0].due_at == DUE
    assert {fact.label: fact.value for fact in view.complainant} == {
        "姓名": "陈**", "电话": "138****5627",
    }  # fmt: skip
    assert opened(taken.number, MONDAY).matter.case.facts["amount"] == Decimal("1200.50")
    done = reply(taken.number)
    assert isinstance(done, Done)
    assert (done.stage, done.messages) == (
        "answered",
        ("已发出《答复书》函2024-001", "已进入“已答复”"),
    )
    again = reply(taken.number)
    assert isinstance(again, NotDone)
    assert [why.code for why in again.reasons] == ["ended"]


def test_the_record_holds_no_particulars():
    number = register().number
    written = str([event.body for event in ledger.read(f"case/{number}")])
    for secret in ("陈军", "13812345627", "等了两个小时"):
        assert secret not in written
    assert vault.find("telephone", "138 1234 5627") != []


def test_a_refusal_names_every_reason_and_writes_nothing():
    answer = register(Actor("nobody"), channel="pigeon", subject="", telephone="1" * 60_000)
    assert isinstance(answer, NotDone)
    assert {(why.code, why.field) for why in answer.reasons} == {
        ("form_invalid", "channel"), ("form_invalid", "telephone"), ("form_missing", "subject"),
        ("role", None),
    }  # fmt: skip
    form = queries.registration_form(
        AN, "window", "register", MONDAY, values=FORM, reasons=answer.reasons
    )
    assert set(form.errors) == {"channel", "telephone", "subject"}
    assert [why.code for why in form.reasons] == ["role"]
    assert not Serial.objects.exists()
    assert vault.find("telephone", FORM["telephone"]) == []


def test_a_repeated_command_gets_the_first_answer():
    first = operations.register("window", "register", FORM, actor=AN, now=MONDAY, command_id="one")
    again = operations.register("window", "register", FORM, actor=AN, now=DUE, command_id="one")
    assert again == first
    # Also where the form would now be refused, and a second answer is not allowed.
    assert (
        operations.register("window", "register", {}, actor=AN, now=DUE, command_id="one") == first
    )
    answer = {"answer": "已办"}
    done, repeated = (
        operations.act(first.number, "reply", answer, actor=AN, now=now, command_id="two")
        for now in (MONDAY, DUE)
    )
    assert done == repeated
    assert len(ledger.read(f"case/{first.number}")) == done.version
    stale = operations.act(
        first.number, "reply", answer, actor=AN, now=DUE, command_id="two", expected_version=1
    )
    assert stale == done
    assert len(vault.find("telephone", FORM["telephone"])) == 1


def test_a_page_that_is_out_of_date_is_told():
    number = register().number
    form = queries.act_form(AN, number, "amend", MONDAY)
    act(number, "amend", BO, form={"subject": "排队"})
    with pytest.raises(LedgerConflict):
        act(number, "amend", form={"subject": "久候"}, expected_version=form.expected_version)
    newer = queries.act_form(AN, number, "amend", MONDAY).expected_version
    assert act(number, "amend", form={"subject": "久候"}, expected_version=newer).version > newer


def test_forms_know_what_is_known():
    number = register().number
    fields = {field.name: field for field in queries.act_form(AN, number, "amend", MONDAY).fields}
    assert (fields["subject"].value, fields["subject"].kind) == ("排队时间太长", "text")
    assert (fields["telephone"].value, fields["telephone"].private) == (None, True)
    assert "138****5627" in fields["telephone"].hint
    assert {choice.value for choice in fields["handler"].choices} >= {"an", "bo"}
    assert fields["kind"].choices[0].label == "服务"
    public = queries.registration_form(CITIZEN, "window", "submit", MONDAY, language="en")
    assert [field.name for field in public.fields if field.required] == [
        "subject", "content", "window",
    ]  # fmt: skip
    assert public.fields[2].choices[0].label == "办公室"


def test_a_task_for_each_window():
    number = register().number
    act(number, "ask", form={"windows": ["w2", "e1"]})
    assert [why.code for why in reply(number).reasons] == ["must"]
    assert act(number, "state", CHU, form={"statement": "系统故障"}, task="w2").stage == "received"
    view = queries.case_view(AN, number, MONDAY)
    assert [(task.item, task.state) for task in view.tasks] == [
        ("西二窗口", "done"), ("东一窗口", "open"),
    ]  # fmt: skip
    assert view.tasks[0].facts[0].value == "系统故障"


def test_private_facts_are_revealed_with_a_reason_and_a_note():
    number = register().number
    told = {"reason": "回电", "actor": AN, "now": MONDAY}
    assert operations.reveal(number, "telephone", **told) == "13812345627"
    assert [(note.by, note.reason) for note in vault.readings(number)] == [("an", "回电")]
    with pytest.raises(vault.ReasonNeeded):
        operations.reveal(number, "telephone", **told | {"reason": " "})
    with pytest.raises(NothingToReveal):
        operations.reveal(number, "subject", **told)
    with pytest.raises(CaseNotFound):
        operations.reveal(number, "telephone", **told | {"actor": Actor("gu")})


def test_the_complainant_comes_with_number_and_code():
    form = {
        "subject": "无人应答",
        "content": "打了三次电话",
        "window": "w1",
        "telephone": "62221234",
    }
    taken = operations.register(
        "window", "submit", form, actor=CITIZEN, now=MONDAY, command_id=command()
    )
    public = queries.public_view(taken.number, taken.code.lower(), MONDAY)
    assert (public.content, public.stage_words) == ("打了三次电话", "正在办理")
    assert [option.act for option in public.options] == ["add"]
    assert [fact.name for fact in public.facts] == ["subject", "content"]
    assert [notice.text for notice in queries.notices_of(AN, MONDAY)] == ["收到网上意见"]
    more = {"content": "今天又打了"}
    done = act(taken.number, "add", CITIZEN, form=more, code=taken.code)
    assert isinstance(done, Done)
    for wrong in (None, "", "AAAAAAAA"):
        with pytest.raises(CaseNotFound):
            act(taken.number, "add", CITIZEN, form=more, code=wrong)
    reply(taken.number)
    public = queries.public_view(taken.number, taken.code, MONDAY)
    assert public.ended
    assert public.documents[0].facts[1].value == "已增开一个窗口"
    assert vault.readings(taken.number)[-1].by == CITIZEN.person
    with pytest.raises(CaseNotFound):
        queries.case_view(CITIZEN, taken.number, MONDAY)


def test_codes_cannot_be_tried_out():
    taken = register()
    for _ in range(10):
        with pytest.raises(CaseNotFound):
            queries.public_view(taken.number, "WRONG", MONDAY)
    with pytest.raises(TooManyTries):
        queries.public_view(taken.number, taken.code, MONDAY)
    assert queries.public_view(taken.number, taken.code, DUE).number == taken.number


def test_an_edition_once_used_outlives_the_shelf(tmp_path):
    number = register().number
    digest = opened(number, MONDAY).procedure.digest
    folder = shelf.editions("window")[0].path.parents[1]
    shelf.remove_folder(folder)
    shelf.forget_opened()
    try:
        editions.forget_recorded()
        assert shelf.by_digest(digest) is None
        assert Edition.objects.get(digest=digest).version == "2024.1"
        assert isinstance(reply(number, WU), NotDone)
        assert isinstance(reply(number), Done)
    finally:
        shelf.add_folder(folder)


def test_drafts_survive_and_are_their_authors_own():
    form = {"subject": "未写完", "telephone": "13812345627"}
    draft = operations.save_draft("window", "register", form, actor=AN, now=MONDAY)
    operations.save_draft(
        "window", "register", form | {"kind": "service"}, actor=AN, now=DUE, draft=draft
    )
    kept = operations.load_draft(draft, actor=AN)
    assert (dict(kept.form), kept.updated_at) == (form | {"kind": "service"}, DUE)
    with pytest.raises(NoSuchDraft):
        operations.load_draft(draft, actor=BO)
    operations.discard_draft(draft, actor=BO)
    operations.discard_draft(draft, actor=AN)
    with pytest.raises(NoSuchDraft):
        operations.load_draft(draft, actor=AN)


def test_every_contact_is_kept():
    told = {"actor": AN, "now": MONDAY, "unit": "w1"}
    praise = operations.record_contact("praise", "visit", "窗口人员热情", command_id="c1", **told)
    assert operations.record_contact("praise", "visit", "…", command_id="c1", **told) == praise
    with pytest.raises(ValueError, match="reason"):
        operations.record_contact("refused", "visit", "…", command_id="c2", **told)
    call = operations.record_contact(
        "complaint", "phone", "排队", particulars="陈军，13812345627", command_id="c3", **told
    )
    taken = operations.register(
        "window", "register", FORM, actor=AN, now=MONDAY, command_id="c4", contact=call
    )
    rows = {row.id: row for row in queries.contact_list(AN, MONDAY)}
    assert (rows[call].number, rows[praise].number) == (taken.number, None)
    assert queries.contact_list(Actor("deng"), MONDAY) == ()
    before = list(rows.values())
    operations.rebuild()
    assert list(queries.contact_list(AN, MONDAY)) == before


def test_a_telephone_number_finds_its_cases():
    first, second = register().number, register(telephone="+86 138-1234-5627").number
    register(telephone="13900000000")
    act(first, "amend", form={"telephone": "13700000000"})
    found = queries.history_of_telephone(AN, "13812345627", FRIDAY)
    assert {row.number for row in found} == {first, second}
    assert queries.history_of_telephone(Actor("gu"), "13812345627", FRIDAY) == ()

"""A case keeps records: what was said in a hearing is a particular like any other."""

import pytest

from shouwen import vault
from shouwen.casework import operations, queries
from shouwen.casework.errors import NothingToReveal

from .window import AN, MONDAY, act, register, reply

pytestmark = pytest.mark.usefixtures("office")


def heard(number, asked="bo", said="他说：票据丢了", **more):
    return act(number, "hear", form={"asked": asked, "said": said, **more})


def test_entries_stand_in_a_table_with_their_particulars_masked():
    number = register().number
    heard(number, noted="票据遗失")
    heard(number, asked="chu", said="没有见过")
    (record,) = queries.case_view(AN, number, MONDAY).records
    assert record.columns == ("谈话对象", "谈话内容", "谈话要点")
    assert [entry.number for entry in record.entries] == [1, 2]
    first, second = (entry.cells for entry in record.entries)
    assert [cell.value for cell in first][::2] == ["薄荷", "票据遗失"]
    assert first[1].masked
    assert "票据" not in first[1].value
    assert second[2].value == ""
    english = queries.case_view(AN, number, MONDAY, "en").records[0]
    assert english.entries[0].cells[0].value == "薄荷"


def test_a_particular_of_an_entry_is_revealed_with_a_reason():
    number = register().number
    heard(number)
    heard(number, asked="chu", said="没有见过")
    told = {"reason": "复核", "actor": AN, "now": MONDAY}
    cell = queries.case_view(AN, number, MONDAY).records[0].entries[1].cells[1]
    assert operations.reveal(number, cell.name, **told) == "没有见过"
    assert [note.reason for note in vault.readings(number)] == ["复核"]
    for name in ("hearing-9-said", "hearing-1-asked", "hearing-1", "nothing-1-said"):
        with pytest.raises(NothingToReveal):
            operations.reveal(number, name, **told)


def test_history_tells_what_was_entered_rewritten_and_struck():
    number = register().number
    heard(number)
    heard(number, noted="改正")
    act(number, "retract", form={"asked": "bo"})
    assert queries.case_view(AN, number, MONDAY).records == ()
    timeline = queries.case_view(AN, number, MONDAY).timeline
    told = [entry for entry in timeline if entry.kind == "entry"]
    assert [entry.title for entry in told] == [
        "记入“谈话记录”第 1 条", "改写“谈话记录”第 1 条", "删去“谈话记录”第 1 条",
    ]  # fmt: skip
    acts = [entry for entry in timeline if entry.title == "谈话"]
    assert "谈话要点：改正" in acts[1].detail
    assert told[1].detail == (), "what was just filled in is not told twice"
    assert told[2].detail == ("谈话对象：薄荷；谈话内容：（已保密）；谈话要点：改正",)
    assert "票据" not in "".join(each for entry in timeline for each in entry.detail)
    assert not any("留待" in entry.title for entry in timeline)
    english = queries.case_view(AN, number, MONDAY, "en").timeline
    assert "Struck: 谈话记录, entry 1" in [entry.title for entry in english]
    assert "谈话内容：（已保密）" in queries.explain_case(number, MONDAY)


def test_a_case_is_found_by_the_words_of_its_entries():
    number = register().number
    heard(number, noted="票据遗失")
    found = queries.work_list(AN, view="all", now=MONDAY, filters={"text": "票据遗失"}).rows
    assert [row.number for row in found] == [number]
    act(number, "retract", form={"asked": "bo"})
    assert queries.work_list(AN, view="all", now=MONDAY, filters={"text": "票据遗失"}).rows == ()


def test_the_letter_shows_the_record_entry_by_entry():
    number = register().number
    heard(number, noted="票据遗失")
    reply(number)
    (letter,) = queries.case_view(AN, number, MONDAY).documents
    shown = next(fact for fact in letter.facts if fact.name == "hearing")
    assert shown.value == "1. 谈话对象：薄荷；谈话内容：（已保密）；谈话要点：票据遗失"

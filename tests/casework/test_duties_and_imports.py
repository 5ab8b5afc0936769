"""Periodic duties, historical cases, and the tables made anew."""

from datetime import timedelta

import pytest
from django.db import connection

from shouwen import ledger, people, vault
from shouwen.casework import operations, queries
from shouwen.casework.errors import NoSuchDuty
from shouwen.casework.models import Case, Clock, Desk, Duty, Serial
from shouwen.casework.operations import ImportRow
from shouwen.casework.shapes import NotDone
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.ledger.testing import unguarded
from shouwen.vocabulary import Actor

from .conftest import LONG_AGO
from .window import AN, BO, CHU, DUE, FRIDAY, FU, GU, MONDAY, WU, act, register, reply

pytestmark = pytest.mark.usefixtures("office")


class TestDuties:
    def test_every_window_owes_every_working_day(self):
        assert operations.open_duties(now=MONDAY).opened == 3
        assert operations.open_duties(now=MONDAY).opened == 0
        # Tuesday to Friday and the Monday after; Saturday and Sunday are nobody's working days.
        assert operations.open_duties(now=MONDAY + timedelta(days=7)).opened == 15
        rows = queries.duty_list(AN, MONDAY)
        assert (rows[0].unit, rows[0].period) == ("西一窗口", "2024-05-20")
        assert (rows[0].left, rows[0].urgency, rows[0].article) == ("剩 8 小时", "soon", "第六条")
        assert {row.unit for row in queries.duty_list(FU, MONDAY)} == {"西一窗口", "西二窗口"}
        assert len({row.unit for row in queries.duty_list(WU, MONDAY, "en")}) == 3
        assert queries.duty_list(Actor("nobody"), MONDAY) == ()

    def test_what_was_due_before_the_record_began_is_not_owed(self):
        assert operations.open_duties(now=MONDAY.replace(hour=20)).opened == 0
        assert not Duty.objects.exists()

    def test_a_duty_is_signed_once_by_who_owes_it(self):
        operations.open_duties(now=MONDAY)
        key = queries.duty_list(AN, MONDAY)[0].key
        assert operations.sign_duty(key, note="无意见", actor=AN, now=MONDAY)
        assert not operations.sign_duty(key, note="再签", actor=BO, now=MONDAY)
        row = queries.duty_list(AN, FRIDAY)[-1]
        assert (row.signed_by, row.note, row.late) == ("安然", "无意见", False)
        for stranger in (CHU, GU, WU, Actor("nobody")):
            with pytest.raises(NoSuchDuty):
                operations.sign_duty(key, note="", actor=stranger, now=MONDAY)
        other = queries.duty_list(CHU, MONDAY)[0].key
        assert operations.sign_duty(other, note="代签", actor=FU, now=FRIDAY)  # the head stands in
        assert [row.late for row in queries.duty_list(CHU, FRIDAY)] == [True]
        with pytest.raises(NoSuchDuty):
            operations.sign_duty("window/box/w1/1999-01-01", note="", actor=AN, now=MONDAY)
        before = [queries.duty_list(actor, FRIDAY) for actor in (AN, FU, WU)]
        operations.rebuild()
        assert [queries.duty_list(actor, FRIDAY) for actor in (AN, FU, WU)] == before


def historical(key, **more):
    form = {
        "channel": "电话" if key == "bad" else "phone", "kind": "service", "subject": f"旧事 {key}",
        "window": "w1", "citizen_name": "李旧", "telephone": "13512345678", "answer": "已办妥",
    }  # fmt: skip
    row = {"opened_at": MONDAY.replace(year=2020), "ended_at": FRIDAY.replace(year=2020)}
    return ImportRow(key, **(row | {"form": form, "unit": "w1"} | more))


class TestImports:
    def test_historical_cases_are_seen_and_found_but_not_acted_on(self):
        rows = [
            historical("a"), historical("bad"), historical("b", number="旧-0007"), historical("a"),
            historical("c", ended_at=MONDAY.replace(year=2019)), historical("d", unit="nowhere"),
        ]  # fmt: skip
        done = operations.import_rows("window", rows, actor=WU, now=MONDAY)
        numbers = ["CK20200001", None, "旧-0007", "CK20200001", None, None]
        assert [each.number for each in done] == numbers
        assert [each.duplicate for each in done] == [False, False, False, True, False, False]
        assert [len(each.reasons) for each in done] == [0, 1, 0, 0, 1, 1]
        view = queries.case_view(AN, "CK20200001", FRIDAY)
        assert (view.ended, view.stage_title, view.options, view.clocks) == (True, "已答复", (), ())
        assert view.flags == ("历史件",)
        assert [entry.at for entry in view.timeline] == [rows[0].opened_at, rows[0].ended_at]
        refused = act("CK20200001", "amend", form={"amount": "1"})
        assert isinstance(refused, NotDone)
        closed = queries.work_list(AN, view="closed", now=FRIDAY).rows
        assert {row.number for row in closed} == {"CK20200001", "旧-0007"}
        found = queries.work_list(AN, view="all", filters={"text": "旧事"}, now=FRIDAY).rows
        assert len(found) == 2
        assert len(queries.history_of_telephone(AN, "13512345678", FRIDAY)) == 2
        told = {"reason": "核对", "actor": AN, "now": FRIDAY}
        assert operations.reveal("旧-0007", "answer", **told) == "已办妥"
        with pytest.raises(Exception, match="CK20200001"):
            queries.case_view(GU, "CK20200001", FRIDAY)

    def test_a_row_is_imported_once(self):
        first = operations.import_rows("window", [historical("a")], actor=WU, now=MONDAY)
        again = operations.import_rows(
            "window", [historical("b"), historical("a")], actor=WU, now=DUE
        )
        assert again[1].number == first[0].number
        assert [each.duplicate for each in again] == [False, True]
        assert len(vault.find("telephone", "13512345678")) == 2

    def test_a_number_already_taken_stops_no_other_row(self):
        operations.import_rows("window", [historical("a", number="旧-1")], actor=WU, now=MONDAY)
        rows = [historical("b", number="旧-1"), historical("c", number="旧-2")]
        taken, free = operations.import_rows("window", rows, actor=WU, now=MONDAY)
        assert (taken.number, free.number) == (None, "旧-2")
        assert "旧-1" in taken.reasons[0].text

    def test_statements_do_not_grow_with_rows(self, django_assert_num_queries):
        operations.import_case("window", historical("warm"), actor=WU, now=MONDAY)
        for size in (2, 40):
            rows = [historical(f"{size}-{n}") for n in range(size)]
            with django_assert_num_queries(13):
                operations.import_rows("window", rows, actor=WU, now=MONDAY)


class TestRebuilding:
    def everything(self):
        number = register(amount="9.90").number
        act(number, "ask", form={"windows": ["w2"]})
        closed = register(BO, kind="report").number
        reply(closed, BO)
        operations.import_case("window", historical("a"), actor=WU, now=MONDAY)
        operations.sweep(now=FRIDAY)
        return number

    def test_everything_comes_back(self):
        self.everything()
        tables = (Case, Clock, Desk)
        before = [sorted(table.objects.values_list(), key=str) for table in tables]
        lists = [queries.work_list(WU, view=view, now=FRIDAY) for view in ("all", "closed")]
        assert operations.rebuild() == 3
        assert [sorted(table.objects.values_list(), key=str) for table in tables] == before
        assert [queries.work_list(WU, view=view, now=FRIDAY) for view in ("all", "closed")] == lists
        assert register().number == "CK20240003"

    def test_what_somebody_changed_behind_the_door_is_named_and_put_right(self):
        number = self.everything()
        Case.objects.filter(number=number).update(subject="改过", parties=[])
        Clock.objects.filter(number=number).update(due_at=None)
        Desk.objects.filter(number=number).delete()
        faults = [(fault.number, fault.table) for fault in operations.replay_faults()]
        assert faults == [(number, "case"), (number, "clock"), (number, "desk")]
        assert operations.rebuild([number]) == 1
        assert list(operations.replay_faults([number])) == []

    def test_a_row_without_a_ledger_is_named(self):
        number = register().number
        row = Case.objects.get()
        row.number = "CK20249999"
        row.save(force_insert=True)
        assert [fault.number for fault in operations.replay_faults()] == ["CK20249999"]
        operations.rebuild()
        assert list(Case.objects.values_list("number", flat=True)) == [number]

    def test_a_case_removed_with_all_its_rows_leaves_a_gap_that_is_named(self):
        register()
        gone = register().number
        reply(gone)
        register()
        operations.record_contact("praise", "visit", "好", actor=AN, now=MONDAY, command_id="c")
        assert list(operations.replay_faults()) == []
        with unguarded(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_event WHERE stream = %s", [f"case/{gone}"])
            cursor.execute("DELETE FROM ledger_event WHERE stream LIKE 'contact/%%'")
            for table in ("clock", "desk", "notice", "document", "particular", "search", "case"):
                cursor.execute(f"DELETE FROM casework_{table} WHERE number = %s", [gone])
        assert ledger.verify().sound  # what is left is unbroken
        faults = {(fault.number, fault.table) for fault in operations.replay_faults()}
        assert faults == {
            ("CK2024·2", "ledger"), ("函2024-·1", "ledger"), ("contact/20240520-·1", "ledger"),
        }  # fmt: skip
        Serial.objects.all().delete()  # every test must leave a record that is whole

    def test_a_number_kept_from_elsewhere_was_not_drawn(self):
        alike = operations.import_case(
            "window", historical("a", number="CK2020999999999999-甲"), actor=WU, now=MONDAY
        )
        assert alike.number == "CK2020999999999999-甲"
        assert list(operations.replay_faults()) == []
        operations.rebuild()
        assert operations.import_case("window", historical("b"), actor=WU, now=MONDAY).number == (
            "CK20200001"
        )

    def test_cases_follow_units_that_move(self):
        number = register().number
        people.move_unit("w1", "east", by="root", now=FRIDAY)
        assert queries.work_list(GU, view="all", now=FRIDAY).rows == ()
        assert operations.follow_units(now=FRIDAY) == 2
        assert [row.number for row in queries.work_list(GU, view="all", now=FRIDAY).rows] == [
            number
        ]
        assert operations.follow_units(now=FRIDAY) == 0

    def test_lost_serials_are_found_again(self):
        number = register().number
        reply(number)
        contact = operations.record_contact(
            "praise", "visit", "好", actor=AN, now=MONDAY, command_id="c"
        )
        Serial.objects.all().delete()
        operations.rebuild()
        assert dict(Serial.objects.values_list("series", "last")) == {
            "CK2024": 1, "函2024-": 1, "contact/20240520-": 1,
        }  # fmt: skip
        assert register().number == "CK20240002"
        again = operations.record_contact(
            "praise", "visit", "好", actor=AN, now=MONDAY, command_id="d"
        )
        assert (contact, again) == ("20240520-00001", "20240520-00002")


def test_the_chain_of_every_stream_holds():
    people.give_post("bo", "head", "w1", by="root", now=LONG_AGO)
    number = register().number
    reply(number)
    operations.open_duties(now=MONDAY)
    assert ledger.verify().sound
    assert_tables_follow_the_ledger()

"""A sheet comes in by the page: handed in, mapped, tried, carried out, undone while untouched."""

import io
import re
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from shouwen import people, vault
from shouwen.casework import operations, queries
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.documents.registers import register_whole
from shouwen.intake.by_page import keeping
from shouwen.intake.by_page.working import Worker
from shouwen.intake.models import SheetImport, SheetRow
from shouwen.people import NewPost, Office
from shouwen.vocabulary import Actor

from ..conftest import LONG_AGO

AUDITOR = Actor("zhong_cheng")
SHEET = """投诉登记表
编号,投诉日期,来源,类别,事由,投诉内容,客户姓名,联系电话
A-1,2025-04-21 09:30,来电,工作失误,短信费多扣,三个月多扣十八元,陈俊,13812345627
A-2,2025-04-22 10:00,来电,服务态度,柜员态度差,让人重填三次,李敏,13900000002
A-3,2025-04-22 11:00,飞鸽,工作失误,利息算错,少了两元,吴芳,13900000003
A-4,不记得了,来电,工作失误,卡被吞,等了一天,郑立,13900000004
"""


@dataclass
class Importer:
    """An administrator with a browser, and a worker that runs when it is told to."""

    browser: Client
    clock: object
    id: str = ""

    def page(self, name="", status=200):
        answer = self.browser.get(f"/importing/{self.id}/{name}")
        assert answer.status_code == status, answer.status_code
        return answer

    def hand_in(self, text=SHEET, name="登记.csv"):
        file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
        answer = self.browser.post("/importing/", {"file": file, "regulation": "postal-bank"})
        assert answer.status_code == 302, answer.content.decode()
        self.id = answer.headers["Location"].strip("/").split("/")[-1]
        return self.page().content.decode()

    def form(self):
        """Return the mapping's form as it stands on the page."""
        text = self.page().content.decode()
        given = dict(re.findall(r'<input class="input" id="(header)"[^>]*value="(\d+)"', text))
        for name, body in re.findall(
            r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', text, re.DOTALL
        ):
            options = re.findall(r'<option(?: value="([^"]*)")?( selected)?>([^<]*)<', body)
            value, _, words = next((each for each in options if each[1]), options[0])
            given[name] = value if 'value="' in body else words
        for name in re.findall(r'name="(key-\d+)" value="yes" checked', text):
            given[name] = "yes"
        return given

    def post(self, **given):
        return self.browser.post(f"/importing/{self.id}/", self.form() | given)

    def press(self, intent):
        return self.browser.post(f"/importing/{self.id}/trial/", {"intent": intent})

    def work(self):
        worker = Worker()
        while worker.work(self.clock.now):
            pass

    def counts(self):
        return SheetImport.objects.get(id=self.id).counts


@pytest.fixture
def importer(bank, desk, clock):
    people.give_posts(
        [NewPost("lin_xiao", Office.ADMINISTRATOR.value, None)], by="root", now=LONG_AGO
    )
    return Importer(desk("lin_xiao"), clock)


def tried(importer):
    """The sheet after its trial: its channel's own word said to be the telephone."""
    importer.hand_in()
    assert importer.post(**{"intent": "try", "key-0": "yes", "fact-0": ""}).status_code == 302
    importer.work()
    kept = SheetImport.objects.get(id=importer.id)
    assert (kept.problem, kept.state) == ("", "tried")


def numbers(importer):
    rows = SheetRow.objects.filter(sheet=importer.id, trial=False, outcome="accepted")
    return list(rows.order_by("row").values_list("number", flat=True))


def test_columns_are_proposed_by_their_titles(importer):
    text = importer.hand_in()
    assert "登记.csv" in text
    form = importer.form()
    assert form["header"] == "2"
    assert form["fact-1"] == "received_at"
    assert form["fact-2"] == "channel"
    assert form["value-2-0"] == "phone"  # as a shipped mapping has it
    assert form["value-2-1"] == ""
    assert form["fact-3"] == "category"
    assert form["fact-4"] == "subject"
    assert form["fact-5"] == "content"
    assert form["fact-7"] == "telephone"
    assert "2025-04-21 09:30" in text


def test_only_who_looks_after_the_system_may(desk, bank):
    assert desk("sun_fang").get("/importing/").status_code == 403


def test_rows_are_for_whoever_brought_the_sheet(importer, desk):
    tried(importer)
    other = desk("han_chao")
    page = other.get(f"/importing/{importer.id}/trial/")
    assert page.context["first"] == page.context["refused"] == []
    assert "表里的内容只给带来这份表的人看" in page.content.decode()
    for part in ("", "refused/", "result/"):
        assert other.get(f"/importing/{importer.id}/{part}").status_code == 403


def test_what_is_needed_and_missing_is_told_at_its_control(importer):
    importer.hand_in()
    answer = importer.post(**{"intent": "try", "fact-4": ""})
    assert answer.status_code == 422
    assert "还没有哪一列对到" in answer.content.decode()


def test_the_trial_tells_every_row_and_writes_nothing(importer):
    tried(importer)
    rows = keeping.all_rows(
        SheetImport.objects.get(id=importer.id), trial=True, by="p", now=importer.clock.now
    )
    assert [row.outcome for row in rows] == ["accepted", "accepted", "refused", "refused"], rows
    assert queries.work_list(AUDITOR, view="all", now=importer.clock.now).rows == ()
    text = importer.page("trial/").content.decode()
    assert "短信费多扣" in text
    assert "不记得了" in text or "日期" in text
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(importer.page("refused/").content)
    ).get_sheet_by_index(0)
    lines = sheet.to_python()
    assert lines[0][-1] == "拒收原因"
    assert [line[0] for line in lines[1:]] == ["A-3", "A-4"]
    assert lines[1][7] == "13900000003"


def test_it_is_carried_out_and_a_second_time_nothing_comes_twice(importer):
    tried(importer)
    importer.press("carry-out")
    importer.work()
    assert importer.counts() == {"accepted": 2, "refused": 2}
    assert len(queries.work_list(AUDITOR, view="all", now=importer.clock.now).rows) == 2
    assert "下载结果" in importer.page("trial/").content.decode()
    first = importer.id
    tried(importer)
    assert importer.id != first
    assert importer.counts() == {"duplicate": 2, "refused": 2}
    assert_tables_follow_the_ledger()


def test_cut_short_it_goes_on_and_counts_what_it_had_taken_in(importer):
    tried(importer)
    importer.press("carry-out")
    cut = Worker()
    cut.work(importer.clock.now)
    cut._leave()
    SheetRow.objects.filter(sheet=importer.id, trial=False).delete()
    SheetImport.objects.filter(id=importer.id).update(state="running", done=0, counts={})
    importer.work()
    assert importer.counts() == {"accepted": 2, "refused": 2}
    assert len(queries.work_list(AUDITOR, view="all", now=importer.clock.now).rows) == 2


def listed(now):
    """What stands in the register of registrations."""
    table = register_whole(AUDITOR, "postal-bank", "registration", now=now)
    return " ".join(str(word) for line in table.lines for word in line.words)


def test_undone_what_nobody_touched_is_taken_back_and_may_come_again(importer):
    tried(importer)
    importer.press("carry-out")
    importer.work()
    kept, touched = numbers(importer)
    assert kept in listed(importer.clock.now)
    done = operations.act(
        touched, "review", {"category": "work_error", "accused_level": "outlet",
                            "region": "local", "accepting_level": "first_branch"},
        actor=Actor("lin_xiao"), now=importer.clock.now, command_id="touch",
    )  # fmt: skip
    importer.press("undo")
    importer.work()
    counts = importer.counts()
    changed = getattr(done, "events", 0) > 0
    assert counts["taken_back"] + counts["touched"] == 2
    assert counts["touched"] == int(changed)
    view = queries.case_view(AUDITOR, kept, importer.clock.now)
    assert view.ended
    assert "已收回" in view.flags
    assert view.options == ()
    assert view.timeline[-1].title == "随导入一并收回"
    refused = operations.act(
        kept, "supplement", {"supplement": "x"}, actor=Actor("lin_xiao"),
        now=importer.clock.now, command_id="late",
    )  # fmt: skip
    assert refused.reasons[0].code == "ended"
    assert operations.sweep(now=importer.clock.now).failed == {}
    assert_tables_follow_the_ledger()
    assert kept not in listed(importer.clock.now)
    text = importer.page("trial/").content.decode()
    assert (touched in text) is changed
    tried(importer)
    assert importer.counts()["accepted"] == counts["taken_back"]


def test_a_mapping_is_kept_and_used_again(importer):
    importer.hand_in()
    importer.post(**{"intent": "store", "title": "网点登记表", "fact-2": "", "key-0": "yes"})
    (saved,) = keeping.saved_mappings("postal-bank")
    assert saved.choices["key"] == ["编号"]
    importer.hand_in()
    text = importer.post(intent="apply", saved=str(saved.pk)).content.decode()
    assert "网点登记表" in text
    assert 'name="key-0" value="yes" checked' in text


def test_refused_rows_are_mended_in_their_sheet_and_come_in(importer):
    long = "等了一天，" * 100
    importer.hand_in(SHEET.replace("等了一天", long))
    importer.post(**{"intent": "try", "key-0": "yes", "fact-0": ""})
    importer.work()
    importer.press("carry-out")
    importer.work()
    content = importer.page("refused/").content
    lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert lines[2][5] == long
    mended = "\n".join(",".join(map(str, line)) for line in lines)
    importer.hand_in(mended.replace("不记得了", "2025-04-24"))
    assert importer.post(intent="try").status_code == 302
    importer.work()
    assert importer.counts() == {"accepted": 1, "refused": 1}


def test_what_a_row_says_stands_in_the_vault_alone(importer):
    tried(importer)
    assert "不记得了" in importer.page("trial/").content.decode()
    for model in (SheetImport, SheetRow):
        assert "不记得了" not in repr(list(model.objects.values()))
    words = set(SheetRow.objects.exclude(words="").values_list("words", flat=True))
    readings = vault.readings_of(words.pop())
    assert [(note.by, note.reason) for note in readings] == [("lin_xiao", "查看导入")]


def test_no_row_is_known_by_a_telephone_which_the_ledger_would_keep(importer):
    importer.hand_in()
    answer = importer.post(**{"intent": "try", "fact-0": "", "fact-7": "", "key-7": "yes"})
    assert answer.status_code == 422
    assert "请改勾编号一类的列" in answer.content.decode()


def test_a_sheet_with_the_same_titles_is_matched_as_the_last_one_was(importer):
    importer.hand_in()
    given = {"intent": "try", "fact-0": "", "key-0": "yes", "fact-6": ""}
    assert importer.post(**given).status_code == 302
    text = importer.hand_in(SHEET.replace("A-", "B-").replace("联系电话", "联系电话,拒收原因"))
    assert "已照它的对照填好" in text
    form = importer.form()
    assert (form["fact-6"], form["key-0"], form["fact-8"]) == ("", "yes", "")
    assert "已照它的对照填好" not in importer.hand_in(SHEET.replace("事由", "标题"))


def test_titles_that_stand_twice_are_told_apart(importer):
    text = importer.hand_in(SHEET.replace("客户姓名", "联系电话"))
    assert "联系电话（1）" in text
    importer.post(**{"intent": "try", "fact-0": "", "fact-6": "", "fact-7": "telephone"})
    importer.work()
    kept = SheetImport.objects.get(id=importer.id)
    assert (kept.problem, kept.counts) == ("", {"accepted": 2, "refused": 2})


def test_what_is_no_table_is_told_with_what_to_do(importer):
    file = SimpleUploadedFile("照片.xlsx", b"\x89PNG\r\n\x1a\n not a table")
    answer = importer.browser.post("/importing/", {"file": file, "regulation": "postal-bank"})
    importer.id = answer.headers["Location"].strip("/").split("/")[-1]
    assert "CSV 或 XLSX" in importer.page(status=422).content.decode()


def test_given_up_it_leaves_nothing_behind(importer):
    importer.hand_in()
    assert importer.post(intent="give-up").headers["Location"] == "/importing/"
    assert not SheetImport.objects.exists()
    importer.page(status=404)

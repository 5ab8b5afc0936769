"""Who complained, asked for on every way out of the house by everybody in it, by regulation.

A story of each is told with the complainant's name and numbers in everything they fit into; the
complainant wishes not to be named; then everybody looks at everything.
"""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from shouwen.accountability import registers as money
from shouwen.casework import operations, queries, secrecy
from shouwen.casework.access import case_for, opened
from shouwen.casework.enclosing import NewFile
from shouwen.casework.errors import CaseNotFound, KeptFromUnit
from shouwen.casework.resembling import Told
from shouwen.documents import cases, printing, registers
from shouwen.documents.errors import FormLacks
from shouwen.engine.circles import recused_persons
from shouwen.inquiry import queries as around
from shouwen.notices import queries as messages
from shouwen.packs import shelf
from shouwen.packs.stories import own_stories
from shouwen.vocabulary import Actor
from shouwen.vocabulary.identity import COMPLAINANT

from .conftest import LONG_AGO, settle_in
from .walking import steps

TABLE = Path(__file__).parents[2] / "docs" / "reference" / "who-may-see-what.md"
#: The complainant, by the kinds the vault knows; and what of it would stand on a list.
WHO = {
    "name": "郭小明", "telephone": "13812345627", "email": "guo@mail.example",
    "address": "江北市兰川区桂花巷7号3栋501", "account": "6222021234565627",
    "identity_number": "330102198001015627",
}  # fmt: skip
TOLD = "我是郭小明，电话１３８ 1234 5627，尾号5627。"
TRACES = ("郭", "小明", "5627", "guo@", "g***", "桂花巷", "江北市", "6222", "3301")
#: In a smaller unit nobody but the culprit would be left to look.
FEWEST = 2
#: So many forms of each are printed in full: they are all made alike.
MOST_PRINTED = 3
PRINTED = ("postal-bank", "power-hotline", "property-manager")
REGULATIONS = (*PRINTED, "bank-outlet", "manufacturer")


def traces(shown):
    return [trace for trace in TRACES if trace in shown]


def bystander(procedure, directory, story):
    """Return somebody of the unit complained about who does nothing in a story, or None."""
    accused = procedure.pack.fact_meaning("accused_unit")
    unit = next(step.form[accused] for step in story.steps if step.form.get(accused))
    doing = {value for step in story.steps for value in (step.by, step.who, *step.form.values())
             if isinstance(value, str)}  # fmt: skip
    at_work = [post.person for post in directory.posts if post.unit == unit]
    idle = [person for person in at_work if person not in doing]
    return idle[0] if len(set(at_work)) > FEWEST and idle else None


def with_who(procedure, step, culprit):
    """Return a step of a story with the complainant in everything that may say who he is.

    :param culprit: whom he complains about, where the step may say and says nothing
    """
    ready = procedure.acts.get(step.act)
    if ready is None:
        return step
    told = {name: value for name, value in step.form.items() if name != "anonymous"}
    for name in dict.fromkeys((*ready.act.form, *ready.act.also, *told)):
        fact = procedure.pack.facts[name]
        if fact.means == "accused_person" and culprit is not None:
            told.setdefault(name, culprit)
        if fact.private in WHO:
            told[name] = WHO[fact.private]
        elif name in told and fact.type == "text":
            told[name] = f"{told[name]}。{TOLD}"
    return step.model_copy(update={"form": told})


def told(regulation):
    """Tell the first story in which a unit is complained about; return number, code, and when."""
    directory = shelf.directory(regulation)
    settle_in(directory)
    operations.adopt_regulation(regulation, actor=Actor("root"), now=LONG_AGO)
    procedure = shelf.procedure(regulation)
    accused = procedure.pack.fact_meaning("accused_unit")
    told_of = [
        story for file in own_stories(regulation) for story in file.stories
        if file.regulation in (None, regulation) and len(story.steps) > FEWEST
        and any(step.form.get(accused) for step in story.steps)
        and not any(step.duty for step in story.steps)
    ]  # fmt: skip
    story = min(told_of, key=lambda each: len(each.steps))
    culprit = bystander(procedure, directory, story)
    acts = [with_who(procedure, step, culprit) for step in story.steps]
    *_, last = steps(regulation, story.model_copy(update={"steps": acts}))
    return last.number, last.code, last.at + timedelta(minutes=5)


def everything(actor, number, at):
    """Yield, by name, whatever somebody may be shown of a case or find it by."""
    view = queries.case_view(actor, number, at)
    yield "case", view
    yield "case in English", queries.case_view(actor, number, at, "en")
    for option in view.options:
        yield f"form of {option.act}", queries.act_form(actor, number, option.act, at)
    for name in queries.VIEWS:
        rows = queries.work_list(actor, view=name, now=at).rows
        yield f"list {name}", [row for row in rows if row.number == number]
    yield "files", queries.files_of(actor, number, at, names=True)
    yield "recordings", queries.recordings_of(actor, number, at, conclusions=True)
    yield "around", around.around(actor, number, at)
    yield "messages", messages.messages_of(actor, number, at)
    yield "money", money.money_list(actor, at)
    pack = shelf.procedure(view.regulation).pack
    for name in pack.registers:
        yield (
            f"register {name}",
            registers.register_page(actor, view.regulation, name, now=at).lines,
        )
    found, prints = case_for(actor, number, at), 0
    for name in pack.documents:
        try:
            paper = cases.paper_of_case(found, name, at)
        except FormLacks:
            continue
        yield f"paper {name}", paper.sheet()
        if not paper.particulars or prints == MOST_PRINTED:
            continue
        prints += 1
        yield f"copy {name}", in_word(printing.preview(paper, "docx"))
        full = printing.print_paper(
            found, paper, "docx", reason="送签", by=actor.person, now=at,
            command_id=f"print/{actor.person}/{name}",
        )  # fmt: skip
        yield f"print {name}", in_word(full)


def in_word(printed):
    with ZipFile(BytesIO(printed.content)) as file:
        return printed.name + file.read("word/document.xml").decode()


def by_person(actor, at):
    """Yield, by name, the numbers somebody finds by who complained."""
    told = Told(TOLD, "", [("telephone", WHO["telephone"]), ("account", WHO["account"])])
    yield "telephone", [row.number for row in
                        queries.history_of_telephone(actor, WHO["telephone"], at)]  # fmt: skip
    yield "caller", [each.row.number for each in
                     queries.earlier_matters(actor, WHO["telephone"], at)]  # fmt: skip
    for words in ("郭小明", WHO["telephone"]):
        found = operations.search_person(words, reason="查重", actor=actor, now=at)
        yield f"person {words}", [each.row.number for each in found.hits]
    yield "resembling", [
        each.row.number for each in queries.resembling(actor, told, at)
        if any(word in repr(each.reasons) for word in ("电话", "账号"))
    ]  # fmt: skip
    for words in ("郭小明", "尾号5627"):
        found = queries.search_cases(actor, words, now=at)
        yield f"words {words}", [hit.row.number for hit in found.hits] + [found.count]
        yield f"palette {words}", [row.number for row in queries.quick_search(actor, words, at)]


def opened_by(actor, number, at):
    """Yield what somebody opens, with a reason, of everything that says it can be opened."""
    view = queries.case_view(actor, number, at)
    cells = [cell for record in view.records for row in record.entries for cell in row.cells]
    for fact in (*view.complainant, *view.facts, *cells, *view.standing.agent):
        if fact.masked:
            yield operations.reveal(number, fact.name, reason="办理", actor=actor, now=at)


WAYS = {
    "案件页": ("case", "case in English"), "动作的表单": ("form of",), "清单": ("list",),
    "附件清单、录音": ("files", "recordings"), "调查记录、关联": ("around",),
    "消息": ("messages",), "登记表册": ("register",), "表单和函件": ("paper",),
    "下载的文书，遮盖": ("copy",), "下载的文书，写明理由": ("print",),
}  # fmt: skip


def signs(actor, number, at):
    """Return what somebody learns of who complained, on each way: for the printed table."""
    try:
        shown = [(name, repr(value)) for name, value in everything(actor, number, at)]
    except CaseNotFound:
        shown = None
    told = []
    for ways in WAYS.values():
        texts = [text for name, text in shown or () if name.startswith(ways)]
        whole = any(value in text for text in texts for value in WHO.values())
        if shown is None or not texts:
            told.append("没有" if shown is None else "")
        else:
            told.append("全" if whole else "遮" if any(map(traces, texts)) else "不露")
    opens = [] if shown is None else [*map(traces, opened_by(actor, number, at))]
    told.append("没有" if shown is None else "全" if any(opens) else "不露")
    finds = dict(by_person(actor, at))
    for names in (("telephone", "caller"), ("person",), ("words", "palette"), ("resembling",)):
        found = any(number in finds[name] for name in finds if name.startswith(names))
        told.append("找到" if found else "找不到")
    return told


def printed(regulation, number, at, groups):
    """Return the section of the printed table that tells of one regulation."""
    rows = [*WAYS, "查看明文，写明理由", "按电话查", "按姓名、号码查", "按词查", "相近的件"]
    columns = [signs(actor, number, at) for _, actor in groups]
    title = shelf.procedure(regulation).pack.pack.title
    lines = [
        f"## 投诉人是谁：{title}", "",
        f"| | {' | '.join(words for words, _ in groups)} |", f"|---|{'---|' * len(groups)}",
    ] + [
        f"| {way} | {' | '.join(told)} |"
        for way, *told in zip(rows, *columns, strict=True)
        if any(told)
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def assert_printed(regulation, section):
    """The section stands in the reference as it is; with WRITE_TABLES it is written there."""
    text = TABLE.read_text(encoding="utf-8")
    head = section.partition("\n")[0]
    before, found, after = text.partition(f"\n{head}\n")
    rest = after[after.index("\n## ") :] if "\n## " in after else ""
    if os.environ.get("WRITE_TABLES"):
        TABLE.write_text(f"{before}\n{section}{rest}", encoding="utf-8")
        return
    assert found + after.removesuffix(rest) == f"\n{section}", "run with WRITE_TABLES=1, and read"


def unit_of(number, at):
    """Return the unit complained about in a case."""
    found = opened(number, at)
    return found.matter.case.facts[found.procedure.pack.fact_meaning("accused_unit")]


def hidden_from(actor, number, at):
    """Return every way on which somebody learns that there is such a case; there should be none."""
    with pytest.raises(CaseNotFound):
        queries.case_view(actor, number, at)
    ways = dict(by_person(actor, at))
    ways |= {name: [row.number for row in queries.work_list(actor, view=name, now=at).rows]
             for name in queries.VIEWS}  # fmt: skip
    ways["number"] = [row.number for row in queries.quick_search(actor, number, at)]
    ways["notices"] = [row.number for row in queries.notices_of(actor, at)]
    ways["contacts"] = [row.number for row in queries.contact_list(actor, at)]
    ways["known"] = queries.known_numbers(actor, [number], at)
    found = [name for name, numbers in ways.items() if number in numbers]
    return found + ["told of in another"] * any(number in repr(rows) for rows in ways.values())


@pytest.mark.parametrize("regulation", REGULATIONS)
def test_nothing_tells_the_unit_complained_about_who_complained(db, regulation):
    number, code, at = told(regulation)
    citizen, clerk = Actor(COMPLAINANT), Actor(opened(number, at).matter.case.first_receiver)
    operations.state(number, "wish", {"confidential": "yes"}, actor=citizen, now=at,
                     command_id="wish", code=code)  # fmt: skip
    operations.state(number, "agent", {"agent": "郭小明", "agent_telephone": WHO["telephone"]},
                     actor=citizen, now=at, command_id="agent", code=code)  # fmt: skip
    operations.enclose_files(
        number, [NewFile("郭小明.txt", "txt", "text", "text/plain", TOLD.encode())],
        source="portal", actor=citizen, now=at, command_id="file", code=code,
    )  # fmt: skip
    version = operations.say(number, TOLD, actor=citizen, now=at, command_id="say", code=code)
    operations.record_contact("complaint", "phone", "来电催问", actor=clerk, now=at, number=number,
                              command_id="call", unit=unit_of(number, at))  # fmt: skip
    found = opened(number, at)
    inside, outside = [], []
    for person in found.directory.people:
        try:
            case_for(Actor(person), number, at)
        except CaseNotFound:
            continue
        kept = secrecy.kept_from(found, Actor(person))
        (inside if kept else outside).append(Actor(person))
    assert inside
    assert outside
    for actor in inside[:2]:
        for name, shown in everything(actor, number, at):
            assert traces(repr(shown)) == [], f"{actor.person}: {name}"
        for name, numbers in by_person(actor, at):
            assert number not in numbers, f"{actor.person}: {name}"
        for text in opened_by(actor, number, at):
            assert traces(text) == [], actor.person
        said = operations.reveal_words(number, version, reason="办理", actor=actor, now=at)
        assert said == "我是×××，电话×××，×××。"
        with pytest.raises(KeptFromUnit):
            operations.open_file(number, 1, reason="办理", actor=actor, now=at)
        with pytest.raises(KeptFromUnit):
            operations.renew_code(
                number, proof="出示身份证", actor=actor, now=at, command_id=f"code/{actor.person}"
            )
        with pytest.raises(KeptFromUnit):
            operations.state(number, "wish", {"confidential": "no"}, actor=actor, now=at,
                             command_id=f"lift/{actor.person}")  # fmt: skip
    barred = sorted(recused_persons(found.procedure, found.matter.case))
    for person in barred:
        assert hidden_from(Actor(person), number, at) == []
    numbers = [row.number for row in queries.contact_list(inside[0], at)]
    assert number in numbers, "the unit gets what is its own, and only the person does not"
    # Whoever is told finds, reads and prints it, or these questions would prove nothing.
    told_to = next(actor for actor in (clerk, *outside) if actor in outside)
    shown = dict(everything(told_to, number, at))
    assert {"郭", "5627"} <= set(traces(repr(shown["case"])))
    prints = [traces(shown[name]) for name in shown if name.startswith("print ")]
    finds = {name for name, numbers in by_person(told_to, at) if number in numbers}
    assert {"telephone", "person 郭小明"} <= finds
    if TOLD in repr(shown["case"]):
        assert {"words 郭小明", "palette 尾号5627"} <= finds
    if regulation == PRINTED[0]:
        assert any(prints)
        assert TOLD in repr(shown["case"])
    assert WHO["name"] in list(opened_by(told_to, number, at))
    assert operations.open_file(number, 1, reason="办理", actor=told_to, now=at).content
    if regulation in PRINTED:
        elsewhere = next(
            person for person in sorted(found.directory.people)
            if Actor(person) not in (*inside, *outside) and person not in barred
            and found.directory.posts_of(person)
        )  # fmt: skip
        groups = [("被投诉的人", Actor(person)) for person in barred[:1]]
        groups += [("被投诉单位的人", actor) for actor in inside[:2]]
        groups += [("登记的人", told_to), ("没有关系的人", Actor(elsewhere))]
        assert_printed(regulation, printed(regulation, number, at, groups))

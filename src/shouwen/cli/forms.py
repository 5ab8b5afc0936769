"""``shouwen form``: forms and registers as PDF, Word and sheets.

Empty forms and those of stories need no database; forms of cases and registers do.
"""

import getpass
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import click

from shouwen.cli.main import open_record, ready_django
from shouwen.cli.scenarios import text_of
from shouwen.packs import shelf
from shouwen.packs.migrations import EDITIONS
from shouwen.packs.stories import own_stories
from shouwen.regulations import Procedure
from shouwen.scenarios import Story, play, read_stories
from shouwen.vocabulary import OFFICE_ZONE, Directory

WAYS = ("pdf", "docx")
#: An empty register has as many lines as fill a page.
_EMPTY_LINES = 16


@click.group()
def form() -> None:
    """表单、函件与登记表 / forms, letters and registers."""


@form.command("list")
@click.option("--regulation", default=None, help="只列一部办法 / one regulation only")
def list_(regulation: str | None) -> None:
    """各办法的表单与登记表：编号、名称、联数 / every form and register."""
    for id_ in (regulation,) if regulation else shelf.regulation_ids():
        pack = shelf.procedure(id_).pack
        click.echo(f"{id_}  《{pack.pack.title}》")
        for name, document in pack.documents.items():
            count = len(document.copies)
            copies = f"  {count} 联" if count > 1 and not document.is_letter else ""
            click.echo(f"  {document.form or '—':<5} {name:<24} {document.title}{copies}")
        for name, register in pack.registers.items():
            click.echo(f"  {register.form or '—':<5} {name:<24} {register.title}  登记表")


@form.command()
@click.argument("code")
@click.option("--case", "number", default=None, help="案件编号 / of this case")
@click.option("--story", default=None, help="故事的标题，或 文件[#第几个] / of a story")
@click.option("--blank", is_flag=True, help="空白表单 / an empty form")
@click.option("--regulation", default=None, help="办法的编号 / the regulation's id")
@click.option("--version", default=None, help="办法的版本，默认最新 / its edition")
@click.option("--pdf", "way", flag_value="pdf", default=True, help="PDF（默认 / default）")
@click.option("--docx", "way", flag_value="docx", help="Word")
@click.option("--xlsx", "way", flag_value="xlsx", help="Excel，登记表 / Excel, for registers")
@click.option("--stories", is_flag=True, help="登记表：自带的全部故事 / of all shipped stories")
@click.option("--period", default=None, help="登记表的期间：2026-07 2026-07-a 2026-Q3 2026-H1 2026")
@click.option("-o", "--output", default=None, help="写到此文件，- 为标准输出 / write here")
@click.option("--copy", type=click.IntRange(1), default=None, help="只要第几联 / this copy only")
@click.option("--sequence", type=click.IntRange(1), default=None, help="第几份 / which issue")
@click.option("--reveal", default=None, help="写明理由，个人信息全文打印并留痕 / why")
@click.option("--english", is_flag=True, help="用英文 / in English")
@click.pass_context
def render(
    ctx: click.Context,
    code: str,
    number: str | None,
    story: str | None,
    blank: bool,
    regulation: str | None,
    version: str | None,
    way: Any,
    stories: bool,
    period: str | None,
    output: str | None,
    copy: int | None,
    sequence: int | None,
    reveal: str | None,
    english: bool,
) -> None:
    """出一份表单 / make out the form CODE (such as F-02, or a document's id).

    已签发的按签发时的内容；未签发的按现有情况出草稿，缺必填内容的不出并说明依据。
    An issued form is printed as frozen; one not issued yet is a draft, or refused with the article.
    """
    language = "en" if english else "zh"
    if number is not None:
        _one_of(number, story, blank, stories)
        open_record(ctx)
        _hand_out(_of_case(code, number, _paper(way), copy, sequence, reveal, language), output)
        return
    if regulation is None:
        raise click.UsageError("请用 --regulation 指明办法 / name the regulation")
    procedure = shelf.procedure(regulation, version=version)
    if _is_register(procedure, code):
        chosen = _Register(procedure, code, story, stories, blank, period, language)
        if not (story or stories or blank):
            open_record(ctx)
        ready_django()
        _hand_out(chosen.made_out(way), output)
        return
    _one_of(story, blank)
    ready_django()
    _hand_out(_without_case(procedure, code, story, _paper(way), copy, sequence, language), output)


@form.command()
@click.argument("code")
@click.option("--regulation", required=True, help="办法的编号 / the regulation's id")
@click.option("-o", "--output", default=None, help="写到此文件，默认自备模板处 / write here")
def template(code: str, regulation: str, output: str | None) -> None:
    """画一份可在 Word 中修改的模板 / draw a Word template of a form, to be edited.

    放在数据文件夹的 forms/办法/文书.docx，以后该文书的 Word 就按它出。
    Where it lies in the data folder, Word files of the document are made from it.
    """
    ready_django()
    from shouwen.casework.wording import Wording
    from shouwen.documents import own_templates
    from shouwen.documents.papers import document_named

    procedure = shelf.procedure(regulation)
    name = document_named(procedure, code)
    place = own_templates.place_of(regulation, name) if output is None else Path(output)
    if output is None and place.exists():
        raise click.UsageError(f"{place} 已经有了，不覆盖；请写 -o / it is there already; use -o")
    place.parent.mkdir(parents=True, exist_ok=True)
    wording = Wording(procedure, shelf.directory(regulation))
    place.write_bytes(own_templates.drawn(procedure, name, wording))
    click.echo(str(place))


def _one_of(*ways: object) -> None:
    """Refuse unless exactly one of the ways to say whose form it is was taken."""
    if sum(bool(each) for each in ways) != 1:
        raise click.UsageError(
            "表单请写 --case、--story、--blank 之一；登记表请写 --regulation"
            " / a form: one of --case, --story, --blank; a register: --regulation"
        )


def _paper(way: Any) -> Any:
    if way not in WAYS:
        raise click.UsageError("表单是 PDF 或 Word / a form is PDF or Word")
    return way


def _is_register(procedure: Procedure, code: str) -> bool:
    registers = procedure.pack.registers
    return any(code in (name, register.form) for name, register in registers.items())


@dataclass(frozen=True)
class _Register:
    """A register asked for: of which cases, for which period."""

    procedure: Procedure
    code: str
    story: str | None
    stories: bool
    blank: bool
    period: str | None
    language: str

    def made_out(self, way: Any) -> Any:
        from shouwen.documents import registers, stories
        from shouwen.documents.handing_out import register_file

        id_, directory = self.procedure.pack.pack.id, shelf.directory(self.procedure.pack.pack.id)
        if not (self.story or self.stories or self.blank):
            table = registers.register_whole(
                None, id_, self.code, period=self.period, now=datetime.now(OFFICE_ZONE),
                language=self.language,
            )  # fmt: skip
            return register_file(table, way)
        told = [] if self.blank else self._told(id_, directory)
        table = stories.register_of_stories(
            self.procedure, told, directory, self.code, period=self.period, language=self.language
        )
        return register_file(table, way, _EMPTY_LINES if self.blank else 0)

    def _told(self, id_: str, directory: Directory) -> list[Any]:
        if self.story is not None:
            story, organisation = _story(self.story, id_, directory)
            return [("—", play(self.procedure, story, organisation, EDITIONS))]
        return [
            (f"{file.name.rpartition('/')[2]}#{n}",
             play(self.procedure, story, file.directory or directory, EDITIONS))
            for file in own_stories(id_)
            for n, story in enumerate(file.stories, 1)
        ]  # fmt: skip


def _of_case(
    code: str, number: str, way: Any, copy: int | None, sequence: int | None,
    reveal: str | None, language: str,
) -> Any:  # fmt: skip
    from shouwen.documents import cases, printing

    now = datetime.now(OFFICE_ZONE)
    found = cases.case_on_this_machine(number, now)
    paper = cases.paper_of_case(found, code, now, sequence, language)
    if paper.particulars and reveal is None:
        return printing.preview(paper, way, copy)
    return printing.print_paper(
        found, paper, way, copy=copy, reason=reveal or "", by=f"machine:{getpass.getuser()}",
        command_id=f"print/{uuid4().hex}", now=now,
    )  # fmt: skip


def _without_case(
    procedure: Procedure, code: str, story: str | None, way: Any, copy: int | None,
    sequence: int | None, language: str,
) -> Any:  # fmt: skip
    from shouwen.documents import printing, stories

    directory = shelf.directory(procedure.pack.pack.id)
    if story is None:
        paper = stories.blank_form(procedure, directory, code, language)
    else:
        chosen, organisation = _story(story, procedure.pack.pack.id, directory)
        played = play(procedure, chosen, organisation, EDITIONS)
        paper = stories.paper_of_story(
            procedure, played, organisation, code, sequence=sequence, language=language
        )
    return printing.made(paper, way, printing.copies_of(paper, copy))


def _story(named: str, regulation: str, directory: Directory) -> tuple[Story, Directory]:
    """Return the story a title, or a file with a number behind ``#``, names."""
    name, _, place = named.rpartition("#") if "#" in named else (named, "", "1")
    files = own_stories(regulation)
    if name.endswith((".yaml", ".yml", ".json")):
        shipped = [file for file in files if file.name.endswith(f"/{name}")]
        if not shipped and Path(name).is_file():
            shipped = [read_stories(text_of(Path(name).read_bytes()), name)]
        if not shipped:
            raise click.UsageError(f"没有故事文件 {name} / no such file")
        stories = shipped[0].stories
        if not place.isdigit() or not 1 <= int(place) <= len(stories):
            raise click.UsageError(f"{name} 有 {len(stories)} 个故事 / there are {len(stories)}")
        return stories[int(place) - 1], shipped[0].directory or directory
    told = [(story, file.directory or directory) for file in files for story in file.stories]
    exact = [each for each in told if each[0].title == named]
    near = exact or [each for each in told if named in each[0].title]
    if len(near) != 1:
        titles = "\n".join(f"  {each[0].title}" for each in near[:10])
        problem = "有几个故事都像" if near else "没有故事叫"
        raise click.UsageError(f"{problem}“{named}” / {len(near)} stories match\n{titles}")
    return near[0]


def _hand_out(printed: Any, output: str | None) -> None:
    if output == "-":
        sys.stdout.buffer.write(printed.content)
        return
    place = Path(output or printed.name)
    place.write_bytes(printed.content)
    notes = [
        words
        for said, words in (
            (printed.reprint, "补印 / a reprint"),
            (printed.masked, "个人信息已遮盖，要全文请写 --reveal 理由 / particulars are masked"),
        )
        if said
    ]
    click.echo("  ".join([str(place), *notes]))

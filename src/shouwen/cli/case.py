"""``shouwen case``: show and explain one case, on the machine it is kept on."""

import json
from dataclasses import asdict
from datetime import datetime

import click

from shouwen.casework import queries
from shouwen.casework.shapes import CaseView
from shouwen.vocabulary import OFFICE_ZONE, iso


@click.group()
def case() -> None:
    """查看与解释一件 / show and explain a case. 个人信息一律遮盖 / particulars stay masked."""


@case.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
@click.option("--english", is_flag=True, help="用英文 / in English")
def show(number: str, as_json: bool, english: bool) -> None:
    """现状：情况、期限、任务、文书 / facts, limits, tasks and documents as they stand."""
    view = queries.case_on_this_machine(
        number, datetime.now(OFFICE_ZONE), "en" if english else "zh"
    )
    if as_json:
        click.echo(json.dumps(asdict(view), ensure_ascii=False, indent=2, default=_plain))
    else:
        click.echo("\n".join(_lines(view)))


@case.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
def explain(number: str, as_json: bool) -> None:
    """经过：每一步、每个期限及其依据 / every step and every limit with its articles."""
    now = datetime.now(OFFICE_ZONE)
    if not as_json:
        click.echo(queries.explain_case(number, now))
        return
    view = queries.case_on_this_machine(number, now)
    told = {
        "number": view.number,
        "edition": view.edition,
        "stage": view.stage,
        "steps": [asdict(entry) for entry in view.timeline],
        "due": {clock.name: clock.explanation for clock in view.clocks},
    }
    click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=_plain))


def _lines(view: CaseView) -> list[str]:
    lines = [
        f"{view.number}  {view.subject}",
        f"{view.regulation_title}（{view.edition}）  {view.stage_title}",
    ]
    for clock in view.clocks:
        due = "" if clock.due_at is None else f"  {clock.due_at:%Y-%m-%d %H:%M}"
        lines.append(f"  ⏱ {clock.title}  {clock.state}{due}  {clock.left}".rstrip())
    facts = (*view.complainant, *view.facts)
    lines += [f"  {fact.label}：{fact.value}" for fact in facts]
    for record in view.records:
        lines.append(f"  ▤ {record.title}（{len(record.entries)}）")
        for entry in record.entries:
            cells = "；".join(f"{cell.label}：{cell.value}" for cell in entry.cells if cell.value)
            lines.append(f"    {entry.number}. {cells}")
    lines += [
        f"  {'☑' if each.holds else '☒'} {each.title}  {each.person}  {each.given_at:%Y-%m-%d}"
        for each in view.approvals
    ]
    lines += [
        f"  ¥ {each.title}  {each.whose}  {each.amount}  {each.article}" for each in view.charges
    ]
    lines += [f"  ⚒ {each.id}  {each.unit}  {each.what}" for each in view.improvements]
    lines += [f"  ☐ {task.title}  {task.owner}  {task.state}" for task in view.tasks]
    lines += [
        f"  ✉ {each.title} {each.number}  {each.issued_at:%Y-%m-%d}" for each in view.documents
    ]
    return lines


def _plain(value: object) -> str:
    return iso(value) if isinstance(value, datetime) else str(value)

"""``shouwen calendar``: when a term ends, how much time has passed, what is published."""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, BinaryIO

import click

from shouwen.calendars import Due, Ends, Festival, Roll
from shouwen.packs.calendar_shelf import BrokenCalendarFile, find_days, shelf_ids
from shouwen.packs.date_questions import (
    BadQuestion,
    answer_due,
    answer_elapsed,
    calendar_for,
    read_question,
)
from shouwen.vocabulary import ShouwenError


@click.group()
def calendar() -> None:
    """期限计算：到期日、已过时间与放假安排。 Due dates, elapsed time, published days."""


def _hours_options(command: Any) -> Any:
    for option in (
        click.option("--hours", help="办公时段 09:00-12:00,14:00-18:00，或名称 office、hotline"),
        click.option("--days", help="放假日历，默认 cn-mainland；每天都计写 every_day"),
        click.option("--json", "as_json", is_flag=True, help="输出 JSON"),
        click.option("--english", is_flag=True, help="用英文说明"),
    ):
        command = option(command)
    return command


@calendar.command()
@click.option("--start", help="起算时刻，须带时区，例如 2026-09-28T17:20+08:00")
@click.option("--term", help="期限，例如 3 working_days、2 hours、1 month")
@click.option("--ends", type=click.Choice(list(map(str, Ends))), help="最后一日止于何时")
@click.option("--roll", type=click.Choice(list(map(str, Roll))), help="最后一日休息时移到哪天")
@click.option("--count-event-day", is_flag=True, help="起算当日计入")
@click.option("--batch", type=click.File("rb"), help="JSON 行文件，- 为标准输入")
@_hours_options
@click.pass_context
def due(
    context: click.Context,
    start: str | None,
    term: str | None,
    ends: str | None,
    roll: str | None,
    count_event_day: bool,
    batch: BinaryIO | None,
    hours: str | None,
    days: str | None,
    as_json: bool,
    english: bool,
) -> None:
    """算出到期时刻，并说明理由。 When a term ends, and why."""
    asked = {
        "start": start,
        "term": term,
        "ends": ends,
        "roll": roll,
        "count_event_day": count_event_day or None,
        "hours": hours,
        "days": days,
    }
    if batch is not None:
        given = {key: value for key, value in asked.items() if value is not None}
        context.exit(_batch(batch, given, english=english))
    try:
        found, answer = answer_due(asked, english=english)
    except ShouwenError as wrong:
        _complain(wrong, as_json=as_json)
    if as_json:
        click.echo(_line(answer))
        return
    click.echo(f"{_spoken(found)}{'（暂定）' if found.provisional else ''}")
    click.echo(answer["because"])


def _batch(lines: Iterable[bytes], given: Mapping[str, Any], *, english: bool) -> int:
    """Answer line by line; return 1 if any line had no answer. Options given hold for all lines."""
    failed = 0
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            asked = read_question(text)
            answer = answer_due({**given, **asked}, english=english)[1]
        except ShouwenError as wrong:
            failed = 1
            answer = {"error": {"line": number, **_told(wrong)}}
        sys.stdout.write(_line(answer) + "\n")
    return failed


@calendar.command()
@click.option("--start", required=True, help="起，须带时区")
@click.option("--end", required=True, help="止，须带时区")
@click.option(
    "--unit", required=True, help="working_hours、hours、working_days、days、weeks、months"
)
@_hours_options
def elapsed(
    start: str, end: str, unit: str, hours: str | None, days: str | None, as_json: bool,
    english: bool,
) -> None:  # fmt: skip
    """两个时刻之间过了多少。 How much time has passed between two instants."""
    try:
        answer = answer_elapsed(start, end, unit, calendar_for({"hours": hours, "days": days}))
    except ShouwenError as wrong:
        _complain(wrong, as_json=as_json)
    if as_json:
        click.echo(_line(answer))
    elif "seconds" in answer:
        whole, rest = divmod(abs(answer["seconds"]), 3600)
        sign = "-" if answer["seconds"] < 0 else ""
        click.echo(f"{sign}{whole}:{rest // 60:02}:{rest % 60:02} {answer['unit']}")
    else:
        click.echo(f"{answer['elapsed']} {answer['unit']}")


@calendar.command()
@click.argument("year", type=int)
@click.option("--days", default="cn-mainland", help="放假日历")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def show(year: int, days: str, as_json: bool) -> None:
    """列出一年的放假安排与所依据的通知。 One year's days off and the notices they come from."""
    try:
        found = find_days(days)
        if not found.known_from.year <= year <= found.known_until.year:
            raise BadQuestion(
                f"日历 {found.id} 没有 {year} 年的放假安排",
                f"已公布 {found.known_from.year} 至 {found.known_until.year} 年",
                f"calendar {found.id} does not know {year}; it is published from "
                f"{found.known_from.year} to {found.known_until.year}",
            )
    except ShouwenError as wrong:
        _complain(wrong, as_json=as_json)
    lines = [line for line in found.festivals if line.year == year]
    notices = found.notices.get(year, ())
    working = sum(found.worked(day) for day in _year(year))
    if as_json:
        answer = {
            "calendar": f"{found.id}@{found.version}",
            "year": year,
            "working_days": working,
            "notices": [
                {"number": each.number, "title": each.title, "published": each.published,
                 "url": each.url}
                for each in notices
            ],
            "festivals": [
                {"name": line.name, "off": list(map(str, line.off)),
                 "work": list(map(str, line.work))}
                for line in lines
            ],
        }  # fmt: skip
        click.echo(_line(answer))
        return
    click.echo(f"{year} 年 · {found.title} {found.version} · {working} 个工作日")
    for each in notices:
        click.echo(f"依据：{each.number}《{each.title}》（{each.published}）{each.url}")
    for line in lines:
        click.echo(f"  {line.name}：{_festival(line)}")


def _festival(line: Festival) -> str:
    parts = []
    if line.off:
        last = f" 至 {line.off[-1]}" if len(line.off) > 1 else ""
        parts.append(f"{line.off[0]}{last}放假，共 {len(line.off)} 天")
    if line.work:
        worked = "、".join(f"{day}（周{'一二三四五六日'[day.weekday()]}）" for day in line.work)
        parts.append(f"{worked}上班")
    return "；".join(parts)


@calendar.command()
@click.argument("files", nargs=-1)
@click.pass_context
def check(context: click.Context, files: tuple[str, ...]) -> None:
    """核对日历文件；不写文件则核对随产品的日历。 Proofread calendar files, or the shipped ones."""
    failed = 0
    for source in files or shelf_ids():
        try:
            found = find_days(source)
        except BrokenCalendarFile as broken:
            failed = 1
            for finding in broken.findings:
                click.echo(finding)
        except ShouwenError as wrong:
            failed = 1
            click.echo(f"{source}: {wrong}")
        else:
            click.echo(
                f"{found.id} {found.version}：{found.known_from} 至 {found.known_until}，"
                f"放假 {len(found.off)} 天，周末上班 {len(found.work)} 天，无误"
            )
    context.exit(failed)


# -- writing answers -------------------------------------------------------------------------------


def _line(answer: Mapping[str, Any]) -> str:
    # Half a surrogate pair, echoed from a question, cannot be encoded; its escape is valid JSON.
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _told(wrong: ShouwenError) -> dict[str, str]:
    return {"problem": wrong.problem, "remedy": wrong.remedy, "english": wrong.english}


def _complain(wrong: ShouwenError, *, as_json: bool) -> Any:
    """Say what is wrong with the question and leave with 2: asked wrongly."""
    if as_json:
        click.echo(_line({"error": _told(wrong)}))
    else:
        click.echo(str(wrong), err=True)
    raise click.exceptions.Exit(2)


def _spoken(found: Due) -> str:
    day = f"{found.day}（周{'一二三四五六日'[found.day.weekday()]}）"
    return f"{day} {'24:00' if found.at.date() != found.day else f'{found.at:%H:%M}'}"


def _year(year: int) -> Iterable[date]:
    first = date(year, 1, 1).toordinal()
    return map(date.fromordinal, range(first, date(year, 12, 31).toordinal() + 1))

"""``shouwen rules diff``: what is otherwise in another edition or overlay. Needs no database."""

import json
from collections.abc import Iterator

import click

from shouwen.packs import shelf
from shouwen.packs.migrations import EDITIONS
from shouwen.packs.stories import own_stories
from shouwen.regulations import Opened
from shouwen.regulations.comparing import Change, compare
from shouwen.scenarios import StoryUnplayable, play

_KINDS = {"added": ("＋", "added"), "changed": ("≠", "changed"), "removed": ("－", "removed")}


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--stories/--no-stories", default=True, help="Also play OLD's stories under NEW.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per difference.")
def diff(old: str, new: str, stories: bool, as_json: bool) -> None:
    """Compare two regulations or editions (ID or ID@VERSION): entries, and what stories show."""
    before, after = _sound(old), _sound(new)
    assert before.pack is not None  # noqa: S101 - a sound regulation has one
    assert after.pack is not None  # noqa: S101 - a sound regulation has one
    changes = compare(before.pack, after.pack)
    for change in changes:
        click.echo(json.dumps(_as_json(change), ensure_ascii=False) if as_json else _line(change))
    told = list(_otherwise(old, after)) if stories else []
    for place, title, step, broken in told:
        if as_json:
            line = {"story": title, "at": place, "step": step, "otherwise": broken}
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            click.echo(f"△ {place}: {title} 第 {step} 步：{broken}")
    click.echo(
        f"{len(changes)} 处条目不同，{len(told)} 个故事结果不同 / "
        f"{len(changes)} entries differ, {len(told)} stories come out otherwise",
        err=as_json,
    )


def _sound(named: str) -> Opened:
    id_, _, version = named.partition("@")
    opened = shelf.opened(id_, version or None)
    if opened.procedure is None:
        shelf.procedure(id_, version=version or None)  # tells what is wrong with it
    return opened


def _as_json(change: Change) -> dict[str, object]:
    return {
        "change": change.kind,
        "where": change.where,
        "title": change.title,
        "parts": list(change.parts),
    }


def _line(change: Change) -> str:
    sign, _ = _KINDS[change.kind]
    parts = f"（{'、'.join(change.parts)}）" if change.parts else ""
    return f"{sign} {change.where}  {change.title}{parts}"


def _otherwise(old: str, after: Opened) -> Iterator[tuple[str, str, int, str]]:
    """Yield where each story of the old text first comes out otherwise under the new one."""
    assert after.procedure is not None  # noqa: S101 - a sound regulation has one
    id_ = old.partition("@")[0]
    for file in (each for each in own_stories(id_) if each.regulation in (None, id_)):
        for story in file.stories:
            directory = file.directory or shelf.directory(id_)
            try:
                played = play(after.procedure, story, directory, EDITIONS)
            except StoryUnplayable as fault:
                place = f"{file.name}:{file.line_of(story, fault.step)}"
                yield place, story.title, fault.step, str(fault)
                continue
            step = next((each for each in played.steps if each.broken), None)
            if step is not None:
                place = f"{file.name}:{file.line_of(story, step.number)}"
                yield place, story.title, step.number, step.broken[0]

"""``shouwen rules diff``: what is otherwise in another edition or overlay. Needs no database."""

import json

import click

from shouwen.packs import shelf
from shouwen.packs.stories import otherwise
from shouwen.regulations import Opened
from shouwen.regulations.comparing import Change, compare

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
    assert after.procedure is not None  # noqa: S101 - a sound regulation has one
    told = list(otherwise(old.partition("@")[0], after.procedure)) if stories else []
    for each in told:
        if as_json:
            line = {
                "story": each.title, "at": each.place, "step": each.step, "otherwise": each.how,
            }  # fmt: skip
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            click.echo(f"△ {each.place}: {each.title} 第 {each.step} 步：{each.how}")
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

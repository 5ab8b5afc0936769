"""``shouwen improvements``: what must become better, by whom and by when."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

import click

from shouwen.accountability import queries
from shouwen.accountability.shapes import ImprovementLine
from shouwen.consequences.improving import improvement_history
from shouwen.vocabulary import OFFICE_ZONE, iso


@click.group()
def improvements() -> None:
    """整改事项 / improvements."""


@improvements.command("list")
@click.option(
    "--view", type=click.Choice(["due", "overdue", "ended", "all"]), default="due",
    show_default=True, help="待办、逾期、已了结、全部 / which",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="每行一个 JSON / JSON lines")
def list_(view: str, as_json: bool) -> None:
    """列出整改 / list improvements, what is due first."""
    for row in _every(view):
        if as_json:
            told = {
                key: value.isoformat() if hasattr(value, "isoformat") else value
                for key, value in asdict(row).items()
            }
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            late = "，逾期 overdue" if row.overdue else ""
            click.echo(f"{row.id}\t{row.state_words}{late}\t{row.due_on}\t{row.unit}\t{row.what}")


@improvements.command()
@click.argument("id_", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="每行一个 JSON / JSON lines")
def show(id_: str, as_json: bool) -> None:
    """一项整改的经过 / what happened to one improvement."""
    for told in improvement_history(id_):
        name = type(told.event).__name__
        body = {
            key: value.isoformat() if hasattr(value, "isoformat") else value
            for key, value in asdict(told.event).items()
        }
        if as_json:
            click.echo(json.dumps({"event": name, "by": told.actor, **body}, ensure_ascii=False))
        else:
            said = body.get("text") or body.get("note") or body.get("reason") or body.get("what")
            click.echo(f"{iso(told.event.at)}\t{name}\t{told.actor}\t{said or ''}")


def _every(view: str) -> Iterator[ImprovementLine]:
    after: str | None = ""
    while after is not None:
        page = queries.improvements_on_this_machine(
            datetime.now(OFFICE_ZONE), view=view, cursor=after
        )
        yield from page.rows
        after = page.next

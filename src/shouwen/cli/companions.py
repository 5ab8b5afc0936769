"""``shouwen rules companions``: which companions the organisation lets run beside a regulation."""

import json
from datetime import datetime

import click

from shouwen.vocabulary import OFFICE_ZONE, Actor, iso


@click.group("companions")
@click.pass_context
def companions(ctx: click.Context) -> None:
    """并行规定 / what runs beside which regulation. Needs the record."""
    from shouwen.cli.main import open_record

    open_record(ctx.find_root())


@companions.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
def list_(as_json: bool) -> None:
    """列出并行规定 / list what runs, or ran, beside which regulation."""
    from shouwen.casework import queries

    now = datetime.now(OFFICE_ZONE)
    for each in queries.companions():
        if as_json:
            told = {
                "regulation": each.regulation,
                "companion": each.companion,
                "since": iso(each.since),
                "until": None if each.until is None else iso(each.until),
                "runs": each.runs(now),
            }
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            until = "" if each.until is None else f" – {iso(each.until)[:16]}"
            click.echo(f"{each.regulation} + {each.companion}  {iso(each.since)[:16]}{until}")


@companions.command()
@click.argument("regulation")
@click.argument("companion")
def add(regulation: str, companion: str) -> None:
    """此后受理的件同时适用 / let a companion run beside a regulation from now on.

    Matters that are open stay as they are; `rules migrate` takes them along.
    """
    from shouwen.casework import operations

    now = datetime.now(OFFICE_ZONE)
    done = operations.run_beside(regulation, companion, actor=_actor(), now=now)
    click.echo("已并行 / runs beside it now" if done else "原已并行 / it ran already")


@companions.command()
@click.argument("regulation")
@click.argument("companion")
def remove(regulation: str, companion: str) -> None:
    """此后受理的件不再适用 / let it run no more; matters taken in with it keep it."""
    from shouwen.casework import operations

    now = datetime.now(OFFICE_ZONE)
    done = operations.stop_beside(regulation, companion, actor=_actor(), now=now)
    click.echo("已停止并行 / it runs no more" if done else "原未并行 / it did not run")


def _actor() -> Actor:
    from shouwen.cli.people import BY

    return Actor(BY)

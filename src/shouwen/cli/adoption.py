"""``shouwen rules adopted``: which regulations the organisation, or a unit of it, works by."""

import json
from datetime import datetime

import click

from shouwen.vocabulary import OFFICE_ZONE, Actor, iso


@click.group("adopted")
@click.pass_context
def adopted(ctx: click.Context) -> None:
    """采用的办法 / what the organisation works by, and where. Needs the record."""
    from shouwen.cli.main import open_record

    open_record(ctx.find_root())


@adopted.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
def list_(as_json: bool) -> None:
    """列出采用的办法 / list what is, or was, adopted, and where."""
    from shouwen import people
    from shouwen.casework import queries

    now = datetime.now(OFFICE_ZONE)
    rows = queries.adoptions()
    units = people.directory(now).units
    for each in rows:
        found = units.get(each.unit)
        name = "" if found is None else found.name
        if as_json:
            told = {
                "regulation": each.regulation,
                "unit": each.unit or None,
                "unit_name": name or None,
                "since": iso(each.since),
                "until": None if each.until is None else iso(each.until),
                "runs": each.runs(now),
            }
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            where = f"{name or each.unit} [{each.unit}]" if each.unit else "全机构 / everywhere"
            until = "" if each.until is None else f" – {iso(each.until)[:16]}"
            click.echo(f"{each.regulation}  {where}  {iso(each.since)[:16]}{until}")
    if not rows and not as_json:
        click.echo("尚未指定，架上办法全部适用 / none named: every regulation on the shelf counts")


@adopted.command()
@click.argument("regulation")
@click.option("--unit", help="只在某单位及其下级 / in a unit and those under it only")
def add(regulation: str, unit: str | None) -> None:
    """此后按此办法受理 / take matters in under a regulation from now on.

    In a unit that adopts local rules, they are worked by instead of the regulation they are laid
    over. Matters that are open stay as they are; `rules migrate --unit` takes them along.
    """
    from shouwen.casework import operations

    now = datetime.now(OFFICE_ZONE)
    if unit is None:
        done = operations.adopt_regulation(regulation, actor=_actor(), now=now)
    else:
        done = operations.adopt_in(regulation, unit, actor=_actor(), now=now)
    click.echo("已采用 / adopted" if done else "原已采用 / it was adopted already")


@adopted.command()
@click.argument("regulation")
@click.option("--unit", required=True, help="单位 / the unit")
def remove(regulation: str, unit: str) -> None:
    """某单位此后不再按此受理 / take in no more under it in a unit; open matters keep it."""
    from shouwen.casework import operations

    done = operations.stop_in(regulation, unit, actor=_actor(), now=datetime.now(OFFICE_ZONE))
    click.echo("已停用 / no more" if done else "原未采用 / it was not adopted there")


def _actor() -> Actor:
    from shouwen.cli.people import BY

    return Actor(BY)

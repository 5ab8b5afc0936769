"""``shouwen api``: the interface described, and keys to it."""

import importlib
import json
from datetime import datetime, timedelta

import click

from shouwen.connections import keys
from shouwen.connections.scopes import SCOPES
from shouwen.vocabulary import OFFICE_ZONE, iso

#: Who is said to have made a change on the command line of the server.
BY = "command-line"


@click.group()
def api() -> None:
    """接口：描述与密钥 / the interface: its description, and keys to it."""


@api.command()
def openapi() -> None:
    """输出 OpenAPI 3.1 描述 / print the OpenAPI 3.1 document."""
    # By name: the interface is no part of what the command line is built on.
    described = importlib.import_module("shouwen.api.openapi").description()
    click.echo(json.dumps(described, ensure_ascii=False, indent=2))


@api.group()
def key() -> None:
    """接口密钥 / keys of the interface."""


@key.command()
@click.argument("name")
@click.option("--person", default="", help="代表何人 / whom it acts for")
@click.option("--unit", default="", help="系统账号所在机构 / where a system account stands")
@click.option("--role", "roles", multiple=True, help="系统账号的角色 / roles of a system account")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(list(SCOPES)), required=True,
    help="权限，可多次 / what for",
)  # fmt: skip
@click.option("--network", "networks", multiple=True, help="只允许来自 / only from there")
@click.option("--days", type=click.IntRange(1), help="有效天数 / valid for so many days")
@click.option(
    "--per-minute", type=int, default=keys.PER_MINUTE, show_default=True, help="每分钟请求数"
)
def make(
    name: str,
    person: str,
    unit: str,
    roles: tuple[str, ...],
    scopes: tuple[str, ...],
    networks: tuple[str, ...],
    days: int | None,
    per_minute: int,
) -> None:
    """建立密钥，只显示这一次 / make a key; it is shown this once."""
    now = datetime.now(OFFICE_ZONE)
    made = keys.make(
        name, person=person, unit=unit, roles=roles, scopes=scopes, networks=networks,
        expires_at=None if days is None else now + timedelta(days=days), per_minute=per_minute,
        by=BY, now=now,
    )  # fmt: skip
    click.echo(made.secret)


@key.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
def list_(as_json: bool) -> None:
    """列出密钥 / list the keys."""
    rows = keys.rows(datetime.now(OFFICE_ZONE))
    if as_json:
        told = [
            {
                "id": row.id, "name": row.name, "person": row.person, "unit": row.unit,
                "roles": row.roles, "scopes": row.scopes, "state": row.state,
                "expires_at": row.expires_at and iso(row.expires_at),
                "last_used_at": row.last_used_at and iso(row.last_used_at),
            }
            for row in rows
        ]  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for row in rows:
        whom = row.person_name or f"{'、'.join(row.roles)}@{row.unit_name or '*'}"
        used = iso(row.last_used_at) if row.last_used_at else "-"
        click.echo(f"{row.id}  {row.state:<8}{row.name}  {whom}  {' '.join(row.scopes)}  {used}")


@key.command()
@click.argument("key_id", metavar="ID")
def revoke(key_id: str) -> None:
    """停用密钥 / take a key back."""
    done = keys.revoke(key_id, by=BY, now=datetime.now(OFFICE_ZONE))
    click.echo("已停用 / taken back" if done else "此前已停用 / taken back before")

"""``shouwen people``: see the organisation, let somebody in."""

import json
import sys
from datetime import datetime

import click
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from shouwen import logins
from shouwen import people as organisation
from shouwen.logins import factors
from shouwen.vocabulary import OFFICE_ZONE, iso

#: Who is said to have made a change on the command line of the server.
BY = "command-line"


@click.group()
def people() -> None:
    """机构与人员 / units and people."""


@people.command("list")
@click.option("--unit", help="只看某机构及其下级 / a unit and those under it")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
def list_(unit: str | None, as_json: bool) -> None:
    """列出机构、人员与任职 / list units with their people and posts."""
    now = _now()
    rows = organisation.units_under(unit)
    held: dict[str | None, list[organisation.PostRow]] = {}
    for post in organisation.posts(at=now):
        held.setdefault(post.unit, []).append(post)
    if as_json:
        told = [
            {
                "id": row.id,
                "name": row.name,
                "kind": row.kind,
                "parent": row.parent,
                "posts": [_told(post) for post in held.get(row.id, ())],
            }
            for row in rows
        ]
        everywhere = [_told(post) for post in held.get(None, ())]
        click.echo(
            json.dumps({"units": told, "everywhere": everywhere}, ensure_ascii=False, indent=2)
        )
        return
    if not rows:
        click.echo("还没有机构 / there are no units yet")
    for row in rows:
        click.echo(f"{'  ' * row.depth}{row.name} [{row.id}, {row.kind}]")
        for post in held.get(row.id, ()):
            click.echo(f"{'  ' * row.depth}  · {post.person_name} [{post.person}] {post.role}")
    for post in held.get(None, ()) if unit is None else ():
        click.echo(f"· {post.person_name} [{post.person}] {post.role}（不限机构 / everywhere）")


@people.command("add-user")
@click.argument("login")
@click.argument("name")
@click.option("--id", "person", help="人员编号，缺省自动生成 / id that never changes")
@click.option(
    "--post",
    "posts",
    multiple=True,
    metavar="ROLE[@UNIT]",
    help="任职，可多次给出；不写机构即不限机构 / a role, at a unit or everywhere",
)
@click.option("--password-stdin", is_flag=True, help="从标准输入读口令 / read the password there")
def add_user(
    login: str, name: str, person: str | None, posts: tuple[str, ...], password_stdin: bool
) -> None:
    """登记人员和登录账号 / enter a member of staff who can log in."""
    now, password = _now(), _password(password_stdin)
    with transaction.atomic():
        person = organisation.create_person(
            name, id=person, login=login, password=password, by=BY, now=now
        )
        for post in posts:
            role, _, unit = post.partition("@")
            organisation.give_post(person, role, unit or None, by=BY, now=now)
    click.echo(person)


@people.command("set-password")
@click.argument("login")
@click.option("--password-stdin", is_flag=True, help="从标准输入读口令 / read the password there")
def set_password(login: str, password_stdin: bool) -> None:
    """重设口令 / set the password of a login."""
    person = organisation.person_of_login(login)
    organisation.give_login(person, login, password=_password(password_stdin), by=BY, now=_now())
    click.echo("口令已更新 / password set")


@people.command("reset-factor")
@click.argument("login")
def reset_factor(login: str) -> None:
    """移除双重验证，结束会话 / take the second factor away, end sessions.

    For an administrator who has lost it: nobody else may be left to do it in the browser.
    """
    person, now = organisation.person_of_login(login), _now()
    user = User.objects.get(username=login)
    with transaction.atomic():
        removed = factors.remove_all(user)
        logins.end_sessions(user, now)
        organisation.note_change("factor.reset", person, by=BY, now=now)
    click.echo(f"已移除 {removed} 项 / removed")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("口令 / password", hide_input=True, confirmation_prompt=True)
    try:
        validate_password(password)
    except ValidationError as error:
        raise click.UsageError(" ".join(error.messages)) from None
    return password


def _told(post: organisation.PostRow) -> dict[str, str]:
    return {
        "person": post.person,
        "name": post.person_name,
        "role": post.role,
        "since": iso(post.since),
    }


def _now() -> datetime:
    return datetime.now(OFFICE_ZONE)

"""Members of staff and their logins."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db.models import Q

from shouwen.people.errors import AlreadyThere, NoSuchPerson
from shouwen.people.models import Deputy, Person, Post
from shouwen.people.operations.changing import changing, end_now, present


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person about to be entered; `password_hash` comes from Django's ``make_password``."""

    id: str
    name: str
    login: str | None = None
    password_hash: str | None = None
    extension: str = ""


def create_person(
    name: str,
    *,
    id: str | None = None,
    login: str | None = None,
    password: str | None = None,
    extension: str = "",
    by: str,
    now: datetime,
) -> str:
    """Enter a member of staff and return the id, made up when none is given.

    :param login: with a login but no password the person cannot log in until one is set
    :raises AlreadyThere: if the id or the login is taken
    """
    person = id or "p-" + base64.b32encode(secrets.token_bytes(10)).decode().lower()
    hashed = make_password(password) if login else None
    create_people([NewPerson(person, name, login, hashed, extension)], by=by, now=now)
    return person


def create_people(new: Sequence[NewPerson], *, by: str, now: datetime) -> None:
    """Enter members of staff, with their logins.

    :raises AlreadyThere: if an id or a login is taken
    """
    with changing(by, now) as log:
        for taken in Person.objects.filter(id__in=[person.id for person in new])[:1]:
            raise AlreadyThere(f"人员“{taken.id}”", f"person {taken.id!r}")
        logins = [person.login for person in new if person.login]
        for user in User.objects.filter(username__in=logins)[:1]:
            raise AlreadyThere(f"登录名“{user.username}”", f"login {user.username!r}")
        users = User.objects.bulk_create(
            (
                User(
                    username=person.login,
                    password=person.password_hash or make_password(None),
                    date_joined=now,
                )
                for person in new
                if person.login
            ),
            batch_size=1000,
        )
        users_by_login = {user.username: user for user in users}
        Person.objects.bulk_create(
            (
                Person(
                    id=person.id,
                    name=person.name,
                    extension=person.extension,
                    user=users_by_login[person.login] if person.login else None,
                    joined_at=now,
                )
                for person in new
            ),
            batch_size=1000,
        )
        for person in new:
            log("person.entered", person.id, login=person.login)


def change_person(
    person: str,
    *,
    name: str | None = None,
    extension: str | None = None,
    by: str,
    now: datetime,
) -> None:
    """Correct a person's name or extension.

    :raises NoSuchPerson: if there is none of this id, or the person has left
    """
    with changing(by, now) as log:
        row = present(person)
        row.name = row.name if name is None else name
        row.extension = row.extension if extension is None else extension
        row.save(update_fields=["name", "extension"])
        # The log says that, not what: a name belongs where it can be corrected.
        log("person.changed", person, name=name is not None, extension=extension is not None)


def give_login(person: str, login: str, *, password: str | None, by: str, now: datetime) -> None:
    """Let a person log in, or change the login or the password of one who can.

    :param password: None leaves a login without a usable password, or keeps the present one
    :raises NoSuchPerson: if there is none of this id, or the person has left
    :raises AlreadyThere: if somebody else has the login
    """
    with changing(by, now) as log:
        row = present(person)
        user = row.user or User(password=make_password(None), date_joined=now)
        if User.objects.filter(username=login).exclude(pk=user.pk).exists():
            raise AlreadyThere(f"登录名“{login}”", f"login {login!r}")
        user.username = login
        if password is not None:
            user.set_password(password)
        user.save()
        row.user = user
        row.save(update_fields=["user"])
        log("login.given", person, login=login, password=password is not None)


def close_login(person: str, *, by: str, now: datetime) -> None:
    """Close a person's login for a time: nobody comes in with it, and its sessions end.

    :raises NoSuchPerson: if there is none of this id, the person has left or has no login
    """
    _open_or_close(person, "login.closed", by, now, active=False)


def reopen_login(person: str, *, by: str, now: datetime) -> None:
    """Let a person whose login was closed come in again; raises as :func:`close_login` does."""
    _open_or_close(person, "login.reopened", by, now, active=True)


def _open_or_close(person: str, what: str, by: str, now: datetime, *, active: bool) -> None:
    with changing(by, now) as log:
        row = present(person)
        if row.user is None:
            raise NoSuchPerson(person)
        row.user.is_active = active
        row.user.save(update_fields=["is_active"])
        log(what, person)


def end_person(person: str, *, by: str, now: datetime) -> None:
    """Record that a person has left: posts and deputyships end, the login is closed.

    :raises NoSuchPerson: if there is none of this id, or the person has left before
    """
    with changing(by, now) as log:
        row = present(person)
        row.left_at = now
        row.save(update_fields=["left_at"])
        if row.user is not None:
            row.user.is_active = False
            row.user.save(update_fields=["is_active"])
        end_now(Post.objects.filter(person=person), by, now)
        end_now(Deputy.objects.filter(Q(principal=person) | Q(deputy=person)), by, now)
        log("person.left", person)

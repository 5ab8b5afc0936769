"""Persons: found, entered, changed, given posts, deputies and logins; ended, never erased."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwen import logins, people
from shouwen.casework import staffing
from shouwen.logins import factors
from shouwen.people import looking
from shouwen.web.account import entering
from shouwen.web.administration.units import role_titles
from shouwen.web.administration.words import attempt, start_of
from shouwen.web.requests import DeskRequest, go, show

#: So many people fit into a list to choose from; of more, one is typed.
_TO_CHOOSE_FROM: Final = 200


@require_http_methods(["GET", "HEAD", "POST"])
def persons(request: DeskRequest) -> HttpResponse:
    """Search persons; enter one."""
    refusal = ""
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in ("id", "name", "login",
                                                                       "extension")}  # fmt: skip
        made: list[str] = []
        if given["name"]:
            refusal = attempt(
                request,
                lambda: made.append(
                    people.create_person(
                        given["name"], id=given["id"] or None, login=given["login"] or None,
                        extension=given["extension"], by=request.actor.person, now=request.now,
                    )
                ),
                _("已登记“%(name)s”") % {"name": given["name"]},
            )  # fmt: skip
        else:
            refusal = _("请写姓名")
        if not refusal:
            return go(request, reverse("administration:person", args=made))
    text = request.GET.get("q", "").strip()
    left = request.GET.get("left") == "1"
    rows, after = looking.search_persons(
        text, at=request.now, after=request.GET.get("after", ""), left=left
    )
    told = {"q": text, **({"left": "1"} if left else {})}
    values = {
        "rows": rows,
        "text": text,
        "left": left,
        "first": f"?{urlencode(told)}" if request.GET.get("after") else "",
        "next": f"?{urlencode({**told, 'after': after})}" if after else "",
        "titles": role_titles(request),
        "typed": request.POST,
        "refusal": refusal,
    }
    return show(request, "administration/persons.html", values, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: DeskRequest, id_: str) -> HttpResponse:
    """Show one person: posts in time, deputies, login; change any of it."""
    refusal = ""
    if request.method == "POST":
        refusal = _change(request, id_)
        if not refusal:
            return go(request, "./")
    return show_person(request, id_, refusal=refusal)


def show_person(
    request: DeskRequest, id_: str, *, refusal: str = "", link: str = ""
) -> HttpResponse:
    """Show one person, with what was refused or the one-time link just made."""
    view = looking.person_view(id_)
    user = User.objects.filter(pk=view.user).first() if view.user else None
    roles = staffing.roles_known(request.now, request.language)
    staff, many = looking.search_persons(at=request.now, limit=_TO_CHOOSE_FROM)
    values: dict[str, Any] = {
        "view": view,
        "posts": [_dated(post, request) for post in reversed(people.posts(person=id_))],
        "stand_ins": looking.stand_ins(id_, request.now),
        "roles": roles,
        "titles": {row.role: row.title for row in roles},
        "units": people.unit_choices(),
        "staff": () if many else staff,
        "factors": factors.factors_of(user) if user else None,
        "sessions": len(logins.sessions(user, None)) if user else 0,
        "changes": people.changes(id_, 20),
        "typed": request.POST,
        "refusal": refusal,
        "link": link,
    }
    return show(request, "administration/person.html", values, status=422 if refusal else 200)


@require_POST
def login(request: DeskRequest, id_: str) -> HttpResponse:
    """Give, close or reopen a login, hand out a link, take a second factor away, end sessions."""
    given, by, now = request.POST, request.actor.person, request.now
    view = looking.person_view(id_)
    user = User.objects.filter(pk=view.user).first() if view.user else None
    way = given.get("way", "")
    name = given.get("login", "").strip()
    if way == "link" and user is not None:
        secret = logins.give_reset(id_, by=by, now=now)
        address = request.build_absolute_uri(reverse("account:link", args=[secret]))
        return show_person(request, id_, link=address)
    if way == "give" and not name:
        return show_person(request, id_, refusal=_("请写登录名"))
    ways: dict[str, tuple[Callable[[], object], str]] = {
        "give": (
            lambda: people.give_login(id_, name, password=None, by=by, now=now),
            _("登录名已定为“%(name)s”") % {"name": name},
        ),
        "close": (lambda: people.close_login(id_, by=by, now=now), _("登录已停用，会话已结束")),
        "reopen": (lambda: people.reopen_login(id_, by=by, now=now), _("登录已恢复")),
        "factors": (
            lambda: _reset(request, user, id_), _("双重验证已重置，下次登录后重新设置")
        ),
        "sessions": (lambda: user and logins.end_sessions(user, now), _("所有会话已结束")),
    }  # fmt: skip
    if way not in ways:
        messages.error(request, _("没有看懂这个操作"))
        return go(request, reverse("administration:person", args=[id_]))
    refusal = attempt(request, *ways[way])
    if way == "close" and user is not None and not refusal:
        logins.end_sessions(user, now)
    if refusal:
        return show_person(request, id_, refusal=refusal)
    return go(request, reverse("administration:person", args=[id_]))


def _reset(request: DeskRequest, user: User | None, person: str) -> None:
    if user is None:
        raise people.NoSuchPerson(person)
    factors.remove_all(user)
    logins.end_sessions(user, request.now)
    logins.note(user, "reset", "second", **entering.whence(request))
    people.note_change("factor.reset", person, by=request.actor.person, now=request.now)


def _change(request: DeskRequest, id_: str) -> str:
    given, by, now = request.POST, request.actor.person, request.now
    since, until = start_of(given.get("since", "")), start_of(given.get("until", ""))
    entry = int(given["entry"]) if given.get("entry", "").isdigit() else 0
    role, unit = given.get("role", ""), given.get("unit") or None
    name, deputy = given.get("name", "").strip(), given.get("deputy", "").strip()

    def change() -> None:
        extension = given.get("extension", "").strip()
        people.change_person(id_, name=name, extension=extension, by=by, now=now)

    ways: dict[str, tuple[bool, Callable[[], object], str]] = {
        "change": (bool(name), change, _("已修改")),
        "leave": (True, lambda: people.end_person(id_, by=by, now=now),
                  _("已登记离岗，任职、代理和登录随之结束")),
        "post": (bool(role), lambda: people.give_post(
            id_, role, unit, since=since, until=until, note=given.get("note", ""), by=by,
            now=now), _("已任职")),
        "end_post": (bool(entry), lambda: people.end_post(entry, by=by, now=now, until=until),
                     _("任职已终止")),
        "deputy": (bool(deputy), lambda: people.name_deputy(
            id_, looking.named(deputy), since=since, until=until, note=given.get("note", ""),
            by=by, now=now),
            _("已指定代理人")),
        "end_deputy": (bool(entry), lambda: people.end_deputy(entry, by=by, now=now),
                       _("代理已终止")),
    }  # fmt: skip
    way = ways.get(given.get("way", ""))
    if way is None or not way[0]:
        return _("请把必填的项目填好")
    return attempt(request, way[1], way[2])


def _dated(post: people.PostRow, request: DeskRequest) -> tuple[people.PostRow, str]:
    """Return a post with where it stands: past, now or to come."""
    if post.until is not None and post.until <= request.now:
        return post, "past"
    return post, "coming" if post.since > request.now else "now"

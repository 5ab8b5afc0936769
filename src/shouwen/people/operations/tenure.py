"""Who holds what, and who stands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from shouwen.people.errors import AlreadyThere, NoSuchEntry, NoSuchPerson, NoSuchUnit, WrongEnd
from shouwen.people.models import Deputy, Person, Post, Unit
from shouwen.people.operations.changing import changing, present


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post about to be given; without a unit it is held everywhere."""

    person: str
    role: str
    unit: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    note: str = ""


def give_post(
    person: str,
    role: str,
    unit: str | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    note: str = "",
    by: str,
    now: datetime,
) -> int:
    """Give a person a role and return the entry's number; raises as :func:`give_posts` does."""
    return give_posts([NewPost(person, role, unit, since, until, note)], by=by, now=now)[0]


def give_posts(new: Sequence[NewPost], *, by: str, now: datetime) -> list[int]:
    """Give people roles, from now unless `since` says otherwise; return the entries' numbers.

    :raises NoSuchPerson, NoSuchUnit: if somebody or somewhere does not exist any more
    :raises AlreadyThere: if a person holds the same post at some moment of that time
    :raises WrongEnd: if one would end before it began
    """
    with changing(by, now) as log:
        persons = {post.person for post in new}
        units = {post.unit for post in new if post.unit is not None}
        _all_there(Person.objects.filter(left_at=None), persons, NoSuchPerson)
        _all_there(Unit.objects.filter(closed_at=None), units, NoSuchUnit)
        held: dict[tuple[str, str, str | None], list[Post]] = {}
        for row in Post.objects.filter(person__in=persons):
            held.setdefault((row.person_id, row.role, row.unit_id), []).append(row)
        rows = []
        for post in new:
            row = Post(
                person_id=post.person,
                role=post.role,
                unit_id=post.unit,
                since=_since(post.since, post.until, now),
                until=post.until,
                granted_by=by,
                note=post.note,
            )
            others = held.setdefault((post.person, post.role, post.unit), [])
            if any(_overlap(row, other) for other in others):
                raise AlreadyThere(
                    f"“{post.person}”的任职“{post.role}”", f"post {post.role!r} of {post.person!r}"
                )
            others.append(row)
            rows.append(row)
        Post.objects.bulk_create(rows, batch_size=1000)
        for row in rows:
            log("post.given", row.person_id, role=row.role, unit=row.unit_id, entry=row.id)
    return [row.id for row in rows]


def end_post(entry: int, *, by: str, now: datetime, until: datetime | None = None) -> None:
    """End a post now, or at `until`; one that has not begun ends as it begins, and never holds.

    :raises NoSuchEntry: if there is no such post, or it is over
    :raises WrongEnd: if it would end before it began
    """
    _end_entry(Post, "post.ended", entry, by, now, until)


def name_deputy(
    principal: str,
    deputy: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    note: str = "",
    by: str,
    now: datetime,
) -> int:
    """Let `deputy` act on the posts of `principal` for a time; return the entry's number.

    :raises NoSuchPerson: if either is not there any more, or they are the same
    :raises AlreadyThere: if the deputyship exists at some moment of that time
    :raises WrongEnd: if it would end before it began
    """
    with changing(by, now) as log:
        present(principal)
        present(deputy)
        if principal == deputy:
            raise NoSuchPerson(deputy)
        row = Deputy(
            principal_id=principal,
            deputy_id=deputy,
            since=_since(since, until, now),
            until=until,
            granted_by=by,
            note=note,
        )
        others = Deputy.objects.filter(principal=principal, deputy=deputy)
        if any(_overlap(row, other) for other in others):
            raise AlreadyThere(f"“{deputy}”的代理", f"deputyship of {deputy!r}")
        row.save()
        log("deputy.named", deputy, principal=principal, entry=row.id)
    return row.id


def end_deputy(entry: int, *, by: str, now: datetime, until: datetime | None = None) -> None:
    """End a deputyship now, or at `until`; raises as :func:`end_post` does."""
    _end_entry(Deputy, "deputy.ended", entry, by, now, until)


def _since(since: datetime | None, until: datetime | None, now: datetime) -> datetime:
    begin = now if since is None else since
    if until is not None and until <= begin:
        raise WrongEnd(begin, until)
    return begin


def _overlap(one: Post | Deputy, other: Post | Deputy) -> bool:
    if one.since == one.until or other.since == other.until:
        return False  # ended before it began: it never holds
    return (other.until is None or one.since < other.until) and (
        one.until is None or other.since < one.until
    )


def _all_there(rows: Any, wanted: set[str], error: type[NoSuchPerson] | type[NoSuchUnit]) -> None:
    missing = wanted - set(rows.filter(id__in=wanted).values_list("id", flat=True))
    if missing:
        raise error(min(missing))


def _end_entry(
    model: type[Post] | type[Deputy],
    what: str,
    entry: int,
    by: str,
    now: datetime,
    until: datetime | None,
) -> None:
    with changing(by, now) as log:
        row = model.objects.filter(Q(until=None) | Q(until__gt=now), id=entry).first()
        if row is None:
            raise NoSuchEntry(entry)
        end = max(now, row.since) if until is None else until
        if end < row.since:
            raise WrongEnd(row.since, end)
        row.until, row.ended_by = end, by
        row.save(update_fields=["until", "ended_by"])
        subject = row.person_id if isinstance(row, Post) else row.deputy_id
        log(what, subject, entry=entry)

"""Who holds an office of the system, see :mod:`.office`, and when."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from shouwen.people.errors import NotStaff
from shouwen.people.models import Person, Post
from shouwen.people.office import Office
from shouwen.people.queries import in_force
from shouwen.vocabulary import Actor


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is behind a login, and which offices of the system he holds at that moment."""

    actor: Actor
    offices: frozenset[Office]


def standing_of(user: AbstractBaseUser | AnonymousUser, at: datetime) -> Standing:
    """Return who is behind a login at a moment, with his offices, in one question.

    :raises NotStaff: if there is nobody at that moment, or nobody is logged in
    """
    found = (
        Person.objects.filter(in_force(at, "joined_at", "left_at"), user=user.pk)
        .annotate(offices=ArraySubquery(_held(at).filter(person=OuterRef("id")).values("role")))
        .values_list("id", "name", "offices")
        .first()
        if user.pk is not None
        else None
    )
    if found is None:
        raise NotStaff(user.get_username())
    person, name, offices = found
    return Standing(Actor(person, name), frozenset(map(Office, offices)))


def actor_for(user: AbstractBaseUser | AnonymousUser, at: datetime) -> Actor:
    """Return the member of staff behind a login.

    :raises NotStaff: if there is none at that moment, or nobody is logged in
    """
    return standing_of(user, at).actor


def offices_of(person: str, at: datetime) -> frozenset[Office]:
    """Return the offices of the system a person holds at a moment, wherever he holds them."""
    return frozenset(map(Office, _held(at).filter(person=person).values_list("role", flat=True)))


def _held(at: datetime) -> QuerySet[Post]:
    return Post.objects.filter(in_force(at), role__in=list(Office)).order_by()

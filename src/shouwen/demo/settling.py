"""The demonstration bank moves in: units, people, posts, deputies, logins, regulations."""

from datetime import datetime

from django.contrib.auth.hashers import make_password

from shouwen import logins, people
from shouwen.casework import operations
from shouwen.demo.organisation import Organisation
from shouwen.people import NewPerson, NewPost, NewUnit, Office
from shouwen.vocabulary import Actor

#: Who set the bank up. Nobody can log in as it.
FOUNDER = Actor("root", "系统初始化")


def settle(
    organisation: Organisation, regulations: tuple[str, ...], password: str, *, since: datetime
) -> None:
    """Enter the organisation as it stands since `since` and adopt its regulations.

    Everybody gets a login with the same password: this is for demonstrations only.

    :raises AlreadyThere: if an organisation has moved in before
    """
    by = FOUNDER.person
    units = [
        NewUnit(unit.id, unit.name, unit.kind, unit.parent, sorted(unit.attributes))
        for unit in organisation.units
    ]
    people.create_units(units, by=by, now=since)
    # Hashing takes its time by design; the password is the same, so is the hash.
    hashed = make_password(password)
    persons = [
        NewPerson(staff.login, staff.name, staff.login, hashed, extension=f"8{100 + n}")
        for n, staff in enumerate(organisation.staff)
    ]
    people.create_people(persons, by=by, now=since)
    posts = [
        NewPost(staff.login, role, unit)
        for staff in organisation.staff
        for role, unit in staff.roles
    ]
    posts += [NewPost(login, office, None) for login, office in organisation.offices]
    people.give_posts(posts, by=by, now=since)
    # For show: whoever looks at the administrator's pages need not set up a second factor first.
    logins.release(Office.ADMINISTRATOR, by=by, now=since)
    for absence in organisation.absences:
        people.name_deputy(absence.person, absence.deputy, by=by, now=since)
    for regulation in regulations:
        operations.adopt_regulation(regulation, actor=FOUNDER, now=since)

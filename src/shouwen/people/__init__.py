"""Units, people, and who held what when; turns a login into an actor.

The names below are loaded when first used: this package is imported before Django's models are.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shouwen.people.errors import (
        AlreadyThere,
        NoSuchEntry,
        NoSuchPerson,
        NoSuchUnit,
        NotStaff,
        WrongEnd,
        WrongTree,
    )
    from shouwen.people.office import Office, office_title
    from shouwen.people.offices import Standing, actor_for, offices_of, standing_of
    from shouwen.people.operations import (
        NewPerson,
        NewPost,
        NewUnit,
        change_person,
        change_unit,
        close_login,
        close_unit,
        create_people,
        create_person,
        create_unit,
        create_units,
        end_deputy,
        end_person,
        end_post,
        give_login,
        give_post,
        give_posts,
        move_unit,
        name_deputy,
        note_change,
        reopen_login,
    )
    from shouwen.people.queries import (
        ChangeNote,
        PersonRow,
        PostRow,
        UnitRow,
        changes,
        deputies_of,
        extension_of,
        names_of_persons,
        names_of_units,
        person_at,
        person_choices,
        person_of_login,
        persons_with_role,
        positions,
        posts,
        scope,
        unit_choices,
        units_under,
    )
    from shouwen.people.standing import directory, tenures, version

__all__ = [
    "AlreadyThere",
    "ChangeNote",
    "NewPerson",
    "NewPost",
    "NewUnit",
    "NoSuchEntry",
    "NoSuchPerson",
    "NoSuchUnit",
    "NotStaff",
    "Office",
    "PersonRow",
    "PostRow",
    "Standing",
    "UnitRow",
    "WrongEnd",
    "WrongTree",
    "actor_for",
    "change_person",
    "change_unit",
    "changes",
    "close_login",
    "close_unit",
    "create_people",
    "create_person",
    "create_unit",
    "create_units",
    "deputies_of",
    "directory",
    "end_deputy",
    "end_person",
    "end_post",
    "extension_of",
    "give_login",
    "give_post",
    "give_posts",
    "move_unit",
    "name_deputy",
    "names_of_persons",
    "names_of_units",
    "note_change",
    "office_title",
    "offices_of",
    "person_at",
    "person_choices",
    "person_of_login",
    "persons_with_role",
    "positions",
    "posts",
    "reopen_login",
    "scope",
    "standing_of",
    "tenures",
    "unit_choices",
    "units_under",
    "version",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        for room in ("errors", "office", "offices", "operations", "queries", "standing"):
            found = getattr(import_module(f"shouwen.people.{room}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Change the organisation: every change is dated, attributed and logged, and nothing is erased.

Each function is one transaction. Changes wait for each other (they lock the organisation's version
number), so two administrators never act on a tree the other has just turned.

`by` is the id of the person who makes the change, `now` when it is made; `since` and `until` are
when it counts, beginning included and end excluded. All moments are aware.
"""

from shouwen.people.operations.changing import note_change
from shouwen.people.operations.staff import (
    NewPerson,
    change_person,
    close_login,
    create_people,
    create_person,
    end_person,
    give_login,
    reopen_login,
)
from shouwen.people.operations.tenure import (
    NewPost,
    end_deputy,
    end_post,
    give_post,
    give_posts,
    name_deputy,
)
from shouwen.people.operations.units import (
    NewUnit,
    change_unit,
    close_unit,
    create_unit,
    create_units,
    move_unit,
)

__all__ = [
    "NewPerson",
    "NewPost",
    "NewUnit",
    "change_person",
    "change_unit",
    "close_login",
    "close_unit",
    "create_people",
    "create_person",
    "create_unit",
    "create_units",
    "end_deputy",
    "end_person",
    "end_post",
    "give_login",
    "give_post",
    "give_posts",
    "move_unit",
    "name_deputy",
    "note_change",
    "reopen_login",
]

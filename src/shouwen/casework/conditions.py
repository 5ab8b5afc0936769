"""What a list is asked for: which cases somebody may see, in one view, narrowed by filters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final, Literal

from shouwen import people
from shouwen.casework.access import Scope, scope_of
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.keys import path_of, posts_of, range_of
from shouwen.casework.paging import Asked
from shouwen.casework.reaching import Reach, reach_of
from shouwen.casework.words import NEVER
from shouwen.vocabulary import Actor, Directory, at_office

View = Literal[
    "mine", "unit", "soon", "late", "approval", "call_back", "supervision", "all", "closed"
]
VIEWS: Final[Mapping[str, tuple[str, str]]] = {
    "mine": ("我的待办", "My work"),
    "unit": ("本单位", "My unit"),
    "soon": ("即将到期", "Due soon"),
    "late": ("已超期", "Overdue"),
    "approval": ("待我审批", "For my approval"),
    "call_back": ("待回访", "To call back"),
    "supervision": ("督办", "Supervision"),
    "all": ("全部", "All"),
    "closed": ("已办结", "Closed"),
}
#: Views that hold but a few cases, whoever asks.
SMALL: Final = ("mine", "approval", "call_back")
#: Views of what lies on somebody's own desk.
WORK: Final = ("mine", "approval")
FILTERS: Final = (
    "stage", "channel", "category", "regulation", "unit", "level", "due", "handler", "place",
    "at", "delay", "waiting", "counted", "month", "text",
)  # fmt: skip
#: By when: late, today, this week (to Sunday), later, or without a limit; in the office zone.
DUE: Final = ("late", "today", "week", "later", "none")
#: The filters that compare one column with one value.
COLUMNS: Final[Mapping[str, str]] = {
    "stage": "stage",
    "channel": "channel",
    "category": "category",
    "regulation": "pack",
    "handler": "handler",
    "at": "unit",
    "delay": "delay",
    "waiting": "waiting",
}
#: No desk holds more than this that anybody would page through.
_DESK: Final = 5000
#: So many disputes are listed among what supervision looks at.
_DISPUTES: Final = 1000
_DAY: Final = timedelta(days=1)


def scope_at(actor: Actor, directory: Directory, now: datetime) -> Scope:
    """Return what the actor may see under the regulations worked by now."""
    return scope_of(actor, directory, adopted_procedures(now))


@dataclass
class Sight:
    """What somebody may see at an instant: asked once, it serves every list of a page."""

    actor: Actor
    now: datetime
    directory: Directory
    scope: Scope
    _reaches: dict[bool | None, Reach] = field(default_factory=dict)

    def viewed(self, view: str) -> Asked:
        """Return the condition that lets the visible cases of one view through."""
        return viewed(of_scope(self.scope), view, self.actor, self.directory, self.scope, self.now)

    def reach(self, view: str) -> Reach | None:
        """Return how far somebody sees in a view; None where it holds but a few cases anyway."""
        if view in SMALL:
            return None
        ended = {"all": None, "closed": True}.get(view, False)
        if ended not in self._reaches:
            self._reaches[ended] = reach_of(self.scope, ended=ended)
        return self._reaches[ended]


def sight_of(actor: Actor, now: datetime) -> Sight:
    """Return what the actor may see under the regulations worked by now."""
    directory = people.directory(now)
    return Sight(actor, now, directory, scope_at(actor, directory, now))


def of_scope(scope: Scope) -> Asked:
    """Return the condition that lets only visible cases through."""
    return Asked(*scope.where())


def viewed(
    asked: Asked, view: str, actor: Actor, directory: Directory, scope: Scope, now: datetime
) -> Asked:
    """Return the condition with the cases of one view only."""
    match view:
        case "mine":
            # As an array the few numbers come first, whatever the planner thinks of the rest.
            # Closed ones, too: what closing left to do, or opened again, is work like any other.
            return asked.also(
                'c."number" = ANY(ARRAY(SELECT d."number"'  # noqa: S608
                f' FROM casework_desk AS d WHERE d."keys" && %(own_keys)s::text[] LIMIT {_DESK}))',
                own_keys=list(scope.own_keys),
            )
        case "approval":
            return asked.also(
                'c."number" = ANY(ARRAY(SELECT d."number"'  # noqa: S608
                f' FROM casework_desk AS d WHERE d."keys" && %(own_keys)s::text[]'
                f" AND d.\"kind\" = 'approval' LIMIT {_DESK}))",
                own_keys=list(scope.own_keys),
            )
        case "unit":
            asked = asked.of_kind('NOT c."ended"')
            if any(post.unit is None for post in posts_of(actor, directory)):
                return asked  # a post held everywhere: the whole house is his unit
            return within(asked, _own_paths(actor, directory))
        case "soon":
            return asked.of_kind(
                'NOT c."ended" AND c."next_soon_at" <= %(now)s::timestamptz'
                ' AND c."next_due_at" >= %(now)s::timestamptz',
                now=now,
            )
        case "late":
            return asked.of_kind(
                'NOT c."ended" AND c."next_due_at" < %(now)s::timestamptz', now=now
            )
        case "call_back":
            # Whoever handled a matter asks nobody whether he did it well.
            return asked.also(
                'c."waiting" = \'call_back\' AND c."handler" <> %(caller)s::text',
                caller=actor.person,
            )
        case "supervision":
            return asked.of_kind('NOT c."ended"').also(
                '(c."next_due_at" < %(now)s::timestamptz OR c."number" = ANY('  # noqa: S608
                'ARRAY(SELECT w."number" FROM casework_case AS w WHERE w."waiting" = \'dispute\''
                f" LIMIT {_DISPUTES})))",
                now=now,
            )
        case "closed":
            return asked.of_kind('c."ended"')
        case _:
            return asked


def _own_paths(actor: Actor, directory: Directory) -> list[str]:
    units = {post.unit for post in posts_of(actor, directory)}
    return sorted({path for unit in units if (path := path_of(unit, directory))})


def within(asked: Asked, paths: list[str], name: str = "own") -> Asked:
    """Return the condition with the cases of these units and those under them only."""
    if not paths:
        return asked.also("false")
    parts = []
    params: dict[str, str] = {}
    for n, path in enumerate(paths):
        params[f"{name}_from_{n}"], params[f"{name}_until_{n}"] = range_of(path)
        parts += [
            f'(c."{column}" >= %({name}_from_{n})s::text'
            f' AND c."{column}" < %({name}_until_{n})s::text)'
            for column in ("unit_path", "receiving_path")
        ]
    return asked.also(f"({' OR '.join(parts)})", **params)


def filtered(asked: Asked, wanted: Mapping[str, str], directory: Directory, now: datetime) -> Asked:
    """Return the condition narrowed by filters; see :data:`FILTERS`."""
    for name in wanted:
        asked = narrowed(asked, name, wanted[name], directory, now)
    return asked


def narrowed(asked: Asked, name: str, value: str, directory: Directory, now: datetime) -> Asked:
    """Return the condition narrowed by one filter; ``text`` is the search's, not a condition."""
    if name in COLUMNS:
        return asked.also(
            f'c."{COLUMNS[name]}" = %(filter_{name})s::text', **{f"filter_{name}": value}
        )
    if name == "unit":
        path = path_of(value, directory)
        return within(asked, [path] if path else [], "filter")
    if name == "place":
        low, high = range_of(path_of(value, directory) or "/-/")
        return asked.also(
            'c."unit_path" >= %(place_from)s::text AND c."unit_path" < %(place_until)s::text',
            place_from=low,
            place_until=high,
        )
    if name == "level":
        return asked.also(
            'c."unit" = ANY(%(filter_level)s::text[])',
            filter_level=[unit for unit in directory.units if level_of(unit, directory) == value],
        )
    if name == "due":
        low, high = due_range(value, now)
        return asked.also(
            'c."next_due_at" >= %(due_from)s::timestamptz'
            ' AND c."next_due_at" < %(due_until)s::timestamptz',
            due_from=low,
            due_until=high,
        )
    return asked


def level_of(unit: str, directory: Directory) -> str:
    """Return how deep a unit lies in the tree, from 1 at the top; empty for an unknown one."""
    path = path_of(unit, directory)
    return str(path.count("/") - 1) if path else ""


def due_range(value: str, now: datetime) -> tuple[datetime, datetime]:
    """Return the instants a bucket of :data:`DUE` reaches from, and to before.

    What is due at this very instant is not late yet. An unknown bucket holds nothing.
    """
    midnight = datetime.combine(at_office(now).date() + _DAY, time(), at_office(now).tzinfo)
    sunday = midnight + _DAY * (6 - at_office(now).weekday())
    long_ago, never_ends = NEVER.replace(year=1), NEVER.replace(year=3001)
    ranges = {
        "late": (long_ago, now),
        "today": (now, midnight),
        "week": (midnight, sunday),
        "later": (sunday, NEVER),
        "none": (NEVER, never_ends),
    }
    return ranges.get(value, (NEVER, NEVER))

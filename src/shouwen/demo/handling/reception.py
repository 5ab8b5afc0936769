"""Who takes a complaint in at the savings bank, who sends it on, who files it in the end."""

from dataclasses import dataclass

from shouwen.demo.handling.dossier import Dossier

#: The writer's words and the regulation's.
CHANNELS = {"web": "network"}
CATEGORIES = {
    "mistake": "work_error",
    "attitude": "service_attitude",
    "management": "internal_management",
    "product": "service_product",
    "channel": "service_channel",
    "violation": "rule_breaking",
    "crime": "financial_crime",
    "anonymous": "anonymous",
}
_LEVELS = {
    "head_office": "head_office",
    "first_branch": "first_branch",
    "second_branch": "second_branch",
    "outlet": "outlet",
    "overseas_office": "first_branch",
}


@dataclass(frozen=True, slots=True)
class Reception:
    """The accepting department and its people.

    `receiver` registers, `sender` dispatches, `caller` calls back, `keeper` files and watches the
    limit; `unit` is recorded as the accepting one.
    """

    unit: str
    level: str
    receiver: str
    sender: str
    caller: str
    keeper: str


def level_of(d: Dossier, unit: str) -> str:
    """Return the level of a unit; departments have that of the unit they belong to."""
    kind = d.unit(unit).kind
    return _LEVELS.get(kind) or level_of(d, d.superior(unit))


def reception(d: Dossier, accused: str) -> Reception:
    """Return where a complaint about a unit is taken in, as its channel has it."""
    match d.plan.channel:
        case "phone" | "web":
            return _centre(d, accused)
        case "book" if not d.turn("head_accused"):
            return _counter(d, accused)
        case "book":
            return _union(d, d.above("second_branch", accused), d.holder("employee", accused))
        case "visit":
            return _visit(d, accused)
        case "letter":
            place = d.plan.place or _either(d, d.above("first_branch", accused), d.top)
            return _union(d, place)
        case "superior":
            return _union(d, d.plan.place or d.above("first_branch", accused))
        case "government":
            return _government(d, accused)
        case _:
            kind = "second_branch" if d.complaint.facts.media_level == "local" else "first_branch"
            place = d.plan.place or d.above(kind, accused)
            person = d.holder("office_officer", place)
            return Reception(place, level_of(d, place), person, person, person, person)


def _either(d: Dossier, one: str, other: str) -> str:
    return one if d.chance(0.6) else other


def _centre(d: Dossier, accused: str) -> Reception:
    branch = d.above("first_branch", accused)
    own = f"{branch}_centre"
    head = next(unit.id for unit in d.directory.units.values() if "head_centre" in unit.attributes)
    place = own if own in d.directory.units and d.chance(0.6) else head
    if d.plan.channel == "web":
        place = head
    return _at_centre(d, d.plan.place or place)


def _at_centre(d: Dossier, place: str) -> Reception:
    agent, post = d.holder("agent", place), d.holder("complaint_post", place)
    return Reception(place, level_of(d, place), agent, post, agent, post)


def _counter(d: Dossier, accused: str) -> Reception:
    head = d.holder("outlet_head", accused)
    return Reception(accused, "outlet", head, head, d.holder("handler", accused), head)


def _visit(d: Dossier, accused: str) -> Reception:
    near = d.above("second_branch", accused)
    place = d.plan.place or d.rng.choice((near, near, d.above("first_branch", accused), d.top))
    return _union(d, place, d.holder("receptionist", place))


def _union(d: Dossier, place: str, receiver: str = "") -> Reception:
    union = d.holder("union_officer", place)
    return Reception(place, level_of(d, place), receiver or union, union, union, union)


def _government(d: Dossier, accused: str) -> Reception:
    branch = d.above("first_branch", accused)
    place = d.plan.place or d.rng.choice((d.above("second_branch", accused), branch, d.top))
    centre = f"{branch}_centre"
    if place == branch and centre in d.directory.units and d.chance(0.5):
        return _at_centre(d, centre)
    return _union(d, place, d.holder("office_officer", place))

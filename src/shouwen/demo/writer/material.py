"""The texts of the writer, read once from the package's own YAML files."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from shouwen.demo.writer.complaint import CATEGORIES, Gender, Intent

#: Where a matter happens; decides the hours and whether staff was present.
Place = Literal["counter", "lobby", "atm", "app", "line", "sms", "outside", "branch"]


@dataclass(frozen=True, eq=False)
class Matter:
    """A story kernel: what went wrong, how it is told, what is asked for, what came of it.

    `tell` is told in order; each position has alternatives. `brief` is the whole in one sentence.
    Ages are inclusive years of the complainant, hours are full hours of the day, money is
    (from, to, step) in yuan, `large` the range above the threshold of a major complaint.
    """

    id: str
    category: str
    topic: str
    place: Place
    titles: tuple[str, ...]
    tell: tuple[tuple[str, ...], ...]
    brief: tuple[str, ...]
    demands: tuple[str, ...]
    staff: str | None = None
    unit: str | None = None
    ages: tuple[int, int] = (22, 78)
    hours: tuple[int, ...] = ()
    occupations: tuple[str, ...] = ()
    amount: tuple[int, int, int] | None = None
    large: tuple[int, int, int] | None = None
    slots: Mapping[str, tuple[str, ...]] | None = None
    nameless: bool = False
    intent: Intent | None = None
    content_category: str | None = None
    found: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    lesson: tuple[str, ...] = ()


@dataclass(frozen=True)
class Occupation:
    """What somebody does, and at which ages (inclusive)."""

    name: str
    ages: tuple[int, int]
    gender: Gender | None = None


@dataclass(frozen=True)
class Names:
    """Parts of names."""

    surnames: str
    compound: tuple[str, ...]
    given: Mapping[str, Mapping[str, tuple[str, ...]]]
    occupations: tuple[Occupation, ...]


def _read(name: str) -> Any:
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _frozen(value: Any) -> Any:
    """Lists to tuples, all the way down."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def _several(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _matter(category: str, raw: dict[str, Any]) -> Matter:
    told = {key: _frozen(value) for key, value in raw.items()}
    for key in ("brief", "found", "cleared", "done", "lesson"):
        told[key] = _several(raw.get(key))
    told["tell"] = tuple(_several(position) for position in raw["tell"])
    if "age" in told:
        told["ages"] = told.pop("age")
    return Matter(category=category, **told)


@cache
def matters() -> Mapping[str, tuple[Matter, ...]]:
    """Return all matters by class."""
    return {
        category: tuple(_matter(category, raw) for raw in _read(f"matters/{category}.yaml"))
        for category in CATEGORIES
    }


@cache
def matter(matter_id: str) -> Matter:
    """Return one matter.

    :raises KeyError: if there is none of that id
    """
    return _by_id()[matter_id]


@cache
def _by_id() -> Mapping[str, Matter]:
    chinese = {one.id: one for known in matters().values() for one in known}
    return chinese | {story["id"]: _foreign_matter(story) for story in english()["stories"]}


def _foreign_matter(story: Mapping[str, Any]) -> Matter:
    return Matter(
        id=story["id"],
        category=story["categories"][0],
        topic=story["topic"],
        place=story["place"],
        titles=(story["title"],),
        tell=(),
        brief=(),
        demands=story["demands"],
        found=_several(story["found"]),
        cleared=_several(story["cleared"]),
        done=_several(story["done"]),
        lesson=_several(story["lesson"]),
    )


@cache
def names() -> Names:
    """Return the parts of names and the occupations."""
    raw = _frozen(_read("names.yaml"))
    return Names(
        surnames=raw["surnames"],
        compound=raw["compound"],
        given=raw["given"],
        occupations=tuple(Occupation(**job) for job in raw["occupations"]),
    )


@cache
def voices() -> Mapping[str, Any]:
    """Return the frames of the channels: channel → part → phrases."""
    return _frozen(_read("voices.yaml"))  # type: ignore[no-any-return]


@cache
def answers() -> Mapping[str, Any]:
    """Return the frames of the texts of handling."""
    return _frozen(_read("answers.yaml"))  # type: ignore[no-any-return]


@cache
def english() -> Mapping[str, Any]:
    """Return the stories told in English."""
    return _frozen(_read("english.yaml"))  # type: ignore[no-any-return]

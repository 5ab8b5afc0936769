"""What the keys of the regulation language mean, in a line each, for whoever edits a text.

The keys themselves, which of them are needed and what may stand there come from the language's own
types; ``docs/reference/regulation-language.md`` tells the whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources
from inspect import isclass
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic.fields import FieldInfo

from shouwen.regulations import Pack
from shouwen.regulations.effects import Effect
from shouwen.regulations.elements import Element


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key: whether it is needed, what it means, and the words that may stand there."""

    key: str
    needed: bool
    meaning: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionHelp:
    """One section of a text: what it is for, the keys of one entry, those of an effect in it."""

    section: str
    title: str
    meaning: str
    keys: tuple[KeyLine, ...]
    effects: tuple[KeyLine, ...]


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    text = resources.files("shouwen.casework").joinpath("key_words.yaml").read_text("utf-8")
    words: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return words


def section_help(section: str, language: str = "zh") -> SectionHelp | None:
    """Return the help for a section of a text, or None where the language has none of this name."""
    found = next(
        (info for name, info in Pack.model_fields.items() if (info.alias or name) == section), None
    )
    if found is None:
        return None
    nth = 1 if language.startswith("en") else 0
    words = _words()["sections"][section]
    entry = next(_elements(found.annotation), None)
    keys = () if entry is None else _lines(entry, nth)
    holds_effects = entry is not None and any(
        Effect in tuple(_elements(info.annotation)) for info in entry.model_fields.values()
    )
    effects = _lines(Effect, nth) if holds_effects else ()
    return SectionHelp(section, words["title"][nth], words["meaning"][nth], keys, effects)


def sections(language: str = "zh") -> tuple[tuple[str, str], ...]:
    """Return every section a text may have, in the usual order: its word and its name."""
    nth = 1 if language.startswith("en") else 0
    return tuple((section, words["title"][nth]) for section, words in _words()["sections"].items())


def _lines(entry: type[Element], nth: int) -> tuple[KeyLine, ...]:
    words = _words()["keys"]
    keys = ((info.alias or name, info) for name, info in entry.model_fields.items())
    return tuple(
        KeyLine(key, info.is_required(), words[key][nth], tuple(_choices(info)))
        for key, info in keys
    )


def _choices(info: FieldInfo) -> Iterator[str]:
    waiting: list[Any] = [info.annotation]
    while waiting:
        found = waiting.pop(0)
        if get_origin(found) is Literal:
            yield from map(str, get_args(found))
        elif isclass(found) and issubclass(found, Enum):
            yield from (str(each.value) for each in found)
        else:
            waiting += get_args(found)


def _elements(annotation: Any) -> Iterator[type[Element]]:
    for each in get_args(annotation) or (annotation,):
        if isclass(each) and issubclass(each, Element):
            yield each
        elif get_args(each):
            yield from _elements(each)

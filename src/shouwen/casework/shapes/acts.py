"""What may be done: acts as buttons and as forms, with every field a form asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from shouwen.casework.shapes.articles import Why

if TYPE_CHECKING:
    from shouwen.casework.party_shapes import RepresentativesLimit


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a field may take."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One moment that could be promised: as the form posts it, in people's words, and as a date.

    `allowed` says whether the regulation takes it; `latest` that a minute later it would not. `why`
    is its sentence for that, with the article.
    """

    value: str
    words: str
    date: str
    allowed: bool
    latest: bool
    why: str
    article: str


@dataclass(frozen=True, slots=True)
class Field:
    """One fact as a form asks for it.

    `kind`: bool, int, money, text, date, time, choice, choices (several), unit, units, person,
    persons, list (one per line). `value` is what is known already, as the form posts it.
    `particular` says what of a person it is (name, telephone, text …), where it is private.
    `text_kind` is what its wording is checked as; none: it is not checked. A `searched` unit or
    person is one of too many for a list: it is looked for by name, see :func:`.queries.meant`. A
    time that is promised has moments to choose from.
    """

    name: str
    label: str
    kind: str
    required: bool
    long: bool
    private: bool
    hint: str | None
    choices: tuple[Choice, ...]
    value: str | bool | tuple[str, ...] | None
    article: str
    means: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    text_kind: str = "none"
    particular: str | None = None
    searched: bool = False
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class ActOption:
    """One act on the case page: a button, or a greyed one saying why not.

    `carries_on`: whoever may do it has to carry the case on, see :func:`.views.carries_on`.
    """

    act: str
    title: str
    task: str | None
    item: str | None
    item_label: str | None
    allowed: bool
    bearing: Literal["now", "condition", "person", "stage"]
    weight: Literal["primary", "plain", "grave"]
    hint: str | None
    article: str
    reasons: tuple[Why, ...]
    needs_form: bool
    cite: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    carries_on: bool = False


@dataclass(frozen=True, slots=True)
class ActForm:
    """The form of one act.

    `notes` are what whoever fills it in has to mind, in sentences; `limit` is how many may speak
    for a group, where the form takes a matter in; `own` says that it files one's own matter.
    """

    act: str
    title: str
    article: str
    hint: str | None
    task: str | None
    item_label: str | None
    fields: tuple[Field, ...]
    errors: Mapping[str, tuple[str, ...]]
    reasons: tuple[Why, ...]
    expected_version: int
    weight: str = "plain"
    regulation: str = ""
    means: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    limit: "RepresentativesLimit | None" = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class RegistrationAct:
    """One way to take a matter in: an act that begins a case, under a regulation."""

    regulation: str
    regulation_title: str
    act: str
    title: str
    hint: str | None
    article: str

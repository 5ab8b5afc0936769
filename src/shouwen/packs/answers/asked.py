"""What the product is asked for: numbered series, and what answers them outside the packs.

Files ``requirements/*.yaml`` on the shelf. Each may hold series, features and answers; together
they are one register.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from shouwen.packs import taxonomy_shelf
from shouwen.regulations import Finding
from shouwen.regulations.elements import Element
from shouwen.regulations.faults import WritingFault, written
from shouwen.regulations.findings import dotted, findings_from
from shouwen.regulations.reading import Path, Source, TextFault, read_source
from shouwen.regulations.texts import Id, Text

#: A numbered requirement: PS-23, KB-04b.
Code = Annotated[
    str,
    written(
        r"^[A-Z]{1,3}-\d{2,3}[a-z]?$",
        "请写系列和编号，例如 PS-23 或 KB-04b",
        "write series and number, such as PS-23 or KB-04b",
    ),
]
Prefix = Annotated[
    str, written(r"^[A-Z]{1,3}$", "系列用大写字母，例如 PS", "a series has capitals, such as PS")
]
#: A test as pytest names it; with or without its parameters.
Node = Annotated[
    str,
    written(
        r"^tests/[\w/]+\.py::\w+(\[.+\])?$",
        "请写 tests/…/test_x.py::test_名称",
        "write tests/…/test_x.py::test_name",
    ),
]


class Series(Element):
    """Requirements of one prefix, 01 to `last`, and those numbered `also`."""

    title: Text
    english: Text
    last: int = Field(ge=1, le=999)
    also: list[Code] = []


class Feature(Element):
    """Something a person can use; its tests show that it works."""

    title: Text
    english: Text
    where: Text
    covers: list[Code] = []
    tests: list[Node] = Field(min_length=1)


class Answer(Element):
    """How one requirement is answered: by rules that answer others, by features, or not yet."""

    title: Text | None = None
    rules: list[Code] = []
    features: list[Id] = []
    forms: list[Code] = []
    not_encoded: Text | None = None

    @model_validator(mode="after")
    def _answers_or_says_why_not(self) -> Self:
        if bool(self.rules or self.features or self.forms) == (self.not_encoded is not None):
            raise WritingFault(
                "没有写清由什么回答",
                "写 rules、features 或 forms；没有的写 not_encoded 说明原因",
                "name rules, features or forms; or else say why under not_encoded",
            )
        return self


class RequirementFile(Element):
    """One file.

    :param behaviours: series whose numbers are codes of a catalogue, which packs' terms count as
    :param cards: series whose numbers are codes of knowledge cards
    :param card_test: the test that goes through a card; ``{code}`` stands for its code
    :param form_series: the series of forms
    :param register_test: the test that prints a register; ``{regulation}`` and ``{register}``
    """

    series: dict[Prefix, Series] = {}
    features: dict[Id, Feature] = {}
    answers: dict[Code, Answer] = {}
    behaviours: dict[Prefix, str] = {}
    cards: list[Prefix] = []
    card_test: str | None = None
    form_series: Prefix | None = None
    register_test: str | None = None


@dataclass
class Asked:
    """The whole register; `places` tells where each answer and feature is written."""

    series: dict[str, Series] = field(default_factory=dict)
    features: dict[str, Feature] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    behaviours: dict[str, str] = field(default_factory=dict)
    cards: list[str] = field(default_factory=list)
    card_test: str | None = None
    form_series: str | None = None
    register_test: str | None = None
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def codes(self) -> Iterator[str]:
        """Yield every requirement, series by series."""
        for prefix, series in self.series.items():
            numbered = [f"{prefix}-{number:02}" for number in range(1, series.last + 1)]
            for code in numbered:
                yield code
                yield from (each for each in series.also if each[:-1] == code)
            yield from (each for each in series.also if each[:-1] not in numbered)


def read_asked() -> Asked:
    """Return the register, with what is wrong with its files."""
    asked = Asked()
    for folder in taxonomy_shelf.folders():
        for place in sorted((folder / "requirements").glob("*.yaml")):
            text = place.read_text(encoding="utf-8", errors="surrogateescape")
            _read(text, f"requirements/{place.name}", asked)
    _check(asked)
    return asked


def _read(text: str, name: str, asked: Asked) -> None:
    try:
        source = read_source(text, name)
        file = RequirementFile.model_validate(source.data)
    except TextFault as fault:
        asked.findings += fault.findings
        return
    except ValidationError as faults:
        asked.findings += findings_from(faults, source, RequirementFile)
        return
    asked.series |= file.series
    asked.features |= file.features
    asked.answers |= file.answers
    asked.behaviours |= file.behaviours
    asked.cards += file.cards
    for single in ("card_test", "form_series", "register_test"):
        if (value := getattr(file, single)) is not None:
            setattr(asked, single, value)
    for section in ("features", "answers"):
        for key in getattr(file, section):
            path: Path = (section, key)
            asked.places[key] = (source.name, source.line(path))
    _note_unknown(source, file, asked)


def _note_unknown(source: Source, file: RequirementFile, asked: Asked) -> None:
    known = asked.features.keys() | file.features.keys()
    for code, answer in file.answers.items():
        for feature in answer.features:
            if feature not in known:
                path: Path = ("answers", code, "features")
                place = (source.name, source.line(path), dotted(path))
                problem, english = f"没有功能“{feature}”", f"there is no feature '{feature}'"
                asked.findings.append(
                    Finding("Q01", "error", *place, problem, "请核对 features", english)
                )


def _check(asked: Asked) -> None:
    """Find codes no series has."""
    codes = set(asked.codes())
    named = [(code, code) for code in asked.answers]
    named += [(code, rule) for code, each in asked.answers.items() for rule in each.rules]
    named += [(code, form) for code, each in asked.answers.items() for form in each.forms]
    named += [(name, code) for name, each in asked.features.items() for code in each.covers]
    for owner, code in named:
        if code not in codes:
            file, line = asked.places[owner]
            problem, english = f"没有要求“{code}”", f"there is no requirement '{code}'"
            asked.findings.append(
                Finding("Q02", "error", file, line, owner, problem, "请核对编号", english)
            )

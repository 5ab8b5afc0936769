"""Stories: what happened, step by step, and what the regulation must have made of it.

The format is for compliance officers: ``docs/reference/story-format.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shouwen.regulations.faults import WritingFault
from shouwen.regulations.findings import Finding, findings_from
from shouwen.regulations.reading import Source, TextFault, read_source
from shouwen.vocabulary import Deputy, Directory, Person, Post, ShouwenError, Unit

Value = bool | int | Decimal | str | list[str] | None


class _Element(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Step(_Element):
    """One step: an act by somebody, a duty, or (neither) only time passing; and expectations."""

    at: str | None = None
    act: str | None = None
    by: str | None = None
    role: str | None = None
    who: str | None = None
    unit: str | None = None
    task: str | None = None
    form: dict[str, Value] = {}
    duty: str | None = None
    period: str | None = None
    note: str | None = None
    # expectations, any subset
    expect: Literal["accepted", "refused", "ok"] | None = None
    because: list[str] = []
    says: str | None = None
    stage: str | None = None
    due: dict[str, str] | str = {}
    provisional: bool | None = None
    issued: list[str] | None = None
    notified: list[str] | None = None
    escalated: list[str] | None = None
    facts: dict[str, Value] = {}
    tasks: dict[str, int] = {}
    late: list[str] | None = None
    running: list[str] | None = None
    stopped: list[str] | None = None
    may: list[str] = []
    may_not: list[str] = []

    @model_validator(mode="after")
    def _something_happens(self) -> Self:
        if self.duty is None and self.at is None:
            raise WritingFault(
                "这一步没有写时刻", "请写 at", "a step needs 'at': the moment it happens"
            )
        if self.duty is not None and self.period is None:
            raise WritingFault(
                "核对职责的一步没有写期间",
                "请写 period：期间的第一天",
                "a duty step needs 'period': its first day",
            )
        if self.act is not None and self.by is None and self.role is None:
            raise WritingFault(
                "有动作的一步没有写由谁办",
                "请写 by（人员）或 role（角色）",
                "a step with an act needs 'by' (a person) or 'role'",
            )
        return self


class Story(_Element):
    """One story with its ending."""

    title: str
    cites: list[str] = []
    covers: list[str] = []
    steps: list[Step] = Field(min_length=1)


class Stories(_Element):
    """A file of stories. A file with one story may write its title and steps directly."""

    regulation: str | None = None
    version: str | None = None
    directory: "Organisation | None" = None
    stories: list[Story]

    @model_validator(mode="before")
    @classmethod
    def _forms(cls, written: Any) -> Any:
        if not isinstance(written, dict):
            return written
        written = dict(written)
        many = written.pop("scenarios", None)
        if many is not None and "stories" not in written:
            written["stories"] = many
        if "steps" in written and "stories" not in written:
            one = {
                key: written.pop(key)
                for key in ("title", "cites", "covers", "steps")
                if key in written
            }
            written["stories"] = [{"title": "", **one}]
        if isinstance(written.get("stories"), dict):
            written["stories"] = [
                {"title": name, **story} if isinstance(story, dict) else story
                for name, story in written["stories"].items()
            ]
        return written


class WrittenUnit(_Element):
    """A unit of a model organisation."""

    name: str
    kind: str
    parent: str | None = None
    attributes: list[str] = []


class WrittenPerson(_Element):
    """A person of a model organisation with posts as [role] or [role, unit]."""

    name: str
    posts: list[list[str]] = []


class Organisation(_Element):
    """A model organisation: who holds which role where."""

    units: dict[str, WrittenUnit] = {}
    people: dict[str, WrittenPerson] = {}
    deputies: list[list[str]] = []

    def directory(self) -> Directory:
        """Return the organisation as the value the engine takes."""
        return Directory.of(
            [
                Unit(id_, unit.name, unit.kind, unit.parent, frozenset(unit.attributes))
                for id_, unit in self.units.items()
            ],
            [Person(id_, person.name) for id_, person in self.people.items()],
            [
                Post(id_, post[0], post[1] if len(post) > 1 else None)
                for id_, person in self.people.items()
                for post in person.posts
            ],
            [Deputy(pair[0], pair[1]) for pair in self.deputies],
        )


Stories.model_rebuild()


class StoriesUnreadable(ShouwenError):
    """A file of stories or an organisation is not written as the format has it."""

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            f"{name} 读不懂，共 {len(findings)} 处",
            "\n".join(str(each) for each in findings[:20]),
            f"{name} cannot be read",
        )


@dataclass(frozen=True, slots=True)
class StoryFile:
    """Stories with the place each was written at."""

    name: str
    regulation: str | None
    version: str | None
    directory: Directory | None
    stories: tuple[Story, ...]
    lines: tuple[int, ...]


def read_stories(text: str, name: str) -> StoryFile:
    """Return the stories written in `text`.

    :raises StoriesUnreadable: with every finding, if the text is no file of stories
    """
    source, stories = _read(text, name, Stories)
    lines = tuple(source.line(("stories", index)) for index in range(len(stories.stories)))
    directory = None if stories.directory is None else stories.directory.directory()
    return StoryFile(
        name, stories.regulation, stories.version, directory, tuple(stories.stories), lines
    )


def read_organisation(text: str, name: str) -> Directory:
    """Return the model organisation written in `text`.

    :raises StoriesUnreadable: with every finding
    """
    _, organisation = _read(text, name, Organisation)
    directory: Directory = organisation.directory()
    return directory


def _read(text: str, name: str, model: Any) -> tuple[Source, Any]:
    try:
        source = read_source(text, name)
    except TextFault as fault:
        raise StoriesUnreadable(name, tuple(fault.findings)) from fault
    data: Mapping[str, Any] = source.data
    try:
        return source, model.model_validate(data)
    except ValidationError as faults:
        raise StoriesUnreadable(name, tuple(findings_from(faults, source, model))) from faults

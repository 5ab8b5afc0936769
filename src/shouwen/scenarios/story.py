"""Stories: what happened, step by step, and what the regulation must have made of it.

The format is for compliance officers: ``docs/reference/story-format.md``.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from shouwen.regulations.faults import WritingFault
from shouwen.regulations.findings import Finding, findings_from
from shouwen.regulations.ledgers import Basis
from shouwen.regulations.reading import Path, Source, TextFault, read_source
from shouwen.scenarios.organisation import Organisation
from shouwen.vocabulary import Directory, Month, NotAMonth, ShouwenError, moment

Value = bool | int | Decimal | str | list[bool | int | Decimal | str | None] | None
#: What a step that checks a duty may say.
_OF_A_DUTY = frozenset({"duty", "unit", "period", "due", "owed_by", "provisional", "note"})
#: What a step that closes a month may say.
_OF_A_CLOSE = frozenset({"close_month", "at", "basis", "left", "accounts", "note"})
Amount = int | Decimal
#: Figures of an account by name, or by ledger and name; ``closed`` says whether it could be closed.
Figures = dict[str, bool | Amount | dict[str, Amount]]
#: What an account can be asked for, in all or by ledger.
FIGURES = ("charged", "corrected", "taken", "repaid", "carried", "lapsed", "paid_out")


class _Element(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Migration(_Element):
    """To which edition a case goes over, by its key, and by which plan where there are several."""

    to: str
    plan: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written: Any) -> Any:
        return {"to": written} if isinstance(written, str) else written


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
    migrate: Migration | None = None
    close_month: str | None = None
    basis: dict[str, dict[Basis, Amount]] = {}
    left: list[str] = []
    # expectations, any subset
    expect: Literal["accepted", "refused", "ok"] | None = None
    because: list[str] = []
    says: str | list[str] | None = None
    stage: str | None = None
    lies_with: list[str] | None = None
    owed_by: str | None = None
    due: dict[str, str] | str = {}
    provisional: bool | None = None
    issued: list[str] | None = None
    notified: list[str] | None = None
    escalated: list[str] | None = None
    facts: dict[str, Value] = {}
    tasks: dict[str, int] = {}
    entries: dict[str, int] = {}
    approved: list[str] = []
    not_approved: list[str] = []
    late: list[str] | None = None
    running: list[str] | None = None
    stopped: list[str] | None = None
    may: list[str] = []
    may_not: list[str] = []
    posted: dict[str, dict[str, Amount | str]] | None = None
    accounts: dict[str, Figures] = {}
    raised: dict[str, int] = {}

    @property
    def wants_refusal(self) -> bool:
        """Whether the act of this step must be refused: it says so, or gives a reason for it."""
        if self.expect is not None:
            return self.expect == "refused"
        return bool(self.because)

    @field_validator("close_month")
    @classmethod
    def _a_month(cls, written: str | None) -> str | None:
        try:
            return written if written is None else str(Month.parse(written))
        except NotAMonth as fault:
            raise WritingFault(fault.problem, fault.remedy, fault.english) from None

    @field_validator("at")
    @classmethod
    def _a_moment(cls, written: str | None) -> str | None:
        if written is not None and not _is_moment(written):
            raise WritingFault(
                f"“{written}”不是时刻",
                "请写 2026-09-28 17:20 或 2026-09-28T17:20+08:00",
                f"'{written}' is no moment; write 2026-09-28 17:20",
            )
        return written

    @field_validator("period")
    @classmethod
    def _a_day(cls, written: str | None) -> str | None:
        if written is not None and not _is_day(written):
            raise WritingFault(
                f"“{written}”不是日期",
                "请写期间的第一天，例如 2026-09-01",
                f"'{written}' is no day; write the first day of the period",
            )
        return written

    @field_validator("due")
    @classmethod
    def _days_or_moments(cls, written: dict[str, str] | str) -> dict[str, str] | str:
        for text in (written,) if isinstance(written, str) else written.values():
            if text.strip() != "none" and not _is_moment(text):
                raise WritingFault(
                    f"“{text}”不是日期，也不是时刻",
                    "请写 2026-09-28、2026-09-28 17:20 或 none",
                    f"'{text}' is neither a day nor a moment; write 2026-09-28 or none",
                )
        return written

    @model_validator(mode="after")
    def _something_happens(self) -> Self:
        if self.migrate is not None and (self.act is not None or self.duty is not None):
            raise WritingFault(
                "迁移的一步不能同时办动作或核对职责",
                "请分成两步",
                "a step that migrates does nothing else; make two steps of it",
            )
        if self.close_month is not None and (odd := self.model_fields_set - _OF_A_CLOSE):
            raise WritingFault(
                f"月结的一步不能写 {'、'.join(sorted(odd))}",
                f"可写：{'、'.join(sorted(_OF_A_CLOSE))}",
                f"a step that closes a month knows no {', '.join(sorted(odd))}",
            )
        if self.close_month is None and (self.basis or self.left):
            raise WritingFault(
                "basis 和 left 只能写在月结的一步",
                "请写 close_month",
                "'basis' and 'left' belong to a step with close_month",
            )
        if self.duty is None and self.at is None and self.close_month is None:
            raise WritingFault(
                "这一步没有写时刻", "请写 at", "a step needs 'at': the moment it happens"
            )
        if self.duty is None and isinstance(self.due, str):
            raise WritingFault(
                "due 没有写是哪个时限",
                "请写成 {时限: 日期}，例如 due: {answer: 2026-09-28}",
                "'due' must say which clock: {answer: 2026-09-28}",
            )
        if self.duty is not None and (odd := self.model_fields_set - _OF_A_DUTY):
            raise WritingFault(
                f"核对职责的一步不能写 {'、'.join(sorted(odd))}",
                f"可写：{'、'.join(sorted(_OF_A_DUTY))}",
                f"a duty step knows no {', '.join(sorted(odd))}",
            )
        if self.duty is None and self.owed_by is not None:
            raise WritingFault(
                "owed_by 只能写在核对职责的一步",
                "案件在谁手里请写 lies_with",
                "'owed_by' belongs to a duty step; for a case write 'lies_with'",
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
    """One story with its ending. `english` is its title in English."""

    title: str
    english: str | None = None
    cites: list[str] = []
    covers: list[str] = []
    steps: list[Step] = Field(min_length=1)


class Stories(_Element):
    """A file of stories. A file with one story may write its title and steps directly."""

    regulation: str | None = None
    version: str | None = None
    directory: Organisation | None = None
    stories: list[Story] = Field(min_length=1)


def _is_moment(text: str) -> bool:
    try:
        moment(text)
    except ValueError:
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


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
    step_lines: tuple[tuple[int, ...], ...]

    def line_of(self, story: Story, step: int) -> int:
        """Return the line of the step with this number, from 1, of one of the stories."""
        return self.step_lines[self.stories.index(story)][step - 1]


def read_stories(text: str, name: str) -> StoryFile:
    """Return the stories written in `text`.

    :raises StoriesUnreadable: with every finding, if the text is no file of stories
    """
    source, stories = _read(text, name, Stories)
    many = stories.stories
    lines = tuple(source.line(("stories", index)) for index in range(len(many)))
    step_lines = tuple(
        tuple(source.line(("stories", index, "steps", step)) for step in range(len(story.steps)))
        for index, story in enumerate(many)
    )
    directory = None if stories.directory is None else stories.directory.directory()
    return StoryFile(
        name, stories.regulation, stories.version, directory, tuple(many), lines, step_lines
    )


def _straightened(source: Source) -> Source:
    """Return the source with its stories as a list, whichever way they were written."""
    if not isinstance(source.data, dict):
        return source
    data = dict(source.data)
    moved: dict[Path, Path] = {}
    if "scenarios" in data and "stories" not in data:
        data["stories"] = data.pop("scenarios")
        moved["scenarios",] = ("stories",)
    if "steps" in data and "stories" not in data:
        keys = [key for key in Story.model_fields if key in data]
        data["stories"] = [{"title": "", **{key: data.pop(key) for key in keys}}]
        moved |= {(key,): ("stories", 0, key) for key in keys}
    elif isinstance(many := data.get("stories"), dict):
        written = "scenarios" if moved else "stories"
        moved |= {(written, name): ("stories", index) for index, name in enumerate(many)}
        data["stories"] = [
            {"title": name, **story} if isinstance(story, dict) else story
            for name, story in many.items()
        ]
    lines = dict(source.lines)
    for path, line in source.lines.items():
        for length in (1, 2):
            if path[:length] in moved:
                lines[*moved[path[:length]], *path[length:]] = line
    return Source(source.text, source.name, data, lines)


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
    if model is Stories:
        source = _straightened(source)
    try:
        return source, model.model_validate(source.data)
    except ValidationError as faults:
        raise StoriesUnreadable(name, tuple(findings_from(faults, source, model))) from faults

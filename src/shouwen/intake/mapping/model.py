"""The mapping as types: which column of a sheet says which fact of a regulation.

Unknown keys are refused, so a misspelt one is a finding with a line and never a column silently
left out. What the names mean to whoever writes one: ``docs/reference/import-mapping.md``.
"""

import re
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from shouwen.regulations.faults import WritingFault

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
MappingId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Header = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Value = bool | int | Decimal | str | None
As = Literal["historical", "open", "each"]
#: The key under which `values` says what becomes of everything else.
OTHERWISE = "otherwise"


class Element(BaseModel):
    """Anything a mapping writes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Column(Element):
    """Where a value comes from.

    `from` names a column, or several: the first that is there and not empty in the row. `join`
    puts several into one text; a part is a column or a sentence with ``{columns}`` in braces, and
    is left out where its columns are empty. `split` cuts a text at these characters, into a list,
    or to take its `part`, counted from 1. `cut` keeps so many characters.
    """

    from_: list[Header] = Field([], alias="from")
    join: list[Header] = []
    with_: str = Field("\n", alias="with")
    split: str | None = Field(None, min_length=1)
    part: int | None = Field(None, ge=1, le=99)
    cut: int | None = Field(None, ge=1, le=50_000)
    optional: bool = False

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, written: Any) -> Any:
        if isinstance(written, str | list):
            written = {"from": written}
        if isinstance(written, dict) and isinstance(written.get("from"), str):
            written = {**written, "from": [written["from"]]}
        return written

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.from_) == bool(self.join):
            raise WritingFault(
                "没有写清取自哪一列",
                "from 与 join 须且只须写一个",
                "exactly one of 'from' and 'join' says where the value comes from",
            )
        if self.part is not None and self.split is None:
            raise WritingFault(
                "part 要与 split 一起写",
                "请写明在哪里切开，例如 split: /",
                "'part' needs 'split'",
            )
        return self

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header it may read."""
        found = list(self.from_)
        for part in self.join:
            found += braces(part) or [part]
        return tuple(dict.fromkeys(found))


def braces(part: str) -> list[str]:
    """Return the headers named in braces."""
    return [each.strip() for each in re.findall(r"\{([^{}]+)\}", part)]


class After(Element):
    """A moment so many days after another, for sheets that give a number of days."""

    after: Literal["opened"]
    days: Header
    optional: bool = False


class Dates(Element):
    """How the sheet writes dates."""

    order: Literal["ymd", "mdy", "dmy"] | None = None
    year: int | None = Field(None, ge=1900, le=2199)
    zone: str | None = None
    formats: list[str] = []

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        if zone is not None:
            try:
                ZoneInfo(zone)
            except (ZoneInfoNotFoundError, ValueError):
                raise WritingFault(
                    f"没有“{zone}”这个时区",
                    "例如 Asia/Shanghai、America/New_York、UTC",
                    f"there is no time zone '{zone}'",
                ) from None
        return zone


class Taking(Element):
    """How an open row is taken in: by which act, and in which seat."""

    name: Id
    role: Id
    unit: str | None = None


class History(Element):
    """How a closed row is taken in: its times, and facts only closed rows have."""

    opened: Column
    closed: Column | After
    replied: Column | After | None = None
    reply: Column | None = None
    satisfied: Column | None = None
    number: Column | None = None
    stage: Id | None = None
    unit: Column | None = None
    columns: dict[Id, Column] = {}
    defaults: dict[Id, Value | list[str]] = {}


class Skip(Element):
    """Rows that are no cases: a column empty, one of some values, or like a pattern."""

    column: Header
    is_: list[str] | None = Field(None, alias="is")
    empty: bool | None = None
    like: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written: Any) -> Any:
        if isinstance(written, dict) and "is" in written and not isinstance(written["is"], list):
            written = {**written, "is": [written["is"]]}
        if isinstance(written, dict) and isinstance(written.get("is"), list):
            written = {**written, "is": [str(each) for each in written["is"]]}
        return written

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if sum(test is not None for test in (self.is_, self.empty, self.like)) != 1:
            raise WritingFault(
                "没有写清什么样的行要略过",
                "is、empty、like 须且只须写一个",
                "exactly one of 'is', 'empty' and 'like' says which rows to skip",
            )
        try:
            re.compile(self.like or "")
        except re.error as error:
            raise WritingFault(
                f"“{self.like}”不是正则表达式",
                "请核对括号和转义",
                f"no regular expression: {error}",
            ) from None
        return self


class Mapping(Element):
    """One layout of sheets and what it means under a regulation."""

    mapping: MappingId
    title: str
    english: str = ""
    regulations: list[str] = []
    as_: As = Field("open", alias="as")
    sheet: str | None = None
    header_row: int | None = Field(None, ge=1, le=1000)
    encoding: str | None = None
    delimiter: str | None = None
    key: list[Header] = []
    columns: dict[Id, Column]
    defaults: dict[Id, Value | list[str]] = {}
    values: dict[Id, dict[str, Value]] = {}
    dates: Dates = Dates()
    act: Taking | None = None
    historical: History | None = None
    skip_when: list[Skip] = []

    @field_validator("key", mode="before")
    @classmethod
    def _one_or_many(cls, written: Any) -> Any:
        return [written] if isinstance(written, str) else written

    def readings(self, as_: As) -> dict[tuple[str | int, ...], Column | After]:
        """Return what is read from a column for rows of this kind, by its place in the mapping."""
        found: dict[tuple[str | int, ...], Column | After] = {
            ("columns", name): column for name, column in self.columns.items()
        }
        if as_ != "open" and (history := self.historical) is not None:
            for name in ("opened", "closed", "replied", "reply", "satisfied", "number", "unit"):
                reading = getattr(history, name)
                if reading is not None:
                    found["historical", name] = reading
            for name, column in history.columns.items():
                found["historical", "columns", name] = column
        return found

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header the mapping may read, its key included."""
        found = list(self.key)
        for reading in self.readings("each").values():
            found += reading.headers if isinstance(reading, Column) else [reading.days]
        found += [skip.column for skip in self.skip_when]
        return tuple(dict.fromkeys(found))

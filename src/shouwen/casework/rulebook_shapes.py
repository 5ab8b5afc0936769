"""What pages of regulations show, as frozen values in the language asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegulationRow:
    """One regulation on the list."""

    id: str
    version: str
    title: str
    issuer: str
    effective: str
    articles: int
    acts: int
    clocks: int
    stories: int


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule beside an article: where it stands, what it says."""

    where: str
    section: str
    title: str
    detail: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article with the rules that implement it."""

    id: str
    no: str
    gist: str
    text: str | None
    assumed: bool
    informative: bool
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One stage in the drawing."""

    id: str
    title: str
    end: bool
    first: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way a case moves. `left` is None for acts possible in any open stage."""

    left: str | None
    right: str
    label: str
    article: str
    automatic: bool


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One numbered requirement and what answers it."""

    id: str
    status: str
    answers: tuple[tuple[str, str, str | None], ...]
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding of the proofreader."""

    severity: str
    where: str
    line: int
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class TableView:
    """One decision table as people read it."""

    id: str
    title: str
    article: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One story on the list."""

    index: int
    title: str
    file: str
    steps: int
    holds: bool
    articles: str


@dataclass(frozen=True, slots=True)
class StoryStepView:
    """One step of a replayed story; `explanations` are in the order of `due`."""

    number: int
    at: str
    act: str
    by: str
    accepted: bool
    why: str
    stage: str
    lines: tuple[str, ...]
    due: tuple[tuple[str, str], ...]
    explanations: tuple[str, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story replayed."""

    index: int
    title: str
    holds: bool
    articles: str
    steps: tuple[StoryStepView, ...]


@dataclass(frozen=True, slots=True)
class RegulationView:
    """One regulation, whole."""

    id: str
    version: str
    title: str
    issuer: str
    effective: str
    about: str | None
    digest: str
    articles: tuple[ArticleView, ...]
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    mermaid: str
    tables: tuple[TableView, ...]
    requirements: tuple[RequirementRow, ...]
    findings: tuple[FindingRow, ...]
    stories: tuple[StoryRow, ...]
    not_encoded: tuple[tuple[str, str], ...]
    rests_on: tuple["Beneath", ...]


@dataclass(frozen=True, slots=True)
class Beneath:
    """A text a regulation rests on: the base it lies over (by id), or a companion beside it."""

    id: str
    key: str
    title: str
    kind: str

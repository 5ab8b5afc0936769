"""Articles in words, and reasons why not that stand on them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Why:
    """One reason why not, with its articles in words and their ids.

    `text` is in the language asked for, `english` always in English, where there is any.
    """

    code: str
    text: str
    article: str
    cite: tuple[str, ...]
    field: str | None = None
    english: str = ""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article: its number, its gist in our words, and the organisation's own text if any."""

    id: str
    number: str
    gist: str
    text: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One article: its number as quoted, and what it says in a sentence."""

    article: str
    gist: str

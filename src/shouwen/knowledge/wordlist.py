"""Wording: what not to say or write, what to say instead, and where the rule comes from."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shouwen.regulations.elements import Element
from shouwen.regulations.texts import Id, PackId, Text

#: What is being said or written.
TextKind = Literal["speech", "registration", "reply", "work_order"]
TEXT_KINDS: tuple[TextKind, ...] = ("speech", "registration", "reply", "work_order")
WordingKind = Literal["phrase", "abbreviation", "filler", "echo", "tone"]
_Phrase = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class WordingRule(Element):
    """One rule.

    :param avoid: the words; for an `echo`, words that must not be said twice in a row
    :param use: what to say instead; none where nothing should be said
    :param where: the kinds of text it is about
    :param regulations: only under these; under all when empty
    :param unless_before: words that, following directly, make it another expression
    :param unless_after: words that, standing directly before, make it another expression
    :param near: only with one of these words within eight characters, in the same sentence
    :param opening: only where the text begins with it
    :param unless: when it may be said all the same, in words
    :param behaviour: the prohibited behaviour it would be (an entry of the shared catalogue)
    """

    avoid: list[_Phrase] = Field(min_length=1)
    use: list[Text] = []
    kind: WordingKind
    where: list[TextKind] = Field(min_length=1)
    why: Text
    regulations: list[PackId] = []
    unless_before: list[_Phrase] = []
    unless_after: list[_Phrase] = []
    near: list[_Phrase] = []
    opening: bool = False
    unless: Text | None = None
    behaviour: Id | None = None
    sources: list[Text] = Field(min_length=1)
    covers: list[str] = []
    assumed: Text | None = None

    def texts(self) -> Iterator[str]:
        """Yield everything people read of it, the words it is about excepted."""
        yield self.why
        for optional in (self.unless, self.assumed):
            if optional is not None:
                yield optional
        yield from (source for source in self.sources if "/" not in source)


class WordingHeader(Element):
    """What the list is; `behaviours` is the catalogue its rules refer to."""

    id: PackId
    title: Text
    about: Text | None = None
    behaviours: str | None = None


class Wordlist(Element):
    """A file of rules on wording."""

    wording: WordingHeader
    rules: dict[Id, WordingRule] = Field(min_length=1)
    english: dict[str, str] = {}

    def say(self, text: str, language: str = "zh") -> str:
        """Return a text of this file in the language asked for; Chinese where English lacks."""
        return self.english.get(text, text) if language.startswith("en") else text

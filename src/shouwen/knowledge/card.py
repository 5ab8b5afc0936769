"""Cards: a question, what to check first, steps that lead to an answer, and what to beware of."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shouwen.regulations.elements import Element
from shouwen.regulations.faults import WritingFault, written
from shouwen.regulations.texts import Id, PackId, Text

#: What people quote on the telephone: KB-04b.
CardCode = Annotated[
    str,
    written(
        r"^[A-Z]{2,4}-\d{2,3}[a-z]?$",
        "卡片编号用大写字母、连字符和数字，例如 KB-04b",
        "a card's code has capital letters, a hyphen and digits, such as KB-04b",
    ),
]
Long = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Kind = Literal["answer", "script", "refusal", "explanation", "document", "advice"]


class Way(Element):
    """One answer to the question of a step, and where it leads: `then` ends, the others go on."""

    if_: Text = Field(alias="if")
    then: Long | None = None
    go: Id | None = None
    card: CardCode | None = None

    @model_validator(mode="after")
    def _leads_to_one_place(self) -> Self:
        if sum(x is not None for x in (self.then, self.go, self.card)) != 1:
            raise WritingFault(
                "没有写清这样回答以后怎么办",
                "then（答复）、go（下一步）、card（另一张卡片）须且只须写一个",
                "a way leads to exactly one of then, go and card",
            )
        return self


class DecisionStep(Element):
    """One question to put, or to answer for oneself. The first of a card is where it begins."""

    ask: Text
    warn: Text | None = None
    ways: list[Way] = Field(min_length=1, max_length=8)


class Card(Element):
    """One card.

    :param when: facts and the options of theirs that bring it up beside a form or a case
    :param words: words in a text that bring it up
    :param sources: articles (``power-hotline/w2_4``), or words on where it comes from
    :param covers: the numbered requirements it is the answer to
    :param internal: never for the eyes of a complainant, not even read out
    """

    title: Text
    kind: Kind = "answer"
    question: Text
    check: list[Text] = []
    steps: dict[Id, DecisionStep] = {}
    answer: Long
    warnings: list[Text] = []
    hand_over: Text | None = None
    alternatives: list[Text] = []
    regulations: list[PackId] = []
    when: dict[Id, list[str]] = {}
    words: list[Text] = []
    sources: list[Text] = Field(min_length=1)
    covers: list[str] = []
    internal: bool = False
    assumed: Text | None = None
    owner: Text | None = None
    review: date | None = None

    @property
    def first(self) -> str | None:
        """The step it begins with; None for a card without steps."""
        return next(iter(self.steps), None)

    def texts(self) -> Iterator[str]:
        """Yield everything people read on it."""
        yield from (self.title, self.question, self.answer)
        yield from (*self.check, *self.warnings, *self.alternatives)
        for optional in (self.hand_over, self.assumed, self.owner):
            if optional is not None:
                yield optional
        for step in self.steps.values():
            yield step.ask
            if step.warn is not None:
                yield step.warn
            for way in step.ways:
                yield way.if_
                if way.then is not None:
                    yield way.then
        yield from (source for source in self.sources if "/" not in source)


class DeckHeader(Element):
    """What the file is about, and what its cards have in common."""

    id: PackId
    title: Text
    about: Text | None = None
    owner: Text
    review: date
    regulations: list[PackId] = []


class Deck(Element):
    """A file of cards. `english` holds every Chinese text of it, as in a regulation."""

    knowledge: DeckHeader
    cards: dict[CardCode, Card] = Field(min_length=1)
    english: dict[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _in_common(cls, given: Any) -> Any:
        """Give every card the owner, the review date and the regulations of its file."""
        if not isinstance(given, dict):
            return given
        head, cards = given.get("knowledge"), given.get("cards")
        if not isinstance(head, dict) or not isinstance(cards, dict):
            return given
        shared = {key: head[key] for key in ("owner", "review", "regulations") if key in head}
        return {
            **given,
            "cards": {
                code: {**shared, **card} if isinstance(card, dict) else card
                for code, card in cards.items()
            },
        }

    def say(self, text: str, language: str = "zh") -> str:
        """Return a text of this file in the language asked for; Chinese where English lacks."""
        return self.english.get(text, text) if language.startswith("en") else text

"""Scripts for calling back: what to say, line by line; process and outcome are asked apart."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from shouwen.knowledge.card import Long
from shouwen.regulations.elements import Element
from shouwen.regulations.faults import WritingFault
from shouwen.regulations.texts import Edition, Id, PackId, Text

#: What a line asks: whether it was done, how it went, what came of it, why somebody is unhappy.
Asks = Literal["done", "process", "outcome", "why"]


class Line(Element):
    """One thing to say; `asks` names what is asked, if anything."""

    say: Long
    asks: Asks | None = None


class Script(Element):
    """What to say when calling back, in one version.

    :param regulations: whose cases it is for; none: everybody's
    :param when: facts and the options of theirs it is for; all must fit
    :param sources: articles (``postal-bank/a21``), or words on where it comes from
    """

    title: Text
    version: Edition
    regulations: list[PackId] = []
    when: dict[Id, list[str]] = {}
    lines: list[Line] = Field(min_length=3, max_length=12)
    sources: list[Text] = Field(min_length=1)
    assumed: Text | None = None

    @model_validator(mode="after")
    def _asks_apart(self) -> Self:
        asked = [line.asks for line in self.lines]
        if asked.count("process") != 1 or asked.count("outcome") != 1:
            raise WritingFault(
                "过程和结果须分开各问一次",
                "请写一句 asks: process，一句 asks: outcome",
                "how it went and what came of it are asked once each, apart",
            )
        return self

    def texts(self) -> list[str]:
        """Return everything people read in it."""
        own = [self.title, *(line.say for line in self.lines)]
        return own + [text for text in (self.assumed,) if text is not None]


class ScriptsHeader(Element):
    """What the file is about, who looks after it, and until when it must be looked at again."""

    id: PackId
    title: Text
    owner: Text
    review: date


class Scripts(Element):
    """A file of scripts. `english` holds every Chinese text of it, as in a regulation."""

    call_scripts: ScriptsHeader
    scripts: dict[Id, Script] = Field(min_length=1)
    english: dict[str, str] = {}

    def say(self, text: str, language: str = "zh") -> str:
        """Return a text of this file in the language asked for; Chinese where English lacks."""
        return self.english.get(text, text) if language.startswith("en") else text

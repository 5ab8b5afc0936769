"""Phrases: text with ``(one|another)`` alternatives and ``<slots>``, dealt without repetition.

Round brackets and the bar are ASCII; Chinese text has its own brackets, so nothing need be escaped.
Alternatives nest. A slot is filled by whoever asks for the phrase.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from shouwen.vocabulary import ShouwenError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives; each is a run of nodes."""

    options: tuple["Run", ...]


Run = tuple[str | Slot | Choice, ...]

_TOKEN = re.compile(r"[(|)]|<[^<>]+>|[^(|)<]+")


class PhraseFault(ShouwenError):
    """A phrase cannot be read or filled."""


class Dealer:
    """Deals from a list like cards: nothing comes twice before everything came once."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._decks: dict[tuple[object, ...], list[object]] = {}

    def one(self, options: Sequence[T]) -> T:
        """Return one of `options`, which must be hashable and not empty."""
        if len(options) == 1:
            return options[0]
        deck = self._decks.setdefault(tuple(options), [])
        if not deck:
            deck.extend(options)
            self.rng.shuffle(deck)
        return deck.pop()  # type: ignore[return-value]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """Return up to `count` different options in their order."""
        chosen = sorted(self.rng.sample(range(len(options)), min(count, len(options))))
        return [options[index] for index in chosen]

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self.rng.random() < probability


@cache
def _parsed(text: str) -> Run:
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text:
        raise PhraseFault(f"语句“{text}”无法读取", "请检查尖括号", f"cannot read phrase '{text}'")
    tokens.reverse()
    run = _run(tokens, text, end="")
    if tokens:
        raise _unbalanced(text)
    return run


def _unbalanced(text: str) -> PhraseFault:
    return PhraseFault(f"语句“{text}”括号不配对", "请补齐括号", f"unbalanced brackets in '{text}'")


def _run(tokens: list[str], text: str, end: str) -> Run:
    run: list[str | Slot | Choice] = []
    while tokens and tokens[-1] not in "|)":
        word = tokens.pop()
        if word == "(":
            options = [_run(tokens, text, end=")")]
            while tokens and tokens[-1] == "|":
                tokens.pop()
                options.append(_run(tokens, text, end=")"))
            if not tokens:
                raise _unbalanced(text)
            tokens.pop()
            run.append(Choice(tuple(options)))
        elif word.startswith("<"):
            run.append(Slot(word[1:-1]))
        else:
            run.append(word)
    if bool(tokens) != bool(end):
        raise _unbalanced(text)
    return tuple(run)


def say(text: str, slot: Callable[[str], str], dealer: Dealer) -> str:
    """Return `text` with alternatives dealt and slots filled.

    :raises PhraseFault: if the brackets do not match
    """
    return _spoken(_parsed(text), slot, dealer)


def _spoken(run: Run, slot: Callable[[str], str], dealer: Dealer) -> str:
    words = []
    for node in run:
        if isinstance(node, str):
            words.append(node)
        elif isinstance(node, Slot):
            words.append(slot(node.name))
        else:
            words.append(_spoken(dealer.one(node.options), slot, dealer))
    return "".join(words)


def slots_in(text: str) -> set[str]:
    """Return the names of all slots of a phrase, whichever alternative is dealt."""
    found: set[str] = set()
    runs = [_parsed(text)]
    while runs:
        for node in runs.pop():
            if isinstance(node, Slot):
                found.add(node.name)
            elif isinstance(node, Choice):
                runs.extend(node.options)
    return found

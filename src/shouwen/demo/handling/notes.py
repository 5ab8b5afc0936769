"""The short texts staff write into forms, dealt from a file."""

import random
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def _texts() -> dict[str, list[str]]:
    text = resources.files(__package__).joinpath("notes.yaml").read_text("utf-8")
    texts: dict[str, list[str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return texts


class Notes:
    """Deals short texts, the same for the same seed."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def __call__(self, kind: str, **words: Any) -> str:
        """Return a text of one kind, its blanks filled.

        :raises KeyError: if there is no such kind, or a blank has no word
        """
        return self._rng.choice(_texts()[kind]).format(**words)

"""What a text would be filed as, by what was learnt: told with its confidence, never done."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from shouwen.insight.models import Taught

if TYPE_CHECKING:
    from shouwen.insight.learning import Learned

#: Nothing is suggested below this confidence, nor of a text shorter than this.
LEAST: Final = 0.4
SHORTEST: Final = 6
#: What was learnt last, by choice: with its version. One row is small, its weights are not.
_KNOWN: dict[tuple[str, str], tuple[int, "Learned"]] = {}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One choice suggested. `words` of the text spoke for it; `percent` is from 0 to 100.

    `version`, `cases` and `accuracy` (0 to 1) are of what was learnt.
    """

    fact: str
    value: str
    percent: int
    words: tuple[str, ...]
    version: int
    cases: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class Untaught:
    """One choice nothing is suggested for, because too little could be learnt of it."""

    fact: str
    cases: int


def suggest(
    regulation: str, facts: Iterable[str], text: str
) -> tuple[tuple[Suggestion, ...], tuple[Untaught, ...]]:
    """Return what is suggested for each choice, and what was tried to learn in vain.

    Nothing at all where nothing has been learnt yet, or the packages that learn are missing.
    """
    if len(text.strip()) < SHORTEST or find_spec("sklearn") is None:
        return (), ()
    rows: list[dict[str, Any]] = list(
        Taught.objects.filter(regulation=regulation, fact__in=list(facts)).values(
            "fact", "version", "cases", "accuracy", "labels"
        )
    )
    found, untaught = [], []
    for row in rows:
        if not row["labels"]:
            untaught.append(Untaught(row["fact"], row["cases"]))
            continue
        learned = _learned(regulation, row["fact"], row["version"])
        from shouwen.insight import learning  # only whoever suggests needs the packages

        said = learning.guess(learned, text)
        if said.share >= LEAST:
            found.append(
                Suggestion(
                    row["fact"], said.label, min(99, round(said.share * 100)), said.words,
                    row["version"], row["cases"], row["accuracy"],
                )
            )  # fmt: skip
    return tuple(found), tuple(untaught)


def _learned(regulation: str, fact: str, version: int) -> "Learned":
    known = _KNOWN.get((regulation, fact))
    if known is not None and known[0] == version:
        return known[1]
    from shouwen.insight import learning

    kept = Taught.objects.values_list("weights", flat=True).get(regulation=regulation, fact=fact)
    learned = learning.unpacked(bytes(kept or b""))
    _KNOWN[regulation, fact] = (version, learned)
    return learned

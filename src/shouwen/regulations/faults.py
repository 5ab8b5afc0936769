"""Faults the model itself finds: told in Chinese and English, each with its remedy."""

from pydantic import StringConstraints

from shouwen.vocabulary import ShouwenError

#: How texts of a form are written, in both languages, by the pattern they must match.
FORMS: dict[str, tuple[str, str]] = {}


class WritingFault(ShouwenError, ValueError):
    """Something is written as the language does not have it."""


def written(pattern: str, chinese: str, english: str) -> StringConstraints:
    """Return the constraint of a text of this pattern, and remember how to write it."""
    FORMS[pattern] = (chinese, english)
    return StringConstraints(pattern=pattern)

"""Faults the model itself finds: told in Chinese and English, each with its remedy."""

from shouwen.vocabulary import ShouwenError


class WritingFault(ShouwenError, ValueError):
    """Something is written as the language does not have it."""

"""The project's own writer of varied, believable complaints, for demonstrations and tests.

Everything it writes is invented: people, numbers, places, papers and the bank itself.
"""

from shouwen.demo.writer.answers import NobodyToAnswer
from shouwen.demo.writer.complaint import (
    CATEGORIES,
    CHANNELS,
    Complainant,
    Facts,
    Outcome,
    WrittenComplaint,
)
from shouwen.demo.writer.writer import Writer

__all__ = [
    "CATEGORIES",
    "CHANNELS",
    "Complainant",
    "Facts",
    "NobodyToAnswer",
    "Outcome",
    "Writer",
    "WrittenComplaint",
]

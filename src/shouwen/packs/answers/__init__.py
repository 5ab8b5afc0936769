"""What the product is asked for, what answers it, and what shows that it does."""

from shouwen.packs.answers.asked import Asked, read_asked
from shouwen.packs.answers.rows import Place, RequirementRow, Shown, rows, with_tests

__all__ = ["Asked", "Place", "RequirementRow", "Shown", "read_asked", "rows", "with_tests"]

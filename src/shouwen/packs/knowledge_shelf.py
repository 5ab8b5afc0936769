"""Where knowledge lies on the shelf: ``knowledge/*.yaml`` beside taxonomies and crosswalks.

Shipped files come first; a folder put on the shelf of regulations may hold a folder of the same
name, whose cards replace shipped ones of the same code.
"""

from dataclasses import dataclass
from pathlib import Path

from shouwen.packs import taxonomy_shelf


@dataclass(frozen=True, slots=True)
class KnowledgeText:
    """One file of cards or of wording, as it lay there at `changed` (nanoseconds).

    `folder` counts from 0, the shipped ones.
    """

    name: str
    folder: int
    path: Path
    changed: int

    @property
    def text(self) -> str:
        """The text itself."""
        return self.path.read_text(encoding="utf-8", errors="surrogateescape")


def texts() -> tuple[KnowledgeText, ...]:
    """Return every file of knowledge, the shipped ones first, then by name."""
    return tuple(
        KnowledgeText(f"knowledge/{place.name}", number, place, place.stat().st_mtime_ns)
        for number, folder in enumerate(taxonomy_shelf.folders())
        for place in sorted((folder / "knowledge").glob("*.yaml"))
    )

"""Shared terms on the shelf: taxonomies by ``id@version``, and the crosswalks between them.

Shipped ones lie in ``taxonomies/<id>/<version>.yaml`` and ``crosswalks/*.yaml``; a folder put on
the shelf of regulations may hold folders of the same names.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shouwen.regulations.shared import OpenedTaxonomy, Taxonomy, open_taxonomy, taxonomy_from
from shouwen.vocabulary import ShouwenError

_SHIPPED = Path(__file__).parent
_folders: list[Path] = [_SHIPPED]


class NoSuchTaxonomy(ShouwenError):
    """A taxonomy, an edition of one, or a crosswalk was asked for that the shelf does not hold."""


@dataclass(frozen=True, slots=True)
class TaxonomyEdition:
    """One edition of a taxonomy."""

    id: str
    version: str
    path: Path

    @property
    def key(self) -> str:
        """Such as ``prohibited-behaviour@1``."""
        return f"{self.id}@{self.version}"

    @property
    def name(self) -> str:
        """What findings call the file."""
        return f"taxonomies/{self.id}/{self.version}.yaml"

    @property
    def text(self) -> str:
        """The text itself."""
        return self.path.read_text(encoding="utf-8", errors="surrogateescape")


def add_folder(folder: Path) -> None:
    """Look for taxonomies and crosswalks in one more folder of this process."""
    if folder not in _folders:
        _folders.append(folder)
    forget_scanned()


def remove_folder(folder: Path) -> None:
    """Take an added folder off again."""
    if folder in _folders and folder != _SHIPPED:
        _folders.remove(folder)
    forget_scanned()


def folders() -> tuple[Path, ...]:
    """Return every folder that is looked into, the shipped one first."""
    return tuple(_folders)


def forget_scanned() -> None:
    """Look again what lies there."""
    _scan.cache_clear()


def editions() -> tuple[TaxonomyEdition, ...]:
    """Return every edition of every taxonomy, by id and then by version."""
    return tuple(_scan().values())


def edition(key: str) -> TaxonomyEdition:
    """Return the edition of this key, or the newest of a bare id.

    :raises NoSuchTaxonomy: if there is none
    """
    found = _scan()
    chosen = [each for each in found.values() if key in (each.key, each.id)]
    if not chosen:
        known = [each.key for each in found.values()]
        raise NoSuchTaxonomy(
            f"没有共享词表“{key}”",
            f"现有：{'、'.join(known) or '无'}",
            f"there is no shared taxonomy '{key}'; there are: {', '.join(known) or 'none'}",
        )
    return chosen[-1]


def text_of(key: str) -> str | None:
    """Return the text of an edition, or None where there is none."""
    found = _scan().get(key)
    return None if found is None else found.text


def opened(key: str) -> OpenedTaxonomy:
    """Return an edition as far as it can be opened.

    :raises NoSuchTaxonomy: if there is none
    """
    found = edition(key)
    return open_taxonomy(found.text, found.name)


def taxonomy(key: str) -> Taxonomy:
    """Return a sound edition.

    :raises NoSuchTaxonomy: if there is none
    :raises TaxonomyUnfit: with every finding, if it has faults
    """
    found = edition(key)
    return taxonomy_from(found.text, found.name)


def crosswalk_files() -> tuple[Path, ...]:
    """Return the files of every crosswalk, by name."""
    return tuple(
        sorted(
            (place for folder in _folders for place in (folder / "crosswalks").glob("*.yaml")),
            key=lambda place: place.stem,
        )
    )


def crosswalk_text(id_: str) -> tuple[str, str]:
    """Return a crosswalk's text and what findings call its file.

    :raises NoSuchTaxonomy: if there is no such crosswalk
    """
    for place in crosswalk_files():
        if place.stem == id_:
            text = place.read_text(encoding="utf-8", errors="surrogateescape")
            return text, f"crosswalks/{place.name}"
    known = [place.stem for place in crosswalk_files()]
    raise NoSuchTaxonomy(
        f"没有对照表“{id_}”",
        f"现有：{'、'.join(known) or '无'}",
        f"there is no crosswalk '{id_}'; there are: {', '.join(known) or 'none'}",
    )


@cache
def _scan() -> dict[str, TaxonomyEdition]:
    found: dict[str, TaxonomyEdition] = {}
    for folder in tuple(_folders):
        for place in (folder / "taxonomies").glob("*/[0-9]*.yaml"):
            each = TaxonomyEdition(place.parent.name, place.stem, place)
            found[each.key] = each
    return dict(sorted(found.items(), key=lambda item: (item[1].id, _order(item[1].version))))


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())

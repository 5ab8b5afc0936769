"""Crosswalks with the two lists each connects: shared taxonomies, or a regulation's own terms."""

from collections.abc import Iterator

from shouwen.packs import shelf, taxonomy_shelf
from shouwen.packs.taxonomy_shelf import NoSuchTaxonomy
from shouwen.regulations import Finding
from shouwen.regulations.shared import (
    Crosswalk,
    CrosswalkUnfit,
    Entry,
    Taxonomy,
    TaxonomyUnfit,
    open_crosswalk,
)
from shouwen.regulations.shared.crosswalk import read_crosswalk
from shouwen.regulations.shared.taxonomy import TaxonomyHeader
from shouwen.vocabulary import ShouwenError


def term_list(key: str) -> Taxonomy:
    """Return a list of terms as a taxonomy: ``id@version``, or ``regulation@version/terms``.

    :raises NoSuchTaxonomy: if there is none
    :raises NotOnShelf: if there is no such regulation or edition
    """
    owner, slash, name = key.partition("/")
    if not slash:
        return taxonomy_shelf.taxonomy(key)
    id_, _, version = owner.partition("@")
    pack = shelf.opened(id_, version or None).pack
    terms = {} if pack is None else pack.terms
    if pack is None or name not in terms:
        raise NoSuchTaxonomy(
            f"{owner} 没有词表“{name}”",
            f"现有：{'、'.join(terms) or '无'}",
            f"{owner} has no terms '{name}'; there are: {', '.join(terms) or 'none'}",
        )
    header = TaxonomyHeader(id=id_, version=version, title=pack.pack.title)
    entries = {
        term: Entry(title=title, english=pack.english.get(title))
        for term, title in terms[name].items()
    }
    return Taxonomy(taxonomy=header, entries=entries)


def crosswalk(id_: str) -> Crosswalk:
    """Return a sound crosswalk by its id.

    :raises NoSuchTaxonomy: if there is none, or a list it connects is missing
    :raises CrosswalkUnfit: with every term that is not mapped and every entry that leads nowhere
    """
    text, name = taxonomy_shelf.crosswalk_text(id_)
    _, read = read_crosswalk(text, name)
    head = read.crosswalk
    return open_crosswalk(text, name, term_list(head.from_), term_list(head.to))


def findings() -> Iterator[Finding]:
    """Yield what is wrong with the taxonomies and crosswalks on the shelf."""
    for each in taxonomy_shelf.editions():
        yield from taxonomy_shelf.opened(each.key).findings
    for place in taxonomy_shelf.crosswalk_files():
        try:
            crosswalk(place.stem)
        except (CrosswalkUnfit, TaxonomyUnfit) as unfit:
            yield from unfit.findings
        except ShouwenError as lost:
            name = f"crosswalks/{place.name}"
            yield Finding(
                "V10", "error", name, 1, "crosswalk", lost.problem, lost.remedy, lost.english
            )

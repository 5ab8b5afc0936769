"""Shared terms: taxonomies several regulations refer to, and crosswalks between them."""

from shouwen.regulations.shared.crosswalk import Crosswalk, CrosswalkUnfit, open_crosswalk
from shouwen.regulations.shared.opening import (
    OpenedTaxonomy,
    TaxonomyUnfit,
    open_taxonomy,
    taxonomy_from,
)
from shouwen.regulations.shared.sheet import SheetUnfit, taxonomy_text
from shouwen.regulations.shared.taxonomy import Entry, Taxonomy

__all__ = [
    "Crosswalk",
    "CrosswalkUnfit",
    "Entry",
    "OpenedTaxonomy",
    "SheetUnfit",
    "Taxonomy",
    "TaxonomyUnfit",
    "open_crosswalk",
    "open_taxonomy",
    "taxonomy_from",
    "taxonomy_text",
]

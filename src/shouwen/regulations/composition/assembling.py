"""From the parts of a joint text to one source that knows which file each place comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shouwen.regulations.composition.companion import run_beside
from shouwen.regulations.composition.joint import Part, kind_of, references, split
from shouwen.regulations.composition.overlay import lay_over, overlay_head
from shouwen.regulations.composition.sheet import Sheet
from shouwen.regulations.composition.terms import expand_terms
from shouwen.regulations.findings import Finding
from shouwen.regulations.reading import Source, TextFault, read_source
from shouwen.regulations.shared.opening import open_taxonomy
from shouwen.regulations.shared.taxonomy import Taxonomy

#: How many texts may lie over one another: a branch's rules over a bank's over a group's.
MOST_LAYERS = 4

_Taxonomies = dict[str, tuple[Source, Taxonomy]]


@dataclass(frozen=True)
class Assembled:
    """A regulation put together. `source` is None while it cannot be.

    `taxonomies` are the shared ones behind its lists of terms, by the list's name; `base` is the
    key of the regulation it lies over, `companions` those of the texts that run beside it.
    """

    source: Source | None
    findings: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    taxonomies: Mapping[str, Taxonomy] = field(default_factory=dict)
    base: str | None = None
    companions: tuple[str, ...] = ()


def assemble(text: str, name: str) -> Assembled:
    """Return the regulation a joint text, or a text that rests on nothing, amounts to."""
    parts = split(text)
    try:
        sheet = _layered(parts[0].text, name, parts, 1)
    except TextFault as fault:
        return Assembled(None, fault.findings)
    for part in parts:
        if part.kind == "companion" and not sheet.findings:
            try:
                run_beside(sheet, Sheet(read_source(part.text, part.name)))
            except TextFault as fault:
                sheet.findings += fault.findings
    taxonomies, findings = _taxonomies(parts)
    used = {} if sheet.findings else expand_terms(sheet, taxonomies)
    findings = [*sheet.findings, *findings]
    base = next((each.key for each in references(parts[0].text) if each.kind == "base"), None)
    companions = tuple(part.key for part in parts if part.kind == "companion")
    return Assembled(sheet.source, tuple(findings), tuple(sheet.notes), used, base, companions)


def _layered(text: str, name: str, parts: tuple[Part, ...], layer: int) -> Sheet:
    """Return the sheet of a regulation with everything it lies over.

    :raises TextFault: if a text of it cannot be read
    """
    own = Sheet(read_source(text, name))
    if kind_of(text) != "overlay" or not isinstance(own.data, dict):
        return own
    head = overlay_head(own)
    if head is None:
        return own
    found = next((part for part in parts if part.kind == "base" and part.key == head.base), None)
    if found is None or layer >= MOST_LAYERS:
        deep = found is not None
        own.say(
            "O01",
            ("overlay", "base"),
            f"叠加超过 {MOST_LAYERS} 层" if deep else f"没有办法“{head.base}”",
            "请减少层数" if deep else "请核对所依据的办法和版本",
            f"more than {MOST_LAYERS} texts over one another"
            if deep
            else f"there is no regulation '{head.base}' to lie over",
        )
        return own
    base = _layered(found.text, found.name, parts, layer + 1)
    # What is wrong with the base is told there; laid over a broken base nothing can be told.
    if not base.findings:
        lay_over(base, own, head)
    return base


def _taxonomies(parts: tuple[Part, ...]) -> tuple[_Taxonomies, list[Finding]]:
    found: _Taxonomies = {}
    findings: list[Finding] = []
    for part in parts:
        if part.kind != "taxonomy":
            continue
        opened = open_taxonomy(part.text, part.name)
        findings += opened.findings
        if opened.source is not None and opened.taxonomy is not None:
            found[part.key] = opened.source, opened.taxonomy
    return found, findings

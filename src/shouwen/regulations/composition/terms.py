"""Lists of terms that refer to a shared taxonomy, written out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import Field, ValidationError

from shouwen.regulations.composition.joint import shared_key
from shouwen.regulations.composition.sheet import Sheet
from shouwen.regulations.elements import Element
from shouwen.regulations.findings import dotted, findings_from
from shouwen.regulations.reading import Path, Source
from shouwen.regulations.shared.taxonomy import MOST_LEVELS, Taxonomy, TaxonomyKey
from shouwen.regulations.texts import Id


class SharedTerms(Element):
    """``{shared: id@version}``: the terms of a taxonomy, or those of a part of it."""

    shared: TaxonomyKey
    under: Id | None = Field(None, description="only what lies under this entry")
    levels: int | None = Field(None, ge=1, le=MOST_LEVELS, description="only so many levels down")
    leaves: bool = Field(False, description="only entries with nothing under them")


def expand_terms(
    sheet: Sheet, taxonomies: Mapping[str, tuple[Source, Taxonomy]]
) -> dict[str, Taxonomy]:
    """Write out every list that refers to a taxonomy; return the taxonomies by the list's name."""
    used: dict[str, Taxonomy] = {}
    for name, members in list(sheet.section("terms").items()):
        key = shared_key(members)
        if key is None:
            continue
        path: Path = ("terms", name)
        reference = _reference(sheet, path, members)
        if reference is None:
            continue
        if key not in taxonomies:
            sheet.say(
                "V08",
                path,
                f"没有共享词表“{key}”",
                "请核对编号和版本；可用 shouwen taxonomy list 查看",
                f"there is no shared taxonomy '{key}'",
            )
            continue
        source, taxonomy = taxonomies[key]
        chosen = _chosen(taxonomy, reference)
        if chosen is None or not chosen:
            sheet.say(
                "V09",
                path,
                f"“{key}”里没有可选的词"
                if chosen is not None
                else f"“{key}”没有“{reference.under}”",
                "请核对 under、levels 和 leaves",
                f"'{key}' offers no term here; look at under, levels and leaves",
            )
            continue
        _write(sheet, name, source, taxonomy, chosen)
        used[name] = taxonomy
    return used


def _reference(sheet: Sheet, path: Path, members: dict[str, Any]) -> SharedTerms | None:
    try:
        return SharedTerms.model_validate(members)
    except ValidationError as faults:
        lines = {each[2:]: line for each, line in sheet.source.lines.items() if each[:2] == path}
        here = Source("", sheet.source.file(path), members, {(): 1, **lines})
        found = findings_from(faults, here, SharedTerms)
        sheet.findings += [
            replace(each, path=".".join(filter(None, (dotted(path), each.path)))) for each in found
        ]
        return None


def _chosen(taxonomy: Taxonomy, reference: SharedTerms) -> list[str] | None:
    """Return the entries a reference takes, in the taxonomy's order; None if `under` is none."""
    under = reference.under
    if under is not None and under not in taxonomy.entries:
        return None
    top = 0 if under is None else taxonomy.level(under)
    return [
        entry
        for entry in taxonomy.entries
        if entry != under
        and (under is None or taxonomy.within(entry, under))
        and (reference.levels is None or taxonomy.level(entry) - top <= reference.levels)
        and (not reference.leaves or taxonomy.is_leaf(entry))
    ]


def _write(sheet: Sheet, name: str, source: Source, taxonomy: Taxonomy, chosen: list[str]) -> None:
    lines: dict[Path, int] = {(): sheet.source.line(("terms", name))}
    lines |= {(entry,): source.line(("entries", entry)) for entry in chosen}
    own = sheet.source.file(("terms", name))
    labels = taxonomy.labels(chosen)
    sheet.put(("terms", name), labels, own, lines)
    english = taxonomy.labels(chosen, english=True)
    for entry, label in labels.items():
        sheet.files["terms", name, entry] = source.name
        if english[entry] != label and label not in sheet.section("english"):
            line = source.line(("entries", entry))
            sheet.put(("english", label), english[entry], source.name, {(): line})

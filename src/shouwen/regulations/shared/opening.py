"""Opening a taxonomy: text in, and out come the tree and every finding."""

from dataclasses import dataclass

from pydantic import ValidationError

from shouwen.regulations.findings import Finding, dotted, findings_from
from shouwen.regulations.reading import Source, TextFault, read_source
from shouwen.regulations.shared.taxonomy import MOST_LEVELS, Taxonomy
from shouwen.vocabulary import ShouwenError


@dataclass(frozen=True)
class OpenedTaxonomy:
    """A taxonomy as far as it could be opened. `taxonomy` is None while there are errors."""

    source: Source | None
    taxonomy: Taxonomy | None
    findings: tuple[Finding, ...]


class TaxonomyUnfit(ShouwenError):
    """A taxonomy has errors and must not be used."""

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            f"{name} 有 {len(findings)} 处错误，不能使用",
            "\n".join(str(each) for each in findings[:20]),
            f"{name} has {len(findings)} errors and cannot be used",
        )


def open_taxonomy(text: str, name: str) -> OpenedTaxonomy:
    """Return the taxonomy written in `text`, with every finding. Raises nothing for a bad one."""
    try:
        source = read_source(text, name)
    except TextFault as fault:
        return OpenedTaxonomy(None, None, fault.findings)
    try:
        taxonomy = Taxonomy.model_validate(source.data)
    except ValidationError as faults:
        return OpenedTaxonomy(source, None, tuple(findings_from(faults, source, Taxonomy)))
    findings = tuple(_faults(source, taxonomy))
    return OpenedTaxonomy(source, None if findings else taxonomy, findings)


def taxonomy_from(text: str, name: str) -> Taxonomy:
    """Return a sound taxonomy.

    :raises TaxonomyUnfit: with every finding
    """
    opened = open_taxonomy(text, name)
    if opened.taxonomy is None:
        raise TaxonomyUnfit(name, opened.findings)
    return opened.taxonomy


def _faults(source: Source, taxonomy: Taxonomy) -> list[Finding]:
    found: list[Finding] = []

    def say(code: str, entry: str, problem: str, remedy: str, english: str) -> None:
        path = ("entries", entry)
        place = (source.name, source.line(path), dotted(path))
        found.append(Finding(code, "error", *place, problem, remedy, english))

    entries = taxonomy.entries
    for name, entry in entries.items():
        if entry.parent is not None and entry.parent not in entries:
            say(
                "V01",
                name,
                f"上级“{entry.parent}”不在本表中",
                "请核对 parent",
                f"its parent '{entry.parent}' is not in this taxonomy",
            )
    if found:
        return found
    for name in entries:
        above, line = entries[name].parent, [name]
        while above is not None and above not in line:
            line.append(above)
            above = entries[above].parent
        if above == name:
            say(
                "V02",
                name,
                f"上级绕成了圈：{' → '.join([*line, name])}",
                "请核对 parent",
                f"its parents run in a circle: {' → '.join([*line, name])}",
            )
        elif above is None and len(line) > MOST_LEVELS:
            say(
                "V03",
                name,
                f"在第 {len(line)} 级，最多 {MOST_LEVELS} 级",
                "请减少层级",
                f"it lies {len(line)} levels deep; {MOST_LEVELS} is the most",
            )
    if found:
        return found
    seen: dict[tuple[str | None, str], str] = {}
    for name, entry in entries.items():
        twin = seen.setdefault((entry.parent, entry.title), name)
        if twin != name:
            say(
                "V04",
                name,
                f"与“{twin}”同级同名：{entry.title}",
                "请合并或改名",
                f"it has the title of '{twin}' beside it: {entry.title}",
            )
    return found

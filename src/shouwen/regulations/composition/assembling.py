"""From the parts of a joint text to one source that knows which file each place comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shouwen.regulations.composition.joint import Part, split
from shouwen.regulations.composition.terms import expand_terms
from shouwen.regulations.findings import Finding, dotted
from shouwen.regulations.reading import Path, Source, TextFault, read_source
from shouwen.regulations.shared.opening import open_taxonomy
from shouwen.regulations.shared.taxonomy import Taxonomy


@dataclass(frozen=True)
class Assembled:
    """A regulation put together. `source` is None while it cannot be.

    `taxonomies` are the shared ones behind its lists of terms, by the list's name.
    """

    source: Source | None
    findings: tuple[Finding, ...] = ()
    taxonomies: Mapping[str, Taxonomy] = field(default_factory=dict)


def assemble(text: str, name: str) -> Assembled:
    """Return the regulation a joint text, or a text that rests on nothing, amounts to."""
    parts = split(text)
    try:
        source = read_source(parts[0].text, name)
    except TextFault as fault:
        return Assembled(None, fault.findings)
    taxonomies, findings = _taxonomies(parts)
    sheet = Sheet(source)
    used = expand_terms(sheet, taxonomies)
    findings += sheet.findings
    if findings:
        return Assembled(source, tuple(findings))
    return Assembled(sheet.source, (), used)


def _taxonomies(
    parts: tuple[Part, ...],
) -> tuple[dict[str, tuple[Source, Taxonomy]], list[Finding]]:
    found: dict[str, tuple[Source, Taxonomy]] = {}
    findings: list[Finding] = []
    for part in parts:
        if part.kind != "taxonomy":
            continue
        opened = open_taxonomy(part.text, part.name)
        findings += opened.findings
        if opened.source is not None and opened.taxonomy is not None:
            found[part.key] = opened.source, opened.taxonomy
    return found, findings


class Sheet:
    """A source while it is put together, and what is found wrong on the way."""

    def __init__(self, source: Source) -> None:
        self.source = replace(
            source, lines=dict(source.lines), files=dict(source.files), data=_copied(source.data)
        )
        self.findings: list[Finding] = []

    def say(self, code: str, path: Path, problem: str, remedy: str, english: str) -> None:
        """Write down one finding at a place of what is put together."""
        place = (self.source.file(path), self.source.line(path), dotted(path))
        self.findings.append(Finding(code, "error", *place, problem, remedy, english))

    def put(self, path: Path, value: Any, file: str, lines: Mapping[Path, int]) -> None:
        """Set an entry, with where it and what lies under it was written.

        :param lines: of the entry (the empty path) and everything under it
        """
        here: Any = self.source.data
        for step in path[:-1]:
            here = here.setdefault(step, {})
        here[path[-1]] = value
        # `Source` is frozen for its readers; while it is put together its maps are ours.
        own: dict[Path, int] = self.source.lines  # type: ignore[assignment]
        files: dict[Path, str] = self.source.files  # type: ignore[assignment]
        if path in own:
            for known in [each for each in own if each[: len(path)] == path]:
                del own[known]
            for known in [each for each in files if each[: len(path)] == path]:
                del files[known]
        for length in range(1, len(path)):
            own.setdefault(path[:length], lines.get((), 1))
        own |= {(*path, *under): line for under, line in lines.items()}
        files[path] = file


def _copied(data: Any) -> Any:
    """Return data whose first two levels may be changed without changing the text's own."""
    if not isinstance(data, dict):
        return data
    return {
        word: dict(part)
        if isinstance(part, dict)
        else list(part)
        if isinstance(part, list)
        else part
        for word, part in data.items()
    }

"""A regulation while it is put together: its data, where each place was written, what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from shouwen.regulations.findings import Finding, Severity, dotted
from shouwen.regulations.reading import Path, Source


class Sheet:
    """A source of our own that may still be changed, and the findings on the way."""

    def __init__(self, source: Source) -> None:
        self.lines: dict[Path, int] = dict(source.lines)
        self.files: dict[Path, str] = dict(source.files)
        self.source = replace(source, lines=self.lines, files=self.files, data=_copied(source.data))
        self.findings: list[Finding] = []
        self.notes: list[Finding] = []

    def belongs_to(self, name: str) -> None:
        """Let the whole be called `name`; every section written so far stays its own file's."""
        for word in self.data:
            self.files.setdefault((word,), self.source.name)
        self.source = replace(self.source, name=name)

    @property
    def data(self) -> Any:
        """What is written so far: sections of entries."""
        return self.source.data

    def section(self, word: str) -> dict[str, Any]:
        """Return a section's entries; nothing where there are none."""
        found = self.data.get(word) if isinstance(self.data, dict) else None
        return found if isinstance(found, dict) else {}

    def say(
        self,
        code: str,
        path: Path,
        problem: str,
        remedy: str,
        english: str,
        severity: Severity = "error",
    ) -> None:
        """Write down one finding at a place."""
        place = (self.source.file(path), self.source.line(path), dotted(path))
        found = Finding(code, severity, *place, problem, remedy, english)
        (self.notes if severity == "note" else self.findings).append(found)

    def put(self, path: Path, value: Any, file: str, lines: Mapping[Path, int]) -> None:
        """Set an entry, with where it and what lies under it was written.

        :param lines: of the entry (the empty path) and everything under it
        """
        here: Any = self.data
        for step in path[:-1]:
            if not isinstance(here.get(step), dict):
                here[step] = {}
            here = here[step]
        here[path[-1]] = value
        if path in self.lines:
            for places in (self.lines, self.files):
                for known in [each for each in places if each[: len(path)] == path]:
                    del places[known]
        for length in range(1, len(path)):
            if path[:length] not in self.lines:
                self.lines[path[:length]] = lines.get((), 1)
                self.files[path[:length]] = file
        self.lines |= {(*path, *under): line for under, line in lines.items()}
        self.files[path] = file

    def drop(self, path: Path) -> None:
        """Take an entry out again; its lines stay, and lead nowhere."""
        here: Any = self.data
        for step in path[:-1]:
            here = here[step]
        del here[path[-1]]

    def append(self, word: str, value: Any, file: str, lines: Mapping[Path, int]) -> None:
        """Add an item to a section that is a list."""
        if not isinstance(self.data.get(word), list):
            self.data[word] = []
            self.lines.setdefault((word,), lines.get((), 1))
        path: Path = (word, len(self.data[word]))
        self.data[word].append(value)
        self.lines |= {(*path, *under): line for under, line in lines.items()}
        self.files[path] = file

    def extend(self, path: Path, value: Any, file: str, lines: Mapping[Path, int]) -> None:
        """Add an item to a list inside an entry of a section, such as an act's conditions."""
        section, name, key = path
        entry = dict(self.data[section][name])
        items = entry.get(str(key))
        entry[str(key)] = [*(items if isinstance(items, list) else ()), value]
        self.data[section][name] = entry
        here: Path = (*path, len(entry[str(key)]) - 1)
        if path not in self.lines:
            self.lines[path] = lines.get((), 1)
            self.files[path] = file
        self.lines |= {(*here, *under): line for under, line in lines.items()}
        self.files[here] = file

    def under(self, path: Path) -> dict[Path, int]:
        """Return the lines of a place and everything under it, seen from there."""
        length = len(path)
        return {each[length:]: line for each, line in self.lines.items() if each[:length] == path}

    def entries(self) -> Iterator[tuple[Path, Any]]:
        """Yield every entry of every section that is made of entries, with its place."""
        for word, part in self.data.items():
            if isinstance(part, dict):
                for name, entry in part.items():
                    yield (word, name), entry


def _copied(data: Any) -> Any:
    """Return data whose first two levels may be changed without changing the text's own."""
    if not isinstance(data, dict):
        return data
    return {word: _shallow(part) for word, part in data.items()}


def _shallow(part: Any) -> Any:
    if isinstance(part, dict):
        return dict(part)
    return list(part) if isinstance(part, list) else part

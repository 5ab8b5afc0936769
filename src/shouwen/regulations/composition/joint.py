"""The joint text: a regulation with every text it rests on, so that one digest covers them all.

A regulation that refers to nothing is its own joint text. Otherwise the texts stand one behind the
other, each under a line with its kind, its key and how many characters it has. The record keeps
joint texts: whatever becomes of the files, a case is decided by what it was pinned to.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import yaml

Kind = Literal["main", "base", "companion", "taxonomy"]

_FIRST = "%joint 1\n"
_HEAD = re.compile(r"%part (main|base|companion|taxonomy) ([^\s]+) ([0-9]+)\n")
_KEY = re.compile(r"[a-z][a-z0-9-]{0,47}@[0-9]{1,4}(\.[0-9]{1,3})?")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: The first words a text of the shelf may begin with.
HEADS = ("pack", "overlay", "companion")


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a joint text. `name` is what findings call the file."""

    kind: Kind
    key: str
    text: str

    @property
    def name(self) -> str:
        """The file's name, told from its key: ``postal-bank/2015.1.yaml``."""
        id_, _, version = self.key.partition("@")
        return f"{'taxonomies/' if self.kind == 'taxonomy' else ''}{id_}/{version}.yaml"


@dataclass(frozen=True, slots=True)
class Reference:
    """A text another one rests on."""

    kind: Kind
    key: str


def digest_of(text: str) -> str:
    """Return the digest a case is pinned to: SHA-256 of the joint text, in hexadecimal."""
    # Bytes that are no UTF-8 are a finding when the text is read, not a crash here.
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def join(main: str, rest: Iterable[Part]) -> str:
    """Return the joint text of a regulation and the texts it rests on, in a fixed order."""
    parts = sorted(set(rest), key=lambda part: (part.kind, part.key))
    if not parts:
        return main
    whole = [Part("main", "-", main), *parts]
    return _FIRST + "".join(
        f"%part {part.kind} {part.key} {len(part.text)}\n{part.text}\n" for part in whole
    )


def split(text: str) -> tuple[Part, ...]:
    """Return the parts of a joint text, the regulation itself first; of another text itself."""
    if not text.startswith(_FIRST):
        return (Part("main", "-", text),)
    found: list[Part] = []
    at = len(_FIRST)
    while head := _HEAD.match(text, at):
        begin, length = head.end(), int(head[3])
        found.append(Part(head[1], head[2], text[begin : begin + length]))  # type: ignore[arg-type]
        at = begin + length + 1
    return tuple(found) if at == len(text) else (Part("main", "-", text),)


def kind_of(text: str) -> Literal["pack", "overlay", "companion"]:
    """Return what a text of the shelf is by its head; a regulation where nothing says."""
    for line in text.splitlines():
        word = line.partition(":")[0]
        if word in HEADS:
            return word  # type: ignore[return-value]
    return "pack"


def references(text: str) -> tuple[Reference, ...]:
    """Return the texts one text of a regulation names, in its order: its base, its taxonomies.

    Only what can be read counts; what is ill-written is a finding when the text is opened.
    """
    if text.startswith(_FIRST):
        return ()  # it has them with it
    found: list[Reference] = []
    if kind_of(text) == "overlay":
        base = _entries(section(text, "overlay")).get("base")
        if isinstance(base, str) and _KEY.fullmatch(base):
            found.append(Reference("base", base))
    if "shared:" in text:
        found += (Reference("taxonomy", key) for key in _shared(section(text, "terms")))
    return tuple(dict.fromkeys(found))


def _shared(terms: object) -> Iterator[str]:
    for members in _entries(terms).values():
        key = shared_key(members)
        if key is not None:
            yield key


def shared_key(members: object) -> str | None:
    """Return the taxonomy a list of terms refers to, or None where it lists its own members."""
    key = _entries(members).get("shared")
    return key if isinstance(key, str) and _KEY.fullmatch(key) else None


def section(text: str, word: str) -> Any:
    """Return what a top-level section says, read alone: a whole text need not be read for it."""
    lines = text.splitlines()
    begin = next((n for n, line in enumerate(lines) if line.startswith(f"{word}:")), None)
    if begin is None:
        return None
    end = next(
        (n for n in range(begin + 1, len(lines)) if lines[n][:1] not in ("", " ", "#")), len(lines)
    )
    try:
        return _entries(yaml.load("\n".join(lines[begin:end]), Loader=_LOADER)).get(word)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeEncodeError):
        return None  # the reader names the fault when it is opened


def _entries(value: object) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}

"""The numbered requirements a pack answers, and what answers each."""

from dataclasses import dataclass
from typing import Any, Literal

from shouwen.regulations.model import Pack


@dataclass(frozen=True, slots=True)
class Witness:
    """One answer to one requirement: the rule that executes it, the feature, or why not."""

    requirement: str
    status: Literal["executed", "supported", "not_encoded"]
    where: str
    what: str
    cite: tuple[str, ...]
    assumed: str | None


def witnesses(pack: Pack) -> dict[str, list[Witness]]:
    """Return the answers to every requirement of the pack's registers, also to those without."""
    found: dict[str, list[Witness]] = {code: [] for code in pack.pack.requirements()}

    def note(code: str, witness: Witness) -> None:
        found.setdefault(code, []).append(witness)

    def walk(value: Any, path: str, title: str, cite: tuple[str, ...]) -> None:
        cite = tuple(getattr(value, "cite", ()) or cite)
        title = getattr(value, "title", None) or getattr(value, "otherwise", None) or title
        assumed = getattr(value, "assumed", None)
        for code in getattr(value, "covers", ()):
            words = assumed if isinstance(assumed, str) else None
            note(code, Witness(code, "executed", path, title, cite, words))
        for name in type(value).model_fields:
            item = getattr(value, name)
            if isinstance(item, dict):
                for key, each in item.items():
                    if hasattr(each, "model_fields_set"):
                        walk(each, f"{path}.{key}" if path else key, title, cite)
            elif isinstance(item, list):
                for index, each in enumerate(item):
                    if hasattr(each, "model_fields_set"):
                        walk(each, f"{path}.{name}[{index}]", title, cite)
            elif hasattr(item, "model_fields_set"):
                walk(item, f"{path}.{name}", title, cite)

    for section in (
        "facts",
        "derived",
        "tables",
        "records",
        "tasks",
        "acts",
        "approvals",
        "clocks",
        "rules",
        "documents",
        "registers",
        "duties",
        "ledgers",
        "improvements",
        "circles",
    ):
        for name, item in getattr(pack, section).items():
            walk(item, f"{section}.{name}", "", ())
    if pack.recusal is not None:
        walk(pack.recusal, "recusal", "回避", ())
    for feature in pack.supported:
        for code in feature.covers:
            note(code, Witness(code, "supported", feature.where, feature.by, (), None))
    for item in pack.not_encoded:
        for code in item.covers:
            note(code, Witness(code, "not_encoded", "", item.why, (), None))
    return dict(sorted(found.items()))

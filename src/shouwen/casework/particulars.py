"""Private facts on their way from a form to the vault: the engine sees references only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shouwen import vault
from shouwen.engine import Reason
from shouwen.regulations import Procedure

_MOST_TEXT = 50_000


@dataclass(frozen=True, slots=True)
class SealedForm:
    """A form whose private values are references; nothing is kept until `kept` is written."""

    form: dict[str, object]
    refs: dict[str, str]
    kept: vault.PreparedKeeping | None
    reasons: tuple[Reason, ...]


def seal(procedure: Procedure, form: Mapping[str, object], *, now: datetime) -> SealedForm:
    """Return the form with every private value sealed and replaced by its reference."""
    facts = procedure.pack.facts
    values: dict[str, object] = {}
    wanted: list[tuple[str, vault.Particular]] = []
    reasons: list[Reason] = []
    for name, written in form.items():
        fact = facts.get(name)
        if fact is None or fact.private is None:
            values[name] = written
            continue
        texts = written if isinstance(written, list | tuple) else [written]
        for each in texts:
            text = "" if each is None else str(each).strip()
            if not text:
                continue
            fault = "含有不能保存的字符" if "\0" in text else ""
            if len(text) > _MOST_TEXT:
                fault = f"最多 {_MOST_TEXT} 字"
            if fault:
                reasons.append(Reason("form_invalid", f"“{fact.title}”{fault}", (), name))
                continue
            wanted.append((name, vault.Particular(vault.Kind(fact.private), text)))
    if not wanted:
        return SealedForm(values, {}, None, tuple(reasons))
    kept = vault.prepare([particular for _, particular in wanted], now=now)
    refs: dict[str, str] = {}
    for (name, _), ref in zip(wanted, kept.refs, strict=True):
        refs[ref] = name
        if facts[name].type.startswith("list:"):
            listed = values.setdefault(name, [])
            assert isinstance(listed, list)  # noqa: S101 - made by the line above
            listed.append(ref)
        else:
            values[name] = ref
    return SealedForm(values, refs, kept, tuple(reasons))

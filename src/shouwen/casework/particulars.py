"""Private facts on their way from a form to the vault: the engine sees references only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shouwen import vault
from shouwen.engine import Case, Reason
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
    values, wanted, reasons = _parted(procedure, form)
    if not wanted:
        return SealedForm(values, {}, None, reasons)
    kept = vault.prepare([particular for _, particular in wanted], now=now)
    _refer(procedure, values, wanted, kept.refs)
    refs = {ref: name for (name, _), ref in zip(wanted, kept.refs, strict=True)}
    return SealedForm(values, refs, kept, reasons)


def pretend(procedure: Procedure, form: Mapping[str, object]) -> SealedForm:
    """Return the form as :func:`seal` would, with references that lead nowhere: for a dry run."""
    values, wanted, reasons = _parted(procedure, form)
    _refer(procedure, values, wanted, [f"v_{n}" for n in range(len(wanted))])
    return SealedForm(values, {}, None, reasons)


_Wanted = list[tuple[str, vault.Particular]]


def _parted(
    procedure: Procedure, form: Mapping[str, object]
) -> tuple[dict[str, object], _Wanted, tuple[Reason, ...]]:
    """Return the public values, the private ones, and what cannot be kept."""
    facts = procedure.pack.facts
    values: dict[str, object] = {}
    wanted: _Wanted = []
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
            fault, english = "", ""
            if "\0" in text:
                fault, english = "含有不能保存的字符", "has signs that cannot be kept"
            if len(text) > _MOST_TEXT:
                fault = f"最多 {_MOST_TEXT} 字"
                english = f"may have at most {_MOST_TEXT} characters"
            if fault:
                title = procedure.pack.say(fact.title, "en")
                reasons.append(
                    Reason(
                        "form_invalid", f"“{fact.title}”{fault}", (), name, f"'{title}' {english}"
                    )
                )
                continue
            wanted.append((name, vault.Particular(vault.Kind(fact.private), text)))
    return values, wanted, tuple(reasons)


def _refer(
    procedure: Procedure, values: dict[str, object], wanted: _Wanted, refs: Sequence[str]
) -> None:
    for (name, _), ref in zip(wanted, refs, strict=True):
        if procedure.pack.facts[name].type.startswith("list:"):
            listed = values.setdefault(name, [])
            assert isinstance(listed, list)  # noqa: S101 - made by the line above
            listed.append(ref)
        else:
            values[name] = ref


def cell_name(record: str, number: int, column: str) -> str:
    """Return what one column of one entry is called in an address: ``interview-2-said``."""
    return f"{record}-{number}-{column}"


def written_in(case: Case, name: str) -> tuple[str, object]:
    """Return the fact `name` means, and what it says, or None.

    `name` is a fact's, or that of one column of an entry (see :func:`cell_name`).
    """
    record, _, rest = name.partition("-")
    number, _, column = rest.partition("-")
    for entry in case.entries(record) if column else ():
        if str(entry.number) == number:
            return column, entry.values.get(column)
    return name, case.facts.get(name)

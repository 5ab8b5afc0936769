"""Opening a pack: text in, and out come the model, the procedure and every finding."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from shouwen.calendars import DaySet
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.compiling import Compiler
from shouwen.regulations.composition import assemble, digest_of
from shouwen.regulations.findings import Finding, findings_from
from shouwen.regulations.model import Pack
from shouwen.regulations.proofreading import Proof, proofread, read_references
from shouwen.regulations.reading import Source
from shouwen.vocabulary import ShouwenError


@dataclass(frozen=True)
class Opened:
    """A pack as far as it could be opened. `procedure` is None while there are errors."""

    source: Source | None
    pack: Pack | None
    procedure: Procedure | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid using the pack."""
        return tuple(each for each in self.findings if each.severity == "error")


class PackUnfit(ShouwenError):
    """A pack has errors and must not be used."""

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            f"{name} 有 {len(findings)} 处错误，不能使用",
            "\n".join(str(each) for each in findings[:20]),
            f"{name} has {len(findings)} errors and cannot be used",
        )


def open_pack(
    text: str, name: str, day_sets: Mapping[str, DaySet], *, was_sound: bool = False
) -> Opened:
    """Return the pack written in `text`, with every finding. Raises nothing for a bad pack.

    :param text: a regulation that rests on no other text, or a joint text (see ``composition``)
    :param was_sound: cases were opened under it when it had no errors. The proofreader has learned
        since, and what it finds now is told; but a case is decided by its text as long as that can
        be compiled.
    """
    assembled = assemble(text, name)
    source = assembled.source
    if source is None or assembled.findings:
        return Opened(source, None, None, assembled.findings)
    try:
        pack = Pack.model_validate(source.data)
    except ValidationError as faults:
        return Opened(source, None, None, tuple(findings_from(faults, source, Pack)))
    proof = Proof(source, pack)
    read_references(proof)
    if proof.findings:
        return Opened(source, pack, None, tuple(proof.sorted()))
    compiler = Compiler(pack, day_sets, proof.say)
    procedure = replace(
        compiler.procedure(digest_of(text)),
        taxonomies=dict(assembled.taxonomies),
        base=assembled.base,
        companions=assembled.companions,
    )
    if proof.findings:
        return Opened(source, pack, None, tuple(proof.sorted()))
    findings = (*assembled.notes, *proofread(source, pack, procedure))
    fit = was_sound or not any(each.severity == "error" for each in findings)
    return Opened(source, pack, procedure if fit else None, findings)


def procedure_from(text: str, name: str, day_sets: Mapping[str, DaySet]) -> Procedure:
    """Return the procedure of a sound pack.

    :raises PackUnfit: if proofreading finds errors
    """
    opened = open_pack(text, name, day_sets)
    if opened.procedure is None:
        raise PackUnfit(name, opened.errors)
    return opened.procedure

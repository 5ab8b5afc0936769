"""A crosswalk: which term of one list each term of another counts as."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, ValidationError, model_validator

from shouwen.regulations.elements import Element
from shouwen.regulations.faults import WritingFault, written
from shouwen.regulations.findings import Finding, dotted, findings_from
from shouwen.regulations.reading import Source, TextFault, read_source
from shouwen.regulations.shared.taxonomy import Taxonomy, TaxonomyKey
from shouwen.regulations.texts import Id, PackId, Text
from shouwen.vocabulary import ShouwenError

#: A taxonomy, or a list of terms one regulation keeps for itself: ``postal-bank@2015.1/channel``.
ListKey = Annotated[
    str,
    written(
        r"^[a-z][a-z0-9-]{0,47}@\d{1,4}(\.\d{1,3})?(/[a-z][a-z0-9_]{0,47})?$",
        "请写 共享词表@版本，或 办法@版本/词表，例如 postal-bank@2015.1/channel",
        "write taxonomy@version or regulation@version/terms, such as postal-bank@2015.1/channel",
    ),
]


class CrosswalkHeader(Element):
    """From which list to which taxonomy."""

    id: PackId
    title: Text
    english: Text | None = None
    from_: ListKey = Field(alias="from")
    to: TaxonomyKey
    about: Text | None = None


class Target(Element):
    """What a term counts as: one or several terms, or none, and then why."""

    to: list[Id] = []
    why: Text | None = None
    assumed: bool = False

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written: Any) -> Any:
        if isinstance(written, str):
            return {"to": [written]}
        if isinstance(written, list):
            return {"to": written}
        if isinstance(written, dict) and isinstance(written.get("to"), str):
            return {**written, "to": [written["to"]]}
        return written

    @model_validator(mode="after")
    def _none_says_why(self) -> "Target":
        if not self.to and self.why is None:
            raise WritingFault(
                "没有对应的词，也没有说明",
                "请写 to；确实无从对应的，写 why 说明原因",
                "it counts as nothing and does not say why; write 'to', or 'why'",
            )
        return self


class CrosswalkText(Element):
    """A file that maps one list onto another."""

    crosswalk: CrosswalkHeader
    entries: dict[Id, Target] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A sound crosswalk: every term of its source is mapped, or said to count as nothing."""

    id: str
    title: str
    source: str
    target: str
    targets: Mapping[str, tuple[str, ...]]

    def counts_as(self, term: str) -> tuple[str, ...]:
        """Return what a term of the source counts as; nothing for one that counts as none.

        :raises KeyError: if the source has no such term
        """
        return self.targets[term]


class CrosswalkUnfit(ShouwenError):
    """A crosswalk has gaps or leads nowhere, and must not be counted by."""

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            f"{name} 有 {len(findings)} 处错误，不能使用",
            "\n".join(str(each) for each in findings[:20]),
            f"{name} has {len(findings)} errors and cannot be used",
        )


def read_crosswalk(text: str, name: str) -> tuple[Source, CrosswalkText]:
    """Return what a crosswalk says, without looking at the lists it connects.

    :raises CrosswalkUnfit: if it is not written as one
    """
    try:
        source = read_source(text, name)
        return source, CrosswalkText.model_validate(source.data)
    except TextFault as fault:
        raise CrosswalkUnfit(name, fault.findings) from fault
    except ValidationError as faults:
        raise CrosswalkUnfit(name, tuple(findings_from(faults, source, CrosswalkText))) from faults


def open_crosswalk(text: str, name: str, source: Taxonomy, target: Taxonomy) -> Crosswalk:
    """Return the crosswalk between two lists.

    A term without an entry of its own counts as what the nearest term above it counts as.

    :param source: the taxonomy, or the terms of a regulation as one, its ``from`` names
    :param target: the taxonomy its ``to`` names
    :raises CrosswalkUnfit: if a term of the source is not mapped, or an entry leads nowhere
    """
    read, crosswalk = read_crosswalk(text, name)
    findings: list[Finding] = []

    def say(
        code: str, path: tuple[str | int, ...], problem: str, remedy: str, english: str
    ) -> None:
        place = (name, read.line(path), dotted(path))
        findings.append(Finding(code, "error", *place, problem, remedy, english))

    for term, entry in crosswalk.entries.items():
        if term not in source.entries:
            say(
                "V05",
                ("entries", term),
                f"{crosswalk.crosswalk.from_} 没有“{term}”",
                "请核对，或删去",
                f"{crosswalk.crosswalk.from_} has no term '{term}'",
            )
        for each in entry.to:
            if each not in target.entries:
                say(
                    "V06",
                    ("entries", term),
                    f"{crosswalk.crosswalk.to} 没有“{each}”",
                    "请核对",
                    f"{crosswalk.crosswalk.to} has no term '{each}'",
                )
    targets: dict[str, tuple[str, ...]] = {}
    for term in source.entries:
        mapped = next(
            (above for above in reversed(source.line(term)) if above in crosswalk.entries), None
        )
        if mapped is None:
            say(
                "V07",
                ("entries",),
                f"“{source.entries[term].title}”（{term}）没有对应",
                "请写它对应的词；无从对应的写 {why: …}",
                f"term '{term}' is mapped to nothing",
            )
        else:
            targets[term] = tuple(crosswalk.entries[mapped].to)
    if findings:
        raise CrosswalkUnfit(name, tuple(findings))
    head = crosswalk.crosswalk
    return Crosswalk(head.id, head.title, head.from_, head.to, targets)

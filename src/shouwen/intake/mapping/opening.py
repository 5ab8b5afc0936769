"""Opening a mapping: text in; out come the mapping and everything wrong with it, at once."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from shouwen.engine import typed_form
from shouwen.intake.errors import MappingUnfit, NoSuchMapping
from shouwen.intake.mapping.model import As, Column, Mapping
from shouwen.regulations import Procedure
from shouwen.regulations.findings import Finding, findings_from
from shouwen.regulations.reading import Source, TextFault, read_source
from shouwen.vocabulary import Directory

_SHIPPED: Final = files("shouwen.packs") / "mappings"
_NOBODY: Final = Directory.of()


@dataclass(frozen=True)
class OpenedMapping:
    """A mapping that can be used, with the text it was read from."""

    mapping: Mapping
    source: Source
    notes: tuple[Finding, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of its text."""
        return sha256(self.source.text.encode()).hexdigest()


def shipped() -> dict[str, str]:
    """Return the title of each mapping that comes with the program, by id."""
    return {found.mapping.mapping: found.mapping.title for found in shipped_mappings()}


def shipped_mappings() -> list[OpenedMapping]:
    """Return the mappings that come with the program."""
    return [_parsed(_read(id_), f"{id_}.yaml") for id_ in _shipped_ids()]


def read_mapping(name: str) -> OpenedMapping:
    """Return a mapping by the path of its file or, for one shipped, its id.

    :raises NoSuchMapping: if it is neither
    :raises MappingUnfit: with every finding, if it cannot be read
    """
    path = Path(name)
    if path.is_file():
        try:
            return _parsed(path.read_text(encoding="utf-8-sig"), path.name)
        except UnicodeDecodeError:
            raise NoSuchMapping(name, _shipped_ids()) from None
    id_ = name.removesuffix(".yaml")
    if id_ in _shipped_ids():
        return _parsed(_read(id_), f"{id_}.yaml")
    raise NoSuchMapping(name, _shipped_ids())


def check(opened: OpenedMapping, procedure: Procedure, as_: As) -> OpenedMapping:
    """Return the mapping if it fits a regulation, with what is worth knowing as `notes`.

    :raises MappingUnfit: with every finding, if it does not
    """
    findings = list(_Check(opened, procedure, as_).findings())
    if any(each.severity == "error" for each in findings):
        raise MappingUnfit(opened.source.name, tuple(findings))
    return OpenedMapping(opened.mapping, opened.source, tuple(findings))


def _parsed(text: str, name: str) -> OpenedMapping:
    try:
        source = read_source(text, name)
        return OpenedMapping(Mapping.model_validate(source.data), source)
    except TextFault as fault:
        raise MappingUnfit(name, fault.findings) from None
    except ValidationError as error:
        raise MappingUnfit(name, tuple(findings_from(error, source, Mapping))) from None


@cache
def _shipped_ids() -> tuple[str, ...]:
    return tuple(
        sorted(
            each.name.removesuffix(".yaml")
            for each in _SHIPPED.iterdir()
            if each.name.endswith(".yaml")
        )
    )


def _read(id_: str) -> str:
    return (_SHIPPED / f"{id_}.yaml").read_text(encoding="utf-8")


class _Check:
    """A mapping beside a regulation."""

    def __init__(self, opened: OpenedMapping, procedure: Procedure, as_: As) -> None:
        self.mapping = opened.mapping
        self.source = opened.source
        self.procedure = procedure
        self.pack = procedure.pack
        self.as_ = as_

    def findings(self) -> Iterator[Finding]:
        yield from self._regulation()
        yield from self._facts()
        yield from self._private_keys()
        yield from self._values()
        yield from self._defaults()
        if self.as_ in ("open", "each"):
            yield from self._act()
        if self.as_ in ("historical", "each"):
            yield from self._history()

    def say(
        self,
        code: str,
        path: tuple[str | int, ...],
        problem: str,
        remedy: str,
        english: str,
        severity: str = "error",
    ) -> Finding:
        return Finding(
            code,
            severity,  # type: ignore[arg-type]
            self.source.name,
            self.source.line(path),
            ".".join(map(str, path)),
            problem,
            remedy,
            english,
        )

    def _regulation(self) -> Iterator[Finding]:
        wanted, id_ = self.mapping.regulations, self.pack.pack.id
        if wanted and id_ not in wanted:
            yield self.say(
                "M01", ("regulations",),
                f"这份对照表为{'、'.join(wanted)}而写，不是为 {id_}",
                "请换一份对照表，或核对后在 regulations 中加上它",
                f"written for {', '.join(wanted)}, not for {id_}",
            )  # fmt: skip

    def _facts(self) -> Iterator[Finding]:
        for path in self._fact_paths():
            name = str(path[-1])
            if name in self.pack.facts:
                continue
            near = get_close_matches(name, list(self.pack.facts), 1, 0.5)
            titles = {fact.title: id_ for id_, fact in self.pack.facts.items()}
            hint = near[0] if near else titles.get(name, "")
            yield self.say(
                "M02", path,
                f"{self.pack.pack.id} 没有“{name}”这一要素",
                f"是否想写 {hint}" if hint else "请用 shouwen rules read 查看要素",
                f"there is no fact '{name}'" + (f"; did you mean '{hint}'" if hint else ""),
            )  # fmt: skip

    def _fact_paths(self) -> Iterator[tuple[str, ...]]:
        mapping, history = self.mapping, self.mapping.historical
        for section in ("columns", "defaults", "values"):
            yield from ((section, name) for name in getattr(mapping, section))
        if history is not None:
            for section in ("columns", "defaults"):
                yield from (("historical", section, name) for name in getattr(history, section))

    def _private_keys(self) -> Iterator[Finding]:
        facts = self.pack.facts
        private = {
            header: name
            for path, reading in self.mapping.readings("each").items()
            if isinstance(reading, Column)
            and (name := str(path[-1])) in facts
            and facts[name].private not in (None, "text")
            for header in reading.headers
        }
        for place, header in enumerate(self.mapping.key):
            if header in private:
                yield self.say(
                    "M03", ("key", place) if len(self.mapping.key) > 1 else ("key",),
                    f"“{header}”是“{facts[private[header]].title}”，不能作行键：行键要永久留在账册里",
                    "请用编号、流水号一类的列；没有就不写 key",
                    f"'{header}' is private and cannot be the key, which the record keeps for ever",
                )  # fmt: skip

    def _values(self) -> Iterator[Finding]:
        for name, table in self.mapping.values.items():
            fact = self.pack.facts.get(name)
            for written, value in table.items():
                if fact is None or value is None:
                    continue
                path = ("values", name, written)
                yield from self._unfit(path, {name: [value] if _is_list(fact.type) else value})
            if name not in {str(path[-1]) for path in self.mapping.readings("each")}:
                meant = self._meant(name)
                if meant is None or not self._reads(meant):
                    yield self.say(
                        "M04", ("values", name),
                        f"“{name}”没有取自任何一列，这里的对应用不上",
                        "请在 columns 中写明它取自哪一列，或删去",
                        f"no column is read as '{name}', so these values are of no use",
                    )  # fmt: skip

    def _meant(self, name: str) -> str | None:
        fact = self.pack.facts.get(name)
        return fact.means if fact is not None else None

    def _reads(self, meaning: str) -> bool:
        history = self.mapping.historical
        return meaning in ("reply", "satisfied") and getattr(history, meaning, None) is not None

    def _defaults(self) -> Iterator[Finding]:
        history = self.mapping.historical
        for section, defaults in (
            (("defaults",), self.mapping.defaults),
            (("historical", "defaults"), history.defaults if history else {}),
        ):
            for name, value in defaults.items():
                if name in self.pack.facts:
                    yield from self._unfit((*section, name), {name: value})

    def _unfit(self, path: tuple[str, ...], form: Mapped[str, object]) -> Iterator[Finding]:
        _, reasons = typed_form(self.procedure, form, _NOBODY, ())
        for reason in reasons:
            yield self.say(
                "M05", path, reason.text, "请写该要素的可选值或正确的写法", "the value does not fit"
            )

    def _act(self) -> Iterator[Finding]:
        taking = self.mapping.act
        starting = [name for name, act in self.pack.acts.items() if act.starts_case]
        if taking is None:
            yield self.say(
                "M06", ("as",),
                "没有写由哪个动作受理",
                f"请写 act，可用：{'、'.join(starting)}；或以 --as historical 导入",
                f"'act' is missing; use one of {', '.join(starting)}",
            )  # fmt: skip
            return
        ready = self.procedure.acts.get(taking.name)
        if ready is None or not ready.act.starts_case:
            yield self.say(
                "M07", ("act", "name"),
                f"“{taking.name}”不是受理动作",
                f"可用：{'、'.join(starting)}",
                f"'{taking.name}' takes nothing in; use one of {', '.join(starting)}",
            )  # fmt: skip
            return
        yield from self._seat(taking.role, [seat.role for seat in ready.act.by if seat.role])
        given = {*self.mapping.columns, *self.mapping.defaults}
        for name in sorted(given & self.pack.facts.keys() - ready.fields):
            where = "columns" if name in self.mapping.columns else "defaults"
            yield self.say(
                "M09", (where, name),
                f"“{ready.act.title}”不收“{self.pack.facts[name].title}”",
                "请删去；只有办结件才有的，请移到 historical 的 columns 或 defaults 之下",
                f"the act '{taking.name}' does not take '{name}'",
            )  # fmt: skip
        for name in ready.act.form:
            if name not in given and name not in self.procedure.defaults:
                yield self.say(
                    "M10", ("act", "name"),
                    f"“{ready.act.title}”必填“{self.pack.facts[name].title}”（{name}），没有来源",
                    "请在 columns 或 defaults 中补上",
                    f"the act '{taking.name}' needs '{name}', and nothing supplies it",
                )  # fmt: skip

    def _seat(self, role: str, by: Iterable[str]) -> Iterator[Finding]:
        by = list(by)
        if role not in self.pack.roles:
            yield self.say(
                "M08", ("act", "role"),
                f"没有“{role}”这一岗位", f"可用：{'、'.join(by)}", f"there is no role '{role}'",
            )  # fmt: skip
        elif not self.procedure.stand_ins.get(role, frozenset()) & {*by}:
            title = self.pack.roles[role].title
            yield self.say(
                "M08", ("act", "role"),
                f"{title}不能办理这一动作", f"可用：{'、'.join(by)}", f"'{role}' may not do this",
            )  # fmt: skip

    def _history(self) -> Iterator[Finding]:
        history = self.mapping.historical
        if history is None:
            yield self.say(
                "M11", ("as",),
                "没有写办结件的时间取自哪些列",
                "请写 historical: {opened: …, closed: …}；或以 --as open 导入",
                "'historical' is missing, so closed rows cannot be taken in",
            )  # fmt: skip
            return
        for meaning in ("reply", "satisfied"):
            if getattr(history, meaning) is not None and self.pack.fact_meaning(meaning) is None:  # type: ignore[arg-type]
                yield self.say(
                    "M12", ("historical", meaning),
                    f"{self.pack.pack.id} 没有一个要素表示它",
                    "请写到 historical 的 columns 之下，并写明要素",
                    f"no fact of {self.pack.pack.id} means '{meaning}'",
                )  # fmt: skip
        stages = self.pack.stages
        if history.stage is not None and (
            history.stage not in stages or stages[history.stage].kind != "end"
        ):
            ends = [name for name, stage in stages.items() if stage.kind == "end"]
            yield self.say(
                "M13", ("historical", "stage"),
                f"“{history.stage}”不是终结阶段",
                f"可用：{'、'.join(ends)}",
                f"'{history.stage}' is no final stage; use one of {', '.join(ends)}",
            )  # fmt: skip


def _is_list(type_: str) -> bool:
    return type_.startswith("list:")
